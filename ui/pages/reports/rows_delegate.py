"""Draws the cells of a simple table and gives the field in which a value is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, font, px
from ui.design.type import Role
from ui.pages.reports.rows_model import ANSWERS_ROLE, NOTE_ROLE, NUMBER_ROLE, REASON_ROLE, Index
from ui.widgets.badge import TALK, draw_badge
from ui.widgets.open_cell import OpenCell

_CLOSING = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
)


class RowsDelegate(QStyledItemDelegate):
    """`typed` gives row, column and text when an editor closes; `moved` the key that closed it; `given_up` Esc is about
    to close it. What is typed meanwhile is told by `cell`.
    """

    typed = Signal(int, int, str)
    moved = Signal(int)
    given_up = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cell = OpenCell(self)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field over the cell; a list of answers where there are only those."""
        answers = index.data(ANSWERS_ROLE)
        if answers:
            return self._answers(parent, index, answers)
        editor = QLineEdit(parent)
        editor.setObjectName("cell")
        if index.data(NUMBER_ROLE):
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.setFrame(False)
        self.cell.begin(editor, index)
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Let go of the field that is closed."""
        super().destroyEditor(editor, index)
        self.cell.end(editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the text of the cell into the field, all of it selected."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findText(str(index.data(Qt.ItemDataRole.EditRole) or ""))))
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Tell the table what was typed; only the report changes the model."""
        if isinstance(editor, QComboBox):
            self.typed.emit(index.row(), index.column(), editor.currentText())
        elif isinstance(editor, QLineEdit):
            self.cell.stop()
            self.typed.emit(index.row(), index.column(), editor.text())

    def _answers(self, parent: QWidget, index: Index, answers: tuple[str, ...]) -> QComboBox:
        """Return a list that is open at once; taking an answer closes it."""
        editor = QComboBox(parent)
        editor.setObjectName("cell")
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.addItems(["", *answers])
        editor.activated.connect(lambda _at: self._chosen(editor))
        QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def _chosen(self, editor: QComboBox) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Fill the cell."""
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Close the field with Enter, Tab or an arrow and say which it was."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            key = Qt.Key(event.key())
            # Up and down go through the answers of a list.
            closing = _CLOSING if isinstance(editor, QLineEdit) else _CLOSING[:4]
            if key in closing and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.moved.emit(int(key))
                return True
            if key == Qt.Key.Key_Escape:
                self.cell.stop()
                self.given_up.emit()
        return super().eventFilter(editor, event)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the least size of a cell; the table sets heights and widths itself."""
        return QSize(px(Size.COLUMN_NUMBER), px(Size.ROW_DENSE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, hairlines, text and the number of a note."""
        box, note = option.rect, index.data(NOTE_ROLE)
        painter.save()
        ground = "note" if isinstance(note, int) and note > TALK else "surface"
        if option.state & QStyle.StateFlag.State_Selected:
            ground = "selection"
        painter.fillRect(box, colour(ground))
        hair = px(Size.HAIR)
        painter.fillRect(QRect(box.left(), box.bottom() - hair + 1, box.width(), hair), colour("line"))
        painter.fillRect(QRect(box.right() - hair + 1, box.top(), hair, box.height()), colour("line"))
        inset = px(Size.GAP_6 if box.width() < px(Size.COLUMN_NUMBER) else Size.GAP_10)
        room = box.adjusted(inset, 0, -inset, 0)
        if isinstance(note, int):
            badge = draw_badge(painter, box.left() + px(Size.GAP_8), box.center().y() + 1, note)
            room.setLeft(badge.right() + px(Size.GAP_6))
        letters = font(Role.TABLE)
        painter.setFont(letters)
        painter.setPen(colour("danger" if index.data(REASON_ROLE) else "ink"))
        side = Qt.AlignmentFlag.AlignRight if index.data(NUMBER_ROLE) else Qt.AlignmentFlag.AlignLeft
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "").replace("\n", " ")
        text = QFontMetrics(letters).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()
