"""Finding the code of a line by its name, when a file has no codes: exact after tidying, else the likeliest to ask.

A name is taken without asking only when no word of it differs by more than a letter or two; "Perundungan" is not
"Perlindungan", however much of the rest agrees.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache

import msgspec

from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.paths import BudgetKey

_FILLER = {
    *("sub", "subbidang", "bidang", "kegiatan", "belanja", "penyelenggaraan", "pengelolaan", "pelaksanaan", "dan"),
    *("serta", "atau", "dll", "lainnya", "dst"),
}
_SPELLED = {"pemdes": "pemerintah desa", "masy": "masyarakat", "thn": "tahun"}
_SHORT_NAMES = {
    "pad": "4.1",
    "pades": "4.1",
    "padesa": "4.1",
    "dd": "4.2.1",
    "dds": "4.2.1",
    "add": "4.2.3",
    "bhpr": "4.2.2",
    "pbh": "4.2.2",
    "bagi hasil pajak retribusi daerah": "4.2.2",
    "bagi hasil pajak daerah retribusi daerah": "4.2.2",
    "bunga": "4.3.6",
    "bunga rekening": "4.3.6",
    "silpa": "6.1.1",
    "silpa tahun lalu": "6.1.1",
    "penyertaan modal bumdes": "6.2.2",
    "penyertaan modal bum desa": "6.2.2",
}
"""What clerks write for long names."""

SURE = 0.92
"""From here on a name is the same but for a letter or two."""

LIKELY = 0.5
"""Below this a name resembles nothing in the list."""

_MOST_COMPARED = 40
_MOST_SOUGHT = 500
_MOST_WORDS = 40
_ACTIVITY = 2

_SUB_BIDANG = re.compile(r"\s*(sub[\s-]*bidang)\b", re.IGNORECASE)
_BIDANG = re.compile(r"\s*bidang\b", re.IGNORECASE)


class Guess(msgspec.Struct, frozen=True):
    """A code that a name may mean, with its own name and how alike the two are (0 to 1)."""

    key: BudgetKey
    name: str
    score: float


class _Entry(msgspec.Struct, frozen=True):
    key: BudgetKey
    name: str
    plain: str
    level: int | None
    """Dots in the code of a bidang (0), sub-bidang (1) or activity (2); None for an account."""


class NameIndex:
    """The names of a code list, and the rows that the report already has under names of their own."""

    def __init__(self, names: BudgetNames, own: Mapping[str, str]) -> None:
        """`own` maps the key of a row in the report to the description that the village gave it."""
        self._names = names
        self._own = {bare(text): key for key, text in own.items() if bare(text)}
        self._lists = {
            "4": _accounts(names, "4"),
            "5": _activities(names) + _accounts(names, "5"),
            "6": _accounts(names, "6"),
        }
        self._by_stem: dict[str, set[BudgetKey]] = {}
        for entry in (entry for entries in self._lists.values() for entry in entries):
            for stem in _stems(entry.plain):
                self._by_stem.setdefault(stem, set()).add(entry.key)
        self._sought: dict[tuple[str, str | None], list[Guess]] = {}

    def own_row(self, name: str) -> str | None:
        """Return the key of a row of the report whose own description is exactly this name."""
        return self._own.get(bare(name))

    def guesses(self, name: str, group: str | None) -> list[Guess]:
        """Return what the name may mean, best first, in the group (`4`, `5`, `6`) or in all when it is not known.

        Names that say "sub-bidang" or "bidang" are sought among those only; a code and its only child of one name
        count as one. A long list of names that mean nothing is not pondered over to its end.
        """
        plain = bare(name)
        short = _SHORT_NAMES.get(plain)
        if short is not None and group in (None, short[0]):
            return [Guess(BudgetKey(rekening=short), self._names.of_rekening(short), 1.0)]
        level = 1 if _SUB_BIDANG.match(name) else 0 if _BIDANG.match(name) else None
        if (name, group) not in self._sought:
            if len(self._sought) >= _MOST_SOUGHT:
                return []
            self._sought[(name, group)] = self._compared(plain, group, level)
        return self._sought[(name, group)]

    def sure(self, name: str, group: str | None) -> Guess | None:
        """Return the one code that the name certainly means, or None when it has to be asked."""
        best = self.guesses(name, group)[:2]
        if not best or not _same_words(bare(name), bare(best[0].name), best[0].score):
            return None
        if len(best) > 1 and best[1].score >= best[0].score - 0.03 and best[1].score >= SURE:
            return None
        return best[0]

    def of_level(self, level: int) -> list[BudgetKey]:
        """Return all bidang (0) or sub-bidang (1) in the order of their codes."""
        return sorted(entry.key for entry in self._lists["5"] if entry.level == level)

    def _compared(self, plain: str, group: str | None, level: int | None) -> list[Guess]:
        entries = [
            entry
            for one in ([group] if group else self._lists)
            for entry in self._lists[one]
            if level is None or entry.level == level
        ]
        allowed = {entry.key for entry in entries}
        near: Counter[BudgetKey] = Counter()
        for stem in _stems(plain):
            near.update(self._by_stem.get(stem, set()) & allowed)
        # Without one word in common only the short lists are worth comparing: a slip in the first letters.
        likely = {key for key, _count in near.most_common(_MOST_COMPARED)} or {
            entry.key for entry in entries if entry.level != _ACTIVITY
        }
        found = [Guess(entry.key, entry.name, likeness(plain, entry.plain)) for entry in entries if entry.key in likely]
        # Of equals the shortest code: 5.4 before 5.4.1, which bears the same name.
        found.sort(key=lambda guess: (-guess.score, len(guess.key.kegiatan or guess.key.rekening), str(guess.key)))
        return _without_children_of_one_name(found)


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """Return a name without filler, signs and capitals: what two writers of one name have in common."""
    words = re.sub(r"[^a-z0-9]+", " ", text.casefold().replace("&", " dan ")).split()
    spelled = " ".join(_SPELLED.get(word, word) for word in words[:_MOST_WORDS]).split()
    kept = [word for word in spelled if word not in _FILLER]
    return " ".join(kept or spelled)


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> float:
    """Return how alike two bare names are, 0 to 1."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.quick_ratio() >= LIKELY else matcher.quick_ratio() * 0.5


