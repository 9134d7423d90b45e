"""Figures that differ between the reports of one village: the budget and what was realised of it, half a year and the
whole, the end of one month and the beginning of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sipa_core.domain.activity_checks import rows_by_name
from sipa_core.domain.beside import PLANS, OtherReport, plans_in_force
from sipa_core.domain.budget import TABLE, Amount, BudgetLine, totals
from sipa_core.domain.budget_nodes import BELANJA, PEMBIAYAAN, PENDAPATAN
from sipa_core.domain.dates import month_name
from sipa_core.domain.figure_checks import LISTS_DECREES
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.likeness import plain_words
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import Value, cell
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.reading import Reading, Rows, row_words, whole
from sipa_core.domain.templates import FieldType, Section, Template, is_filled
from sipa_core.messages import _

SPENDING: Final = ("lra_semester1", "lpj_apbdes", "lppd_tahunan", "dd_prioritas_penetapan", "dd_tahap1", "dd_tahap2")
"""Report types that tell of the year's money."""

AID: Final = "blt_dd_bulanan"
PAID: Final = "blt.jumlah"
EMERGENCY: Final = "05.03"
CEILING: Final = "dana.pagu"

CORRECTION: Final = "umum.koreksi"
"""Where a month says why it does not begin with what the month before ended with."""

OPENING: Final = "awal"
CLOSING: Final = "akhir"
"""Columns of the monthly population: `awal`, `awal_l`, `awal_p` and the same with `akhir`."""


def year_findings(reading: Reading) -> Iterator[Finding]:
    """Yield where the report says another figure than an earlier report about the same."""
    if reading.beside.period is None:
        return
    yield from _plan(reading)
    yield from _grown(reading)
    yield from _opening(reading)
    yield from _months(reading)
    yield from _aid(reading)
    yield from _figures(reading)
    yield from _activities(reading)


def needs_of(template: Template) -> frozenset[str]:
    """Return the report types that a report of this type is compared with."""
    if template.key == "penduduk_tahunan":
        return frozenset({"penduduk_bulanan"})
    if template.key == AID:
        return frozenset(PLANS)
    if template.key == LISTS_DECREES:
        return frozenset(PLANS[:1])
    money = bool(template.money_columns) or any(
        field.type is FieldType.RUPIAH for section in template.sections for field in section.fields
    )
    if not money:
        return frozenset()
    aid = {AID} if "realisasi" in template.money_columns else set()
    return frozenset({*PLANS, *SPENDING, *aid}) - {template.key}


def _plan(reading: Reading) -> Iterator[Finding]:
    """The budget in a report on its realisation is the one that was set, or its last change."""
    if reading.template.key == PLANS[0] or not reading.table(TABLE):
        return
    changed = reading.template.key == PLANS[1]
    column = "anggaran_awal" if changed else "anggaran"
    plans = _plans(reading)
    if not plans:
        return
    known = [(one, one.table(TABLE)) for one in plans]
    newest, newest_rows = known[-1]
    differ = False
    for key, cells in reading.table(TABLE).items():
        figure = whole(cells.get(column))
        theirs = [whole(table[key].get("anggaran")) for _one, table in known if key in table]
        if figure is None or not theirs or figure in theirs or all(value is None for value in theirs):
            continue
        differ = True
        last = next(value for value in reversed(theirs) if value is not None)
        yield said(
            "plan_differs",
            cell(TABLE, key, column),
            label=_name(reading, key),
            own=format_rupiah(figure),
            title=newest.title,
            other=format_rupiah(last),
        )
    for line, other in () if changed else _bidang_planned(reading, plans):
        differ = True
        yield said(
            "plan_differs",
            cell(TABLE, _row_of(reading, line), column),
            label=line.label,
            own=format_rupiah(line.amount.anggaran if line.amount is not None else 0),
            title=newest.title,
            other=format_rupiah(other),
        )
    if differ or not newest_rows or reading.tree is None or newest_rows.keys() == reading.table(TABLE).keys():
        return  # the same rows with the same figures have the same sums
    own_sums, sums = reading.tree.totals, [totals(one.content) for one in plans]
    for group, label, own, others in (
        (PENDAPATAN, _("pendapatan"), own_sums.pendapatan, [one.pendapatan for one in sums]),
        (BELANJA, _("belanja"), own_sums.belanja, [one.belanja for one in sums]),
        (PEMBIAYAAN, _("pembiayaan neto"), own_sums.pembiayaan, [one.pembiayaan for one in sums]),
    ):
        if own.anggaran and others[-1].anggaran and all(one.anggaran != own.anggaran for one in others):
            yield said(
                "plan_total_differs",
                cell(TABLE, _first_of(reading, group), column),
                group=label,
                own=format_rupiah(own.anggaran),
                title=newest.title,
                other=format_rupiah(others[-1].anggaran),
            )


