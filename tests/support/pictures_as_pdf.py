"""The pictures for a feed and a story as a PDF page, whose text can be read back."""

from __future__ import annotations

from sipa_core.domain.publication_figures import PublicFigures
from sipa_render import feed, story
from sipa_render.drawn import PARTS
from sipa_render.typesetting import typeset


def render_feed_pdf(figures: PublicFigures) -> bytes:
    """The picture for a feed, set as a page."""
    return typeset(feed.TEMPLATE, feed.feed_data(figures), "pdf", parts=PARTS)


def render_story_pdf(figures: PublicFigures) -> bytes:
    """The picture for a story, set as a page."""
    return typeset(story.TEMPLATE, story.story_data(figures), "pdf", parts=PARTS)
