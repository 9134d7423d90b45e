"""S02, N17: kill -9 at writes, syncs and renames of desk and server; all of them in `dev.py drill kill_calls`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import killed_backup_plants, killed_plants
from tests.support.faulty_calls import can_trace
from tests.support.programs import sample_of


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    """What one kill in twenty did, and kills of programs with a planted fault."""
    if not can_trace():
        pytest.skip("strace is not there, or may not look at a child")
    return sample_of("tests.support.killed_sample")


def test_a_kill_at_any_call_leaves_states_that_were_committed_and_each_thing_once(sample: dict[str, Any]) -> None:
    day = sample["day"]
    assert day["wrong"] == []
    assert day["killed"] >= day["calls"] // 20 - 1
    assert {"save", "attach", "queue", "send", "apply", "upload", "fetch", "backup"} - set(day["steps"]) <= {"fetch"}


def test_a_server_backup_or_restore_killed_at_any_call_leaves_a_backup_that_opens_and_a_place_that_is_whole(
    sample: dict[str, Any],
) -> None:
    backup = sample["backup"]
    assert backup["wrong"] == []
    assert backup["killed"] >= backup["calls"] // 20 - 1
    assert backup["steps"] == ["backup", "restore"]


@pytest.mark.parametrize("plant", sorted(killed_plants.PLANTS))
def test_the_same_kills_find_a_planted_fault(sample: dict[str, Any], plant: str) -> None:
    assert sample["day"]["planted"][plant] != ""


@pytest.mark.parametrize("plant", sorted(killed_backup_plants.PLANTS))
def test_kills_of_a_backup_find_a_planted_fault(sample: dict[str, Any], plant: str) -> None:
    assert sample["backup"]["planted"][plant] != ""
