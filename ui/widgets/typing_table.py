"""A table typed into as in a spreadsheet: Enter goes down, Tab right, Ctrl+C and Ctrl+V, Delete, Ctrl+Z and Ctrl+Y.

What a key does to values is said by the table that inherits: where the place goes, what a paste brings, what is
emptied. Here are only the keys, the steps and the look that such tables share.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QKeyCombination, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QUndoStack
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

_REDO = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)
_TRIGGERS = QAbstractItemView.EditTrigger
TYPING = _TRIGGERS.AnyKeyPressed | _TRIGGERS.DoubleClicked | _TRIGGERS.EditKeyPressed | _TRIGGERS.SelectedClicked
"""What opens a field."""


class TypingTable(QTableView):
    """`undo_stack` holds the steps that Ctrl+Z takes back. Who inherits says `_paste`, `_empty`, `_stops_at` and
    `_below`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setEditTriggers(TYPING)

    def _paste(self) -> None:
        """Take what was copied."""
        raise NotImplementedError

    def _empty(self) -> None:
        """Empty the chosen cells."""
        raise NotImplementedError

    def _stops_at(self, row: int, column: int) -> bool:
        """True for a cell in which Tab stops."""
        raise NotImplementedError

    def _below(self, here: QModelIndex, step: int) -> QModelIndex | None:
        """Return where Enter (1) or the upward key (-1) goes from a cell; None when there is nothing."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, copy, paste, empty, undo and redo by keyboard."""
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_stack.undo()
        elif event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() == _REDO:
            self.undo_stack.redo()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._empty()
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._move_by_key(int(key))
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next cell in which it stops, and out of the table after the last."""
        index = self._neighbour(forward)
        if index is None:
            return super().focusNextPrevChild(forward)
        self.setCurrentIndex(index)
        return True

    def _place_after(self, key: int) -> QModelIndex | None:
        """Return where a key that closes a field leads."""
        pressed = Qt.Key(key)
        if pressed in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._neighbour(pressed == Qt.Key.Key_Tab)
        return self._below(self.currentIndex(), -1 if pressed == Qt.Key.Key_Up else 1)

    def _move_by_key(self, key: int) -> None:
        there = self._place_after(key)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if there is not None:
            self.selectionModel().setCurrentIndex(there, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(there)

    def _neighbour(self, forward: bool) -> QModelIndex | None:
        model, here = self.model(), self.currentIndex()
        width = model.columnCount()
        total = model.rowCount() * width
        at = here.row() * width + here.column() if here.isValid() else (-1 if forward else total)
        step = 1 if forward else -1
        at += step
        while 0 <= at < total:
            if self._stops_at(at // width, at % width):
                return model.index(at // width, at % width)
            at += step
        return None

    def _copy(self) -> None:
        indexes = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        lines: dict[int, list[str]] = {}
        for index in indexes:
            lines.setdefault(index.row(), []).append(str(index.data() or ""))
        if lines:
            QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))
