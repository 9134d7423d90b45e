"""A trace beside the database of how far it had come, so that one which went back is noticed at the next start.

It is written after a commit and never before, so it is ahead of the database only when commits were lost: a log that
was deleted, a disk that lied, an older copy put back by hand.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

NAME: Final = "sipa.jejak"
GENERATION: Final = "generation"
"""The small fact that counts the commits of this database."""
_MAX_BYTES: Final = 40


class Trace:
    """The trace of one profile. A trace that cannot be written is no fault: it only notices less."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def read(self) -> int:
        """The newest commit that was noted, 0 when none was."""
        try:
            with open(self._path, "rb") as file:
                said = file.read(_MAX_BYTES).strip()
        except OSError:
            return 0
        return int(said) if said.isdigit() else 0

    def note(self, generation: int) -> None:
        """Note a commit that is on the disk."""
        with contextlib.suppress(OSError):
            self._path.write_bytes(b"%d" % generation)
