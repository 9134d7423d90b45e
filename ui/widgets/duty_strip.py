"""The duties of a year side by side: due day, state tile and name; arrow keys move, Enter opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
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
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.matrix_view import draw_tile

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True)
class DutyTile:
    """One duty: its key comes back in `opened`; `look` is a report state, `current` marks work that waits."""

    key: str
    day: str
    look: str
    name: str
    spoken: str
    current: bool = False


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tiles: tuple[DutyTile, ...] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.tiles)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        tile = self.tiles[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return tile.name
            case Qt.ItemDataRole.ToolTipRole:
                return tip(tile.spoken)
            case Qt.ItemDataRole.AccessibleTextRole:
                return tile.spoken
            case Qt.ItemDataRole.UserRole:
                return tile
            case _:
                return None

    def replace(self, tiles: tuple[DutyTile, ...]) -> None:
        self.beginResetModel()
        self.tiles = tiles
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: DutyStrip) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._view.tile_width(), px(Size.DUTY_TILE_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tile: DutyTile = index.data(Qt.ItemDataRole.UserRole)
        box = option.rect.adjusted(px(Size.GAP_2), 0, -px(Size.GAP_2), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if tile.current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(f"{tile.look}_bg"))
            painter.drawRoundedRect(box, px(Size.RADIUS_CHIP), px(Size.RADIUS_CHIP))
        painter.setFont(font(Role.CAPTION))
        painter.setPen(colour(f"{tile.look}_fg" if tile.current else "ink2"))
        day = QRect(box.left(), box.top() + px(Size.GAP_4), box.width(), px(Size.GAP_20))
        painter.drawText(day, Qt.AlignmentFlag.AlignCenter, tile.day)
        middle = QRect(box.left(), day.bottom(), box.width(), px(Size.GAP_32))
        draw_tile(painter, middle, tile.look, ground="surface" if tile.current else "")
        painter.setFont(font(Role.HEADER))
        painter.setPen(colour("ink"))
        name = QRect(box.left(), day.bottom() + px(Size.GAP_32), box.width(), px(Size.ROW_DENSE))
        top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(name, top, tile.name)
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(Size.RADIUS_CHIP), px(Size.RADIUS_CHIP))
        painter.restore()


class DutyStrip(QListView):
    """`opened(key)` by Enter or a click on a duty."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = _Model(self)
        self.setModel(self.tiles)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Kewajiban tahun ini"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self._open)
        self.clicked.connect(self._open)
        watch(self._measure)

    def set_tiles(self, tiles: Sequence[DutyTile]) -> None:
        """Show other duties; the place stays on the same one, else goes to the first that waits for work."""
        if tuple(tiles) == self.tiles.tiles:
            return
        here = self.currentIndex().row()
        kept = self.tiles.tiles[here].key if 0 <= here < len(self.tiles.tiles) else ""
        self.tiles.replace(tuple(tiles))
        keys = [tile.key for tile in tiles]
        waiting = next((at for at, tile in enumerate(tiles) if tile.current), 0)
        if tiles:
            at = keys.index(kept) if kept in keys else waiting
            self.setCurrentIndex(self.tiles.index(at, 0))
        self._measure()

    def tile_width(self) -> int:
        """Return the width of one duty: all of the room shared, never narrower than a name needs."""
        count = max(1, self.tiles.rowCount())
        return max(px(Size.DUTY_TILE), self.viewport().width() // count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.tiles.tiles[index.row()].key)

    def _measure(self) -> None:
        wide = px(Size.DUTY_TILE) * self.tiles.rowCount() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        self.setFixedHeight(px(Size.DUTY_TILE_HEIGHT) + bar + px(Size.GAP_4))
        self.scheduleDelayedItemsLayout()
