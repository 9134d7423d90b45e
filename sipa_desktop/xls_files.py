"""The values of an old .xls workbook (BIFF8, Excel 97 and later), read record by record.

calamine, which reads the other kinds, lays out whatever size an .xls claims and can take the whole desk down. Here
cells are kept as they come: nothing much larger than the file is ever made, a broken record ends in BrokenFileError.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from sipa_core.imports.table import MAX_CELL
from sipa_desktop.ole_files import OleFile
from sipa_desktop.table_bounds import BrokenFileError, LockedError, TooBigError

Cell = str | float | bool

MAX_SHEETS = 20
MAX_RECORDS = 600_000
MAX_COLUMNS = 256
"""The format's own limit of columns, and as much of a book as is looked at: cells and other records of all sheets."""

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILE_PASS, _BOUND_SHEET, _SST = 0x002F, 0x0085, 0x00FC
_NUMBER, _RK, _MULTI_RK, _LABEL_SST, _LABEL, _RICH = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6
_FORMULA, _STRING, _BOOL = 0x0006, 0x0207, 0x0205
_CELLS = (_NUMBER, _RK, _LABEL_SST, _LABEL, _RICH, _FORMULA, _BOOL)
_BIFF8, _WORKSHEET, _VISIBLE = 0x0600, 0, 0


@dataclass
class Sheet:
    """One sheet: the filled cells by row and column, both counted from 0."""

    name: str
    visible: bool
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)

    def rows(self) -> Iterator[list[Cell]]:
        """Yield all rows from the first of the sheet to the last filled one, empty cells as empty texts."""
        for number in range(max(self.cells, default=-1) + 1):
            row = self.cells.get(number, {})
            yield [row.get(column, "") for column in range(max(row, default=-1) + 1)]


@dataclass
class _Left:
    """What may still be read, all sheets together: they lie beside each other, so no more bytes than the book has."""

    records: int
    size: int

    def take(self, records: int, size: int) -> None:
        self.records, self.size = self.records - records, self.size - size
        if self.records < 0 or self.size < 0:
            raise TooBigError


class _Record(msgspec.Struct, frozen=True):
    kind: int
    parts: tuple[bytes, ...]
    """The body, and the bodies of the records that continue it."""

    @property
    def body(self) -> bytes:
        return self.parts[0]


def read_xls(container: OleFile) -> list[Sheet]:
    """Return the sheets of a workbook; LockedError when it has a password, BrokenFileError when it cannot be read.

    TooBigError when it holds more than MAX_RECORDS cells and other records, or the same ones in many sheets.
    """
    if "Workbook" not in container.names:
        raise BrokenFileError("older than Excel 97")
    book = container.stream("Workbook")
    sheets: list[tuple[Sheet, int]] = []
    texts: list[str] = []
    try:
        for record in _records(book, 0):
            if record.kind == _FILE_PASS:
                raise LockedError
            if record.kind == _BOUND_SHEET:
                start, hidden, kind, length = struct.unpack_from("<IBBB", record.body)
                if kind == _WORKSHEET and len(sheets) < MAX_SHEETS:
                    name = _Texts((record.body[7:],)).text(length)
                    sheets.append((Sheet(name, hidden == _VISIBLE), start))
            elif record.kind == _SST:
                texts = _shared(record)
        left = _Left(MAX_RECORDS, len(book))
        for sheet, start in sheets:
            _fill(sheet, book, start, texts, left)
    except (struct.error, IndexError) as fault:
        raise BrokenFileError(str(fault)) from fault
    return [sheet for sheet, _start in sheets]


def _records(book: bytes, at: int) -> Iterator[_Record]:
    """The records of one part of the stream, from its BOF to its EOF."""
    kind, size = struct.unpack_from("<HH", book, at)
    if kind != _BOF or struct.unpack_from("<H", book, at + 4)[0] != _BIFF8:
        raise BrokenFileError("no part of a workbook of Excel 97 or later")
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        parts = [book[at + 4 : at + 4 + size]]
        at += 4 + size
        while at + 4 <= len(book) and struct.unpack_from("<H", book, at)[0] == _CONTINUE:
            size = struct.unpack_from("<H", book, at + 2)[0]
            parts.append(book[at + 4 : at + 4 + size])
            at += 4 + size
        if kind == _EOF:
            return
        yield _Record(kind, tuple(parts))


