"""Moving a text from one version of its report type to another, there and back, so that no word of it is lost.

What the other version has no field for stays at its path: it is kept, sent and shown as "isian lama". A value that
another type of field cannot hold is put into it as text where that says the same, else it is laid aside in a row of its
own, from where the way back takes it up again. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sipa_core import ids
from sipa_core.domain.paths import ORDER_COLUMN, Content, Value, parse_path, pattern_of, rows
from sipa_core.domain.templates import Field, FieldType, Template, is_filled, value_fits

ASIDE: Final = "isian_lama"
"""The table of values that no field can hold: `.alamat` the path, `.isi` the value as it was."""


class FormChange(NamedTuple):
    """What another version asks anew, no longer asks, and asks otherwise, by the labels of its fields."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    other: tuple[str, ...]


class OldValue(NamedTuple):
    """A value that the report type has no field for: where it stands, what it was called, what it says."""

    path: str
    label: str
    text: str


def form_change(before: Template, after: Template) -> FormChange:
    """Return what the two versions ask differently, in the order of the screen."""
    old, new = _fields(before), _fields(after)
    return FormChange(
        tuple(field.label for path, field in new.items() if path not in old),
        tuple(field.label for path, field in old.items() if path not in new),
        tuple(field.label for path, field in new.items() if path in old and _asks_otherwise(old[path], field)),
    )


def moved(after: Template, content: Content) -> dict[str, Value]:
    """Return the text as the version `after` holds it; moving it back gives what it was."""
    fields = _fields(after)
    found: dict[str, Value] = {}
    for path, value in content.items():
        field = fields.get(pattern_of(path))
        if field is None or value_fits(field, value):
            found[path] = value
            continue
        said = _said_otherwise(field, value)
        if said is not None:
            found[path] = said
        else:
            row = f"{ASIDE}[{ids.natural_id(ASIDE, path)}]"
            found |= {f"{row}.alamat": path, f"{row}.isi": value}
    for key, cells in rows(found, ASIDE).items():
        where, value = cells.get("alamat"), cells.get("isi")
        field = fields.get(pattern_of(where)) if isinstance(where, str) else None
        # A value laid aside on the way here comes back where its field is again, unless a person wrote there since.
        if isinstance(where, str) and field is not None and value_fits(field, value) and found.get(where) is None:
            found = {at: one for at, one in found.items() if not at.startswith(f"{ASIDE}[{key}].")} | {where: value}
    return found


def old_values(template: Template, content: Content, before: Template | None = None) -> tuple[OldValue, ...]:
    """Return what the text says beyond the fields of its type, by path; `before` is a version that had words for it."""
    fields = _fields(template)
    tables = {section.table for section in template.sections if section.table is not None}
    found = []
    for path, value in content.items():
        if path.partition("[")[0] in tables:
            continue  # nearly all of a large budget
        place = parse_path(path)
        known = pattern_of(path) in fields or place.leaf == ORDER_COLUMN or place.head in (*tables, ASIDE, "meta")
        if not known and is_filled(value):
            found.append(OldValue(path, _label(path, before), _text(value)))
    for cells in rows(content, ASIDE).values():
        where = cells.get("alamat")
        if isinstance(where, str):
            field = template.field(where)
            label = field.label if field is not None else _label(where, before)
            found.append(OldValue(where, label, _text(cells.get("isi"))))
    return tuple(sorted(found))


def _fields(template: Template) -> dict[str, Field]:
    return {field.path: field for section in template.sections for field in section.fields}


def _asks_otherwise(old: Field, new: Field) -> bool:
    return old.type is not new.type or {one.value for one in old.choices} - {one.value for one in new.choices} != set()


def _said_otherwise(field: Field, value: Value) -> Value:
    """The same said in the other type of field, None where it would say less."""
    figures = (FieldType.NUMBER, FieldType.RUPIAH, FieldType.PERCENT)
    if field.type is FieldType.TEXT and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if field.type in figures and isinstance(value, str):
        read = int(value) if value.isdecimal() and value.isascii() and len(value) <= 15 else None
        return read if read is not None and str(read) == value and value_fits(field, read) else None
    return None


def _label(path: str, before: Template | None) -> str:
    field = before.field(path) if before is not None else None
    return field.label if field is not None else " ".join(_words(path)).capitalize()


def _words(path: str) -> Iterator[str]:
    place = parse_path(path)
    return (word.replace("_", " ") for word in (place.head, place.leaf) if word)


def _text(value: Value) -> str:
    return "Ya" if value is True else "" if value is None or value is False else str(value)
