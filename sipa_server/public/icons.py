"""The signs of the pages, drawn into the page itself so that none is fetched."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

import resources


@cache
def icon(name: str, weight: str = "regular") -> Markup:
    """The SVG of a shipped icon, hidden from readers: the word beside it says what it is. `name` is ours alone."""
    drawn = resources.read_text(f"icons/{weight}/{name}.svg")
    return Markup(drawn.replace("<svg ", '<svg class="icon" aria-hidden="true" ', 1))
