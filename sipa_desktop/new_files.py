"""New files and new names, on Windows as elsewhere: a folder that refuses is told at once, a scanner is waited for.

`tempfile.mkstemp` tries two thousand million names in a Windows folder that allows no new file (Python before 3.14), so
it must not be used for a folder that somebody chose.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import threading
from pathlib import Path
from typing import Final

RENAME_TRIES: Final = 20
RENAME_PAUSE: Final = 0.1
"""Seconds. A virus scanner may hold a new file for about two seconds (Windows errors 5, 32, 33)."""

HELD_FILES_STAY: Final = os.name == "nt"
"""On Windows a file that somebody holds open cannot be renamed or replaced."""

_PIECE: Final = 1024 * 1024
_numbers: Final = itertools.count(1)
_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)


def digest_of(path: Path) -> str:
    """The SHA-256 (hex) of a file, read in pieces. OSError."""
    total = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            total.update(piece)
    return total.hexdigest()


def open_new(folder: Path, prefix: str = "", suffix: str = "") -> tuple[int, Path]:
    """Make an empty file of a new name, readable by this user only; return its handle and path. Raises OSError."""
    while True:
        path = folder / f"{prefix}{os.getpid()}-{next(_numbers)}{suffix}"
        try:
            return os.open(path, _FLAGS, 0o600), path
        except FileExistsError:
            continue  # left by a program of the same number that was ended; those are few


def put_in_place(source: Path, target: Path) -> None:
    """Rename over whatever is there; on Windows, wait about two seconds for whoever holds it. Raises OSError."""
    for attempt in range(RENAME_TRIES):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if not HELD_FILES_STAY or attempt == RENAME_TRIES - 1:
                raise
            threading.Event().wait(RENAME_PAUSE)


def sync_names(folder: Path) -> None:
    """Make the names in a folder durable; Windows keeps names by itself and cannot open a folder. Raises OSError."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def try_sync_names(folder: Path) -> None:
    """The same for files that are whole without it: sticks know no such thing."""
    with contextlib.suppress(OSError):
        sync_names(folder)
