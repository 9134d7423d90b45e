"""A report type being made by a person: what a plain form can say of it, begun from a known type and turned into one.

The form knows titles, questions, kinds, and what must be filled or may be read by citizens. Whatever else the type it
was begun from says of a section or field (limits, links, help for the privacy check) stays with that section or field.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from sipa_core.domain.paths import ANY_ROW, Path
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.template_moves import ASIDE
from sipa_core.domain.templates import (
    Check,
    Choice,
    Confidence,
    Field,
    FieldType,
    Publication,
    PublicationItem,
    Section,
    SectionKind,
    Template,
    Told,
)
from sipa_core.messages import _

LOCAL: Final = "lokal_"
"""How the key of every type made by a kecamatan begins."""

_LONGEST_KEY: Final = 50
_FIGURES: Final = (FieldType.NUMBER, FieldType.RUPIAH)
_RESERVED: Final = frozenset({"meta", ASIDE})


class FieldForm(msgspec.Struct, frozen=True):
    """One question: `path` is empty while it is new. `choices` are the answers of a choice, as they are shown."""

    label: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    public: bool = False
    choices: tuple[str, ...] = ()
    path: str = ""


class SectionForm(msgspec.Struct, frozen=True):
    """One section: `key` is empty while it is new."""

    title: str
    kind: SectionKind
    fields: tuple[FieldForm, ...] = ()
    required: bool = True
    key: str = ""


class TypeForm(msgspec.Struct, frozen=True):
    """A report type as the form shows it. `key` is empty for a type that is not there yet."""

    name: str
    short_name: str
    basis: str
    addressee: str
    period_kind: PeriodKind
    sections: tuple[SectionForm, ...]
    key: str = ""


def form_of(template: Template, *, copied: bool) -> TypeForm:
    """Return the form of a known type; `copied` begins another type with its questions, inside the office at first."""
    sections = tuple(
        SectionForm(
            section.title,
            section.kind,
            tuple(
                FieldForm(
                    field.label,
                    field.type,
                    field.required,
                    field.public and not copied,
                    tuple(choice.label for choice in field.choices),
                    field.path,
                )
                for field in section.fields
            ),
            section.required,
            section.key,
        )
        for section in template.sections
    )
    own = "" if copied else template.key
    return TypeForm(
        template.name,
        template.short_name,
        template.legal_basis,
        template.addressee,
        template.period_kind,
        sections,
        own,
    )


def made(form: TypeForm, base: Template, taken: Iterable[str], version: int = 1) -> Template:
    """Return the type that the form says, begun from `base`; `taken` are the keys that other types have.

    It is not checked here: the caller reads it back as any definition is read, and says what is wrong.
    """
    key = form.key or _free(LOCAL + (slug(form.name) or "laporan"), set(taken))
    keys = {section.key for section in form.sections if section.key} | _RESERVED
    sections: list[Section] = []
    for one in form.sections:
        before = base.section(one.key) if one.key else None
        own = one.key or _free(slug(one.title) or "bagian", keys | {section.key for section in sections})
        sections.append(_section(one, own, before))
    kinds = {field.path: field.type for section in sections for field in section.fields}
    heads = {section.table for section in sections if section.table}
    sections = [_whole(section, kinds, heads) for section in sections]
    public = [field for section in sections for field in section.fields if field.public]
    return Template(
        key=key,
        version=version,
        name=form.name.strip(),
        short_name=form.short_name.strip(),
        legal_basis=form.basis.strip(),
        confidence=base.confidence if form.key else Confidence.MEMORY,
        addressee=form.addressee.strip(),
        period_kind=form.period_kind,
        sections=tuple(sections),
        publication=_publication(form, key, public) if public else None,
        help=base.help if form.key else "",
        checks=tuple(check for check in base.checks if _holds(check, kinds)),
    )


def slug(text: str) -> str:
    """Return a name for keys and paths: small letters, digits and underscores, beginning with a letter."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_0123456789")[:_LONGEST_KEY].strip("_")


def _section(form: SectionForm, key: str, before: Section | None) -> Section:
    rowed = form.kind in (SectionKind.TABLE, SectionKind.BUDGET, SectionKind.PHOTOS)
    base = before or Section(key, "", form.kind, (), table=key if rowed else None)
    known = {field.path: field for field in base.fields}
    fields: list[Field] = []
    paths = {field.path for field in form.fields if field.path}
    for one in form.fields:
        path = one.path or _new_path(one.label, base, form.kind, paths)
        paths.add(path)
        fields.append(_field(one, path, known.get(path)))
    nihil = base.nihil if base.nihil in paths else None
    return replace(base, title=form.title.strip(), required=form.required, fields=tuple(fields), nihil=nihil)


