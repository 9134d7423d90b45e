"""The year as a grid: duties by months, a tile for each due day; titles of groups stand between the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from sipa_core.domain.dates import short_month_name
from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.table_header import TableHeader

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
MONTHS: Final = 12

_GROUND: Final = {"done": "sunken", "nearest": "kunyit", "late": "terlambat_bg"}
_INK: Final = {"done": "ink2", "nearest": "on_kunyit", "late": "terlambat_fg", "month": "primary", "off": "ink3"}
_SIGN: Final = {"done": "check", "nearest": "clock-countdown", "late": "clock-countdown", "off": "minus"}


@dataclass(frozen=True)
class GridTile:
    """A due day: its number, the name of its state (`done`, `late`, `nearest`, `month`, `coming`, `off`), whether the
    day was set for this time only, and the sentence for a reader."""

    key: str
    text: str
    look: str
    moved: bool = False
    spoken: str = ""


@dataclass(frozen=True)
class GridRow:
    """A duty with the tiles of its months (1 to 12), or the title of a group when `tiles` is empty.

    `note` stands across the months of a duty that has no day.
    """

    key: str
    name: str
    tiles: tuple[tuple[GridTile, ...], ...] = ()
    note: str = ""

    @property
    def title(self) -> bool:
        """True for the title of a group."""
        return not self.tiles


def draw_day(painter: QPainter, box: QRect, tile: GridTile, more: int = 0) -> None:
    """Draw the tile of a due day in the middle of a box; `more` others in the same month are a small number."""
    words = tile.text + ("*" if tile.moved else "") + (f" +{more}" if more else "")
    letters = font(Role.CHIP)
    sign = _SIGN.get(tile.look, "")
    side = px(Size.ICON_CHIP)
    content = QFontMetrics(letters).horizontalAdvance(words) + (side + px(Size.GAP_4) if sign else 0)
    width = min(max(content + px(Size.GAP_12), px(Size.TILE_WIDTH) + px(Size.GAP_8)), box.width() - px(Size.GAP_4))
    edge = QRect(0, 0, width, px(Size.TILE_HEIGHT) + px(Size.GAP_2))
    edge.moveCenter(box.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    if tile.look in ("coming", "off"):
        pen.setColor(colour("line_strong"))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
    elif tile.look == "month":
        pen.setColor(colour("primary"))
        pen.setWidthF(px(Size.HAIR) * 1.5)
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(_GROUND.get(tile.look, "surface")))
    painter.drawRoundedRect(QRectF(edge).adjusted(0.5, 0.5, -0.5, -0.5), px(Size.RADIUS_CHIP), px(Size.RADIUS_CHIP))
    ink = _INK.get(tile.look, "ink2")
    left = edge.left() + (edge.width() - content) // 2
    if sign:
        painter.drawPixmap(left, edge.center().y() - side // 2 + 1, icons.pixmap(sign, Size.ICON_CHIP, ink, icons.BOLD))
        left += side + px(Size.GAP_4)
    painter.setFont(letters)
    painter.setPen(colour(ink))
    painter.drawText(
        QRect(left, edge.top(), edge.right() - left + 1, edge.height()), Qt.AlignmentFlag.AlignVCenter, words
    )
    painter.restore()


def _least_month() -> int:
    """Return the width in which the sign of a day stands beside its number."""
    sign = px(Size.ICON_CHIP) + px(Size.GAP_4)
    return QFontMetrics(font(Role.CHIP)).horizontalAdvance("28") + sign + px(Size.GAP_8)


class YearModel(QAbstractTableModel):
    """Rows and months as a model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[GridRow, ...] = ()
        self.month = 0

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return how many rows there are, titles included."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the names and twelve months."""
        return 0 if parent.isValid() else 1 + MONTHS

    def tiles(self, index: _Index) -> tuple[GridTile, ...]:
        """Return the tiles of a cell."""
        line = self.lines[index.row()]
        return () if line.title or not index.column() else line.tiles[index.column() - 1]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let titles be passed over by the keyboard."""
        if index.isValid() and self.lines[index.row()].title:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words for the eye and the sentence for a reader."""
        if not index.isValid():
            return None
        line, tiles = self.lines[index.row()], self.tiles(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.name if not index.column() else " ".join(tile.text for tile in tiles)
            case Qt.ItemDataRole.AccessibleTextRole:
                if not index.column() or line.title:
                    return line.name
                spoken = "; ".join(tile.spoken for tile in tiles)
                month = short_month_name(index.column())
                if line.note:
                    return f"{line.name}: {line.note}"
                return spoken or _("{name}, {month}: tidak ada batas").format(name=line.name, month=month)
            case Qt.ItemDataRole.ToolTipRole:
                return tip("\n".join(tile.spoken for tile in tiles) or line.name)
            case Qt.ItemDataRole.UserRole:
                return line
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the months."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return short_month_name(section) if section else _("Kewajiban")
        return None

    def replace(self, lines: Sequence[GridRow], month: int) -> None:
        """Show another year."""
        same = [line.key for line in lines] == [line.key for line in self.lines]
        self.month = month
        if same:
            self.lines = tuple(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, MONTHS))
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()


