"""How far a spreadsheet reaches, found out before it is opened: the reader lays out every cell between first and last.

One figure in the last cell of a sheet would ask for gigabytes, and a small zip may hold a thousand times its size.
Nothing here trusts a size that a file says about itself; everything is counted in bounded pieces.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

MAX_ENTRIES = 1_000
MAX_EXPANDED = 80 * 1024 * 1024
MAX_RATIO = 250
"""A sheet of figures shrinks to a tenth or a thirtieth; an empty one of a million rows to a hundredth."""

_CHUNK = 256 * 1024
_OVERLAP = 512
_SMALL = 1024 * 1024

_FILLED = re.compile(rb"<(?:\w++:)?+c(?:\s[^>]*+)?+(?<!/)>")
_USUAL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*+(?<!/)>')
"""A filled cell, and one as every office program writes it; an empty one closes itself."""

_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")


class BrokenFileError(Exception):
    """The inside of the file does not hold together."""


class TooBigError(Exception):
    """The file would grow beyond all use when opened."""


class LockedError(Exception):
    """The file can be opened with a password only."""


@dataclass
class Extent:
    """The last row and column that hold something, counted from 1."""

    rows: int = 0
    columns: int = 0

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


def xlsx_extents(archive: Archive) -> Iterator[Extent]:
    """Yield the extent of each sheet of an .xlsx; BrokenFileError when a filled cell does not say where it stands.

    Every part is looked through: a workbook may keep its sheets under any name.
    """
    for name in sorted(archive.names):
        extent, tail, is_sheet = Extent(), b"", False
        for piece in archive.pieces(name):
            text = tail + piece
            is_sheet = is_sheet or b"sheetData" in text
            if is_sheet:
                _reach(extent, text)
            # A tag may lie across two pieces; one that is found twice changes nothing.
            tail = text[-_OVERLAP:]
        if is_sheet:
            yield extent


def _reach(extent: Extent, text: bytes) -> None:
    if b"\0" in text:
        raise BrokenFileError("not in UTF-8")
    cells = _FILLED.findall(text)
    places = _USUAL.findall(text)
    if len(places) != len(cells):
        places = [_place(cell) for cell in cells]
    if places:
        columns, lines = zip(*places, strict=True)
        extent.reach(max(map(int, set(lines))), max(map(_column_number, set(columns))))


def _place(cell: bytes) -> tuple[bytes, bytes]:
    found = _PLACE.search(cell)
    if found is None:
        # Allowed, but no office program writes it: such cells follow one another, so their row may be anything.
        raise BrokenFileError("a cell without its place")
    return found[1], found[2]


def ods_extents(archive: Archive) -> Iterator[Extent]:
    """Yield the extent of each sheet of an .ods, repeated rows and cells counted as often as they are repeated."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise LockedError
    reading = _OdsReading()
    try:
        for piece in archive.pieces("content.xml"):
            reading.parser.Parse(piece, False)
        reading.parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise BrokenFileError(str(fault)) from fault
    yield from reading.extents


class _OdsReading:
    """Walks the elements of content.xml. A cell counts as filled when it has a value or a text inside."""

    def __init__(self) -> None:
        self.extents: list[Extent] = []
        self._row = self._column = self._row_times = self._cell_times = 0
        self._cell_open = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._refuse_entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                self.extents.append(Extent())
                self._row = 0
            case "table:table-row":
                self._row_times = _times(attributes, "table:number-rows-repeated")
                self._column = 0
            case "table:table-cell" | "table:covered-table-cell":
                self._cell_times = _times(attributes, "table:number-columns-repeated")
                self._cell_open = True
                if "office:value-type" in attributes or "table:formula" in attributes:
                    self._fill()
            case "text:p" if self._cell_open:
                self._fill()

    def _end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._column += self._cell_times
            self._cell_open = False
        elif name == "table:table-row":
            self._row += self._row_times

    def _fill(self) -> None:
        if self.extents:
            self.extents[-1].reach(self._row + self._row_times, self._column + self._cell_times)

    def _refuse_entity(self, *_about: object) -> None:
        raise BrokenFileError("an entity of its own")


def _times(attributes: dict[str, str], name: str) -> int:
    try:
        return int(attributes.get(name, "1"))
    except ValueError as fault:
        raise BrokenFileError(name) from fault


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
