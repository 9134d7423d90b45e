"""The sealed files of couriers on the server's disk: what is coming in, what is set apart, and sealed replies.

Replies and set-apart bundles get their name only when they are whole and durable. Plain text never lies here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final, cast

from sipa_server.store.blob_files import sync_folder

FOLDER: Final = "bundles"
COMING: Final = "masuk"
PARTS: Final = "bagian"
HELD_IN_MEMORY: Final = 32 * 1024 * 1024
PIECE: Final = 1024 * 1024


class BundleFiles:
    """The folder; may be used from any thread."""

    def __init__(self, data: Path) -> None:
        self.folder = data / FOLDER

    def coming(self) -> BinaryIO:
        """A file to receive into; it is gone when it is closed."""
        return cast(BinaryIO, tempfile.TemporaryFile(dir=self._made(COMING)))

    def plain(self) -> BinaryIO:
        """Where a bundle is opened: in memory, and on the disk without a name only when it is large."""
        return cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=HELD_IN_MEMORY, dir=str(self._made(COMING))))

    def free(self) -> int:
        """Bytes that the disk still takes."""
        return shutil.disk_usage(self.folder.parent).free

    def set_apart(self, sealed: BinaryIO, sha256: str) -> None:
        """Keep a bundle as it came, until a person has looked. Durable on return. Raises OSError."""
        sealed.seek(0)
        self._keep(sealed, self.held(sha256))

    def held(self, sha256: str) -> Path:
        """Where a bundle that was set apart lies."""
        return self._made() / f"{sha256}.sipa"

    def keep_reply(self, made: BinaryIO) -> tuple[str, int]:
        """Keep a sealed reply and return its SHA-256 and size. Durable on return. Raises OSError."""
        digest, size = digest_of(made)
        made.seek(0)
        self._keep(made, self._reply(digest))
        return digest, size

    def has_reply(self, sha256: str) -> bool:
        """True while the reply of that hash is kept."""
        return self._reply(sha256).is_file()

    def reply_part(self, sha256: str, start: int, most: int) -> bytes:
        """A stretch of a reply. Raises OSError."""
        with open(self._reply(sha256), "rb") as file:
            file.seek(start)
            return file.read(most)

    def drop_reply(self, sha256: str) -> None:
        """Keep a reply no longer."""
        with contextlib.suppress(OSError):
            self._reply(sha256).unlink(missing_ok=True)

    def part_size(self, device: str, sha256: str) -> int:
        """How many bytes of a part are here. Raises OSError."""
        try:
            return self._part(device, sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def open_part(self, device: str, sha256: str, now: int) -> FileIO:
        """The part, to be written on at its end; it counts as touched now (UTC ms). Raises OSError."""
        path = self._part(device, sha256)
        file = FileIO(path, "ab")
        os.utime(path, (now / 1000, now / 1000))
        return file

    def read_part(self, device: str, sha256: str) -> BinaryIO:
        """The part, to be read. Raises OSError."""
        return open(self._part(device, sha256), "rb")

    def drop_part(self, device: str, sha256: str) -> None:
        """Keep the part no longer."""
        with contextlib.suppress(OSError):
            self._part(device, sha256).unlink(missing_ok=True)

    def forget_parts(self, device: str, before: int, most: int) -> None:
        """Drop every part that was not touched since (UTC ms), and the oldest beyond so many of this PC's."""
        known = sorted(self._made(PARTS).iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        mine = [one for one in known if one.name.startswith(f"{device}-")]
        for one in {*mine[most:], *(one for one in known if one.stat().st_mtime * 1000 < before)}:
            with contextlib.suppress(OSError):
                one.unlink(missing_ok=True)

    def _part(self, device: str, sha256: str) -> Path:
        return self._made(PARTS) / f"{device}-{sha256}"

    def _reply(self, sha256: str) -> Path:
        return self._made() / f"{sha256}.balasan"

    def _made(self, name: str = "") -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _keep(self, source: BinaryIO, target: Path) -> None:
        handle, part = tempfile.mkstemp(dir=self._made(COMING))
        try:
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(source, file, PIECE)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part)
            raise
        sync_folder(target.parent)


def digest_of(file: BinaryIO) -> tuple[str, int]:
    """The SHA-256 (hex) and size of a file, read from its beginning."""
    total, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        total.update(piece)
        size += len(piece)
    return total.hexdigest(), size
