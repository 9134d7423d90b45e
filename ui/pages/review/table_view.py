"""The table of a version under review: texts that wrap, sums in bold, and at each line the button for a note."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
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
from ui.design.measures import Size
from ui.design.theme import colour, font, metrics, px, watch
from ui.design.type import Role
from ui.pages.review.lines import Table, TableLine
from ui.runtime.tips import tip
from ui.widgets.badge import draw_badge
from ui.widgets.button import Button
from ui.widgets.table_header import TableHeader

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
LINE_ROLE = Qt.ItemDataRole.UserRole
_LOOKED_AT, _LETTERS = 40, 400
"""So many lines, and letters of each cell, say how wide a column is: of two thousand all would take too long."""


class NoteButton(Button):
    """Begins a note on a place; once there is one it shows the note's number and goes to it."""

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        self._number: int | None = None
        super().__init__(icon="note-pencil", kind="quiet", height="dense", spoken=place, parent=parent)
        self._place = place
        self.set_number(None)

    def set_number(self, number: int | None) -> None:
        """Show the number of the note on this place, or that there is none."""
        self._number = number
        words = _("Beri catatan: {place}") if number is None else _("Catatan {n}: {place}")
        self.setAccessibleName(words.format(n=number, place=self._place))
        self.setToolTip(tip(self.accessibleName()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pencil, or the number in its place."""
        if self._number is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        draw_badge(painter, (self.width() - px(Size.BADGE)) // 2, self.height() // 2, self._number)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(Size.GAP_6), px(Size.GAP_6))
        painter.end()


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = Table((), ())
        self.notes: Mapping[str, int] = {}

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.table.lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.table.heads) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        head = self.table.heads[section] if section < len(self.table.heads) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return head.title if head is not None else ""
        if role == Qt.ItemDataRole.TextAlignmentRole and head is not None:
            side = Qt.AlignmentFlag.AlignRight if head.kind == "number" else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.table.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.cells[index.column()] if index.column() < len(line.cells) else ""
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.sentence(line)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self.sentence(line))
            case _ if role == LINE_ROLE:
                return line
        return None

    def note_of(self, line: TableLine) -> int | None:
        """Return the number of the note on a line; a general note stands on no line."""
        return None if line.path is None else self.notes.get(line.path)

    def sentence(self, line: TableLine) -> str:
        number = self.note_of(line)
        return line.spoken if number is None else f"{line.spoken}. {_('Catatan {n}').format(n=number)}"


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: ReviewTable) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: TableLine = index.data(LINE_ROLE)
        box, here = option.rect, bool(option.state & QStyle.StateFlag.State_Selected)
        noted = self._view.note_of(line) is not None
        ground = "selection" if here else "note" if noted else "sunken" if line.heading else "surface"
        painter.save()
        painter.fillRect(box, colour(ground))
        hair = px(Size.HAIR)
        painter.fillRect(QRect(box.left(), box.bottom() - hair + 1, box.width(), hair), colour("line"))
        if here and index.column() == 0:
            painter.fillRect(QRect(box.left(), box.top(), px(Size.BAR_LEFT), box.height()), colour("primary"))
        loud = index.column() in line.loud
        letters = font(role_of(line, loud))
        letters.setStrikeOut(line.removed)
        painter.setFont(letters)
        painter.setPen(colour("dikembalikan_fg" if loud else "ink2" if line.heading else "ink"))
        kind = self._view.kind_of(index.column())
        side = Qt.AlignmentFlag.AlignRight if kind == "number" else Qt.AlignmentFlag.AlignLeft
        wrap = Qt.TextFlag.TextWordWrap if kind != "number" else Qt.TextFlag(0)
        room = self._view.room_of(line, index.column(), box)
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | wrap, str(index.data() or ""))
        if line.changed and index.column() == 0:
            dot = px(Size.GAP_6)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("kunyit"))
            painter.drawEllipse(box.left() + px(Size.GAP_2), box.center().y() - dot // 2, dot, dot)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(px(Size.COLUMN_NUMBER), px(Size.ROW_DENSE))


def role_of(line: TableLine, loud: bool = False) -> Role:
    """Return the letters of a line."""
    if line.heading:
        return Role.HEADER
    return Role.TABLE_TOTAL if line.strong or loud else Role.TABLE


class ReviewTable(QTableView):
    """`noted` gives the path of the line on which the person wants a note: by its button, Enter or double click;
    `chosen` that of the line in hand; `measured` comes when lines or columns have other sizes.
    """

    noted = Signal(str)
    chosen = Signal(str)
    measured = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = _Model(self)
        self._writable = False
        self._buttons: dict[str, NoteButton] = {}
        self.setModel(self.lines)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self._dress()
        self.activated.connect(self._activated)
        watch(self._measure)

    def set_table(self, table: Table, notes: Mapping[str, int], writable: bool) -> None:
        """Show other lines; `notes` are the numbers of notes by path. The place stays while the lines are the same."""
        same = [line.key for line in table.lines] == [line.key for line in self.lines.table.lines]
        anew = not same or table.heads != self.lines.table.heads or writable != self._writable
        row = self.currentIndex().row() if same else -1
        self._writable = writable
        if anew:
            self.lines.beginResetModel()
            self.lines.table = table
            self.lines.endResetModel()
            self._make_buttons()
            first = next((at for at, line in enumerate(table.lines) if not line.heading), 0)
            self.setCurrentIndex(self.lines.index(row if row >= 0 else first, 0))
            self.scrollToTop()
        else:
            self.lines.table = table
        self.set_notes(notes)
        self._measure()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Say which line came to hand."""
        super().currentChanged(current, previous)
        if current.isValid():
            line: TableLine = current.data(LINE_ROLE)
            self.chosen.emit(line.path or "")

    def set_notes(self, notes: Mapping[str, int]) -> None:
        """Mark the lines that have a note."""
        self.lines.notes = dict(notes)
        for path, button in self._buttons.items():
            button.set_number(notes.get(path))
        self.viewport().update()

    def go_to(self, path: str) -> bool:
        """Select the line that a path belongs to; return whether there is one."""
        row = path.partition("]")[0]
        for at, line in enumerate(self.lines.table.lines):
            if line.path is not None and (line.path == path or line.path.partition("]")[0] == row):
                self.setCurrentIndex(self.lines.index(at, 0))
                self.scrollTo(self.lines.index(at, 0))
                return True
        return False

    def natural_height(self) -> int:
        """Return the height at which nothing scrolls up or down, the bar below counted where there is one."""
        wide = sum(self.columnWidth(at) for at in range(self.lines.columnCount())) > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        return self.horizontalHeader().height() + sum(self.rowHeight(at) for at in range(self.lines.rowCount())) + bar

    def note_of(self, line: TableLine) -> int | None:
        """Return the number of the note on a line."""
        return self.lines.note_of(line)

    def kind_of(self, column: int) -> str:
        """Return what stands in a column."""
        heads = self.lines.table.heads
        return heads[column].kind if column < len(heads) else "note"

    def room_of(self, line: TableLine, column: int, box: QRect) -> QRect:
        """Return where the words of a cell stand within it."""
        left = px(Size.GAP_10) + (line.level * px(Size.GAP_12) if column == 0 else 0)
        return box.adjusted(left, px(Size.GAP_4), -px(Size.GAP_10), -px(Size.GAP_4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give names and texts what the numbers leave."""
        super().resizeEvent(event)
        self._measure()

    def _make_buttons(self) -> None:
        self._buttons = {}
        column = len(self.lines.table.heads)
        for at, line in enumerate(self.lines.table.lines):
            if line.path is not None and self._writable:
                button = NoteButton(line.name)
                button.clicked.connect(partial(self.noted.emit, line.path))
                self._buttons[line.path] = button
                self.setIndexWidget(self.lines.index(at, column), button)

    def _activated(self, index: QModelIndex) -> None:
        line: TableLine = index.data(LINE_ROLE)
        if line.path is not None and self._writable:
            self.noted.emit(line.path)

    def _measure(self) -> None:
        heads = self.lines.table.heads
        if not heads:
            return
        self.clearSpans()
        numbers = {at: self._needed(at) for at, head in enumerate(heads) if head.kind == "number"}
        note = px(Size.ROW) if self._writable else px(Size.GAP_4)
        words = self._shared(self.viewport().width() - sum(numbers.values()) - note, numbers)
        for at, width in {**words, **numbers, len(heads): note}.items():
            self.setColumnWidth(at, width)
        for at, line in enumerate(self.lines.table.lines):
            if line.heading:
                self.setSpan(at, 0, 1, len(heads) + 1)
            self.setRowHeight(at, self._row_height(line))
        self.updateGeometry()
        self.measured.emit()

    def _shared(self, room: int, numbers: Mapping[int, int]) -> dict[int, int]:
        """Return the widths of names and texts: each what cannot be broken, and the rest by what they hold."""
        letters, small, inset = metrics(Role.TABLE_TOTAL), metrics(Role.HEADER), 2 * px(Size.GAP_10)
        least, wanted = {}, {}
        for at, head in enumerate(self.lines.table.heads):
            if at in numbers:
                continue
            lines = [line for line in self.lines.table.lines[:_LOOKED_AT] if not line.heading and at < len(line.cells)]
            level = max((line.level for line in lines), default=0) * px(Size.GAP_12) if at == 0 else 0
            longest = [small.horizontalAdvance(part) for part in head.title.split("\n")]
            words = [letters.horizontalAdvance(word) for line in lines for word in line.cells[at][:_LETTERS].split()]
            whole = max((letters.horizontalAdvance(line.cells[at][:_LETTERS]) for line in lines), default=0)
            unbroken = [whole] if whole <= px(Size.COLUMN_MONEY) else words  # a date stays in one line
            least[at] = min(px(Size.COLUMN_NAME_LEAST), max((*longest, *unbroken), default=0)) + inset + level
            wanted[at] = max(least[at], whole + inset + level)
        lack = {at: wanted[at] - least[at] for at in least}
        spare = room - sum(least.values())
        if spare >= sum(lack.values()):  # all in one line: what is left goes to those with most to say
            most = max(1, sum(wanted.values()))
            return {at: width + (room - sum(wanted.values())) * width // most for at, width in wanted.items()}
        return {at: least[at] + max(0, spare) * more // max(1, sum(lack.values())) for at, more in lack.items()}

    def _needed(self, column: int) -> int:
        head = self.lines.table.heads[column]
        bold = QFontMetrics(font(Role.TABLE_TOTAL))
        small = QFontMetrics(font(Role.HEADER))
        longest = [small.horizontalAdvance(part) for part in head.title.split("\n")]
        lines = self.lines.table.lines
        longest += [bold.horizontalAdvance(line.cells[column]) for line in lines if column < len(line.cells)]
        return max(longest, default=0) + 2 * px(Size.GAP_10)

    def _row_height(self, line: TableLine) -> int:
        letters = QFontMetrics(font(role_of(line)))
        tallest = 0
        for at, text in enumerate(line.cells):
            if self.kind_of(at) != "number" and not line.heading:
                room = self.room_of(line, at, QRect(0, 0, self.columnWidth(at), px(Size.DIALOG)))
                tallest = max(tallest, letters.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height())
        least = px(Size.ROW_GROUP if line.heading else Size.ROW_DENSE)
        return max(least, tallest + px(Size.GAP_12))

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setHorizontalHeader(TableHeader(Size.TABLE_HEADER_TALL, Size.GAP_10, self))
