"""The APB Desa of a report: what the grid, the document and the picture all show, from one computation.

Rows may stand at any level (a bidang as a whole, a sub-bidang, an activity, one account of it). Sums go upward from the
lowest rows; where a parent's own figure differs from them that is told, not hidden. No row may vanish: what cannot be
placed is shown apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

import msgspec

from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.budget_nodes import BELANJA as BELANJA
from sipa_core.domain.budget_nodes import COLUMNS as COLUMNS
from sipa_core.domain.budget_nodes import PEMBIAYAAN as PEMBIAYAAN
from sipa_core.domain.budget_nodes import PENDAPATAN as PENDAPATAN
from sipa_core.domain.budget_nodes import PENERIMAAN as PENERIMAAN
from sipa_core.domain.budget_nodes import PENGELUARAN as PENGELUARAN
from sipa_core.domain.budget_nodes import TABLE as TABLE
from sipa_core.domain.budget_nodes import Amount as Amount
from sipa_core.domain.budget_nodes import Budget, Node, as_given, by_code, grow
from sipa_core.domain.money import format_percent
from sipa_core.domain.paths import Content, Value, cell, parse_budget_key
from sipa_core.messages import _


class BudgetTotals(msgspec.Struct, frozen=True):
    """The sums of a budget. `per_bidang` (code to sum) is empty when spending is given by kind of spending only."""

    pendapatan: Amount
    belanja: Amount
    penerimaan: Amount
    pengeluaran: Amount
    pembiayaan: Amount
    per_bidang: Mapping[str, Amount]

    @property
    def surplus(self) -> Amount:
        """Revenue less spending; negative is a deficit."""
        return self.pendapatan - self.belanja

    @property
    def silpa(self) -> Amount:
        """Surplus and net financing together: zero in a budget that closes."""
        return self.surplus + self.pembiayaan


class LineKind(StrEnum):
    """A heading without figures, a row of the report, the sum of rows below, a total, or a difference of totals."""

    HEADING = "heading"
    ROW = "row"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    RESULT = "result"


class BudgetLine(msgspec.Struct, frozen=True, gc=False):
    """One line of the table. `key` is the row's key where the line is a row in the report; `given` holds its own cells.

    `amount` is what counts (for a row with rows below it their sum); headings have none. `code` is "" for totals.
    `level` is the depth for indenting, from 0. A total has a key when the report gives the whole group as a row.
    """

    kind: LineKind
    group: str
    label: str
    code: str = ""
    level: int = 0
    amount: Amount | None = None
    key: str | None = None
    given: Mapping[str, Value] = msgspec.field(default_factory=dict)
    has_children: bool = False
    is_bidang: bool = False

    def path(self, column: str) -> str | None:
        """Return the path of the line's own cell, None for a line that is no row."""
        return None if self.key is None else cell(TABLE, self.key, column)

    @property
    def percent(self) -> int | None:
        """Tenths of a percent; None where a share says nothing: headings, differences, signs that turned, no budget."""
        return self.amount.percent if self.amount is not None and self._has_share else None

    @property
    def percent_text(self) -> str:
        """`43,1%` or "tanpa anggaran"; empty for headings, differences and signs that turned."""
        if self.amount is None or not self._has_share:
            return ""
        return format_percent(self.amount.realisasi, self.amount.anggaran)

    @property
    def _has_share(self) -> bool:
        """A net of financing may be planned below zero and come out above: `−98,9%` of it would say nothing."""
        return self.kind is not LineKind.RESULT and not turned(self.amount)


def turned(amount: Amount | None) -> bool:
    """Return whether what was planned and what came of it lie on different sides of zero."""
    return amount is not None and amount.anggaran * amount.realisasi < 0


class Difference(msgspec.Struct, frozen=True):
    """A parent row whose own figure is not the sum of the rows below it. `path` is the parent's cell."""

    path: str
    label: str
    own: int
    below: int


class BudgetTree(msgspec.Struct, frozen=True):
    """A budget read once: the lines to show, the sums, and what does not fit together.

    `strays` are keys of rows whose codes belong to no group; they count in no sum.
    """

    lines: tuple[BudgetLine, ...]
    totals: BudgetTotals
    differences: tuple[Difference, ...]
    strays: tuple[str, ...]

    @property
    def bidang(self) -> tuple[BudgetLine, ...]:
        """The lines of the bidang, given or computed, by code: what the picture shows of spending."""
        return tuple(line for line in self.lines if line.is_bidang)


def totals(content: Content) -> BudgetTotals:
    """Return the sums of the report's budget; all zero when it has none."""
    return _totals(grow(content))


def budget_lines(content: Content, names: BudgetNames, columns: tuple[str, ...] = COLUMNS) -> tuple[BudgetLine, ...]:
    """Return the lines that the grid, the document and the picture show, totals included."""
    return read_budget(content, names, columns).lines


def read_budget(content: Content, names: BudgetNames, columns: tuple[str, ...] = COLUMNS) -> BudgetTree:
    """Return the report's budget as lines, sums and findings. An empty budget has its headings and zero totals.

    `columns` are the template's `money_columns`; what the first one holds is the `anggaran` of every amount, the
    second's its `realisasi`.
    """
    budget = grow(content, columns or COLUMNS)
    sums = _totals(budget)
    lines = [*_pendapatan(budget, sums, names), *_belanja(budget, sums, names), *_pembiayaan(budget, sums, names)]
    lines.extend(_strays(budget))
    return BudgetTree(tuple(lines), sums, tuple(_differences(budget, names)), tuple(budget.strays))


