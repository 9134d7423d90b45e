"""What a careful reader would notice in a report before it is sent: each finding in words, with the cell it is about.

Findings advise; they never lock a report or change a figure. "Good" ones are said too, so that a clean report shows
that it was looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from sipa_core.domain.activity_checks import is_overrun_told, table_findings
from sipa_core.domain.beside import NOTHING, Beside
from sipa_core.domain.budget import BudgetTree
from sipa_core.domain.budget_checks import check_budget
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.budget_habits import habit_findings
from sipa_core.domain.calendar_checks import calendar_findings
from sipa_core.domain.declared_checks import declared_findings
from sipa_core.domain.figure_checks import figure_findings
from sipa_core.domain.file_limits import too_many_files
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding as Finding
from sipa_core.domain.findings import Severity as Severity
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import Content, Value, cell, rows
from sipa_core.domain.photo_checks import photo_findings
from sipa_core.domain.reading import Reading, row_words
from sipa_core.domain.slip_checks import slip_findings
from sipa_core.domain.templates import (
    Field,
    FieldType,
    PublicationItem,
    Section,
    SectionKind,
    Template,
    is_filled,
    missing_items,
    public_content,
    value_fits,
)
from sipa_core.domain.text_checks import text_findings
from sipa_core.domain.text_sums import sum_findings
from sipa_core.domain.year_checks import year_findings
from sipa_core.messages import _, ngettext
from sipa_core.privacy import patterns

_MOST_OF_A_KIND = 3
"""So many empty cells of one column are named; the rest is counted in one line."""

MOST_OF_A_CODE = 5

_SIGN = re.compile(r"(?:\d\D{0,5}){9}|@")
"""A text with fewer figures and no @ holds no number or address of a person; so do most texts of a large budget."""

UNFINISHED: Final = "belum"
"""The table of activities that are not finished or were not carried out."""


def check(
    template: Template,
    content: Content,
    names: BudgetNames,
    beside: Beside = NOTHING,
    tree: BudgetTree | None = None,
) -> tuple[Finding, ...]:
    """Return the findings on a report: what must be put right first, then hints, then what is good.

    `beside` is what it is compared with; rules that lack what they need say nothing. `tree` saves time where the
    budget was read before. The law behind: what the
    template's publication names (Permendagri 20/2018 Ps 72 for the realisation of the APB Desa); all else is
    arithmetic, completeness and care.
    """
    reading = Reading(template, content, names, beside, tree)
    found: list[Finding] = []
    for section in template.sections:
        found.extend(_section(reading, section))
        if section.kind is SectionKind.BUDGET:
            found.extend(check_budget(reading))
        elif section.kind is SectionKind.PHOTOS:
            found.extend(too_many_files(section, content))
        elif section.kind is SectionKind.TABLE:
            found.extend(_activities(reading, section))
    found.extend(declared_findings(reading))
    found.extend(_publication(template, content, {one.path for one in found if one.severity is Severity.MUST}))
    found.extend(_personal(template, content))
    for rule in (
        text_findings,
        sum_findings,
        habit_findings,
        table_findings,
        year_findings,
        figure_findings,
        photo_findings,
        calendar_findings,
        slip_findings,
    ):
        found.extend(few_of_a_kind(rule(reading)))
    found.extend(_carried(reading))
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def few_of_a_kind(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with at most five of one code; what is beyond is counted in one line that leads to the next.

    Of two with one code and one path the first is kept.
    """
    kept: list[Finding] = []
    counts: Counter[str] = Counter()
    rest: dict[str, list[Finding]] = {}
    seen: set[tuple[str, str]] = set()
    for one in findings:
        if (one.code, one.path) in seen:
            continue
        seen.add((one.code, one.path))
        counts[one.code] += 1
        if counts[one.code] <= MOST_OF_A_CODE:
            kept.append(one)
        else:
            rest.setdefault(one.code, []).append(one)
    kept.extend(said("more_alike", more[0].path, n=len(more), words=more[0].words) for more in rest.values())
    return kept


def _section(reading: Reading, section: Section) -> Iterator[Finding]:
    template, content = reading.template, reading.content
    for field in section.leaves:
        where = f"{section.title}: {field.label}" if len(section.leaves) > 1 else section.title
        value = content.get(field.path)
        if field.required and not is_filled(value):
            plain = said("empty", field.path, where=where)
            yield Finding(plain.code, plain.severity, plain.words + _statute(template, field.path), field.path)
        else:
            yield from _value(field, value, where, field.path)
    if section.table is None:
        return
    table = reading.table(section.table)
    nihil = section.nihil is not None and is_filled(content.get(section.nihil))
    yield from _table(section, table, nihil)
    for field in section.columns:
        if section.kind is not SectionKind.BUDGET or field.type is not FieldType.RUPIAH:
            yield from _column(field, section, table)


def _statute(template: Template, path: str) -> str:
    publication = template.publication
    if publication is None or all(path not in item.sources for item in publication.items):
        return ""
    return " " + _("Bagian ini wajib diumumkan ({basis}).").format(basis=publication.basis)


def _table(section: Section, table: dict[str, dict[str, Value]], nihil: bool) -> Iterator[Finding]:
    if table and nihil:
        yield said("nihil_filled", section.nihil or section.key, section=section.title)
    elif table or nihil or not section.required:
        return
    elif section.nihil is not None:
        yield said("nihil_missing", section.nihil, section=section.title)
    else:
        yield said("table_empty", section.key, section=section.title)


