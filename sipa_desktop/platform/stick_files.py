"""What lies on a stick, looked at with care: only whole `*.sipa` files of the chosen folder, never a link, never run.

A file is copied from the stick before anything is done with it, so the stick may be pulled at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from sipa_core.wire.bundles import MAX_SEALED, SUFFIX
from sipa_desktop.new_files import put_in_place
from sipa_desktop.platform.removable import PlaceOf, place_of

FOLDER: Final = "usb"
MOST_FILES: Final = 500
"""Bundles of one folder that are looked at in one go."""

_PIECE: Final = 1024 * 1024


class TooLargeError(Exception):
    """The file is larger than any bundle."""


class StickFiles:
    """The folder of this profile for what came from, or goes to, sticks."""

    def __init__(self, profile: Path, place_of: PlaceOf = place_of) -> None:
        self.folder = profile / FOLDER
        self.place_of = place_of
        """Where what a person chose lies: only what may be pulled is said to be safe to pull."""

    @contextmanager
    def copied(self, file: Path) -> Iterator[tuple[BinaryIO, str]]:
        """A copy of a file on a stick, with its SHA-256; gone at the end of the block.

        OSError when the stick does not give it whole, TooLargeError when it gives more than a bundle may have.
        """
        total, size = hashlib.sha256(), 0
        with tempfile.TemporaryFile(dir=self._made()) as copy:
            with _opened(file) as source:
                while piece := source.read(_PIECE):
                    total.update(piece)
                    size += len(piece)
                    if size > MAX_SEALED:
                        raise TooLargeError
                    copy.write(piece)
            copy.seek(0)
            yield cast(BinaryIO, copy), total.hexdigest()

    def coming(self) -> BinaryIO:
        """A file for sealed bytes that are on their way; it is gone when it is closed."""
        return cast(BinaryIO, tempfile.TemporaryFile(dir=self._made()))

    def keep(self, sealed: BinaryIO, name: str) -> Path:
        """Keep a sealed file under a name of this folder. Durable on return. OSError."""
        target = self.place(name)
        handle, part = tempfile.mkstemp(dir=self._made())
        try:
            sealed.seek(0)
            with os.fdopen(handle, "wb") as file:
                while piece := sealed.read(_PIECE):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            put_in_place(Path(part), target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part)
            raise
        return target

    def place(self, name: str) -> Path:
        """Where a file of that name lies, or would."""
        return self._made() / name

    def drop(self, name: str) -> None:
        """Keep it no longer."""
        with contextlib.suppress(OSError):
            self.place(name).unlink(missing_ok=True)

    def kept(self, suffix: str) -> list[Path]:
        """What lies here under names with that end, by name."""
        return sorted(file for file in self._made().iterdir() if file.name.endswith(suffix))

    def _made(self) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder


def bundles_on(folder: Path) -> list[Path]:
    """The bundle files of a folder by name, at most MOST_FILES. OSError when the stick cannot be read."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            hidden = name.startswith(".") or not name.lower().endswith(SUFFIX)
            if not hidden and entry.is_file(follow_symlinks=False):
                found.append(Path(entry.path))
    return sorted(found)[:MOST_FILES]


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """The file itself: a link, a pipe or a device that took its name in the meantime is not followed or waited for."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(file, flags)
    with os.fdopen(handle, "rb") as source:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("not a plain file")
        yield source
