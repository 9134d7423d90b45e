"""How alike two texts are, however years, numbers and names were changed in them.

A text is cut into runs of three words. Figures, months and words with a capital letter inside a sentence count as one
sign each, so that last year's text with new names and sums is still known again.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from zlib import crc32

import msgspec

LEAST_WORDS: Final = 8
"""Shorter texts say the same thing by chance: "Tidak ada kendala."""

COPIED: Final = 0.75
"""This share of a text's runs of words stands in another text: it was copied. Texts of honest writers about the same
matter share less than half."""

RUN: Final = 3

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MONTHS: Final = frozenset(
    {
        *("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober"),
        *("november", "desember", "jan", "feb", "mar", "apr", "jun", "jul", "agu", "sep", "okt", "nov", "des"),
    }
)
_ORDINALS: Final = frozenset(
    ("i", "ii", "iii", "iv", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan")
)


class TextPrint(msgspec.Struct, frozen=True):
    """The fingerprint of one text: its field's pattern, and its runs of words as numbers that cannot be read back."""

    pattern: str
    runs: frozenset[int]


def plain_words(text: str) -> list[str]:
    """Return the words in small letters, without signs."""
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def signs(text: str) -> list[str]:
    """Return the words of a text with figures, months and names each made one sign."""
    found: list[str] = []
    for sentence in re.split(r"[.!?;:\n]+\s", unicodedata.normalize("NFKC", text)):
        for n, word in enumerate(_WORD.findall(sentence)):
            small = word.casefold()
            if _NUMBER.match(word) or small in _ORDINALS:
                found.append("0")
            elif small in _MONTHS:
                found.append("%")
            elif n and word[:1].isupper() and not word.isupper():
                if found and found[-1] == "@":
                    continue  # a name of two words is one name
                found.append("@")
            else:
                found.append(small)
    return found


@lru_cache(maxsize=4096)
def text_runs(text: str) -> frozenset[int]:
    """Return the runs of three words of a text as numbers; none of a text shorter than eight words."""
    if len(text) < 3 * LEAST_WORDS:
        return frozenset()
    words = signs(text)
    if len(words) < LEAST_WORDS:
        return frozenset()
    return frozenset(crc32(" ".join(words[at : at + RUN]).encode("utf-8")) for at in range(len(words) - RUN + 1))


class Likeness:
    """Texts that are asked for their likeness: an index by runs, so that many are compared at once."""

    def __init__(self, prints: Iterable[tuple[str, frozenset[int]]]) -> None:
        self._names: list[str] = []
        self._by_run: dict[int, list[int]] = {}
        for name, runs in prints:
            for run in runs:
                self._by_run.setdefault(run, []).append(len(self._names))
            self._names.append(name)

    def best(self, runs: frozenset[int]) -> tuple[float, str]:
        """Return the largest share of the runs that stands in one of the texts, and that text's name; 0 without."""
        hits: Counter[int] = Counter()
        for run in runs:
            hits.update(self._by_run.get(run, ()))
        if not hits or not runs:
            return 0.0, ""
        place, count = hits.most_common(1)[0]
        return count / len(runs), self._names[place]


def is_same_text(one: str, other: str) -> bool:
    """True when the texts differ in signs, letters' size and spaces at most."""
    return plain_words(one) == plain_words(other)


def most_common_share(words: Iterable[str]) -> tuple[str, float]:
    """Return the word that stands most often, and its share of all words."""
    counted: Mapping[str, int] = Counter(words)
    if not counted:
        return "", 0.0
    word = max(counted, key=lambda one: counted[one])
    return word, counted[word] / sum(counted.values())
