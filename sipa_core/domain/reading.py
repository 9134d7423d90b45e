"""A report opened once for all rules: its tables, its budget and its texts are read when a rule first asks for them."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from sipa_core.domain.beside import NOTHING, Beside
from sipa_core.domain.budget import COLUMNS, TABLE, BudgetTree, read_budget
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.paths import Content, Value, rows
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, Template
from sipa_core.messages import _

Rows = dict[str, dict[str, Value]]


class Written(NamedTuple):
    """One text of the report: its path, field and section, the place in words, and the row's number (0: no row)."""

    path: str
    field: Field
    section: Section
    where: str
    text: str
    row: int = 0


class Reading:
    """One report as the rules see it."""

    def __init__(
        self,
        template: Template,
        content: Content,
        names: BudgetNames,
        beside: Beside = NOTHING,
        tree: BudgetTree | None = None,
    ) -> None:
        self.template = template
        self.content = content
        self.names = names
        self.beside = beside
        self._tree = tree
        self._tables: dict[str, Rows] = {}

    def table(self, name: str) -> Rows:
        """The rows of a table in their order."""
        if name not in self._tables:
            self._tables[name] = rows(self._parts.get(name, {}), name)
        return self._tables[name]

    @cached_property
    def _parts(self) -> dict[str, dict[str, Value]]:
        """The cells of each table: a report has many tables, and its budget may have thousands of cells."""
        parts: dict[str, dict[str, Value]] = {}
        for path, value in self.content.items():
            head, bracket, _rest = path.partition("[")
            if bracket:
                parts.setdefault(head, {})[path] = value
        return parts

    @cached_property
    def tree(self) -> BudgetTree | None:
        """The budget, None when the report has none or it is empty."""
        if self._tree is not None:
            return self._tree if self.table(TABLE) else None
        budget = any(section.kind is SectionKind.BUDGET for section in self.template.sections)
        columns = self.template.money_columns or COLUMNS
        return read_budget(self.content, self.names, columns) if budget and self.table(TABLE) else None

    @cached_property
    def texts(self) -> tuple[Written, ...]:
        """Every text that was written, in the order of the screen."""
        found: list[Written] = []
        for section in self.template.sections:
            for field in section.leaves:
                value = self.content.get(field.path)
                if field.type is FieldType.TEXT and isinstance(value, str) and value.strip():
                    where = f"{section.title}: {field.label}" if len(section.leaves) > 1 else section.title
                    found.append(Written(field.path, field, section, where, value.strip()))
            if section.table is not None:
                found.extend(self._cells(section, section.table))
        return tuple(found)

    def _cells(self, section: Section, table: str) -> list[Written]:
        fields = [(field, field.column or "") for field in section.columns if field.type is FieldType.TEXT]
        if not fields:
            return []
        # The official names of a budget are nobody's writing; thousands of them come with an import.
        known = {*self.names.rekening.values(), *self.names.kegiatan.values()} if table == TABLE else set()
        found: list[Written] = []
        for n, (key, cells) in enumerate(self.table(table).items(), 1):
            for field, column in fields:
                value = cells.get(column)
                if isinstance(value, str) and value.strip() and value not in known:
                    where = f"{section.title}, {row_words(section, cells, n)}: {field.label}"
                    found.append(Written(f"{table}[{key}].{column}", field, section, where, value.strip(), n))
        return found


def row_words(section: Section, cells: dict[str, Value], n: int) -> str:
    """Return what a row is called: its first text, else its number."""
    first = next((field.column for field in section.fields if field.column is not None), "")
    name = cells.get(first)
    return name if isinstance(name, str) and name.strip() else _("baris {n}").format(n=n)


def whole(value: Value) -> int | None:
    """Return a whole number, None for everything else (a tick is no number)."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
