"""A table as it was found: rows of plain texts with their numbers in the file, before anybody says what they mean.

Nothing is dropped here but what lies beyond the limits, and then `cut` says so: a person must never think that a whole
file was read when it was not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

import msgspec

from sipa_core.messages import _

MAX_ROWS = 25_000
MAX_COLUMNS = 64
MAX_CELL = 1_000
"""What is read of a table: far more than a village's budget needs, little enough to stay quick."""

_SHORT, _MOST_KNOWN = 24, 16_384
"""Texts that are longer are looked for among as many others: a short one costs less than to find it again."""


class RawRow(msgspec.Struct, frozen=True, gc=False):
    """One row. `number` counts from 1 in the file, empty rows included, as a spreadsheet shows it.

    `origin` says where a row of several tables together came from: `Ta_RABRinci 18`.
    """

    number: int
    cells: tuple[str, ...]
    origin: str = ""

    def cell(self, index: int | None) -> str:
        """Return the text of a column, empty where the row has none."""
        return self.cells[index] if index is not None and index < len(self.cells) else ""

    @property
    def place(self) -> str:
        """Where a person finds the row: its number, or its table and number."""
        return self.origin or str(self.number)

    @property
    def text(self) -> str:
        """The row as a person would read it out: its filled cells, for a list of rows."""
        return " · ".join(cell for cell in self.cells if cell)


class RawTable(msgspec.Struct, frozen=True):
    """The rows that hold anything. `name` is the file's or the sheet's; `cut` says what was left out, in words."""

    name: str
    rows: tuple[RawRow, ...]
    cut: str = ""


class Package(msgspec.Struct, frozen=True):
    """Several tables that belong together: the export of a program. `name` is the file's."""

    name: str
    tables: tuple[RawTable, ...]


class KeptTexts(dict[str, str]):
    """Long texts as they are kept, by what stood in the file: equal ones are one object, however many cells have them.

    When very many are known they are forgotten, so that knowing them takes little itself.
    """

    def __missing__(self, cell: str) -> str:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        closed = " ".join(cell.split())
        self[cell] = kept = cell if closed == cell else closed
        return kept


def table_of(rows: Iterable[Sequence[str]], name: str = "", first: int = 1, texts: KeptTexts | None = None) -> RawTable:
    """Return the table of rows of texts, within the limits; runs of spaces are closed up.

    `first` is the number of the first row. At most MAX_ROWS filled rows are kept, and `cut` tells of more. `texts` are
    those of other tables of the file.
    """
    known = texts if texts is not None else KeptTexts()
    kept: list[RawRow] = []
    shortened = False
    for number, cells in enumerate(rows, first):
        if len(cells) > MAX_COLUMNS:
            shortened |= any(cells[MAX_COLUMNS:])
        if max(map(len, cells), default=0) > MAX_CELL:
            shortened, cells = True, [cell[:MAX_CELL] for cell in cells]
        # Of all spaces only the ordinary one is printable: what is printable and without it has nothing to close up.
        row = [
            known[cell]
            if len(cell) > _SHORT
            else cell
            if cell.isprintable() and " " not in cell
            else " ".join(cell.split())
            for cell in cells[:MAX_COLUMNS]
        ]
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        if len(kept) == MAX_ROWS:
            words = _("Hanya {n} baris pertama yang dibaca. Sisanya tidak dimasukkan.")
            return RawTable(name, tuple(kept), words.format(n=f"{MAX_ROWS:,}".replace(",", ".")))
        kept.append(RawRow(number, tuple(row)))
    cut = _("Isi sel yang sangat panjang atau kolom yang sangat jauh tidak ikut dibaca.") if shortened else ""
    return RawTable(name, tuple(kept), cut)


def block_rows(text: str) -> list[list[str]]:
    """Return the cells of a block copied from a spreadsheet: tabs between cells, quotation marks around line breaks.

    Empty rows inside the block stay, since they stand for rows of the sheet; the newline at the end is none.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not lines:
        return []
    # Without a tab and without a quoted cell a text is one column, whatever signs are in it.
    if '"' not in lines:
        return [line.split("\t") for line in lines.split("\n")]
    try:
        return [row or [""] for row in csv.reader(lines.splitlines(keepends=True), delimiter="\t")]
    except csv.Error:
        return [line.split("\t") for line in lines.split("\n")]
