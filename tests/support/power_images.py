"""What a disk may hold after the power went: entries of tests/power/powerlog.c, played up to a cut.

What was synced is there. Of what was not, each 512-byte sector may hold any state it ever had since then, whatever its
neighbours hold; a truncation or a deletion may have come through or not.
"""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECTOR = 512
WROTE, SYNCED, CUT, DELETED, MARK = 1, 2, 3, 4, 9
_HEAD = struct.Struct("<IIQII")


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a file, or a mark of the recorded program."""

    kind: int
    name: str
    at: int
    data: bytes

    def mark(self) -> dict[str, Any]:
        """What the program said."""
        said: dict[str, Any] = json.loads(self.data)
        return said


def mark(said: dict[str, Any]) -> bytes:
    """A mark as an entry; append it with one write."""
    data = json.dumps(said).encode()
    return _HEAD.pack(MARK, 0, 0, len(data), 0) + data


def entries(log: Path) -> list[Entry]:
    """All entries of a recording, in order."""
    return list(_entries(memoryview(log.read_bytes())))


def _entries(log: memoryview) -> Iterator[Entry]:
    at = 0
    while at < len(log):
        kind, name_size, offset, size, _unused = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        name = bytes(log[at : at + name_size]).decode()
        at += name_size
        yield Entry(kind, name, offset, bytes(log[at : at + size]))
        at += size


@dataclass
class _File:
    """What is certainly on the disk (None: no such file), and what happened since it was last synced."""

    kept: bytearray | None
    since: list[Entry] = field(default_factory=list)


class Disk:
    """The files of one recording as they may stand; `images` begins at what lay there before."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self._files = {name: _File(bytearray(data)) for name, data in before.items()}

    def play(self, entry: Entry) -> None:
        """Let one more thing happen."""
        if entry.kind == MARK:
            return
        file = self._files.setdefault(entry.name, _File(None))
        file.since.append(entry)
        if entry.kind == SYNCED or (entry.kind == DELETED and entry.at):
            file.kept = _applied(file.kept, file.since)
            file.since.clear()

    def unsynced(self) -> int:
        """How many writes may still be lost."""
        return sum(entry.kind == WROTE for file in self._files.values() for entry in file.since)

    def image(self, chance: random.Random) -> dict[str, bytes]:
        """One of the states in which the disk may be found."""
        found = {name: _surviving(file, chance) for name, file in self._files.items()}
        return {name: bytes(data) for name, data in found.items() if data is not None}


def _applied(kept: bytearray | None, since: list[Entry]) -> bytearray | None:
    for entry in since:
        if entry.kind == DELETED:
            kept = None
        elif entry.kind == CUT:
            kept = kept if kept is not None else bytearray()
            del kept[entry.at :]
        elif entry.kind == WROTE:
            kept = kept if kept is not None else bytearray()
            _put(kept, entry.at, entry.data)
    return kept


def _surviving(file: _File, chance: random.Random) -> bytearray | None:
    """The file after a cut."""
    kept = bytearray(file.kept) if file.kept is not None else None
    since = file.since
    gone = [at for at, entry in enumerate(since) if entry.kind == DELETED]
    if gone:
        # A new file of the same name is not found where the deletion of the old one was not kept.
        if chance.random() < 0.5:
            kept, since = None, since[gone[-1] + 1 :]
        else:
            since = since[: gone[0]]
    if not since:
        return kept
    changes = [entry for entry in since if entry.kind in (WROTE, CUT)]
    last = len(changes)
    way = chance.choice(("nothing", "all", "torn", "any", "any"))
    if way == "nothing":
        return kept if kept is not None or chance.random() < 0.5 else bytearray()
    until = last if way == "all" else chance.randrange(last + 1)
    limits: dict[int, int] = {}
    result = kept if kept is not None else bytearray()
    rate = chance.random()
    for number, entry in enumerate(changes):
        if entry.kind == CUT:
            if number < until:
                del result[entry.at :]
            continue
        for sector in range(entry.at // SECTOR, (entry.at + len(entry.data) - 1) // SECTOR + 1):
            if way == "any":
                limit = limits.get(sector)
                if limit is None:
                    limit = last if chance.random() < rate else chance.randrange(last + 1)
                    limits[sector] = limit
            elif way == "torn" and number == until:
                limit = number + (chance.random() < rate)
            else:
                limit = until
            if number < limit:
                begin = max(entry.at, sector * SECTOR)
                end = min(entry.at + len(entry.data), (sector + 1) * SECTOR)
                _put(result, begin, entry.data[begin - entry.at : end - entry.at])
    return result


def _put(file: bytearray, at: int, data: bytes) -> None:
    if len(file) < at:
        file.extend(bytes(at - len(file)))
    file[at : at + len(data)] = data
