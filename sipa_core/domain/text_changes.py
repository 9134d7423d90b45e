"""Two texts beside each other, word by word: what stayed, what was added, what was taken away. Pure and bounded."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

import msgspec

MAX_WORDS: Final = 3000
"""Longer texts are told as a whole: comparing them word by word would take seconds and nobody reads it so."""

_PIECE = re.compile(r"\s+|[^\s]+")


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(msgspec.Struct, frozen=True):
    """Some words with the space behind them, and what became of them."""

    kind: Kind
    text: str


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that lead from before to after: without those added they are before, without those removed after."""
    if before == after:
        return (Piece(Kind.SAME, after),) if after else ()
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > 2 * MAX_WORDS:
        return _whole(before, after)
    pieces: list[Piece] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece(Kind.REMOVED, "".join(old[i:j])))
        if k < m:
            pieces.append(Piece(Kind.ADDED, "".join(new[k:m])))
    return tuple(pieces)


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    parts = (Piece(Kind.REMOVED, before), Piece(Kind.ADDED, after))
    return tuple(piece for piece in parts if piece.text)
