"""Files sealed with age for a recipient: under their final name only when whole, durable, and read again.

The end of a name is the beginning of the SHA-256 of the sealed bytes, so that anybody can tell a spoilt file without
the key. What a killed run leaves ends in `.bagian` and counts as nothing.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from sipa_core.messages import _
from sipa_server.errors import KnownError
from sipa_server.store.blob_files import PIECE, sync_folder

PART: Final = ".bagian"
DIGITS: Final = 32
_LEFT_BEHIND: Final = 24 * 60 * 60 * 1000
"""Seconds after which a part is of a run that is over."""


class Counted:
    """A stream that is written through, with the SHA-256 and the size of what went; keeps a fault of its own."""

    def __init__(self, target: BinaryIO | None = None) -> None:
        self._target = target
        self._total = hashlib.sha256()
        self.size = 0
        self.fault: OSError | None = None

    def write(self, data: bytes) -> int:
        """Pass the bytes on, to nowhere when there is no target."""
        if self._target is not None:
            try:
                self._target.write(data)
            except OSError as fault:
                self.fault = fault
                raise
        self._total.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Pass it on."""
        if self._target is not None:
            self._target.flush()

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all that was written."""
        return self._total.hexdigest()


def seal(source: BinaryIO, folder: Path, stem: str, ending: str, recipient: str) -> Path:
    """Seal a stream into `folder/stem-DIGEST.ending` and return the path; durable and read again when this returns.

    KnownError when the place is full, cannot be written, or does not give back what was written.
    """
    import pyrage

    part = folder / f"{stem}.{os.getpid()}{PART}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(part, "wb") as file:
                out = Counted(file)
                try:
                    pyrage.encrypt_io(source, out, [pyrage.x25519.Recipient.from_str(recipient)])
                except Exception:
                    if out.fault is not None:
                        raise out.fault from None
                    raise
                file.flush()
                os.fsync(file.fileno())
            if digest_of(part) != out.digest:
                raise KnownError(
                    _("Tempat cadangan tidak dapat dipercaya"),
                    _(
                        "Yang ditulis tidak terbaca sama. Cadangan ini tidak dibuat; data server dan cadangan "
                        "sebelumnya tetap ada. Pakai diska lain."
                    ),
                    "not_read_back",
                )
            final = folder / f"{stem}-{out.digest[:DIGITS]}{ending}"
            os.replace(part, final)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as fault:
        raise place_fault(fault) from fault
    return final


def unseal(path: Path, target: Counted, identity: str) -> bool:
    """Write what a sealed file holds to the target; False when this key does not open it or it is spoilt.

    What was written before a spoilt place is worth nothing: the caller compares the digest of the whole. Raises
    OSError of the target.
    """
    import pyrage

    try:
        with open(path, "rb") as file:
            pyrage.decrypt_io(file, target, [pyrage.x25519.Identity.from_str(identity)])
    except Exception:  # noqa: BLE001 - whatever a spoilt file or another key makes of it, it does not open
        if target.fault is not None:
            raise target.fault from None
        return False
    return True


def digest_of(path: Path) -> str:
    """SHA-256 (hex) of a file, read from the medium where the system allows to ask for that. Raises OSError."""
    total = hashlib.sha256()
    with open(path, "rb") as file:
        _forget_cached(file)
        while piece := file.read(PIECE):
            total.update(piece)
    return total.hexdigest()


def is_whole(path: Path) -> bool:
    """True when a sealed file holds the bytes that its name tells of."""
    told = path.name.split(".")[0].rsplit("-", 1)[-1]
    try:
        return len(told) == DIGITS and digest_of(path).startswith(told)
    except OSError:
        return False


def sweep(folder: Path, now: int) -> None:
    """Remove what runs that were killed left behind more than a day before `now` (UTC ms)."""
    before = (now - _LEFT_BEHIND) / 1000
    for part in _parts(folder):
        if part.stat().st_mtime < before:
            part.unlink(missing_ok=True)


def place_fault(fault: OSError) -> KnownError:
    """What a fault of the place for backups is in words."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return KnownError(
            _("Tempat cadangan penuh"),
            _(
                "Cadangan ini tidak dibuat. Data server dan cadangan sebelumnya aman. "
                "Kosongkan sebagian tempat itu atau pakai diska lain, lalu ulangi."
            ),
            "backup_full",
        )
    return KnownError(
        _("Tempat cadangan tidak dapat ditulis"),
        _(
            "Cadangan ini tidak dibuat. Data server dan cadangan sebelumnya aman. "
            "Periksa apakah diska terpasang dan boleh ditulis, lalu ulangi."
        ),
        "backup_place",
    )


def _parts(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob(f"*{PART}") if path.is_file())


def _forget_cached(file: Any) -> None:
    advise = getattr(os, "posix_fadvise", None)
    if advise is not None:
        advise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
