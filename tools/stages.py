"""The stages of `dev.py test`: what each runs, and two cores shared out among them, cheap and telling ones first.

It must never call a stage passed that did not run, and needs Python alone: it is loaded before anything is installed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

ROOT: Final = Path(__file__).resolve().parents[1]
RESULTS: Final = ROOT / "build" / "test-results"
CORES: Final = 2


@dataclass(frozen=True)
class Stage:
    """A named part of `test`: commands that must end with 0, then test folders that pytest must pass.

    `spread`: how its tests are dealt to two processes, so that it has both cores; any other stage has one core and
    runs beside the next. `load` keeps their order, for a few long ones.
    """

    name: str
    commands: tuple[tuple[str, ...], ...] = ()
    folders: tuple[str, ...] = ()
    spread: Literal["", "worksteal", "load"] = ""

    @property
    def cores(self) -> int:
        """How many cores it keeps busy."""
        return CORES if self.spread else 1


@dataclass
class Tally:
    """What was counted: each command of a stage is one check, each test is one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: Tally) -> None:
        """Add another count to this one."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


@dataclass(frozen=True)
class Result:
    """How a stage ended: its count, None when it did not run, and how long it took."""

    stage: Stage
    tally: Tally | None = None
    seconds: float = 0.0

    @property
    def outcome(self) -> str:
        """In a word or two."""
        if self.tally is None:
            return "not run"
        return "FAILED" if self.tally.failed else "ok" if self.tally.passed else "no tests yet"


# Cheap and telling first. A test folder that stands in no stage is refused by tests/architecture.
STAGES: Final = (
    Stage("lint", commands=(("ruff", "check", "."), ("ruff", "format", "--check", "."))),
    Stage("types", commands=(("mypy",),)),
    Stage("imports", commands=(("lint-imports", "--no-logo"),), folders=("architecture",)),
    Stage("unit", folders=("unit", "migrations"), spread="worksteal"),
    Stage("contract", folders=("contract",), spread="worksteal"),
    Stage("simulation", folders=("simulation",), spread="worksteal"),
    Stage("journeys", folders=("journeys",), spread="load"),
    Stage("browser", folders=("browser",)),
    Stage("frozen", folders=("frozen",)),
)


def run_stages(stages: Sequence[Stage], python: Path) -> list[Result]:
    """Run stages in their order, as many beside each other as have a core, and begin none once one has failed.

    Results in the order of the stages. What a stage says that does not run alone is shown when it has ended.
    """
    waiting = list(stages)
    running: dict[Future[Result], Stage] = {}
    done: dict[str, Result] = {}
    with ThreadPoolExecutor(CORES) as cores:
        while waiting or running:
            free = CORES - sum(stage.cores for stage in running.values())
            if waiting and waiting[0].cores <= free:
                stage = waiting.pop(0)
                running[cores.submit(run_stage, stage, python)] = stage
                continue
            for ended in ended_ones(running):
                result = ended.result()
                done[running.pop(ended).name] = result
                if result.outcome == "FAILED":
                    waiting.clear()
    return [done.get(stage.name, Result(stage)) for stage in stages]


def ended_ones(running: dict[Future[Result], Stage]) -> set[Future[Result]]:
    """Wait until a stage has ended; an interrupted one is given the time to end what it started."""
    while True:
        try:
            return wait(running, return_when=FIRST_COMPLETED).done
        except KeyboardInterrupt:
            continue


def run_stage(stage: Stage, python: Path) -> Result:
    """Run one stage to its first failing command, then its tests, and count."""
    begun = time.monotonic()
    with said(stage) as sink:
        tally = Runner(stage, python, sink).run()
    return Result(stage, tally, time.monotonic() - begun)


@contextmanager
def said(stage: Stage) -> Iterator[IO[str]]:
    """Where a stage writes: to the screen when it has all cores, else to a file that is shown at its end."""
    if stage.cores == CORES:
        yield sys.stdout
        return
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as kept:
        try:
            yield kept
        finally:
            kept.seek(0)
            sys.stdout.write(kept.read())
            sys.stdout.flush()


class Runner:
    """Runs the commands and tests of one stage, all that they say going to one place."""

    def __init__(self, stage: Stage, python: Path, sink: IO[str]) -> None:
        self._stage = stage
        self._python = python
        self._sink = sink

    def run(self) -> Tally:
        """Run all of it; what was counted."""
        self._say(f"== {self._stage.name}")
        tally = Tally()
        for command in self._stage.commands:
            self._say("-- " + shlex.join(command))
            program = shutil.which(command[0], path=str(self._python.parent))
            if program is None:
                self._say(f"{command[0]} is not in .venv although the lock names it: delete .venv and start again.")
            if program is None or call([program, *command[1:]], self._sink) != 0:
                tally.failed += 1
                return tally
            tally.passed += 1
        folders = [f"tests/{name}" for name in self._stage.folders if (ROOT / "tests" / name).is_dir()]
        for name in self._stage.folders:
            if f"tests/{name}" not in folders:
                self._say(f"-- no tests yet: tests/{name} does not exist")
        if folders:
            self._say("-- pytest " + " ".join(folders))
            tally.add(self._pytest(folders))
        return tally

    def _pytest(self, folders: list[str]) -> Tally:
        """Run pytest on folders and count from its own report; a run that breaks off counts as failed."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        report = RESULTS / f"{self._stage.name}.xml"
        report.unlink(missing_ok=True)
        arguments = [str(self._python), "-m", "pytest", *folders, f"--junitxml={report}"]
        if self._stage.spread:
            # Without a restart: a crashed process would otherwise leave the rest waiting for ever.
            arguments += ["-n", str(CORES), "--dist", self._stage.spread, "--max-worker-restart", "0"]
        code = self._with_scratch(arguments)
        tally = counted(report)
        if code != 0 and tally.failed == 0:
            tally.failed = 1
        return tally

    def _with_scratch(self, command: list[str]) -> int:
        """Run tests with a folder for their files that is gone afterwards, in memory where there is room: a test waits
        for the disk at each commit otherwise. What a disk loses is tried by tests that bring their own.
        """
        memory = Path("/dev/shm")
        roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30
        with tempfile.TemporaryDirectory(prefix="sipa-tests-", dir=memory if roomy else None) as scratch:
            names = {"QT_QPA_PLATFORM": "offscreen", "TMPDIR": scratch, "PYTEST_DEBUG_TEMPROOT": scratch}
            return call(command, self._sink, **names)

    def _say(self, line: str) -> None:
        print(line, file=self._sink, flush=True)


def counted(report: Path) -> Tally:
    """Count the tests in pytest's own report; none when it was not written."""
    tally = Tally()
    if report.exists():
        for suite in ET.parse(report).getroot().iter("testsuite"):
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            tally.add(Tally(max(int(suite.get("tests", 0)) - bad - skipped, 0), bad, skipped))
    return tally


def call(command: list[str], sink: IO[str] | None = None, **environment: str) -> int:
    """Run a command in the project's folder and return its exit code; what it says is shown, or goes to `sink`.

    Python keeps what it compiled whatever the surroundings say: each process of the tests would compile all anew.
    """
    sys.stdout.flush()
    settings = {**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "", **environment}
    output = None if sink in (None, sys.stdout) else sink
    running = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=output, stderr=output and subprocess.STDOUT)
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            continue  # the command was interrupted too, and is given the time to end what it started
