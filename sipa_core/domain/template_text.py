"""Reading report types from TOML and carrying them in records, with an answer for the author when one is broken.

A broken template must never reach an editor half understood: TemplateError says in which file, in which section and
field, and what to do. What is not said (a default) is not written either.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import msgspec

from sipa_core.domain.paths import Content, Value
from sipa_core.domain.template_faults import faults
from sipa_core.domain.templates import Template
from sipa_core.messages import N_, _
from sipa_core.wire.records import Record

_REASONS = (
    (re.compile("Object missing required field `(.+)`"), N_("kunci {0} belum ada")),
    (re.compile("Expected `(.+)`, got `(.+)`"), N_("seharusnya {0}, tertulis {1}")),
    (re.compile("Invalid enum value (.+)"), N_("{0} bukan salah satu pilihannya")),
)
"""What msgspec says (left) and what the author of a report type reads."""
_STEP = re.compile(r"(?P<name>[a-z_]+)\[(?P<at>[0-9]+)\]")


class TemplateError(ValueError):
    """A report type that cannot be used. `str()` is a sentence for people: file, section, field, and what to do."""

    def __init__(self, source: str, key: str, reason: str, place: str = "") -> None:
        self.source = source
        self.key = key
        self.reason = reason
        self.place = place or key
        words = _("Jenis laporan {source} belum dapat dipakai. Di {place}: {reason}. Perbaiki, lalu coba lagi.")
        super().__init__(words.format(source=source, place=self.place, reason=reason))


def read_template(text: str, source: str) -> Template:
    """Return the template of a TOML text; TemplateError names the `source` (a file name) and the key that is wrong.

    A key that the program does not know is refused, so that a misspelt `requird` cannot pass unseen.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise TemplateError(source, "-", _("susunan berkas tidak terbaca ({fault})").format(fault=fault)) from fault
    template = _converted(raw, source)
    for key in _unknown_keys(raw, msgspec.to_builtins(template), ""):
        raise TemplateError(source, key, _("kunci ini tidak dikenal, cek ejaannya"), _place(raw, key))
    return template


def to_fields(template: Template) -> dict[str, Value]:
    """Return the flat fields of a `template` record. The definition travels whole: half a template is none."""
    return {
        "key": template.key,
        "version": template.version,
        "name": template.name,
        "short_name": template.short_name,
        "period_kind": template.period_kind.value,
        "definition": msgspec.json.encode(_sparse(template), order="deterministic").decode("utf-8"),
    }


def from_fields(fields: Content) -> Template:
    """Return the template of a record's fields; TemplateError when the definition is absent or cannot be understood.

    Keys that a newer program added are passed over; a kind of field or section that this program lacks is an error.
    """
    source = str(fields.get("key") or "-")
    definition = fields.get("definition")
    if not isinstance(definition, str):
        raise TemplateError(source, "definition", _("isinya tidak ada"))
    found = _of_definition(definition, source)
    if isinstance(found, TemplateError):
        raise TemplateError(found.source, found.key, found.reason, found.place)
    return found


@lru_cache(maxsize=256)
def _of_definition(definition: str, source: str) -> Template | TemplateError:
    """Every page asks for all types, and one takes milliseconds to understand: the same words mean the same type."""
    try:
        return _converted(msgspec.json.decode(definition), source)
    except msgspec.DecodeError as fault:
        return TemplateError(source, "definition", str(fault))
    except TemplateError as fault:
        return fault


def from_record(record: Record) -> Template | None:
    """Return the template of a `template` record, or None when this program cannot understand it."""
    found = read_record(record)
    return None if isinstance(found, TemplateError) else found


def read_record(record: Record) -> Template | TemplateError:
    """Return the template of a `template` record, or what is wrong with it, in words for a person."""
    try:
        return from_fields(record.fields)
    except TemplateError as fault:
        return fault


def _converted(raw: object, source: str) -> Template:
    try:
        template = msgspec.convert(raw, Template)
    except msgspec.ValidationError as fault:
        reason, _at, key = str(fault).partition(" - at `$.")
        key = key.rstrip("`")
        raise TemplateError(source, key or "-", _in_words(reason), _place(raw, key)) from fault
    for key, reason in faults(template):
        raise TemplateError(source, key, reason)
    return template


def _place(raw: object, key: str) -> str:
    """`sections[2].fields[0].type` as the author knows it: `sections.kegiatan, fields kegiatan[*].nama, type`."""
    parts, here = [], raw
    for step in key.split("."):
        found = _STEP.fullmatch(step)
        name = found["name"] if found is not None else step
        here = here.get(name) if isinstance(here, Mapping) else None
        if found is not None:
            at = int(found["at"])
            here = here[at] if isinstance(here, list) and at < len(here) else None
            named = (
                next((here[word] for word in ("key", "path", "value") if here.get(word)), None)
                if isinstance(here, Mapping)
                else None
            )
            parts.append(f"{name} {named if named is not None else at + 1}")
        elif step:
            parts.append(name)
    return ", ".join(parts)


def _sparse(value: Any) -> Any:
    """The builtins of a template without what is a default anyway."""
    if isinstance(value, msgspec.Struct):
        told = {}
        for field in _fields(type(value)):
            found = getattr(value, field.name)
            if field.required or found != field.default:
                told[field.name] = _sparse(found)
        return told
    if isinstance(value, tuple):
        return [_sparse(one) for one in value]
    return msgspec.to_builtins(value)


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """The fields of a class; msgspec reads their notes anew at each asking, which took most of the time here."""
    return msgspec.structs.fields(kind)


def _in_words(reason: str) -> str:
    for shape, words in _REASONS:
        found = shape.fullmatch(reason)
        if found is not None:
            return _(words).format(*found.groups())
    return reason


def _unknown_keys(raw: object, known: object, at: str) -> Iterator[str]:
    # `known` is the template written out again with every default, so a key that is only in `raw` was not understood.
    if isinstance(raw, dict) and isinstance(known, dict):
        for key, value in raw.items():
            where = f"{at}.{key}" if at else str(key)
            if key in known:
                yield from _unknown_keys(value, known[key], where)
            else:
                yield where
    elif isinstance(raw, list) and isinstance(known, list | tuple):
        for index, (value, twin) in enumerate(zip(raw, known, strict=True)):
            yield from _unknown_keys(value, twin, f"{at}[{index}]")
