"""The bytes of attachments on the server's disk: `<data>/blobs/ab/<sha256>`, and what is still coming in beside them.

A name appears only when its bytes are whole and durable: fsync, rename, fsync of the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from io import FileIO
from pathlib import Path
from threading import get_ident
from typing import Final

FOLDER: Final = "blobs"
PARTS: Final = "bagian"
PIECE: Final = 1024 * 1024


class BlobFiles:
    """The folder; may be used from any thread, but a part only by one at a time."""

    def __init__(self, data: Path) -> None:
        self.folder = data / FOLDER

    def place(self, sha256: str) -> Path:
        """Where the bytes with this hash lie, or would."""
        return self.folder / sha256[:2] / sha256

    def lies(self, sha256: str, size: int) -> bool:
        """Whether so many bytes lie under that name; a copy of the folder that was cut short leaves fewer."""
        try:
            return self.place(sha256).stat().st_size == size
        except OSError:
            return False

    def read(self, sha256: str, start: int, most: int) -> bytes:
        """At most so many bytes from there on. Raises OSError."""
        with open(self.place(sha256), "rb") as file:
            file.seek(start)
            return file.read(most)

    def whole(self, sha256: str) -> bool:
        """True when the bytes are here and are those of their name."""
        total = hashlib.sha256()
        try:
            with open(self.place(sha256), "rb") as file:
                while piece := file.read(PIECE):
                    total.update(piece)
        except OSError:
            return False
        return total.hexdigest() == sha256

    def put(self, data: bytes) -> str:
        """Store bytes and return their SHA-256 (hex); durable when this returns. Raises OSError."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.whole(digest):
            part = self._part(f"{digest}.{os.getpid()}.{get_ident()}")  # two may bring the same picture at once
            with open(part, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._publish(part, digest)
        return digest

    def part_size(self, upload: str) -> int:
        """How many bytes of an upload lie here."""
        try:
            return self._part(upload).stat().st_size
        except OSError:
            return 0

    def open_part(self, upload: str) -> FileIO:
        """The part of an upload, to write on at its end."""
        return open(self._part(upload), "ab", buffering=0)

    def read_part(self, upload: str) -> bytes:
        """The whole part."""
        return self._part(upload).read_bytes()

    def drop_part(self, upload: str) -> None:
        """Remove what came of an upload."""
        with contextlib.suppress(OSError):
            self._part(upload).unlink(missing_ok=True)

    def finish_part(self, upload: str, sha256: str) -> None:
        """Give a part, whose bytes were found to be those, its name; the same bytes are kept once. Raises OSError."""
        part = self._part(upload)
        if self.whole(sha256):
            self.drop_part(upload)
            return
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        self._publish(part, sha256)

    def free(self) -> int:
        """Bytes that the disk still takes."""
        return shutil.disk_usage(self.folder.parent).free

    def _part(self, name: str) -> Path:
        parts = self.folder / PARTS
        parts.mkdir(mode=0o700, parents=True, exist_ok=True)
        return parts / name

    def _publish(self, part: Path, digest: str) -> None:
        place = self.place(digest)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(part, place)
        for folder in (place.parent, self.folder):
            sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make names that were just given or taken in a folder durable; Windows does it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
