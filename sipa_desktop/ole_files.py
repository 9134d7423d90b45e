"""The old container of Office files: .xls, .doc, and every file that Office locked with a password.

A chain of sectors that runs in a circle or out of the file ends the reading with BrokenFileError, never a loop; no part
of the container is held twice, whatever it says of its size.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

from sipa_desktop.table_bounds import BrokenFileError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END, _LAST_SECTOR = 0xFFFFFFFE, 0xFFFFFFFA


class OleFile:
    """The streams of the container by name."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise BrokenFileError("no container")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise BrokenFileError("sector size")
        self._size = 1 << shift
        self._sectors = -(-len(data) // self._size) - 1
        fat_count, directory, self._mini_cutoff, mini_fat = struct.unpack_from("<II4xII", data, 44)
        self._fat = self._read_fat(fat_count)
        entries = b"".join(self._chain(directory))
        self._streams = dict(self._entries(entries))
        start, _size = self._streams.get("Root Entry", (_END, 0))
        self._mini = b"".join(self._chain(start)) if start < _LAST_SECTOR else b""
        used = -(-len(self._mini) * 4 // (64 * self._size))
        self._mini_fat = self._numbers(islice(self._chain(mini_fat), used)) if mini_fat < _LAST_SECTOR else ()

    @property
    def names(self) -> frozenset[str]:
        """The names of streams and folders."""
        return frozenset(self._streams)

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream; BrokenFileError when there is none."""
        if name not in self._streams:
            raise BrokenFileError(name)
        start, size = self._streams[name]
        if size >= self._mini_cutoff:
            return b"".join(self._chain(start))[:size]
        pieces, seen = [], 0
        while start < _LAST_SECTOR:
            seen += 1
            if start >= len(self._mini_fat) or seen > len(self._mini_fat):
                raise BrokenFileError("small sectors")
            pieces.append(self._mini[start * 64 : start * 64 + 64])
            start = self._mini_fat[start]
        return b"".join(pieces)[:size]

    def _read_fat(self, count: int) -> tuple[int, ...]:
        places = list(struct.unpack_from("<109I", self._data, 76))
        following, extra = struct.unpack_from("<II", self._data, 68)
        lists: set[int] = set()
        while following < _LAST_SECTOR and len(lists) < extra:
            if following in lists:
                raise BrokenFileError("places in a circle")
            lists.add(following)
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            places += numbers[:-1]
            following = numbers[-1]
        used = [place for place in places[:count] if place < _LAST_SECTOR]
        if len(set(used)) < len(used):
            raise BrokenFileError("a part of the table twice")
        # What the table says of sectors beyond the end of the file is of no use, and may be most of it.
        return self._numbers(map(self._sector, used[: -(-self._sectors * 4 // self._size)]))

    def _numbers(self, sectors: Iterator[bytes]) -> tuple[int, ...]:
        return tuple(number for sector in sectors for number in struct.unpack(f"<{len(sector) // 4}I", sector))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise BrokenFileError("sector beyond the end")
        return sector.ljust(self._size, b"\0")

    def _chain(self, number: int) -> Iterator[bytes]:
        seen = 0
        while number < _LAST_SECTOR:
            seen += 1
            if number >= len(self._fat) or seen > self._sectors:
                raise BrokenFileError("sectors in a circle")
            yield self._sector(number)
            number = self._fat[number]

    def _entries(self, raw: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(raw) - 127, 128):
            length = struct.unpack_from("<H", raw, at + 64)[0]
            if raw[at + 66] in (1, 2, 5) and 2 <= length <= 64:
                name = raw[at : at + length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack_from("<II", raw, at + 116)
                yield name, (start, size)
