"""The pictures of published reports, drawn once per version from its public figures and kept in memory.

A picture that cannot be drawn is missing, never wrong: the page then offers none.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from enum import StrEnum
from functools import cache

import resources
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_render.feed import RenderError, render_feed
from sipa_render.story import render_story
from sipa_server.services.publication import PublicReport

log = logging.getLogger(__name__)

KEPT = 32


class Shape(StrEnum):
    """feed: 1080 × 1350 · story: 1080 × 1920, for a status that is gone after a day."""

    FEED = "feed"
    STORY = "story"

    @property
    def file_name(self) -> str:
        """The end of its address."""
        return "gambar.png" if self is Shape.FEED else "gambar-story.png"


@cache
def budget_names() -> BudgetNames:
    """The names of accounts and activities, read once."""
    return read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))


class Pictures:
    """Draws and remembers the last pictures asked for."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._drawn: OrderedDict[tuple[str, int, int, Shape], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def size(self, report: PublicReport) -> int | None:
        """The size in bytes, or None when it cannot be drawn."""
        picture = self.picture(report)
        return len(picture) if picture is not None else None

    def picture(self, report: PublicReport, shape: Shape = Shape.FEED) -> bytes | None:
        """The PNG of a published report in that shape, 1080 pixels wide."""
        if report.figures is None:
            return None
        key = (report.line.path, report.line.n, report.line.published_at, shape)
        with self._lock:
            known = self._drawn.get(key)
            if known is not None:
                self._drawn.move_to_end(key)
                return known
        try:
            drawn = render_story(report.figures) if shape is Shape.STORY else render_feed(report.figures)
        except RenderError:
            log.exception("a picture could not be drawn")
            return None
        with self._lock:
            self._drawn[key] = drawn
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return drawn
