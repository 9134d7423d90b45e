"""Puts data that were made ready in the place of a profile's, so that a power cut leaves the one or the other whole.

All is made ready beside the profile's files first; then a mark is set, and from then on the exchange is finished at the
next start as well. What lay there before is set aside in a folder of the profile, never removed. Light on purpose: this
is looked at before anything heavy is loaded.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import shutil
from pathlib import Path
from typing import Final

from sipa_core.messages import _
from sipa_desktop.errors import KnownError
from sipa_desktop.new_files import put_in_place, try_sync_names
from sipa_desktop.settings import DATABASE

log = logging.getLogger(__name__)

READY: Final = "pulihkan"
MARK: Final = "SIAP"
EMPTY: Final = "KOSONG"
STAMP: Final = "kapan"
ASIDE: Final = "disisihkan"
_OLD: Final = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


class UnfinishedError(KnownError):
    """An exchange was decided, and the disk or another program keeps it from its end: `finish` goes on with it."""

    def __init__(self) -> None:
        super().__init__(
            _("Data belum selesai diganti"),
            _(
                "Data di komputer ini belum selesai diganti: hard disk penuh, atau program lain sedang memakai "
                "berkasnya. Tidak ada yang hilang, dan SIPA meneruskannya saat dibuka lagi. Kosongkan sebagian atau "
                "tutup program lain, lalu coba lagi."
            ),
            "exchange_unfinished",
        )


def begin(profile: Path, stamp: str) -> Path:
    """The folder in which new data are made ready, with nothing in it yet; `stamp` names what will be set aside.

    An exchange that was decided before is finished first. OSError; UnfinishedError when that one cannot be.
    """
    finish(profile)
    ready = profile / READY
    ready.mkdir(parents=True)
    (ready / STAMP).write_text(stamp, encoding="ascii")
    return ready


def commit(profile: Path) -> None:
    """From here on what was made ready takes the place of the data, also when the power goes.

    OSError when the disk or another program does not let it; then nothing has changed. UnfinishedError when it was too
    late for that, or what had gone cannot be put back.
    """
    ready = profile / READY
    for file in ready.iterdir():
        to_disk(file)
    moved: list[tuple[Path, Path]] = []
    try:
        (ready / MARK).touch()
        to_disk(ready / MARK)
        try_sync_names(ready)
        try_sync_names(profile)
        _make_room(profile, moved)
    except OSError:
        _take_back(profile, moved)
        raise
    finish(profile)


def finish(profile: Path) -> bool:
    """Finish an exchange that was decided; True when there was one. Called before a profile is opened.

    Two marks, one after the other: until the second stands, only old files move, afterwards only new ones.
    UnfinishedError when it stays decided; OSError when the folder cannot even be looked at.
    """
    ready = profile / READY
    decided = (ready / MARK).exists() or (ready / EMPTY).exists()
    if decided:
        try:
            if (ready / MARK).exists():
                _make_room(profile, [])
            _move_in(profile)
        except OSError as fault:
            raise _unfinished(fault) from None
    shutil.rmtree(ready, ignore_errors=True)  # what is left of it, or was made ready and never decided
    return decided


def _make_room(profile: Path, moved: list[tuple[Path, Path]]) -> None:
    """Set database and key files aside, where their password still opens them, and set the second mark. OSError.

    Goes on where it was cut off before. `moved` gets every file that went: where it lay, and where it lies now.
    """
    ready = profile / READY
    old = [path for path in (*(profile / name for name in _OLD), *profile.glob("kunci*.json")) if path.exists()]
    aside = _room(profile, (ready / STAMP).read_text(encoding="ascii"), old)
    aside.mkdir(exist_ok=True)
    for path in old:
        put_in_place(path, aside / path.name)
        moved.append((path, aside / path.name))
    try_sync_names(aside)
    try_sync_names(profile)
    put_in_place(ready / MARK, ready / EMPTY)
    try_sync_names(ready)


def _room(profile: Path, stamp: str, old: list[Path]) -> Path:
    """A folder for what is set aside in which no file of such a name lies: a PC's clock may show one second twice."""
    names = itertools.chain([stamp], (f"{stamp}-{number}" for number in itertools.count(2)))
    folders = (profile / f"{ASIDE}-{name}" for name in names)
    return next(folder for folder in folders if not any((folder / path.name).exists() for path in old))


def _take_back(profile: Path, moved: list[tuple[Path, Path]]) -> None:
    """Let a refused exchange never have been decided: the old files lie as before, then the mark goes.

    A power cut meanwhile leaves it decided, which nobody was told otherwise yet. UnfinishedError.
    """
    ready = profile / READY
    try:
        if (ready / EMPTY).exists():
            raise UnfinishedError
        for lay, lies in reversed(moved):
            put_in_place(lies, lay)
        try_sync_names(profile)
        (ready / MARK).unlink(missing_ok=True)
    except OSError as fault:
        raise _unfinished(fault) from None
    try_sync_names(ready)
    shutil.rmtree(ready, ignore_errors=True)
    for folder in profile.glob(f"{ASIDE}-*"):
        with contextlib.suppress(OSError):
            folder.rmdir()  # only an empty one goes


def _move_in(profile: Path) -> None:
    """Put the new files where there is room for them now; the exchange is over when the second mark goes. OSError."""
    ready = profile / READY
    for file in ready.iterdir():
        if file.name not in (EMPTY, STAMP):
            put_in_place(file, profile / file.name)
    try_sync_names(profile)
    (ready / EMPTY).unlink()


def _unfinished(fault: OSError) -> UnfinishedError:
    log.warning("an exchange of the data was not finished: %s", type(fault).__name__)
    return UnfinishedError()


def to_disk(file: Path) -> None:
    """Make the content of a file durable. OSError."""
    with open(file, "rb+") as opened:
        os.fsync(opened.fileno())
