"""The table of places: name, person, PCs, last contact with its icon, and a chip; one row is chosen at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
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

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, metrics, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.chip import Chip, chip_width, draw_chip
from ui.widgets.table_header import TableHeader

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NAME, PERSON, DEVICES, CONTACT, DOOR = range(5)


@dataclass(frozen=True)
class PlaceLine:
    """One row. `silent` marks the contact as a warning; `spoken` is the row as a sentence; `by_stick`: so it came."""

    key: str
    name: str
    person: str
    devices: int
    contact: str
    silent: bool
    chip: Chip
    spoken: str
    by_stick: bool = False


class PlaceModel(QAbstractTableModel):
    """The rows as a model; every cell speaks the whole row, since a row is one thing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[PlaceLine, ...] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return how many places there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the five columns."""
        return 0 if parent.isValid() else 5

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words for the eye, the sentence for a reader, the row for the delegate."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (line.name, line.person, str(line.devices), line.contact, line.chip.text)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return tip(line.spoken)
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken
            case Qt.ItemDataRole.UserRole:
                return line
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of the header."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == DEVICES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Desa"), _("Admin desa"), _("Perangkat"), _("Tersambung terakhir"), _("Pendaftaran"))[section]
        return None

    def replace(self, lines: Sequence[PlaceLine]) -> None:
        """Show other rows."""
        if [line.key for line in lines] == [line.key for line in self.lines]:
            self.lines = tuple(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, 4))
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()


class _PlaceDelegate(QStyledItemDelegate):
    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self.table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(px(Size.COLUMN_NUMBER), px(Size.ROW_DENSE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: PlaceLine = index.data(Qt.ItemDataRole.UserRole)
        box = option.rect
        painter.save()
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        hair = px(Size.HAIR)
        painter.fillRect(box, colour("selection" if here else "surface"))
        painter.fillRect(QRect(box.left(), box.bottom() - hair + 1, box.width(), hair), colour("line"))
        if index.column() == NAME and here:
            painter.fillRect(QRect(box.left(), box.top(), px(Size.BAR_LEFT), box.height()), colour("primary"))
        self._cell(painter, box.adjusted(px(Size.GAP_16), 0, -px(Size.GAP_16), 0), line, index.column())
        if here and self.table.hasFocus():
            self._ring(painter, box, index.column())
        painter.restore()

    def _ring(self, painter: QPainter, box: QRect, column: int) -> None:
        """Draw this cell's part of the ring around the whole row."""
        ring, tint = px(Size.RING), colour("focus")
        painter.fillRect(QRect(box.left(), box.top(), box.width(), ring), tint)
        painter.fillRect(QRect(box.left(), box.bottom() - ring + 1, box.width(), ring), tint)
        if column == NAME:
            painter.fillRect(QRect(box.left(), box.top(), ring, box.height()), tint)
        if column == DOOR:
            painter.fillRect(QRect(box.right() - ring + 1, box.top(), ring, box.height()), tint)

    def _cell(self, painter: QPainter, box: QRect, line: PlaceLine, column: int) -> None:
        if column == DOOR:
            draw_chip(painter, box.left(), box.center().y(), line.chip, box.width() + px(Size.GAP_8))
            return
        role, tint, words = Role.TABLE, "ink", ""
        side = Qt.AlignmentFlag.AlignLeft
        if column == NAME:
            role, words = Role.TABLE_STRONG, line.name
        elif column == PERSON:
            words, tint = line.person or "–", "ink" if line.person else "ink3"
        elif column == DEVICES:
            words, side = str(line.devices), Qt.AlignmentFlag.AlignRight
        else:
            role, tint = _contact_role(line), "menunggu_fg" if line.silent else "ink2"
            words = line.contact
            heard = "usb" if line.by_stick else "cloud-check"
            mark = icons.pixmap("cloud-slash" if line.silent else heard, Size.ICON_SMALL, tint)
            if line.devices:
                painter.drawPixmap(box.left(), box.center().y() - px(Size.ICON_SMALL) // 2, mark)
                box = box.adjusted(px(Size.ICON_SMALL) + px(Size.GAP_8), 0, 0, 0)
        letters = font(role)
        painter.setFont(letters)
        painter.setPen(colour(tint))
        cut = QFontMetrics(letters).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, cut)


