"""The sums that a person compares before anything enters: what the file says against what its rows give.

Every rupiah of the file is accounted for: taken, waiting for an answer, or refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from sipa_core.domain.budget import BELANJA, PEMBIAYAAN, PENDAPATAN, PENGELUARAN
from sipa_core.domain.paths import BudgetKey
from sipa_core.imports.columns import MONEY, Column
from sipa_core.imports.lines import Line
from sipa_core.imports.names import bare
from sipa_core.messages import N_, _

Cells = Mapping[BudgetKey, Mapping[Column, int]]
"""Rows that would be stored, with their figures."""

ROWS = "baris"
"""Stands for all rows of a table that knows no groups."""

_GROUP_LABELS = {
    PENDAPATAN: N_("Pendapatan"),
    BELANJA: N_("Belanja"),
    PEMBIAYAAN: N_("Pembiayaan, masuk + keluar"),
    "": N_("Lainnya"),
}
_TOTAL_WORDS = {"jumlah", "total", "sub", "desa", "anggaran", "bidang"}


class SumCheck(msgspec.Struct, frozen=True):
    """A sum that the file gives itself, in row `number`, against what its own rows add up to."""

    number: int
    label: str
    column: Column
    in_file: int
    computed: int

    @property
    def equal(self) -> bool:
        """True when the two agree to the rupiah."""
        return self.in_file == self.computed


class MoneyLine(msgspec.Struct, frozen=True):
    """Where the money of a group went: rows taken, rows that wait for an answer, rows refused; sums of parents apart.

    `group` is `4`, `5` or `6`, empty for rows of which even that is not known, ROWS for tables without groups.
    """

    group: str
    column: Column
    taken: int
    waiting: int
    refused: int

    @property
    def label(self) -> str:
        """The name of the group."""
        return _("Baris yang masuk") if self.group == ROWS else _(_GROUP_LABELS[self.group])

    @property
    def in_file(self) -> int:
        """Everything that the rows of the file say."""
        return self.taken + self.waiting + self.refused


@lru_cache(maxsize=65536)
def trail(key: BudgetKey) -> tuple[str, ...]:
    """Return the steps from the group to the row: a row lies below every row whose trail begins its own."""
    activity, account = _prefixes(key.kegiatan), _prefixes(key.rekening)
    group = BELANJA if key.kegiatan and key.rekening[:1] in ("", BELANJA) else key.rekening[:1]
    steps = [*activity, *account] if group == BELANJA else [*account, *activity]
    fund = (key.sumber,) if key.sumber else ()
    return (group, *(step for step in steps if step != group), *fund)


class Tally:
    """The sums over rows that would be stored, at every level above them.

    Spending given by bidang and again by kind is one money: by bidang counts. Outgoing financing is taken off.
    """

    def __init__(self, stored: Cells) -> None:
        self.stored = stored
        self._sums: dict[tuple[str, ...], dict[Column, int]] = {}
        functional = {column for key, values in stored.items() if key.kegiatan for column in values}
        # Spending given by kind beside that by bidang must not reach the group: it climbs on a stair of its own.
        again: dict[tuple[str, ...], dict[Column, int]] = {}
        for key, values in stored.items():
            steps = trail(key)
            if steps[0] != BELANJA or key.kegiatan:
                _add(self._sums, steps, values)
                continue
            _add(again, steps, {column: value for column, value in values.items() if column in functional})
            _add(self._sums, steps, {column: value for column, value in values.items() if column not in functional})
        _climb(self._sums, 1)
        _climb(again, 2)
        for steps, values in again.items():
            _add(self._sums, steps, values)

    def of(self, prefix: Sequence[str], column: Column) -> int | None:
        """Return what the rows at and below a trail add up to, or None when none of them has a figure there."""
        return self._sums.get(tuple(prefix), {}).get(column)

    def gross(self, group: str, column: Column) -> int:
        """Return the sum over a group with nothing taken off."""
        if group != PEMBIAYAAN:
            return self.of((group,), column) or 0
        return sum(values.get(column, 0) for key, values in self.stored.items() if trail(key)[0] == group)


_Sums = dict[tuple[str, ...], dict[Column, int]]


def _add(sums: _Sums, steps: tuple[str, ...], values: Mapping[Column, int]) -> None:
    if not values:
        return
    into = sums.setdefault(steps, {})
    for column, value in values.items():
        into[column] = into.get(column, 0) + value


def _climb(sums: _Sums, top: int) -> None:
    """Add every sum to the one above it, the deepest first, up to trails of `top` steps."""
    by_depth: dict[int, list[tuple[tuple[str, ...], dict[Column, int]]]] = {}
    for steps, values in sums.items():
        by_depth.setdefault(len(steps), []).append((steps, values))
    for depth in range(max(by_depth, default=0), top, -1):
        for steps, values in by_depth.get(depth, []):
            above = steps[:-1]
            into = sums.get(above)
            if into is None:
                into = sums[above] = {}
                by_depth.setdefault(depth - 1, []).append((above, into))
            sign = -1 if depth == 2 and steps[1].startswith(PENGELUARAN) else 1
            for column, value in values.items():
                into[column] = into.get(column, 0) + sign * value


def parent_checks(parents: Iterable[tuple[Line, Mapping[Column, int]]], tally: Tally) -> Iterator[SumCheck]:
    """Yield the comparison of each parent's own figures with the rows below it."""
    for line, values in parents:
        if line.key is None:
            continue
        label = " ".join(part for part in (line.key.kegiatan or line.key.rekening, line.name) if part)
        for column, own in values.items():
            computed = tally.of(trail(line.key), column)
            if computed is not None:
                yield SumCheck(line.row.number, label, column, own, computed)


