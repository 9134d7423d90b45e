"""An update that is killed: at random moments or at chosen calls, the old program, the new one, or both.

What is judged: a start by the starter works at once; the program that starts is whole and the data have its form; the
person's work, what waits and what is known from the server are what they were; a half-done trial is over.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sipa_core.domain.paths import Value
from sipa_desktop.errors import Refused
from sipa_desktop.platform.installation import POINTER, VERSIONS, Installation
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.settings import DATABASE, UPDATE_NOTE
from sipa_desktop.store.engine import open_copy
from sipa_desktop.store.migrate import HEAD
from tests.support.public_figures import TOLD
from tests.support.releases import KEYS
from tests.support.update_programs import BREAKS, NEW, NEXT_SCHEMA, OLD, Programs, copy_programs, make_programs
from tests.support.vaults import PASSWORD, vault_of
from tests.support.world import URL, World

CALLS = ("rename", "fsync", "pwrite64", "unlink", "mkdir")
WHO = ("both", "old", "new")
WAIT_SECONDS = 120.0
LOOK_SECONDS = 0.01
FILLED: dict[str, Value] = {
    "pengantar.isi": "Dengan hormat.",
    "ringkasan.isi": "Belanja berjalan sesuai rencana.",
    **TOLD,
}
_VOLATILE = ("generation", "update_told")
_NOT_WORK = ("alembic_version", "baru")


@dataclass(frozen=True)
class UpdateKill:
    """Whom to kill, and when: `delay` seconds after it began, or at the `nth` call of a kind.

    `breaks`: the new program fails by itself at that place (update_programs), so that the kill meets the way back.
    """

    who: str
    delay: float = 0.0
    call: str = ""
    nth: int = 0
    breaks: str = ""


@dataclass
class Verdict:
    """What one kill did. `left` is the program that starts after it; `met` how far the update had come."""

    kill: UpdateKill
    killed: bool = False
    left: str = ""
    met: str = ""
    wrong: list[str] = field(default_factory=list)


class KilledUpdates:
    """One PC with work on it, and a package; every try begins from the same state."""

    def __init__(self, folder: Path, *, plant: str = "") -> None:
        self.folder = folder
        self.programs = make_programs(folder / "programs", plant=plant)
        self._profile = _office(folder / "world")
        vault = vault_of(self._profile)
        assert vault.unlock(PASSWORD)
        self.key = vault.key()
        self.before = content(self._profile, self.key)

    @cached_property
    def calls(self) -> dict[str, Counter[str]]:
        """How often the old program, and the new one, make each call in an update that nobody disturbs."""
        programs, profile = self.fresh()
        log = self.folder / "strace.log"
        words = ["update", "install", str(programs.package), "--profile", str(profile), "--password-stdin"]
        command = ["strace", "-f", "-o", str(log), "-e", f"trace={','.join(CALLS)},execve"]
        subprocess.run(
            [*command, str(programs.starter), *words],
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            capture_output=True,
            env=plain(),
        )
        assert pointed(programs) == NEW
        found: dict[str, Counter[str]] = {"old": Counter(), "new": Counter()}
        new: set[str] = set()
        for line in log.read_text("utf-8", "replace").splitlines():
            pid, _space, said = line.partition(" ")
            call = said.strip().partition("(")[0]
            if call == "execve" and NEW in said:
                new.add(pid)
            elif call in CALLS:
                found["new" if pid in new else "old"][call] += 1
        return found

    def fresh(self, breaks: str = "") -> tuple[Programs, Path]:
        """The PC as it was before the update; `breaks` tells the new program where to fail."""
        place = self.folder / "try"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self._profile, place / "desa")
        programs = copy_programs(self.programs, place)
        if breaks:
            (programs.root / BREAKS).write_text(breaks, encoding="ascii")
        return programs, place / "desa"

    def kill(self, kill: UpdateKill) -> Verdict:
        """Update, kill, start again, judge."""
        programs, profile = self.fresh(kill.breaks)
        verdict = Verdict(kill)
        verdict.killed = _killed_update(programs, profile, kill, self.folder / "strace.log")
        verdict.met = _met(programs, profile)
        verdict.wrong = self.judge(programs, profile)
        verdict.left = pointed(programs)
        return verdict

    def judge(self, programs: Programs, profile: Path) -> list[str]:
        """What is wrong with the PC after a start: nothing, in words."""
        started = verb(programs, profile, "status")
        if started.returncode != 0:
            return [f"the start fails with {started.returncode}: {started.stdout[-300:]} {started.stderr[-600:]}"]
        wrong: list[str] = []
        left = pointed(programs)
        form = {OLD: HEAD, NEW: NEXT_SCHEMA}.get(left)
        if form is None:
            return [f"aktif names {left!r}"]
        if not Installation(programs.root, left, KEYS).is_whole(left):
            wrong.append(f"the program {left} is not whole")
        if schema(profile, self.key) != form:
            wrong.append(f"the program {left} stands on data of {schema(profile, self.key)}")
        after = content(profile, self.key)
        wrong += [f"{table} is another one" for table, told in self.before.items() if after.get(table) != told]
        if left == OLD and (profile / UPDATE_NOTE).exists():
            wrong.append("the trial is not over")
        return wrong

    def goes_on(self) -> list[str]:
        """After the judged try: the update can still be brought to its end."""
        place = self.folder / "try"
        programs = Programs(
            place / self.programs.root.name, place / self.programs.root.name / "sipa-desktop", self.programs.package
        )
        if pointed(programs) == NEW:
            return []
        (programs.root / BREAKS).unlink(missing_ok=True)
        done = verb(programs, place / "desa", "update", "install", str(programs.package))
        if done.returncode != 0 or pointed(programs) != NEW:
            return [f"the update does not go on: {done.stdout[-300:]} {done.stderr[-600:]}"]
        return self.judge(programs, place / "desa")


def plan_kill(chance: random.Random, calls: dict[str, Counter[str]], longest: float) -> UpdateKill:
    """The next kill; half of them at a call, which is reached."""
    who = chance.choices(WHO, (4, 2, 4))[0]
    if chance.random() < 0.2:
        breaks = chance.choice(("start", "prove", "prove", "migration"))
        return UpdateKill(chance.choice(("both", "old")), delay=chance.uniform(longest / 3, longest), breaks=breaks)
    if chance.random() < 0.5:
        made = calls["new" if who == "new" else "old"]
        call = chance.choice([call for call in CALLS if made[call]])
        return UpdateKill(who, call=call, nth=chance.randint(1, made[call]))
    return UpdateKill(who, delay=chance.uniform(0.2, longest if who != "new" else longest / 3))


def verb(programs: Programs, profile: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Start a verb by the starter."""
    command = [str(programs.starter), *words, "--profile", str(profile), "--json", "--password-stdin"]
    return subprocess.run(
        command, input=f"{PASSWORD}\n", capture_output=True, text=True, timeout=WAIT_SECONDS, check=False, env=plain()
    )


