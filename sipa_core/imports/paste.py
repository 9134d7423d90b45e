"""A block copied from a spreadsheet, laid onto the budget grid from the cell where the person stands.

A cell that cannot be read leaves what stood there and is shown with its reason; an empty cell never wipes a figure out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from sipa_core.domain.budget import TABLE
from sipa_core.domain.money import parse_rupiah
from sipa_core.domain.paths import Value, cell
from sipa_core.domain.unreadable import Unreadable
from sipa_core.imports.table import MAX_COLUMNS, MAX_ROWS, RawTable, block_rows, table_of
from sipa_core.messages import _, ngettext


class PastedCell(msgspec.Struct, frozen=True):
    """A cell that did not enter: its place in the block (from 1), the path it was meant for, its text and the reason.

    `meant` holds likely readings in rupiah, best first.
    """

    row: int
    column: int
    path: str | None
    text: str
    reason: str
    meant: tuple[int, ...] = ()


class Paste(msgspec.Struct, frozen=True):
    """What a block brings: the changes, the cells refused, and how many fell on computed lines or beyond the grid."""

    changes: Mapping[str, Value]
    refused: tuple[PastedCell, ...]
    on_computed: int
    beyond: int

    @property
    def words(self) -> str:
        """What happened, in one or two sentences for the person."""
        said = [ngettext("{n} angka ditempel.", "{n} angka ditempel.", len(self.changes)).format(n=len(self.changes))]
        if self.refused:
            n = len(self.refused)
            said.append(ngettext("{n} sel belum terbaca.", "{n} sel belum terbaca.", n).format(n=n))
        if self.on_computed:
            n = self.on_computed
            said.append(
                ngettext("{n} sel jatuh pada jumlah, dilewati.", "{n} sel jatuh pada jumlah, dilewati.", n).format(n=n)
            )
        if self.beyond:
            n = self.beyond
            said.append(ngettext("{n} sel di luar tabel, dilewati.", "{n} sel di luar tabel, dilewati.", n).format(n=n))
        return " ".join(said)


def table_from_block(text: str) -> RawTable:
    """Return a pasted block as a table, for the import: it may carry titles of its own."""
    return table_of(block_rows(text), _("Tempelan dari Excel"))


def paste(text: str, rows: Sequence[str | None], columns: Sequence[str], at_row: int, at_column: int) -> Paste:
    """Return what a copied block changes when it is laid onto the grid with its first cell at (`at_row`, `at_column`).

    `rows` are the keys of the grid's lines from top to bottom, None for lines that cannot be typed into; `columns` the
    columns of money from left to right. A single value does not fill a selection. Negative sums are refused.
    """
    changes: dict[str, Value] = {}
    refused: list[PastedCell] = []
    on_computed = beyond = 0
    for down, texts in enumerate(block_rows(text)[:MAX_ROWS]):
        for right, written in enumerate(texts[:MAX_COLUMNS]):
            if not written.strip():
                continue
            row, column = at_row + down, at_column + right
            if row >= len(rows) or column >= len(columns):
                beyond += 1
                continue
            key = rows[row]
            if key is None:
                on_computed += 1
                continue
            path = cell(TABLE, key, columns[column])
            read = _read(written)
            if isinstance(read, Unreadable):
                refused.append(PastedCell(down + 1, right + 1, path, written.strip(), read.reason, read.meant))
            else:
                changes[path] = read
    return Paste(changes, tuple(refused), on_computed, beyond)


def _read(text: str) -> int | Unreadable[int]:
    read = parse_rupiah(text)
    if isinstance(read, int) and read < 0:
        return Unreadable(_("Angka APB Desa ditulis tanpa tanda kurang."), (-read,))
    return read