def _fill(sheet: Sheet, book: bytes, start: int, texts: list[str], left: _Left) -> None:
    waiting: tuple[int, int] | None = None
    for record in _records(book, start):
        body = record.body
        left.take(1, sum(map(len, record.parts)))
        if record.kind == _STRING and waiting is not None:
            length = struct.unpack_from("<H", body)[0]
            _put(sheet, *waiting, _Texts((body[2:], *record.parts[1:])).text(length))
            waiting = None
        elif record.kind == _MULTI_RK:
            row, first = struct.unpack_from("<HH", body)
            figures = (len(body) - 6) // 6
            left.take(figures, 0)
            for n in range(figures):
                _put(sheet, row, first + n, _rk(struct.unpack_from("<I", body, 6 + 6 * n)[0]))
        elif record.kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            value = _value(record, texts)
            if value is None:
                waiting = (row, column)
            else:
                _put(sheet, row, column, value)


def _value(record: _Record, texts: list[str]) -> Cell | None:
    """The value of a cell, None when it is a text in the record that follows."""
    kind, body = record.kind, record.body
    if kind == _NUMBER:
        return float(struct.unpack_from("<d", body, 6)[0])
    if kind == _RK:
        return _rk(struct.unpack_from("<I", body, 6)[0])
    if kind == _LABEL_SST:
        return texts[int(struct.unpack_from("<I", body, 6)[0])]
    if kind == _BOOL:
        return "#N/A" if body[7] else bool(body[6])
    if kind == _FORMULA:
        return _result(body)
    length = struct.unpack_from("<H", body, 6)[0]
    return _Texts((body[8:], *record.parts[1:])).text(length)


def _result(body: bytes) -> Cell | None:
    """The stored result of a formula: a number, or by its mark a text that follows, a truth, a fault, nothing."""
    if body[12:14] != b"\xff\xff":
        return float(struct.unpack_from("<d", body, 6)[0])
    match body[6]:
        case 0:
            return None
        case 1:
            return bool(body[8])
        case 2:
            return "#N/A"
        case _:
            return ""


def _put(sheet: Sheet, row: int, column: int, value: Cell) -> None:
    if column >= MAX_COLUMNS:
        raise BrokenFileError("a column beyond the last")
    if value != "" and value == value:  # a number that is none (NaN) is no figure
        sheet.cells.setdefault(row, {})[column] = value


def _rk(packed: int) -> float:
    """The number in 30 bits: the upper half of a double, or an integer; the lowest bit divides by a hundred."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed >> 31 else 0))
    else:
        number = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return number / 100 if packed & 1 else number


def _shared(record: _Record) -> list[str]:
    count = struct.unpack_from("<I", record.body, 4)[0]
    reading = _Texts((record.body[8:], *record.parts[1:]))
    found: list[str] = []
    while len(found) < count and not reading.ended:
        found.append(reading.text(struct.unpack("<H", reading.take(2))[0]))
    return found


class _Texts:
    """Reads texts that run on from one record into the next; there each begins with its width anew."""

    def __init__(self, parts: tuple[bytes, ...]) -> None:
        self._parts, self._part, self._at = parts, 0, 0

    @property
    def ended(self) -> bool:
        """True when nothing is left."""
        return self._part >= len(self._parts) - 1 and self._at >= len(self._parts[-1])

    def text(self, length: int) -> str:
        """Return a text of so many characters, its marks read first, its runs of fonts passed over."""
        marks = self.take(1)[0]
        runs = struct.unpack("<H", self.take(2))[0] if marks & 8 else 0
        extra = struct.unpack("<I", self.take(4))[0] if marks & 4 else 0
        pieces, wide = [], bool(marks & 1)
        while length > 0:
            if self._at >= len(self._parts[self._part]):
                self._part, self._at = self._part + 1, 0
                wide = bool(self.take(1)[0] & 1)
            width = 2 if wide else 1
            left = (len(self._parts[self._part]) - self._at) // width
            taken = min(length, left)
            if not taken:
                raise BrokenFileError("half a character")
            raw = self.take(taken * width)
            pieces.append(raw.decode("utf-16-le" if wide else "latin-1", "replace"))
            length -= taken
        self._skip(4 * runs + extra)
        # One letter more than a table keeps, so that it says that something was left out.
        return "".join(pieces)[: MAX_CELL + 1]

    def take(self, count: int) -> bytes:
        """Return the next bytes; IndexError when there are not so many."""
        taken = b""
        while len(taken) < count:
            part = self._parts[self._part]
            piece = part[self._at : self._at + count - len(taken)]
            taken += piece
            self._at += len(piece)
            if len(taken) < count:
                self._part, self._at = self._part + 1, 0
        return taken

    def _skip(self, count: int) -> None:
        while count > 0 and not self.ended:
            left = len(self._parts[self._part]) - self._at
            step = min(count, left)
            self._at, count = self._at + step, count - step
            if count:
                self._part, self._at = self._part + 1, 0
