"""A list of sentences to tick: the mouse or Space ticks the row in hand, and what cannot be ticked is greyed.

Sentences are plain text and wrap over at most three lines; the reader is told the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.design.measures import Size
from ui.design.theme import colour, font, px
from ui.design.type import Role
from ui.widgets.check_box import draw_box
from ui.widgets.focus_ring import FocusRing

_LINES = 3
_Index = QModelIndex | QPersistentModelIndex
_WRAP = Qt.TextFlag.TextWordWrap


class Tick(msgspec.Struct, frozen=True):
    """One row: its sentence, whether it is ticked, and whether the person may change that."""

    text: str
    ticked: bool = True
    free: bool = True


class SentenceTicks(QListWidget):
    """The list; `changed` when a tick was set or taken away by the person."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setItemDelegate(_Row(self))
        FocusRing(self)
        self.itemChanged.connect(self._changed)

    def set_rows(self, rows: Sequence[Tick]) -> None:
        """Show other rows; nobody is told."""
        was = self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.text)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEnabled if row.free else flags)
            item.setCheckState(Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.blockSignals(was)

    def ticked(self, at: int) -> bool:
        """Tell whether a row is ticked."""
        item = self.item(at)
        return item.checkState() is Qt.CheckState.Checked

    def _changed(self, _item: QListWidgetItem) -> None:
        self.changed.emit()


class _Row(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = option.widget
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selection"))
        focus = bool(state & QStyle.StateFlag.State_HasFocus) and view.hasFocus()
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        draw_box(painter, rect.left() + px(Size.GAP_10), rect.center().y(), ticked, enabled, focus)
        painter.setFont(font(Role.BODY))
        painter.setPen(colour("ink" if enabled else "ink3"))
        painter.drawText(_room(rect), Qt.AlignmentFlag.AlignVCenter | _WRAP, index.data())

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListWidget) else 0
        metrics = QFontMetrics(font(Role.BODY))
        room = _room(QRect(0, 0, width, 0))
        height = metrics.boundingRect(0, 0, max(1, room.width()), 10_000, _WRAP, index.data()).height()
        return QSize(0, min(height, _LINES * metrics.lineSpacing()) + px(Size.GAP_12))

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """The whole row takes the click, not the small box alone."""
        free = index.flags() & Qt.ItemFlag.ItemIsEnabled
        if isinstance(event, QMouseEvent):
            if event.type() is QEvent.Type.MouseButtonRelease and event.button() is Qt.MouseButton.LeftButton and free:
                return _toggle(model, index)
            return False
        return super().editorEvent(event, model, option, index)


def _toggle(model: QAbstractItemModel, index: _Index) -> bool:
    ticked = index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
    after = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
    return model.setData(
        model.index(index.row(), index.column(), index.parent()), after, Qt.ItemDataRole.CheckStateRole
    )


def _room(rect: QRect) -> QRect:
    left = px(Size.GAP_10) + px(Size.CHECK) + px(Size.GAP_10)
    return rect.adjusted(left, 0, -px(Size.GAP_10), 0)
