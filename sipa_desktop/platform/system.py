"""The PC's clock, its source of random bytes, and what sort of PC it is."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_NO_BATTERY = 128


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
        return os.urandom(count)


def machine_kind() -> str:
    """`laptop` for a PC with a battery, `desktop` for one without, empty where the system does not tell."""
    try:
        if sys.platform == "win32":
            import ctypes

            status = (ctypes.c_byte * 12)()
            if not ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
                return ""
            return "desktop" if status[1] & _NO_BATTERY else "laptop"
        supplies = Path("/sys/class/power_supply")
        if not supplies.is_dir():
            return ""
        return "laptop" if any(supplies.glob("BAT*")) else "desktop"
    except (OSError, AttributeError):
        return ""
