"""Draws the cells of the budget grid and gives the field in which a sum is typed.

Numbers stand at the right with an inset, so that columns of money can be compared; a noted cell carries its number.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRegularExpression,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, font, px
from ui.design.type import Role
from ui.widgets.badge import draw_badge
from ui.widgets.budget_model import COLUMNS, NOTE_ROLE, REASON_ROLE, BudgetModel, BudgetRow, Shape

_Index = QModelIndex | QPersistentModelIndex
_TYPED = QRegularExpression(r"[0-9a-zA-Z.,()\-− ]{0,40}")
PAUSE_MS = 800
MOST_MS = 900
"""How long the first digit in an open field waits at most; the rest of two seconds is for the saving on an old PC."""


class MoneyDelegate(QStyledItemDelegate):
    """`typed` gives row, column and text when an editor closes; `moved` the key that closed it (Enter, Tab,
    Backtab). `begun` a field was opened; `changing` a key changed its text; `standing` gives row, column and text of a
    field that stays open, a moment after the keys; `given_up` Esc is about to close it; `closed` it is closed.
    """

    typed = Signal(int, int, str)
    moved = Signal(int)
    begun = Signal()
    changing = Signal()
    standing = Signal(int, int, str)
    given_up = Signal()
    closed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open: tuple[QLineEdit, QPersistentModelIndex] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._most = QTimer(self, singleShot=True, interval=MOST_MS)
        self._pause.timeout.connect(self._tell_standing)
        self._most.timeout.connect(self._tell_standing)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Return a field at the right of the cell; letters are let in so that "1,5 juta" can be asked back."""
        editor = QLineEdit(parent)
        editor.setObjectName("cell")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setValidator(QRegularExpressionValidator(_TYPED, editor))
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.setFrame(False)
        editor.textEdited.connect(self._key_came)
        self._rest()
        self._open = (editor, QPersistentModelIndex(index))
        self.begun.emit()
        return editor

    def destroyEditor(self, editor: QWidget, index: _Index) -> None:
        """Forget the field that is closed; nothing is told of it any more."""
        super().destroyEditor(editor, index)
        if self._open is not None and self._open[0] is editor:
            self._rest()
            self.closed.emit()

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Put the text of the cell into the field, all of it selected."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: _Index) -> None:
        """Tell the grid what was typed; only the grid changes the model, so that it can be undone."""
        if isinstance(editor, QLineEdit):
            self._stop()
            self.typed.emit(index.row(), index.column(), editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        """Fill the cell, but leave the number of a note in sight."""
        box = QRect(option.rect)
        if index.data(NOTE_ROLE) is not None:
            box.setLeft(box.left() + px(Size.BADGE) + px(Size.GAP_10))
        editor.setGeometry(box)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Close the field with Enter or Tab and say which it was."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            key = event.key()
            if key in (
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
                Qt.Key.Key_Tab,
                Qt.Key.Key_Backtab,
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
            ):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.moved.emit(int(key))
                return True
            if key == Qt.Key.Key_Escape:
                self._stop()
                self.given_up.emit()
        return super().eventFilter(editor, event)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the least size of a cell; the grid sets heights and widths itself."""
        return QSize(px(Size.COLUMN_NUMBER), px(Size.ROW_DENSE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw ground, hairlines, text and the number of a note."""
        model = index.model()
        assert isinstance(model, BudgetModel)
        # Asked straight: `index.data` goes through Qt and back, and costs more than the answer for each of 50 cells.
        row = model.row(index.row())
        noted = row.kind == "line" and model.has_note(index.row())
        box = option.rect
        painter.save()
        ground = {"group": "canvas", "total": "sunken", "line": "note" if noted else "surface"}[row.kind]
        if option.state & QStyle.StateFlag.State_Selected:
            ground = "selection"
        painter.fillRect(box, colour(ground))
        hair = px(Size.HAIR)
        painter.fillRect(QRect(box.left(), box.bottom() - hair + 1, box.width(), hair), colour("line"))
        if row.kind != "group" and index.column() < len(COLUMNS) - 1:
            painter.fillRect(QRect(box.right() - hair + 1, box.top(), hair, box.height()), colour("line"))
        if index.column() == 0:
            self._name(painter, box, row)
        else:
            self._figure(painter, box, index, row, model)
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def _key_came(self) -> None:
        self._pause.start()
        if not self._most.isActive():
            self._most.start()
        self.changing.emit()

    def _tell_standing(self) -> None:
        self._stop()
        if self._open is not None and self._open[1].isValid():
            editor, index = self._open
            self.standing.emit(index.row(), index.column(), editor.text())

    def _stop(self) -> None:
        self._pause.stop()
        self._most.stop()

    def _rest(self) -> None:
        self._stop()
        self._open = None

    def _name(self, painter: QPainter, box: QRect, row: BudgetRow) -> None:
        left = box.left() + px(Size.GAP_10) + row.level * px(Size.GAP_12)
        role = Role.TABLE_TOTAL if row.kind != "line" or row.strong else Role.TABLE
        tint = "primary" if row.kind == "group" else "ink"
        if row.number:
            painter.setFont(font(Role.TABLE_STRONG))
            painter.setPen(colour("ink2"))
            width = max(
                px(Size.GAP_16), QFontMetrics(font(Role.TABLE_STRONG)).horizontalAdvance(row.number) + px(Size.GAP_6)
            )
            painter.drawText(QRect(left, box.top(), width, box.height()), Qt.AlignmentFlag.AlignVCenter, row.number)
            left += width
        letters = font(role)
        painter.setFont(letters)
        painter.setPen(colour(tint))
        room = QRect(left, box.top(), box.right() - px(Size.GAP_6) - left, box.height())
        text = QFontMetrics(letters).elidedText(row.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _figure(self, painter: QPainter, box: QRect, index: _Index, row: BudgetRow, model: BudgetModel) -> None:
        column = COLUMNS[index.column()]
        text = str(model.data(index) or "")
        known = row.anggaran is not None and row.realisasi is not None and model.shape is Shape.REALISED
        over = known and (row.realisasi or 0) > (row.anggaran or 0)  # more than before is no fault in a change
        tint = "ink2" if column == "sisa" and row.kind == "line" else "ink"
        if model.data(index, REASON_ROLE) or (column == "sisa" and over):
            tint = "danger"
        note = model.data(index, NOTE_ROLE)
        room = box.adjusted(px(Size.GAP_4), 0, -px(Size.GAP_10), 0)
        if isinstance(note, int):
            badge = draw_badge(painter, box.left() + px(Size.GAP_8), box.center().y() + 1, note)
            room.setLeft(badge.right() + px(Size.GAP_4))
        letters = font(Role.TABLE_TOTAL if row.kind == "total" or row.strong else Role.TABLE)
        painter.setFont(letters)
        painter.setPen(colour(tint))
        if not text:
            return
        wide = QFontMetrics(letters).horizontalAdvance(text) > room.width()
        if wide and column == "persen":
            painter.setFont(font(Role.CAPTION))
            room = box.adjusted(px(Size.GAP_2), 0, -px(Size.GAP_4), 0)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, text
            )
            return
        cut = QFontMetrics(letters).elidedText(text, Qt.TextElideMode.ElideRight, room.width()) if wide else text
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, cut)
