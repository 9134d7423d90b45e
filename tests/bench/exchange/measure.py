"""What one piece of work cost: bytes, requests and time on the line, processor time on both sides."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import msgspec

from tests.bench.exchange.link import Passed

READY_SECONDS: Final = 60.0
COLD: Final = "W2 cold"
"""W2 over a line that has first to be opened; only our own side needs to be told so, git opens one each time."""
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Figures(msgspec.Struct, frozen=True):
    """One piece of work of one program over one kind of line. Times in seconds."""

    peer: str
    work: str
    line: str
    up: int
    down: int
    requests: int
    connections: int
    cuts: int
    wall: float
    client_cpu: float
    server_cpu: float


class Line:
    """A lossy line to a port, in a process of its own."""

    def __init__(self, to: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.exchange.link", str(to)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self._said())

    def begin(self, profile: str, cuts: int = 0, every: int = 0) -> None:
        """Count from zero on a line of this kind."""
        self._order(f"begin {profile} {cuts} {every}")

    def passed(self) -> Passed:
        """What went over it since."""
        return msgspec.json.decode(self._order("tell"), type=Passed)

    def close(self) -> None:
        """End it."""
        stop(self._process)

    def _order(self, text: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()
        return self._said()

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


class Driver:
    """A client in a process of its own that does what it is told, a line at a time, and answers "ok"."""

    def __init__(self, command: Sequence[str], **more: object) -> None:
        environment = {**os.environ, **{name: str(value) for name, value in more.items()}}
        self._process = subprocess.Popen(
            list(command), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def do(self, *order: object) -> None:
        """Do it; RuntimeError with what it said when it could not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(str(one) for one in order) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().strip()
        if said != "ok":
            raise RuntimeError(f"{order[0]}: {said or 'ended'}")

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return cpu_of(self._process.pid)

    def close(self) -> None:
        """End it."""
        stop(self._process)


class Side(Protocol):
    """A program that is compared: its client and server are ready, and a line lies between them."""

    name: str
    line: Line

    def write(self, count: int) -> None:
        """Make so many reports, ready to be sent."""
        ...

    def draft(self, count: int) -> None:
        """Make so many reports that will be changed."""
        ...

    def change(self, count: int) -> None:
        """Change one field in so many of them."""
        ...

    def push(self) -> None:
        """Send what waits."""
        ...

    def pull(self) -> None:
        """A second client, which had all there was before, reads what is new."""
        ...

    def rest(self) -> None:
        """Wait for what the side still does behind earlier work; nothing for most."""
        ...

    def moved(self) -> None:
        """Forget what the client has learnt of the line before: this is another one."""
        ...

    def client_cpu(self) -> float:
        """Seconds of processor time of the client so far."""
        ...

    def server_cpu(self) -> float:
        """The same of the server."""
        ...


def measured(
    side: Side, work: str, profile: str, act: Callable[[], object], *, cuts: int = 0, every: int = 0
) -> Figures:
    """Do it once over a line of this kind, when nothing of earlier work is left."""
    side.rest()
    side.line.begin(profile, cuts, every)
    if profile != "lan":
        side.moved()
    client, server, began = side.client_cpu(), side.server_cpu(), time.perf_counter()
    act()
    wall = time.perf_counter() - began
    passed = side.line.passed()
    spent = (round(side.client_cpu() - client, 3), round(side.server_cpu() - server, 3))
    side.line.begin("lan")
    return Figures(
        side.name,
        work,
        profile,
        passed.up,
        passed.down,
        passed.requests,
        passed.connections,
        passed.cuts,
        round(wall, 3),
        *spent,
    )


def worked(side: Side, work: str, profile: str) -> Figures:
    """One of the pieces of work W1 to W4 and W6 (docs/performance.md) on a side that has done nothing yet."""
    match work:
        case "W1":
            side.write(200)
        case "W2" | "W2 cold":
            side.draft(200)
            side.push()
            side.change(5)
            if work == COLD:
                getattr(side, "hang_up", _nothing)()
        case "W3":
            side.write(200)
            side.push()
        case "W4":
            side.write(2000)
            side.push()
            return measured(side, work, profile, side.pull)
        case _:
            side.write(5000)
    return measured(side, work, profile, side.push)


def _nothing() -> None:
    """Of a side that has no line to shut."""


def cpu_of(pid: int) -> float:
    """Seconds of processor time of a process and its ended children; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(one) for one in told[11:15]) / _TICKS


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, **more: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server that listens on that port, ended afterwards."""
    environment = {**os.environ, **{name: str(value) for name, value in more.items()}}
    process = subprocess.Popen(
        list(command), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End a process that this program began."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")