class _YearDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(px(Size.COLUMN_NUMBER), px(Size.ROW_DENSE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: GridRow = index.data(Qt.ItemDataRole.UserRole)
        model = index.model()
        box, hair = option.rect, px(Size.HAIR)
        painter.save()
        if line.title:
            self._title(painter, box, line)
            painter.restore()
            return
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        current = isinstance(model, YearModel) and model.month and index.column() == model.month
        painter.fillRect(box, colour("selection" if here else "canvas" if current else "surface"))
        painter.fillRect(QRect(box.left(), box.bottom() - hair + 1, box.width(), hair), colour("line"))
        if not line.note or index.column() in (0, MONTHS):
            painter.fillRect(QRect(box.right() - hair + 1, box.top(), hair, box.height()), colour("line"))
        if not index.column():
            self._name(painter, box, line, here)
        elif isinstance(model, YearModel):
            tiles = model.tiles(index)
            if tiles:
                draw_day(painter, box, tiles[0], len(tiles) - 1)
            elif line.note:
                self._note(painter, box, line, index.column())
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def _title(self, painter: QPainter, box: QRect, line: GridRow) -> None:
        painter.fillRect(box, colour("canvas"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), px(Size.HAIR)), colour("line"))
        painter.setFont(font(Role.TABLE_TOTAL))
        painter.setPen(colour("primary"))
        painter.drawText(box.adjusted(px(Size.GAP_16), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, line.name)

    def _note(self, painter: QPainter, box: QRect, line: GridRow, column: int) -> None:
        """Write the note across all months: each cell shows its part of it."""
        view = self.parent()
        if not isinstance(view, QTableView):
            return
        left = box.left() - sum(view.columnWidth(month) for month in range(1, column))
        whole = sum(view.columnWidth(month) for month in range(1, MONTHS + 1))
        painter.setClipRect(box.adjusted(0, 0, 0, -px(Size.HAIR)))
        painter.setFont(font(Role.CAPTION))
        painter.setPen(colour("ink2"))
        room = QRect(left + px(Size.GAP_12), box.top(), whole - px(Size.GAP_12), box.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line.note)
        painter.setClipping(False)

    def _name(self, painter: QPainter, box: QRect, line: GridRow, here: bool) -> None:
        if here:
            painter.fillRect(QRect(box.left(), box.top(), px(Size.BAR_LEFT), box.height()), colour("primary"))
        letters = font(Role.TABLE_STRONG)
        room = box.adjusted(px(Size.GAP_16), 0, -px(Size.GAP_4), 0)
        painter.setFont(letters)
        painter.setPen(colour("ink"))
        cut = QFontMetrics(letters).elidedText(line.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, cut)


class YearGrid(QTableView):
    """The grid; `chosen` gives row and tile (empty where the cell has none), `opened` the same by Enter."""

    chosen = Signal(str, str)
    opened = Signal(str, str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.year = YearModel(self)
        self.setModel(self.year)
        self.setItemDelegate(_YearDelegate(self))
        self.setAccessibleName(name or _("Jadwal setahun"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(TableHeader(Size.TABLE_HEADER, Size.GAP_16, self))
        self.selectionModel().currentChanged.connect(self._moved)
        self.activated.connect(self._activated)
        watch(self._measure)

    def set_year(self, lines: Sequence[GridRow], month: int, tile: str) -> None:
        """Show a year with the cell of a tile chosen, without a signal."""
        self.selectionModel().blockSignals(True)
        here = self.currentIndex()
        self.year.replace(lines, month)
        self.clearSpans()
        for at, line in enumerate(lines):
            if line.title:
                self.setSpan(at, 0, 1, 1 + MONTHS)
        where = self._where(tile)
        if where is not None and not (here.isValid() and here.row() == where[0] and tile in self._keys(here)):
            here = self.year.index(*where)
        if here.isValid():
            self.setCurrentIndex(here)
        self.selectionModel().blockSignals(False)
        if here.isValid():
            self.selectRow_quietly(here)
        self._measure()
        self.viewport().update()

    def selectRow_quietly(self, index: QModelIndex) -> None:
        """Select the row of a cell without moving to its first column."""
        flags = self.selectionModel().SelectionFlag
        self.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)

    def natural_height(self) -> int:
        """Return the height at which nothing scrolls."""
        titles = sum(line.title for line in self.year.lines)
        rows = len(self.year.lines) - titles
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() else 0
        return self.horizontalHeader().height() + titles * px(Size.ROW_GROUP) + rows * px(Size.ROW_DENSE) + below

    def minimumSizeHint(self) -> QSize:
        """Return room for the names and a quarter; where the year has no room the grid alone goes sideways."""
        return QSize(px(Size.COLUMN_VILLAGE) + MONTHS // 4 * _least_month(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the months over the width."""
        super().resizeEvent(event)
        self._spread()

    def _where(self, tile: str) -> tuple[int, int] | None:
        for row, line in enumerate(self.year.lines):
            for month, tiles in enumerate(line.tiles, 1):
                if any(one.key == tile for one in tiles):
                    return row, month
        return None

    def _keys(self, index: QModelIndex) -> tuple[str, ...]:
        return tuple(tile.key for tile in self.year.tiles(index)) if index.row() < len(self.year.lines) else ()

    def _spread(self) -> None:
        names = px(Size.COLUMN_VILLAGE)
        each, rest = divmod(max(self.viewport().width() - names, MONTHS * _least_month()), MONTHS)
        self.setColumnWidth(0, names + rest)
        for month in range(1, MONTHS + 1):
            self.setColumnWidth(month, each)

    def _told(self, index: QModelIndex) -> tuple[str, str]:
        tiles = self.year.tiles(index)
        return self.year.lines[index.row()].key, tiles[0].key if tiles else ""

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid() and not self.year.lines[now.row()].title:
            self.chosen.emit(*self._told(now))

    def _activated(self, index: QModelIndex) -> None:
        if not self.year.lines[index.row()].title:
            self.opened.emit(*self._told(index))

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(Size.ROW_DENSE))
        for at, line in enumerate(self.year.lines):
            self.setRowHeight(at, px(Size.ROW_GROUP if line.title else Size.ROW_DENSE))
        self._spread()


class DayLegend(QWidget):
    """What the tiles mean: always on the screen."""

    def __init__(self, tile: GridTile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tile = tile
        watch(self._fit)

    def paintEvent(self, event: object) -> None:
        """Draw the tile."""
        painter = QPainter(self)
        draw_day(painter, self.rect(), self._tile)
        painter.end()

    def _fit(self) -> None:
        self.setFixedSize(px(Size.TILE_WIDTH) + px(Size.GAP_16), px(Size.TILE_HEIGHT) + px(Size.GAP_4))
        self.update()
