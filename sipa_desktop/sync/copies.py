"""What the sending asks of whoever keeps the copies of drafts on the server."""

from __future__ import annotations

from typing import Protocol


class Copies(Protocol):
    """What keeps the server's copies of drafts: asked before a session and after it."""

    holds: bool
    """Whether the last `queue` left a text for the answer to an own sending that goes before it."""

    def queue(self, *, by_stick: bool = False) -> int:
        """Queue what was typed since; how many drafts that were."""
        ...

    def follow(self) -> int:
        """Take what came into the drafts; how many changed."""
        ...


class NoCopies:
    """Nobody keeps any."""

    holds = False

    def queue(self, *, by_stick: bool = False) -> int:
        """Nothing."""
        return 0

    def follow(self) -> int:
        """Nothing."""
        return 0
