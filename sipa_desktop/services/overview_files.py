"""The kecamatan's matrix as a sheet for the printer and as a table for Excel, from the same rows as the screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from sipa_core.domain.money import format_tenths
from sipa_core.domain.periods import PeriodError, parse_period
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.overview import Overview
from sipa_desktop.services.overview_views import Column, Matrix, Row
from sipa_desktop.services.spreadsheets import Cell, workbook
from sipa_desktop.services.words import report_word

LEGEND: Final = (
    ReportState.BELUM_MASUK,
    ReportState.TERKIRIM,
    ReportState.DIPERIKSA,
    ReportState.DIKEMBALIKAN,
    ReportState.DISETUJUI,
    ReportState.TERBIT,
    ReportState.TERLAMBAT,
    ReportState.TIDAK_BERLAKU,
)

_NOTHING: Final = "–"


class OverviewFiles:
    """Prints and tables of the matrix; made on a worker's thread."""

    def __init__(self, overview: Overview) -> None:
        self._overview = overview

    def sheet(self, half: str | None, *, with_kelurahan: bool) -> Document:
        """The matrix of a half-year as a paper of F4 lying on its side."""
        return self.sheet_of(self._read(half, with_kelurahan=with_kelurahan))

    @staticmethod
    def sheet_of(matrix: Matrix) -> Document:
        """A matrix as it is in sight, filtered and ordered, as such a paper."""
        from sipa_render.overview_paper import Line, Sheet, State, overview_paper

        lines = [
            Line(row.name, [State(cell.state.value, report_word(cell.state)) for cell in row.cells], _measures(row))
            for row in matrix.rows
        ]
        sheet = Sheet(
            title=_title(matrix),
            state=matrix.words,
            first=_("Desa"),
            columns=[(column.head[0], _period_words(column)) for column in matrix.columns],
            measures=[_("Tepat waktu"), _("Realisasi belanja"), _("Posting"), _("Jawab (hari)")],
            lines=lines,
            legend=[State(state.value, report_word(state)) for state in LEGEND],
            figures=_figures(matrix),
            note=_("Tepat waktu dan posting ditulis sebagai jumlah yang selesai / jumlah yang wajib."),
        )
        return Document(_title(matrix), f"{_file_stem(matrix)}.pdf", overview_paper(sheet))

    @staticmethod
    def table_name(matrix: Matrix) -> str:
        """A file name for the table as a proposal."""
        return f"{_file_stem(matrix)}.xlsx"

    def save_table(self, path: Path, matrix: Matrix) -> None:
        """Write the table of a matrix in sight; NotWritten, a KnownError with words, when it cannot be."""
        write_whole(path, self.table_of(matrix))

    def table(self, half: str | None, *, with_kelurahan: bool) -> bytes:
        """The matrix of a half-year as .xlsx."""
        return self.table_of(self._read(half, with_kelurahan=with_kelurahan))

    def _read(self, half: str | None, *, with_kelurahan: bool) -> Matrix:
        matrix = self._overview.matrix(half)
        return replace(matrix, rows=tuple(row for row in matrix.rows if with_kelurahan or not row.kelurahan))

    @staticmethod
    def table_of(matrix: Matrix) -> bytes:
        """A matrix as it is in sight as .xlsx. No cell is a formula."""
        head = [_("Kode"), _("Desa")]
        for column in matrix.columns:
            duty = f"{column.head[0]} {_period_words(column)}"
            head += [duty, _("{duty}, rincian").format(duty=duty)]
        head += [
            *(_("Tepat waktu"), _("Kewajiban"), _("Realisasi belanja (%)")),
            *(_("Posting terbukti"), _("Posting wajib"), _("Rata-rata menjawab (hari kerja)")),
        ]
        rows = [_table_row(row) for row in matrix.rows]
        return workbook(f"Rekap {matrix.half.period}", head, rows, (_title(matrix), matrix.words))


def _title(matrix: Matrix) -> str:
    return _("{title}, {half}").format(title=matrix.title, half=matrix.half.label)


def _file_stem(matrix: Matrix) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{matrix.title}-{matrix.half.period}").strip("-")[:100]


def _figures(matrix: Matrix) -> list[tuple[str, str]]:
    strip = matrix.strip
    return [
        (f"{strip.finished} / {strip.owed}", _("Kewajiban selesai")),
        (_NOTHING if strip.spending is None else format_tenths(strip.spending), _("Belanja terlaksana")),
        (f"{strip.posted} / {strip.postings}", _("Posting terbukti")),
        (_NOTHING if strip.answer_days is None else _days(strip.answer_days), _("Hari menjawab warga")),
    ]


def _measures(row: Row) -> list[str]:
    return [
        f"{row.on_time}/{row.due}" if row.due else _NOTHING,
        _NOTHING if row.spending is None or row.kelurahan else format_tenths(row.spending),
        f"{row.posted}/{row.postings}" if row.postings else _NOTHING,
        _NOTHING if row.answer_days is None else _days(row.answer_days),
    ]


def _table_row(row: Row) -> list[Cell]:
    cells: list[Cell] = [row.code, row.name]
    for cell in row.cells:
        cells += [report_word(cell.state), cell.words]
    spending = None if row.spending is None or row.kelurahan else row.spending / 10
    answer = None if row.answer_days is None else row.answer_days / 10
    return [*cells, row.on_time, row.due, spending, row.posted, row.postings, answer]


def _days(tenths: int) -> str:
    return f"{tenths // 10},{tenths % 10}"


def _period_words(column: Column) -> str:
    try:
        return parse_period(column.period).label_in_year
    except PeriodError:
        return column.head[1]
