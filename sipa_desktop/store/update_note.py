"""The note of an update that is being tried, beside the data, and the way back to the data as they were before.

It is there from before the new program opens the data until that program has proved itself, or the old one is back.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Final

import msgspec

from sipa_desktop.new_files import open_new, put_in_place, try_sync_names
from sipa_desktop.settings import DATABASE, UPDATE_NOTE
from sipa_desktop.store import exchange
from sipa_desktop.store.engine import DatabaseFault, open_copy
from sipa_desktop.store.restore import make_ready
from sipa_desktop.store.snapshot import SpoiltCopyError, read_snapshot
from sipa_desktop.store.trace import GENERATION, Trace

log = logging.getLogger(__name__)

SEEN: Final = "pembaruan.terlihat"
_MAX_NOTE: Final = 64 * 1024


class UpdateNote(msgspec.Struct, frozen=True):
    """From which release's folder to which, with what form of the data and where their copy lies; when (UTC ms)."""

    old: str
    new: str
    version: str
    schema: str
    copy: str
    at: int


def read_note(profile: Path) -> UpdateNote | None:
    """The note, None when no update is being tried."""
    try:
        with open(profile / UPDATE_NOTE, "rb") as file:
            return msgspec.json.decode(file.read(_MAX_NOTE), type=UpdateNote)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def write_note(profile: Path, note: UpdateNote) -> None:
    """Set the note, durable when this returns. OSError."""
    (profile / SEEN).unlink(missing_ok=True)
    handle, written = open_new(profile, "pembaruan-", ".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(note))
            file.flush()
            os.fsync(file.fileno())
        put_in_place(written, profile / UPDATE_NOTE)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    try_sync_names(profile)


def drop_note(profile: Path) -> None:
    """The update is over, one way or the other. OSError."""
    (profile / UPDATE_NOTE).unlink(missing_ok=True)
    (profile / SEEN).unlink(missing_ok=True)
    try_sync_names(profile)


def mark_seen(profile: Path) -> None:
    """A window of the new program stands; the old one need not wait for it to come up any more."""
    with contextlib.suppress(OSError):
        (profile / SEEN).touch()


def is_seen(profile: Path) -> bool:
    """True when a window of the new program stood."""
    return (profile / SEEN).exists()


def schema_of(profile: Path, key: bytes) -> str | None:
    """The form of the data as it is on the disk, without opening them for work; None when it cannot be read."""
    if not (profile / DATABASE).exists():
        return None
    try:
        with open_copy(profile / DATABASE, key) as raw:
            found = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    except DatabaseFault:
        return None
    return str(found[0]) if found is not None else None


def generation_of(database: Path, key: bytes) -> int | None:
    """The number of commits of a database that nobody has open; None when it cannot be read."""
    try:
        with open_copy(database, key) as raw:
            found = raw.execute("SELECT value FROM meta WHERE key = ?", (GENERATION,)).fetchone()
    except DatabaseFault:
        return None
    return int(found[0]) if found is not None else 0


def put_back(profile: Path, note: UpdateNote, key: bytes, names: tuple[str, ...], stamp: str) -> bool:
    """Put the copy of before the update in the place of the data; True when that was done, False when it is spoilt.

    It is the very work that was there before the new program opened it, so nothing is numbered anew. OSError; then the
    data are as they were. UnfinishedError.
    """
    snapshot = read_snapshot(Path(note.copy))
    if snapshot is None:
        return False
    try:
        database = make_ready(profile, snapshot, key, names, stamp)
        generation = generation_of(database, key)
    except SpoiltCopyError:
        log.warning("the copy of before the update is not whole")
        return False
    # Among what moves in, so that it comes with the database also when the moving is held up or cut.
    Trace(database.parent).note(generation or 0)
    exchange.commit(profile)
    return True
