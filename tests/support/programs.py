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

ROOT = Path(__file__).resolve().parents[2]
SERVER_SECONDS = 30


@dataclass(frozen=True)
class Said:
    """What a verb answered."""

    code: int
    data: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.data[key]


def run(module: str, *arguments: str) -> Said:
    """Run one verb with --json; its answer and exit code."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.strip(), done.stderr
    return Said(done.returncode, json.loads(done.stdout.strip().splitlines()[-1]))


@dataclass(frozen=True)
class ServerProgram:
    """A running `sipa-server serve`; `codes` are enrolment codes by role."""

    data: Path
    url: str
    codes: dict[str, str]

    def verb(self, *arguments: str) -> Said:
        """Run a verb of the server on the same data."""
        return run("sipa_server", *arguments, "--data", str(self.data))


@contextmanager
def serving(data: Path) -> Iterator[ServerProgram]:
    """Initialise a kecamatan and serve it on a free port until the block ends."""
    made = run("sipa_server", "init", "--data", str(data), "--kecamatan", "63.11.06")
    assert made.code == 0, made
    with _served(data, {"admin_kecamatan": made["code"]}) as running:
        yield running


@contextmanager
def serving_demo(data: Path) -> Iterator[ServerProgram]:
    """The demo's half year on a server of its own."""
    made = run("sipa_server", "demo", "--data", str(data))
    assert made.code == 0, made
    with _served(data, {person["role"]: person["code"] for person in made["people"]}) as running:
        yield running


@contextmanager
def _served(data: Path, codes: dict[str, str]) -> Iterator[ServerProgram]:
    command = [sys.executable, "-m", "sipa_server", "serve", "--data", str(data), "--host", "127.0.0.1", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    log = data / "serve.log"
    with (
        log.open("w") as out,
        subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=environment) as process,
    ):
        try:
            yield ServerProgram(data, _url(log, process), codes)
        finally:
            process.terminate()
            process.wait(15)


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
        return run("sipa_desktop", *arguments, "--profile", str(self.profile))

    def done(self, *arguments: str) -> Said:
        """Run a verb that must succeed."""
        said = self.verb(*arguments)
        assert said.code == 0, said
        return said
