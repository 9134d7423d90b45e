"""Puts data that were made ready in the place of a profile's, so that a power cut leaves the one or the other whole.

All is made ready beside the profile's files first; then a mark is set, and from then on the exchange is finished at the
next start as well. What lay there before is set aside in a folder of the profile, never removed. Light on purpose: this
is looked at before anything heavy is loaded.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Final

from sipa_desktop.settings import DATABASE

READY: Final = "pulihkan"
MARK: Final = "SIAP"
EMPTY: Final = "KOSONG"
STAMP: Final = "kapan"
ASIDE: Final = "disisihkan"
_OLD: Final = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


def commit(profile: Path) -> None:
    """From here on the copy takes the place of the data, also when the power goes. OSError."""
    ready = profile / READY
    for file in ready.iterdir():
        to_disk(file)
    (ready / MARK).touch()
    to_disk(ready / MARK)
    names_to_disk(ready)
    names_to_disk(profile)
    finish(profile)


def finish(profile: Path) -> bool:
    """Finish an exchange that was decided; True when there was one. Called before a profile is opened. OSError.

    Two marks, one after the other: until the second stands, only old files move, afterwards only new ones.
    """
    ready = profile / READY
    if (ready / MARK).exists():
        set_aside(profile, (ready / STAMP).read_text(encoding="ascii"))
        os.replace(ready / MARK, ready / EMPTY)
        names_to_disk(ready)
    if not (ready / EMPTY).exists():
        shutil.rmtree(ready, ignore_errors=True)  # made ready and never decided
        return False
    for file in ready.iterdir():
        if file.name not in (EMPTY, STAMP):
            os.replace(file, profile / file.name)
    names_to_disk(profile)
    (ready / EMPTY).unlink()
    shutil.rmtree(ready, ignore_errors=True)
    return True


def set_aside(profile: Path, stamp: str) -> Path:
    """Put the database and its key files into a folder of their own, where they can still be opened by their password.

    A second call with the same stamp goes on where the first was cut off. OSError.
    """
    aside = profile / f"{ASIDE}-{stamp}"
    aside.mkdir(exist_ok=True)
    for path in [*(profile / name for name in _OLD), *profile.glob("kunci*.json")]:
        if path.exists():
            os.replace(path, aside / path.name)
    names_to_disk(aside)
    names_to_disk(profile)
    return aside


def to_disk(file: Path) -> None:
    """Make the content of a file durable. OSError."""
    with open(file, "rb+") as opened:
        os.fsync(opened.fileno())


def names_to_disk(folder: Path) -> None:
    """Make the names in a folder durable; sticks and Windows know no such thing, and a copy is whole without."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
