"""Texts made fit for the shipped fonts: what they cannot draw, and words too long for a line, before the typesetter.

Nothing here interprets a text: it stays data, whatever signs of a markup it holds.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Final

UNKNOWN: Final = "?"
"""Stands for a letter that the fonts do not have, so that nothing vanishes in silence."""

BREAK: Final = "\u200b"
"""An invisible place at which a line may end."""

_TYPOGRAPHY: Final = frozenset("‐‑‒–—―‘’‚“”„•…‹›€−×")
_DROPPED: Final = frozenset(("Cf", "Cc", "Cs", "Co", "Cn"))


def known(text: str) -> str:
    """Return the text in letters that the fonts have, the others left out; runs of spaces closed up."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(ch for ch in composed if ch < "\u0250" or ch in _TYPOGRAPHY).split())


def whole(text: str) -> str:
    """Return a text of several lines for paper: lines stay, a letter that cannot be drawn is shown as `?`.

    Signs without a shape of their own (control, direction, joiners) go; empty lines at both ends go too.
    """
    lines = [" ".join("".join(map(_letter, line)).split()) for line in unicodedata.normalize("NFC", text).splitlines()]
    return "\n".join(lines).strip("\n")


def broken(text: str, longest: int, step: int = 0) -> str:
    """Return the text with places to end a line in every word of more than `longest` letters, every `step` letters."""
    long_word = re.compile(rf"[^\s/-]{{{longest + 1},}}")
    return long_word.sub(lambda word: BREAK.join(textwrap.wrap(word.group(), step or longest)), text)


def cut(text: str, most: int) -> str:
    """Return one line of at most `most` letters, the rest of it as three dots."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _letter(ch: str) -> str:
    if ch < "\u0250":
        # The C1 block and the soft hyphen have no shape either.
        return ch if ch.isprintable() or ch == "\t" else ("" if unicodedata.category(ch) in _DROPPED else " ")
    if ch in _TYPOGRAPHY:
        return ch
    category = unicodedata.category(ch)
    if category in _DROPPED or category.startswith("M"):
        return ""
    return " " if category.startswith("Z") else UNKNOWN
