"""Figures that differ between the reports of one village: the budget and what was realised of it, half a year and the
whole, the end of one month and the beginning of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sipa_core.domain.activity_checks import rows_by_name
from sipa_core.domain.beside import OtherReport
from sipa_core.domain.budget import TABLE, totals
from sipa_core.domain.budget_nodes import BELANJA, PEMBIAYAAN, PENDAPATAN
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import Content, Value, cell, rows
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.reading import Reading, Rows, whole

PLANS: Final = ("apbdes", "apbdes_perubahan")
"""Report types that set the budget of a year; of two the change counts as well."""

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
    yield from _declared_sources(reading)
    yield from _activities(reading)


def _plan(reading: Reading) -> Iterator[Finding]:
    """The budget in a report on its realisation is the one that was set, or its last change."""
    if reading.template.key in PLANS or not reading.table(TABLE):
        return
    plans = [one for one in reading.beside.same_year if one.template_key in PLANS]
    if not plans:
        return
    known = [(one, rows(one.content, TABLE)) for one in plans]
    newest, newest_rows = known[-1]
    differ = False
    for key, cells in reading.table(TABLE).items():
        own = whole(cells.get("anggaran"))
        theirs = [whole(table[key].get("anggaran")) for _one, table in known if key in table]
        if own is None or not theirs or own in theirs or all(value is None for value in theirs):
            continue
        differ = True
        last = next(value for value in reversed(theirs) if value is not None)
        yield said(
            "plan_differs",
            cell(TABLE, key, "anggaran"),
            label=_name(reading, key),
            own=format_rupiah(own),
            title=newest.title,
            other=format_rupiah(last),
        )
    if differ or not newest_rows or reading.tree is None:
        return
    for group, label, own_sum, sums in (
        (PENDAPATAN, "pendapatan", reading.tree.totals.pendapatan.anggaran, [totals(one.content).pendapatan for one in plans]),
        (BELANJA, "belanja", reading.tree.totals.belanja.anggaran, [totals(one.content).belanja for one in plans]),
        (PEMBIAYAAN, "pembiayaan neto", reading.tree.totals.pembiayaan.anggaran, [totals(one.content).pembiayaan for one in plans]),
    ):
        if own_sum and all(one.anggaran != own_sum for one in sums) and sums[-1].anggaran:
            path = cell(TABLE, _first_of(reading, group), "anggaran")
            yield said(
                "plan_total_differs",
                path,
                group=label,
                own=format_rupiah(own_sum),
                title=newest.title,
                other=format_rupiah(sums[-1].anggaran),
            )


def _first_of(reading: Reading, group: str) -> str:
    tree = reading.tree
    lines = tree.lines if tree is not None else ()
    return next((line.key for line in lines if line.group == group and line.key is not None), next(iter(reading.table(TABLE))))


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
        before = rows(other.content, TABLE)
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
    table = rows(other.content, TABLE)
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
        known = rows_by_name(section, rows(before.content, section.table))
        labels = {field.column: field.label for field in section.columns}
        for name, (key, cells) in _named(reading.table(section.table), section).items():
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


def _named(table: Rows, section: object) -> Mapping[str, tuple[str, dict[str, Value]]]:
    from sipa_core.domain.templates import Section

    assert isinstance(section, Section)
    by_id = {id(cells): key for key, cells in table.items()}
    return {name: (by_id[id(cells)], cells) for name, cells in rows_by_name(section, table).items()}


def _declared_sources(reading: Reading) -> Iterator[Finding]:
    """Aid paid in cash month by month is not more than the budget's row for it (05.03, keadaan mendesak)."""
    if reading.template.key != "blt_dd_bulanan":
        return
    plans = [one for one in reading.beside.same_year if one.template_key in PLANS]
    if not plans:
        return
    planned = _emergency(plans[-1].content)
    paid_here = _paid(reading.content)
    if planned is None or paid_here is None:
        return
    earlier = [one for one in reading.beside.earlier if reading.beside.period and one.period.year == reading.beside.period.year]
    paid = paid_here + sum(_paid(one.content) or 0 for one in earlier)
    if paid > planned:
        path = next(path for path in reading.content if _is_paid(path))
        yield said("aid_over_plan", path, paid=format_rupiah(paid), planned=format_rupiah(planned), title=plans[-1].title)


def _emergency(content: Content) -> int | None:
    sums = [
        whole(cells.get("anggaran")) or 0
        for key, cells in rows(content, TABLE).items()
        if key.startswith("05.03") and (key.startswith("05.03/-") or not any(k.startswith("05.03/-") for k in rows(content, TABLE)))
    ]
    return sum(sums) if sums else None


def _is_paid(path: str) -> bool:
    leaf = path.rpartition(".")[2]
    return leaf in ("jumlah_dibayar", "dibayar", "jumlah_uang", "realisasi", "nilai", "dibayarkan", "jumlah_rupiah")


def _paid(content: Content) -> int | None:
    sums = [value for path, value in content.items() if _is_paid(path) and isinstance(value, int)]
    return sum(sums) if sums else None


def _activities(reading: Reading) -> Iterator[Finding]:
    """An activity that another report of the year names as well has the same budget there."""
    section = next((one for one in reading.template.sections if one.table == "kegiatan"), None)
    if section is None or "anggaran" not in {field.column for field in section.columns}:
        return
    own = _named(reading.table("kegiatan"), section)
    for other in reading.beside.same_year:
        known = rows(other.content, "kegiatan")
        theirs = rows_by_name(section, known)
        for name, (key, cells) in own.items():
            here, there = whole(cells.get("anggaran")), whole(theirs.get(name, {}).get("anggaran"))
            if here is not None and there is not None and here != there and other.template_key != "apbdes_perubahan":
                if _changed_since(reading, name, here):
                    continue
                yield said(
                    "activity_plan_differs",
                    cell("kegiatan", key, "anggaran"),
                    name=str(cells.get(section.columns[0].column or "") or name),
                    own=format_rupiah(here),
                    title=other.title,
                    other=format_rupiah(there),
                )


def _changed_since(reading: Reading, name: str, value: int) -> bool:
    """True when a change of the budget stands between, which explains another figure."""
    return any(one.template_key == "apbdes_perubahan" for one in reading.beside.same_year)
