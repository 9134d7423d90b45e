"""A report as a form to be filled in without this program: what stands on which sheet, and what a filled one says.

Every sheet carries its own marks in a hidden first column (the path of a field, the key of a row), so that a sheet that
was sorted or copied still says what is what. Nothing is taken that the template does not ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.field_values import read_value
from sipa_core.domain.paths import (
    MAX_LENGTH,
    ORDER_COLUMN,
    BudgetKey,
    Content,
    PathError,
    Value,
    cell,
    is_path,
    parse_budget_key,
    rows,
)
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, Template
from sipa_core.domain.unreadable import Unreadable
from sipa_core.imports.codes import CodeFault, known_fault, normal_sumber, read_code
from sipa_core.imports.days import read_day
from sipa_core.imports.fractions import is_fraction
from sipa_core.messages import N_, _

FORMAT: Final = "sipa-formulir-1"
KEY_SHEET: Final = "_sipa"

SHEET, PATHS, TITLES = "#lembar", "#jalur", "#judul"
"""Marks of the first column: the section of the sheet, the row of column names, the row of titles."""

ACTIVITY, ACCOUNT, FUND = "kode_kegiatan", "kode_rekening", "sumber_dana"
"""The columns that make the key of a row of the budget."""

BLANK_ROWS: Final = 25
MOST_ROWS: Final = 3_000
_MOST_DIGITS: Final = 6
_CODE_LABELS: Final = {ACTIVITY: N_("Kode kegiatan"), ACCOUNT: N_("Kode rekening"), FUND: N_("Sumber dana")}

Cells = Sequence[Sequence[str]]


class FormColumn(msgspec.Struct, frozen=True):
    """A column of a table on a sheet. `field` is None for the codes of the budget."""

    name: str
    label: str
    field: Field | None = None


class FormRow(msgspec.Struct, frozen=True):
    """A row to begin with: its key in the report (empty: a new one), its cells by column, its name where it has one."""

    key: str
    cells: Mapping[str, Value]
    label: str = ""


class FormPage(msgspec.Struct, frozen=True):
    """A sheet: single fields with what they hold, then the table. `blank` rows follow those that are there."""

    section: Section
    leaves: tuple[tuple[Field, Value], ...]
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    blank: int


class FormAbout(msgspec.Struct, frozen=True):
    """What the hidden sheet says: the report type, its version, the period and, of several events on one day, which."""

    template: str
    version: int
    period: str
    ordinal: int = 0


class FormFault(msgspec.Struct, frozen=True):
    """A cell that was not understood: where it stands, what is in it, and why it stays out."""

    where: str
    text: str
    reason: str


class FormTable(msgspec.Struct, frozen=True):
    """What a filled form says in one table: its rows in the order of the sheet, those written in without a key."""

    section: Section
    rows: tuple[FormRow, ...]


class FormReading(msgspec.Struct, frozen=True):
    """What a filled form says: single leaves (those of a budget too), tables, how many values by section, and what was
    not understood. What it changes depends on the report that it is laid over (`form_rows`)."""

    about: FormAbout
    leaves: Mapping[str, Value]
    tables: tuple[FormTable, ...]
    filled: tuple[tuple[str, int], ...]
    faults: tuple[FormFault, ...]


def form_pages(template: Template, content: Content, names: BudgetNames) -> tuple[FormPage, ...]:
    """Return the sheets of a form for a report, with what it holds already; sections of files have none."""
    return tuple(
        _page(section, content, names) for section in template.sections if section.kind is not SectionKind.PHOTOS
    )


def is_form(sheets: Mapping[str, Cells]) -> bool:
    """True when the workbook is a form of this program."""
    return any(row[:2] == ["format", FORMAT] for row in map(list, sheets.get(KEY_SHEET, ())))


def about_of(sheets: Mapping[str, Cells]) -> FormAbout | None:
    """Return what the form is for, None when its hidden sheet is gone or does not say."""
    said = {row[0]: row[1] for row in sheets.get(KEY_SHEET, ()) if len(row) > 1}
    version = said.get("version", "")
    ordinal = said.get("ordinal", "0")  # older forms are for the only event of their day, or for none
    if said.get("format") != FORMAT or not said.get("template"):
        return None
    if not all(number.isdecimal() and len(number) <= _MOST_DIGITS for number in (version, ordinal)):
        return None
    return FormAbout(said["template"], int(version), said.get("period", ""), int(ordinal))


def read_form(about: FormAbout, sheets: Mapping[str, Cells], template: Template, names: BudgetNames) -> FormReading:
    """Return what the filled form says for this template; pure, whatever somebody did to the sheets."""
    leaves: dict[str, Value] = {}
    tables: list[FormTable] = []
    filled: list[tuple[str, int]] = []
    faults: list[FormFault] = []
    by_key = {section.key: section for section in template.sections}
    for name, cells in sheets.items():
        if name == KEY_SHEET:
            continue
        mark = cells[0][0] if cells and cells[0] else ""
        if not mark.startswith(SHEET):
            continue
        section = by_key.get(mark.removeprefix(f"{SHEET}:"))
        if section is None:
            words = _("Lembar ini tidak ada lagi di jenis laporan yang sekarang.")
            faults.append(FormFault(name, "", words))
            continue
        sheet = _Sheet(name, section, names, faults)
        sheet.read(cells)
        leaves |= sheet.found
        if sheet.rows:
            tables.append(FormTable(section, tuple(sheet.rows)))
        filled.append((section.title, len(sheet.found) + sum(len(row.cells) for row in sheet.rows)))
    return FormReading(about, leaves, tuple(tables), tuple(filled), tuple(faults))


def _page(section: Section, content: Content, names: BudgetNames) -> FormPage:
    leaves = tuple((field, content.get(field.path)) for field in section.leaves)
    if section.kind is SectionKind.BUDGET:
        there = tuple(_budget_rows(section, content, names))
        codes = tuple(FormColumn(name, _(_CODE_LABELS[name])) for name in (ACTIVITY, ACCOUNT, FUND))
        return FormPage(section, leaves, (*codes, *_columns(section)), there, BLANK_ROWS)
    table = section.table if section.columns else None
    there = tuple(FormRow(key, cells) for key, cells in rows(content, table).items()) if table else ()
    return FormPage(section, leaves, _columns(section), there, BLANK_ROWS if table else 0)


def _columns(section: Section) -> tuple[FormColumn, ...]:
    return tuple(FormColumn(field.column or "", field.label, field) for field in section.columns)


def _budget_rows(section: Section, content: Content, names: BudgetNames) -> Iterator[FormRow]:
    """The rows of the report; for an empty budget the kinds of revenue and financing, and the sub-bidang."""
    there = rows(content, section.table or "")
    if not there:
        keys = [BudgetKey(rekening=code) for code in names.rekening if code[0] == "4" and code.count(".") > 1]
        keys += [BudgetKey(kegiatan=code) for code in names.kegiatan if code.count(".") == 1]
        keys += [BudgetKey(rekening=code) for code in names.rekening if code[0] == "6" and code.count(".") > 1]
        there = {str(key): {} for key in keys}
    for text, cells in there.items():
        try:
            key = parse_budget_key(text)
        except PathError:
            continue
        codes: dict[str, Value] = {ACTIVITY: key.kegiatan, ACCOUNT: key.rekening, FUND: key.sumber}
        yield FormRow(text, {**cells, **codes}, names.of(key))


class _Sheet:
    """One filled sheet while it is read: `found` leaves, and the `rows` of a table that is no budget."""

    def __init__(self, name: str, section: Section, names: BudgetNames, faults: list[FormFault]) -> None:
        self._name, self._section, self._names, self._faults = name, section, names, faults
        self._leaves = {field.path: field for field in section.leaves}
        self._fields = {field.column: field for field in section.columns}
        self._parts: frozenset[str] = frozenset()
        """Columns of percent in which some cell is a part of one: a spreadsheet keeps 50% as 0,5 and 100% as 1."""
        self.found: dict[str, Value] = {}
        self.rows: list[FormRow] = []

    def read(self, cells: Cells) -> None:
        columns: Sequence[str] | None = None
        for number, row in enumerate(cells[:MOST_ROWS], 1):
            mark = row[0].strip() if row else ""
            if mark == PATHS:
                columns = [name.strip() for name in row[1:]]
                self._parts = self._in_parts(columns, cells[number:MOST_ROWS])
            elif columns is None and mark in self._leaves and len(row) > 2:
                value = self._value(self._leaves[mark], _unescaped(row[2]), number)
                self.found |= {} if value is None else {mark: value}
            elif columns is not None and mark != TITLES:
                said = {name: _unescaped(text) for name, text in zip(columns, row[1:], strict=False) if name}
                self._row(mark, said, number)

    def _in_parts(self, columns: Sequence[str], below: Cells) -> frozenset[str]:
        percent = [
            (at, name)
            for at, name in enumerate(columns, 1)
            if name in self._fields and self._fields[name].type is FieldType.PERCENT
        ]
        return frozenset(name for at, name in percent if any(is_fraction(row[at]) for row in below if at < len(row)))

    def _row(self, mark: str, said: Mapping[str, str], number: int) -> None:
        if not any(text.strip() for name, text in said.items() if name in self._fields):
            return
        table, is_budget = self._section.table or "", self._section.kind is SectionKind.BUDGET
        key = self._budget_key(said, number) if is_budget else self._row_key(mark)
        if key is None:
            return
        values = {
            name: self._value(self._fields[name], text, number) for name, text in said.items() if name in self._fields
        }
        kept = {name: value for name, value in values.items() if value is not None}
        if is_budget:
            self.found |= {cell(table, key, name): value for name, value in kept.items()}
        elif kept:
            self.rows.append(FormRow(key, kept))

    def _row_key(self, mark: str) -> str:
        """The key that stands beside the row, empty for one that was written in."""
        is_key = len(mark) < MAX_LENGTH // 2 and is_path(f"{self._section.table}[{mark}].{ORDER_COLUMN}")
        return mark if is_key else ""

    def _budget_key(self, said: Mapping[str, str], number: int) -> str | None:
        activity = read_code(said.get(ACTIVITY, ""), functional=True)
        account = read_code(said.get(ACCOUNT, ""))
        fault = next((code for code in (activity, account) if isinstance(code, CodeFault)), None)
        kegiatan = activity.kegiatan if isinstance(activity, BudgetKey) else ""
        rekening = account.rekening if isinstance(account, BudgetKey) else ""
        key = BudgetKey(kegiatan, rekening, normal_sumber(said.get(FUND, "")))
        text = " ".join(filter(None, (said.get(ACTIVITY, ""), said.get(ACCOUNT, ""))))
        if fault is None and not (kegiatan or rekening):
            fault = CodeFault(_("Kodenya kosong."))
        fault = fault or known_fault(key, self._names)
        if fault is not None:
            self._faults.append(FormFault(self._where(number), text, fault.reason))
            return None
        return str(key)

    def _value(self, field: Field, text: str, number: int) -> Value:
        plain = text.strip()
        if not plain:
            return None
        value = self._read(field, plain)
        if isinstance(value, Unreadable):
            where = _("{sheet}, {label}").format(sheet=self._where(number), label=field.label)
            self._faults.append(FormFault(where, plain[:80], value.reason))
            return None
        return value

    def _read(self, field: Field, text: str) -> Value | Unreadable[int]:
        if text == "1" and field.column in self._parts:
            return Unreadable(_("Angka 1 di sini dapat berarti 100%. Tulis angka bulat, misalnya 60."))
        if field.type is FieldType.DATE:
            day = read_day(text)
            return Unreadable(day.reason) if isinstance(day, Unreadable) else day.isoformat()
        return read_value(field, text)

    def _where(self, number: int) -> str:
        return _("{sheet}, baris {n}").format(sheet=self._name, n=number)


def escaped(text: str) -> str:
    """Return a text as it is written into a cell: a sign that could begin a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def _unescaped(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(_TRIGGERS) else text


_TRIGGERS: Final = ("=", "+", "-", "@", "'", "＝", "＋", "－", "＠")
