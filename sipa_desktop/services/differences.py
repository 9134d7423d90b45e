"""What differs between two texts of a report, place by place: figures with their difference, texts before and after,
rows that came or went as one place each, files by their names. Pure; computed sums are no places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

import msgspec

from sipa_core.domain.attachments import HASH_COLUMN
from sipa_core.domain.money import format_number
from sipa_core.domain.paths import ORDER_COLUMN, Content, Value, cell, changes_between, parse_path, row_of, rows
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, Template
from sipa_core.messages import _
from sipa_desktop.services.places import where
from sipa_desktop.services.report_edit import tree_of
from sipa_desktop.services.values import value_words

_FIGURES: Final = (FieldType.RUPIAH, FieldType.NUMBER, FieldType.PERCENT)
_SHOWN: Final = 4
"""So many cells of a row that came or went are named."""


class Difference(msgspec.Struct, frozen=True):
    """One place that differs: the section, the place in words, and both values as a person reads them ("" for none).

    `gap` is what a figure grew (`+1.000.000`) or shrank by, "" for what is no figure; `row` says that a whole row came
    or went, and `before` or `after` then hold its cells.
    """

    section: str
    where: str
    path: str
    before: str
    after: str
    long: bool
    gap: str = ""
    row: bool = False


def differences(template: Template, before: Content, after: Content) -> tuple[Difference, ...]:
    """Every place that differs, in the order of the report."""
    old_tree, new_tree = tree_of(template, before), tree_of(template, after)
    names: dict[str, str] = {}
    for tree in (old_tree, new_tree):
        names |= {line.key: line.label for line in tree.lines if line.key is not None} if tree is not None else {}
    changed = _by_place(changes_between(before, after), before)
    found: list[Difference] = []
    for section in template.sections:
        if section.kind is SectionKind.PHOTOS:
            found.extend(_files(section, before, after))
            continue
        for field in section.leaves:
            if field.path in changed:
                called = where(template, after, None, field.path)
                found.append(_cell(section, field, called, field.path, before.get(field.path), after.get(field.path)))
        if section.table is not None and any(path.startswith(f"{section.table}[") for path in changed):
            found.extend(_table(section, section.table, before, after, names))
    return tuple(found)


def changed_places(template: Template, before: Content, after: Content) -> dict[str, int]:
    """How many places differ in each section; a row counts once."""
    places: dict[str, set[str]] = {}
    for path in _by_place(changes_between(before, after), before):
        section = template.section_of(path)
        if section is not None:
            read = parse_path(path)
            places.setdefault(section.key, set()).add(f"{read.head}[{read.row}]" if read.row is not None else path)
    return {key: len(paths) for key, paths in places.items()}


def _by_place(changes: Mapping[str, Value], before: Content) -> set[str]:
    """The changed leaves: a row that vanished is every cell it had."""
    gone = {path for path in changes if path.endswith("]")}
    return (changes.keys() - gone) | {path for path in before if row_of(path) in gone}


def _table(
    section: Section, table: str, before: Content, after: Content, names: Mapping[str, str]
) -> Iterator[Difference]:
    old, new = rows(before, table), rows(after, table)
    order = [*new, *(key for key in old if key not in new)]
    for n, key in enumerate(order, 1):
        was, now = old.get(key), new.get(key)
        cells = now if now is not None else was or {}
        called = names.get(key) or _name(section, cells, n)
        if was is None or now is None:
            path = cell(table, key, section.columns[0].column or ORDER_COLUMN)
            told = _row(section, cells)
            came, went = (told, "") if was is None else ("", told)
            yield Difference(section.title, called, path, went, came, long=False, row=True)
            continue
        for field in section.columns:
            column = field.column or ""
            if was.get(column) != now.get(column) or type(was.get(column)) is not type(now.get(column)):
                label = field.label.removesuffix(" (Rp)")
                place = f"{called}, {label}"
                yield _cell(section, field, place, cell(table, key, column), was.get(column), now.get(column))


def _name(section: Section, cells: Mapping[str, Value], n: int) -> str:
    name = cells.get("nama") or cells.get(section.columns[0].column or "")
    return name if isinstance(name, str) and name.strip() else _("baris {n}").format(n=n)


def _row(section: Section, cells: Mapping[str, Value]) -> str:
    """What a row holds, in a few words: its first cells but the one that names it."""
    told = [
        f"{field.label.removesuffix(' (Rp)')} {value_words(field, cells.get(field.column or ''), '')}"
        for field in section.columns[1:]
        if cells.get(field.column or "") is not None
    ]
    return "; ".join(told[:_SHOWN]) or _("tanpa isian lain")


def _cell(section: Section, field: Field, called: str, path: str, old: Value, new: Value) -> Difference:
    told = partial(value_words, field, nothing="")
    return Difference(section.title, called, path, told(old), told(new), field.long, _gap(field, old, new))


def _gap(field: Field, old: Value, new: Value) -> str:
    if field.type not in _FIGURES or not isinstance(old, int) or not isinstance(new, int):
        return ""
    sign, unit = ("+" if new > old else "−"), "%" if field.type is FieldType.PERCENT else ""
    return f"{sign}{format_number(abs(new - old))}{unit}"


def _files(section: Section, before: Content, after: Content) -> Iterator[Difference]:
    table = section.table or ""
    old, new = rows(before, table), rows(after, table)
    for n, key in enumerate([*new, *(key for key in old if key not in new)], 1):
        was, now = old.get(key, {}), new.get(key, {})
        called = str((now or was).get("keterangan") or "").strip() or _("berkas {n}").format(n=n)
        path = cell(table, key, HASH_COLUMN)
        if was.get(HASH_COLUMN) != now.get(HASH_COLUMN):
            yield Difference(section.title, called, path, _file(was), _file(now), long=False, row=True)
        for field in section.columns:
            column = field.column or ""
            if was and now and was.get(column) != now.get(column):
                yield _cell(section, field, called, cell(table, key, column), was.get(column), now.get(column))


def _file(cells: Mapping[str, Value]) -> str:
    if cells.get(HASH_COLUMN) is None:
        return ""
    return str(cells.get("name") or _("ada berkasnya"))
