"""The rows of a simple table of a report as a Qt model: values in, words out.

A text that cannot be read stays in its cell as it was typed, with the reason, until it is put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sipa_core.domain.field_values import NUMBERS, show_value
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Field, FieldType
from sipa_core.messages import _
from ui.runtime.tips import tip
from ui.widgets.badge import CARRIED, mark_words

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[str, str]
_ROOT = QModelIndex()

NOTE_ROLE = Qt.ItemDataRole.UserRole + 1
REASON_ROLE = Qt.ItemDataRole.UserRole + 2
NUMBER_ROLE = Qt.ItemDataRole.UserRole + 3
ANSWERS_ROLE = Qt.ItemDataRole.UserRole + 4


class RowsModel(QAbstractTableModel):
    """Columns are the fields that every row has; rows are named by their keys."""

    def __init__(self, fields: Sequence[Field], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.columns = tuple(field.column or "" for field in fields)
        self.keys: tuple[str, ...] = ()
        self.read_only = False
        self._cells: dict[str, dict[str, Value]] = {}
        self._notes: dict[Cell, int] = {}
        self._unread: dict[Cell, tuple[str, str]] = {}

    def set_rows(self, rows: Mapping[str, Mapping[str, Value]]) -> None:
        """Show other rows, or other values of the same rows."""
        keys = tuple(rows)
        self._cells = {key: dict(cells) for key, cells in rows.items()}
        if keys == self.keys:
            if keys:
                self.dataChanged.emit(self.index(0, 0), self.index(len(keys) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self.keys = keys
        self._unread = {cell: kept for cell, kept in self._unread.items() if cell[0] in self._cells}
        self.endResetModel()

    def set_notes(self, notes: Mapping[Cell, int]) -> None:
        """Mark cells with the number of a note."""
        self._notes = dict(notes)
        self._touch()

    def marked_columns(self) -> set[int]:
        """Return the columns in which some cell has a mark."""
        return {self.columns.index(column) for _key, column in self._notes if column in self.columns}

    def set_unread(self, cell: Cell, text: str, reason: str) -> None:
        """Keep a text that cannot be read, with the sentence that says why; an empty reason takes it away."""
        if reason:
            self._unread[cell] = (text, reason)
        else:
            self._unread.pop(cell, None)
        self._touch()

    def unread_words(self) -> dict[Cell, str]:
        """Return the cells that hold a text that could not be read, with a sentence that names cell and reason."""
        return {
            (key, column): f"{self._row_words(key)}, {self.fields[self.columns.index(column)].label}: {reason}"
            for (key, column), (_text, reason) in self._unread.items()
            if key in self._cells and column in self.columns
        }

    def cell(self, index: Index) -> Cell:
        """Return the row key and the column of an index."""
        return self.keys[index.row()], self.columns[index.column()]

    def index_of(self, cell: Cell) -> QModelIndex:
        """Return the index of a cell; an invalid one when there is no such cell."""
        if cell[0] not in self._cells or cell[1] not in self.columns:
            return QModelIndex()
        return self.index(self.keys.index(cell[0]), self.columns.index(cell[1]))

    def value(self, cell: Cell) -> Value:
        """Return the value of a cell, None when it is empty."""
        return self._cells.get(cell[0], {}).get(cell[1])

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.keys)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if self.read_only else flags | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a column; numbers stand at the right."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return field.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(field.help) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if field.type in NUMBERS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell, its note, its reason, or the sentence for a reader."""
        if not index.isValid():
            return None
        cell, field = self.cell(index), self.fields[index.column()]
        text, reason = self._unread.get(cell, (show_value(field, self.value(cell)), ""))
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                taken = f"\n{mark_words(CARRIED).capitalize()}" if self._notes.get(cell) == CARRIED else ""
                return tip(reason or f"{text}{taken}") or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(cell, field, text, reason)
            case _ if role == NOTE_ROLE:
                return self._notes.get(cell)
            case _ if role == REASON_ROLE:
                return reason
            case _ if role == NUMBER_ROLE:
                return field.type in NUMBERS
            case _ if role == ANSWERS_ROLE:
                return _answers(field)
        return None

    def _spoken(self, cell: Cell, field: Field, text: str, reason: str) -> str:
        name = self._row_words(cell[0])
        note = self._notes.get(cell)
        marked = f", {mark_words(note)}" if note is not None else ""
        return f"{name}, {field.label}: {text or _('belum diisi')}{marked} {reason}".strip()

    def _row_words(self, key: str) -> str:
        """A row by its first column, by its number where that is empty."""
        first = show_value(self.fields[0], self.value((key, self.columns[0])))
        return first or _("Baris {n}").format(n=self.keys.index(key) + 1)

    def _touch(self) -> None:
        if self.keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.keys) - 1, len(self.columns) - 1))


def _answers(field: Field) -> tuple[str, ...]:
    """The only answers that a cell takes; none where anything of its kind may be typed."""
    if field.type is FieldType.BOOL:
        return _("Ya"), _("Tidak")
    return tuple(choice.label for choice in field.choices)
