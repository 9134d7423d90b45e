"""What is wrong with a report type that could be read: each fault with its place and what its author should do.

Every rule that the rest of the program leans on is checked here, so that no page meets half a report type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sipa_core.domain.budget_nodes import TABLE as BUDGET_TABLE
from sipa_core.domain.paths import ANY_ROW, PathError, parse_path
from sipa_core.domain.templates import Check, CheckKind, Field, FieldType, Section, SectionKind, Template
from sipa_core.messages import _

NOTHING = "-"
"""In `carry`: the next report begins with an empty field."""

MONEY_COLUMNS = (("anggaran", "realisasi"), ("anggaran",), ("anggaran_awal", "anggaran"))
"""What a budget may ask for: plan and what became of it, the plan alone, or the plan before and after a change."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,60}")
_WITH_TABLE = (SectionKind.TABLE, SectionKind.BUDGET, SectionKind.PHOTOS)
_COUNTED = (FieldType.NUMBER, FieldType.RUPIAH, FieldType.PERCENT)


def faults(template: Template) -> Iterator[tuple[str, str]]:
    """Yield (where, what to do) for every rule that the type breaks; nothing for a sound one."""
    if not _KEY.fullmatch(template.key):
        yield "key", _("hanya huruf kecil, angka dan garis bawah")
    if template.version < 1:
        yield "version", _("dihitung dari 1")
    for name in ("name", "short_name", "legal_basis", "addressee"):
        if not getattr(template, name).strip():
            yield name, _("masih kosong, tulis isinya")
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
        yield from _carry_faults(template, section)
    yield from _publication_faults(template)
    for check in template.checks:
        yield from _check_faults(template, check)


def _section_faults(section: Section) -> Iterator[tuple[str, str]]:
    where = f"sections.{section.key}"
    if not _KEY.fullmatch(section.key):
        yield where, _("hanya huruf kecil, angka dan garis bawah")
    if not section.title.strip():
        yield f"{where}.title", _("masih kosong, tulis isinya")
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
    if section.kind is SectionKind.BUDGET:
        money = tuple(field.column or "" for field in section.columns if field.type is FieldType.RUPIAH)
        if section.table != BUDGET_TABLE:
            yield f"{where}.table", _("bagian jenis budget memakai tabel {table}").format(table=BUDGET_TABLE)
        if money not in MONEY_COLUMNS:
            known = "; ".join(", ".join(columns) for columns in MONEY_COLUMNS)
            yield f"{where}.fields", _("kolom rupiahnya salah satu dari: {known}").format(known=known)


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
    if path.head == "meta":
        yield at, _("nama meta dipakai aplikasi, pakai nama lain")
    if not field.label.strip():
        yield at, _("belum ada label")
    if (field.type is FieldType.CHOICE) != bool(field.choices):
        yield at, _("pilihan (choices) ada hanya pada isian jenis choice")
    for name, texts in (
        ("value", [choice.value.strip() for choice in field.choices]),
        ("label", [choice.label.strip().casefold() for choice in field.choices]),
    ):
        if "" in texts or len(set(texts)) < len(texts):
            yield at, _("{name} tiap pilihan harus terisi dan berbeda").format(name=name)


def _carry_faults(template: Template, section: Section) -> Iterator[tuple[str, str]]:
    for field in section.fields:
        if field.carry in ("", NOTHING):
            continue
        source = template.field(field.carry)
        same_table = source is not None and _table(source.path) == _table(field.path)
        if source is None or source.path != field.carry or source.type is not field.type or not same_table:
            at = f"sections.{section.key}.fields {field.path}"
            yield (
                at,
                _("carry harus menunjuk isian sejenis di tempat yang sama, atau ditulis {nothing}").format(
                    nothing=NOTHING
                ),
            )


def _publication_faults(template: Template) -> Iterator[tuple[str, str]]:
    if template.publication is None:
        for section in template.sections:
            for field in section.fields:
                if field.public:
                    yield f"fields {field.path}", _("ditandai public, padahal jenis ini tidak punya bagian publication")
        return
    if not template.publication.items:
        yield "publication.items", _("belum menyebut apa yang diumumkan")
    for key, count in Counter(item.key for item in template.publication.items).items():
        if count > 1:
            yield f"publication.items.{key}", _("dipakai lebih dari sekali")
    for item in template.publication.items:
        at = f"publication.items.{item.key}"
        if not item.sources:
            yield at, _("belum menyebut isian sumbernya (sources)")
        for source in item.sources:
            if source not in template.public_patterns:
                yield at, _("sumber {path} bukan isian yang public").format(path=source)


def _check_faults(template: Template, check: Check) -> Iterator[tuple[str, str]]:
    at = f"checks.{check.key}"
    if not check.words.strip():
        yield at, _("belum menyebut kalimat untuk petugas (words)")
    if not check.plus and not check.number:
        yield at, _("belum menyebut pembandingnya (plus atau number)")
    if check.kind is CheckKind.PRODUCT and (check.minus or check.number or check.percent != 100):
        yield at, _("hasil kali hanya memakai plus")
    known = {field.path: field for section in template.sections for field in section.fields}
    for path in check.paths:
        if path not in known:
            yield at, _("{path} bukan isian jenis laporan ini").format(path=path)
        elif known[path].type not in _COUNTED:
            yield at, _("{path} bukan isian angka").format(path=path)
    if check.unless and check.unless not in known:
        yield at, _("{path} bukan isian jenis laporan ini").format(path=check.unless)
    if len({table for path in check.paths if (table := _table(path))}) > 1:
        yield at, _("semua kolomnya harus dari satu tabel")


def _table(path: str) -> str:
    """The table of a column, empty for a leaf."""
    head, column, _rest = path.partition(f"[{ANY_ROW}]")
    return head if column else ""
