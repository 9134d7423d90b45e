"""S03: the Nth call of a kind fails as on a dying disk, once or from then on, while an hour is worked at a desk.

Each life is split off from this process, which has everything loaded, and `strace` puts the fault in. What the life was
told comes back over a socket, so that no fault can meet the telling. Then the disk is well again, and what is left is
judged by a fresh start.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.disk_day import NAME, SAVED, Hour, Office, judge

CALLS = ("fdatasync", "fsync", "pwrite64", "write", "pread64", "ftruncate", "rename")
WAIT_SECONDS = 60.0
DONE, WELL, END = b"d", b"w", b"e"


@dataclass(frozen=True)
class Fault:
    """Which call of this kind fails, and whether all after it do too."""

    call: str
    nth: int
    dead: bool = False
    error: str = "EIO"

    def expression(self) -> str:
        """As strace wants it."""
        return f"--inject={self.call}:error={self.error}:when={self.nth}{'+' if self.dead else ''}"


@dataclass
class Life:
    """What one life did; `wrong` in words, empty when all is well. `injected` are the calls that failed, as seen."""

    injected: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    absorbed: int = 0
    acknowledged: int = 0
    silent: int = 0
    lost: int = 0
    damaged: int = 0
    wrong: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


def can_trace() -> bool:
    """True where strace is there and may look at a child."""
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(["strace", "-e", "trace=none", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def live(office: Office, folder: Path, fault: Fault) -> Life:
    """One life with one fault; `folder` is its own."""
    profile = folder / NAME
    office.copy_to(profile, reserve=True)
    here, there = socket.socketpair()
    here.settimeout(WAIT_SECONDS)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            here.close()
            _work(office, profile, there)
            code = 0
        finally:
            os._exit(code)
    there.close()
    found = Life()
    log = folder / "strace"
    try:
        assert here.recv(1) == DONE, "the desk did not open"
        tracer = attach(pid, ["-y", "-e", f"trace={fault.call},pwrite64", fault.expression()], log)
        here.sendall(WELL)
        assert here.recv(1) == DONE, "the hour did not come to its end"
        detach(tracer)
        here.sendall(WELL)
        told = json.loads(_all_of(here))
    finally:
        here.close()
        os.waitpid(pid, 0)
    seen = log.read_text(errors="replace").splitlines()
    found.injected = [line for line in seen if "(INJECTED)" in line]
    hour = Hour(None, b"", **told)  # type: ignore[arg-type]
    _judge_telling(hour, found, seen)
    desk = office.open(profile, seed="again")
    left = judge(desk, hour)
    desk.close()
    found.lost, found.damaged = len(left.lost), len(left.damaged)
    found.wrong += [*left.lost, *left.damaged]
    shutil.rmtree(profile, ignore_errors=True)
    return found


def _work(office: Office, profile: Path, line: socket.socket) -> None:
    """The life itself: open, wait for the tracer, work, wait until the disk is well, try again what failed; no end."""
    desk = office.open(profile)
    desk.sync  # noqa: B018 - made now, so that no module is loaded while calls fail
    hour = Hour(desk, office.picture)
    line.sendall(DONE)
    line.recv(1)
    for name, step in hour.steps():
        hour.do(name, step)
    line.sendall(DONE)
    line.recv(1)
    last = dict(hour.outcomes)
    for name, step in hour.steps():
        if last[name] != SAVED:
            hour.do(f"{name}, the disk being well", step)
    told: dict[str, Any] = {name: value for name, value in vars(hour).items() if name not in ("desk", "picture")}
    line.sendall(json.dumps(told).encode())
    line.close()


def _judge_telling(hour: Hour, found: Life, seen: list[str]) -> None:
    found.told = sorted({outcome for _name, outcome in hour.outcomes})
    found.words = hour.words
    for name, outcome in hour.outcomes:
        if outcome.startswith("silent"):
            found.silent += 1
            found.wrong.append(f"{name}: {outcome} ({hour.words[outcome]})")
        if name.endswith("the disk being well") and outcome != SAVED:
            found.wrong.append(f"{name}: {outcome}")
    if found.injected and all(outcome == SAVED for _name, outcome in hour.outcomes):
        _judge_unnoticed(found, seen)


def _judge_unnoticed(found: Life, seen: list[str]) -> None:
    """A fault that nobody was told of is harmless only where what was called saved does not rest on that call: names
    of folders, the trace, and what folds the log into the database, which is done again as long as it did not succeed.
    """
    for at, line in enumerate(seen):
        if "(INJECTED)" not in line:
            continue
        if _rests_on(line, seen[:at]):
            found.acknowledged += 1
            found.wrong.append(f"called saved over a fault: {line[-120:]}")
        else:
            found.absorbed += 1


def _rests_on(line: str, before: list[str]) -> bool:
    """True when a save or a copy that was told as done rests on this call."""
    if "/baru/" in line or re.search(r"belum-selesai/", line):
        return True
    if "-wal>" not in line or "pread64(" in line:
        return False
    if "pwrite64(" in line:
        return True
    # A commit syncs the log that it has just written; folding in syncs it once more without having written.
    last = next((one for one in reversed(before) if "-wal>" in one), "")
    return "pwrite64(" in last


def attach(pid: int, expressions: list[str], log: Path) -> subprocess.Popen[str]:
    """Let strace do to a process what the expressions say; once this returns it does."""
    command = ["strace", "-f", *expressions, "-o", str(log), "-p", str(pid)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    assert "attached" in said, said
    return tracer


def detach(tracer: subprocess.Popen[str]) -> None:
    """Let go of the process."""
    tracer.send_signal(signal.SIGINT)
    tracer.communicate(timeout=WAIT_SECONDS)


def _all_of(line: socket.socket) -> bytes:
    parts = []
    while part := line.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)
