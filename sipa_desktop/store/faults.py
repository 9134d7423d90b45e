"""What a disk or another program does to the database, in words: what happened, what is safe, what to do.

The driver's own sentence goes to the log by its kind only; it may hold what a person wrote.
"""

from __future__ import annotations

import errno
import logging
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


class StorageError(KnownError):
    """The database could not take or give something; what was saved before stays saved."""


class DiskFullError(StorageError):
    """There is no room on the disk."""

    def __init__(self) -> None:
        super().__init__(
            _("Cakram penuh"),
            _(
                "Cakram komputer ini penuh. Yang sudah tersimpan aman, dan tulisan terakhir masih di layar. "
                "Kosongkan sebagian cakram; SIPA menyimpannya sendiri begitu ada tempat."
            ),
            "disk_full",
        )


class BusyError(StorageError):
    """Another program holds the file."""

    def __init__(self) -> None:
        super().__init__(
            _("Data sedang dipakai program lain"),
            _(
                "Program lain, misalnya antivirus, sedang memegang data SIPA. Yang sudah tersimpan aman, dan tulisan "
                "terakhir masih di layar. SIPA mencoba menyimpannya lagi sendiri."
            ),
            "database_busy",
        )


class ReadOnlyError(StorageError):
    """The folder may be read and not written."""

    def __init__(self) -> None:
        super().__init__(
            _("Data hanya dapat dibaca"),
            _(
                "Folder data SIPA tidak boleh ditulisi. Yang sudah tersimpan aman dan dapat dibaca, dan tulisan "
                "terakhir masih di layar. Periksa izin folder itu; SIPA mencoba menyimpan lagi sendiri."
            ),
            "read_only",
        )


class DiskFaultError(StorageError):
    """The disk answered with a fault of its own."""

    def __init__(self) -> None:
        super().__init__(
            _("Penyimpanan bermasalah"),
            _(
                "Cakram komputer ini tidak menulis atau membaca dengan benar. Tulisan terakhir belum tersimpan dan "
                "masih di layar. Buat cadangan ke diska lepas sekarang, lalu minta cakramnya diperiksa."
            ),
            "disk_fault",
        )


class DamagedError(StorageError):
    """Pages of the file are not what was written; nothing of them was used."""

    def __init__(self) -> None:
        super().__init__(
            _("Data di komputer ini rusak"),
            _(
                "Sebagian berkas data tidak terbaca, jadi tidak dipakai. Yang sudah terkirim aman di kecamatan. "
                "Pulihkan dari cadangan terakhir; berkas yang rusak disisihkan, tidak dihapus."
            ),
            "damaged",
        )


_SAID: Final[tuple[tuple[str, Callable[[], StorageError]], ...]] = (
    ("disk is full", DiskFullError),
    ("is locked", BusyError),
    ("readonly database", ReadOnlyError),
    ("malformed", DamagedError),
    ("not a database", DamagedError),
    ("file is encrypted", DamagedError),
    ("disk i/o error", DiskFaultError),
    ("unable to open database", ReadOnlyError),
)


def storage_fault(fault: BaseException, path: Path) -> StorageError | None:
    """The fault in words, None when it is none of the disk's or another program's doing (then it is a bug)."""
    if isinstance(fault, StorageError):
        return fault
    kind = _kind(fault)
    if kind is DiskFaultError and _room(path) < LITTLE:
        kind = DiskFullError
    if kind is None:
        return None
    told = kind()
    log.warning("the database refused: %s", told.code)
    return told


def _kind(fault: BaseException) -> Callable[[], StorageError] | None:
    if isinstance(fault, OSError):
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFullError
        return DiskFaultError if fault.errno == errno.EIO else None
    if isinstance(fault, sa.exc.TimeoutError):
        return BusyError
    said = str(fault.orig if isinstance(fault, sa.exc.DBAPIError) else fault).lower()
    return next((kind for part, kind in _SAID if part in said), None)


def _room(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return LITTLE
