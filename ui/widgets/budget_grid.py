"""The budget grid: type, Enter goes down, Tab goes right, blocks from Excel come in by Ctrl+V, Ctrl+Z takes back.

What was typed is never thrown away: a text that is not a sum stays in its cell and is marked. A sum in an open field
is taken a moment after the keys; Esc puts back what stood there before the field was opened, and so do keys of which
that sum was only the beginning ("850" of "850 juta"). A stray key behind a sum takes nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QUndoCommand,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from sipa_core.domain.field_values import only_begun
from sipa_core.domain.money import Unreadable, format_number, parse_rupiah
from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.widgets.budget_model import COLUMNS, EDITABLE, BudgetModel, BudgetRow, Shape
from ui.widgets.money_delegate import MoneyDelegate
from ui.widgets.table_header import TableHeader
from ui.widgets.typing_table import TYPING, TypingTable

_Cell = tuple[str, str]
_NO_VISIT = -1


class _Edit(QUndoCommand):
    """One or more cells changed together, with what stood there before; what is taken from one opening of a field
    (`visit`) is one step.
    """

    def __init__(
        self, grid: BudgetGrid, values: Mapping[_Cell, int | None], words: str, visit: int = _NO_VISIT
    ) -> None:
        super().__init__(words)
        self.visit = visit
        self._grid = grid
        self._after = dict(values)
        self._before = {cell: grid.budget.value(*cell) for cell in values}

    def redo(self) -> None:
        self._grid._put(self._after)

    def undo(self) -> None:
        self._grid._put(self._before)

    def id(self) -> int:
        return self.visit

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.visit != self.visit:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True


class BudgetGrid(TypingTable):
    """Signals: `edited(row_key, column, text)` for each changed cell, text in plain digits or empty;
    `unreadable(row_key, column, text, reason)`; `pasted(text, row_key, column)` with a block as it was copied, for
    the page to read and give back through `apply`; `chosen(row_key, column)` when the person moves; `changing` for each
    key in an open field, `stood` once its sum was taken while it stays open, `closed` once it is closed.
    """

    edited = Signal(str, str, str)
    unreadable = Signal(str, str, str, str)
    pasted = Signal(str, str, str)
    chosen = Signal(str, str)
    changing = Signal()
    stood = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.budget = BudgetModel(self)
        self._read_only = False
        self._visit = 0
        self._open = False
        self._stood_as = ""
        """The text whose sum was taken last from the field that is open."""
        self._delegate = MoneyDelegate(self)
        self.setModel(self.budget)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Tabel anggaran dan realisasi"))
        # Only the picture of an opaque widget is moved when rows scroll; of any other every cell is painted anew.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setHorizontalHeader(TableHeader(Size.TABLE_HEADER, Size.GAP_10, self))
        self._delegate.typed.connect(self._typed)
        self._delegate.moved.connect(self._move_by_key)
        self._delegate.moving.connect(self._bring_near)
        self._delegate.cell.begun.connect(self._begin_visit)
        self._delegate.cell.changing.connect(self.changing)
        self._delegate.cell.standing.connect(self._stands)
        self._delegate.given_up.connect(self._give_up)
        self._delegate.cell.closed.connect(self._end_visit)
        self.selectionModel().currentChanged.connect(self._moved)
        watch(self._measure)

    def set_rows(self, rows: Sequence[BudgetRow]) -> None:
        """Show other rows or other values of the same rows; place, selection and undo stay when the rows are the
        same.
        """
        if self.budget.set_rows(rows):
            self.undo_stack.clear()
            self._span()
        self._share_width()

    def set_notes(self, notes: Mapping[_Cell, int]) -> None:
        """Mark cells (row key, column) with the number of a note."""
        self.budget.set_notes(notes)

    def set_shape(self, shape: Shape) -> None:
        """Show what the columns of this budget are; said once, before its rows are shown."""
        self.budget.shape = shape
        for at, column in enumerate(COLUMNS):
            self.setColumnHidden(at, column in shape.hidden)
        names = {
            Shape.REALISED: _("Tabel anggaran dan realisasi"),
            Shape.PLANNED: _("Tabel anggaran"),
            Shape.CHANGED: _("Tabel anggaran semula dan menjadi"),
        }
        self.setAccessibleName(names[shape])

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only look, or type again."""
        self._read_only = read_only
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers if read_only else TYPING)

    def go_to(self, row_key: str, column: str) -> bool:
        """Select a cell and bring it into sight; return whether it is there."""
        row = self.budget.row_number(row_key)
        if row < 0 or column not in COLUMNS:
            return False
        index = self.budget.index(row, COLUMNS.index(column))
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def apply(self, values: Mapping[_Cell, int | None], words: str = "") -> None:
        """Put many sums in as one step that Ctrl+Z takes back whole; cells that are locked or unknown are left out."""
        allowed = {cell: value for cell, value in values.items() if self._may_change(*cell)}
        if allowed:
            self.undo_stack.push(_Edit(self, allowed, words or _("Tempel angka")))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring of the cell; Qt would draw every cell, each time that a field in the table is closed."""
        if self.currentIndex().isValid():
            self.update(self.currentIndex())
        else:
            super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away, and nothing else, as a field opens."""
        if self.currentIndex().isValid():
            self.update(self.currentIndex())
        else:
            super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names what the numbers leave."""
        super().resizeEvent(event)
        self._share_width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the ground below the rows, which Qt leaves to a viewport that says it is opaque."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("surface"))
        painter.end()
        super().paintEvent(event)

    def _measure(self) -> None:
        self._span()
        self._share_width()
        self.viewport().update()

    def _share_width(self) -> None:
        shown = [at for at in range(1, len(COLUMNS)) if not self.isColumnHidden(at)]
        widths = [self._needed(column) for column in shown]
        for column, width in zip(shown, widths, strict=True):
            self.setColumnWidth(column, width)
        least = px(Size.COLUMN_NAME_LEAST)
        self.setColumnWidth(0, max(least, self.viewport().width() - sum(widths)))

    def _needed(self, column: int) -> int:
        """Return the width in which every sum of a column can be read whole, with room for the number of a note."""
        if COLUMNS[column] == "persen":
            return px(Size.COLUMN_PERCENT)
        # All digits are equally wide, so the largest and the smallest sum are the widest texts.
        bold = QFontMetrics(font(Role.TABLE_TOTAL))
        texts = [format_number(amount) for amount in self.budget.bounds(COLUMNS[column])]
        longest = max(bold.horizontalAdvance(text) for text in texts) + 2 * px(Size.GAP_10)
        badge = px(Size.BADGE) + px(Size.GAP_4) if COLUMNS[column] in EDITABLE else 0
        return min(max(longest, px(Size.COLUMN_MONEY)) + badge // 2, px(Size.COLUMN_NAME))

    def _span(self) -> None:
        self.clearSpans()
        heights, dense = self.verticalHeader(), px(Size.ROW_DENSE)
        heights.setDefaultSectionSize(dense)
        for at, row in enumerate(self.budget.rows):
            if row.kind == "group":
                self.setRowHeight(at, px(Size.ROW_GROUP))
                self.setSpan(at, 0, 1, len(COLUMNS))
            elif self.rowHeight(at) != dense:
                self.setRowHeight(at, dense)

    def _may_change(self, row_key: str, column: str) -> bool:
        row = self.budget.row_number(row_key)
        return (
            row >= 0 and column in COLUMNS and self.budget.editable(row, COLUMNS.index(column)) and not self._read_only
        )

    def _begin_visit(self) -> None:
        self._visit += 1
        self._stood_as = ""
        self._open = True

    def _stands(self, at: int, across: int, text: str) -> None:
        """Take the sum of a field that stays open; any other text, and an emptied field, waits for its closing, and
        takes back what was taken of its first digits.
        """
        row, column = self.budget.row(at), COLUMNS[across]
        if not self._may_change(row.key, column):
            return
        read = parse_rupiah(text) if text.strip() else None
        if isinstance(read, int):
            self._change(row.key, column, read)
            self._stood_as = text
            self.stood.emit()
        elif (not text.strip() or only_begun(self._stood_as, text)) and self._take_back():
            self.stood.emit()
            self.changing.emit()  # the text in the field is still not saved

    def _give_up(self) -> None:
        """Put back what stood in the cell before its field was opened; Ctrl+Y brings the sum again."""
        if self._taken() is not None:
            self.undo_stack.undo()

    def _take_back(self) -> bool:
        """Put back what stood in the cell before its field was opened, and leave no step: nobody meant that sum.
        Returns whether there was one.
        """
        step = self._taken()
        if step is None:
            return False
        step.undo()
        step.setObsolete(True)
        self.undo_stack.undo()  # only takes the step off the stack
        return True

    def _taken(self) -> QUndoCommand | None:
        """The step of what was taken from the field while it is open."""
        last = self.undo_stack.command(self.undo_stack.index() - 1) if self.undo_stack.canUndo() else None
        return last if self._open and last is not None and last.id() == self._visit else None

    def _end_visit(self) -> None:
        self._open = False
        self.closed.emit()

    def _typed(self, at: int, across: int, text: str) -> None:
        row, column = self.budget.row(at), COLUMNS[across]
        if not self._may_change(row.key, column):
            return
        if not text.strip():
            self._change(row.key, column, None)
            return
        read = parse_rupiah(text)
        if isinstance(read, Unreadable):
            if only_begun(self._stood_as, text):
                self._take_back()
            self.budget.set_unread(row.key, column, text, read.reason)
            self.unreadable.emit(row.key, column, text, read.reason)
        else:
            self._change(row.key, column, read)

    def _change(self, row_key: str, column: str, value: int | None) -> None:
        if value != self.budget.value(row_key, column):
            name = self.budget.row(self.budget.row_number(row_key)).name
            visit = self._visit if self._open else _NO_VISIT
            words = _("Ubah {name}").format(name=name)
            self.undo_stack.push(_Edit(self, {(row_key, column): value}, words, visit))
        elif self.budget.unread(row_key, column):
            self.budget.set_value(row_key, column, value)

    def _put(self, values: Mapping[_Cell, int | None]) -> None:
        for (row_key, column), value in values.items():
            self.budget.set_value(row_key, column, value)
            self.edited.emit(row_key, column, "" if value is None else str(value))

    def _paste(self) -> None:
        index = self.currentIndex()
        text = QGuiApplication.clipboard().text()
        if self._read_only or not index.isValid() or not text.strip():
            return
        if "\t" in text or "\n" in text.strip("\r\n"):
            self.pasted.emit(text, self.budget.row(index.row()).key, COLUMNS[index.column()])
        else:
            self._typed(index.row(), index.column(), text.strip())

    def _empty(self) -> None:
        cells = [(self.budget.row(index.row()).key, COLUMNS[index.column()]) for index in self.selectedIndexes()]
        filled = {cell: None for cell in cells if self.budget.value(*cell) is not None} if not self._read_only else {}
        self.apply({cell: None for cell in filled if cell[1] in EDITABLE}, _("Kosongkan"))

    def _bring_near(self, key: int) -> None:
        """Scroll while the field is still open: rows that move after it was hidden are all painted anew."""
        there = self._place_after(key)
        if there is not None:
            self.scrollTo(there)

    def _below(self, here: QModelIndex, step: int) -> QModelIndex | None:
        column = here.column() if here.isValid() else COLUMNS.index(self.budget.shape.editable[-1])
        row = here.row() + step
        while 0 <= row < self.budget.rowCount():
            line = self.budget.row(row)
            if line.kind != "group" and (self.budget.editable(row, column) or COLUMNS[column] not in EDITABLE):
                return self.budget.index(row, column)
            row += step
        return None

    def _stops_at(self, row: int, column: int) -> bool:
        return self.budget.editable(row, column)

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.budget.row(now.row()).key, COLUMNS[now.column()])
