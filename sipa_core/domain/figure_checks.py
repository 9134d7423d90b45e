"""Figures that a reader's eye stumbles over: ten times those of last month, more families than people, an average that
is not that of its table, and the number of a regulation that another report of the year gives otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from sipa_core.domain.beside import OtherReport
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.money import format_number
from sipa_core.domain.paths import Value, cell
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.reading import Reading, row_words, whole
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind

LEAP: Final = 8
"""A figure so many times that of the month before has a zero too many, or one too few."""

_LEAST: Final = 100
"""Below this a figure may well be many times another: one birth, eight births."""

_MEAN_OFF: Final = 1
"""Points by which an average may be rounded."""

DECREES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "lppd_tahunan": (("pengesahan.nomor_perdes_apbdes", "apbdes"), ("pengesahan.nomor_perdes_lpj", "lpj_apbdes")),
}
"""Where a report names the regulation that another report of the year was set by."""

DECREE: Final = "pengesahan.nomor_perdes"
LISTS_DECREES: Final = "lkppd"

_NUMBER: Final = re.compile(r"(?P<number>\d+)\D+(?P<year>(?:19|20)\d\d)")
_BUDGET: Final = re.compile(r"\b(?:apb ?des(?:a)?|anggaran pendapatan dan belanja desa)\b", re.IGNORECASE)
_OTHER_DECREE: Final = re.compile(r"perubahan|pertanggung|realisasi|penjabaran", re.IGNORECASE)


def figure_findings(reading: Reading) -> Iterator[Finding]:
    """Yield what is odd about single figures of the report."""
    for section in reading.template.sections:
        if section.kind is not SectionKind.BUDGET:
            yield from _leaps(reading, section)
            yield from _families(reading, section)
            yield from _mean(reading, section)
    yield from _decrees(reading)


def _leaps(reading: Reading, section: Section) -> Iterator[Finding]:
    """A count or sum many times that of the month before, in the same field or the row of the same name."""
    period = reading.beside.period
    before = reading.beside.earlier[0] if reading.beside.earlier else None
    if period is None or period.kind is not PeriodKind.MONTH or before is None:
        return
    figures = (FieldType.NUMBER, FieldType.RUPIAH)
    for field in section.leaves:
        if field.type in figures:
            where = f"{section.title}: {field.label}"
            own, theirs = reading.content.get(field.path), before.content.get(field.path)
            yield from _leap(field.path, where, own, theirs, before)
    columns = [field for field in section.columns if field.type in figures]
    if section.table is None or not columns:
        return
    known = {row_words(section, cells, 0).casefold(): cells for cells in before.table(section.table).values()}
    for n, (key, cells) in enumerate(reading.table(section.table).items(), 1):
        name = row_words(section, cells, n)
        same = known.get(name.casefold(), {})
        for field in columns:
            path = cell(section.table, key, field.column or "")
            where = f"{name}: {field.label}"
            yield from _leap(path, where, cells.get(field.column or ""), same.get(field.column or ""), before)


def _leap(path: str, where: str, own: Value, theirs: Value, before: OtherReport) -> Iterator[Finding]:
    here, there = whole(own), whole(theirs)
    if here is None or there is None or min(here, there) <= 0 or max(here, there) < _LEAST:
        return
    if here >= there * LEAP or there >= here * LEAP:
        sums = {"own": format_number(here), "other": format_number(there)}
        yield said("figure_leaps", path, where=where, title=before.title, **sums)


def _families(reading: Reading, section: Section) -> Iterator[Finding]:
    """A household has at least one person, so there are never more households than people."""
    columns = [field.column or "" for field in section.columns]
    people = [column for column in columns if column.startswith("akhir")]
    if section.table is not None and people and "kk" in columns:
        for n, (key, cells) in enumerate(reading.table(section.table).items(), 1):
            path, counts = cell(section.table, key, "kk"), [cells.get(column) for column in people]
            yield from _more_families(path, row_words(section, cells, n), cells.get("kk"), counts)
    leaves = {field.path.rpartition(".")[2]: field for field in section.leaves}
    if {"kk", "laki_laki", "perempuan"} <= leaves.keys():
        own, *sexes = (reading.content.get(leaves[name].path) for name in ("kk", "laki_laki", "perempuan"))
        yield from _more_families(leaves["kk"].path, section.title, own, sexes)


def _more_families(path: str, where: str, families: Value, people: list[Value]) -> Iterator[Finding]:
    kk, counts = whole(families), [whole(one) for one in people]
    known = [one for one in counts if one is not None]
    if kk is not None and len(known) == len(counts) and kk > sum(known):
        yield said("families_over_people", path, where=where, own=format_number(kk), people=format_number(sum(known)))


def _mean(reading: Reading, section: Section) -> Iterator[Finding]:
    """A percentage that calls itself an average is that of the one column of percentages in the report."""
    for field in section.leaves:
        own = whole(reading.content.get(field.path))
        if field.type is not FieldType.PERCENT or own is None or "rata-rata" not in field.label.casefold():
            continue
        values = _percentages(reading)
        if not values:
            continue
        mean = sum(values) / len(values)
        if abs(own - mean) > _MEAN_OFF:
            where = f"{section.title}: {field.label}"
            yield said("mean_differs", field.path, where=where, own=own, mean=f"{mean:.1f}".replace(".", ","))


def _percentages(reading: Reading) -> list[int]:
    columns: list[tuple[str, Field]] = [
        (section.table, field)
        for section in reading.template.sections
        for field in section.columns
        if section.table is not None and field.type is FieldType.PERCENT
    ]
    if len(columns) != 1:
        return []
    (table, field), *_rest = columns
    values = [whole(cells.get(field.column or "")) for cells in reading.table(table).values()]
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else []


def _decrees(reading: Reading) -> Iterator[Finding]:
    """The regulation on budget or accounts has one number in all reports of the year."""
    for path, key in DECREES.get(reading.template.key, ()):
        yield from _decree(reading, path, reading.template.label_of(path), reading.content.get(path), key)
    period = reading.beside.period
    if reading.template.key != LISTS_DECREES or period is None:
        return
    for key, cells in reading.table("perdes").items():
        about = cells.get("tentang")
        if (
            isinstance(about, str)
            and _BUDGET.search(about)
            and str(period.year) in about
            and not _OTHER_DECREE.search(about)
        ):
            yield from _decree(reading, cell("perdes", key, "nomor"), about.strip(), cells.get("nomor"), "apbdes")


def _decree(reading: Reading, path: str, where: str, own: Value, template_key: str) -> Iterator[Finding]:
    for other in reading.beside.same_year:
        theirs = other.content.get(DECREE) if other.template_key == template_key else None
        here, there = _numbered(own), _numbered(theirs)
        if here is not None and there is not None and here != there:
            yield said("decree_differs", path, where=where, own=own, title=other.title, other=theirs)


def _numbered(text: Value) -> tuple[int, int] | None:
    """`Nomor 06 Tahun 2024` and `6/2024` are the same regulation."""
    found = _NUMBER.search(text) if isinstance(text, str) else None
    return (int(found["number"]), int(found["year"])) if found is not None else None
