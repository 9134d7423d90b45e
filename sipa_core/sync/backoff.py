"""When to try again: exponential with full jitter, 2 s to 15 min, once sooner; pure, so that tests need not wait."""

from __future__ import annotations

from typing import Final

SHORTEST: Final = 2.0
LONGEST: Final = 15 * 60.0
SOON: Final = 1.0
"""Long enough that a crowd that one server let go does not come back at one time."""
LONGEST_ASKED: Final = 24 * 60 * 60.0
"""What a server may ask for at most: a stranger's answer must not silence a desk for good."""


def delay(attempt: int, chance: float, retry_after: float | None = None) -> float:
    """Seconds to wait after the `attempt`-th failure in a row (from 1); `chance` is a number in [0, 1).

    Between 2 s and a ceiling that doubles from 4 s to 15 min. What the server asked for (`Retry-After`) wins: never
    sooner, and up to a tenth later, so that a crowd that was sent away together does not come back together.
    """
    if retry_after is not None:
        asked = min(max(retry_after, SHORTEST), LONGEST_ASKED)
        return asked * (1 + chance / 10)
    ceiling = min(LONGEST, SHORTEST * float(2 ** min(max(attempt, 1), 30)))
    return max(SHORTEST, chance * ceiling)


def delay_after_gain(chance: float) -> float:
    """Seconds to wait when a line broke that had carried a good deal since the failure before: up to one. Who gains
    nothing at that try goes on with `delay`.
    """
    return chance * SOON
