"""The check of careless reports, judged on a second hand's reports and faults: what it finds, misses and says of clean
reports.

Each report is laid beside what the kecamatan's desk has on the day after it was signed. A fault is found when a finding
that the clean report does not have stands at one of its places; praise (`baik`) is no finding.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import msgspec

import resources
from sipa_core.domain.beside import Beside, OtherReport, OtherVillage
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.checks import Finding, Severity, check
from sipa_core.domain.dates import iso_date
from sipa_core.domain.periods import Period, PeriodKind, parse_period
from sipa_core.domain.photo_checks import photo_prints
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template
from sipa_core.domain.text_checks import text_prints
from sipa_core.domain.villages import Regions, parse_regions
from sipa_core.domain.year_checks import needs_of
from tests.support.second_hand_reports import Fault, Report, planted

EARLIER = {PeriodKind.MONTH: 12, PeriodKind.EVENT: 6}


class Verdict(msgspec.Struct, frozen=True):
    """One fault and the new findings: those at its places, and all others."""

    fault: Fault
    there: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]

    @property
    def found(self) -> bool:
        return bool(self.there)


def judged(faults: tuple[Fault, ...], world: dict[str, Report], *, own_desk: bool = False) -> list[Verdict]:
    """Check every fault; `own_desk` leaves out what only the kecamatan has, the other villages' reports."""
    clean = {key: _spoken(world[key], world, own_desk) for key in {fault.report for fault in faults}}
    made = []
    for fault in faults:
        known = clean[fault.report]
        new = [one for one in _spoken(planted(fault, world), world, own_desk) if one not in known]
        there = tuple(one for one in new if any(_is_at(one.path, place) for place in fault.where))
        made.append(Verdict(fault, there, tuple(one for one in new if one not in there)))
    return made


def alarms(world: dict[str, Report]) -> list[tuple[str, Finding]]:
    """Every finding on a clean report, with the report's id."""
    return [(key, one) for key, report in sorted(world.items()) for one in _spoken(report, world, own_desk=False)]


def _is_at(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}.", f"{place}["))


def _spoken(report: Report, world: dict[str, Report], own_desk: bool) -> list[Finding]:
    template = _templates()[report.template]
    beside = _beside(report, world, template)
    if own_desk:
        beside = msgspec.structs.replace(beside, others=())
    found = check(template, report.content, _names(), beside)
    return [one for one in found if one.severity is not Severity.GOOD]


def _beside(report: Report, world: dict[str, Report], template: Template) -> Beside:
    period, today = parse_period(report.period), _day(world[report.id]) + timedelta(days=1)
    desk = [one for one in world.values() if one.id != report.id and _day(one) < today]
    regions = _regions()
    village = regions.village(report.village)
    assert village is not None
    own = [one for one in desk if one.village == report.village]
    earlier = [one for one in own if one.template == report.template and _first(one) < period.first_day]
    earlier.sort(key=_first, reverse=True)
    year = [one for one in own if one.template in needs_of(template) and parse_period(one.period).year == period.year]
    near = {str(one) for one in (period, period.previous(), period.year_earlier())}
    others = [one for one in desk if one.village != report.village and one.template == report.template]
    return Beside(
        period=period,
        today=today,
        village=village.name,
        neighbours=tuple(one.name for one in regions.of_kecamatan(village.kecamatan) if one.code != village.code),
        earlier=tuple(_other(one) for one in earlier[: EARLIER.get(period.kind, 2)]),
        same_year=tuple(_other(one) for one in sorted(year, key=lambda one: (_first(one), one.template))),
        others=tuple(_village(one, template) for one in others if one.period in near),
    )


def _other(report: Report) -> OtherReport:
    period = parse_period(report.period)
    title = f"{_templates()[report.template].short_name} {period.label}"
    return OtherReport(report.template, period, title, report.content)


def _village(report: Report, template: Template) -> OtherVillage:
    village = _regions().village(report.village)
    assert village is not None
    return OtherVillage(village.label, text_prints(template, report.content), photo_prints(template, report.content))


def _day(report: Report) -> date:
    """The day on which a report was sent: when it was signed, else a fortnight after its period."""
    for path in ("pengesahan.tanggal", "pengesahan.tanggal_perdes"):
        signed = report.content.get(path)
        day = iso_date(signed) if isinstance(signed, str) else None
        if day is not None:
            return day
    return parse_period(report.period).last_day + timedelta(days=14)


def _first(report: Report) -> date:
    period: Period = parse_period(report.period)
    return period.first_day


@cache
def _templates() -> dict[str, Template]:
    """The newest version of each report type that ships."""
    read = [read_template(resources.read_text(name), name) for name in resources.names("templates", ".toml")]
    return {one.key: one for one in sorted(read, key=lambda one: one.version)}


@cache
def _names() -> BudgetNames:
    return read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))


@cache
def _regions() -> Regions:
    return parse_regions(resources.read_text(resources.names("wilayah", ".csv")[0]))