def _column(field: Field, section: Section, table: dict[str, dict[str, Value]]) -> Iterator[Finding]:
    name, column = section.table or "", field.column or ""
    empty: list[str] = []
    for n, (key, cells) in enumerate(table.items(), 1):
        value = cells.get(column)
        if not _needs_word(field, value):
            continue  # nearly all of a large budget: its place is put in words only where it is needed
        path = cell(name, key, column)
        where = _("{section}, {row}: {label}").format(
            section=section.title, row=row_words(section, cells, n), label=field.label
        )
        if not field.required or is_filled(value):
            yield from _value(field, value, where, path)
            continue
        empty.append(path)
        if len(empty) <= _MOST_OF_A_KIND:
            yield said("empty", path, where=where)
    rest = len(empty) - _MOST_OF_A_KIND
    if rest > 0:
        words = ngettext("{label} belum diisi pada {n} baris lain.", "{label} belum diisi pada {n} baris lain.", rest)
        where = f"{section.title}: {field.label}"
        yield Finding("empty_more", Severity.MUST, words.format(label=where, n=rest), empty[_MOST_OF_A_KIND])


def _needs_word(field: Field, value: Value) -> bool:
    if not is_filled(value):
        return field.required or not value_fits(field, value)
    return not value_fits(field, value) or (isinstance(value, int) and value < 0)


def _value(field: Field, value: Value, where: str, path: str) -> Iterator[Finding]:
    if not value_fits(field, value):
        yield said("unfit", path, where=where)
    elif field.type in (FieldType.RUPIAH, FieldType.NUMBER) and isinstance(value, int) and value < 0:
        yield said("negative", path, where=where)


def _activities(reading: Reading, section: Section) -> Iterator[Finding]:
    """Activities that cost more than planned, and unfinished ones beside a tick that says there are none."""
    table = section.table or ""
    tick = _ticked_done(reading.template, reading.content)
    open_ones: list[Finding] = []
    for n, (key, cells) in enumerate(reading.table(table).items(), 1):
        name = row_words(section, cells, n)
        planned, spent, done = cells.get("anggaran"), cells.get("realisasi"), cells.get("fisik")
        if isinstance(planned, int) and isinstance(spent, int) and spent > planned > 0:
            if is_overrun_told(reading, cells, name):
                continue
            gap = format_rupiah(spent - planned)
            yield said("activity_overspent", cell(table, key, "realisasi"), name=name, gap=gap)
        if tick is not None and isinstance(done, int) and done < 100:
            path = cell(table, key, "fisik")
            open_ones.append(said("unfinished_not_listed", path, name=name, done=done, section=tick.title))
    if tick is not None and len(open_ones) > _MOST_OF_A_KIND:
        first = open_ones[0].words  # the tick is wrong, not every row
        yield said("nihil_untrue", tick.nihil or tick.key, section=tick.title, n=len(open_ones), words=first)
    else:
        yield from open_ones


def _ticked_done(template: Template, content: Content) -> Section | None:
    """The section of unfinished activities, when its tick says that there are none."""
    lists = (one for one in template.sections if one.table == UNFINISHED and one.nihil is not None)
    return next((one for one in lists if is_filled(content.get(one.nihil or ""))), None)


def _publication(template: Template, content: Content, said: set[str]) -> Iterator[Finding]:
    """What the public must be told and is not there, as far as no other finding sends the person to the same place."""
    if template.publication is None:
        return
    missing = missing_items(template, content)
    for item in missing:
        path = _first_path(item.sources[0], template, content)
        if path not in said:
            words = _("{item} wajib diumumkan ({basis}), tetapi belum ada isinya.")
            text = words.format(item=item.label, basis=template.publication.basis)
            yield Finding("public_missing", Severity.MUST, text, path)
            said = {*said, path}
    if not missing:
        n = len(template.publication.items)
        words = ngettext("{n} hal yang wajib diumumkan sudah ada.", "{n} hal yang wajib diumumkan sudah ada.", n)
        path = _first_path(template.publication.items[0].sources[0], template, content)
        yield Finding("public_complete", Severity.GOOD, words.format(n=n), path)


def first_place(item: PublicationItem, template: Template, content: Content) -> str:
    """Return where an item of the publication is filled: a field, a cell of the first row, or the section."""
    return _first_path(item.sources[0], template, content)


def _first_path(pattern: str, template: Template, content: Content) -> str:
    table, star, column = pattern.partition("[*].")
    if not star:
        return pattern
    first = next(iter(rows(content, table)), None)
    if first is not None:
        return cell(table, first, column)
    section = template.section_of(pattern)
    return section.key if section is not None else table


def _personal(template: Template, content: Content) -> Iterator[Finding]:
    """A NIK, a KK, a private number or address where citizens will read it; each place is told once."""
    told: set[str] = set()
    written: Content = {
        path: value for path, value in content.items() if isinstance(value, str) and _SIGN.search(value)
    }
    for one in patterns.public_findings(public_content(template, written), template):
        if one.path not in told:
            told.add(one.path)
            where = template.label_of(one.path)
            section = template.section_of(one.path)
            if section is not None and section.title != where:
                where = f"{section.title}: {where}"
            yield said("personal_number", one.path, where=where, kind=patterns.label(one.finding.kind))


def _carried(reading: Reading) -> Iterator[Finding]:
    """What was taken over from another report and nobody has looked at since, one line for each section."""
    first: dict[str, tuple[str, str]] = {}
    counts: Counter[str] = Counter()
    for path, title in reading.beside.carried.items():
        section = reading.template.section_of(path) if path in reading.content else None
        if section is not None:
            counts[section.title] += 1
            first.setdefault(section.title, (path, title))
    for name, (path, title) in first.items():
        yield said("carried", path, section=name, n=counts[name], title=title)
