"""Budget rows put into the order of their codes, so that sums can go upward: the machinery under `budget`.

A figure is counted once. A row that has rows below it contributes their sum, never both; spending given by kind (5.1,
5.2) beside spending by bidang is the same money seen twice and is not added.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from sipa_core.domain.money import percent_tenths
from sipa_core.domain.paths import BudgetKey, Content, PathError, Value, parse_budget_key, position, rows

TABLE = "apbdes"
COLUMNS = ("anggaran", "realisasi")
"""The columns of a realisation. A plan has `anggaran` alone, a change `anggaran_awal` and `anggaran`: the first that a
template names is what an `Amount` calls anggaran, the second what it calls realisasi."""

Sums = tuple[int | None, ...]
"""One figure for each column of sums, None where nothing is given."""

_Step = tuple[bool, str]

PENDAPATAN, BELANJA, PEMBIAYAAN = "4", "5", "6"
PENERIMAAN, PENGELUARAN = "6.1", "6.2"
"""Codes of the annex of Permendagri 20/2018."""


class Amount(msgspec.Struct, frozen=True, gc=False):
    """A budget figure and what became of it, in rupiah."""

    anggaran: int = 0
    realisasi: int = 0

    @property
    def sisa(self) -> int:
        """What is left of the budget; negative when more was realised."""
        return self.anggaran - self.realisasi

    @property
    def percent(self) -> int | None:
        """What was realised, in tenths of a percent; None without a budget ("tanpa anggaran")."""
        return percent_tenths(self.realisasi, self.anggaran)

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.anggaran + other.anggaran, self.realisasi + other.realisasi)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.anggaran - other.anggaran, self.realisasi - other.realisasi)


class Node(msgspec.Struct, gc=False):
    """A code with its own row, if the report has one, and the nodes below it. Only `grow` changes it, before anybody
    asks for a sum or an order: both are kept.
    """

    code: str
    kegiatan: bool = False
    key: str | None = None
    cells: dict[str, Value] = {}
    below: dict[tuple[bool, str], Node] = {}
    columns: tuple[str, ...] = COLUMNS
    _below: Sums | None = None
    _counted: Sums | None = None
    _children: list[Node] | None = None

    @property
    def children(self) -> list[Node]:
        """The nodes below in the order of their codes, activities before accounts."""
        if self._children is None:
            self._children = _in_order(self.below.values())
        return self._children

    @property
    def own(self) -> Sums:
        """The figures in the node's own row by column, None where a cell is empty or no number."""
        cells = self.cells
        # `type` and not `isinstance`: a tick is no figure.
        return tuple([value if type(value := cells.get(column)) is int else None for column in self.columns])

    @property
    def sums_below(self) -> Sums:
        """The sums of the nodes below by column, spending of financing taken off; None when none has a figure."""
        if self._below is None:
            sums: list[int | None] = [None] * len(self.columns)
            for node in self.below.values():
                for at, value in enumerate(node.counted):
                    if value is not None:
                        sums[at] = (sums[at] or 0) + (-value if node.code == PENGELUARAN else value)
            self._below = tuple(sums)
        return self._below

    @property
    def counted(self) -> Sums:
        """What counts in each column: the sum below where there is one, else the own figure."""
        if self._counted is None:
            own = self.own
            if self.below:
                pairs = zip(self.sums_below, own, strict=True)
                own = tuple([given if below is None else below for below, given in pairs])
            self._counted = own
        return self._counted

    @property
    def amount(self) -> Amount:
        """What counts, with zero for what is not filled in."""
        return Amount(*[value or 0 for value in self.counted])

    @property
    def first(self) -> tuple[int, int]:
        """The earliest place at which the row or one below it was given."""
        own = [position(self.cells)] if self.key is not None else []
        return min([*own, *(node.first for node in self.below.values())])

    @property
    def any_key(self) -> str:
        """The key of the row, or of the first one below a sum that is no row."""
        return self.key if self.key is not None else self.children[0].any_key


class Budget(msgspec.Struct, frozen=True):
    """The three groups of a report's budget; `strays` are rows (key to cells) whose codes belong to none of them."""

    pendapatan: Node
    belanja: Node
    pembiayaan: Node
    strays: dict[str, dict[str, Value]]

    @property
    def functional(self) -> list[Node]:
        """Spending by bidang."""
        return [node for node in self.belanja.children if node.kegiatan]

    @property
    def by_kind(self) -> list[Node]:
        """Spending by account alone, without bidang."""
        return [node for node in self.belanja.children if not node.kegiatan]

    @property
    def spent(self) -> Node:
        """Spending counted once: by bidang where the report has any, else by kind."""
        if not self.functional:
            return self.belanja
        below = {(True, node.code): node for node in self.functional}
        whole = self.belanja
        return Node(BELANJA, key=whole.key, cells=whole.cells, below=below, columns=whole.columns)


def group_of(key: BudgetKey) -> str | None:
    """Return `4`, `5` or `6`, the group a row counts in, or None when its account is of another list."""
    group = key.rekening[:1] or BELANJA
    return group if group in (PENDAPATAN, BELANJA, PEMBIAYAAN) else None


def grow(content: Content, columns: tuple[str, ...] = COLUMNS) -> Budget:
    """Return the report's budget rows in their places; `columns` are the one or two columns of sums that it has."""
    roots = {code: Node(code, columns=columns) for code in (PENDAPATAN, BELANJA, PEMBIAYAAN)}
    strays: dict[str, dict[str, Value]] = {}
    for text, cells in rows(content, TABLE).items():
        place = _place(text)
        if place is None:
            strays[text] = cells
            continue
        steps, group = place
        node = roots[group]
        for step in steps:
            found = node.below.get(step)
            if found is None:
                found = node.below[step] = Node(step[1], step[0], columns=columns)
            node = found
        node.key, node.cells = text, cells
    return Budget(roots[PENDAPATAN], roots[BELANJA], roots[PEMBIAYAAN], strays)


def as_given(node: Node) -> list[Node]:
    """Return the nodes below in the order in which the report gives them."""
    return sorted(node.children, key=lambda one: one.first)


def by_code(node: Node) -> list[Node]:
    """Return the nodes below in the order of their codes."""
    return node.children


def _in_order(nodes: Iterable[Node]) -> list[Node]:
    # `4.2.9` before `4.2.10`, activities before accounts.
    found = list(nodes)
    if len(found) > 1:
        found.sort(key=lambda node: (not node.kegiatan, _order(node.code)))
    return found


@lru_cache(maxsize=8192)
def _place(text: str) -> tuple[tuple[_Step, ...], str] | None:
    try:
        key = parse_budget_key(text)
    except PathError:
        return None
    group = group_of(key)
    return None if group is None else (_steps(key), group)


def _steps(key: BudgetKey) -> tuple[_Step, ...]:
    # From the group's root down: an activity's accounts stand below it, the sources of funds below those. An account
    # that stands alone begins below the root, which has its first digit already.
    activity, account = _prefixes(key.kegiatan, True), _prefixes(key.rekening, False)
    if key.kegiatan and (not key.rekening or key.rekening[0] == BELANJA):
        steps = activity + account
    else:
        steps = account[1:] + activity
    return (*steps, (False, key.sumber)) if key.sumber else steps


@lru_cache(maxsize=4096)
def _prefixes(code: str, kegiatan: bool) -> tuple[_Step, ...]:
    parts = code.split(".") if code else []
    return tuple((kegiatan, ".".join(parts[: n + 1])) for n in range(len(parts)))


@lru_cache(maxsize=8192)
def _order(code: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdecimal() else (10**6, part) for part in code.split("."))