def _plans(reading: Reading) -> list[OtherReport]:
    """The budgets that count for the report, the newest last; for a change those that it may change."""
    plans, period = plans_in_force(reading.content, reading.beside), reading.beside.period
    if reading.template.key != PLANS[1] or period is None:
        return plans
    before = [one for one in reversed(reading.beside.earlier) if one.period.year == period.year]
    return [one for one in plans if one.template_key != PLANS[1]] + before


def _first_of(reading: Reading, group: str) -> str:
    tree = reading.tree
    lines = tree.lines if tree is not None else ()
    return next(
        (line.key for line in lines if line.group == group and line.key is not None), next(iter(reading.table(TABLE)))
    )


def _name(reading: Reading, key: str) -> str:
    tree = reading.tree
    lines = tree.lines if tree is not None else ()
    return next((line.label for line in lines if line.key == key), key)


def _grown(reading: Reading) -> Iterator[Finding]:
    """What was realised in half a year cannot be more than what was realised in the whole."""
    period = reading.beside.period
    if period is None or period.kind is not PeriodKind.YEAR or not reading.table(TABLE):
        return
    for other in reading.beside.same_year:
        if other.period.kind is PeriodKind.YEAR:
            yield from _same_realised(reading, other)
            continue
        before = other.table(TABLE)
        for key, cells in reading.table(TABLE).items():
            own, earlier = whole(cells.get("realisasi")), whole(before.get(key, {}).get("realisasi"))
            if own is not None and earlier is not None and own < earlier:
                yield said(
                    "less_than_before",
                    cell(TABLE, key, "realisasi"),
                    label=_name(reading, key),
                    own=format_rupiah(own),
                    title=other.title,
                    other=format_rupiah(earlier),
                )


def _same_realised(reading: Reading, other: OtherReport) -> Iterator[Finding]:
    """Two reports about the realisation of one year say the same."""
    if other.template_key in PLANS or reading.template.key in PLANS:
        return
    table = other.table(TABLE)
    for key, cells in reading.table(TABLE).items():
        own, theirs = whole(cells.get("realisasi")), whole(table.get(key, {}).get("realisasi"))
        if own is not None and theirs is not None and own != theirs:
            yield said(
                "realised_differs",
                cell(TABLE, key, "realisasi"),
                label=_name(reading, key),
                own=format_rupiah(own),
                title=other.title,
                other=format_rupiah(theirs),
            )
    for line, beside in _bidang_beside(reading, other):
        if line.amount is not None and line.amount.realisasi != beside.realisasi:
            yield said(
                "realised_differs",
                cell(TABLE, _row_of(reading, line), "realisasi"),
                label=line.label,
                own=format_rupiah(line.amount.realisasi),
                title=other.title,
                other=format_rupiah(beside.realisasi),
            )


def _bidang_planned(reading: Reading, plans: list[OtherReport]) -> Iterator[tuple[BudgetLine, int]]:
    """Each bidang whose budget is in none of the plans what it is here, with that of the newest."""
    known: dict[str, list[int]] = {}
    for plan in plans:
        for line, planned in _bidang_beside(reading, plan):
            known.setdefault(line.code, []).append(planned.anggaran)
    for line in reading.tree.bidang if reading.tree is not None else ():
        sums = known.get(line.code)
        if sums and line.amount is not None and line.amount.anggaran not in sums:
            yield line, sums[-1]


def _bidang_beside(reading: Reading, other: OtherReport) -> Iterator[tuple[BudgetLine, Amount]]:
    """Each bidang with its sum in another report that gives it at another level: whole here, in activities there."""
    tree, table = reading.tree, other.table(TABLE)
    if tree is None or table.keys() >= reading.table(TABLE).keys():
        return
    sums = totals(other.content).per_bidang
    for line in tree.bidang:
        below = {key for key in reading.table(TABLE) if key.startswith(line.code)}
        if line.code in sums and not below <= table.keys():
            yield line, sums[line.code]


def _row_of(reading: Reading, line: BudgetLine) -> str:
    """The row in which a bidang stands, else the first one below it."""
    return line.key or next(key for key in reading.table(TABLE) if key.startswith(line.code))