def _new_path(label: str, section: Section, kind: SectionKind, paths: set[str]) -> str:
    in_table = kind in (SectionKind.TABLE, SectionKind.PHOTOS)
    row = ANY_ROW if in_table else None
    head = (section.table if in_table else None) or section.key
    leaf = slug(label) or "isian"
    number = 1
    while str(Path(head, row, leaf)) in paths:
        number += 1
        leaf = f"{slug(label) or 'isian'}_{number}"
    return str(Path(head, row, leaf))


def _field(form: FieldForm, path: str, before: Field | None) -> Field:
    base = before or Field(path, "")
    old = {choice.label: choice for choice in base.choices}
    choices = tuple(old.get(label) or Choice(slug(label) or label, label) for label in form.choices)
    return replace(
        base,
        label=form.label.strip(),
        type=form.type,
        required=form.required,
        public=form.public,
        choices=choices if form.type is FieldType.CHOICE else (),
    )


def _holds(check: Check, kinds: Mapping[str, FieldType]) -> bool:
    """True while every part that the check compares is still there, and a figure."""
    figures = all(kinds.get(path) in _FIGURES for path in check.paths)
    return figures and (not check.unless or check.unless in kinds)


def _whole(section: Section, kinds: Mapping[str, FieldType], tables: set[str]) -> Section:
    """The section without what leads to parts that were taken out, or are of another kind now."""
    fields = tuple(
        replace(field, carry="") if field.carry not in ("", "-") and kinds.get(field.carry) is not field.type else field
        for field in section.fields
    )
    link = section.link if section.link in tables else None
    return replace(section, fields=fields, link=link, row_limit=section.row_limit if link else 0)


def _publication(form: TypeForm, key: str, public: list[Field]) -> Publication:
    items = tuple(PublicationItem(f"butir_{at}", field.label, (field.path,)) for at, field in enumerate(public, 1))
    name, basis = form.name.strip(), form.basis.strip()
    return Publication(key, name, basis, Confidence.MEMORY, items, required=False, told=Told.SUMMARY)


def _free(key: str, taken: set[str]) -> str:
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key}_{number}"
    return found


def complaint(form: TypeForm) -> str:
    """Return in words what the form still lacks, the first thing from the top; empty when it can become a type."""
    for text, words in (
        (form.name, _("Tulis nama laporannya.")),
        (form.short_name, _("Tulis nama singkatnya.")),
        (form.basis, _("Tulis dasarnya, misalnya nomor SK Camat.")),
        (form.addressee, _("Tulis kepada siapa laporan ini, misalnya Camat.")),
    ):
        if not text.strip():
            return words
    if not form.sections:
        return _("Tambah bagian dulu, lalu isiannya.")
    titles = Counter(section.title.strip().casefold() for section in form.sections)
    for number, section in enumerate(form.sections, 1):
        if not section.title.strip():
            return _("Beri nama bagian ke-{n}.").format(n=number)
        if titles[section.title.strip().casefold()] > 1:
            return _("Dua bagian bernama {title}. Beri nama yang berbeda.").format(title=section.title.strip())
        found = _section_complaint(section)
        if found:
            return found
    return ""


def _section_complaint(section: SectionForm) -> str:
    title = section.title.strip()
    if not section.fields and section.kind is not SectionKind.PHOTOS:
        return _("Bagian {title} belum punya isian. Tambah isian, atau hapus bagiannya.").format(title=title)
    for number, field in enumerate(section.fields, 1):
        if not field.label.strip():
            return _("Beri nama isian ke-{n} di bagian {title}.").format(n=number, title=title)
        if field.type is FieldType.CHOICE and len({one.strip().casefold() for one in field.choices if one.strip()}) < 2:
            words = _("Isian {label} di bagian {title} perlu paling sedikit dua pilihan yang berbeda.")
            return words.format(label=field.label.strip(), title=title)
        if field.public and section.kind is SectionKind.PHOTOS:
            words = _("Foto dan berkas di bagian {title} belum dapat dibaca warga. Hapus tandanya.")
            return words.format(title=title)
    return ""
