"""A hundred seeds of a bad month: nothing is lost, nothing is there twice, and nothing is claimed that is not so."""

from __future__ import annotations

import logging

import pytest

from tests.simulation.run import run

SEEDS = 100
PARTS = 4


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What the programs log on a bad day is many lines, and none of it is news."""
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_seed_keeps_all_promises(part: int) -> None:
    wrong = [told.story() for told in map(run, range(part, SEEDS, PARTS)) if told.wrong]
    assert not wrong, "\n\n".join(wrong[:3])
