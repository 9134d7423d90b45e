"""A report's budget and tables for Excel: figures as numbers, texts that no program takes for a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sipa_core.domain.budget import BudgetLine, BudgetTree, LineKind
from sipa_core.domain.field_values import show_value
from sipa_core.domain.paths import Value, rows
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, is_filled
from sipa_desktop.services.spreadsheets import Cell, Sheet, workbook_of

if TYPE_CHECKING:
    from sipa_render.report_plan import Report

_FIGURES = (FieldType.RUPIAH, FieldType.NUMBER, FieldType.PERCENT)


def has_tables(report: Report) -> bool:
    """True when the report has a budget or a table with rows: something to take to Excel."""
    return bool(_sheets(report))


def report_workbook(report: Report) -> bytes:
    """Return the budget and every filled table of a report as .xlsx, a sheet each; at least one sheet."""
    above = (f"{report.title}, {report.office.village.label}", "Angka dalam rupiah kecuali disebut lain")
    made = _sheets(report) or [("Laporan", ["Laporan"], [[report.title]], frozenset())]
    return workbook_of([Sheet(name, head, cells, above, strong) for name, head, cells, strong in made])


_Made = tuple[str, list[str], list[list[Cell]], frozenset[int]]


def _sheets(report: Report) -> list[_Made]:
    made: list[_Made] = []
    for section in report.template.sections:
        if section.kind is SectionKind.BUDGET and report.budget is not None:
            made.append(_budget(section, report.budget))
        elif section.kind is SectionKind.TABLE and section.table is not None:
            found = list(rows(report.content, section.table).values())
            if found:
                made.append(_table(section, found))
    return made


def _budget(section: Section, tree: BudgetTree) -> _Made:
    columns = {field.column for field in section.columns}
    if "realisasi" in columns:
        titles = ["Anggaran", "Realisasi", "Lebih/(kurang)", "Persen", "Alasan"]
    elif "anggaran_awal" in columns:
        titles = ["Semula", "Menjadi", "Bertambah/(berkurang)"]
    else:
        titles = ["Anggaran"]
    cells: list[list[Cell]] = [[line.code, line.label, *_amounts(line, len(titles))] for line in tree.lines]
    strong = frozenset(at for at, line in enumerate(tree.lines) if line.kind is not LineKind.ROW)
    return section.title, ["Kode", "Uraian", *titles], cells, strong


def _amounts(line: BudgetLine, many: int) -> list[Cell]:
    amount = line.amount
    if amount is None:
        return [None] * many
    if many == 1:
        return [amount.anggaran]
    if many == 3:
        return [amount.anggaran, amount.realisasi, -amount.sisa]
    reason = line.given.get("alasan")
    share = None if line.percent is None else line.percent / 10
    return [amount.anggaran, amount.realisasi, amount.sisa, share, reason if isinstance(reason, str) else None]


def _table(section: Section, found: Sequence[dict[str, Value]]) -> _Made:
    columns = section.columns
    cells: list[list[Cell]] = [[_cell(field, row.get(field.column or "")) for field in columns] for row in found]
    return section.title, [field.label for field in columns], cells, frozenset()


def _cell(field: Field, value: Value) -> Cell:
    if not is_filled(value):
        return None
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    return value if field.type in _FIGURES and isinstance(value, int) else show_value(field, value)
