"""A form as an Excel workbook: a sheet per section, choices as lists, marks hidden, everything but the answers locked.

No cell holds a formula; what came from a report is text as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final

from sipa_core.domain.dates import format_date, iso_date
from sipa_core.domain.field_values import show_value
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Field, FieldType
from sipa_core.imports.forms import FORMAT, KEY_SHEET, PATHS, SHEET, TITLES, FormAbout, FormPage, escaped
from sipa_core.messages import _
from sipa_desktop.services.spreadsheets import MAX_TEXT, sheet_name

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_WIDE, _USUAL, _MONEY, _CODE = 60, 28, 18, 14
_LINES_OF_LONG = 6
_LINE_HEIGHT = 15
_MOST_AMOUNT: Final = 10**15


def form_workbook(title: str, period: str, about: FormAbout, pages: Sequence[FormPage]) -> bytes:
    """Return the form as .xlsx."""
    from openpyxl import Workbook  # loading it costs a quarter of a second that nothing else needs

    book = Workbook()
    _guide(book.worksheets[0], title, period)
    lists = _Lists(book, about)
    taken = {KEY_SHEET, book.worksheets[0].title}
    for number, page in enumerate(pages, 1):
        sheet = book.create_sheet(_free_name(f"{number}. {page.section.title}", taken))
        _Page(sheet, lists).write(page)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _guide(sheet: Worksheet, title: str, period: str) -> None:
    sheet.title = _("Petunjuk")
    lines = (
        f"{title} {period}".strip(),
        _("Isi kolom yang berwarna terang di tiap lembar. Tanda * berarti wajib."),
        _("Angka rupiah ditulis tanpa Rp dan tanpa sen. Tanggal ditulis seperti 10 Juli 2025."),
        _("Persen ditulis sebagai angka bulat tanpa tanda %, misalnya 60."),
        _("Lampiran dan foto ditambahkan sesudah formulir ini dibaca di SIPA Desktop."),
        _("Simpan sebagai Excel (.xlsx), lalu bawa ke komputer yang memakai SIPA Desktop dan pilih Baca formulir."),
    )
    for at, words in enumerate(lines, 1):
        _put(sheet, at, 1, words)
    sheet.column_dimensions["A"].width = 2 * _WIDE
    sheet.protection.sheet = True


class _Lists:
    """The hidden sheet: what the form is for, and the answers of its choices."""

    def __init__(self, book: Workbook, about: FormAbout) -> None:
        self._sheet = book.create_sheet(KEY_SHEET)
        self._sheet.sheet_state = "veryHidden"
        self._sheet.protection.sheet = True
        self._next = 4
        said = (
            ("format", FORMAT),
            ("template", about.template),
            ("version", str(about.version)),
            ("period", about.period),
            ("ordinal", str(about.ordinal)),
        )
        for at, (key, value) in enumerate(said, 1):
            _put(self._sheet, at, 1, key)
            _put(self._sheet, at, 2, value)
        self._known: dict[tuple[str, ...], str] = {}

    def of(self, answers: tuple[str, ...]) -> str:
        """Return where a list of answers stands, as a validation wants it."""
        from openpyxl.utils import get_column_letter

        if answers not in self._known:
            letter = get_column_letter(self._next)
            for at, answer in enumerate(answers, 1):
                _put(self._sheet, at, self._next, answer)
            self._known[answers] = f"'{KEY_SHEET}'!${letter}$1:${letter}${len(answers)}"
            self._next += 1
        return self._known[answers]


class _Page:
    """One sheet while it is written. Column A and the row of names are hidden."""

    def __init__(self, sheet: Worksheet, lists: _Lists) -> None:
        self._sheet, self._lists, self._row = sheet, lists, 1
        self._widths: dict[int, int] = {2: _USUAL, 3: _WIDE, 4: _WIDE}

    def write(self, page: FormPage) -> None:
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        sheet, section = self._sheet, page.section
        _put(sheet, 1, 1, f"{SHEET}:{section.key}")
        _put(sheet, 1, 2, section.title)
        sheet.cell(1, 2).font = Font(bold=True, size=13)
        _put(sheet, 2, 2, section.help)
        self._row = 4
        for field, value in page.leaves:
            self._leaf(field, value)
        if page.columns:
            self._table(page)
        sheet.column_dimensions["A"].hidden = True
        for column, width in self._widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.formatRows = False

    def _leaf(self, field: Field, value: Value) -> None:
        from openpyxl.styles import Alignment

        row = self._row
        _put(self._sheet, row, 1, field.path)
        _put(self._sheet, row, 2, _label(field.label, field))
        self._answer(row, 3, field, value)
        _put(self._sheet, row, 4, field.help)
        for column in (2, 3, 4):
            self._sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
        if field.long:
            self._sheet.row_dimensions[row].height = _LINES_OF_LONG * _LINE_HEIGHT
        self._row += 1

    def _table(self, page: FormPage) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        sheet = self._sheet
        self._row += 1
        _put(sheet, self._row, 1, PATHS)
        _put(sheet, self._row + 1, 1, TITLES)
        with_names = any(row.label for row in page.rows)
        for at, column in enumerate(page.columns, 2):
            _put(sheet, self._row, at, column.name)
            label = _label(column.label, column.field) if column.field is not None else column.label
            _put(sheet, self._row + 1, at, label)
            head = sheet.cell(self._row + 1, at)
            head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E6ECE9")
            head.alignment = Alignment(wrap_text=True, vertical="center")
            self._widths[at] = _width(column.field)
        if with_names:
            _put(sheet, self._row + 1, len(page.columns) + 2, _("Nama di daftar kode"))
            self._widths[len(page.columns) + 2] = _WIDE
        sheet.row_dimensions[self._row].hidden = True
        sheet.freeze_panes = f"B{self._row + 2}"
        self._row += 2
        first = self._row
        for row in page.rows:
            _put(sheet, self._row, 1, row.key)
            for at, column in enumerate(page.columns, 2):
                self._answer(self._row, at, column.field, row.cells.get(column.name), locked=column.field is None)
            if with_names:
                _put(sheet, self._row, len(page.columns) + 2, row.label)
            self._row += 1
        for _n in range(page.blank):
            for at, column in enumerate(page.columns, 2):
                self._answer(self._row, at, column.field, None)
            self._row += 1
        for at, column in enumerate(page.columns, 2):
            if column.field is not None:
                self._restrict(column.field, first, self._row - 1, at)

    def _answer(self, row: int, at: int, field: Field | None, value: Value, *, locked: bool = False) -> None:
        from openpyxl.styles import PatternFill, Protection

        place = self._sheet.cell(row, at)
        is_figure = field is not None and field.type in (FieldType.RUPIAH, FieldType.NUMBER, FieldType.PERCENT)
        if is_figure and isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST_AMOUNT:
            place.value = value
        elif value is not None:
            _put(self._sheet, row, at, _shown(field, value))
        if is_figure:
            place.number_format = "#,##0"
        elif field is None or field.type is not FieldType.DATE:
            place.number_format = "@"  # codes and numbers of letters stay what was typed
        if not locked:
            place.protection = Protection(locked=False)
            place.fill = PatternFill("solid", fgColor="FFF8E1")
        if field is not None and field.column is None:
            self._restrict(field, row, row, at)

    def _restrict(self, field: Field, first: int, last: int, at: int) -> None:
        """Answers of a choice as a list, bounds for figures; a warning in words, typed text is read again anyway."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        if field.type is FieldType.CHOICE:
            rule = DataValidation("list", formula1=self._lists.of(tuple(one.label for one in field.choices)))
        elif field.type is FieldType.BOOL:
            rule = DataValidation("list", formula1=self._lists.of((_("Ya"), _("Tidak"))))
        elif field.type is FieldType.PERCENT:
            rule = DataValidation("whole", operator="between", formula1="0", formula2="100")
        elif field.type in (FieldType.RUPIAH, FieldType.NUMBER):
            rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0")
        else:
            return
        rule.errorTitle, rule.error = field.label[:30], _("Pilih dari daftar, atau tulis angka bulat.")
        rule.allow_blank, rule.showErrorMessage, rule.errorStyle = True, True, "warning"
        letter = get_column_letter(at)
        rule.add(f"{letter}{first}:{letter}{last}")
        self._sheet.add_data_validation(rule)


def _shown(field: Field | None, value: Value) -> str:
    if field is not None and field.type is FieldType.DATE:
        day = iso_date(str(value))
        return str(value) if day is None else format_date(day)
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    return str(value) if field is None else show_value(field, value)


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a text that stays one."""
    kept = "".join(ch if ch == "\n" or ch.isprintable() else " " if ch.isspace() else "" for ch in text)[:MAX_TEXT]
    if kept:
        place = sheet.cell(row, column)
        place.value = escaped(kept)
        place.data_type = "s"


def _label(label: str, field: Field) -> str:
    return f"{label} *" if field.required else label


def _width(field: Field | None) -> int:
    if field is None:
        return _CODE
    if field.type in (FieldType.RUPIAH, FieldType.NUMBER, FieldType.PERCENT, FieldType.DATE, FieldType.BOOL):
        return _MONEY
    return _USUAL


def _free_name(name: str, taken: set[str]) -> str:
    plain = sheet_name(name)
    taken.add(plain)
    return plain
