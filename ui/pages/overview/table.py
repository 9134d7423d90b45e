"""The matrix in the values of its view: columns, rows with a whole sentence for each cell, key figures. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sipa_core.domain.money import format_tenths
from sipa_core.domain.periods import PeriodError, parse_period
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _
from sipa_desktop.services.overview_views import Cell, Column, Matrix, Row, Strip
from ui.widgets.kpi_tile import Kpi
from ui.widgets.matrix_model import MatrixCell, MatrixColumn, MatrixRow
from ui.widgets.share_bar import Share

LEGEND: Final = ("belum_masuk", "terkirim", "diperiksa", "dikembalikan", "disetujui", "terbit", "terlambat")

ON_TIME, SPENDING, POSTED, ANSWER = "on_time", "spending", "posted", "answer"
NOTHING: Final = "–"
SILENT: Final = "cloud-slash"

_TINTS: Final = {ReportState.TERBIT: "primary", ReportState.BELUM_MASUK: "line_strong"}


def key_of(column: Column) -> str:
    """Return the key of a duty's column: its duty and period."""
    return f"{column.duty}/{column.period}"


def columns_of(matrix: Matrix) -> tuple[MatrixColumn, ...]:
    """Return the columns: one for each duty and period, then the measures."""
    duties = tuple(
        MatrixColumn(key_of(column), f"{column.head[0]}\n{_period_words(column)}") for column in matrix.columns
    )
    measures = (
        MatrixColumn(ON_TIME, _("Tepat\nwaktu"), "text"),
        MatrixColumn(SPENDING, _("Realisasi\nbelanja"), "bar"),
        MatrixColumn(POSTED, _("Posting"), "text"),
        MatrixColumn(ANSWER, _("Jawab\n(hari)"), "text"),
    )
    return (*duties, *measures)


def rows_of(matrix: Matrix, with_kelurahan: bool, silent: Collection[str] = ()) -> tuple[MatrixRow, ...]:
    """Return a row for each village, kelurahan last and only when they are asked for.

    Villages whose code is among the `silent` have a sign after their name: none of their PCs was heard for days.
    """
    return tuple(_row(matrix, row, row.code in silent) for row in matrix.rows if with_kelurahan or not row.kelurahan)


def kpis_of(strip: Strip) -> tuple[Kpi, ...]:
    """Return the key figures above the matrix; a figure that nothing tells yet is a dash with its reason."""
    return (
        Kpi(
            _("Kewajiban selesai"),
            str(strip.finished),
            _("dari {n}").format(n=strip.owed),
            aside=strip.finished_words,
            parts=tuple(Share(part.count, _TINTS.get(part.state, f"{part.state}_fg")) for part in strip.shares),
            stretch=3,
        ),
        Kpi(
            _("Belanja terlaksana"),
            NOTHING if strip.spending is None else format_tenths(strip.spending),
            "" if strip.spending is None else _("rata-rata"),
            compare=_("belum ada laporan") if strip.spending is None else strip.spending_words,
            stretch=2,
        ),
        Kpi(
            _("Postingan terbukti"),
            str(strip.posted),
            _("dari {n}").format(n=strip.postings),
            compare=strip.posting_words,
            stretch=2,
        ),
        Kpi(
            _("Waktu menjawab warga"),
            NOTHING if strip.answer_days is None else days_words(strip.answer_days),
            "" if strip.answer_days is None else _("hari"),
            compare=_("belum ada jawaban") if strip.answer_days is None else strip.answer_words,
            stretch=2,
        ),
    )


def days_words(tenths: int) -> str:
    """`1,4` for tenths of a day."""
    return f"{tenths // 10},{tenths % 10}"


def version_at(matrix: Matrix, village: str, column: str) -> str | None:
    """Return the newest version in a cell, None where nothing came or the column is no duty."""
    found = cell_at(matrix, village, column)
    return found.version_id if found is not None else None


def cell_at(matrix: Matrix, village: str, column: str) -> Cell | None:
    """Return a duty's cell of a village, None where there is none."""
    row = next((row for row in matrix.rows if row.code == village), None)
    at = next((at for at, one in enumerate(matrix.columns) if key_of(one) == column), None)
    return row.cells[at] if row is not None and at is not None else None


def sentence(column: Column, row: Row, cell: Cell) -> str:
    """Return a duty's cell as a sentence: `Balida, LRA Sem. I: Disetujui 9 Jul 10.12`."""
    duty = f"{column.head[0]} {_period_words(column)}"
    return _("{village}, {duty}: {words}").format(village=row.name, duty=duty, words=cell.words)


def silent_words() -> str:
    """Return what the sign after a name means."""
    return _("Belum tersambung lebih dari 3 hari")


def _row(matrix: Matrix, row: Row, silent: bool) -> MatrixRow:
    states = tuple(
        MatrixCell(look=cell.state.value, spoken=sentence(column, row, cell))
        for column, cell in zip(matrix.columns, row.cells, strict=True)
    )
    flag, meaning = (SILENT, silent_words()) if silent else ("", "")
    return MatrixRow(row.code, row.name, (*states, *_measures(row)), flag, meaning)


def _measures(row: Row) -> tuple[MatrixCell, ...]:
    return (
        _on_time(row),
        _spending(row),
        _posted(row),
        _answer(row),
    )


def _on_time(row: Row) -> MatrixCell:
    if not row.due:
        return MatrixCell(
            text=NOTHING, spoken=_("{village}: belum ada kewajiban yang jatuh tempo").format(village=row.name)
        )
    words = _("{village}: {n} dari {m} kewajiban masuk tepat waktu")
    return MatrixCell(text=f"{row.on_time}/{row.due}", spoken=words.format(village=row.name, n=row.on_time, m=row.due))


def _spending(row: Row) -> MatrixCell:
    if row.kelurahan:
        return MatrixCell(spoken=_("{village}: kelurahan tidak punya APB Desa").format(village=row.name))
    if row.spending is None:
        return MatrixCell(spoken=_("{village}: belum ada laporan belanja").format(village=row.name))
    percent = format_tenths(row.spending)
    return MatrixCell(
        text=percent,
        share=row.spending / 1000,
        spoken=_("{village}: belanja terlaksana {percent}").format(village=row.name, percent=percent),
    )


def _posted(row: Row) -> MatrixCell:
    if not row.postings:
        return MatrixCell(text=NOTHING, spoken=_("{village}: belum ada terbitan").format(village=row.name))
    words = _("{village}: {n} dari {m} posting terbukti").format(village=row.name, n=row.posted, m=row.postings)
    return MatrixCell(text=f"{row.posted}/{row.postings}", spoken=words)


def _answer(row: Row) -> MatrixCell:
    if row.answer_days is None:
        return MatrixCell(text=NOTHING, spoken=_("{village}: belum ada jawaban kepada warga").format(village=row.name))
    days = days_words(row.answer_days)
    words = _("{village}: rata-rata {days} hari kerja untuk menjawab warga").format(village=row.name, days=days)
    return MatrixCell(text=days, tone="late" if row.slow else "", spoken=words)


def _period_words(column: Column) -> str:
    try:
        return parse_period(column.period).label_in_year
    except PeriodError:
        return column.head[1]
