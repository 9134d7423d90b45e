"""Reading report types from TOML and carrying them in records, with an answer for the author when one is broken.

A broken template must never reach an editor half understood: every rule that the rest of the program leans on is
checked here, and TemplateError says in which file, at which key and why.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator

import msgspec

from sipa_core.domain.paths import ANY_ROW, Content, PathError, Value, parse_path
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, Template
from sipa_core.messages import N_, _
from sipa_core.wire.records import Record

_KEY = re.compile(r"[a-z][a-z0-9_]{0,60}")
_REASONS = (
    (re.compile("Object missing required field `(.+)`"), N_("kunci {0} belum ada")),
    (re.compile("Expected `(.+)`, got `(.+)`"), N_("seharusnya {0}, tertulis {1}")),
    (re.compile("Invalid enum value (.+)"), N_("{0} bukan salah satu pilihannya")),
)
"""What msgspec says (left) and what the author of a report type reads."""
_WITH_TABLE = (SectionKind.TABLE, SectionKind.BUDGET, SectionKind.PHOTOS)


class TemplateError(ValueError):
    """A report type that cannot be used. `str()` is a sentence for people: the file, the key and the reason."""

    def __init__(self, source: str, key: str, reason: str) -> None:
        self.source = source
        self.key = key
        self.reason = reason
        words = _("Jenis laporan {source} belum dapat dipakai. Bagian {key}: {reason}")
        super().__init__(words.format(source=source, key=key, reason=reason))


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
        raise TemplateError(source, key, _("kunci ini tidak dikenal, cek ejaannya"))
    return template


def to_fields(template: Template) -> dict[str, Value]:
    """Return the flat fields of a `template` record. The definition travels whole: half a template is none."""
    return {
        "key": template.key,
        "version": template.version,
        "name": template.name,
        "short_name": template.short_name,
        "period_kind": template.period_kind.value,
        "definition": msgspec.json.encode(template, order="deterministic").decode("utf-8"),
    }


def from_fields(fields: Content) -> Template:
    """Return the template of a record's fields; TemplateError when the definition is absent or cannot be understood.

    Keys that a newer program added are passed over; a kind of field or section that this program lacks is an error.
    """
    source = str(fields.get("key") or "-")
    definition = fields.get("definition")
    if not isinstance(definition, str):
        raise TemplateError(source, "definition", _("isinya tidak ada"))
    try:
        raw = msgspec.json.decode(definition)
    except msgspec.DecodeError as fault:
        raise TemplateError(source, "definition", str(fault)) from fault
    return _converted(raw, source)


def from_record(record: Record) -> Template | None:
    """Return the template of a `template` record, or None when this program cannot understand it."""
    try:
        return from_fields(record.fields)
    except TemplateError:
        return None


def _converted(raw: object, source: str) -> Template:
    try:
        template = msgspec.convert(raw, Template)
    except msgspec.ValidationError as fault:
        reason, _at, key = str(fault).partition(" - at `$.")
        raise TemplateError(source, key.rstrip("`") or "-", _in_words(reason)) from fault
    for key, reason in _faults(template):
        raise TemplateError(source, key, reason)
    return template


def _faults(template: Template) -> Iterator[tuple[str, str]]:
    if not _KEY.fullmatch(template.key):
        yield "key", _("hanya huruf kecil, angka dan garis bawah")
    if template.version < 1:
        yield "version", _("dihitung dari 1")
    if not template.sections:
        yield "sections", _("belum ada bagian")
    keys = Counter(section.key for section in template.sections)
    paths = Counter(field.path for section in template.sections for field in section.fields)
    tables = Counter(section.table for section in template.sections if section.table)
    for name, counts in (("sections.key", keys), ("fields.path", paths), ("sections.table", tables)):
        for text, count in counts.items():
            if count > 1:
                yield f"{name} {text}", _("dipakai lebih dari sekali")
    for section in template.sections:
        yield from _section_faults(section)
        yield from _files_faults(section, tables)
    yield from _publication_faults(template)


def _section_faults(section: Section) -> Iterator[tuple[str, str]]:
    where = f"sections.{section.key}"
    if not _KEY.fullmatch(section.key):
        yield where, _("hanya huruf kecil, angka dan garis bawah")
    files = section.kind is SectionKind.PHOTOS
    if not section.fields and not files:
        yield where, _("belum ada isian")
    if (section.kind in _WITH_TABLE) != (section.table is not None):
        yield f"{where}.table", _("bagian jenis {kind} dan tabelnya tidak cocok").format(kind=section.kind.value)
    if section.nihil is not None:
        ticks = [field for field in section.leaves if field.path == section.nihil and field.type is FieldType.BOOL]
        if not ticks:
            yield f"{where}.nihil", _("harus menunjuk isian centang (bool) di bagian ini")
    for field in section.fields:
        yield from _field_faults(field, section, where)
    if section.table is not None and not section.columns and not files:
        yield f"{where}.fields", _("tabel belum punya kolom")


def _files_faults(section: Section, tables: Counter[str]) -> Iterator[tuple[str, str]]:
    where = f"sections.{section.key}"
    if section.kind is not SectionKind.PHOTOS:
        if section.limit or section.link is not None or section.row_limit or section.straighten:
            yield where, _("limit, link, row_limit dan straighten hanya untuk bagian jenis photos")
        return
    if section.limit < 0 or section.row_limit < 0:
        yield where, _("batas dihitung dari 0")
    if section.link is not None and (section.link not in tables or section.link == section.table):
        yield f"{where}.link", _("harus menunjuk tabel bagian lain")
    for field in section.fields:
        if field.public:
            # Nothing holds a publication back whose files have not come yet; until something does, none are public.
            yield f"{where}.fields {field.path}", _("berkas belum dapat diterbitkan")


def _field_faults(field: Field, section: Section, where: str) -> Iterator[tuple[str, str]]:
    at = f"{where}.fields {field.path}"
    try:
        path = parse_path(field.path)
    except PathError:
        yield at, _("alamat isian tidak terbaca")
        return
    if path.leaf is None or path.row not in (None, ANY_ROW):
        yield at, _("alamat isian ditulis bagian.isian atau tabel[*].kolom")
    if path.row == ANY_ROW and path.head != section.table:
        yield at, _("kolom ini bukan milik tabel {table}").format(table=section.table or "-")
    if not field.label.strip():
        yield at, _("belum ada label")
    if (field.type is FieldType.CHOICE) != bool(field.choices):
        yield at, _("pilihan (choices) ada hanya pada isian jenis choice")


def _publication_faults(template: Template) -> Iterator[tuple[str, str]]:
    if template.publication is None:
        for section in template.sections:
            for field in section.fields:
                if field.public:
                    yield f"fields {field.path}", _("ditandai public, padahal jenis ini tidak punya bagian publication")
        return
    if not template.publication.items:
        yield "publication.items", _("belum menyebut apa yang diumumkan")
    for item in template.publication.items:
        at = f"publication.items.{item.key}"
        if not item.sources:
            yield at, _("belum menyebut isian sumbernya (sources)")
        for source in item.sources:
            if source not in template.public_patterns:
                yield at, _("sumber {path} bukan isian yang public").format(path=source)


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
