"""Sticks and other media that come and go: where they are, and whether a folder lies on one."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

MOUNTS: Final = Path("/proc/self/mounts")
_PLACES: Final = ("/media/", "/run/media/")
"""Where desktops mount what comes and goes; below /mnt lie disks that stay."""
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_REMOVABLE: Final = 2
"""Of GetDriveType; a large disk on a USB cable says that it is fixed."""


class Medium(StrEnum):
    """stick: may be pulled · own: this PC's own disk · unknown: the system does not tell (a cable's disk, a share)."""

    STICK = "stick"
    OWN = "own"
    UNKNOWN = "unknown"


class Place(NamedTuple):
    """Where a folder lies, and how a person would call it: `KIRIMAN`, `Dokumen`, `E:\\laporan`."""

    medium: Medium
    name: str


PlaceOf = Callable[[Path], Place]
"""The question to the system: where does a folder (or the file in it) lie?"""


def mounted_sticks(mounts: Path = MOUNTS) -> tuple[Path, ...]:
    """Where removable media stand, by name; empty where the system keeps no list. Touches no medium."""
    try:
        text = mounts.read_text("utf-8", "surrogateescape")
    except OSError:
        return _windows_sticks()
    named = (line.split(" ")[1] for line in text.splitlines() if line.count(" ") > 1)
    points = {_ESCAPED.sub(lambda found: chr(int(found[1], 8)), name) for name in named}
    return tuple(Path(name) for name in sorted(points) if name.startswith(_PLACES))


def place_of(folder: Path, mounts: Path = MOUNTS) -> Place:
    """Where a folder lies. What cannot be known is unknown, never taken for a stick or for this PC's own disk."""
    whole = Path(os.path.realpath(folder))
    for root in mounted_sticks(mounts):
        if whole.is_relative_to(root):
            return Place(Medium.STICK, "/".join((root.name or str(root), *whole.relative_to(root).parts)))
    if _on_own_disk(whole):
        return Place(Medium.OWN, whole.name or str(whole))
    return Place(Medium.UNKNOWN, str(whole))


def _on_own_disk(folder: Path) -> bool:
    try:
        home = Path.home()
        if sys.platform == "win32":
            return folder.drive.upper() == home.drive.upper()
        return os.stat(folder).st_dev in {os.stat(own).st_dev for own in (home, home.anchor)}
    except (OSError, RuntimeError):
        return False


def _windows_sticks() -> tuple[Path, ...]:
    if sys.platform != "win32":
        return ()
    import ctypes

    kernel = ctypes.windll.kernel32
    drives = kernel.GetLogicalDrives()
    roots = [f"{chr(ord('A') + at)}:\\" for at in range(2, 26) if drives >> at & 1]  # A and B are floppies
    return tuple(Path(root) for root in roots if kernel.GetDriveTypeW(ctypes.c_wchar_p(root)) == _REMOVABLE)
