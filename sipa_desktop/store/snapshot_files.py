"""The attachments beside the copies of a profile: one encrypted file a place, to which each copy adds what it lacks.

Attachments never change, so the second copy costs only what is new. A pulled stick leaves what was added before.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sipa_desktop.store.blob_files import BlobFiles, SpoiltError
from sipa_desktop.store.engine import open_copy
from sipa_desktop.store.snapshot import FILES, Progress

_SCHEMA = "CREATE TABLE IF NOT EXISTS file (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL)"


def add_files(place: Path, key: bytes, wanted: list[str], files: BlobFiles, progress: Progress) -> int:
    """Add the attachments that the place lacks; how many are there now. Spoilt or missing ones are left out.

    OSError or the driver's own when the place does not take them; what was added before stays.
    """
    with open_copy(place / FILES, key, writable=True) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute(_SCHEMA)
        there = {str(row[0]) for row in raw.execute("SELECT sha256 FROM file")}
        lacking = [sha256 for sha256 in wanted if sha256 not in there]
        added = 0
        for done, sha256 in enumerate(lacking):
            progress(done, len(lacking))
            try:
                data = files.read(sha256)
            except (OSError, SpoiltError):
                continue
            raw.execute("INSERT OR IGNORE INTO file (sha256, bytes) VALUES (?, ?)", (sha256, data))
            added += 1
        progress(len(lacking), len(lacking))
    return len([sha256 for sha256 in wanted if sha256 in there]) + added


def take_files(place: Path, key: bytes, wanted: list[str], files: BlobFiles, progress: Progress) -> list[str]:
    """Put the wanted attachments that the place has into the folder of a profile; which of them are there now.

    OSError when the disk does not take them, the driver's own when the file of attachments is damaged.
    """
    taken: list[str] = []
    if not (place / FILES).exists():
        return taken
    with open_copy(place / FILES, key) as raw:
        for done, sha256 in enumerate(wanted):
            progress(done, len(wanted))
            row = raw.execute("SELECT bytes FROM file WHERE sha256 = ?", (sha256,)).fetchone()
            if row is not None and hashlib.sha256(row[0]).hexdigest() == sha256:
                files.put(bytes(row[0]))
                taken.append(sha256)
        progress(len(wanted), len(wanted))
    return taken
