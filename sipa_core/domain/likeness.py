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

SENTENCE: Final = 0.9
"""This share of a sentence's runs stands in another text: the sentence was copied."""

SHORT_SENTENCE: Final = 4
"""Words of the shortest sentence that counts when it was taken as it stood."""

_SENTENCES = re.compile(r"[.!?;:\n]+\s")
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


_ANY: Final = frozenset("0%@")
"""The signs that stand for any figure, month and name."""


class TextPrint(msgspec.Struct, frozen=True):
    """The fingerprint of one text: its field's pattern, its runs of words and its sentences as numbers that cannot be
    read back."""

    pattern: str
    runs: frozenset[int]
    sentences: frozenset[int] = frozenset()


def plain_words(text: str) -> list[str]:
    """Return the words in small letters, without signs."""
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def signs(text: str) -> list[str]:
    """Return the words of a text with figures, months and names each made one sign."""
    found: list[str] = []
    for sentence in _SENTENCES.split(unicodedata.normalize("NFKC", text)):
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


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of a text: how many words, its runs when it has enough words of its own to be known again with other
    names and figures, and the number that stands for its very words."""

    length: int
    runs: frozenset[int]
    words: int


@lru_cache(maxsize=1024)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text that have four words or more."""
    found = []
    for part in _SENTENCES.split(unicodedata.normalize("NFKC", text)):
        words = plain_words(part)
        if len(words) >= SHORT_SENTENCE:
            own = sum(word not in _ANY for word in signs(part)) >= LEAST_WORDS
            exact = crc32(" ".join(words).encode("utf-8"))
            found.append(Sentence(len(words), text_runs(part) if own else frozenset(), exact))
    return tuple(found)


def copied_sentences(text: str, other: TextPrint) -> float:
    """Return the share of a text's words that lies in whole sentences of another one, in whatever order.

    0 for less than two sentences that were taken with names or figures changed, or three taken as they stood.
    """
    mine = sentences(text)
    alike = [one for one in mine if one.runs and len(one.runs & other.runs) >= SENTENCE * len(one.runs)]
    exact = [one for one in mine if one.words in other.sentences and one not in alike]
    if len(alike) < 2 and len(alike) + len(exact) < 3:
        return 0.0
    return sum(one.length for one in (*alike, *exact)) / len(plain_words(text))


class Likeness:
    """Texts that are asked for their likeness: an index by runs, so that many are compared at once."""

    def __init__(self, prints: Iterable[tuple[str, TextPrint]]) -> None:
        self._texts: list[tuple[str, TextPrint]] = []
        self._by_run: dict[int, list[int]] = {}
        for name, made in prints:
            for run in made.runs:
                self._by_run.setdefault(run, []).append(len(self._texts))
            self._texts.append((name, made))

    def best(self, runs: frozenset[int]) -> tuple[float, str]:
        """Return the largest share of the runs that stands in one of the texts, and that text's name; 0 without."""
        share, name, _made = self.nearest(runs)
        return share, name

    def nearest(self, runs: frozenset[int]) -> tuple[float, str, TextPrint | None]:
        """Return as `best`, and the fingerprint of that text; None without one."""
        hits: Counter[int] = Counter()
        for run in runs:
            hits.update(self._by_run.get(run, ()))
        if not hits or not runs:
            return 0.0, "", None
        place, count = hits.most_common(1)[0]
        return count / len(runs), *self._texts[place]


def most_common_share(words: Iterable[str]) -> tuple[str, float]:
    """Return the word that stands most often, and its share of all words."""
    counted: Mapping[str, int] = Counter(words)
    if not counted:
        return "", 0.0
    word = max(counted, key=lambda one: counted[one])
    return word, counted[word] / sum(counted.values())