def _totals(budget: Budget) -> BudgetTotals:
    sides = {node.code: node.amount for node in budget.pembiayaan.children}
    return BudgetTotals(
        pendapatan=budget.pendapatan.amount,
        belanja=budget.spent.amount,
        penerimaan=sides.get(PENERIMAAN, Amount()),
        pengeluaran=sides.get(PENGELUARAN, Amount()),
        pembiayaan=budget.pembiayaan.amount,
        per_bidang={node.code: node.amount for node in budget.functional},
    )


def _pendapatan(budget: Budget, sums: BudgetTotals, names: BudgetNames) -> Iterator[BudgetLine]:
    root = budget.pendapatan
    yield BudgetLine(LineKind.HEADING, PENDAPATAN, _("Pendapatan"))
    yield from _lines(root, as_given, names)
    yield _total(root, _("Jumlah pendapatan"), sums.pendapatan)


def _belanja(budget: Budget, sums: BudgetTotals, names: BudgetNames) -> Iterator[BudgetLine]:
    spent, functional, by_kind = budget.spent, budget.functional, budget.by_kind
    only_kinds = by_kind and not functional
    yield BudgetLine(LineKind.HEADING, BELANJA, _("Belanja") if only_kinds else _("Belanja per bidang"))
    yield from _lines(spent, by_code, names)
    yield _total(spent, _("Jumlah belanja"), sums.belanja)
    if functional and by_kind:
        yield BudgetLine(LineKind.HEADING, BELANJA, _("Belanja menurut jenis"))
        yield from _lines(_kinds(budget), by_code, names)
    yield BudgetLine(LineKind.RESULT, BELANJA, _("Surplus (defisit)"), amount=sums.surplus)


def _pembiayaan(budget: Budget, sums: BudgetTotals, names: BudgetNames) -> Iterator[BudgetLine]:
    yield BudgetLine(LineKind.HEADING, PEMBIAYAAN, _("Pembiayaan"))
    yield from _lines(budget.pembiayaan, by_code, names)
    yield _total(budget.pembiayaan, _("Pembiayaan neto"), sums.pembiayaan)
    yield BudgetLine(LineKind.RESULT, PEMBIAYAAN, _("Sisa lebih (SiLPA)"), amount=sums.silpa)


def _strays(budget: Budget) -> Iterator[BudgetLine]:
    if budget.strays:
        yield BudgetLine(LineKind.HEADING, "", _("Kode belum dikenal, tidak ikut dijumlah"))
    for key, cells in budget.strays.items():
        amount = Node("", key=key, cells=cells, columns=budget.belanja.columns).amount
        yield BudgetLine(LineKind.ROW, "", str(cells.get("uraian") or key), "", 0, amount, key, cells)


def _lines(root: Node, below: Callable[[Node], list[Node]], names: BudgetNames) -> list[BudgetLine]:
    """The lines of a group, each node before those below it."""
    group = root.code
    found: list[BudgetLine] = []
    row, summed, sides = LineKind.ROW, LineKind.SUBTOTAL, (PENERIMAAN, PENGELUARAN)

    def add(nodes: list[Node], level: int) -> None:
        for node in nodes:
            # A sum nobody asked for is shown for bidang, sub-bidang, activity, and the two sides of financing only.
            shown = node.key is not None or node.kegiatan or node.code in sides
            if shown:
                found.append(
                    BudgetLine(
                        kind=summed if node.key is None else row,
                        group=group,
                        label=_label(node, names),
                        code=node.code,
                        level=level,
                        amount=node.amount,
                        key=node.key,
                        given=node.cells,
                        has_children=bool(node.below),
                        is_bidang=group == BELANJA and node.kegiatan and level == 0,
                    )
                )
            if node.below:
                add(below(node), level + shown)

    add(below(root), 0)
    return found


def _label(node: Node, names: BudgetNames) -> str:
    uraian = node.cells.get("uraian")
    if isinstance(uraian, str) and uraian.strip():
        return uraian.strip()
    if node.key is not None:
        return names.of(parse_budget_key(node.key))
    return names.of_kegiatan(node.code) if node.kegiatan else names.of_rekening(node.code)


def _total(root: Node, label: str, amount: Amount) -> BudgetLine:
    return BudgetLine(
        LineKind.TOTAL, root.code, label, amount=amount, key=root.key, given=root.cells, has_children=bool(root.below)
    )


def _kinds(budget: Budget) -> Node:
    return Node(BELANJA, below={(False, node.code): node for node in budget.by_kind}, columns=budget.belanja.columns)


def _differences(budget: Budget, names: BudgetNames) -> Iterator[Difference]:
    spent, functional, by_kind = budget.spent, budget.functional, budget.by_kind
    yield from _below_differs(budget.pendapatan, names)
    yield from _below_differs(spent, names)
    if functional and by_kind:
        kinds = _kinds(budget)
        yield from _below_differs(kinds, names)
        for column, given, below in zip(kinds.columns, kinds.counted, spent.sums_below, strict=True):
            if given is not None and below is not None and given != below:
                path = cell(TABLE, kinds.any_key, column)
                yield Difference(path, _("Belanja menurut jenis"), given, below)
    yield from _below_differs(budget.pembiayaan, names)


def _below_differs(node: Node, names: BudgetNames) -> Iterator[Difference]:
    if node.key is not None:
        for column, own, below in zip(node.columns, node.own, node.sums_below, strict=True):
            if own is not None and below is not None and own != below:
                yield Difference(cell(TABLE, node.key, column), _label(node, names), own, below)
    for child in node.children:
        if child.below:
            yield from _below_differs(child, names)
