"""The careless reports of tests/data/careless, checked as the kecamatan's desk checks them, every other report of the
folder beside. Says which planted faults are found, and what is said of the clean reports.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

import msgspec
from PIL import Image

import resources
from sipa_core.domain.beside import Beside, OtherReport, OtherVillage
from sipa_core.domain.checks import check
from sipa_core.domain.findings import Finding, Severity
from sipa_core.domain.paths import Value, applied
from sipa_core.domain.periods import Period, parse_period
from sipa_core.domain.photo_checks import photo_prints
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template
from sipa_core.domain.text_checks import text_prints
from sipa_core.domain.villages import Regions, parse_regions
from sipa_core.domain.year_checks import needs_of
from sipa_core.media.pictures import look_of
from tests.support.careless_photos import picture
from tests.support.long_reports import names
from tests.support.programs import ROOT

FOLDER: Final = ROOT / "tests" / "data" / "careless"
TODAY: Final = date(2026, 4, 30)
KECAMATAN: Final = "63.11.06"


class Report(msgspec.Struct, frozen=True):
    """One report as a clerk wrote it; an archived one only stands beside others, a further one was written after the
    first judgement. `photos` is a row of files to its
    recipe and the row of the activity it belongs to."""

    id: str
    type: str
    village: str
    period: str
    content: dict[str, Value]
    archive: bool = False
    further: bool = False
    photos: dict[str, list[str]] = {}

    @property
    def when(self) -> Period:
        """Its period."""
        return parse_period(self.period)


class Fault(msgspec.Struct, frozen=True):
    """One careless change to a clean report: what is wrong in a sentence, what was set, where a reader would see it."""

    id: str
    report: str
    kind: str
    wrong: str
    at: list[str]
    set: dict[str, Value] = {}
    photos: dict[str, list[str]] = {}

    def made(self, clean: Report) -> Report:
        """The report with the fault in it."""
        content = applied(clean.content, self.set)
        return msgspec.structs.replace(clean, content=content, photos=clean.photos | self.photos)

    def is_told_by(self, finding: Finding) -> bool:
        """True when the finding stands where a reader would see the fault."""
        return any(finding.path.startswith(place) for place in self.at)


class Verdict(msgspec.Struct, frozen=True):
    """What the check said: faults with what told of each (nothing: missed), and alarms on the clean reports."""

    told: dict[str, tuple[Finding, ...]]
    alarms: dict[str, tuple[Finding, ...]]


@cache
def clean_reports() -> dict[str, Report]:
    """All reports of the folder by their names, the archived ones as well."""
    files = sorted((FOLDER / "reports").glob("*.json"))
    return {path.stem: msgspec.json.decode(path.read_bytes(), type=Report) for path in files}


def planted(name: str = "faults") -> list[Fault]:
    """The planted faults of a file of the folder."""
    return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=list[Fault])


def judged(faults: Iterable[Fault], *, further: bool = False) -> Verdict:
    """Check every clean report, then each again with its fault: what is new there and in the right place counts.

    Alarms are those of the twenty clean reports, or of the further ones.
    """
    reports = clean_reports()
    checks = {name: checked(report) for name, report in reports.items() if not report.archive}
    known = {name: {(one.code, one.path) for one in found} for name, found in checks.items()}
    clean = {name: found for name, found in checks.items() if reports[name].further is further}
    told = {}
    for fault in faults:
        new = [one for one in checked(fault.made(reports[fault.report])) if one.severity is not Severity.GOOD]
        told[fault.id] = tuple(
            one for one in new if (one.code, one.path) not in known[fault.report] and fault.is_told_by(one)
        )
    alarms = {name: tuple(one for one in found if one.severity is not Severity.GOOD) for name, found in clean.items()}
    return Verdict(told, {name: found for name, found in alarms.items() if found})


def checked(report: Report) -> tuple[Finding, ...]:
    """What the check says of a report, with all others beside it."""
    return check(template_of(report.type), content_of(report), names(), _beside(report))


@cache
def template_of(key: str) -> Template:
    """The newest shipped version of a report type."""
    read = (read_template(resources.read_text(name), name) for name in resources.names("templates", ".toml"))
    return max((one for one in read if one.key == key), key=lambda one: one.version)


def content_of(report: Report) -> dict[str, Value]:
    """What the report says, its photos named as if they had been attached."""
    content = dict(report.content)
    for n, (row, recipe) in enumerate(sorted(report.photos.items()), 1):
        content |= {f"{row}.{column}": value for column, value in _attached(recipe[0]).items()}
        content[f"{row}.pos"] = n
        if len(recipe) > 1:
            content[f"{row}.kegiatan"] = recipe[1]
    return content


@cache
def _attached(recipe: str) -> Mapping[str, Value]:
    data = picture(recipe)
    with Image.open(io.BytesIO(data)) as image:
        look, (width, height) = look_of(image), image.size
    digest = hashlib.sha256(data).hexdigest()
    named: dict[str, Value] = {"sha256": digest, "name": "foto.jpg", "media": "image/jpeg", "size": len(data)}
    return named | {"width": width, "height": height, "look": look}


def _beside(report: Report) -> Beside:
    """As `report_beside.Gatherer.everywhere` lays it, from the folder in place of the records of a desk."""
    period, wanted = report.when, needs_of(template_of(report.type))
    others = [one for one in clean_reports().values() if one.id != report.id]
    own = [one for one in others if one.village == report.village]
    earlier = [one for one in own if one.type == report.type and one.when.first_day < period.first_day]
    earlier.sort(key=lambda one: one.when.first_day, reverse=True)
    year = [one for one in own if one.type in wanted and one.when.year == period.year]
    year.sort(key=lambda one: (one.when.first_day, one.type))
    beside = {str(one) for one in (period, period.previous(), period.year_earlier())}
    villages = _regions().of_kecamatan(KECAMATAN)
    return Beside(
        period=period,
        today=TODAY,
        village=next(one.name for one in villages if one.code == report.village),
        neighbours=tuple(one.name for one in villages if one.code != report.village),
        earlier=tuple(_other(one) for one in earlier),
        same_year=tuple(_other(one) for one in year),
        others=tuple(
            _village(one.id)
            for one in others
            if one.village != report.village and one.type == report.type and one.period in beside
        ),
    )


def _other(report: Report) -> OtherReport:
    return OtherReport(report.type, report.when, f"{report.type} {report.period}", content_of(report))


@cache
def _village(name: str) -> OtherVillage:
    report = clean_reports()[name]
    template, content = template_of(report.type), content_of(report)
    label = next(one.label for one in _regions().of_kecamatan(KECAMATAN) if one.code == report.village)
    return OtherVillage(label, text_prints(template, content), photo_prints(template, content))


@cache
def _regions() -> Regions:
    return parse_regions(resources.read_text(next(iter(resources.names("wilayah", ".csv")))))


def as_facts(faults: list[Fault], verdict: Verdict, *, further: bool = False) -> dict[str, Any]:
    """The verdict as a file of evidence tells it."""
    missed = [one for one in faults if not verdict.told[one.id]]
    return {
        "faults": len(faults),
        "found": len(faults) - len(missed),
        "clean_reports": sum(not one.archive and one.further is further for one in clean_reports().values()),
        "alarms": sum(len(found) for found in verdict.alarms.values()),
        "missed": [{"id": one.id, "report": one.report, "kind": one.kind, "wrong": one.wrong} for one in missed],
        "alarms_told": [
            {"report": name, "code": one.code, "path": one.path, "words": one.words}
            for name, found in verdict.alarms.items()
            for one in found
        ],
    }


def dumped(facts: object) -> str:
    """Facts as they are written into a file."""
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
