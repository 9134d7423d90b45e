"""An import into a table of a report before it happens: which rows enter, which change one that is there, which cannot.

A pure function like the preview of a budget. A file never removes a row; a row that is there already is known by its
name, its day and its place, as far as the file gives them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from sipa_core.domain.field_values import read_value
from sipa_core.domain.paths import ORDER_COLUMN, Content, Value, cell, rows
from sipa_core.domain.templates import Field, FieldType, Section
from sipa_core.domain.unreadable import Unreadable
from sipa_core.imports import sums
from sipa_core.imports.columns import MONEY, Column, is_numbering
from sipa_core.imports.days import read_day
from sipa_core.imports.field_columns import FieldColumn, FieldHeader, find_fields
from sipa_core.imports.figures import Figure, Way, answered, read_figure, ways_asked
from sipa_core.imports.fractions import FRACTIONS, fraction_question, percent_of
from sipa_core.imports.known_rows import identity, known_by, new_key
from sipa_core.imports.lines import TOTAL_WORDS
from sipa_core.imports.preview import Fate, ReadRow, TableProblem
from sipa_core.imports.progress import Progress, told
from sipa_core.imports.questions import Answers, Question
from sipa_core.imports.sums import MoneyLine, SumCheck
from sipa_core.imports.table import RawRow, RawTable
from sipa_core.messages import _

_YES_WORDS, _NO_WORDS = frozenset(("ya", "y", "1", "x", "benar")), frozenset(("tidak", "t", "0", "-", "bukan"))
_COUNT: Final = re.compile(
    r"(\d{1,9}|[1-9]\d{0,2}(?:\.\d{3}){1,2})(?: ?(?:orang|org|jiwa|kk|warga|peserta))?", re.IGNORECASE
)


class TablePreview(msgspec.Struct, frozen=True):
    """All that a person sees before agreeing; the same names as ImportPreview where the meaning is the same."""

    table: RawTable
    section: Section
    columns: tuple[FieldColumn, ...]
    rows: tuple[ReadRow, ...]
    questions: tuple[Question, ...]
    sums: tuple[SumCheck, ...]
    money: tuple[MoneyLine, ...]
    changes: Mapping[str, Value]
    unchanged: int
    replaced: int
    new_rows: int
    answers: Answers
    content: Content
    notes: tuple[str, ...] = ()

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions without an answer; their rows do not enter."""
        return tuple(question for question in self.questions if question.answer(self.answers) is None)

    def of(self, fate: Fate) -> tuple[ReadRow, ...]:
        """Return the rows of one fate, in the order of the file."""
        return tuple(row for row in self.rows if row.fate is fate)

    @property
    def refused(self) -> tuple[ReadRow, ...]:
        """The rows that cannot enter, each with its reason."""
        return self.of(Fate.REFUSED)


class _Row(msgspec.Struct, frozen=True):
    """A row while it is read: what it fills, and at most one of why it waits, is refused or skipped."""

    raw: RawRow
    name: str
    cells: Mapping[str, Value] = msgspec.field(default_factory=dict)
    figures: Mapping[str, Figure] = msgspec.field(default_factory=dict)
    total: bool = False
    waits: bool = False
    refused: str = ""
    skipped: str = ""

    @property
    def amounts(self) -> dict[Column, int]:
        """What the row says in rupiah, also where it does not enter, so that no rupiah goes missing."""
        likely = {name: figure.amount for name, figure in self.figures.items() if figure.amount is not None}
        return {column: likely[column.value] for column in MONEY if column.value in likely}


def looks_like_rows(table: RawTable, section: Section) -> bool:
    """True when the table has titles of this section's table."""
    return find_fields(table, section, {}) is not None


def preview_rows(
    table: RawTable,
    section: Section,
    content: Content,
    answers: Answers | None = None,
    progress: Progress | None = None,
) -> TablePreview | TableProblem:
    """Return what the table would bring into the section's table, or why nothing of it can be taken."""
    given = dict(answers or {})
    header = find_fields(table, section, given)
    if header is None:
        return _no_titles(table, section)
    return _Reading(table, section, header, content, given, progress).preview()