def plain() -> dict[str, str]:
    """The surroundings of an office's PC: nothing of the source."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def pointed(programs: Programs) -> str:
    """What the starter would start."""
    return (programs.root / POINTER).read_text("ascii").strip()


def content(profile: Path, key: bytes) -> dict[str, str]:
    """Every table that an update must leave as it is, as a sum."""
    found: dict[str, str] = {}
    with open_copy(profile / DATABASE, key) as raw:
        for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table not in _NOT_WORK and not table.startswith(("sqlite_", "words")):
                rows = sorted(
                    repr(tuple(row)) for row in raw.execute(f'SELECT * FROM "{table}"') if row[0] not in _VOLATILE
                )
                found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def schema(profile: Path, key: bytes) -> str:
    """The form of the data."""
    with open_copy(profile / DATABASE, key) as raw:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _office(folder: Path) -> Path:
    """A registered village with a draft and a report that waits; closed."""
    world = World(folder)
    desk = world.desk("desa")
    assert not isinstance(desk.enrolment.setup(URL, world.village_code()), Refused)
    assert desk.sync.run_once().complete
    sent = desk.reports.create("lra_semester1", "2025-S1")
    assert isinstance(sent, ReportEdit)
    assert not isinstance(desk.reports.save(sent.draft_id, FILLED), Refused)
    assert not isinstance(desk.reports.submit(sent.draft_id), Refused)
    written = desk.reports.create("kegiatan_bulanan", "2025-06")
    assert isinstance(written, ReportEdit)
    assert not isinstance(desk.reports.save(written.draft_id, {"pengantar.isi": "Belum selesai."}), Refused)
    with desk.store.read() as tx:
        assert tx.outbox.waiting()
    desk.close()
    world.server.close()
    return folder / "desa"


def _killed_update(programs: Programs, profile: Path, kill: UpdateKill, log: Path) -> bool:
    """Begin the update and kill it; True when somebody was killed before it came to its end."""
    words = ["update", "install", str(programs.package), "--profile", str(profile), "--password-stdin"]
    traced = _traced(kill, log) if kill.call and kill.who != "new" else []
    with subprocess.Popen(
        [*traced, str(programs.starter), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=plain(),
    ) as old:
        assert old.stdin is not None
        old.stdin.write(f"{PASSWORD}\n".encode())
        old.stdin.close()
        try:
            return _kill_by_call(old, kill, log) if kill.call else _kill_by_time(old, kill)
        finally:
            _end_all(old)


def _traced(kill: UpdateKill, log: Path) -> list[str]:
    log.unlink(missing_ok=True)
    inject = f"--inject={kill.call}:signal=KILL:when={kill.nth}"
    return ["strace", "-f", "-o", str(log), "-e", f"trace={kill.call}", inject]


def _kill_by_call(old: subprocess.Popen[bytes], kill: UpdateKill, log: Path) -> bool:
    """The old program is traced from its start, the new one from the moment it is there."""
    if kill.who == "new":
        child = _child_of(old)
        if child is None:
            return False
        log.unlink(missing_ok=True)
        inject = ["-e", f"trace={kill.call}", f"--inject={kill.call}:signal=KILL:when={kill.nth}"]
        with subprocess.Popen(
            ["strace", "-f", *inject, "-o", str(log), "-p", str(child)], stderr=subprocess.DEVNULL
        ) as tracer:
            old.wait(WAIT_SECONDS)
            tracer.send_signal(signal.SIGINT)
            tracer.wait(WAIT_SECONDS)
    elif kill.who == "both":
        while old.poll() is None and not _was_killed(log):
            time.sleep(LOOK_SECONDS)
        _end_all(old)
    else:
        old.wait(WAIT_SECONDS)
    return _was_killed(log)


def _was_killed(log: Path) -> bool:
    try:
        return "killed by SIGKILL" in log.read_text("utf-8", "replace")
    except OSError:
        return False


def _kill_by_time(old: subprocess.Popen[bytes], kill: UpdateKill) -> bool:
    pid = _child_of(old) if kill.who == "new" else old.pid
    end = time.monotonic() + kill.delay
    while time.monotonic() < end and old.poll() is None:
        time.sleep(LOOK_SECONDS)
    if pid is None or old.poll() is not None:
        return False
    if kill.who == "both":
        _end_all(old)
        return True
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    if kill.who == "old":
        _wait_for_others(old)
    else:
        old.wait(WAIT_SECONDS)  # it puts all back, or finds that all is well
    return True


def _child_of(old: subprocess.Popen[bytes]) -> int | None:
    """The new program, as soon as it runs; None when there never was one."""
    children = Path(f"/proc/{old.pid}/task/{old.pid}/children")
    while old.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            found = children.read_text().split()
            if found and b"prove" in Path(f"/proc/{found[0]}/cmdline").read_bytes().split(b"\0"):
                return int(found[0])
        time.sleep(LOOK_SECONDS / 5)
    return None


def _wait_for_others(old: subprocess.Popen[bytes]) -> None:
    """The old program is gone; the new one may still be at work and comes to its own end."""
    old.wait(WAIT_SECONDS)
    end = time.monotonic() + WAIT_SECONDS
    while _group(old.pid) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)


def _group(leader: int) -> list[int]:
    """The processes of a session that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return found


def _end_all(old: subprocess.Popen[bytes]) -> None:
    for pid in [*_group(old.pid), *([old.pid] if old.poll() is None else [])]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    old.wait(WAIT_SECONDS)
    while _group(old.pid):
        time.sleep(LOOK_SECONDS)


def _met(programs: Programs, profile: Path) -> str:
    """How far the update had come when it was killed."""
    if pointed(programs) == NEW:
        return "after the switch"
    if (profile / UPDATE_NOTE).exists():
        return "while the new program was tried"
    if (programs.root / VERSIONS / NEW).exists():
        return "after the new program was laid"
    return "while the new program was laid" if any((programs.root / VERSIONS).glob("*.belum")) else "before anything"


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the evidence keeps it."""
    return {"kill": str(verdict.kill), "left": verdict.left, "met": verdict.met, "wrong": verdict.wrong}
