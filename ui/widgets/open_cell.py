"""The field in which a cell is being typed: told a moment after the keys, so that it is saved before it is closed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

PAUSE_MS = 800
MOST_MS = 900
"""How long the first letter in an open field waits at most; the rest of two seconds is for the saving on an old PC."""


class OpenCell(QObject):
    """`begun` a field was opened; `changing` a key changed its text; `standing` gives row, column and text of a field
    that stays open, a moment after the keys; `closed` it is closed.
    """

    begun = Signal()
    changing = Signal()
    standing = Signal(int, int, str)
    closed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._open: tuple[QLineEdit, QPersistentModelIndex] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._most = QTimer(self, singleShot=True, interval=MOST_MS)
        self._pause.timeout.connect(self._tell_standing)
        self._most.timeout.connect(self._tell_standing)

    def begin(self, editor: QLineEdit, index: QModelIndex | QPersistentModelIndex) -> None:
        """Follow what is typed into this field of that cell."""
        editor.textEdited.connect(self._key_came)
        self.stop()
        self._open = (editor, QPersistentModelIndex(index))
        self.begun.emit()

    def end(self, editor: QWidget) -> None:
        """Forget the field that is closed; nothing is told of it any more."""
        if self._open is not None and self._open[0] is editor:
            self.stop()
            self._open = None
            self.closed.emit()

    def stop(self) -> None:
        """Tell nothing of the keys that came: the field is about to be told, or given up."""
        self._pause.stop()
        self._most.stop()

    def _key_came(self) -> None:
        self._pause.start()
        if not self._most.isActive():
            self._most.start()
        self.changing.emit()

    def _tell_standing(self) -> None:
        self.stop()
        if self._open is not None and self._open[1].isValid():
            editor, index = self._open
            self.standing.emit(index.row(), index.column(), editor.text())
