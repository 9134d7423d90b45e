"""Values to words for the pages: each function makes the plain mapping that one template shows.

Only what `sipa_server.services.publication` gave out may stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sipa_core.domain import dates, paths
from sipa_core.domain.budget import BudgetLine, LineKind, budget_lines
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.money import format_number, format_percent, format_rupiah, format_tenths
from sipa_core.messages import _
from sipa_core.wire.records import Value
from sipa_server.services.publication import (
    PublicReport,
    PublicReportLine,
    PublicVillage,
)
from sipa_server.services.site import Place

Page = dict[str, Any]
"""What a template is given; templates are the only readers."""


def place(where: Place) -> Page:
    """The head and foot of every page."""
    return {
        "title": _("Kecamatan {name}").format(name=where.kecamatan_name),
        "kabupaten": where.kabupaten_name,
    }


def village(one: PublicVillage, line: str = "") -> Page:
    """A village in a list or at the head of its page."""
    return {"title": one.label, "slug": one.slug, "line": line}


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
        return shown | {"percent": "", "percent_tenths": 0, "spent": "", "left": ""}
    spent = figures.spending_total
    return shown | {
        "percent": format_percent(spent.realisasi, spent.anggaran),
        "percent_tenths": spent.percent or 0,
        "spent": format_rupiah(spent.realisasi),
        "left": format_rupiah(figures.left),
    }


def details(found: PublicReport, names: BudgetNames) -> Page:
    """The report's table, activities, unfinished activities and address for complaints, from public leaves only."""
    content = found.content
    return {
        "lines": [_line(line) for line in budget_lines(content, names, found.line.template.money_columns)],
        "activities": [_activity(cells) for cells in paths.rows(content, "kegiatan").values()],
        "unfinished": [
            {"name": cells.get("nama") or "", "detail": cells.get("keterangan") or ""}
            for cells in paths.rows(content, "belum").values()
        ],
        "contact": content.get("pengesahan.alamat_pengaduan") or found.line.village.contact,
    }


def _title(line: PublicReportLine) -> str:
    """The name under which the public is told, `Realisasi APB Desa Semester I 2025`."""
    told = line.template.publication
    return f"{told.name} {line.period.label}" if told is not None else line.title


def _line(line: BudgetLine) -> Page:
    if line.amount is None:
        return {"kind": "group", "name": line.label}
    return {
        "kind": "total" if line.kind in (LineKind.TOTAL, LineKind.RESULT) or line.is_bidang else "line",
        "name": line.label,
        "budget": format_number(line.amount.anggaran),
        "spent": format_number(line.amount.realisasi),
        "percent": format_percent(line.amount.realisasi, line.amount.anggaran)
        if line.kind is not LineKind.RESULT
        else "",
    }


def _activity(cells: Mapping[str, Value]) -> Page:
    told = []
    if cells.get("lokasi"):
        told.append(str(cells["lokasi"]))
    budget, spent, done = cells.get("anggaran"), cells.get("realisasi"), cells.get("fisik")
    if isinstance(spent, int) and isinstance(budget, int):
        told.append(_("{spent} dari {budget}").format(spent=format_rupiah(spent), budget=format_rupiah(budget)))
    if isinstance(done, int):
        told.append(_("fisik {percent}").format(percent=format_tenths(done * 10)))
    return {"name": cells.get("nama") or "", "detail": ", ".join(told)}


def _date(instant: int, zone: str) -> str:
    return dates.format_date(dates.local_date(instant, zone))
