"""A trace beside the database of how far it had come, so that one which went back is noticed at the next start.

It is written after each commit and never before, so it is ahead of the database only when commits were lost: a log that
was deleted or spoilt, a disk that lied, an older copy put back by hand. It is written over in its place, which a full
disk takes as well, and carries a sum, so that a spoilt trace is none.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from pathlib import Path
from typing import Final

NAME: Final = "sipa.jejak"
GENERATION: Final = "generation"
"""The small fact that counts the commits of this database."""
_MAX_BYTES: Final = 40
_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)


class Trace:
    """The trace of one profile. A trace that cannot be written is no fault: it only notices less."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def read(self) -> int:
        """The newest commit that was noted, 0 when none was or it cannot be trusted."""
        try:
            with open(self._path, "rb") as file:
                number, _space, told = file.read(_MAX_BYTES).strip().partition(b" ")
        except OSError:
            return 0
        return int(number) if number.isdigit() and told in (b"", _sum(number)) else 0

    def note(self, generation: int) -> None:
        """Note a commit that is on the disk."""
        number = b"%020d" % generation
        with contextlib.suppress(OSError):
            handle = os.open(self._path, _FLAGS, 0o600)
            try:
                os.write(handle, number + b" " + _sum(number) + b"\n")
            finally:
                os.close(handle)


def _sum(number: bytes) -> bytes:
    return b"%08x" % zlib.crc32(number)
