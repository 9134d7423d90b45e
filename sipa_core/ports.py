"""The ports: everything the rules need from outside (time, chance), named so that tests can hold it in their hands.

Nothing in sipa_core reads a clock or draws a random byte by itself; adapters live in the programs' `platform` packages.
"""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Tells time. The wall clock of an office PC may be wrong by years; nothing may be decided by it alone."""

    def now(self) -> int:
        """UTC milliseconds since 1970 by the wall clock."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, for waiting and measuring only."""
        ...


class Entropy(Protocol):
    """Draws random bytes fit for keys."""

    def bytes(self, count: int) -> bytes:
        """Return exactly `count` unpredictable bytes."""
        ...


class Secrets(Protocol):
    """Keeps small secrets (token, device keys), never in the clear."""

    def get(self, name: str) -> str | None:
        """Return the secret, or None when it was never stored."""
        ...

    def put(self, name: str, value: str) -> None:
        """Store or replace the secret; durable when this returns."""
        ...

    def forget(self, name: str) -> None:
        """Remove the secret; no error when it is not there."""
        ...

    @property
    def place(self) -> str:
        """`keyring` or `password`: where the key to them lies, so that the app can say it."""
        ...