def _contact_role(line: PlaceLine) -> Role:
    return Role.TABLE_TOTAL if line.silent else Role.TABLE


class PlaceTable(QTableView):
    """The table; `chosen` gives the key the person moved to, `opened` the one they pressed Enter on, `sort_asked` the
    column whose header was clicked."""

    chosen = Signal(str)
    opened = Signal(str)
    sort_asked = Signal(int)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places = PlaceModel(self)
        self.setModel(self.places)
        self.setItemDelegate(_PlaceDelegate(self))
        self.setAccessibleName(name or _("Desa dan perangkat"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = TableHeader(Size.TABLE_HEADER, Size.GAP_16, self)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.sort_asked)
        self.setHorizontalHeader(header)
        self.selectionModel().currentChanged.connect(self._moved)
        self.activated.connect(self._activated)
        watch(self._measure)

    @property
    def current(self) -> str:
        """Return the key of the chosen row, or an empty text."""
        row = self.currentIndex().row()
        return self.places.lines[row].key if 0 <= row < len(self.places.lines) else ""

    def set_lines(self, lines: Sequence[PlaceLine], current: str) -> None:
        """Show other rows with one of them chosen, without a signal."""
        was = self.blockSignals(True)
        self.selectionModel().blockSignals(True)
        self.places.replace(lines)
        self.selectionModel().blockSignals(False)
        keys = [line.key for line in lines]
        if current in keys:
            self.setCurrentIndex(self.places.index(keys.index(current), max(self.currentIndex().column(), 0)))
            self.selectRow(keys.index(current))
        self.blockSignals(was)
        self._spread()
        self.viewport().update()

    def natural_height(self) -> int:
        """Return the height at which nothing scrolls."""
        return self.horizontalHeader().height() + self.places.rowCount() * px(Size.ROW_DENSE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the columns over the width."""
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        shares = (20, 20, 11, 28, 21)
        width = self.viewport().width()
        letters = QFontMetrics(font(Role.HEADER))
        title = letters.horizontalAdvance(_("Perangkat")) + 2 * px(Size.GAP_16)
        needed = self._needed()
        widths = [width * share // 100 for share in shares]
        widths[DEVICES] = max(widths[DEVICES], title)
        # Where there is little room the others must be read whole; the person is named in the panel too.
        self.setColumnHidden(PERSON, sum(needed) > width)
        if self.isColumnHidden(PERSON):
            widths[PERSON] = 0
        widths[DOOR] = width - sum(widths[:DOOR])
        self._give(widths, needed)
        for column, each in enumerate(widths):
            self.setColumnWidth(column, each)

    def _give(self, widths: list[int], needed: Sequence[int]) -> None:
        """Let columns with room to spare give to those in which something would be cut: contact and chip first."""
        for taker in (DOOR, CONTACT, NAME, PERSON):
            for giver in (PERSON, NAME, DEVICES, CONTACT, DOOR):
                if not self.isColumnHidden(taker) and not self.isColumnHidden(giver):
                    given = max(0, min(needed[taker] - widths[taker], widths[giver] - needed[giver]))
                    widths[giver] -= given
                    widths[taker] += given

    def _needed(self) -> list[int]:
        """Return how wide each column has to be for its title and all that stands in it."""
        plain, strong, inset = metrics(Role.TABLE), metrics(Role.TABLE_STRONG), 2 * px(Size.GAP_16)
        heads = (str(self.places.headerData(at, Qt.Orientation.Horizontal)) for at in range(DOOR + 1))
        needed = [metrics(Role.HEADER).horizontalAdvance(head) + inset for head in heads]
        mark = px(Size.ICON_SMALL) + px(Size.GAP_8)
        for line in self.places.lines:
            contact = metrics(_contact_role(line)).horizontalAdvance(line.contact) + mark
            shown = {NAME: strong.horizontalAdvance(line.name), PERSON: plain.horizontalAdvance(line.person)}
            for at, words in {**shown, CONTACT: contact, DOOR: chip_width(line.chip) - px(Size.GAP_8)}.items():
                needed[at] = max(needed[at], words + inset)
        return needed

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid() and now.row() != before.row():
            self.chosen.emit(self.places.lines[now.row()].key)

    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.places.lines[index.row()].key)

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(Size.ROW_DENSE))
        self._spread()
