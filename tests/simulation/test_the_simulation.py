"""The simulation itself: the same seed is the same run, zones change nothing, and planted bugs are found."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from tests.simulation.planted import BUGS, Bug, by_name, planted
from tests.simulation.run import run

FOUND_IN_CI = (
    "the last record of a page is forgotten",
    "a refusal counts as a receipt",
    "what was refused does not count",
    "a text that nobody has seen is followed",
    "a file is told to be sent after its first piece",
)


@pytest.fixture(autouse=True)
def _no_log(caplog: pytest.LogCaptureFixture) -> None:
    """What the programs log on a bad day is many lines, and none of it is news."""
    caplog.set_level(logging.CRITICAL)


def test_the_same_seed_is_the_same_run_in_another_process_too() -> None:
    here = run(3, 25)
    code = "import logging; logging.disable(50); from tests.simulation.run import run; print(run(3, 25).digest)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == here.digest


def test_another_seed_is_another_run() -> None:
    assert run(4, 5).digest != run(5, 5).digest


@pytest.mark.parametrize("seed", [8, 19])
def test_where_a_pc_stands_changes_nothing(seed: int) -> None:
    """N21: the same run with every PC set to one zone is the same to the last byte."""
    assert run(seed, 30).trace == run(seed, 30, zones=False).trace


@pytest.mark.parametrize("name", FOUND_IN_CI)
def test_a_planted_bug_is_found(name: str) -> None:
    bug = by_name(name)
    with planted(bug):
        assert any(run(seed).wrong for seed in bug.seeds(4)), f"{name} was not found"


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "_"))
def test_every_bug_can_still_be_planted(bug: Bug) -> None:
    """The text that it replaces still stands in the program."""
    with planted(bug) as changed:
        assert "planted" in changed.co_filename
