"""A list to look through and tick: a box, a small picture, title and line of each; many can be ticked and done at once.

Arrow keys or J and K move, Space ticks, Enter opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.check_box import draw_box

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True)
class TickItem:
    """A row: `icon` stands before `sub`, and in the place of the small picture while there is none."""

    key: str
    title: str
    sub: str
    icon: str
    aside: str = ""
    spoken: str = ""


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: tuple[TickItem, ...] = ()
        self.ticked: set[str] = set()
        self.pictures: dict[str, QImage] = {}

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{item.title}, {item.sub}"
            case Qt.ItemDataRole.ToolTipRole:
                return tip(f"{item.title}, {item.sub}")
            case Qt.ItemDataRole.AccessibleTextRole:
                said = _("dipilih") if item.key in self.ticked else _("belum dipilih")
                whole = item.spoken or ", ".join(part for part in (item.title, item.sub, item.aside) if part)
                return f"{whole}. {said}"
            case Qt.ItemDataRole.UserRole:
                return item
            case _:
                return None

    def replace(self, items: Sequence[TickItem]) -> None:
        same = [item.key for item in items] == [item.key for item in self.items]
        if not same:
            self.beginResetModel()
        self.items = tuple(items)
        self.ticked &= {item.key for item in items}
        if not same:
            self.endResetModel()
        self.told()

    def told(self) -> None:
        if self.items:
            self.dataChanged.emit(self.index(0), self.index(len(self.items) - 1))


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(px(Size.MASTER_LIST), px(Size.THUMB_DENSE) + 2 * px(Size.GAP_10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        item: TickItem = index.data(Qt.ItemDataRole.UserRole)
        assert isinstance(model, _Model)
        box = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        if here or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, colour("selection" if here else "canvas"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), px(Size.HAIR)), colour("line"))
        if here:
            painter.fillRect(QRect(box.left(), box.top(), px(Size.BAR_LEFT), box.height()), colour("primary"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        middle = box.center().y()
        ticked = draw_box(painter, box.left() + px(Size.GAP_16), middle, item.key in model.ticked)
        side = px(Size.THUMB_DENSE)
        small = QRectF(ticked.right() + px(Size.GAP_12), middle - side / 2, side, side)
        self._picture(painter, small, item, model.pictures.get(item.key))
        self._words(painter, box, round(small.right()) + px(Size.GAP_12), item)
        painter.restore()

    @staticmethod
    def _picture(painter: QPainter, box: QRectF, item: TickItem, picture: QImage | None) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(box, px(Size.RADIUS_CHIP), px(Size.RADIUS_CHIP))
        painter.fillPath(shape, colour("sunken"))
        if picture is not None and not picture.isNull():
            edge = min(picture.width(), picture.height())
            part = QRectF((picture.width() - edge) / 2, (picture.height() - edge) / 2, edge, edge)
            painter.save()
            painter.setClipPath(shape)
            painter.drawImage(box, picture, part)
            painter.restore()
        else:
            sign = icons.pixmap(item.icon, Size.ICON_NAV, "ink2")
            at = box.center().toPoint()
            painter.drawPixmap(at.x() - px(Size.ICON_NAV) // 2, at.y() - px(Size.ICON_NAV) // 2, sign)

    @staticmethod
    def _words(painter: QPainter, box: QRect, left: int, item: TickItem) -> None:
        right = box.right() - px(Size.GAP_12)
        title, sub = QFontMetrics(font(Role.TABLE_STRONG)), QFontMetrics(font(Role.TABLE))
        top = box.center().y() - (title.height() + sub.height()) // 2
        taken = 0
        if item.aside:
            taken = QFontMetrics(font(Role.CAPTION)).horizontalAdvance(item.aside) + px(Size.GAP_8)
            painter.setFont(font(Role.CAPTION))
            painter.setPen(colour("ink2"))
            room = QRect(left, top, right - left, title.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, item.aside)
        width = right - left - taken
        painter.setFont(font(Role.TABLE_STRONG))
        painter.setPen(colour("ink"))
        cut = title.elidedText(item.title, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, top, width, title.height()), Qt.AlignmentFlag.AlignVCenter, cut)
        sign = px(Size.ICON_CHIP)
        line = QRect(left, top + title.height(), right - left, sub.height())
        painter.drawPixmap(left, line.center().y() - sign // 2, icons.pixmap(item.icon, Size.ICON_CHIP, "ink2"))
        painter.setFont(font(Role.TABLE))
        painter.setPen(colour("ink2"))
        line.setLeft(left + sign + px(Size.GAP_6))
        painter.drawText(
            line, Qt.AlignmentFlag.AlignVCenter, sub.elidedText(item.sub, Qt.TextElideMode.ElideRight, line.width())
        )


class TickList(QListView):
    """`chosen` gives the key that the person moved to, `opened` the one they pressed Enter on, `ticked` that the set of
    ticked rows changed.
    """

    chosen = Signal(str)
    opened = Signal(str)
    ticked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Model(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("J dan K berpindah, spasi memilih, Enter membuka."))
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.selectionModel().currentChanged.connect(self._moved)
        watch(self._measure)

    @property
    def items(self) -> tuple[TickItem, ...]:
        """Return what is listed."""
        return self._rows.items

    @property
    def current(self) -> str:
        """Return the key of the row in hand, or an empty text."""
        row = self.currentIndex().row()
        return self._rows.items[row].key if 0 <= row < len(self._rows.items) else ""

    @property
    def ticks(self) -> tuple[str, ...]:
        """Return the keys of the ticked rows, in the order of the list."""
        return tuple(item.key for item in self._rows.items if item.key in self._rows.ticked)

    def set_items(self, items: Sequence[TickItem]) -> None:
        """List other rows; ticks and the row in hand stay on their keys where these are still there."""
        was, ticked = self.current, self.ticks
        self.selectionModel().blockSignals(True)
        self._rows.replace(items)
        self.selectionModel().blockSignals(False)
        self.set_current(was)
        if self.ticks != ticked:
            self.ticked.emit()

    def set_current(self, key: str) -> None:
        """Put a row in hand without saying that the person did; an unknown key changes nothing."""
        keys = [item.key for item in self._rows.items]
        if key in keys and key != self.current:
            was = self.blockSignals(True)
            self.setCurrentIndex(self._rows.index(keys.index(key)))
            self.blockSignals(was)
            self.viewport().update()

    def set_ticks(self, keys: Iterable[str]) -> None:
        """Tick exactly these rows."""
        wanted = set(keys) & {item.key for item in self._rows.items}
        if wanted != self._rows.ticked:
            self._rows.ticked = wanted
            self._rows.told()
            self.ticked.emit()

    def set_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Show these small pictures, by key."""
        self._rows.pictures = dict(pictures)
        self._rows.told()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with J and K as with the arrows, tick with Space, open with Enter."""
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers():
            at = max(0, min(len(self._rows.items) - 1, self.currentIndex().row() + step))
            self.setCurrentIndex(self._rows.index(at))
        elif event.key() == Qt.Key.Key_Space:
            self._turn(self.current)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.current:
                self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick with a click on the box; a click elsewhere moves there."""
        index = self.indexAt(event.position().toPoint())
        edge = px(Size.GAP_16) + px(Size.CHECK) + px(Size.GAP_6)
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton and event.position().x() < edge:
            self._turn(self._rows.items[index.row()].key)
            event.accept()
            return
        super().mousePressEvent(event)

    def _turn(self, key: str) -> None:
        if key:
            self.set_ticks({*self.ticks} ^ {key})

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self._rows.items[now.row()].key)

    def _measure(self) -> None:
        self._rows.layoutChanged.emit()
