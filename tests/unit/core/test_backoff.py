"""When to try again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.sync.backoff import LONGEST, LONGEST_ASKED, SHORTEST, SOON, delay, delay_after_gain

CHANCES = st.floats(0, 1, exclude_max=True)


@given(st.integers(-5, 10_000), CHANCES)
def test_a_wait_lies_between_two_seconds_and_a_quarter_of_an_hour(attempt: int, chance: float) -> None:
    assert SHORTEST <= delay(attempt, chance) <= LONGEST


@pytest.mark.parametrize(("attempt", "ceiling"), [(1, 4), (2, 8), (3, 16), (8, 512), (9, 900), (100, 900)])
def test_the_ceiling_doubles_with_every_failure_and_the_whole_range_below_it_is_used(
    attempt: int, ceiling: float
) -> None:
    assert delay(attempt, 0.999999) == pytest.approx(ceiling, rel=1e-4)
    assert delay(attempt, 0.5) == ceiling / 2
    assert delay(attempt, 0.0) == SHORTEST


@given(st.integers(1, 50), CHANCES, st.floats(SHORTEST, LONGEST_ASKED))
def test_what_the_server_asked_for_wins_and_is_never_undercut(attempt: int, chance: float, asked: float) -> None:
    assert asked <= delay(attempt, chance, asked) <= asked * 1.1


@pytest.mark.parametrize(("asked", "waited"), [(-1, SHORTEST), (0, SHORTEST), (10**9, LONGEST_ASKED)])
def test_a_senseless_wish_is_bounded(asked: float, waited: float) -> None:
    assert delay(1, 0.0, asked) == waited


@given(CHANCES)
def test_after_a_line_that_carried_much_the_wait_is_any_part_of_a_second(chance: float) -> None:
    assert delay_after_gain(chance) == chance * SOON < SHORTEST
