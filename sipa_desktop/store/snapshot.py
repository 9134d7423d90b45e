"""Copies of a profile: a folder a day with the encrypted database, its key file and a note of what is in it.

A copy is written under another name, checked, and only then gets its own; a pulled stick leaves the copies before it.
The live file is never copied as a file. Attachments never change, so a place keeps them once, encrypted.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from sipa_desktop.new_files import digest_of, put_in_place, try_sync_names
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.engine import DatabaseFault, pages_hold
from sipa_desktop.store.exchange import to_disk
from sipa_desktop.store.unit_of_work import Store

NOTE: Final = "isi.json"
FILES: Final = "lampiran.db"
UNFINISHED: Final = ".belum-selesai"
REPLACED: Final = ".diganti"
FORM: Final = 1
_MAX_NOTE: Final = 64 * 1024

Progress = Callable[[int, int], None]
"""Told how much is done of how much (bytes, or files); may raise to break off."""


class SnapshotNote(msgspec.Struct, frozen=True):
    """What a copy holds: when it was made (UTC ms), by which program, of whose PC, and counts for people.

    `number` counts the copies of a place in the order in which they were made: a clock may go back. Earlier programs
    gave none.
    """

    made_at: int
    app: str
    schema: str
    place: str
    device: str
    size: int
    sha256: str
    reports: int
    drafts: int
    waiting: int
    files: int
    form: int = FORM
    number: int = 0


class Snapshot(msgspec.Struct, frozen=True):
    """A copy that lies in a folder."""

    folder: Path
    note: SnapshotNote


class SpoiltCopyError(Exception):
    """A copy is not what its note says, or its database is damaged; it must not be used."""


def write_snapshot(store: Store, key: bytes, folder: Path, note: SnapshotNote, key_files: Iterable[Path]) -> Snapshot:
    """Write a copy into `folder` (replaced) and check it. Size, hash and number of `note` are filled in here.

    SpoiltCopyError when what was written does not check; OSError or the driver's own when it could not be written.
    Then the copy that lay there still does.
    """
    made = folder.with_name(folder.name + UNFINISHED)
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        store.copy_to(made / DATABASE)
        check_database(made / DATABASE, key)
        for source in key_files:
            shutil.copyfile(source, made / source.name)
        size = (made / DATABASE).stat().st_size
        number = 1 + max((one.note.number for one in snapshots_in(folder.parent)), default=0)
        whole = msgspec.structs.replace(note, size=size, sha256=digest_of(made / DATABASE), number=number)
        (made / NOTE).write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=2))
        for file in made.iterdir():
            to_disk(file)
        _give_name(made, folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return Snapshot(folder, whole)


def _give_name(made: Path, folder: Path) -> None:
    """Let a checked copy take the place of the one that has its name, which goes only afterwards. OSError."""
    old = folder.with_name(folder.name + REPLACED)
    if folder.exists():
        put_in_place(folder, old)
    try:
        put_in_place(made, folder)
    except OSError:
        if old.exists():
            put_in_place(old, folder)
        raise
    try_sync_names(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def snapshots_in(place: Path) -> list[Snapshot]:
    """The copies that lie in a place, the one made last first; what cannot be read is none."""
    found = [read_snapshot(folder) for folder in _folders(place)]
    return sorted(
        (one for one in found if one is not None), key=lambda one: (one.note.number, one.note.made_at), reverse=True
    )


def read_snapshot(folder: Path) -> Snapshot | None:
    """The copy in this folder, None when there is none that can be used."""
    if folder.name.endswith(UNFINISHED):
        return None
    try:
        with open(folder / NOTE, "rb") as file:
            note = msgspec.json.decode(file.read(_MAX_NOTE), type=SnapshotNote)
        whole = note.form == FORM and (folder / DATABASE).stat().st_size == note.size
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return Snapshot(folder, note) if whole else None


def prune(place: Path, keep: int) -> None:
    """Remove the copies beyond the `keep` made last, and settle what an interrupted copying left."""
    for folder in _folders(place):
        if folder.name.endswith(UNFINISHED):
            shutil.rmtree(folder, ignore_errors=True)
        elif folder.name.endswith(REPLACED):
            named = folder.with_name(folder.name.removesuffix(REPLACED))
            if named.exists():
                shutil.rmtree(folder, ignore_errors=True)
            else:  # the power went before the new copy had the name
                with contextlib.suppress(OSError):
                    put_in_place(folder, named)
    for old in snapshots_in(place)[keep:]:
        shutil.rmtree(old.folder, ignore_errors=True)


def check_copy(snapshot: Snapshot, key: bytes | None = None) -> None:
    """Read the whole copy; with its key, also what SQLite says of it. SpoiltCopyError, OSError."""
    if digest_of(snapshot.folder / DATABASE) != snapshot.note.sha256:
        raise SpoiltCopyError(snapshot.folder.name)
    if key is not None:
        check_database(snapshot.folder / DATABASE, key)


def check_database(path: Path, key: bytes) -> None:
    """Raise SpoiltCopyError unless every page of the database has its seal and the whole is sound."""
    try:
        whole = pages_hold(path, key)
    except DatabaseFault as fault:
        raise SpoiltCopyError(path.name) from fault
    if not whole:
        raise SpoiltCopyError(path.name)


def _folders(place: Path) -> list[Path]:
    try:
        return [folder for folder in place.iterdir() if folder.is_dir()]
    except OSError:
        return []
