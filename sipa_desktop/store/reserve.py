"""Four megabytes that lie in the profile for the day the disk is full: given back, they let the last words be saved.

Real bytes, not a hole in a file: a reserve that the disk does not truly hold would be none.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import shutil
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

NAME: Final = "ruang.cadangan"
SIZE: Final = 4 << 20
_PART: Final = 1 << 20
"""Bytes that no file system packs, repeated farther apart than one looks back: packed, they would give nothing back."""
ENOUGH: Final = 64 << 20
"""With less than this left, the reserve is not made again: it would take the last room from whoever needs it."""


class Reserve:
    """The reserve of one profile. May be used from any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    @property
    def held(self) -> bool:
        """True when the reserve lies on the disk whole."""
        try:
            return self._path.stat().st_size == SIZE
        except OSError:
            return False

    def hold(self) -> bool:
        """Make the reserve when there is room enough beside it; True when it lies there now."""
        if self.held:
            return True
        try:
            if shutil.disk_usage(self._path.parent).free < ENOUGH:
                return False
            with open(self._path, "wb") as file:
                file.write(hashlib.shake_256(b"sipa reserve").digest(_PART) * (SIZE // _PART))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            return False
        return True

    def give_back(self) -> bool:
        """Free the reserve; True when there was one, so that trying again makes sense."""
        if not self._path.exists():
            return False
        try:
            self._path.unlink()
        except OSError:
            return False
        log.warning("the disk is full: the reserve was given back")
        return True
