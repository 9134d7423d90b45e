"""What a report can take over from another one, so that nothing is typed twice: pure, and never over what was written.

From an earlier report of its type come texts and figures as the template's `carry` says; a person must look at each.
From another report of the same year come the figures that both must have in common; those need no second look.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sipa_core.domain.budget_nodes import TABLE
from sipa_core.domain.paths import ORDER_COLUMN, BudgetKey, Content, Value, cell, parse_budget_key, parse_path, rows
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, Template, is_filled

NOTHING: Final = "-"
"""A field with this `carry` begins empty in every report."""

OF_ITS_TIME: Final = frozenset(("realisasi", "fisik"))
"""Columns that belong to one period alone, also in templates that do not say so."""

PLANNED: Final = "anggaran"
BEFORE: Final = "anggaran_awal"

SHARED: Final = {
    "apbdes": (
        *("apbdes_perubahan", "lra_semester1", "lpj_apbdes", "lppd_tahunan", "dd_prioritas_penetapan"),
        *("dd_tahap1", "dd_tahap2", "realisasi_kegiatan"),
    ),
    "apbdes_perubahan": ("lra_semester1", "lpj_apbdes", "lppd_tahunan", "realisasi_kegiatan"),
    "lra_semester1": ("lpj_apbdes", "lppd_tahunan"),
    "lpj_apbdes": ("lppd_tahunan",),
    "dd_tahap1": ("dd_tahap2",),
}
"""Which report of a year gives figures to which others."""

_CEILING: Final = {"dana.pagu": "4.2.1"}
"""Single figures that are an account of the budget: the Dana Desa that a village may ask for."""

_DECREES: Final = {
    "apbdes": "pengesahan.nomor_perdes_apbdes",
    "lpj_apbdes": "pengesahan.nomor_perdes_lpj",
}
"""Where another report names the decree that this one came with."""

_ONE_ACTIVITY: Final = ("kode", "lokasi", "pelaksana", PLANNED)
"""What the budget knows of the one activity that a report is about, by its name."""

_WHOLE_YEAR: Final = frozenset((("lpj_apbdes", "lppd_tahunan"),))
"""Pairs that tell the realisation of the very same time; of all others only the plan is shared."""


def from_earlier(template: Template, content: Content, earlier: Content) -> dict[str, Value]:
    """Return what an earlier report of the type brings: path to value, for empty places only.

    Rows keep their keys, so that a later comparison knows them. Files, days and what belongs to one period stay there.
    """
    found: dict[str, Value] = {}
    for section in template.sections:
        if section.kind is SectionKind.PHOTOS:
            continue
        for field in section.leaves:
            value = earlier.get(_source(field))
            if _may_come(field) and is_filled(value) and not is_filled(content.get(field.path)):
                found[field.path] = value
        if section.table is not None:
            found |= _rows(section, section.table, content, earlier)
    return found


def from_same_year(template: Template, content: Content, source_key: str, source: Content) -> dict[str, Value]:
    """Return the figures that another report of the year has in common with this one, for empty places only."""
    found: dict[str, Value] = {}
    whole = (source_key, template.key) in _WHOLE_YEAR
    for section in template.sections:
        if section.table == TABLE and section.kind is SectionKind.BUDGET:
            found |= _budget(template, content, source, whole=whole)
        elif section.table == "kegiatan":
            found |= _activities(section, content, source, whole=whole)
        elif section.table is None or section.kind is not SectionKind.TABLE:
            found |= {
                field.path: source[field.path]
                for field in section.leaves
                if field.type is FieldType.RUPIAH
                and is_filled(source.get(field.path))
                and not is_filled(content.get(field.path))
            }
    return found | _singles(template, content, source_key, source)


def _singles(template: Template, content: Content, source_key: str, source: Content) -> dict[str, Value]:
    """What a single field of this report is in the tables of the other one."""
    known: dict[str, Value] = {
        path: _planned(source, code, lambda key: key.rekening) for path, code in _CEILING.items()
    }
    known[_DECREES.get(source_key, "")] = source.get("pengesahan.nomor_perdes")
    known |= _one_activity(content, source)
    asked = {field.path for section in template.sections for field in section.leaves}
    return {
        path: value
        for path, value in known.items()
        if path in asked and is_filled(value) and value != 0 and not is_filled(content.get(path))
    }


def _one_activity(content: Content, source: Content) -> dict[str, Value]:
    """The activity of this report as the budget has it, found by its name, else its sum by its code."""
    name = str(content.get("kegiatan.nama") or "").strip().casefold()
    for cells in rows(source, "kegiatan").values():
        if name and str(cells.get("nama") or "").strip().casefold() == name:
            return {f"kegiatan.{column}": cells.get(column) for column in _ONE_ACTIVITY}
    code = content.get("kegiatan.kode")
    return {f"kegiatan.{PLANNED}": _planned(source, str(code), lambda key: key.kegiatan)} if code else {}


def _planned(source: Content, code: str, read: Callable[[BudgetKey], str]) -> int:
    """The budget of a code: its own row, which holds the sum of those below it, else what these add up to."""
    below = 0
    for text, cells in rows(source, TABLE).items():
        key, figure = parse_budget_key(text), cells.get(PLANNED)
        if not isinstance(figure, int) or not f"{read(key)}.".startswith(f"{code}."):
            continue
        if text.strip("-/") == code:
            return figure
        below += figure
    return below


def gives_to(source_key: str, template_key: str) -> bool:
    """True when the one report type has figures for the other within a year."""
    return template_key in SHARED.get(source_key, ())


def _source(field: Field) -> str:
    return field.carry or field.path


def _may_come(field: Field) -> bool:
    return field.carry != NOTHING and field.type not in (FieldType.DATE, FieldType.BOOL)


def _rows(section: Section, table: str, content: Content, earlier: Content) -> dict[str, Value]:
    """All rows where the table is empty, else what is missing in rows that both have."""
    here, there = rows(content, table), rows(earlier, table)
    wanted = [
        (field.column or "", parse_path(_source(field)).leaf or "")
        for field in section.columns
        if _may_come(field) and (field.carry or field.column not in OF_ITS_TIME)
    ]
    found: dict[str, Value] = {}
    for key, cells in there.items():
        if here and key not in here:
            continue
        kept = here.get(key, {})
        taken = {
            column: cells[source]
            for column, source in wanted
            if is_filled(cells.get(source)) and not is_filled(kept.get(column))
        }
        if taken and key not in here and cells.get(ORDER_COLUMN) is not None:
            found[cell(table, key, ORDER_COLUMN)] = cells[ORDER_COLUMN]
        found |= {cell(table, key, column): value for column, value in taken.items()}
    return found


def _budget(template: Template, content: Content, source: Content, *, whole: bool) -> dict[str, Value]:
    columns = template.money_columns
    pairs = [("uraian", "uraian"), (BEFORE if BEFORE in columns else PLANNED, PLANNED)]
    if whole:
        pairs += [("realisasi", "realisasi"), ("alasan", "alasan")]
    here = rows(content, TABLE)
    found: dict[str, Value] = {}
    for key, cells in rows(source, TABLE).items():
        for column, given in pairs:
            if is_filled(cells.get(given)) and not is_filled(here.get(key, {}).get(column)):
                found[cell(TABLE, key, column)] = cells[given]
        if key not in here and cells.get(ORDER_COLUMN) is not None:
            found[cell(TABLE, key, ORDER_COLUMN)] = cells[ORDER_COLUMN]
    return found


def _activities(section: Section, content: Content, source: Content, *, whole: bool) -> dict[str, Value]:
    columns = {field.column or "" for field in section.columns}
    wanted = (columns if whole else columns - OF_ITS_TIME) - {"hasil", "tanggal", "peserta"}
    here = rows(content, "kegiatan")
    known = {str(cells.get("nama") or "").strip().casefold(): key for key, cells in here.items()}
    found: dict[str, Value] = {}
    for key, cells in rows(source, "kegiatan").items():
        row = known.get(str(cells.get("nama") or "").strip().casefold(), key)
        for column in sorted(wanted):
            if is_filled(cells.get(column)) and not is_filled(here.get(row, {}).get(column)):
                found[cell("kegiatan", row, column)] = cells[column]
        if row not in here and cells.get(ORDER_COLUMN) is not None:
            found[cell("kegiatan", row, ORDER_COLUMN)] = cells[ORDER_COLUMN]
    return found


def marked(changes: Content) -> tuple[str, ...]:
    """Return the places a person must look at again: all but the order of rows."""
    return tuple(path for path in changes if not path.endswith(f".{ORDER_COLUMN}"))
