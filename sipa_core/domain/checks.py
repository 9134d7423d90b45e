"""What a careful reader would notice in a report before it is sent: each finding in words, with the cell it is about.

Findings advise; they never lock a report or change a figure. "Good" ones are said too, so that a clean report shows
that it was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sipa_core.domain.budget_checks import check_budget
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.findings import Finding as Finding
from sipa_core.domain.findings import Severity as Severity
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import Content, Value, cell, rows
from sipa_core.domain.templates import (
    Field,
    FieldType,
    Section,
    SectionKind,
    Template,
    is_filled,
    missing_items,
    value_fits,
)
from sipa_core.messages import _, ngettext

_NO_WORDS = re.compile(r"[\W_]+|(?P<letter>\w)(?P=letter)*", re.IGNORECASE)
_MOST_OF_A_KIND = 3
"""So many empty cells of one column are named; the rest is counted in one line."""


def check(template: Template, content: Content, names: BudgetNames) -> tuple[Finding, ...]:
    """Return the findings on a report: what must be put right first, then hints, then what is good.

    The law behind: what the template's publication names (Permendagri 20/2018 Ps 72 for the realisation of the APB
    Desa); all else is arithmetic and completeness.
    """
    found: list[Finding] = []
    for section in template.sections:
        found.extend(_section(template, section, content))
        if section.kind is SectionKind.BUDGET:
            found.extend(check_budget(content, names, template.money_columns))
        elif section.kind is SectionKind.PHOTOS:
            found.extend(too_many_files(section, content))
        elif section.kind is SectionKind.TABLE:
            found.extend(_activities(template, section, content))
    found.extend(_publication(template, content, {one.path for one in found if one.severity is Severity.MUST}))
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def of_severity(findings: Iterable[Finding], severity: Severity) -> tuple[Finding, ...]:
    """Return the findings of one weight, in their order."""
    return tuple(finding for finding in findings if finding.severity is severity)


def _section(template: Template, section: Section, content: Content) -> Iterator[Finding]:
    for field in section.leaves:
        where = f"{section.title}: {field.label}" if len(section.leaves) > 1 else section.title
        value = content.get(field.path)
        if field.required and not is_filled(value):
            words = _("{where} belum diisi.").format(where=where) + _statute(template, field.path)
            yield Finding("empty", Severity.MUST, words, field.path)
        else:
            yield from _value(field, value, where, field.path)
    if section.table is None:
        return
    table = rows(content, section.table)
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
        words = _("Bagian {section}: nihil dicentang, padahal ada isinya. Hapus centangnya atau barisnya.")
        yield Finding("nihil_filled", Severity.MUST, words.format(section=section.title), section.nihil or section.key)
    elif table or nihil or not section.required:
        return
    elif section.nihil is not None:
        words = _("Bagian {section} masih kosong. Bila memang tidak ada, centang nihil.")
        yield Finding("nihil_missing", Severity.MUST, words.format(section=section.title), section.nihil)
    else:
        words = _("Bagian {section} belum ada isinya.")
        yield Finding("table_empty", Severity.MUST, words.format(section=section.title), section.key)


def _column(field: Field, section: Section, table: dict[str, dict[str, Value]]) -> Iterator[Finding]:
    name, column = section.table or "", field.column or ""
    empty: list[str] = []
    for n, (key, cells) in enumerate(table.items(), 1):
        value, path = cells.get(column), cell(name, key, column)
        where = _("{section}, {row}: {label}").format(
            section=section.title, row=_row_words(section, cells, n), label=field.label
        )
        if not field.required or is_filled(value):
            yield from _value(field, value, where, path)
            continue
        empty.append(path)
        if len(empty) <= _MOST_OF_A_KIND:
            yield Finding("empty", Severity.MUST, _("{where} belum diisi.").format(where=where), path)
    rest = len(empty) - _MOST_OF_A_KIND
    if rest > 0:
        words = ngettext("{label} belum diisi pada {n} baris lain.", "{label} belum diisi pada {n} baris lain.", rest)
        where = f"{section.title}: {field.label}"
        yield Finding("empty_more", Severity.MUST, words.format(label=where, n=rest), empty[_MOST_OF_A_KIND])


def _row_words(section: Section, cells: dict[str, Value], n: int) -> str:
    name = cells.get(section.columns[0].column or "")
    return name if isinstance(name, str) and name.strip() else _("baris {n}").format(n=n)


def _value(field: Field, value: Value, where: str, path: str) -> Iterator[Finding]:
    if not value_fits(field, value):
        yield Finding("unfit", Severity.MUST, _("{where} belum terbaca.").format(where=where), path)
    elif field.type is FieldType.TEXT and isinstance(value, str) and _NO_WORDS.fullmatch(value.strip()):
        words = _("{where} berisi tanda saja. Tulis dengan kata.")
        yield Finding("no_words", Severity.SUGGEST, words.format(where=where), path)
    elif field.type in (FieldType.RUPIAH, FieldType.NUMBER) and isinstance(value, int) and value < 0:
        yield Finding("negative", Severity.MUST, _("{where} negatif. Cek lagi angkanya.").format(where=where), path)


def too_many_files(section: Section, content: Content) -> Iterator[Finding]:
    """More files than the section holds, or than one row of the linked table may have."""
    table = section.table or ""
    held = rows(content, table)
    if section.limit and len(held) > section.limit:
        words = _("{section} memuat {n} berkas, paling banyak {most}. Hapus yang tidak perlu.")
        text = words.format(section=section.title, n=len(held), most=section.limit)
        yield Finding("too_many_files", Severity.MUST, text, section.key)
    if section.link is None or not section.row_limit:
        return
    for n, (row, cells) in enumerate(rows(content, section.link).items(), 1):
        mine = [key for key, file in held.items() if file.get(section.link) == row]
        if len(mine) > section.row_limit:
            name = cells.get("nama")
            title = name if isinstance(name, str) and name.strip() else _("baris {n}").format(n=n)
            words = _("{name} punya {n} foto, paling banyak {most}. Hapus yang tidak perlu.")
            text = words.format(name=title, n=len(mine), most=section.row_limit)
            yield Finding("too_many_files", Severity.MUST, text, cell(table, mine[section.row_limit], section.link))


def _activities(template: Template, section: Section, content: Content) -> Iterator[Finding]:
    """Activities that cost more than planned, and unfinished ones beside a tick that says there are none."""
    table = section.table or ""
    none_open = _says_all_done(template, section, content)
    for n, (key, cells) in enumerate(rows(content, table).items(), 1):
        name = _row_words(section, cells, n)
        planned, spent, done = cells.get("anggaran"), cells.get("realisasi"), cells.get("fisik")
        if isinstance(planned, int) and isinstance(spent, int) and spent > planned:
            words = _("Realisasi kegiatan {name} lebih besar {gap} dari anggarannya. Cek lagi.")
            text = words.format(name=name, gap=format_rupiah(spent - planned))
            yield Finding("activity_overspent", Severity.SUGGEST, text, cell(table, key, "realisasi"))
        if none_open and isinstance(done, int) and done < 100:
            words = _("{name} baru {done}%, padahal bagian {section} dicentang nihil.")
            text = words.format(name=name, done=done, section=none_open)
            yield Finding("unfinished_not_listed", Severity.MUST, text, cell(table, key, "fisik"))


def _says_all_done(template: Template, section: Section, content: Content) -> str:
    """The title of another section whose tick says that no activity is unfinished, or an empty text."""
    others = (other for other in template.sections if other.nihil is not None and other is not section)
    return next((other.title for other in others if is_filled(content.get(other.nihil or ""))), "")


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


def _first_path(pattern: str, template: Template, content: Content) -> str:
    table, star, column = pattern.partition("[*].")
    if not star:
        return pattern
    first = next(iter(rows(content, table)), None)
    if first is not None:
        return cell(table, first, column)
    section = template.section_of(pattern)
    return section.key if section is not None else table
