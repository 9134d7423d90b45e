"""What a disk or another program does to the database, in words: what happened, what is safe, what to do.

The driver's own sentence goes to the log by its kind only; it may hold what a person wrote.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from sipa_core.messages import _
from sipa_desktop.disk_faults import (
    BusyError,
    DamagedError,
    DiskFaultError,
    DiskFullError,
    ReadOnlyError,
    StorageError,
    of_number,
)
from sipa_desktop.errors import KnownError

log = logging.getLogger(__name__)

LITTLE: Final = 1 << 20
"""Bytes. With less than this left, a fault of the disk is taken for a full one: SQLite cannot always tell."""
PROBE: Final = "sipa.coba"


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
        kind = of_number(fault.errno)
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
        return of_number(fault.errno)
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
