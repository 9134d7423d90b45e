"""Figures from other programs: read a table, show what would change, then lay it over the draft, never in silence.

Nothing enters that was not shown, and a file never removes a row of the report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from sipa_core.domain.budget import COLUMNS, LineKind
from sipa_core.domain.budget import TABLE as BUDGET_TABLE
from sipa_core.domain.dates import format_date, local_date
from sipa_core.domain.periods import parse_period
from sipa_core.domain.templates import Section, SectionKind
from sipa_core.imports import preview as previews
from sipa_core.imports.entered import Entered, entered, way_back
from sipa_core.imports.levels import DetailRow
from sipa_core.imports.memory import PACKAGE, differs, kind_of, merged, worth_keeping
from sipa_core.imports.package_preview import money_columns, preview_package
from sipa_core.imports.paste import PastedCell, paste, table_from_block
from sipa_core.imports.preview import Fate, ImportPreview, TableProblem
from sipa_core.imports.progress import Progress
from sipa_core.imports.rows_preview import TablePreview, looks_like_rows, preview_rows
from sipa_core.imports.table import Package, RawTable
from sipa_core.messages import _
from sipa_core.wire.problems import Problem
from sipa_desktop import tables
from sipa_desktop.errors import Refused, refused
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services.import_memory import ImportMemory
from sipa_desktop.services.queue import size_words
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit, Saved
from sipa_desktop.services.spreadsheets import workbook


class Pasted(msgspec.Struct, frozen=True):
    """What a pasted block did: how many figures entered, the cells that did not with their reasons, and all in words.

    `saved` is None when nothing could be taken, so that nothing was written.
    """

    applied: int
    refused: tuple[PastedCell, ...]
    words: str
    saved: Saved | None


P = TypeVar("P", bound=ImportPreview | TablePreview)
Reading = Callable[[Mapping[str, str]], P | TableProblem]


class OpenedRow(msgspec.Struct, frozen=True):
    """A row of the budget opened down: the rows it was added up from, their file and day.

    `gaps` tells by column how much the row is another than their sum by now.
    """

    row: str
    title: str
    source: str
    day: str
    below: tuple[DetailRow, ...]
    gaps: Mapping[str, int]


class SourceFile(msgspec.Struct, frozen=True):
    """A file that was read: its table or tables, its name, and its size and age in words."""

    table: RawTable | Package
    name: str
    words: str


class Imports:
    """Tables and pasted blocks on their way into a draft."""

    def __init__(self, reports: Reports, memory: ImportMemory) -> None:
        self._reports, self._memory = reports, memory

    def read_table(self, path: Path) -> RawTable:
        """The table of a file (CSV, .xlsx, .xls, .ods); TableRefused, a KnownError with words, when it is none."""
        return tables.read_table(path)

    def read_file(self, path: Path, section: Section | None = None) -> SourceFile:
        """A file with its table: the sheet that fits the section, of a budget without one; all tables of a zip that
        comes from Siskeudes. TableRefused as above.
        """
        if section is None:
            return SourceFile(tables.read_source(path), path.name, _about(path))
        table = tables.read_table(path, partial(looks_like_rows, section=section))
        return SourceFile(table, path.name, _about(path))

    def block(self, text: str, section: Section | None = None) -> RawTable | None:
        """A pasted block as a table when it brings titles of its own; None for bare figures, which `paste` takes."""
        table = table_from_block(text)
        fits = previews.looks_like_table(table) if section is None else looks_like_rows(table, section)
        return table if fits else None

    def preview(
        self,
        draft_id: str,
        table: RawTable | Package,
        answers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> ImportPreview | Refused:
        """What the table would bring into the draft as it is now; nothing is written. Refused when nothing can be.

        Without `answers` those hold that were given for this kind of file before.
        """
        edit = self._draft(draft_id)
        if isinstance(edit, Refused):
            return edit
        return self._remembering(partial(_read, edit, table, progress), answers)

    def preview_rows(
        self,
        draft_id: str,
        section: str,
        table: RawTable,
        answers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> TablePreview | Refused:
        """The same for a section that is a table of rows, by its key."""
        edit = self._draft(draft_id)
        if isinstance(edit, Refused):
            return edit
        into = edit.template.section(section)
        if into is None or into.kind is not SectionKind.TABLE:
            return refused(Problem.INVALID, section)
        return self._remembering(partial(_read_rows, edit, into, table, progress), answers)

    def save_refused(self, path: Path, shown: ImportPreview | TablePreview) -> None:
        """Write the rows that cannot enter, with their numbers and reasons, as .xlsx; NotWritten with words if not."""
        rows = [(row.origin or row.number, row.name, row.amount, row.reason, row.text) for row in shown.refused]
        head = (_("Baris"), _("Uraian"), _("Nilai (Rp)"), _("Sebab"), _("Isi baris di berkas"))
        above = (_("Baris yang tidak dimasukkan dari {file}").format(file=shown.table.name),)
        write_whole(path, workbook(_("Tidak dimasukkan"), head, rows, above))

    def apply(
        self, draft_id: str, shown: ImportPreview | TablePreview, answers: Mapping[str, str]
    ) -> Entered | Refused:
        """Lay the table over the draft in one commit, and tell what entered; rows that wait for an answer stay out.

        It is computed anew from the draft as it is now, with the same table and the answers given (the earlier ones
        hold where `answers` says nothing).
        """
        given = {**shown.answers, **answers}
        read: ImportPreview | TablePreview | Refused
        if isinstance(shown, TablePreview):
            read = self.preview_rows(draft_id, shown.section.key, shown.table, given)
        else:
            read = self.preview(draft_id, shown.package or shown.table, given)
        if isinstance(read, Refused):
            return read
        if not read.changes:
            words = _("Tidak ada isi baru di tabel ini. Laporan tidak berubah.")
            return Refused("nothing_new", words)
        saved = self._reports.save(draft_id, read.changes)
        if isinstance(saved, Refused):
            return saved
        self._keep(draft_id, read)
        return entered(saved.before, read.changes, len(read.of(Fate.TAKEN)))

    def take_back(self, draft_id: str, what: Entered) -> Saved | Refused:
        """Take an import out of a report again, but for what somebody wrote since (`way_back`)."""
        edit = self._draft(draft_id)
        if isinstance(edit, Refused):
            return edit
        return self._reports.save(draft_id, way_back(what, edit.content))

    def opened(self, draft_id: str, row: str) -> OpenedRow | None:
        """What a row of the budget was added up from by an import on this PC; None when that is not known."""
        detail = self._memory.detail(draft_id)
        below = detail.of(row) if detail is not None else ()
        edit = self._reports.open(draft_id) if below else None
        if detail is None or not below or not isinstance(edit, ReportEdit):
            return None
        gaps = differs(below, edit.content, row, BUDGET_TABLE)
        return OpenedRow(row, _opened_title(edit, row), detail.source, _when(detail.at), below, gaps)

    def opened_rows(self, draft_id: str) -> frozenset[str]:
        """The keys of the rows that `opened` knows something about."""
        detail = self._memory.detail(draft_id)
        return frozenset(one.row for one in detail.rows) if detail is not None else frozenset()

    def paste(self, draft_id: str, text: str, start_row_key: str, column: str) -> Pasted | Refused:
        """Lay a block copied from a spreadsheet onto the budget grid, its first cell on a row and column of money.

        What can be read enters in one commit; what cannot leaves the figure that stood there, with its reason.
        """
        edit = self._draft(draft_id)
        if isinstance(edit, Refused):
            return edit
        if edit.budget is None or column not in COLUMNS:
            return refused(Problem.INVALID, column)
        keys = [line.key if line.kind is LineKind.ROW else None for line in edit.budget.lines]
        if start_row_key not in keys:
            return refused(Problem.INVALID, start_row_key)
        read = paste(text, keys, COLUMNS, keys.index(start_row_key), COLUMNS.index(column))
        if not read.changes:
            return Pasted(0, read.refused, read.words, None)
        saved = self._reports.save(draft_id, read.changes)
        if isinstance(saved, Refused):
            return saved
        return Pasted(len(read.changes), read.refused, read.words, saved)

    def _remembering(self, reading: Reading[P], answers: Mapping[str, str] | None) -> P | Refused:
        read = reading(answers or {})
        if isinstance(read, TableProblem):
            return _refusal(read)
        before = self._memory.answers(_kind(read)) if answers is None else {}
        again: P | TableProblem = reading(before) if before else read
        if isinstance(again, TableProblem):
            return read
        used = any(question.key in before for question in again.questions)
        words = _("Jawaban Anda untuk berkas sejenis dipakai lagi.")
        return replace(again, notes=(*again.notes, words)) if used else read

    def _keep(self, draft_id: str, read: ImportPreview | TablePreview) -> None:
        """Remember what was answered and what the sums were made of; the report is saved already."""
        self._memory.keep_answers(_kind(read), worth_keeping(read.questions, read.answers))
        if isinstance(read, ImportPreview) and read.detail:
            source = read.package.name if read.package is not None else read.table.name
            detail = merged(self._memory.detail(draft_id), read.detail, source, self._memory.now)
            if detail is not None:
                self._memory.keep_detail(draft_id, detail)

    def _draft(self, draft_id: str) -> ReportEdit | Refused:
        edit = self._reports.open(draft_id)
        if isinstance(edit, Refused) or edit.editable:
            return edit
        return Refused(Problem.LOCKED.value, edit.locked_words)


def _read(
    edit: ReportEdit, table: RawTable | Package, progress: Progress | None, answers: Mapping[str, str]
) -> ImportPreview | TableProblem:
    if isinstance(table, Package):
        period = parse_period(edit.period)
        return preview_package(table, edit.template, period, edit.content, edit.names, answers, progress)
    money = money_columns(edit.template)
    return previews.preview(table, edit.content, edit.names, answers, progress, money=money)


def _read_rows(
    edit: ReportEdit, into: Section, table: RawTable, progress: Progress | None, answers: Mapping[str, str]
) -> TablePreview | TableProblem:
    return preview_rows(table, into, edit.content, answers, progress)


def _kind(read: ImportPreview | TablePreview) -> str:
    if isinstance(read, ImportPreview) and read.package is not None:
        return PACKAGE
    section = read.section.key if isinstance(read, TablePreview) else BUDGET_TABLE
    return kind_of((column.title for column in read.columns), section)


def _opened_title(edit: ReportEdit, row: str) -> str:
    lines = edit.budget.lines if edit.budget is not None else ()
    return next((line.label for line in lines if line.key == row), row)


def _when(at: int) -> str:
    return format_date(local_date(at))


def _refusal(problem: TableProblem) -> Refused:
    if not problem.seen:
        return Refused("table", problem.words)
    seen = _("Yang terbaca: {cells}.").format(cells=", ".join(problem.seen))
    return Refused("table", f"{problem.words} {seen}")


def _about(path: Path) -> str:
    """`1,2 MB, diubah 10 Juli 2025`; empty when the file is gone by now."""
    try:
        found = path.stat()
    except OSError:
        return ""
    day = format_date(local_date(int(found.st_mtime * 1000)))
    return _("{size}, diubah {day}").format(size=size_words(found.st_size), day=day)
