"""The attachments beside the copies of a profile: encrypted files that all copies of a place share.

Attachments never change, so the second copy costs only what is new. A pulled stick leaves what was added before. A
damaged file costs no more than what cannot be read of it: it is set aside, and its attachments are copied anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sipa_desktop.new_files import put_in_place
from sipa_desktop.store.blob_files import BlobFiles, SpoiltError
from sipa_desktop.store.engine import DatabaseFault, open_copy, pages_hold, tells_damage
from sipa_desktop.store.snapshot import FILES, Progress, SpoiltCopyError

MOST_BYTES: Final = 4_000_000_000
"""As large as one file may become: FAT32, which most sticks have, takes none of 4 GiB."""
DAMAGED: Final = ".rusak.db"
_NAME: Final = re.compile(r"lampiran(?:-(\d+))?\.db")
_SCHEMA: Final = "CREATE TABLE IF NOT EXISTS file (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL)"


def add_files(place: Path, key: bytes, wanted: list[str], files: BlobFiles, progress: Progress) -> None:
    """Add the attachments that the place lacks. Spoilt or missing ones are left out.

    OSError or the driver's own when the place does not take them; what was added before stays.
    """
    try:
        _add(place, key, wanted, files, progress)
    except _DamagedError:
        _add(place, key, wanted, files, progress)  # that file was set aside: what only it had is lacking now


def take_files(place: Path, key: bytes, wanted: list[str], files: BlobFiles, progress: Progress) -> list[str]:
    """Put the wanted attachments that the place has into the folder of a profile; which of them are there now.

    What cannot be read is left out. OSError when the disk does not take them.
    """
    beside = [*_in_use(place), *sorted(place.glob(f"lampiran*{DAMAGED}"))]
    for file in beside:
        _roll_back(file, key)
    taken: list[str] = []
    for done, sha256 in enumerate(wanted):
        progress(done, len(wanted))
        data = next((data for file in beside if (data := _read(file, key, sha256)) is not None), None)
        if data is not None:
            files.put(data)
            taken.append(sha256)
    progress(len(wanted), len(wanted))
    return taken


def check_files(place: Path, key: bytes) -> None:
    """Read all that the place has from the first page to the last; a damaged file is set aside.

    SpoiltCopyError when there was one; OSError or the driver's own when the place cannot be read.
    """
    damaged = [file for file in _in_use(place) if not pages_hold(file, key)]
    for file in damaged:
        _set_aside(file)
    if damaged:
        raise SpoiltCopyError(damaged[0].name)


class _DamagedError(OSError):
    """A file was found damaged and was set aside."""


def _in_use(place: Path) -> list[Path]:
    """The files to which attachments are added, the one begun last at the end."""
    return sorted((path for path in place.glob("lampiran*.db") if _NAME.fullmatch(path.name)), key=_number)


def _number(file: Path) -> int:
    match = _NAME.fullmatch(file.name)
    return int(match[1] or 1) if match is not None else 0


def _add(place: Path, key: bytes, wanted: list[str], files: BlobFiles, progress: Progress) -> None:
    there: set[str] = set()
    for file in _in_use(place):
        with suppress(_DamagedError), _opened(file, key) as raw:
            there |= {str(row[0]) for row in raw.execute("SELECT sha256 FROM file").fetchall()}
    lacking = [sha256 for sha256 in wanted if sha256 not in there]
    file = (_in_use(place) or [place / FILES])[-1]
    done = 0
    while done < len(lacking):
        with _opened(file, key) as raw:
            done = _fill(file, raw, lacking, done, files, progress)
        file = place / f"lampiran-{_number(file) + 1}.db"
    progress(len(lacking), len(lacking))


def _fill(file: Path, raw: Any, lacking: list[str], done: int, files: BlobFiles, progress: Progress) -> int:
    """Add from `done` on until the file is as large as it may be; how many are done then."""
    while done < len(lacking):
        progress(done, len(lacking))
        try:
            data = files.read(lacking[done])
        except (OSError, SpoiltError):
            done += 1
            continue
        if file.stat().st_size + len(data) > MOST_BYTES:
            break
        raw.execute("INSERT OR IGNORE INTO file (sha256, bytes) VALUES (?, ?)", (lacking[done], data))
        done += 1
    return done


@contextmanager
def _opened(file: Path, key: bytes) -> Iterator[Any]:
    """A connection that writes; what an interrupted copying left is rolled back. _DamagedError, the driver's own."""
    try:
        with open_copy(file, key, writable=True) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")
            raw.execute("PRAGMA synchronous=FULL")
            raw.execute(_SCHEMA)
            yield raw
    except DatabaseFault as fault:
        if not tells_damage(fault):
            raise
        _set_aside(file)
        raise _DamagedError(file.name) from None


def _set_aside(file: Path) -> None:
    """Take a damaged file out of use; what can still be read of it is. OSError."""
    aside = file.with_suffix(DAMAGED)
    _journal(aside).unlink(missing_ok=True)
    put_in_place(file, aside)
    with suppress(FileNotFoundError):
        put_in_place(_journal(file), _journal(aside))


def _journal(file: Path) -> Path:
    return file.with_name(f"{file.name}-journal")


def _roll_back(file: Path, key: bytes) -> None:
    """Undo what an interrupted copying wrote by half; a stick that takes nothing is left as it is."""
    if _journal(file).exists():
        with suppress(DatabaseFault, MemoryError), open_copy(file, key, writable=True) as raw:
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _read(file: Path, key: bytes, sha256: str) -> bytes | None:
    """One attachment, None when the file lacks it or it cannot be read.

    On a connection of its own: after a damaged page the driver reads no other through the same one.
    """
    try:
        with open_copy(file, key, still=True) as raw:
            row = raw.execute("SELECT bytes FROM file WHERE sha256 = ?", (sha256,)).fetchone()
    except (DatabaseFault, MemoryError):
        return None
    data = bytes(row[0]) if row is not None else b""
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
