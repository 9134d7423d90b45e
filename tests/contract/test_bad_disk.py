"""Real bad disks for a few seconds: full to the byte, and calls that fail; the long way is `dev.py drill bad_disk`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.support.programs import ROOT
from tests.support.small_disk import ways_in


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    """What a small disk and faults of calls did to a desk; skipped where no mounts of one's own are allowed."""
    way = ways_in()
    if way is None:
        pytest.skip("small disks cannot be mounted here: Linux, and root or user namespaces are needed")
    command = [*way, os.path.realpath(sys.executable), "-m", "tests.support.disk_sample"]
    paths = os.pathsep.join([str(ROOT), *(path for path in sys.path if path)])
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def test_on_a_full_disk_nothing_told_as_saved_is_lost_and_the_rest_is_told_and_saved_later(
    sample: dict[str, Any],
) -> None:
    assert sample["full"] == []


def test_the_same_hour_finds_a_program_that_says_saved_before_the_commit(sample: dict[str, Any]) -> None:
    assert any("as it was told saved" in what for what in sample["full, planted"])


def test_calls_that_fail_are_told_and_lose_nothing(sample: dict[str, Any]) -> None:
    if "calls" not in sample:
        pytest.skip("strace is not there, or may not look at a child")
    assert sample["calls"] == []
    assert sample["injected"] == sample["told"] == 3
