"""The words that a person searches with, and the line in which they stand. Pure; nothing typed can be an operator."""

from __future__ import annotations

import unicodedata
from typing import Final

from sipa_core.messages import N_, _
from sipa_desktop.store.searchable import SearchKind

MAX_TYPED: Final = 200
MAX_WORDS: Final = 8
MAX_WORD: Final = 40
LEAST: Final = 3
AROUND: Final = 55
MAX_LINE: Final = 160

_TITLES: Final = {
    SearchKind.REPORT: N_("Laporan"),
    SearchKind.NOTE: N_("Catatan kecamatan"),
    SearchKind.CONSULTATION: N_("Konsultasi"),
    SearchKind.GUIDANCE: N_("Pembinaan"),
    SearchKind.FEEDBACK: N_("Masukan warga"),
    SearchKind.PUBLICATION: N_("Publikasi"),
    SearchKind.VILLAGE: N_("Desa"),
}


def group_title(kind: SearchKind) -> str:
    """The heading of a group."""
    return _(_TITLES[kind])


def folded(text: str) -> str:
    """The text without case and diacritics, letter for letter where that is possible."""
    return "".join(_fold(letter) for letter in text)


def words_of(typed: str) -> tuple[str, ...]:
    """The words to search for: at most 8 of at most 40 letters, folded; signs and emoji part words and mean nothing.

    Empty when not one word has three letters or more, since a search for less would find everything.
    """
    spaced = "".join(letter if letter.isalnum() else " " for letter in folded(typed[:MAX_TYPED]))
    words = tuple(dict.fromkeys(word[:MAX_WORD] for word in spaced.split()))[:MAX_WORDS]
    return words if any(len(word) >= LEAST for word in words) else ()


def in_context(text: str, words: tuple[str, ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The line of a text around the first of the words, and where the words stand in it (start, length)."""
    line = " ".join(text.split())
    marks = _marks(line, words)
    if len(line) > MAX_LINE:
        first = marks[0][0] if marks else 0
        start = max(0, first - AROUND)
        if start:
            space = line.find(" ", start, first)
            start = space + 1 if space >= 0 else start
        end = min(len(line), start + MAX_LINE)
        line = ("…" if start else "") + line[start:end].rstrip() + ("…" if end < len(line) else "")
        marks = _marks(line, words)
    return line, marks


def _marks(line: str, words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    bare = folded(line)
    if len(bare) != len(line):
        return ()  # a letter that folds into several: the line is shown without marks
    found = []
    for word in words:
        at = bare.find(word)
        while at >= 0:
            if at == 0 or not bare[at - 1].isalnum():
                found.append((at, len(word)))
            at = bare.find(word, at + 1)
    kept: list[tuple[int, int]] = []
    for start, length in sorted(found, key=lambda mark: (mark[0], -mark[1])):
        if not kept or start >= kept[-1][0] + kept[-1][1]:
            kept.append((start, length))
    return tuple(kept)


def _fold(letter: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
    return bare.casefold() or letter
