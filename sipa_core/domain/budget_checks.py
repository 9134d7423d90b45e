"""What a careful reader would notice in the figures of a budget: gaps, signs, sums, codes and overspending.

A figure is judged where it was typed. A parent row may leave its cells to the rows below it: an empty parent is no gap.
"""

from __future__ import annotations

from collections.abc import Iterator

from sipa_core.domain.budget import (
    COLUMNS,
    PENDAPATAN,
    PENERIMAAN,
    TABLE,
    BudgetLine,
    BudgetTotals,
    BudgetTree,
)
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.budget_habits import lacks_financing
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding, Severity
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import BudgetKey, Value, cell, parse_budget_key
from sipa_core.domain.reading import Reading
from sipa_core.domain.text_checks import says_something
from sipa_core.messages import _


def check_budget(reading: Reading) -> list[Finding]:
    """Return the findings on the report's budget; none when it has no row."""
    tree, columns = reading.tree, reading.template.money_columns or COLUMNS
    if tree is None:
        return []
    spent = columns == COLUMNS
    figures = [
        found for line in tree.lines for found in (*_cells(line, columns), *(_overspending(line) if spent else ()))
    ]
    placed = [key for key in reading.table(TABLE) if key not in tree.strays]
    sums = [*_differences(tree), *_codes(tree, placed, reading.names)]
    good = []
    if not figures:
        words = _("Semua angka terisi, dan yang melebihi anggaran sudah ada alasannya.")
        good.append(_good("figures_sound", words if spent else _("Semua angka terisi.")))
    if not sums:
        good.append(_good("sums_agree", _("Jumlah tiap bagian APB Desa cocok.")))
    return [*figures, *sums, *good, *_closing(reading, tree.totals, columns)]


def _cells(line: BudgetLine, columns: tuple[str, ...]) -> Iterator[Finding]:
    if line.key is None:
        return
    for column in columns:
        words = _fault_of(line.given.get(column), line.has_children)
        if words is not None:
            text = words[1].format(column=_called(column, columns), label=line.label)
            yield Finding(words[0], Severity.MUST, text, cell(TABLE, line.key, column))


def _called(column: str, columns: tuple[str, ...]) -> str:
    if columns[0] == "anggaran_awal":
        return _("Anggaran semula") if column == "anggaran_awal" else _("Anggaran menjadi")
    return column.capitalize()


def _fault_of(value: Value, has_children: bool) -> tuple[str, str] | None:
    if value is None:
        return None if has_children else ("empty", _("{column} {label} belum diisi. Tulis 0 bila memang nol."))
    if not isinstance(value, int) or isinstance(value, bool):
        return "unfit", _("{column} {label} belum terbaca sebagai rupiah.")
    if value < 0:
        return "negative", _("{column} {label} negatif. Angka APB Desa ditulis tanpa tanda kurang.")
    return None


def _overspending(line: BudgetLine) -> Iterator[Finding]:
    # A parent is judged by the rows below it. The form asks for a reason of revenue as well, but it is welcome.
    if line.key is None or line.amount is None or line.has_children or not line.group:
        return
    income = line.group == PENDAPATAN or line.code.startswith(PENERIMAAN)
    gap = line.amount.realisasi - line.amount.anggaran
    if gap > 0 and not says_something(line.given.get("alasan")):
        words = {"label": line.label, "gap": format_rupiah(gap)}
        path = cell(TABLE, line.key, "alasan")
        yield said("income_above", path, **words) if income else said("overspent", path, **words)


def _differences(tree: BudgetTree) -> Iterator[Finding]:
    for found in tree.differences:
        own, below, gap = (format_rupiah(n) for n in (found.own, found.below, abs(found.own - found.below)))
        yield said("sum_differs", found.path, label=found.label, own=own, below=below, gap=gap)


def _codes(tree: BudgetTree, placed: list[str], names: BudgetNames) -> Iterator[Finding]:
    for stray in tree.strays:
        yield said("stray_code", cell(TABLE, stray, COLUMNS[0]), key=stray)
    for text in placed:
        key = parse_budget_key(text)
        if not names.knows(key):
            yield said("unknown_code", cell(TABLE, text, COLUMNS[0]), key=_written(key))


def _closing(reading: Reading, sums: BudgetTotals, columns: tuple[str, ...]) -> Iterator[Finding]:
    planned = "realisasi" if columns[0] == "anggaran_awal" else "anggaran"
    rest = getattr(sums.silpa, planned)
    if rest and not lacks_financing(reading):
        yield said("budget_open", TABLE, rest=format_rupiah(rest))
    elif not rest and getattr(sums.pendapatan, planned) and getattr(sums.belanja, planned):
        yield _good("budget_closes", _("Anggaran menutup: pendapatan − belanja + pembiayaan neto sama dengan nol."))


def _good(code: str, words: str) -> Finding:
    return Finding(code, Severity.GOOD, words, TABLE)


def _written(key: BudgetKey) -> str:
    return " ".join(part for part in (key.kegiatan, key.rekening) if part)