class _Reading:
    def __init__(
        self,
        table: RawTable,
        section: Section,
        header: FieldHeader,
        content: Content,
        answers: Answers,
        progress: Progress | None,
    ) -> None:
        self._table, self._section, self._header = table, section, header
        self._content, self._answers, self._progress = content, answers, progress
        self._fields = header.fields
        self._known_by = known_by(section, header.fields)
        self._name = section.table or ""
        self._there = rows(content, self._name)
        self._questions = list(header.questions)

    def preview(self) -> TablePreview:
        read = self._answered(self._read())
        twins = self._twins(read)
        kept = [row for row in read if self._enters(row) and row.raw.number not in twins]
        changes, unchanged, replaced, new = self._changes(kept)
        used = [column for column in MONEY if column.value in self._fields]
        return TablePreview(
            table=self._table,
            section=self._section,
            columns=self._header.columns,
            rows=tuple(_shown(row, twins.get(row.raw.number, "")) for row in read),
            questions=tuple(self._questions),
            sums=tuple(self._sums(read, kept, used)),
            money=tuple(self._money(read, kept, twins, used)),
            changes=changes,
            unchanged=unchanged,
            replaced=replaced,
            new_rows=new,
            answers=self._answers,
            content=self._content,
        )

    @staticmethod
    def _enters(row: _Row) -> bool:
        return not (row.waits or row.refused or row.skipped or row.total)

    def _read(self) -> list[_Row]:
        titles = [one.title for one in self._header.columns]
        below = [row for row in self._table.rows if row.number > self._header.row]
        found = []
        for raw in told(below, self._progress):
            if not is_numbering(raw.cells) and [text for text in raw.cells if text] != titles:
                found.append(self._row(raw))
        self._ask_about_fractions(found)
        return found

    def _row(self, raw: RawRow) -> _Row:
        name = raw.cell(self._fields[self._known_by[0]][0])
        figures = {
            column: read_figure(raw.cell(place))
            for column, (place, one) in self._fields.items()
            if one.type is FieldType.RUPIAH
        }
        said = name or next((text for text in raw.cells if text), "")
        if TOTAL_WORDS.match(said):
            return _Row(raw, said, figures=figures, total=True)
        if not any(raw.cell(place) for place, _one in self._fields.values()):
            return _Row(raw, said, skipped=_("Tidak ada isinya."))
        if not name:
            words = _("{column} masih kosong.").format(column=self._section.columns[0].label)
            return _Row(raw, said, figures=figures, refused=words)
        return _Row(raw, name, figures=figures)

    def _ask_about_fractions(self, found: Sequence[_Row]) -> None:
        places = [place for place, one in self._fields.values() if one.type is FieldType.PERCENT]
        question = fraction_question([(row.raw.number, row.raw.cell(place)) for row in found for place in places])
        if question is not None:
            self._questions.append(question)

    def _answered(self, found: list[_Row]) -> list[_Row]:
        unclear: dict[Way, list[tuple[int, Figure]]] = {}
        for row in found:
            for figure in row.figures.values():
                if figure.way is not None and not row.skipped:
                    unclear.setdefault(figure.way, []).append((row.raw.number, figure))
        asked = ways_asked(unclear)
        self._questions.extend(asked.values())
        return [self._settled(row, asked) for row in found]

    def _settled(self, row: _Row, asked: Mapping[Way, Question]) -> _Row:
        """The row with every cell read; the first cell that cannot be read refuses it, with the column's name."""
        if row.refused or row.skipped:
            return row
        cells: dict[str, Value] = {}
        for column, (place, one) in self._fields.items():
            text = row.raw.cell(place)
            if row.total and one.type is not FieldType.RUPIAH:
                continue
            if one.type is FieldType.RUPIAH:
                figure = answered(row.figures[column], asked, self._answers)
                if figure is None:
                    return replace(row, waits=True)
                value: Value | Unreadable[int] = Unreadable(figure.reason) if figure.reason else figure.amount
            elif one.type is FieldType.PERCENT and self._is_open(FRACTIONS, row.raw.number):
                return replace(row, waits=True)
            else:
                value = self._value(one, text)
            if isinstance(value, Unreadable):
                return replace(row, refused=f"{one.label}: {value.reason}")
            if value is not None:
                cells[column] = value
        return replace(row, cells=cells)

    def _is_open(self, key: str, number: int) -> bool:
        question = next((one for one in self._questions if one.key == key), None)
        return question is not None and number in question.rows and question.answer(self._answers) is None

    def _value(self, one: Field, text: str) -> Value | Unreadable[int]:
        plain = text.strip()
        if not plain:
            return None
        match one.type:
            case FieldType.DATE:
                day = read_day(plain)
                return Unreadable(day.reason) if isinstance(day, Unreadable) else day.isoformat()
            case FieldType.PERCENT:
                return percent_of(plain, self._answers)
            case FieldType.NUMBER:
                return _count(plain)
            case FieldType.CHOICE:
                return _choice(one, plain)
            case FieldType.BOOL:
                return _tick(plain)
            case _:
                return read_value(one, plain)

    def _twins(self, found: Sequence[_Row]) -> dict[int, str]:
        """Rows that say again what an earlier row said, with the reason why they do not enter."""
        first: dict[tuple[Value, ...], _Row] = {}
        twins: dict[int, str] = {}
        for row in found:
            if not self._enters(row):
                continue
            before = first.setdefault(identity(row.cells, self._known_by), row)
            if before is not row:
                same = dict(before.cells) == dict(row.cells)
                words = (
                    _("Sama persis dengan baris {n}.") if same else _("Namanya sama dengan baris {n}, isinya berbeda.")
                )
                twins[row.raw.number] = words.format(n=before.raw.number)
        return twins

    def _changes(self, kept: Sequence[_Row]) -> tuple[dict[str, Value], int, int, int]:
        """The leaves to lay over the report; how many stay as they are, are replaced; how many rows are new."""
        there = {identity(cells, self._known_by): key for key, cells in reversed(self._there.items())}
        changes: dict[str, Value] = {}
        unchanged, replaced, new = 0, 0, 0
        last = [cells.get(ORDER_COLUMN) for cells in self._there.values()]
        position = max((at for at in last if isinstance(at, int)), default=-1)
        used = set(self._there)
        for row in kept:
            about = identity(row.cells, self._known_by)
            key = there.get(about)
            if key is None:
                key = new_key(self._name, about, used)
                used.add(key)
                new += 1
                position += 1
                changes[cell(self._name, key, ORDER_COLUMN)] = position
            for column, value in row.cells.items():
                path = cell(self._name, key, column)
                if self._content.get(path) == value:
                    unchanged += 1
                    continue
                replaced += self._content.get(path) is not None
                changes[path] = value
        nihil = self._section.nihil
        if new and nihil and self._content.get(nihil) is True:
            changes[nihil] = None  # rows and "there is none" cannot both be true
        return changes, unchanged, replaced, new

    def _money(
        self, found: Sequence[_Row], kept: Sequence[_Row], twins: Mapping[int, str], used: Sequence[Column]
    ) -> list[MoneyLine]:
        lines = []
        for column in used:
            taken = sum(_amount(row, column) for row in kept)
            waiting = sum(row.amounts.get(column, 0) for row in found if row.waits and not row.total)
            out = (row for row in found if row.refused or row.raw.number in twins)
            lines.append(MoneyLine(sums.ROWS, column, taken, waiting, sum(row.amounts.get(column, 0) for row in out)))
        return lines

    @staticmethod
    def _sums(found: Sequence[_Row], kept: Sequence[_Row], used: Sequence[Column]) -> list[SumCheck]:
        checks = []
        for row in (row for row in found if row.total and not (row.refused or row.waits)):
            for column in used:
                own = row.cells.get(column.value)
                if isinstance(own, int):
                    computed = sum(_amount(one, column) for one in kept)
                    checks.append(SumCheck(row.raw.number, row.name, column, own, computed))
        return checks


