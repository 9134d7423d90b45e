"""The PC's clock and its source of random bytes, as the ports want them."""

from __future__ import annotations

import secrets
import time


class SystemClock:
    """The clock of this PC; it may be wrong, so it decides nothing by itself."""

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


class MovedClock:
    """A clock that begins at a chosen moment and then runs like the PC's own: for showing and practising only."""

    def __init__(self, start: int) -> None:
        self._shift = start - SystemClock().now()

    def now(self) -> int:
        """UTC milliseconds since 1970, moved."""
        return SystemClock().now() + self._shift

    def monotonic(self) -> float:
        """Seconds that never go back; these are not moved."""
        return time.monotonic()


class SystemEntropy:
    """Random bytes of the operating system, fit for keys."""

    def bytes(self, count: int) -> bytes:
        """Return exactly `count` unpredictable bytes."""
        return secrets.token_bytes(count)
