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


class SystemEntropy:
    """Random bytes of the operating system, fit for keys."""

    def bytes(self, count: int) -> bytes:
        """Return exactly `count` unpredictable bytes."""
        return secrets.token_bytes(count)
