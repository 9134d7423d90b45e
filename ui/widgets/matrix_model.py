"""The recap as a Qt model: a row for each village, a tile for each duty, then the measures, each with a sentence to
be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.runtime.tips import tip

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

CELL_ROLE = Qt.ItemDataRole.UserRole
COLUMN_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class MatrixColumn:
    """A column: `state` tiles, a `bar` with its percent, or `text` at the right; the title may have two lines."""

    key: str
    title: str
    kind: Literal["state", "text", "bar"] = "state"


@dataclass(frozen=True)
class MatrixCell:
    """A cell. `look` is a report state for a tile; `share` (0 to 1) and `text` for a bar; `text` alone for a number.

    `tone` `late` marks what is out of line. `spoken` is the whole sentence: it is the tooltip and what a reader says.
    """

    look: str = ""
    text: str = ""
    share: float = 0.0
    tone: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class MatrixRow:
    """A village; `flag` is an icon after its name with `flag_spoken` as its meaning."""

    key: str
    name: str
    cells: tuple[MatrixCell, ...]
    flag: str = ""
    flag_spoken: str = ""


class MatrixModel(QAbstractTableModel):
    """Column 0 is the name; column n is `columns[n - 1]`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[MatrixColumn, ...] = ()
        self.rows: tuple[MatrixRow, ...] = ()
        self.corner = ""

    def replace(self, columns: Sequence[MatrixColumn], rows: Sequence[MatrixRow], corner: str) -> bool:
        """Show other content; return whether it was built anew. Only the cells that changed are drawn again
        otherwise.
        """
        same = tuple(columns) == self.columns and [row.key for row in rows] == [row.key for row in self.rows]
        if not same or corner != self.corner:
            self.beginResetModel()
            self.columns, self.rows, self.corner = tuple(columns), tuple(rows), corner
            self.endResetModel()
            return True
        before, self.rows = self.rows, tuple(rows)
        for at, row in enumerate(self.rows):
            if row != before[at]:
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns)))
        return False

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of villages."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of columns with the name."""
        return 0 if parent.isValid() else len(self.columns) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.corner if section == 0 else self.columns[section - 1].title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.corner if section == 0 else self.columns[section - 1].title.replace("\n", " ")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            kind = "name" if section == 0 else self.columns[section - 1].kind
            side = {
                "name": Qt.AlignmentFlag.AlignLeft,
                "bar": Qt.AlignmentFlag.AlignLeft,
                "text": Qt.AlignmentFlag.AlignRight,
            }
            return side.get(kind, Qt.AlignmentFlag.AlignHCenter) | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text, the sentence, the cell and the kind of its column."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if index.column() == 0:
            return self._name(row, role)
        column, cell = self.columns[index.column() - 1], row.cells[index.column() - 1]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return tip(cell.spoken) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return cell.spoken or f"{row.name}, {column.title}: {cell.text}".replace("\n", " ")
            case _ if role == CELL_ROLE:
                return cell
            case _ if role == COLUMN_ROLE:
                return column
        return None

    def _name(self, row: MatrixRow, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return tip(row.flag_spoken) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}, {row.flag_spoken}" if row.flag_spoken else row.name
            case _ if role == CELL_ROLE:
                return row
        return None
