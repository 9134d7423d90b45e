"""The machine's clock and its source of random bytes, as the ports want them."""

from __future__ import annotations

import secrets
import time


class SystemClock:
    """The clock of the machine; the server's time is the one that decides."""

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


class SystemEntropy:
    """Random bytes of the operating system, fit for keys."""

    def bytes(self, count: int) -> bytes:
        """Return exactly `count` unpredictable bytes."""
        return secrets.token_bytes(count)


class MovedClock:
    """A clock for demonstrations: it starts at a given moment and, unless it is moved, runs on from there."""

    def __init__(self, start: int) -> None:
        self._real = SystemClock()
        self.move_to(start)

    def move_to(self, instant: int) -> None:
        """Set the time, UTC milliseconds."""
        self._offset = instant - self._real.now()

    def now(self) -> int:
        """UTC milliseconds since 1970, as moved."""
        return self._real.now() + self._offset

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self._real.monotonic()
