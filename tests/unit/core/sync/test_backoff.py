"""When to try again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sipa_core.sync.backoff import FIRST, LONGEST, delay

CHANCES = st.floats(0, 1, exclude_max=True)


@given(st.integers(0, 10_000), CHANCES)
def test_a_wait_is_never_under_a_second_nor_over_a_quarter_of_an_hour(attempt: int, chance: float) -> None:
    assert 1.0 <= delay(attempt, chance) <= LONGEST


def test_waits_may_double_until_the_longest() -> None:
    nearly = 0.999999
    waits = [delay(attempt, nearly) for attempt in range(1, 13)]
    assert waits == sorted(waits)
    assert round(waits[0]) == FIRST
    assert round(waits[1]) == 2 * FIRST
    assert round(waits[-1]) == LONGEST


@given(st.integers(1, 50), CHANCES, st.floats(0, 10_000))
def test_what_the_server_asks_for_wins_within_the_longest(attempt: int, chance: float, asked: float) -> None:
    assert delay(attempt, chance, asked) == min(max(asked, 1.0), LONGEST)