def _same_words(one: str, other: str, score: float) -> bool:
    if score >= 1.0:
        return True
    words, others = one.split(), other.split()
    if score < SURE or len(words) != len(others):
        return False
    return all(likeness(word, twin) >= 0.85 for word, twin in zip(words, others, strict=True))


def _accounts(names: BudgetNames, group: str) -> list[_Entry]:
    return [
        _Entry(BudgetKey(rekening=code), name, bare(name), None)
        for code, name in names.rekening.items()
        if code[0] == group
    ]


def _activities(names: BudgetNames) -> list[_Entry]:
    return [
        _Entry(BudgetKey(kegiatan=code), name, bare(name), code.count(".")) for code, name in names.kegiatan.items()
    ]


def _stems(plain: str) -> set[str]:
    """The beginnings of the words: a slip in a name leaves most of them as they are."""
    return {word[:3] for word in plain.split()[:_MOST_WORDS]}


def _without_children_of_one_name(found: Iterable[Guess]) -> list[Guess]:
    kept: list[Guess] = []
    for guess in found:
        above = (one for one in kept if one.score == guess.score and bare(one.name) == bare(guess.name))
        if not any(_lies_below(guess.key, one.key) for one in above):
            kept.append(guess)
    return kept


def _lies_below(key: BudgetKey, parent: BudgetKey) -> bool:
    code, above = key.kegiatan or key.rekening, parent.kegiatan or parent.rekening
    return bool(key.kegiatan) == bool(parent.kegiatan) and code.startswith(f"{above}.")
