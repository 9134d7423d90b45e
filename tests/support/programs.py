"""The real programs as processes of their own: a server on a free port, and desks by their verbs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.vaults import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
SERVER_SECONDS = 30


@dataclass(frozen=True)
class Said:
    """What a verb answered."""

    code: int
    data: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.data[key]


def run(module: str, *arguments: str, words: str = "") -> Said:
    """Run one verb with --json, given some words on its standard input; its answer and exit code."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments, "--json"],
        cwd=ROOT,
        input=words,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.strip(), done.stderr
    return Said(done.returncode, json.loads(done.stdout.strip().splitlines()[-1]))


class ServerProgram:
    """`sipa-server serve` as a process, which can be stopped and started again; `codes` are enrolment codes by role."""

    def __init__(self, data: Path, codes: dict[str, str], now: str | None = None) -> None:
        self.data = data
        self.codes = codes
        self.url = ""
        self._now = now
        self._port = "0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve; the first time on a free port, later on the same one."""
        command = [sys.executable, "-m", "sipa_server", "serve", "--data", str(self.data), "--host", "127.0.0.1"]
        command += ["--port", self._port, *(["--now", self._now] if self._now else [])]
        log = self.data.parent / f"{self.data.name}.log"
        with log.open("w") as out:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"}
            )
        self.url = _url(log, self._process)
        self._port = self.url.rpartition(":")[2]

    def stop(self) -> None:
        """End it: for the desks the network is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(15)
            self._process = None

    def verb(self, *arguments: str) -> Said:
        """Run a verb of the server on the same data."""
        return run("sipa_server", *arguments, "--data", str(self.data))


@contextmanager
def serving(data: Path) -> Iterator[ServerProgram]:
    """Initialise a kecamatan and serve it on a free port until the block ends."""
    made = run("sipa_server", "init", "--data", str(data), "--kecamatan", "63.11.06")
    assert made.code == 0, made
    yield from _served(ServerProgram(data, {"admin_kecamatan": made["code"]}))


@contextmanager
def demo_server(data: Path, now: str | None = None) -> Iterator[ServerProgram]:
    """The demo's half year on a server of its own, at a moment of its time when one is given."""
    made = run("sipa_server", "demo", "--data", str(data))
    assert made.code == 0, made
    yield from _served(ServerProgram(data, {person["role"]: person["code"] for person in made["people"]}, now))


def _served(server: ServerProgram) -> Iterator[ServerProgram]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _url(log: Path, process: subprocess.Popen[bytes]) -> str:
    """The address that the server says it listens at, once it listens."""
    end = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", log.read_text())
        if found is not None:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@dataclass(frozen=True)
class DeskProgram:
    """A desk worked by its verbs."""

    profile: Path

    def verb(self, *arguments: str) -> Said:
        """Run a verb on this profile."""
        where = ("--profile", str(self.profile), "--password-stdin")
        return run("sipa_desktop", *arguments, *where, words=f"{PASSWORD}\n")

    def done(self, *arguments: str) -> Said:
        """Run a verb that must succeed."""
        said = self.verb(*arguments)
        assert said.code == 0, said
        return said


def sample_of(module: str, seconds: float = 300) -> dict[str, Any]:
    """What `python -m module` found, as the line of JSON that it prints last; in a process of its own."""
    paths = os.pathsep.join([str(ROOT), *(path for path in sys.path if path)])
    ran = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found
