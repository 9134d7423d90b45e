"""The first half of a hundred seeds; the other half stands in a file of its own, for the other core."""

from __future__ import annotations

import logging

import pytest

from tests.simulation.run import never, run, unnamed

SEEDS = range(50)


def test_the_first_seeds_keep_every_promise_and_meet_every_fault_and_kind(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    results = [run(seed) for seed in SEEDS]
    wrong = [one.story() for one in results if one.wrong]
    assert not wrong, "\n\n".join(wrong[:3])
    assert not never(results), never(results)
    assert not unnamed(results), unnamed(results)
