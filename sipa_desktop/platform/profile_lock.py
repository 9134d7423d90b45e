"""One program a profile: an OS lock on a file in it, which a crash releases by itself.

The second start never opens the database; it leaves a sign beside the lock, and the first window comes to the front.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

LOCK_NAME: Final = "sipa.kunci"
RAISE_NAME: Final = "sipa.panggil"
FOLLOW_SECONDS: Final = 6.0
LOOK_SECONDS: Final = 0.1


class ProfileLock:
    """Held while this process uses the profile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO | None = None

    @property
    def raise_path(self) -> Path:
        """The sign that a second start leaves; the window watches it."""
        return self._folder / RAISE_NAME

    def take(self) -> bool:
        """True when the profile is ours now; False when another process has it."""
        file = open(self._folder / LOCK_NAME, "a+b")  # noqa: SIM115  held open for as long as the lock
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def call_first(self) -> None:
        """Ask the window that has the profile to come to the front; it cannot be helped when the sign cannot be set."""
        with suppress(OSError):
            self.raise_path.write_text(str(os.getpid()), encoding="ascii")

    def follows(self) -> bool:
        """Wait until the first one has heard the call, at most FOLLOW_SECONDS; True when it ended in place of that, so
        that the profile is free: a desk without a window may still be closing its data.
        """
        for _look in range(round(FOLLOW_SECONDS / LOOK_SECONDS)):
            if not self.raise_path.exists():
                return False
            with suppress(OSError):  # a scanner may hold either file for a moment; a window takes the sign away itself
                if self.take():
                    self.release()
                    with suppress(OSError):
                        self.raise_path.unlink(missing_ok=True)
                    return True
            time.sleep(LOOK_SECONDS)
        return False

    def release(self) -> None:
        """Give the profile back."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
