"""How the stages of `dev.py test` share two cores, and that none is called passed that did not run."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import stages
from tools.stages import Result, Stage, Tally, run_stages

PYTHON = Path(sys.executable)
Run = Callable[[Stage, Path], Result]


@pytest.fixture
def order() -> list[str]:
    """What began and ended, in that order."""
    return []


def running(monkeypatch: pytest.MonkeyPatch, order: list[str], during: dict[str, Callable[[], bool]]) -> None:
    """Let each stage do what a test wants of it; one that gives False has failed."""

    def run(stage: Stage, _python: Path) -> Result:
        order.append(f"{stage.name} begins")
        passed = during.get(stage.name, lambda: True)()
        order.append(f"{stage.name} ends")
        return Result(stage, Tally(passed=int(passed), failed=int(not passed)))

    monkeypatch.setattr(stages, "run_stage", run)


def test_two_stages_of_one_core_run_side_by_side(monkeypatch: pytest.MonkeyPatch, order: list[str]) -> None:
    meeting = threading.Barrier(2, timeout=20)
    running(monkeypatch, order, {"a": lambda: meeting.wait() >= 0, "b": lambda: meeting.wait() >= 0})
    results = run_stages([Stage("a"), Stage("b")], PYTHON)
    assert [result.outcome for result in results] == ["ok", "ok"]


def test_a_stage_of_two_cores_runs_alone_and_in_its_turn(monkeypatch: pytest.MonkeyPatch, order: list[str]) -> None:
    running(monkeypatch, order, {})
    run_stages([Stage("a"), Stage("wide", spread="worksteal"), Stage("b"), Stage("c")], PYTHON)
    at = order.index("wide begins")
    assert order[at + 1] == "wide ends"
    assert order[:at] == ["a begins", "a ends"]


def test_nothing_begins_after_a_failure_and_what_did_not_run_is_not_called_passed(
    monkeypatch: pytest.MonkeyPatch, order: list[str]
) -> None:
    running(monkeypatch, order, {"b": lambda: False})
    results = run_stages([Stage("a"), Stage("b"), Stage("wide", spread="worksteal"), Stage("c")], PYTHON)
    assert [result.outcome for result in results] == ["ok", "FAILED", "not run", "not run"]
    assert not any(word.startswith(("wide", "c")) for word in order)


def test_what_a_stage_says_is_shown_in_one_piece_and_a_command_that_fails_ends_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name, code in (("well", 0), ("badly", 3)):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {name} said\nexit {code}\n")
        program.chmod(0o755)
    stage = Stage("some", commands=(("well",), ("badly",), ("well",)))
    [result] = run_stages([stage], tmp_path / "python")
    assert result.tally == Tally(passed=1, failed=1)
    assert capsys.readouterr().out == "== some\n-- well\nwell said\n-- badly\nbadly said\n"


def test_a_program_that_is_not_there_is_a_failure(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    [result] = run_stages([Stage("some", commands=(("nowhere",),))], tmp_path / "python")
    assert result.outcome == "FAILED"
    assert "nowhere is not in .venv" in capsys.readouterr().out
