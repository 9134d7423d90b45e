"""What the sending asks of whoever keeps the copies of drafts on the server."""

from __future__ import annotations

from typing import Protocol


class Copies(Protocol):
    """What keeps the server's copies of drafts: asked before a session and after it."""

    def queue(self) -> int:
        """Queue what was typed since; how many drafts that were."""
        ...

    def follow(self) -> int:
        """Take what came into the drafts; how many changed."""
        ...
