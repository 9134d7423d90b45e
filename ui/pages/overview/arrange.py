"""What of the matrix is shown and in which order: filters by state, duty, lateness; sorting by any column. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from sipa_core.domain.periods import PeriodError, PeriodKind, parse_period
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _
from sipa_desktop.services.overview_views import WORST_FIRST, Cell, Column, Matrix, Row
from sipa_desktop.services.words import report_word
from ui.pages.overview.table import ANSWER, ON_TIME, POSTED, SPENDING, key_of
from ui.widgets.filter_button import FilterGroup

STATE, DUTY, LATE, SPAN = "state", "duty", "late", "span"
_STATES: Final = (
    ReportState.BELUM_MASUK,
    ReportState.TERKIRIM,
    ReportState.DIPERIKSA,
    ReportState.DIKEMBALIKAN,
    ReportState.DISETUJUI,
    ReportState.TERBIT,
    ReportState.TERLAMBAT,
)
_RANK: Final = {state: rank for rank, state in enumerate(WORST_FIRST)}
"""What needs somebody first stands first when a duty's column is sorted."""


def filter_groups(matrix: Matrix) -> tuple[FilterGroup, ...]:
    """Return what can be filtered by: states, the duties of this half-year, and what is or came late."""
    duties = dict.fromkeys((column.duty, column.head[0]) for column in matrix.columns)
    return (
        FilterGroup(
            STATE, _("Keadaan"), (("", _("Semua keadaan")), *((one.value, report_word(one)) for one in _STATES))
        ),
        FilterGroup(DUTY, _("Kewajiban"), (("", _("Semua kewajiban")), *duties)),
        FilterGroup(SPAN, _("Masa"), (("", _("Semua masa")), *_spans(matrix))),
        FilterGroup(LATE, _("Ketepatan"), (("", _("Semua desa")), ("late", _("Hanya yang terlambat")))),
    )


def arranged(
    matrix: Matrix, filters: Mapping[str, str], order: tuple[str, bool] | None, *, with_kelurahan: bool
) -> Matrix:
    """Return the matrix with only what the filters leave; a filter that names nothing here is ignored.

    Villages without a value in the column of the order stand last either way, kelurahan after all villages.
    """
    matrix = _with_columns(matrix, lambda column: column.duty == filters.get(DUTY, ""))
    matrix = _with_columns(matrix, lambda column: span_of(column) == filters.get(SPAN, ""))
    rows = [row for row in matrix.rows if with_kelurahan or not row.kelurahan]
    wanted = filters.get(STATE, "")
    if wanted in set(_STATES):
        rows = [row for row in rows if any(cell.state == wanted for cell in row.cells)]
    if filters.get(LATE):
        rows = [row for row in rows if any(_late(cell) for cell in row.cells)]
    if order is not None:
        rows = _ordered(matrix, rows, *order)
    return replace(matrix, rows=tuple(rows))


def filter_words(matrix: Matrix, shown: Matrix, with_kelurahan: bool) -> str:
    """Return how many villages the filters leave, empty while they leave none out."""
    everybody = sum(with_kelurahan or not row.kelurahan for row in matrix.rows)
    if len(shown.rows) == everybody and len(shown.columns) == len(matrix.columns):
        return ""
    return _("Saringan menampilkan {n} dari {m}.").format(n=len(shown.rows), m=everybody)


def span_of(column: Column) -> str:
    """Return by what a column is grouped: the month of a monthly report, `rest` for all others."""
    try:
        period = parse_period(column.period)
    except PeriodError:
        return "rest"
    return str(period) if period.kind is PeriodKind.MONTH else "rest"


def _spans(matrix: Matrix) -> tuple[tuple[str, str], ...]:
    months = sorted({span_of(column) for column in matrix.columns} - {"rest"}, reverse=True)
    return (("rest", _("Tahunan, semester, peristiwa")), *((one, parse_period(one).label) for one in months))


def _with_columns(matrix: Matrix, wanted: Callable[[Column], bool]) -> Matrix:
    """The matrix with the wanted columns only, whole when none is wanted."""
    kept = [at for at, column in enumerate(matrix.columns) if wanted(column)]
    if not kept:
        return matrix
    rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in matrix.rows)
    return replace(matrix, columns=tuple(matrix.columns[at] for at in kept), rows=rows)


def _late(cell: Cell) -> bool:
    return cell.state is ReportState.TERLAMBAT or cell.late_arrival


def _ordered(matrix: Matrix, rows: list[Row], column: str, descending: bool) -> list[Row]:
    known = [(row, _value(matrix, row, column)) for row in rows]
    named = sorted((row for row, _value in known), key=lambda row: row.name)
    if column == "":
        named = named[::-1] if descending else named
        return sorted(named, key=lambda row: row.kelurahan)
    values = {row.code: value for row, value in known}
    told = [row for row in named if values[row.code] is not None]
    told.sort(key=lambda row: values[row.code] or 0, reverse=descending)
    rest = [row for row in named if values[row.code] is None]
    return sorted([*told, *rest], key=lambda row: row.kelurahan)


def _value(matrix: Matrix, row: Row, column: str) -> float | None:
    match column:
        case "":
            return 0
        case _ if column == ON_TIME:
            return row.on_time / row.due if row.due else None
        case _ if column == SPENDING:
            return row.spending
        case _ if column == POSTED:
            return row.posted / row.postings if row.postings else None
        case _ if column == ANSWER:
            return row.answer_days
        case _:
            at = next((at for at, one in enumerate(matrix.columns) if key_of(one) == column), None)
            return _RANK[row.cells[at].state] if at is not None else None
