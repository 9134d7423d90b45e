"""The list at the left of a page: what there is to choose from, each as a small card with title, line and chip."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, metrics, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.bar import draw_bar
from ui.widgets.chip import Chip, draw_chip

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ListCard(msgspec.Struct, frozen=True):
    """One item. `tag` stands small above the title, `aside` at the right of the first line in `aside_tone` (`ink2`,
    `warn`, `late`, `good`), `link` is a green line with a link icon, `steps` a bar with `steps_text`, `sub` the
    grey line, `unread` a dot. `spoken` is the sentence for a reader; without it the parts are read in order.
    """

    key: str
    title: str
    sub: str = ""
    aside: str = ""
    aside_tone: str = "ink2"
    tag: str = ""
    link: str = ""
    chip: Chip | None = None
    steps: tuple[int, int] | None = None
    steps_text: str = ""
    unread: bool = False
    spoken: str = ""

    def sentence(self) -> str:
        """Return the whole card as one sentence."""
        parts = (
            self.tag,
            self.title,
            self.link,
            self.sub,
            self.steps_text,
            self.chip.text if self.chip else "",
            self.aside,
        )
        return self.spoken or ", ".join(part for part in parts if part)


class _CardModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards: tuple[ListCard, ...] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return card.title
            case Qt.ItemDataRole.ToolTipRole:
                return tip(card.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                return card.sentence()
            case Qt.ItemDataRole.UserRole:
                return card
            case _:
                return None

    def replace(self, cards: Sequence[ListCard]) -> None:
        if [card.key for card in cards] == [card.key for card in self.cards]:
            self.cards = tuple(cards)
            if cards:
                self.dataChanged.emit(self.index(0), self.index(len(cards) - 1))
        else:
            self.beginResetModel()
            self.cards = tuple(cards)
            self.endResetModel()


_TONES = {"ink2": "ink2", "warn": "menunggu_fg", "late": "terlambat_fg", "danger": "danger", "good": "disetujui_fg"}


class _CardDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        card: ListCard = index.data(Qt.ItemDataRole.UserRole)
        lines = [_line(Role.TABLE_TOTAL)]
        lines += [_line(Role.CAPTION)] if card.tag else []
        lines += [_line(Role.CAPTION)] if card.link else []
        lines += [_line(Role.CAPTION)] if card.steps else []
        lines += [_line(Role.TABLE)] if card.sub else []
        lines += [px(Size.CHIP) + px(Size.GAP_6)] if card.chip else []
        return QSize(px(Size.MASTER_LIST) // 2, sum(lines) + 2 * px(Size.GAP_12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        card: ListCard = index.data(Qt.ItemDataRole.UserRole)
        box = option.rect
        painter.save()
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        if here or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, colour("selection" if here else "canvas"))
        painter.fillRect(
            QRect(box.left(), box.bottom() - px(Size.HAIR) + 1, box.width(), px(Size.HAIR)), colour("line")
        )
        if here:
            painter.fillRect(QRect(box.left(), box.top(), px(Size.BAR_LEFT), box.height()), colour("primary"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        self._lines(painter, box.adjusted(px(Size.GAP_16), px(Size.GAP_12), -px(Size.GAP_12), 0), card)
        painter.restore()

    def _lines(self, painter: QPainter, box: QRect, card: ListCard) -> None:
        top = box.top()
        taken = 0
        if card.aside:
            role = Role.CAPTION if card.aside_tone == "ink2" else Role.CHIP
            taken = metrics(role).horizontalAdvance(card.aside) + px(Size.GAP_8)
            height = _line(Role.CAPTION if card.tag else Role.TABLE_TOTAL)
            room = QRect(box.left(), top, box.width(), height)
            _write(painter, room, card.aside, role, _TONES.get(card.aside_tone, "ink2"), right=True)
        if card.tag:
            top = _write(painter, QRect(box.left(), top, box.width() - taken, 0), card.tag, Role.CAPTION, "ink2")
            taken = 0
        top = _write(painter, QRect(box.left(), top, box.width() - taken, 0), card.title, Role.TABLE_TOTAL, "ink")
        if card.link:
            side = px(Size.ICON_CHIP)
            middle = top + _line(Role.CAPTION) // 2
            painter.drawPixmap(box.left(), middle - side // 2, icons.pixmap("link", Size.ICON_CHIP, "primary"))
            left = box.left() + side + px(Size.GAP_6)
            top = _write(painter, QRect(left, top, box.right() - left, 0), card.link, Role.CAPTION, "primary")
        if card.steps:
            height = _line(Role.CAPTION)
            width = min(px(Size.BAR_WIDTH_CARD), box.width() // 2)
            bar = QRectF(box.left(), top + (height - px(Size.BAR_THIN)) / 2, width, px(Size.BAR_THIN))
            draw_bar(painter, bar, card.steps[0] / card.steps[1] if card.steps[1] else 0)
            left = box.left() + width + px(Size.GAP_8)
            top = _write(painter, QRect(left, top, box.right() - left, 0), card.steps_text, Role.CAPTION, "ink2")
        if card.sub:
            dot = px(Size.BAR) + px(Size.GAP_8) if card.unread else 0
            before = top
            top = _write(painter, QRect(box.left(), top, box.width() - dot, 0), card.sub, Role.TABLE, "ink2")
            if card.unread:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour("primary"))
                painter.drawEllipse(
                    QRectF(box.right() - px(Size.BAR), (before + top - px(Size.BAR)) / 2, px(Size.BAR), px(Size.BAR))
                )
        if card.chip:
            draw_chip(painter, box.left(), top + px(Size.GAP_6) + px(Size.CHIP) // 2, card.chip, box.width())


def _line(role: Role) -> int:
    return metrics(role).height() + px(Size.GAP_4)


def _write(painter: QPainter, room: QRect, text: str, role: Role, tint: str, right: bool = False) -> int:
    """Write one line, cut where it does not fit; return where the next line begins."""
    letters = font(role)
    line = QRect(room.left(), room.top(), room.width(), room.height() or _line(role))
    painter.setFont(letters)
    painter.setPen(colour(tint))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    cut = metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, cut)
    return line.top() + line.height()


class ListCards(QListView):
    """The list; `chosen` gives the key that the person moved to, `opened` the one they pressed Enter on."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = _CardModel(self)
        self.setModel(self._cards)
        self.setItemDelegate(_CardDelegate(self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.selectionModel().currentChanged.connect(self._moved)
        self.activated.connect(self._activated)
        watch(self._measure)

    @property
    def cards(self) -> tuple[ListCard, ...]:
        """Return what is listed."""
        return self._cards.cards

    @property
    def current(self) -> str:
        """Return the key of the selected card, or an empty text."""
        row = self.currentIndex().row()
        return self._cards.cards[row].key if row >= 0 else ""

    def set_cards(self, cards: Sequence[ListCard]) -> None:
        """List other cards; the selection stays on its key when it is still there, without a signal."""
        was = self.current
        self._cards.replace(cards)
        self.set_current(was)

    def set_current(self, key: str) -> None:
        """Select a card without saying that the person chose it; an empty key selects none, an unknown one changes
        nothing.
        """
        keys = [card.key for card in self._cards.cards]
        if (key in keys or not key) and key != self.current:
            was = self.blockSignals(True)
            self.setCurrentIndex(self._cards.index(keys.index(key)) if key else QModelIndex())
            self.blockSignals(was)
            self.viewport().update()

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self._cards.cards[now.row()].key)

    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._cards.cards[index.row()].key)

    def _measure(self) -> None:
        self._cards.layoutChanged.emit()
