"""Tables for Excel in which nothing is a formula: texts are stored as texts, whatever signs they begin with.

Figures stay figures. A text that a spreadsheet would run after a detour over CSV gets an apostrophe before it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final

import msgspec

from sipa_core.messages import _

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | None

MAX_TEXT: Final = 32_000
"""Excel takes no more letters in a cell."""

_TRIGGERS: Final = ("=", "+", "-", "@")
_WIDEST: Final = 60
_NAME_LENGTH: Final = 31
_NOT_IN_NAMES: Final = "[]:*?/\\'"


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: signs without a shape go, `'` stands before a trigger.

    Triggers are `= + - @`, also full-width, also behind spaces, tabs and line ends.
    """
    kept = "".join(ch for ch in text if ch in "\n\t" or unicodedata.category(ch) not in ("Cc", "Cs", "Cn", "Co", "Cf"))
    kept = kept.replace("\t", " ").strip()[:MAX_TEXT]
    # Full-width signs become their plain ones by compatibility, which is what some programs do on reading.
    return f"'{kept}" if unicodedata.normalize("NFKC", kept[:1]).startswith(_TRIGGERS) else kept


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: lines of words above, a row of titles that stays in sight, and the rows; `strong` rows (from 0) are
    set in bold, as sums are."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    above: Sequence[str] = ()
    strong: frozenset[int] = frozenset()


def workbook(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], above: Sequence[str] = ()) -> bytes:
    """Return one sheet as .xlsx.

    Texts and titles are cells of text; `int` and `float` are numbers; None is an empty cell.
    """
    return workbook_of([Sheet(name, head, rows, above)])


def workbook_of(sheets: Sequence[Sheet]) -> bytes:
    """Return several sheets as one .xlsx, each as `workbook` makes it; their names are made different."""
    from openpyxl import Workbook  # loading it costs a quarter of a second that nothing else needs

    book = Workbook()
    book.remove(book.worksheets[0])
    for one in sheets:
        _write(book.create_sheet(sheet_name(one.name)), one)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _write(sheet: Worksheet, said: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    lines_above: list[Sequence[Cell]] = [*((words,) for words in said.above), *([()] if said.above else [])]
    widths = [len(title) for title in said.head]
    first = len(lines_above) + 2
    for at, values in enumerate((*lines_above, said.head, *said.rows), 1):
        is_head = at == first - 1
        for column, value in enumerate(values, 1):
            cell = sheet.cell(at, column)
            if isinstance(value, str) and inert(value):
                cell.value = inert(value)
                cell.data_type = "s"
                cell.quotePrefix = cell.value.startswith("'")
            elif value is not None and not isinstance(value, str):
                cell.value = value
                cell.number_format = "#,##0" if isinstance(value, int) else "0.0"
            if is_head:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E6ECE9")
                cell.alignment = Alignment(wrap_text=True, vertical="center")
            elif at >= first and column <= len(widths):
                widths[column - 1] = max(widths[column - 1], len(str(value or "")))
                if at - first in said.strong:
                    cell.font = Font(bold=True)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, width + 3)
    sheet.freeze_panes = f"B{first}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1


def sheet_name(name: str) -> str:
    """Return the name as Excel allows it for a sheet."""
    plain = "".join(" " if ch in _NOT_IN_NAMES or not ch.isprintable() else ch for ch in name)
    return " ".join(plain.split())[:_NAME_LENGTH].strip() or _("Lembar 1")
