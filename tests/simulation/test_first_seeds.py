"""The first half of a hundred seeds; the other half stands in a file of its own, for the other core."""

from __future__ import annotations

import logging

import pytest

from tests.simulation.faults import FAULTS
from tests.simulation.run import run

SEEDS = range(50)


def test_the_first_seeds_keep_every_promise_and_meet_every_fault(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    results = [run(seed) for seed in SEEDS]
    wrong = [one.story() for one in results if one.wrong]
    assert not wrong, "\n\n".join(wrong[:3])
    never = [f"{fault}: {words}" for fault, words in FAULTS.items() if not any(one.fired[fault] for one in results)]
    assert not never, never
