"""A clock in the hand and chance from a seed: the fakes at the ports."""

from __future__ import annotations

import random


class HandClock:
    """Shows what it is set to and moves only when told."""

    def __init__(self, now: int) -> None:
        self.at = now
        self._monotonic = 0.0

    def now(self) -> int:
        """UTC milliseconds; each look is a millisecond later, so that no two ids share their moment by accident."""
        self.at += 1
        return self.at

    def monotonic(self) -> float:
        """Seconds that follow `pass_time`."""
        return self._monotonic

    def pass_time(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        """Let time go by."""
        seconds = ((days * 24 + hours) * 60 + minutes) * 60
        self.at += seconds * 1000
        self._monotonic += seconds


class SeededEntropy:
    """The same bytes for the same seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def bytes(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        return self._random.randbytes(count)


class DictSecrets:
    """Secrets in memory."""

    place = "password"

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        """Store or replace it."""
        self.kept[name] = value

    def forget(self, name: str) -> None:
        """Remove it."""
        self.kept.pop(name, None)
