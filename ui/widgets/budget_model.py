"""The rows of a budget table as a Qt model: whole rupiah in, words out.

Sisa and percent are worked out here from anggaran and realisasi; the sums of total rows come with the rows. A text
that is not a sum stays in its cell as it was typed, with the reason, until it is put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Literal

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sipa_core.domain.money import format_number, format_percent
from sipa_core.messages import _
from ui.runtime.tips import tip
from ui.widgets.badge import CARRIED, TALK, mark_words

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

COLUMNS = ("uraian", "anggaran", "realisasi", "sisa", "persen")
EDITABLE = ("anggaran", "realisasi")

ROW_ROLE = Qt.ItemDataRole.UserRole
NOTE_ROLE = Qt.ItemDataRole.UserRole + 1
REASON_ROLE = Qt.ItemDataRole.UserRole + 2


_TO_CHOOSE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TO_TYPE = _TO_CHOOSE | Qt.ItemFlag.ItemIsEditable
"""Put together once: Python takes longer for that than for all the rest of a cell."""


class Shape(StrEnum):
    """What the two columns of sums are: a plan and what became of it, a plan alone, or a plan before and after."""

    REALISED = "realised"
    PLANNED = "planned"
    CHANGED = "changed"

    @property
    def editable(self) -> tuple[str, ...]:
        """The columns that a person may change."""
        return EDITABLE[:1] if self is Shape.PLANNED else EDITABLE

    @property
    def hidden(self) -> tuple[str, ...]:
        """The columns that say nothing."""
        return COLUMNS[2:] if self is Shape.PLANNED else ()


class BudgetRow(msgspec.Struct, frozen=True, gc=False):
    """A row: a heading (`group`), a line, or a sum (`total`). Money is whole rupiah, None for not filled in.

    `editable` names the columns that the person may change; `number` stands before the name; `level` indents it.
    Without `shares` sisa and percent stay empty, because they say nothing of a difference of sums; `strong` letters
    are for a line that sums up lines below it.
    """

    key: str
    kind: Literal["group", "line", "total"]
    name: str
    anggaran: int | None = None
    realisasi: int | None = None
    number: str = ""
    level: int = 0
    editable: tuple[str, ...] = EDITABLE
    shares: bool = True
    strong: bool = False


class BudgetModel(QAbstractTableModel):
    """Columns Uraian, Anggaran, Realisasi, Sisa and %, called as the `shape` wants; see `BudgetRow`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shape = Shape.REALISED
        self._rows: list[BudgetRow] = []
        self._at: dict[str, int] = {}
        self._notes: dict[tuple[str, str], int] = {}
        self._noted: frozenset[str] = frozenset()
        self._bounds: dict[str, tuple[int, int]] = {}
        self._unread: dict[tuple[str, str], tuple[str, str]] = {}

    @property
    def rows(self) -> tuple[BudgetRow, ...]:
        """Return the rows as they stand."""
        return tuple(self._rows)

    def row_number(self, key: str) -> int:
        """Return where a row stands, -1 for an unknown key."""
        return self._at.get(key, -1)

    def row(self, number: int) -> BudgetRow:
        """Return the row at a place."""
        return self._rows[number]

    def value(self, key: str, column: str) -> int | None:
        """Return the sum in an editable cell; None when empty or unknown."""
        at = self._at.get(key)
        return None if at is None else getattr(self._rows[at], column)

    def unread(self, key: str, column: str) -> str:
        """Return the text in a cell that could not be read as a sum, or an empty text."""
        return self._unread.get((key, column), ("", ""))[0]

    @property
    def unread_cells(self) -> int:
        """Return how many cells hold a text that could not be read as a sum."""
        return len(self._unread)

    def bounds(self, column: str) -> tuple[int, int]:
        """Return the smallest and the largest sum of a money column, zero counted in."""
        if column not in self._bounds:
            self._bounds[column] = self._bounds_of(column)
        return self._bounds[column]

    def _bounds_of(self, column: str) -> tuple[int, int]:
        if column == "sisa":
            pairs = ((row.anggaran, row.realisasi) for row in self._rows)
            left = [budget - actual for budget, actual in pairs if budget is not None and actual is not None]
            amounts = [-amount for amount in left] if self.shape is Shape.CHANGED else left
        else:
            amounts = [amount for row in self._rows if (amount := getattr(row, column)) is not None]
        return min([0, *amounts]), max([0, *amounts])

    def set_rows(self, rows: Sequence[BudgetRow]) -> bool:
        """Show other rows; return whether the table was built anew (False when only values changed)."""
        same = len(rows) == len(self._rows) and all(
            new is old or (new.key == old.key and new.kind == old.kind)
            for new, old in zip(rows, self._rows, strict=True)
        )
        if same:
            changed = [at for at, row in enumerate(rows) if row is not self._rows[at] and row != self._rows[at]]
            self._rows = list(rows)
            for at in changed:
                self._touch(at)
            return False
        self.beginResetModel()
        self._rows = list(rows)
        self._bounds = {}
        self._at = {row.key: at for at, row in enumerate(self._rows)}
        self._unread = {cell: text for cell, text in self._unread.items() if cell[0] in self._at}
        self.endResetModel()
        return True

    def set_value(self, key: str, column: str, value: int | None) -> None:
        """Put a sum into an editable cell, and take a text away that could not be read there."""
        at = self._at.get(key)
        if at is None or column not in EDITABLE:
            return
        self._unread.pop((key, column), None)
        row = self._rows[at]
        self._rows[at] = replace(row, anggaran=value) if column == "anggaran" else replace(row, realisasi=value)
        self._touch(at)

    def set_unread(self, key: str, column: str, text: str, reason: str) -> None:
        """Keep a text in its cell that is not a sum, with the sentence that says why."""
        if key in self._at:
            self._unread[key, column] = (text, reason)
            self._touch(self._at[key])

    def set_notes(self, notes: Mapping[tuple[str, str], int]) -> None:
        """Mark cells (row key, column) with the number of a note."""
        if notes == self._notes:
            return
        self._notes = dict(notes)
        self._noted = frozenset(key for (key, _column), mark in notes.items() if mark > TALK)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))

    def has_note(self, number: int) -> bool:
        """Tell whether a note stands at some cell of a row."""
        return self._rows[number].key in self._noted

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return what can be done with a cell: headings cannot be selected, and only some cells edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        at = index.row()
        if self._rows[at].kind == "group":
            return Qt.ItemFlag.ItemIsEnabled
        return _TO_TYPE if self.editable(at, index.column()) else _TO_CHOOSE

    def editable(self, row: int, column: int) -> bool:
        """Tell whether the person may change a cell."""
        line = self._rows[row]
        return line.kind == "line" and COLUMNS[column] in self.shape.editable and COLUMNS[column] in line.editable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a column; numbers stand at the right."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            if self.shape is Shape.CHANGED:
                return (_("Uraian"), _("Semula (Rp)"), _("Menjadi (Rp)"), _("Selisih (Rp)"), "%")[section]
            return (_("Uraian"), _("Anggaran (Rp)"), _("Realisasi (Rp)"), _("Sisa (Rp)"), "%")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell, its note, its reason, or the sentence for a reader."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.EditRole:
                return self._unread.get((row.key, column), (self._text(row, column), ""))[0]
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self._hint(row, column) or "") or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column)
            case _ if role == ROW_ROLE:
                return row
            case _ if role == NOTE_ROLE:
                return self._notes.get((row.key, column))
            case _ if role == REASON_ROLE:
                return self._unread.get((row.key, column), ("", ""))[1]
        return None

    def shown(self, row: BudgetRow, column: str) -> tuple[str, str, int | None]:
        """Return the text of a cell, why it is no sum ("": it is one), and the number of its note."""
        reason = self._unread.get((row.key, column), ("", ""))[1]
        return self._text(row, column), reason, self._notes.get((row.key, column))

    def _text(self, row: BudgetRow, column: str) -> str:
        unread = self._unread.get((row.key, column))
        if unread is not None:
            return unread[0]
        if column == "uraian":
            return row.name
        if row.kind == "group":
            return ""
        if column == "anggaran":
            return "" if row.anggaran is None else format_number(row.anggaran)
        if column == "realisasi":
            return "" if row.realisasi is None else format_number(row.realisasi)
        if row.anggaran is None or row.realisasi is None or not row.shares:
            return ""
        if column == "sisa":
            left = row.anggaran - row.realisasi
            return format_number(-left if self.shape is Shape.CHANGED else left)
        return format_percent(row.realisasi, row.anggaran) if row.anggaran * row.realisasi >= 0 else ""

    def _hint(self, row: BudgetRow, column: str) -> str | None:
        reason = self._unread.get((row.key, column), ("", ""))[1]
        if reason or column == "uraian":
            return reason or row.name
        return mark_words(CARRIED).capitalize() if self._notes.get((row.key, column)) == CARRIED else None

    def _spoken(self, row: BudgetRow, column: str) -> str:
        head = str(self.headerData(COLUMNS.index(column), Qt.Orientation.Horizontal))
        text = self._text(row, column) or _("belum diisi")
        if row.kind == "group" or column == "uraian":
            return row.name
        note = self._notes.get((row.key, column))
        reason = self._unread.get((row.key, column), ("", ""))[1]
        marked = f", {mark_words(note)}" if note is not None else ""
        return f"{row.name}, {head}: {text}{marked} {reason}".strip()

    def _touch(self, at: int) -> None:
        self._bounds = {}
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(COLUMNS) - 1))
