"""S05: a real disk that turns read-only under a desk at work, and one that is read-only before the start.

Needs root: an ext4 in a file is mounted, and given up by the system as a failing disk is.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from sipa_desktop.errors import KnownError
from sipa_desktop.services.carrying import carry_away
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.snapshot import read_snapshot
from tests.support.disk_day import DRAFT, NAME, SAVED, Hour, Office, judge
from tests.support.small_disk import AbortableDisk
from tests.support.vaults import PASSWORD, vault_of


@dataclass
class Turned:
    """What one desk did on such a disk."""

    after: str
    refused: list[str] = field(default_factory=list)
    lost: int = 0
    damaged: int = 0
    silent: int = 0
    wrong: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


def turn(office: Office, disk: AbortableDisk, after: int) -> Turned:
    """Let the disk turn read-only after so many steps of the hour; then it is mended, and the rest is done."""
    profile = disk.folder / NAME
    office.copy_to(profile, reserve=True)
    os.sync()  # else the disk is given up before the copy itself is on it
    desk = office.open(profile)
    hour = Hour(desk, office.picture)
    steps = hour.steps()
    for name, step in steps[:after]:
        hour.do(name, step)
    disk.abort()
    found = Turned(f"{after} steps")
    for name, step in steps[after:]:
        for _try in range(2):
            if not hour.do(name, step):
                found.refused.append(hour.outcomes[-1][1])
    try:
        if not isinstance(desk.reports.open(DRAFT), ReportEdit):
            found.wrong.append("the report cannot be read")
    except KnownError as fault:
        found.wrong.append(f"the report cannot be read: {fault.code}")
    found.words = hour.words
    for name, outcome in hour.outcomes:
        if outcome.startswith("silent"):
            found.silent += 1
            found.wrong.append(f"{name}: {outcome} {hour.words[outcome]}")
    desk.close()
    disk.mend()
    again = office.open(profile, seed="again")
    left = judge(again, hour)
    found.lost, found.damaged = len(left.lost), len(left.damaged)
    found.wrong += [*left.lost, *left.damaged]
    hour.desk = again
    done = {name for name, outcome in hour.outcomes if outcome == SAVED}
    for name, step in steps:
        if name not in done and not hour.do(name, step):
            found.wrong.append(f"{name} is not saved on the mended disk: {hour.outcomes[-1][1]}")
    again.close()
    shutil.rmtree(profile)
    return found


def before_start(office: Office, disk: AbortableDisk, place: Path) -> Turned:
    """A disk that may only be read when the program starts: it says so, and the data can be carried away."""
    profile = disk.folder / NAME
    office.copy_to(profile, reserve=True)
    before = {path: path.read_bytes() for path in profile.rglob("*") if path.is_file()}
    disk.mount_readonly()
    found = Turned("before the start")
    try:
        office.open(profile).close()
        found.silent += 1
        found.wrong.append("it opened as if it could be written")
    except KnownError as fault:
        found.refused.append(fault.code)
        found.words[fault.code] = fault.opening
    for key in (True, False):
        vault = vault_of(profile)
        assert vault.unlock(PASSWORD)
        target = place / str(key)
        found.words[f"carried, key {key}"] = carry_away(profile, target, office.clock, vault.key() if key else None)
        if key and not [one for one in target.iterdir() if read_snapshot(one) is not None]:
            found.lost += 1
            found.wrong.append("what was carried away cannot be put back")
    if {path: path.read_bytes() for path in profile.rglob("*") if path.is_file()} != before:
        found.wrong.append("the folder was written")
    disk.mend()
    shutil.rmtree(profile)
    return found
