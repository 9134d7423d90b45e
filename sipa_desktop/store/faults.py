"""What a disk or another program does to the database, in words: what happened, what is safe, what to do.

The driver's own sentence goes to the log by its kind only; it may hold what a person wrote.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from sipa_core.messages import _
from sipa_desktop.errors import KnownError

log = logging.getLogger(__name__)

LITTLE: Final = 1 << 20
"""Bytes. With less than this left, a fault of the disk is taken for a full one: SQLite cannot always tell."""
PROBE: Final = "sipa.coba"


class StorageError(KnownError):
    """The database could not take or give something; what was saved before stays saved."""

    def __init__(self, title: str, message: str, typing: str, opening: str, code: str) -> None:
        super().__init__(title, message, code, typing=typing, opening=opening)


class DiskFullError(StorageError):
    """There is no room on the disk."""

    def __init__(self) -> None:
        super().__init__(
            _("Hard disk penuh"),
            _(
                "Hard disk komputer ini penuh, jadi yang tadi diminta belum terlaksana. Yang sudah tersimpan aman. "
                "Hapus berkas yang tidak dipakai lagi, misalnya unduhan lama, lalu coba lagi."
            ),
            _(
                "Hard disk komputer ini penuh. Yang sudah tersimpan aman, dan tulisan terakhir masih di layar. Hapus "
                "berkas yang tidak dipakai lagi, misalnya unduhan lama; SIPA menyimpannya sendiri begitu ada tempat."
            ),
            _(
                "Hard disk komputer ini penuh, jadi SIPA belum dapat dibuka. Data Anda aman dan tidak diubah. Hapus "
                "berkas yang tidak dipakai lagi, misalnya unduhan lama, lalu coba lagi."
            ),
            "disk_full",
        )


class BusyError(StorageError):
    """Another program holds the file."""

    def __init__(self) -> None:
        super().__init__(
            _("Data sedang dipakai program lain"),
            _(
                "Program lain, misalnya antivirus, sedang memegang data SIPA, jadi yang tadi diminta belum terlaksana. "
                "Yang sudah tersimpan aman. Tunggu sebentar, lalu coba lagi."
            ),
            _(
                "Program lain, misalnya antivirus, sedang memegang data SIPA. Yang sudah tersimpan aman, dan tulisan "
                "terakhir masih di layar. SIPA mencoba menyimpannya lagi sendiri."
            ),
            _(
                "Program lain, misalnya antivirus, sedang memegang data SIPA, jadi SIPA belum dapat dibuka. Data Anda "
                "aman dan tidak diubah. Tunggu satu menit, lalu coba lagi."
            ),
            "database_busy",
        )


class ReadOnlyError(StorageError):
    """The folder may be read and not written."""

    def __init__(self) -> None:
        super().__init__(
            _("Data hanya dapat dibaca"),
            _(
                "Folder data SIPA sedang tidak dapat ditulisi, jadi yang tadi diminta belum terlaksana. Yang sudah "
                "tersimpan aman dan tetap dapat dibaca. Minta izin folder itu diperiksa, lalu coba lagi."
            ),
            _(
                "Folder data SIPA sedang tidak dapat ditulisi. Yang sudah tersimpan aman dan tetap dapat dibaca, dan "
                "tulisan terakhir masih di layar. Minta izin folder itu diperiksa; SIPA mencoba menyimpan lagi sendiri."
            ),
            _(
                "SIPA tidak dapat menulis di folder data. Data Anda aman dan tidak diubah. Minta izin folder itu "
                "diperiksa, atau salin data ke tempat lain."
            ),
            "read_only",
        )


class DiskFaultError(StorageError):
    """The disk answered with a fault of its own."""

    def __init__(self) -> None:
        super().__init__(
            _("Penyimpanan bermasalah"),
            _(
                "Hard disk komputer ini tidak menulis atau membaca dengan benar, jadi yang tadi diminta belum "
                "terlaksana. Yang sudah terkirim aman di kecamatan. Buat cadangan ke USB sekarang, lalu minta hard "
                "disknya diperiksa."
            ),
            _(
                "Hard disk komputer ini tidak menulis atau membaca dengan benar. Tulisan terakhir masih di layar, dan "
                "SIPA mencoba menyimpannya lagi sendiri. Yang sudah terkirim aman di kecamatan. Buat "
                "cadangan ke USB sekarang, lalu minta hard disknya diperiksa."
            ),
            _(
                "Hard disk komputer ini tidak menulis atau membaca dengan benar, jadi SIPA belum dapat dibuka. Yang "
                "sudah terkirim aman di kecamatan. Salin data ke tempat lain sekarang, lalu minta hard disknya "
                "diperiksa."
            ),
            "disk_fault",
        )


class DamagedError(StorageError):
    """Pages of the file are not what was written; nothing of them was used."""

    def __init__(self) -> None:
        words = _(
            "Sebagian berkas data tidak terbaca, jadi tidak dipakai. Yang sudah terkirim aman di kecamatan. "
            "Pulihkan dari cadangan terakhir; berkas yang rusak disisihkan, tidak dihapus."
        )
        typing = _(
            "Sebagian berkas data tidak terbaca, jadi tulisan terakhir belum tersimpan dan masih di layar. Yang sudah "
            "terkirim aman di kecamatan. Salin tulisan itu, lalu tutup dan buka lagi SIPA untuk memulihkan."
        )
        super().__init__(_("Data di komputer ini rusak"), words, typing, words, "damaged")


_SAID: Final[tuple[tuple[str, Callable[[], StorageError]], ...]] = (
    ("disk is full", DiskFullError),
    ("is locked", BusyError),
    ("locking protocol", BusyError),
    ("readonly database", ReadOnlyError),
    ("malformed", DamagedError),
    ("not a database", DamagedError),
    ("file is encrypted", DamagedError),
    ("disk i/o error", DiskFaultError),
    ("unable to open database", ReadOnlyError),
)

_VAGUE: Final = ("disk i/o error", "unable to open database")
"""What SQLite says of several faults alike; the disk itself is then asked which one it is."""


def storage_fault(fault: BaseException, path: Path) -> StorageError | None:
    """The fault in words, None when it is none of the disk's or another program's doing (then it is a bug)."""
    if isinstance(fault, StorageError):
        return fault
    if isinstance(fault, OSError):
        kind = _of_number(fault.errno)
    elif isinstance(fault, sa.exc.TimeoutError):
        kind = BusyError
    elif isinstance(fault, MemoryError):
        kind = DamagedError  # what the driver says of every page after one that it could not unseal
    else:
        said = str(fault.orig if isinstance(fault, sa.exc.DBAPIError) else fault).lower()
        kind = next((kind for part, kind in _SAID if part in said), None)
        if any(part in said for part in _VAGUE):
            kind = _asked(path) or kind
    if kind is None:
        return None
    told = kind()
    log.warning("the database refused: %s", told.code)
    return told


def _of_number(number: int | None) -> Callable[[], StorageError] | None:
    match number:
        case errno.ENOSPC | errno.EDQUOT:
            return DiskFullError
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return ReadOnlyError
        case errno.EIO:
            return DiskFaultError
        case _:
            return None


def _asked(path: Path) -> Callable[[], StorageError] | None:
    """What the disk itself says when a small file is written beside the database; None when it takes it well."""
    probe = path.with_name(PROBE)
    try:
        with open(probe, "wb") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
        return DiskFullError if shutil.disk_usage(path.parent).free < LITTLE else None
    except OSError as fault:
        return _of_number(fault.errno)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


def only_read() -> KnownError:
    """Said of every change to data that a newer program made."""
    return KnownError(
        _("Data ini hanya dapat dibaca"),
        _("Data ini dibuat SIPA yang lebih baru, jadi versi ini tidak mengubahnya. Perbarui SIPA untuk melanjutkan."),
        "newer_read_only",
    )
