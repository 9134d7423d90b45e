"""What an .ods asks for when it is laid out: a cell or a row may say that it stands there a million times.

The reader lays out all sheets at once, copies a text or a formula into each cell that repeats it, and makes spaces of
whatever number the file gives. It takes names as they are written, so they are read here the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from sipa_desktop.table_bounds import (
    MAX_ENTRIES,
    MAX_TEXT,
    Archive,
    BrokenFileError,
    Extent,
    LockedError,
    TooBigError,
)

MAX_ALL_CELLS = 1_500_000
"""Cells of all sheets together; each costs a few hundred bytes until it is a table."""

_TEXTS = frozenset({"office:string-value", "office:date-value", "office:time-value", "table:formula"})
_FILLING = frozenset({"office:value", "office:boolean-value", "office:value-type", *_TEXTS})


def ods_extents(archive: Archive) -> Iterator[Extent]:
    """Yield the extent of each sheet of an .ods, repeated rows and cells counted as often as they are repeated.

    TooBigError when their cells or texts together are more than may be laid out at once.
    """
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise LockedError
    reading = _Reading()
    try:
        for piece in archive.pieces("content.xml") if "content.xml" in archive.names else ():
            if b"\0" in piece:
                raise BrokenFileError("not in UTF-8")
            reading.parser.Parse(piece, False)
        reading.parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise BrokenFileError(str(fault)) from fault
    yield from reading.extents
    cells = sum(extent.rows * extent.columns for extent in reading.extents)
    if cells > MAX_ALL_CELLS or reading.all_text > MAX_TEXT:
        raise TooBigError


class _Reading:
    """Walks the elements of content.xml. A cell counts as filled when it has a value or a text inside."""

    def __init__(self) -> None:
        self.extents: list[Extent] = []
        self._row = self._column = self._row_times = self._cell_times = 0
        self._tables = 0
        self._row_open = self._cell_open = self._filled = False
        self._size = self.all_text = 0
        """Bytes of text of the cell at hand, and of all cells as they will be laid out."""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._letters
        self.parser.EntityDeclHandler = self._refuse
        self.parser.AttlistDeclHandler = self._refuse
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._start_cell(attributes)
            case "text:p" if self._cell_open:
                self._size += 1
                if not self._filled:
                    self._fill()
            case "text:s" if self._cell_open:
                self._size += _times(attributes, "text:c")
            case "table:table-row":
                if self._row_open:
                    raise BrokenFileError("a row inside a row")
                self._row_open = True
                self._row_times = _times(attributes, "table:number-rows-repeated")
                self._column = 0
            case "table:table":
                self._start_table()
            case _:
                pass

    def _start_table(self) -> None:
        if self._row_open:
            raise BrokenFileError("a table inside a row")
        self._tables += 1
        # The reader takes the rows of a table inside a table for rows of the outer one.
        if self._tables == 1:
            self.extents.append(Extent())
            self._row = 0
            if len(self.extents) > MAX_ENTRIES:
                raise TooBigError

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._cell_open:
            raise BrokenFileError("a cell inside a cell")
        self._cell_times = _times(attributes, "table:number-columns-repeated")
        self._cell_open, self._filled = True, False
        self._size = 0
        if not _TEXTS.isdisjoint(attributes):
            self._size = sum(len(attributes[key].encode()) for key in _TEXTS if key in attributes)
        if not _FILLING.isdisjoint(attributes):
            self._fill()

    def _end(self, name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._column += self._cell_times
                self._cell_open = False
                if self._filled:
                    self.all_text += self._size * self._row_times * self._cell_times
            case "table:table-row":
                self._row += self._row_times
                self._row_open = False
            case "table:table":
                self._tables -= 1
            case _:
                pass

    def _letters(self, text: str) -> None:
        if self._cell_open:
            self._size += len(text) if text.isascii() else len(text.encode())

    def _fill(self) -> None:
        self._filled = True
        if self.extents:
            self.extents[-1].reach(self._row + self._row_times, self._column + self._cell_times)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, inside: int) -> None:
        if inside:
            raise BrokenFileError("a grammar of its own")

    def _refuse(self, *_about: object) -> None:
        raise BrokenFileError("a grammar of its own")


def _times(attributes: dict[str, str], name: str) -> int:
    """How often, at least once: the reader makes a cell that is to stand there no times, too."""
    if name not in attributes:
        return 1
    try:
        times = int(attributes[name])
    except ValueError as fault:
        raise BrokenFileError(name) from fault
    if times < 0:
        raise BrokenFileError(name)
    return max(times, 1)
