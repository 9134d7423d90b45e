"""S04: an hour at a desk whose disk has so many bytes left, and not one more; then there is room again.

The disk is a real small one (tests.support.small_disk). Judged are: what was told as saved, at the full disk after a
kill and at the end; that each refusal had words; that reading goes on and sending waits; that the reserve helps.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sipa_core.sync.peer import Trouble
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.reserve import NAME as RESERVE
from tests.support.disk_day import DRAFT, NAME, PAGE_OF_FEED, SAVED, Hour, Left, Office, judge, judge_server
from tests.support.faulty_peer import FaultyPeer
from tests.support.small_disk import MB, SmallDisk

SIZES = tuple(size * MB for size in (4, 6, 8, 16, 24, 32, 64))
TIGHT = 24 * MB
"""On smaller disks there is no room for a reserve beside a day's work, nor for a large page of the feed."""
AUTOSAVED = ("text", "long text", "text again")


@dataclass(frozen=True)
class Threshold:
    """Where the disk ends: bytes left, whether the reserve lies there, whether it is full before the start already."""

    room: int
    reserve: bool
    at_start: bool


@dataclass
class Full:
    """What one threshold did; `wrong` in words, empty when all is well."""

    met: int = 0
    rescued: int = 0
    not_opened: bool = False
    sync_paused: bool = False
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    damaged: int = 0
    silent: int = 0
    words: dict[str, str] = field(default_factory=dict)


def fill(office: Office, disk: SmallDisk, at: Threshold) -> Full:
    """Live one hour at one threshold. The disk is empty before and after."""
    found = Full()
    profile = disk.folder / NAME
    for left in disk.folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    tight = disk.size < TIGHT
    office.copy_to(profile, reserve=at.reserve and not tight)
    aside = Path(tempfile.mkdtemp(prefix="sipa-full-"))
    server = office.open_server(aside / "server")
    line = FaultyPeer(server.peer(NAME))
    desk: Desk | None = None
    hour: Hour | None = None
    try:
        with _everything_on(disk):
            if at.at_start:
                disk.leave(at.room)
            desk = _opened(office, profile, line, found)
            if desk is None:
                found.not_opened = True
                disk.give_room()
                desk = _opened(office, profile, line, found)
                if desk is None:
                    found.wrong.append("it does not open although there is room again")
                    return found
            disk.leave(at.room)
            hour = Hour(desk, office.picture, disk.size // 16 if tight else PAGE_OF_FEED)
            _full_hour(hour, desk, profile, found)
            _look_after_kill(office, profile, aside / "killed", hour, found)
            disk.give_room()
            _room_again(hour, found)
            found.wrong += judge_server(server, desk, hour)
            desk.close()
            desk = None
        left_over = office.open(profile, seed="again")
        _take(found, judge(left_over, hour), "at the end")
        left_over.close()
    finally:
        if desk is not None:
            desk.close()
        server.close()
        disk.give_room()
        shutil.rmtree(aside, ignore_errors=True)
    return found


def _opened(office: Office, profile: Path, line: FaultyPeer, found: Full) -> Desk | None:
    """The desk as a start opens it: a first try, and the button "Coba lagi"."""
    for _try in range(2):
        try:
            return office.open(profile, line)
        except KnownError as fault:
            found.words[f"opening {fault.code}"] = fault.opening
        except Exception as fault:  # noqa: BLE001 - a fault without words is what is looked for
            found.silent += 1
            found.wrong.append(f"opening: {type(fault).__name__}")
    return None


def _full_hour(hour: Hour, desk: Desk, profile: Path, found: Full) -> None:
    for name, step in hour.steps():
        held = (profile / RESERVE).exists()
        if not hour.do(name, step):
            found.met += 1
            freed = held and not (profile / RESERVE).exists()
            if freed and name in AUTOSAVED:
                if hour.do(name, step):
                    found.rescued += 1
                else:
                    found.wrong.append(f"{name} was not saved although the reserve was given back")
    for name, outcome in hour.outcomes:
        if outcome.startswith("silent"):
            found.silent += 1
            found.wrong.append(f"{name}: {outcome}")
    found.words |= hour.words
    try:
        edit = desk.reports.open(DRAFT)
        if isinstance(edit, Refused) or not isinstance(edit, ReportEdit):
            found.wrong.append("the report cannot be read")
    except KnownError as fault:
        found.wrong.append(f"the report cannot be read: {fault.code}")
    if not hour.told_ops:
        session = desk.sync.run_once()
        found.sync_paused = session.trouble is Trouble.THIS_PC and bool(session.words)
        if session.trouble is not None and not found.sync_paused:
            found.silent += 1
            found.wrong.append(f"sending: {session.trouble} without words")


def _look_after_kill(office: Office, profile: Path, copy: Path, hour: Hour, found: Full) -> None:
    """What a start would find if the program were killed at the full disk and its files lay on one with room."""
    shutil.copytree(profile, copy)
    killed = office.open(copy, seed="killed")
    _take(found, judge(killed, hour), "after a kill at the full disk")
    killed.close()


def _room_again(hour: Hour, found: Full) -> None:
    """What was not saved is tried again, as the editor and the person do; now it must be."""
    last = dict(hour.outcomes)
    for name, step in hour.steps():
        if last[name] != SAVED and not hour.do(name, step):
            found.wrong.append(f"{name} is not saved although there is room again: {hour.outcomes[-1][1]}")


def _take(found: Full, left: Left, when: str) -> None:
    found.lost += len(left.lost)
    found.damaged += len(left.damaged)
    found.wrong += [f"{when}: {one}" for one in (*left.lost, *left.damaged)]


@contextmanager
def _everything_on(disk: SmallDisk) -> Iterator[None]:
    """Let passing files and the log lie on the small disk too."""
    before, raising = os.environ.get("TMPDIR"), logging.raiseExceptions
    os.environ["TMPDIR"] = tempfile.tempdir = str(disk.folder)
    log = (disk.folder / "log").open("w", encoding="utf-8")
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    logging.raiseExceptions = False
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        logging.raiseExceptions = raising
        tempfile.tempdir = None
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        with suppress(OSError):
            log.close()
