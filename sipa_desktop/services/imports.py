"""Figures from other programs: read a table, show what would change, then lay it over the draft, never in silence.

Nothing enters that was not shown, and a file never removes a row of the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import msgspec

from sipa_core.domain.budget import COLUMNS, LineKind
from sipa_core.domain.dates import format_date, local_date
from sipa_core.domain.templates import Section, SectionKind
from sipa_core.imports import preview as previews
from sipa_core.imports.paste import PastedCell, paste, table_from_block
from sipa_core.imports.preview import ImportPreview, TableProblem
from sipa_core.imports.progress import Progress
from sipa_core.imports.rows_preview import TablePreview, looks_like_rows, preview_rows
from sipa_core.imports.table import RawTable
from sipa_core.messages import _
from sipa_core.wire.problems import Problem
from sipa_desktop import tables
from sipa_desktop.errors import Refused, refused
from sipa_desktop.platform.whole_files import write_whole
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


class SourceFile(msgspec.Struct, frozen=True):
    """A file that was read: its table, its name, and its size and age in words."""

    table: RawTable
    name: str
    words: str


class Imports:
    """Tables and pasted blocks on their way into a draft."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def read_table(self, path: Path) -> RawTable:
        """The table of a file (CSV, .xlsx, .xls, .ods); TableRefused, a KnownError with words, when it is none."""
        return tables.read_table(path)

    def read_file(self, path: Path, section: Section | None = None) -> SourceFile:
        """A file with its table: the sheet that fits the section, of a budget without one. TableRefused as above."""
        fits = partial(looks_like_rows, section=section) if section is not None else previews.looks_like_table
        table = tables.read_table(path, fits)
        return SourceFile(table, path.name, _about(path))

    def block(self, text: str, section: Section | None = None) -> RawTable | None:
        """A pasted block as a table when it brings titles of its own; None for bare figures, which `paste` takes."""
        table = table_from_block(text)
        fits = previews.looks_like_table(table) if section is None else looks_like_rows(table, section)
        return table if fits else None

    def preview(
        self,
        draft_id: str,
        table: RawTable,
        answers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> ImportPreview | Refused:
        """What the table would bring into the draft as it is now; nothing is written. Refused when nothing can be."""
        edit = self._draft(draft_id)
        if isinstance(edit, Refused):
            return edit
        read = previews.preview(table, edit.content, edit.names, answers, progress)
        return _refusal(read) if isinstance(read, TableProblem) else read

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
        read = preview_rows(table, into, edit.content, answers, progress)
        return _refusal(read) if isinstance(read, TableProblem) else read

    def save_refused(self, path: Path, shown: ImportPreview | TablePreview) -> None:
        """Write the rows that cannot enter, with their numbers and reasons, as .xlsx; NotWritten with words if not."""
        rows = [(row.number, row.name, row.amount, row.reason, row.text) for row in shown.refused]
        head = (_("Baris"), _("Uraian"), _("Nilai (Rp)"), _("Sebab"), _("Isi baris di berkas"))
        above = (_("Baris yang tidak dimasukkan dari {file}").format(file=shown.table.name),)
        write_whole(path, workbook(_("Tidak dimasukkan"), head, rows, above))

    def apply(self, draft_id: str, shown: ImportPreview | TablePreview, answers: Mapping[str, str]) -> Saved | Refused:
        """Lay the table over the draft in one commit; rows that still wait for an answer stay out.

        It is computed anew from the draft as it is now, with the same table and the answers given (the earlier ones
        hold where `answers` says nothing).
        """
        given = {**shown.answers, **answers}
        read: ImportPreview | TablePreview | Refused
        if isinstance(shown, TablePreview):
            read = self.preview_rows(draft_id, shown.section.key, shown.table, given)
        else:
            read = self.preview(draft_id, shown.table, given)
        if isinstance(read, Refused):
            return read
        if not read.changes:
            words = _("Tidak ada isi baru di tabel ini. Laporan tidak berubah.")
            return Refused("nothing_new", words)
        return self._reports.save(draft_id, read.changes)

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

    def _draft(self, draft_id: str) -> ReportEdit | Refused:
        edit = self._reports.open(draft_id)
        if isinstance(edit, Refused) or edit.editable:
            return edit
        return Refused(Problem.LOCKED.value, edit.locked_words)


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