def _opening(reading: Reading) -> Iterator[Finding]:
    """A month begins with what the month before ended with, row by row."""
    period = reading.beside.period
    if period is None:
        return
    before = next((one for one in reading.beside.earlier if one.period == period.previous()), None)
    if before is None:
        return
    for section in reading.template.sections:
        columns = [field.column or "" for field in section.columns]
        pairs = [
            (column, CLOSING + column.removeprefix(OPENING))
            for column in columns
            if column.startswith(OPENING) and CLOSING + column.removeprefix(OPENING) in columns
        ]
        if not pairs or section.table is None:
            continue
        known = rows_by_name(section, before.table(section.table))
        told = " ".join(plain_words(str(reading.content.get(CORRECTION) or "")))
        labels = {field.column: field.label for field in section.columns}
        for name, (key, cells) in _named(reading.table(section.table), section).items():
            if f" {name} " in f" {told} ":
                continue  # the correction speaks of this row
            for opening, closing in pairs:
                own, theirs = whole(cells.get(opening)), whole(known.get(name, {}).get(closing))
                if own is not None and theirs is not None and own != theirs:
                    yield said(
                        "opening_differs",
                        cell(section.table, key, opening),
                        row=str(cells.get(columns[0]) or name),
                        label=labels[opening],
                        own=own,
                        title=before.title,
                        other=theirs,
                    )


def _named(table: Rows, section: Section) -> Mapping[str, tuple[str, dict[str, Value]]]:
    by_id = {id(cells): key for key, cells in table.items()}
    return {name: (by_id[id(cells)], cells) for name, cells in rows_by_name(section, table).items()}


def _months(reading: Reading) -> Iterator[Finding]:
    """The year's population by month is that of the monthly reports; each month begins where the last one ended."""
    if reading.template.key != "penduduk_tahunan":
        return
    section = next((one for one in reading.template.sections if one.table == "penduduk"), None)
    if section is None:
        return
    labels = {field.column or "": field.label for field in section.columns if field.type is FieldType.NUMBER}
    monthly = {one.period.number: one for one in reading.beside.same_year if one.template_key == "penduduk_bulanan"}
    before: dict[str, Value] = {}
    for n, (key, cells) in enumerate(reading.table("penduduk").items(), 1):
        row = row_words(section, cells, n)
        number = whole(int(row)) if row.isdecimal() else n
        name = month_name(number) if number is not None and 1 <= number <= 12 else row
        for column, label in labels.items():
            own, path = whole(cells.get(column)), cell("penduduk", key, column)
            told = before.get(CLOSING + column.removeprefix(OPENING)) if column.startswith(OPENING) else None
            if own is not None and whole(told) not in (None, own):
                yield said(
                    "opening_differs", path, row=name, label=label, own=own, title=_("bulan sebelumnya"), other=told
                )
            other = monthly.get(number or 0)
            theirs = _sum_of(other, column) if other is not None else None
            if other is not None and own is not None and theirs is not None and own != theirs:
                yield said("month_differs", path, row=name, label=label, own=own, title=other.title, other=theirs)
        before = cells
    for path, column in (("jumlah.laki_laki", "akhir_l"), ("jumlah.perempuan", "akhir_p")):
        own, last = whole(reading.content.get(path)), whole(before.get(column))
        if own is not None and last is not None and own != last:
            label = reading.template.label_of(path)
            yield said(
                "month_differs", path, row=section.title, label=label, own=own, title=_("akhir tahun"), other=last
            )


def _sum_of(report: OtherReport, column: str) -> int | None:
    values = [whole(cells.get(column)) for cells in report.table("penduduk").values()]
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _aid(reading: Reading) -> Iterator[Finding]:
    """Aid paid in cash month by month (BLT) agrees with the budget's row for it: 05.03, keadaan mendesak."""
    period = reading.beside.period
    if period is None:
        return
    if reading.template.key == AID:
        yield from _aid_as_planned(reading)
        plans = plans_in_force(reading.content, reading.beside)
        planned = _emergency(plans[-1].table(TABLE), "anggaran") if plans else None
        own = whole(reading.content.get(PAID))
        if planned is None or own is None:
            return
        months = [one for one in reading.beside.earlier if one.period.year == period.year]
        paid = own + sum(whole(one.content.get(PAID)) or 0 for one in months)
        if paid > planned:
            title = plans[-1].title
            yield said("aid_over_plan", PAID, paid=format_rupiah(paid), planned=format_rupiah(planned), title=title)
        return
    if "realisasi" not in reading.template.money_columns:
        return
    months = [
        one
        for one in reading.beside.same_year
        if one.template_key == AID and period.first_day <= one.period.first_day <= period.last_day
    ]
    spent = _emergency(reading.table(TABLE), "realisasi") if len(months) >= period.kind.months else None
    if spent is None:
        return
    paid = sum(whole(one.content.get(PAID)) or 0 for one in months)
    if paid != spent:
        key = next(key for key in reading.table(TABLE) if key.startswith(EMERGENCY))
        path, label = cell(TABLE, key, "realisasi"), _name(reading, key)
        yield said("aid_differs", path, label=label, own=format_rupiah(spent), paid=format_rupiah(paid))


