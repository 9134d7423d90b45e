"""Draws the cells of the budget grid and gives the field in which a sum is typed.

Numbers stand at the right with an inset, so that columns of money can be compared; a noted cell carries its number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRegularExpression,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, font, look, px
from ui.design.type import Role
from ui.widgets.badge import draw_badge
from ui.widgets.budget_model import COLUMNS, NOTE_ROLE, BudgetModel, BudgetRow, Shape
from ui.widgets.open_cell import OpenCell

_Index = QModelIndex | QPersistentModelIndex
_TYPED = QRegularExpression(r"[0-9a-zA-Z.,()\-− ]{0,40}")
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
_GROUNDS = {"group": "canvas", "total": "sunken", "line": "surface"}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT, _MIDDLE = _RIGHT.value, Qt.AlignmentFlag.AlignVCenter.value


class MoneyDelegate(QStyledItemDelegate):
    """`typed` gives row, column and text when an editor closes; `moved` the key that closed it (Enter, Tab,
    Backtab), `moving` the same just before it closes; `given_up` Esc is about to close it. What is typed meanwhile is
    told by `cell`.
    """

    typed = Signal(int, int, str)
    moved = Signal(int)
    moving = Signal(int)
    given_up = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cell = OpenCell(self)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Return a field at the right of the cell; letters are let in so that "1,5 juta" can be asked back."""
        editor = QLineEdit(parent)
        editor.setObjectName("cell")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setValidator(QRegularExpressionValidator(_TYPED, editor))
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.setFrame(False)
        self.cell.begin(editor, index)
        return editor

    def destroyEditor(self, editor: QWidget, index: _Index) -> None:
        """Let go of the field that is closed."""
        super().destroyEditor(editor, index)
        self.cell.end(editor)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Put the text of the cell into the field, all of it selected."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: _Index) -> None:
        """Tell the grid what was typed; only the grid changes the model, so that it can be undone."""
        if isinstance(editor, QLineEdit):
            self.cell.stop()
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
                self.moving.emit(int(key))
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.moved.emit(int(key))
                return True
            if key == Qt.Key.Key_Escape:
                self.cell.stop()
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
        at, across = index.row(), index.column()
        row, look = model.row(at), dress()
        state, box = option.state.value, option.rect
        painter.save()
        ground = "selection" if state & _SELECTED else _GROUNDS[row.kind]
        if ground == "surface" and model.has_note(at):
            ground = "note"
        painter.fillRect(box, colour(ground))
        hair, line = look.hair, colour("line")
        painter.fillRect(box.left(), box.bottom() - hair + 1, box.width(), hair, line)
        if row.kind != "group" and across < len(COLUMNS) - 1:
            painter.fillRect(box.right() - hair + 1, box.top(), hair, box.height(), line)
        if across == 0:
            self._name(painter, box, row, look)
        else:
            self._figure(painter, box, row, model, COLUMNS[across], look)
        if state & _FOCUSED:
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def _name(self, painter: QPainter, box: QRect, row: BudgetRow, look: Dress) -> None:
        left = box.left() + look.inset + row.level * look.step
        if row.number:
            painter.setFont(font(Role.TABLE_STRONG))
            painter.setPen(colour("ink2"))
            width = max(look.least, look.of_number.horizontalAdvance(row.number) + look.gap_6)
            painter.drawText(left, box.top(), width, box.height(), _MIDDLE, row.number)
            left += width
        strong = row.kind != "line" or row.strong
        painter.setFont(font(Role.TABLE_TOTAL if strong else Role.TABLE))
        painter.setPen(colour("primary" if row.kind == "group" else "ink"))
        room = box.right() - look.gap_6 - left
        text = _cut(row.name, room, look.of_strong if strong else look.of_plain)
        painter.drawText(left, box.top(), room, box.height(), _MIDDLE, text)

    def _figure(
        self, painter: QPainter, box: QRect, row: BudgetRow, model: BudgetModel, column: str, look: Dress
    ) -> None:
        text, reason, note = model.shown(row, column)
        tint = "ink2" if column == "sisa" and row.kind == "line" else "ink"
        if reason or (column == "sisa" and _is_over(row, model)):
            tint = "danger"
        left, right = box.left() + look.gap_4, box.right() - look.inset
        if note is not None:
            left = draw_badge(painter, box.left() + px(Size.GAP_8), box.center().y() + 1, note).right() + look.gap_4
        if not text:
            return
        strong = row.kind == "total" or row.strong
        measured = look.of_strong if strong else look.of_plain
        painter.setFont(font(Role.TABLE_TOTAL if strong else Role.TABLE))
        painter.setPen(colour(tint))
        room = right - left + 1
        # No letter of a sum is wider than the widest: most texts need not be measured to be known to fit.
        wide = len(text) * look.widest > room and measured.horizontalAdvance(text) > room
        if wide and column == "persen":
            painter.setFont(font(Role.CAPTION))
            small = box.adjusted(px(Size.GAP_2), 0, -look.gap_4, 0)
            painter.drawText(small, _RIGHT | Qt.TextFlag.TextWordWrap, text)
            return
        painter.drawText(left, box.top(), room, box.height(), _AT_RIGHT, _cut(text, room, measured) if wide else text)


def _is_over(row: BudgetRow, model: BudgetModel) -> bool:
    """More than was planned; more than before is no fault in a change."""
    if row.anggaran is None or row.realisasi is None or model.shape is not Shape.REALISED:
        return False
    return row.realisasi > row.anggaran


@dataclass(frozen=True)
class Dress:
    """What the cells are drawn with in one theme and size: asked for once, not for each of 70 cells."""

    of_plain: QFontMetrics
    of_strong: QFontMetrics
    of_number: QFontMetrics
    widest: int
    hair: int
    gap_4: int
    gap_6: int
    inset: int
    step: int
    least: int


def dress() -> Dress:
    """Return what is worn now."""
    now = look()
    return _dressed(now.theme, now.scale)


@lru_cache(maxsize=4)
def _dressed(_theme: str, _scale: float) -> Dress:
    plain, strong, number = font(Role.TABLE), font(Role.TABLE_TOTAL), font(Role.TABLE_STRONG)
    of_strong = QFontMetrics(strong)
    return Dress(
        QFontMetrics(plain),
        of_strong,
        QFontMetrics(number),
        max(of_strong.horizontalAdvance(letter) for letter in "0123456789.,-−% "),
        px(Size.HAIR),
        px(Size.GAP_4),
        px(Size.GAP_6),
        px(Size.GAP_10),
        px(Size.GAP_12),
        px(Size.GAP_16),
    )


def _cut(text: str, room: int, measured: QFontMetrics) -> str:
    return measured.elidedText(text, Qt.TextElideMode.ElideRight, room)
