"""Planted reports as a desk would check them: beside each lies what had been sent by the day on which it is read.

As `report_beside.Gatherer` lays it, from a folder of reports in place of the records of a desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Final

import msgspec

import resources
from sipa_core.domain.beside import Beside, OtherReport, OtherVillage
from sipa_core.domain.checks import check
from sipa_core.domain.findings import Finding, Severity
from sipa_core.domain.paths import Content
from sipa_core.domain.periods import Period, PeriodKind, parse_period
from sipa_core.domain.photo_checks import photo_prints
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template
from sipa_core.domain.text_checks import text_prints
from sipa_core.domain.villages import Regions, Village, parse_regions
from sipa_core.domain.year_checks import needs_of
from tests.support.long_reports import names

EARLIER: Final = {PeriodKind.MONTH: 12, PeriodKind.EVENT: 6}


class Sent(msgspec.Struct, frozen=True):
    """One report as a village sent it; `day` is the day on which it is read."""

    id: str
    type: str
    village: str
    period: str
    day: date
    content: Content

    @property
    def when(self) -> Period:
        """Its period."""
        return parse_period(self.period)


def noticed(report: Sent, world: Iterable[Sent], *, own_desk: bool = False) -> tuple[Finding, ...]:
    """Return what the check says of a report, praise left out; `own_desk` hides the other villages' reports."""
    found = check(template_of(report.type), report.content, names(), beside(report, world, own_desk=own_desk))
    return tuple(one for one in found if one.severity is not Severity.GOOD)


def beside(report: Sent, world: Iterable[Sent], *, own_desk: bool = False) -> Beside:
    """Return what lies beside a report on the day on which it is read."""
    period, wanted, village = report.when, needs_of(template_of(report.type)), _village_of(report)
    desk = [one for one in world if one.id != report.id and one.day <= report.day]
    own = [one for one in desk if one.village == report.village]
    earlier = [one for one in own if one.type == report.type and one.when.first_day < period.first_day]
    earlier.sort(key=lambda one: one.when.first_day, reverse=True)
    year = [one for one in own if one.type in wanted and one.when.year == period.year]
    year.sort(key=lambda one: (one.when.first_day, one.type))
    near = {str(one) for one in (period, period.previous(), period.year_earlier())}
    others = [one for one in desk if one.village != report.village and one.type == report.type and one.period in near]
    neighbours = regions().of_kecamatan(village.kecamatan)
    return Beside(
        period=period,
        today=report.day,
        village=village.name,
        neighbours=tuple(one.name for one in neighbours if one.code != village.code),
        earlier=tuple(_other(one) for one in earlier[: EARLIER.get(period.kind, 2)]),
        same_year=tuple(_other(one) for one in year),
        others=() if own_desk else tuple(_prints(one) for one in others),
    )


@cache
def template_of(key: str) -> Template:
    """Return the newest shipped version of a report type."""
    read = (read_template(resources.read_text(name), name) for name in resources.names("templates", ".toml"))
    return max((one for one in read if one.key == key), key=lambda one: one.version)


@cache
def regions() -> Regions:
    """Return the villages of the list that ships."""
    return parse_regions(resources.read_text(next(iter(resources.names("wilayah", ".csv")))))


def _village_of(report: Sent) -> Village:
    village = regions().village(report.village)
    assert village is not None, report.village
    return village


def _other(report: Sent) -> OtherReport:
    title = f"{template_of(report.type).short_name} {report.when.label}"
    return OtherReport(report.type, report.when, title, report.content)


_known: dict[int, tuple[Sent, OtherVillage]] = {}


def _prints(report: Sent) -> OtherVillage:
    """The fingerprints of one and the same report, made once."""
    kept = _known.get(id(report))
    if kept is None or kept[0] is not report:
        template = template_of(report.type)
        texts, photos = text_prints(template, report.content), photo_prints(template, report.content)
        kept = _known[id(report)] = (report, OtherVillage(_village_of(report).label, texts, photos))
    return kept[1]
