"""A clock that runs like the PC's own and can be set: for a month that is lived through in minutes."""

from __future__ import annotations

import threading
import time


class MovingClock:
    """Begins at a chosen moment (UTC ms), runs on by itself, and jumps when told."""

    def __init__(self, start: int) -> None:
        self._lock = threading.Lock()
        self._shift = 0
        self.move_to(start)

    def move_to(self, moment: int) -> None:
        """Set the clock to a moment (UTC ms)."""
        with self._lock:
            self._shift = moment - time.time_ns() // 1_000_000

    def now(self) -> int:
        """UTC milliseconds since 1970, moved."""
        with self._lock:
            return time.time_ns() // 1_000_000 + self._shift

    def monotonic(self) -> float:
        """Seconds that never go back; these are not moved."""
        return time.monotonic()
