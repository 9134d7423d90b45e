"""The year of duties in the words of its printed sheet. Each tile carries a sign, so that it reads without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sipa_core.domain.dates import format_moment, short_month_name
from sipa_core.messages import N_, _
from sipa_desktop.services.office import Office
from sipa_desktop.services.schedule_views import DateCell, DateState, DutyLine, Group, YearView

if TYPE_CHECKING:
    from sipa_render.office import Tile, YearRow, YearText

GROUPS: Final = {
    Group.YEARLY: N_("Tahunan"),
    Group.SEMESTER: N_("Semester"),
    Group.OFTEN: N_("Bulanan dan berkala"),
    Group.EVENT: N_("Menurut peristiwa"),
    Group.UNUSED: N_("Belum dipakai"),
}
LEGEND: Final = {
    DateState.DONE: N_("Sudah masuk semua"),
    DateState.NEAREST: N_("Terdekat"),
    DateState.LATE: N_("Lewat, ada desa terlambat"),
    DateState.MONTH: N_("Bulan ini"),
    DateState.COMING: N_("Akan datang"),
    DateState.OFF: N_("Tidak berlaku"),
}
_SIGNS: Final = {DateState.LATE: "! ", DateState.NEAREST: "> ", DateState.OFF: "– "}


def year_text(office: Office, view: YearView) -> YearText:
    """Every word of the sheet."""
    from sipa_render.office import Tile, YearRow, YearText

    rows: list[YearRow] = []
    group: Group | None = None
    for line in view.lines:
        if line.group is not group:
            group = line.group
            rows.append(YearRow(_(GROUPS[group])))
        rows.append(YearRow(line.name, tuple(_month(line, month) for month in range(1, 13))))
    return YearText(
        title=_("Jadwal kewajiban {year}, {place}").format(year=view.year, place=office.identity.place_name),
        words=view.words,
        stamp=format_moment(office.now, office.zone),
        corner=_("Kewajiban"),
        months=tuple(short_month_name(month) for month in range(1, 13)),
        rows=tuple(rows),
        note=_("* tanggal untuk masa ini saja"),
        legend=tuple((Tile(f"{_SIGNS.get(state, '')}14", state.value), _(words)) for state, words in LEGEND.items()),
    )


def _month(line: DutyLine, month: int) -> tuple[Tile, ...]:
    return tuple(_tile(cell) for cell in line.cells if cell.due.month == month)


def _tile(cell: DateCell) -> Tile:
    from sipa_render.office import Tile

    return Tile(f"{_SIGNS.get(cell.state, '')}{cell.due.day}{'*' if cell.moved else ''}", cell.state.value)
