"""When to try again: exponential with full jitter, 2 s to 15 min; pure, so that tests need not wait."""

from __future__ import annotations

FIRST = 2.0
LONGEST = 15 * 60.0


def delay(attempt: int, chance: float, retry_after: float | None = None) -> float:
    """Seconds to wait after the `attempt`-th failure in a row (from 1); `chance` is a number in [0, 1).

    What the server asked for (`Retry-After`) wins, within the longest wait; no try comes sooner than 1 s.
    """
    if retry_after is not None:
        return min(max(retry_after, 1.0), LONGEST)
    ceiling = min(LONGEST, FIRST * float(2 ** min(max(attempt, 1) - 1, 30)))
    return max(1.0, chance * ceiling)
