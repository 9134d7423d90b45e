"""From the budget of a report to the rows of the grid, and from a path to a cell of it. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sipa_core.domain.budget import COLUMNS, TABLE, BudgetLine, BudgetTree, LineKind
from sipa_core.domain.paths import BudgetKey, Value, cell, is_path, parse_path
from ui.widgets.budget_model import EDITABLE, BudgetRow, Shape

Cell = tuple[str, str]
_ROW = LineKind.ROW
"""Nearly all lines are rows; asking the enumeration for its member takes longer than all the rest of a row."""


def shape_of(columns: Sequence[str]) -> Shape:
    """Return what the columns of sums of a template are."""
    if len(columns) < len(EDITABLE):
        return Shape.PLANNED
    return Shape.REALISED if tuple(columns) == COLUMNS else Shape.CHANGED


def grid_rows(
    tree: BudgetTree, before: Sequence[BudgetRow] = (), columns: Sequence[str] = COLUMNS
) -> tuple[BudgetRow, ...]:
    """Return the rows of the grid: what the village gives can be typed in, what is computed cannot.

    `columns` are the template's columns of sums: the first stands in the grid as anggaran, the second as realisasi. A
    row that says the same as the one `before` is that very row, so that nobody has to compare the two again.
    """
    rows = tuple(_row(number, line, columns) for number, line in enumerate(tree.lines))
    if len(rows) != len(before):
        return rows
    return tuple(old if new == old else new for new, old in zip(rows, before, strict=True))


def cell_of(path: str, columns: Sequence[str] = COLUMNS) -> Cell | None:
    """Return the cell (row key, grid column) that a path means; a whole row means its last column. None for another
    table.
    """
    if not is_path(path):
        return None
    read = parse_path(path)
    if read.head != TABLE or read.row is None:
        return None
    at = columns.index(read.leaf) if read.leaf in columns else len(columns) - 1
    return read.row, EDITABLE[at]


def path_of(row_key: str, column: str, columns: Sequence[str] = COLUMNS) -> str:
    """Return the path of a cell of the grid."""
    return cell(TABLE, row_key, columns[EDITABLE.index(column)])


def next_pos(tree: BudgetTree) -> int:
    """Return the order for a new row, after all others."""
    given = (line.given.get("pos") for line in tree.lines)
    return max((pos for pos in given if isinstance(pos, int)), default=-1) + 1


def taken_keys(tree: BudgetTree) -> frozenset[str]:
    """Return the keys of the rows that the report has."""
    return frozenset(line.key for line in tree.lines if line.key is not None)


def over_budget(lines: Iterable[BudgetLine], row_key: str) -> bool:
    """Tell whether more was realised on a row than its budget."""
    line = next((line for line in lines if line.key == row_key), None)
    return line is not None and line.amount is not None and line.amount.realisasi > line.amount.anggaran


def _row(number: int, line: BudgetLine, columns: Sequence[str]) -> BudgetRow:
    kind = line.kind
    if kind is _ROW:
        key = line.key or f"row {number}"
        return BudgetRow(key, "line", line.label, *_own(line, columns), _number(line), line.level)
    match kind:
        case LineKind.HEADING:
            return BudgetRow(f"heading {number}", "group", line.label)
        case LineKind.SUBTOTAL:
            return BudgetRow(
                _sum_key(line), "line", line.label, *_sums(line), _number(line), line.level, (), strong=True
            )
        case LineKind.TOTAL:
            return BudgetRow(f"total {number}", "total", line.label, *_sums(line))
        case _:
            return BudgetRow(f"result {number}", "total", line.label, *_sums(line), shares=False)


def _own(line: BudgetLine, columns: Sequence[str]) -> tuple[int | None, int | None]:
    """What the village itself gave; a parent that gave nothing shows the sum of its rows."""
    found: list[int | None] = []
    for column, summed in zip(columns, _sums(line), strict=False):
        given: Value = line.given.get(column)
        own = given if type(given) is int else None
        found.append(summed if own is None and line.has_children else own)
    return found[0], found[1] if len(found) > 1 else None


def _sums(line: BudgetLine) -> tuple[int | None, int | None]:
    return (None, None) if line.amount is None else (line.amount.anggaran, line.amount.realisasi)


def _number(line: BudgetLine) -> str:
    return str(int(line.code)) if line.is_bidang and line.code.isdigit() else ""


def _sum_key(line: BudgetLine) -> str:
    """The key that the computed row would have, so that a note on it finds it."""
    by_account = line.code.startswith(("4", "6")) and not line.is_bidang and "." in line.code and line.code[0] != "0"
    return str(BudgetKey(rekening=line.code) if by_account else BudgetKey(kegiatan=line.code))
