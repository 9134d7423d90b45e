"""The list of reports as a table: what it is, its state, when it is due, where its newest words are, and one button."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
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
from sipa_desktop.services.reports_views import ReportRow
from ui.design.measures import Size
from ui.design.theme import colour, font, metrics, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Row
from ui.widgets.button import Button
from ui.widgets.chip import Chip, draw_chip
from ui.widgets.focus_ring import FocusRing
from ui.widgets.table_header import TableHeader

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_AHEAD = 12
"""Rows below the seen ones that have their buttons already."""
COLUMNS = ("title", "state", "due", "place", "action")


class ListedReport(msgspec.Struct, frozen=True):
    """A row as shown: the report, what stands below its title, its due day, and where its newest words are."""

    row: ReportRow
    about: str
    due: str
    place: str

    @property
    def sentence(self) -> str:
        """Return the whole row for a reader."""
        return f"{self.row.title}: {self.row.chip}. {self.row.words} {self.place}".strip()


class _Reports(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.reports: tuple[ListedReport, ...] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.reports)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Laporan"), _("Keadaan"), _("Batas"), _("Isian terakhir"), "")[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        listed = self.reports[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return listed
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return listed.sentence
        if role == Qt.ItemDataRole.DisplayRole:
            texts = (listed.row.title, listed.row.chip, listed.due, listed.place, "")
            return texts[index.column()]
        return None

    def replace(self, reports: tuple[ListedReport, ...]) -> None:
        self.beginResetModel()
        self.reports = reports
        self.endResetModel()


class _ReportDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        listed: ListedReport = index.data(Qt.ItemDataRole.UserRole)
        box = option.rect
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, colour("selection" if here else "surface"))
        hair = px(Size.HAIR)
        painter.fillRect(QRect(box.left(), box.bottom() - hair + 1, box.width(), hair), colour("line"))
        if here and index.column() == 0:
            painter.fillRect(QRect(box.left(), box.top(), px(Size.BAR_LEFT), box.height()), colour("primary"))
        room = box.adjusted(px(Size.GAP_16), 0, -px(Size.GAP_8), 0)
        match COLUMNS[index.column()]:
            case "title":
                half = QRect(
                    room.left(), room.top() + px(Size.GAP_8), room.width(), room.height() // 2 - px(Size.GAP_8)
                )
                _line(painter, half, listed.row.title, Role.STRONG, "ink")
                _line(painter, half.translated(0, half.height()), listed.about, Role.CAPTION, "ink2")
            case "state":
                chip = Chip(listed.row.state.value, listed.row.chip)
                draw_chip(painter, room.left(), room.center().y() + 1, chip, room.width())
            case "due":
                _line(painter, room, listed.due, Role.TABLE, "terlambat_fg" if listed.row.late else "ink")
            case "place":
                _line(painter, room, listed.place, Role.TABLE, "ink2")
            case _:
                pass
        painter.restore()


def _needed(words: Iterable[str]) -> int:
    """Return how wide a column has to be in which these stand uncut."""
    letters = metrics(Role.TABLE)
    widest = max((letters.horizontalAdvance(text) for text in words), default=0)
    return widest + px(Size.GAP_16) + px(Size.GAP_8) + px(Size.GAP_2)


def _line(painter: QPainter, room: QRect, words: str, role: Role, tint: str) -> None:
    letters = font(role)
    painter.setFont(letters)
    painter.setPen(colour(tint))
    text = QFontMetrics(letters).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class ReportTable(QTableView):
    """`opened` gives the place of the row whose button was pressed, or that was opened by Enter or double click."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reports = _Reports(self)
        self.setModel(self._reports)
        self.setItemDelegate(_ReportDelegate(self))
        self.setAccessibleName(_("Daftar laporan"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(TableHeader(Size.TABLE_HEADER, Size.GAP_16, self))
        FocusRing(self)
        self._dressed = 0
        self.doubleClicked.connect(self._double_clicked)
        self.verticalScrollBar().valueChanged.connect(self._dress)
        watch(self._measure)

    def show_reports(self, reports: Sequence[ListedReport]) -> None:
        """Show other rows; the row in hand and the focus stay with their report."""
        if tuple(reports) == self._reports.reports:
            return
        here = self.currentIndex().row()
        kept = self._reports.reports[here].row.draft_id if 0 <= here < len(self._reports.reports) else ""
        self._reports.replace(tuple(reports))
        self._dressed = 0
        for at, listed in enumerate(self._reports.reports):
            if listed.row.draft_id == kept:
                self.setCurrentIndex(self._reports.index(at, 0))
        self._measure()
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the row in hand with Enter."""
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the titles what the others leave."""
        super().resizeEvent(event)
        self._measure()
        self._dress()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(Size.ROW_CHECKLIST))
        widths = [
            px(size) for size in (Size.COLUMN_VILLAGE, Size.COLUMN_NAME, Size.COLUMN_VILLAGE, Size.COLUMN_VILLAGE)
        ]
        room = self.viewport().width() - px(Size.COLUMN_NAME)
        needed = _needed(listed.place for listed in self._reports.reports)
        spare = px(Size.COLUMN_NAME) - _needed(listed.due for listed in self._reports.reports)
        moved = min(max(0, needed - px(Size.COLUMN_VILLAGE)), max(0, spare))
        widths[COLUMNS.index("due") - 1] -= moved
        widths[COLUMNS.index("place") - 1] += moved
        # Where there is little room the button must stay in sight; the state says most of what the others say.
        for column in (COLUMNS.index("place"), COLUMNS.index("due")):
            hidden = sum(widths) > room
            self.setColumnHidden(column, hidden)
            if hidden:
                widths[column - 1] = 0
        for column, width in enumerate(widths, 1):
            self.setColumnWidth(column, width)
        self.setColumnWidth(0, max(px(Size.COLUMN_VILLAGE), self.viewport().width() - sum(widths)))

    def _dress(self) -> None:
        """Give the rows their buttons, as far down as has come into sight: years of them would take long to make."""
        step = max(1, px(Size.ROW_CHECKLIST))
        seen = (self.verticalScrollBar().value() + self.viewport().height()) // step + _AHEAD
        for at in range(self._dressed, min(seen, len(self._reports.reports))):
            listed = self._reports.reports[at]
            urgent = at == 0 and _urgent(listed)
            button = Button(listed.row.action, height="dense", kind="primary" if urgent else "plain")
            button.setAccessibleName(f"{listed.row.action}: {listed.row.title}")
            button.clicked.connect(partial(self.opened.emit, at))
            self.setIndexWidget(self._reports.index(at, len(COLUMNS) - 1), _padded(button))
            self._dressed = at + 1

    def _double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())


def _urgent(listed: ListedReport) -> bool:
    return listed.row.open_notes > 0 or listed.row.late


def _padded(button: Button) -> QWidget:
    holder = QWidget()
    row = Row(holder, Size.NONE, (Size.GAP_8, Size.NONE, Size.GAP_16, Size.NONE))
    row.addWidget(button)
    return holder
