"""Values to words for the pages: each function makes the plain mapping that one template shows.

Only what `sipa_server.services.publication` gave out may stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sipa_core.domain import dates, paths
from sipa_core.domain.budget import BudgetLine, LineKind, budget_lines
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.field_values import show_value
from sipa_core.domain.money import format_number, format_percent, format_rupiah, format_tenths
from sipa_core.domain.templates import FieldType, Told
from sipa_core.messages import _
from sipa_core.wire.records import Value
from sipa_render import told
from sipa_server.services.publication import (
    PublicReport,
    PublicReportLine,
    PublicVillage,
)
from sipa_server.services.site import Place
from sipa_server.services.tracking import VILLAGE_LEFT

Page = dict[str, Any]
"""What a template is given; templates are the only readers."""


def place(where: Place) -> Page:
    """The head and foot of every page."""
    return {
        "title": _("Kecamatan {name}").format(name=where.kecamatan_name),
        "kabupaten": where.kabupaten_name,
    }


def village(one: PublicVillage, line: str = "") -> Page:
    """A village in a list or at the head of its page; `left` is what is said where nobody takes its citizens' words."""
    return {"title": one.label, "slug": one.slug, "line": line, "left": _(VILLAGE_LEFT) if one.left else ""}


def village_line(newest: PublicReportLine | None, zone: str) -> str:
    """One line under a village's name: its newest report, or that there is none yet."""
    if newest is None:
        return _("Belum ada laporan terbit")
    return _("{title}, terbit {date}").format(title=_title(newest), date=_date(newest.published_at, zone))


def listed(line: PublicReportLine, zone: str) -> Page:
    """A report in the list of other reports."""
    return {"title": _title(line), "address": line.path, "published_on": _date(line.published_at, zone)}


def report(found: PublicReport, zone: str, picture_bytes: int | None) -> Page:
    """A published report: its one big fact, its sums, and where its picture lies (None while it cannot be drawn)."""
    figures = found.figures
    shown = listed(found.line, zone) | {
        "key": f"{found.line.template.key}/{found.line.period}",
        "reopened": found.reopened,
        "picture_address": f"{found.line.path}/gambar.png" if picture_bytes is not None else None,
        "picture_size": f"{-(-picture_bytes // 1024)} KB" if picture_bytes is not None else "",
    }
    if figures is None:
        return shown | {"big": "", "big_label": "", "meter": None, "pairs": []}
    fact = told.fact(figures)
    if figures.kind in (Told.REALISED, Told.SUMMARY):
        words = _("belanja sudah terlaksana") if fact.tenths is not None else fact.label
        spent = format_rupiah(figures.spending_total.realisasi)
        pairs = [(_("Terpakai"), spent), (_("Sisa anggaran belanja"), format_rupiah(figures.left))]
        return shown | {"big": fact.fact, "big_label": words, "meter": fact.tenths, "pairs": pairs}
    sums = [(str(one["label"]), str(one["amount"])) for one in told.totals(figures, format_rupiah)]
    return shown | {"big": fact.fact, "big_label": fact.label, "meter": None, "pairs": sums}


def details(found: PublicReport, names: BudgetNames) -> Page:
    """What else the publication tells, from public leaves only: its texts, tables and lists, and whom to ask."""
    content, template = found.content, found.line.template
    kind = template.publication.told if template.publication is not None else Told.REALISED
    columns = template.money_columns
    return {
        "said": _said(found),
        "budget_title": _("Realisasi APB Desa") if kind in (Told.REALISED, Told.SUMMARY) else _("APB Desa"),
        "table_class": {Told.PLANNED: "one", Told.CHANGED: "sums"}.get(kind, ""),
        "heads": _heads(kind),
        "lines": [_line(line, kind) for line in budget_lines(content, names, columns)] if columns else [],
        "activities_title": _("Realisasi kegiatan") if kind is Told.REALISED else _("Kegiatan, lokasi dan besarnya"),
        "activities": [_activity(cells) for cells in paths.rows(content, "kegiatan").values()],
        "unfinished": [
            {"name": cells.get("nama") or "", "detail": cells.get("keterangan") or ""}
            for cells in paths.rows(content, "belum").values()
        ]
        if kind is Told.REALISED
        else None,
        "entries": _entries(found),
        "contact_title": _("Alamat layanan informasi") if kind is Told.LIST else _("Alamat pengaduan"),
        "contact": content.get("pengesahan.alamat_pengaduan") or found.line.village.contact,
    }


def _said(found: PublicReport) -> list[Page]:
    """The public texts of the report, each under its label; signatures and addresses stand elsewhere."""
    fields = (field for section in found.line.template.sections for field in section.leaves if field.public)
    texts = (field for field in fields if field.type is FieldType.TEXT and field.long)
    said = ((field.label, found.content.get(field.path)) for field in texts)
    return [{"label": label, "text": text} for label, text in said if isinstance(text, str) and text.strip()]


def _entries(found: PublicReport) -> list[Page]:
    fields = found.line.template.section_of("informasi")
    columns = fields.columns if fields is not None else ()
    return [
        {
            "name": show_value(columns[0], cells.get(columns[0].column or "")),
            "detail": [(field.label, show_value(field, cells.get(field.column or ""))) for field in columns[1:]],
        }
        for cells in paths.rows(found.content, "informasi").values()
        if columns
    ]


def _heads(kind: Told) -> list[str]:
    match kind:
        case Told.PLANNED:
            return [_("Anggaran (Rp)")]
        case Told.CHANGED:
            return [_("Semula (Rp)"), _("Menjadi (Rp)"), _("Selisih (Rp)")]
        case _:
            return [_("Anggaran (Rp)"), _("Realisasi (Rp)"), "%"]


def _title(line: PublicReportLine) -> str:
    """The name under which the public is told, `Realisasi APB Desa Semester I 2025`."""
    told = line.template.publication
    return f"{told.name} {line.period.label}" if told is not None else line.title


def _line(line: BudgetLine, kind: Told) -> Page:
    amount = line.amount
    if amount is None:
        return {"kind": "group", "name": line.label}
    cells = [format_number(amount.anggaran)]
    if kind is Told.CHANGED:
        cells += [format_number(amount.realisasi), format_number(-amount.sisa)]
    elif kind is not Told.PLANNED:
        result = line.kind is LineKind.RESULT
        share = "" if result else format_percent(amount.realisasi, amount.anggaran)
        cells += [format_number(amount.realisasi), share]
    total = line.kind in (LineKind.TOTAL, LineKind.RESULT) or line.is_bidang
    return {"kind": "total" if total else "line", "name": line.label, "cells": cells}


def _activity(cells: Mapping[str, Value]) -> Page:
    said = []
    if cells.get("lokasi"):
        said.append(str(cells["lokasi"]))
    budget, spent, done = cells.get("anggaran"), cells.get("realisasi"), cells.get("fisik")
    if isinstance(spent, int) and isinstance(budget, int):
        said.append(_("{spent} dari {budget}").format(spent=format_rupiah(spent), budget=format_rupiah(budget)))
    elif isinstance(budget, int):
        said.append(format_rupiah(budget))
    said.extend(str(cells[who]) for who in ("pelaksana", "tim") if cells.get(who))
    if isinstance(done, int):
        said.append(_("fisik {percent}").format(percent=format_tenths(done * 10)))
    return {"name": cells.get("nama") or "", "detail": ", ".join(said)}


def _date(instant: int, zone: str) -> str:
    return dates.format_date(dates.local_date(instant, zone))