def _aid_as_planned(reading: Reading) -> Iterator[Finding]:
    """The sum is that of all who were to be paid, though fewer were: the reason for those does not explain the sum."""
    names = ("blt.kpm_rencana", "blt.kpm_dibayar", "blt.nilai", PAID)
    planned, paid, each, total = (whole(reading.content.get(name)) for name in names)
    if planned is None or paid is None or not each or total is None or planned == paid:
        return
    if not is_filled(reading.content.get("blt.alasan")):
        return  # the template's own check speaks
    if total == planned * each:
        yield said("aid_as_planned", PAID, sum=format_rupiah(total), planned=planned, paid=paid)


def _emergency(budget: Rows, column: str) -> int | None:
    """The row of 05.03 itself, else the sum of the rows below it."""
    table = {key: whole(cells.get(column)) for key, cells in budget.items() if key.startswith(EMERGENCY)}
    whole_row = table.get(f"{EMERGENCY}/-/-")
    if whole_row is not None:
        return whole_row
    leaves = [value for key, value in table.items() if value is not None and not key.endswith("/-/-")]
    known = leaves or [value for value in table.values() if value is not None]
    return sum(known) if known else None


def _figures(reading: Reading) -> Iterator[Finding]:
    """A sum that two report types of one year ask for by one name is the same; Dana Desa is that of the budget."""
    for section in reading.template.sections:
        for field in section.leaves:
            own = whole(reading.content.get(field.path)) if field.type is FieldType.RUPIAH else None
            if own is None:
                continue
            where = f"{section.title}: {field.label}"
            plans = plans_in_force(reading.content, reading.beside)[-1:] if field.path == CEILING else []
            others = [one for one in reading.beside.same_year if one.template_key not in PLANS or not plans]
            for other in (*others, *plans):
                theirs = whole(other.content.get(field.path)) if other.template_key != reading.template.key else None
                if theirs is None and other in plans:
                    theirs = whole(other.content.get(cell(TABLE, "-/4.2.1/-", "anggaran")))
                if theirs is not None and theirs != own:
                    sums = {"own": format_rupiah(own), "other": format_rupiah(theirs)}
                    yield said("figure_differs", field.path, where=where, title=other.title, **sums)


def _activities(reading: Reading) -> Iterator[Finding]:
    """An activity that another report of the year names as well has the same budget there."""
    section = next((one for one in reading.template.sections if one.table == "kegiatan"), None)
    if section is None or "anggaran" not in {field.column for field in section.columns}:
        return
    own = _named(reading.table("kegiatan"), section)
    changed = any(one.template_key == PLANS[1] for one in plans_in_force(reading.content, reading.beside))
    for other in reading.beside.same_year:
        known = other.table("kegiatan")
        theirs = rows_by_name(section, known)
        for name, (key, cells) in own.items():
            here, there = whole(cells.get("anggaran")), whole(theirs.get(name, {}).get("anggaran"))
            if here is not None and there is not None and here != there and other.template_key != "apbdes_perubahan":
                if changed or _changed_by(reading, other):
                    continue  # a change of the budget stands between, which explains another figure
                yield said(
                    "activity_plan_differs",
                    cell("kegiatan", key, "anggaran"),
                    name=str(cells.get(section.columns[0].column or "") or name),
                    own=format_rupiah(here),
                    title=other.title,
                    other=format_rupiah(there),
                )


def _changed_by(reading: Reading, other: OtherReport) -> bool:
    """True when the budget was changed within the time of the other report: it may know what this one did not."""
    return any(
        one.template_key == PLANS[1] and one.period.first_day <= other.period.last_day
        for one in reading.beside.same_year
    )
