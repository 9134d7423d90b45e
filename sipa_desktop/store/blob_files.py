"""The bytes of attachments on this PC's disk, encrypted, each under the SHA-256 of its plain bytes, never changed.

A name appears only when its bytes are whole and durable: temporary name, fsync, rename, fsync of the folder. What was
read is checked against the name before anybody uses it. Each data key has a folder of its own, so that data that were
set aside under another key keep their attachments.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from sipa_core.ports import Entropy
from sipa_desktop.new_files import open_new, put_in_place, sync_names
from sipa_desktop.store.blob_cipher import FRAME, PIECE, BlobCipher, plain_size
from sipa_desktop.store.blob_cipher import SpoiltError as SpoiltError

LOCKED: Final = "terkunci"
TEMPORARY: Final = "baru"
PARTS: Final = "bagian"
LENT: Final = "dibuka"
BEFORE: Final = "sipa-lampiran"
"""Where an earlier version left its plain copies for other programs, in the folder of passing files."""
SPOILT: Final = ".rusak"
HEAD: Final = b"SIPA-B1\n"
"""The first bytes of every file: which form it has."""


class BlobFiles:
    """The folder of a profile's attachments, under its data key. May be used from any thread."""

    def __init__(self, folder: Path, key: bytes, entropy: Entropy) -> None:
        self._cipher = BlobCipher(key, entropy)
        self.outer = folder
        """Where a version before encryption kept them in the clear: `<outer>/ab/<sha256>`."""
        self.folder = folder / f"{LOCKED}-{self._cipher.mark}"

    def begin(self) -> None:
        """Make the folders and remove what an interrupted storing left; only while nobody else has the profile."""
        for name in (TEMPORARY, PARTS):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for left in (self.folder / TEMPORARY).iterdir():
            with contextlib.suppress(OSError):
                left.unlink()
        self.take_back()

    def place(self, sha256: str) -> Path:
        """Where the bytes with this hash lie, or would."""
        return self.folder / sha256[:2] / sha256

    def lies(self, sha256: str) -> bool:
        """Whether there is a file under that name, encrypted or not yet; nothing of it is read."""
        return self.place(sha256).exists() or (self.outer / sha256[:2] / sha256).exists()

    def put(self, data: bytes) -> str:
        """Store bytes and return their SHA-256 (hex). When this returns they are durable. Raises OSError."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.is_whole(digest):
            self._store(digest, data, self.place(digest))
        return digest

    def read(self, sha256: str) -> bytes:
        """The whole bytes, checked. Raises FileNotFoundError, SpoiltError (they were put aside) or another OSError."""
        try:
            return self._checked(sha256)
        except FileNotFoundError:
            return self._read_unlocked(sha256)
        except SpoiltError:
            self.set_aside(sha256)
            raise

    def check(self, sha256: str) -> bool:
        """True once the bytes were found whole; spoilt ones are put aside."""
        try:
            return self.read(sha256) is not None
        except (OSError, SpoiltError):
            return False

    def is_whole(self, sha256: str) -> bool:
        """True when the encrypted bytes are here and those of their name; nothing is put aside."""
        try:
            return self._digest(self.place(sha256), sha256) == sha256
        except (OSError, SpoiltError):
            return False

    def set_aside(self, sha256: str) -> None:
        """Take spoilt bytes out of the way; they are kept for whoever wants to look, under a name nobody reads."""
        place = self.place(sha256)
        with contextlib.suppress(OSError):
            os.replace(place, place.with_suffix(SPOILT))

    def drop(self, sha256: str) -> None:
        """Remove the bytes and what was received of them; only while nobody else has the profile. Raises OSError."""
        self.place(sha256).unlink(missing_ok=True)
        self.drop_part(sha256)

    def part(self, sha256: str) -> int:
        """How many bytes of a receiving that was interrupted lie here."""
        path = self.folder / PARTS / sha256
        try:
            size = plain_size(path.stat().st_size - len(HEAD))
            last = max(0, size - 1) // PIECE
            with open(path, "rb") as file:
                try:
                    self._frame(file, sha256, last)
                except SpoiltError:
                    return last * PIECE  # the power went while the last frame was written
        except OSError:
            return 0
        return size

    def add_part(self, sha256: str, at: int, data: bytes) -> None:
        """Put received bytes at their place in the part; whatever lay behind `at` goes. Raises OSError.

        `at` is at most what `part` says; the part of which that is not true is dropped.
        """
        path = self.folder / PARTS / sha256
        index, inside = divmod(at, PIECE)
        with open(path, "r+b" if path.exists() else "x+b") as file:
            try:
                before = self._frame(file, sha256, index)[:inside] if inside else b""
                if len(before) < inside or (file.seek(0, os.SEEK_END) < _offset(index) and at):
                    raise SpoiltError(sha256)
            except SpoiltError:
                spoilt = True
            else:
                spoilt = False
                file.seek(0)
                file.write(HEAD)
                file.seek(_offset(index))
                self._write(file, sha256, index, before + data)
                file.truncate()
        if spoilt:
            self.drop_part(sha256)
            raise OSError(errno.EIO, "the part of a file is not whole")

    def finish_part(self, sha256: str) -> bool:
        """Make a part whose bytes are those of its name a blob; False (and the part is gone) when they are not."""
        path = self.folder / PARTS / sha256
        try:
            whole = self._digest(path, sha256) == sha256
        except SpoiltError:
            whole = False
        if not whole:
            path.unlink()
            return False
        try:
            with open(path, "rb+") as file:
                os.fsync(file.fileno())
            self._publish(path, self.place(sha256))
        except OSError:
            # What the disk did not take is in the system's memory as if it had: only what comes anew can be trusted.
            self.drop_part(sha256)
            raise
        return True

    def drop_part(self, sha256: str) -> None:
        """Forget what was received so far."""
        with contextlib.suppress(OSError):
            (self.folder / PARTS / sha256).unlink(missing_ok=True)

    def lend(self, sha256: str, ending: str) -> Path:
        """A plain copy for another program, readable by this user only, gone when the desk is closed.

        Raises like `read`.
        """
        data = self.read(sha256)
        folder = self.outer / LENT
        folder.mkdir(mode=0o700, exist_ok=True)
        handle, path = open_new(folder, f"{sha256[:16]}-", ending)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return path

    def take_back(self) -> None:
        """Remove the plain copies; one that a program on Windows holds open goes at the next start."""
        shutil.rmtree(self.outer / LENT, ignore_errors=True)

    def unlocked(self) -> list[Path]:
        """The files that a version before encryption left in the clear, parts and spoilt ones among them."""
        found: list[Path] = []
        for folder in (*self.outer.glob("[0-9a-f][0-9a-f]"), self.outer / PARTS, self.outer / TEMPORARY):
            with contextlib.suppress(OSError):
                found += [path for path in folder.iterdir() if path.is_file()]
        return sorted(found)

    def lock_up(self, path: Path) -> None:
        """Encrypt one of the `unlocked`. The plain file goes only when the encrypted one is durable. Raises OSError."""
        sha256, data = path.stem, path.read_bytes()
        if path.parent.name == PARTS:
            part = self.folder / PARTS / sha256
            if not part.exists():
                self._store(sha256, data, part)
        elif path.parent.name != TEMPORARY:  # what was never called stored belongs to nobody
            right = hashlib.sha256(data).hexdigest() == sha256
            if not (right and self.is_whole(sha256)):
                place = self.place(sha256)
                self._store(sha256, data, place if right else place.with_suffix(SPOILT))
        path.unlink()
        with contextlib.suppress(OSError):
            path.parent.rmdir()  # once it is empty

    def forget_copies_before(self) -> None:
        """Remove the plain copies for other programs that an earlier version never removed."""
        import tempfile  # not needed at a start

        shutil.rmtree(Path(tempfile.gettempdir()) / BEFORE, ignore_errors=True)

    def _checked(self, sha256: str) -> bytes:
        data = b"".join(self._pieces(self.place(sha256), sha256))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise SpoiltError(sha256)
        return data

    def _read_unlocked(self, sha256: str) -> bytes:
        """The same for bytes that still lie in the clear; their turn to be encrypted comes."""
        path = self.outer / sha256[:2] / sha256
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return self._checked(sha256)  # its turn came in between
        if hashlib.sha256(data).hexdigest() != sha256:
            raise SpoiltError(sha256)
        return data

    def _store(self, sha256: str, data: bytes, target: Path) -> None:
        handle, temporary = open_new(self.folder / TEMPORARY)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(HEAD)
                self._write(file, sha256, 0, data)
                file.flush()
                os.fsync(file.fileno())
            self._publish(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise

    def _write(self, file: BinaryIO, sha256: str, index: int, data: bytes) -> None:
        """Seal plain bytes from the frame at `index` on, where the file stands."""
        for number, start in enumerate(range(0, len(data), PIECE), index):
            file.write(self._cipher.seal(sha256, number, data[start : start + PIECE]))

    def _frame(self, file: BinaryIO, sha256: str, index: int) -> bytes:
        file.seek(_offset(index))
        return self._cipher.open(sha256, index, file.read(FRAME))

    def _pieces(self, path: Path, sha256: str) -> Iterator[bytes]:
        """The plain bytes of a file, a frame at a time. OSError, SpoiltError."""
        with open(path, "rb") as file:
            if file.read(len(HEAD)) != HEAD:
                raise SpoiltError(sha256)
            index = 0
            while frame := file.read(FRAME):
                yield self._cipher.open(sha256, index, frame)
                index += 1

    def _digest(self, path: Path, sha256: str) -> str:
        total = hashlib.sha256()
        for piece in self._pieces(path, sha256):
            total.update(piece)
        return total.hexdigest()

    def _publish(self, temporary: Path, place: Path) -> None:
        new = not place.parent.exists()
        place.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(temporary, place)
        try:
            sync_names(place.parent)
            if new:
                sync_names(self.folder)
        except OSError:
            with contextlib.suppress(OSError):
                place.unlink()  # else the next storing finds the bytes and calls durable what is not
            raise


def _offset(index: int) -> int:
    return len(HEAD) + index * FRAME