def _amount(row: _Row, column: Column) -> int:
    value = row.cells.get(column.value)
    return value if isinstance(value, int) else 0


def _shown(row: _Row, twin: str) -> ReadRow:
    if row.refused or twin:
        fate, reason = Fate.REFUSED, row.refused or twin
    elif row.skipped:
        fate, reason = Fate.SKIPPED, row.skipped
    elif row.waits:
        fate, reason = Fate.WAITING, _("Menunggu jawaban Anda.")
    elif row.total:
        fate, reason = Fate.CHECK, _("Jumlah, dibandingkan saja.")
    else:
        fate, reason = Fate.TAKEN, ""
    return ReadRow(row.raw.number, row.raw.text, row.name, fate, None, row.amounts, reason)


def _count(text: str) -> Value | Unreadable[int]:
    found = _COUNT.fullmatch(text)
    if found is None:
        return Unreadable(_("Tulis angka bulat, misalnya 60."))
    return int(found[1].replace(".", ""))


def _choice(one: Field, text: str) -> Value | Unreadable[int]:
    plain = text.casefold()
    found = (choice.value for choice in one.choices if plain in (choice.value.casefold(), choice.label.casefold()))
    words = _("Pilihannya: {choices}.").format(choices=", ".join(choice.label for choice in one.choices))
    return next(found, None) or Unreadable(words)


def _tick(text: str) -> Value | Unreadable[int]:
    plain = text.casefold()
    if plain in _YES_WORDS:
        return True
    return None if plain in _NO_WORDS else Unreadable(_("Tulis ya atau tidak."))


def _no_titles(table: RawTable, section: Section) -> TableProblem:
    if not table.rows:
        return TableProblem(_("Berkas ini tidak berisi baris. Tidak ada yang berubah."))
    wanted = ", ".join(one.label for one in section.columns)
    words = _("Judul kolom tidak ditemukan. Perlu satu baris judul, misalnya: {columns}. Tidak ada yang berubah.")
    return TableProblem(words.format(columns=wanted), tuple(row.text[:120] for row in table.rows[:3]))
