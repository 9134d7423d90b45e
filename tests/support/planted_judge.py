"""The one judge of planted reports: which faults the check finds, and what it says of reports made with care.

A fault is found when a finding that the careful report has not (the same code at the same place) stands at one of the
fault's places, or inside one. Praise is no finding; every other finding on a careful report is an alarm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from sipa_core.domain.findings import Finding
from tests.support.planted_desk import Sent, noticed

LEAST_FOUND: Final = 55
MOST_ALARMS: Final = 3
GOAL: Final = {"faults_found_at_least": LEAST_FOUND, "findings_on_clean_reports_at_most": MOST_ALARMS}


class Fault(msgspec.Struct, frozen=True):
    """One careless change: what is wrong in a sentence, where a reader would see it, and the report with it."""

    id: str
    wrong: str
    where: tuple[str, ...]
    report: Sent

    def is_told_by(self, finding: Finding) -> bool:
        """True when the finding stands at one of the places, or inside one."""
        path = finding.path
        return any(path == place or path.startswith((f"{place}.", f"{place}[")) for place in self.where)


class PlantedSet(msgspec.Struct, frozen=True):
    """One hand's reports: all that lie on the desk, which of them are judged as careful ones, and its faults."""

    reports: Mapping[str, Sent]
    careful: tuple[str, ...]
    faults: tuple[Fault, ...]


class Verdict(msgspec.Struct, frozen=True):
    """What the check said: of each fault what told of it (nothing: missed) and what else was new, and the alarms."""

    planted: PlantedSet
    told: Mapping[str, tuple[Finding, ...]]
    elsewhere: Mapping[str, tuple[Finding, ...]]
    alarms: tuple[tuple[str, Finding], ...]

    @property
    def missed(self) -> list[str]:
        """The names of the faults that nothing told of."""
        return [name for name, told in self.told.items() if not told]

    def facts(self) -> dict[str, Any]:
        """The verdict as a file of evidence tells it."""
        return {
            "faults": len(self.told),
            "found": len(self.told) - len(self.missed),
            "clean_reports": len(self.planted.careful),
            "findings_on_clean_reports": len(self.alarms),
            "missed": [
                {
                    "id": fault.id,
                    "report": fault.report.id,
                    "wrong": fault.wrong,
                    "said_elsewhere": [f"{one.code}: {one.words}" for one in self.elsewhere[fault.id][:3]],
                }
                for fault in self.planted.faults
                if not self.told[fault.id]
            ],
            "false_alarms": [
                {"report": name, "code": one.code, "path": one.path, "words": one.words} for name, one in self.alarms
            ],
        }


def judged(planted: PlantedSet, *, own_desk: bool = False) -> Verdict:
    """Check every careful report, then each again with its fault; `own_desk` hides the other villages' reports."""
    world = planted.reports
    names = {*planted.careful, *(fault.report.id for fault in planted.faults)}
    said = {name: noticed(world[name], world.values(), own_desk=own_desk) for name in sorted(names)}
    told: dict[str, tuple[Finding, ...]] = {}
    elsewhere: dict[str, tuple[Finding, ...]] = {}
    for fault in planted.faults:
        known = {(one.code, one.path) for one in said[fault.report.id]}
        found = noticed(fault.report, world.values(), own_desk=own_desk)
        new = [one for one in found if (one.code, one.path) not in known]
        told[fault.id] = tuple(one for one in new if fault.is_told_by(one))
        elsewhere[fault.id] = tuple(one for one in new if not fault.is_told_by(one))
    alarms = tuple((name, one) for name in planted.careful for one in said[name])
    return Verdict(planted, told, elsewhere, alarms)
