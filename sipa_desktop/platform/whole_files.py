"""Files that are either whole or not there: written under another name, put on the disk, then renamed.

Whatever goes wrong is said in words that name the stick or the disk, and what stood there before stays.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from sipa_core.messages import _
from sipa_desktop.errors import KnownError
from sipa_desktop.new_files import digest_of, open_new, put_in_place, try_sync_names

_WINDOWS_MEANINGS: Final = {
    19: errno.EROFS,  # write-protected; Python says EACCES
    21: errno.ENODEV,  # not ready: a reader without its card; Python says EACCES
    55: errno.ENODEV,
    433: errno.ENODEV,  # a stick that was pulled out; Python says EINVAL for these
    1006: errno.ENODEV,
    1167: errno.ENODEV,
}
"""Windows' own numbers where Python's translation to errno says something else."""


class NotWritten(KnownError):  # noqa: N818 - an answer to a full or locked disk, no fault of the program
    """The file was not written; what stood under its name before is untouched."""


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file so that it is whole under its name when this returns, also after a power cut.

    A `private` one may be read by this user only. NotWritten, a KnownError with words, when the place is full,
    read-only, gone or not allowed.
    """
    with _beside(path, ".sipa-") as (file, written):
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            with contextlib.suppress(OSError):
                os.chmod(written, 0o644)  # a new file keeps others out; a report is meant to be handed on


@contextlib.contextmanager
def _beside(path: Path, beginning: str) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file in the folder of `path`: it takes that name when the block ends well, and is gone when it does not."""
    written: Path | None = None
    try:
        handle, written = open_new(path.parent, beginning, ".part")
        yield os.fdopen(handle, "wb"), written
        put_in_place(written, path)
        written = None
        try_sync_names(path.parent)
    except OSError as fault:
        raise _told(path, fault) from fault
    finally:
        if written is not None:
            with contextlib.suppress(OSError):
                written.unlink()


class _Counted:
    """What is written through it is counted and hashed on its way to the file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._total = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._file.write(data)
        self._total.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()

    @property
    def digest(self) -> str:
        return self._total.hexdigest()


def write_checked(path: Path, write: Callable[[BinaryIO], None]) -> tuple[str, int]:
    """Let `write` fill a file on a stick, read it back from there, and only then give it its name.

    Returns its SHA-256 and size. NotWritten when the stick did not take it or gives back something else; then nothing
    stands under the name that was not there before.
    """
    with _beside(path, "sipa-") as (file, written):
        with file:
            counted = _Counted(file)
            write(cast(BinaryIO, counted))
            file.flush()
            os.fsync(file.fileno())
            _forget_cached(file.fileno())
        if digest_of(written) != counted.digest:
            raise NotWritten(
                _("Berkas belum tersimpan"),
                _("{place} mengembalikan isi yang lain dari yang ditulis. Data di SIPA aman. Pakai USB lain.").format(
                    place=path.parent.name or str(path.parent)
                ),
                "not_read_back",
            )
    return counted.digest, counted.size


def _forget_cached(handle: int) -> None:
    """Let the reading back come from the stick and not from memory, where the system knows how to."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def replace_whole(source: Path, target: Path) -> None:
    """Put a whole, written file in the place of another, durable when this returns. NotWritten when it cannot be."""
    try:
        with open(source, "rb+") as file:
            os.fsync(file.fileno())
        put_in_place(source, target)
        try_sync_names(target.parent)
    except OSError as fault:
        raise _told(target, fault) from fault


def _told(path: Path, fault: OSError) -> NotWritten:
    safe = _("Data di SIPA aman.")
    match _WINDOWS_MEANINGS.get(getattr(fault, "winerror", None) or 0, fault.errno):
        case errno.ENOSPC | errno.EDQUOT:
            words = _("Tempat di {place} sudah penuh. {safe} Kosongkan sebagian, atau pilih tempat lain.")
        case errno.EROFS:
            words = _("{place} hanya dapat dibaca. {safe} Buka kunci USB-nya, atau pilih tempat lain.")
        case errno.EACCES | errno.EPERM:
            words = _("{place} tidak mengizinkan berkas baru, atau berkas itu sedang dibuka. {safe} Pilih tempat lain.")
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.ENOTDIR:
            words = _("{place} tidak ada lagi. {safe} Pasang lagi USB-nya, atau pilih tempat lain.")
        case errno.ENAMETOOLONG | errno.EINVAL:
            words = _("Nama berkas itu tidak dapat dipakai di {place}. {safe} Pilih nama yang lebih pendek.")
        case _:
            words = _("{place} belum dapat ditulisi. {safe} Coba lagi, atau pilih tempat lain.")
    place = path.parent.name or str(path.parent)
    return NotWritten(_("Berkas belum tersimpan"), words.format(place=place, safe=safe), "not_written")
