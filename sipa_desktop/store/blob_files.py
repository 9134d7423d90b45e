"""The bytes of attachments on this PC's disk, each under its SHA-256: `<folder>/ab/<sha256>`, never changed.

A name appears only when its bytes are whole and durable: temporary name, fsync, rename, fsync of the folder.
What was read is checked against the name before anybody uses it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Final

from sipa_desktop.new_files import digest_of, open_new, put_in_place

TEMPORARY: Final = "baru"
PARTS: Final = "bagian"


class SpoiltError(Exception):
    """Bytes on the disk are not those their name says; they were put aside, nobody may use them."""


class BlobFiles:
    """The folder. May be used from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self) -> None:
        """Make the folders and remove what an interrupted storing left; only while nobody else has the profile."""
        for name in (TEMPORARY, PARTS):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for left in (self.folder / TEMPORARY).iterdir():
            with contextlib.suppress(OSError):
                left.unlink()

    def place(self, sha256: str) -> Path:
        """Where the bytes with this hash lie, or would."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store bytes and return their SHA-256 (hex). When this returns they are durable. Raises OSError."""
        digest = hashlib.sha256(data).hexdigest()
        if self._is_whole(digest, len(data)):
            return digest
        handle, temporary = open_new(self.folder / TEMPORARY)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._publish(temporary, digest)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        return digest

    def read(self, sha256: str) -> bytes:
        """The whole bytes, checked. Raises FileNotFoundError, SpoiltError or another OSError."""
        data = self.place(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            self.set_aside(sha256)
            raise SpoiltError(sha256)
        return data

    def check(self, sha256: str) -> Path | None:
        """Where the bytes lie once they were found whole; None when there are none or they were spoilt."""
        place = self.place(sha256)
        try:
            whole = digest_of(place) == sha256
        except OSError:
            return None
        if not whole:
            self.set_aside(sha256)
            return None
        return place

    def set_aside(self, sha256: str) -> None:
        """Take spoilt bytes out of the way; they are kept for whoever wants to look, under a name nobody reads."""
        place = self.place(sha256)
        with contextlib.suppress(OSError):
            os.replace(place, place.with_suffix(".rusak"))

    def part(self, sha256: str) -> int:
        """How many bytes of a receiving that was interrupted lie here."""
        try:
            return (self.folder / PARTS / sha256).stat().st_size
        except OSError:
            return 0

    def add_part(self, sha256: str, at: int, data: bytes) -> None:
        """Put received bytes at their place in the part; whatever lay behind `at` goes. Raises OSError."""
        path = self.folder / PARTS / sha256
        with open(path, "r+b" if path.exists() else "x+b") as file:
            file.truncate(at)
            file.seek(at)
            file.write(data)

    def finish_part(self, sha256: str) -> bool:
        """Make a part whose bytes are those of its name a blob; False (and the part is gone) when they are not."""
        path = self.folder / PARTS / sha256
        if digest_of(path) != sha256:
            path.unlink()
            return False
        with open(path, "rb+") as file:
            os.fsync(file.fileno())
        self._publish(path, sha256)
        return True

    def drop_part(self, sha256: str) -> None:
        """Forget what was received so far."""
        with contextlib.suppress(OSError):
            (self.folder / PARTS / sha256).unlink(missing_ok=True)

    def _is_whole(self, digest: str, size: int) -> bool:
        place = self.place(digest)
        try:
            return place.stat().st_size == size and digest_of(place) == digest
        except OSError:
            return False

    def _publish(self, temporary: Path, digest: str) -> None:
        place = self.place(digest)
        new = not place.parent.exists()
        place.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(temporary, place)
        _sync_folder(place.parent)
        if new:
            _sync_folder(self.folder)


def _sync_folder(folder: Path) -> None:
    """Make a new name durable; Windows keeps names by itself and cannot open a folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
