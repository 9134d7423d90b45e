"""What a zip of an office holds, found out before it is opened by a reader that trusts it.

A small zip may hold a thousand times its size. Nothing here trusts a size that a file says about itself; everything is
counted in bounded pieces. What a workbook asks for when it is laid out, `ods_bounds` and `xlsx_bounds` tell.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

MAX_ENTRIES = 1_000
MAX_EXPANDED = 80 * 1024 * 1024
MAX_RATIO = 250
"""A sheet of figures shrinks to a tenth or a thirtieth; an empty one of a million rows to a hundredth."""

MAX_TEXT = 64 * 1024 * 1024
"""Bytes of text that the cells of a workbook may hold together, a text counted in each cell that repeats it.

A reader copies it into every such cell, and one that gets no memory ends the whole program. It is fifty letters in each
of more than a million cells; a village's budget has a megabyte.
"""

_CHUNK = 256 * 1024
_SMALL = 1024 * 1024


class BrokenFileError(Exception):
    """The inside of the file does not hold together."""


class TooBigError(Exception):
    """The file would grow beyond all use when opened."""


class LockedError(Exception):
    """The file can be opened with a password only."""


@dataclass
class Extent:
    """The last row and column of a sheet that hold something, counted from 1."""

    rows: int = 0
    columns: int = 0
    text: int = 0
    """Bytes of text in its cells, or somewhat more."""

    def reach(self, row: int, column: int) -> None:
        """Take a filled cell into account."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


class Archive:
    """A zip whose parts are looked at before any is opened: TooBigError, LockedError or BrokenFileError if unsafe."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            parts = zipfile.ZipFile(BytesIO(data)).infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as fault:
            raise BrokenFileError(str(fault)) from fault
        self._parts = {part.filename: part for part in parts}
        self._proven: set[str] = set()
        if len(self._parts) < len(parts):
            raise BrokenFileError("two parts of one name")
        if len(parts) > MAX_ENTRIES or sum(part.file_size for part in parts) > MAX_EXPANDED:
            raise TooBigError
        if any(part.file_size > _SMALL and part.file_size > MAX_RATIO * part.compress_size for part in parts):
            raise TooBigError
        if any(part.flag_bits & 1 for part in parts):
            raise LockedError
        self._refuse_overlaps(parts)

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts."""
        return frozenset(self._parts)

    def read(self, name: str, limit: int = _SMALL) -> bytes:
        """Return the start of a part, at most `limit` bytes; empty when there is no such part."""
        pieces, size = [], 0
        for piece in self.pieces(name) if name in self._parts else ():
            pieces.append(piece)
            size += len(piece)
            if size >= limit:
                break
        return b"".join(pieces)[:limit]

    def prove(self) -> None:
        """Expand every part not yet read to its end, and throw it away: BrokenFileError when its size is not true."""
        for name in self._parts.keys() - self._proven:
            for _piece in self.pieces(name):
                pass

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces. It ends, or BrokenFileError is raised, at the size that the directory gives."""
        part = self._parts[name]
        raw = self._raw(part)
        if part.compress_type == zipfile.ZIP_STORED:
            if len(raw) != part.file_size:
                raise BrokenFileError(name)
            yield from (raw[at : at + _CHUNK] for at in range(0, len(raw), _CHUNK))
            self._proven.add(name)
            return
        if part.compress_type != zipfile.ZIP_DEFLATED:
            raise BrokenFileError(name)
        stream, size, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, raw
        while not stream.eof:
            try:
                piece = stream.decompress(rest, _CHUNK)
            except zlib.error as fault:
                raise BrokenFileError(name) from fault
            rest = stream.unconsumed_tail
            size += len(piece)
            if size > part.file_size or (not piece and not rest and not stream.eof):
                raise BrokenFileError(name)
            yield piece
        if size != part.file_size:
            raise BrokenFileError(name)
        self._proven.add(name)

    def _raw(self, part: zipfile.ZipInfo) -> bytes:
        head = self._data[part.header_offset : part.header_offset + 30]
        if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
            raise BrokenFileError(part.filename)
        name, extra = struct.unpack("<HH", head[26:30])
        start = part.header_offset + 30 + name + extra
        return self._data[start : start + part.compress_size]

    def _refuse_overlaps(self, parts: list[zipfile.ZipInfo]) -> None:
        end = 0
        for part in sorted(parts, key=lambda part: part.header_offset):
            if part.header_offset < end:
                raise TooBigError
            end = part.header_offset + 30 + part.compress_size
        if end > len(self._data):
            raise BrokenFileError("beyond the end")