def total_checks(lines: Iterable[Line], tally: Tally) -> Iterator[SumCheck]:
    """Yield the comparison of lines of sums without a code ("Jumlah belanja", "Surplus") with the rows taken."""
    for line in lines:
        for column, own in line.values.items():
            computed = _total(line, tally, column)
            if computed is not None:
                yield SumCheck(line.row.number, line.name, column, own, computed)


def money_lines(lines: Iterable[Line], tally: Tally, used: Iterable[Column]) -> Iterator[MoneyLine]:
    """Yield, by group and column, what is taken, waits and is refused; groups without any figure are left out."""
    open_lines = [line for line in lines if not line.total]
    for column in (column for column in MONEY if column in tuple(used)):
        for group in _GROUP_LABELS:
            members = [line for line in open_lines if (line.group or "") == group]
            waiting = sum(line.values.get(column, 0) for line in members if line.waits_for and not line.refused)
            refused = sum(line.values.get(column, 0) for line in members if line.refused)
            taken = tally.gross(group, column)
            if taken or waiting or refused or tally.of((group,), column) is not None:
                yield MoneyLine(group, column, taken, waiting, refused)


def _total(line: Line, tally: Tally, column: Column) -> int | None:
    words = [word for word in bare(line.name).split() if word not in _TOTAL_WORDS]
    text = " ".join(words)
    income, spent = tally.of((PENDAPATAN,), column), tally.of((BELANJA,), column)
    if "surplus" in text or "defisit" in text:
        return None if income is None or spent is None else income - spent
    if text.startswith("pembiayaan net"):
        return tally.of((PEMBIAYAAN,), column)
    if text.startswith("penerimaan"):
        return tally.of((PEMBIAYAAN, "6.1"), column)
    if text.startswith("pengeluaran"):
        return tally.of((PEMBIAYAAN, "6.2"), column)
    named = {"pendapatan": PENDAPATAN, "pembiayaan": PEMBIAYAAN}.get(text)
    # `bare` leaves "belanja" out as filler: a bare "Jumlah" speaks of the group in which it stands.
    if named is None and not text:
        named = BELANJA if "belanja" in line.name.casefold() else line.group
    return None if named is None else tally.of((named,), column)


@lru_cache(maxsize=16384)
def _prefixes(code: str) -> tuple[str, ...]:
    parts = code.split(".") if code else []
    return tuple(".".join(parts[: n + 1]) for n in range(len(parts)))
