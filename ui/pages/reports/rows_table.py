"""A table of rows that can be typed in: Enter goes down, Tab right, Ctrl+V takes a block, Ctrl+Z takes back.

It changes nothing itself: what was typed goes out as changes of paths, and comes back as rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QResizeEvent, QUndoCommand

from sipa_core.domain.dates import YearMeant
from sipa_core.domain.field_values import NUMBERS, only_begun, read_value
from sipa_core.domain.paths import ORDER_COLUMN, Value, cell
from sipa_core.domain.templates import FieldType, Section
from sipa_core.domain.unreadable import Unreadable
from sipa_core.imports.paste import table_from_block
from sipa_core.imports.rows_preview import looks_like_rows
from sipa_core.imports.table import block_rows
from sipa_core.messages import _, ngettext
from ui.design.measures import Size
from ui.design.theme import font, px, watch
from ui.design.type import Role
from ui.pages.reports.rows_delegate import RowsDelegate
from ui.pages.reports.rows_model import Cell, RowsModel
from ui.widgets.table_header import TableHeader
from ui.widgets.typing_table import TypingTable

_LOOKED_AT, _LETTERS = 40, 60
"""So many rows, and letters of each cell, say how wide a column is: of two thousand all would take too long."""

_NOTHING: Final[Mapping[str, Value]] = {}
_NARROW = {
    FieldType.PERCENT: Size.COLUMN_STATE,
    FieldType.NUMBER: Size.COLUMN_MONEY,
    FieldType.DATE: Size.COLUMN_VILLAGE,
}
_MANY = 6
"""From so many columns of counts on they are as narrow as a count, so that a row can be read without scrolling."""


_NO_VISIT: Final = -1
"""Qt joins no steps of this number."""


class _Change(QUndoCommand):
    """Values changed together, with what stood there before. What is typed while a field is open (`visit`) is one
    step.
    """

    def __init__(
        self,
        table: RowsTable,
        after: Mapping[str, Value],
        before: Mapping[str, Value],
        words: str,
        visit: int = _NO_VISIT,
    ) -> None:
        super().__init__(words)
        self.visit = visit
        self._table, self._after, self._before = table, dict(after), dict(before)

    def redo(self) -> None:
        self._table.changed.emit(self._after)

    def undo(self) -> None:
        self._table.changed.emit(self._before)

    def id(self) -> int:
        return self.visit

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other.visit != self.visit:
            return False
        self._after |= other._after
        self.setObsolete(self._after == self._before)
        return True


class RowsTable(TypingTable):
    """`changed` gives changes by path, to be laid over the report and shown again; `chosen` row key and column when
    the person moves; `block_given` a copied block with titles, which belongs into a preview; `told` what came of one
    without. `changing` a key came in an open field, `stood` what it means was taken while it stays open, `closed` it
    is closed. `new_rows` gives the keys of so many new rows with their places.
    """

    changed = Signal(dict)
    chosen = Signal(str, str)
    block_given = Signal(str)
    told = Signal(str)
    changing = Signal()
    stood = Signal()
    closed = Signal()

    def __init__(self, section: Section, new_rows: Callable[[int], Mapping[str, int]]) -> None:
        super().__init__()
        self._new_rows = new_rows
        assert section.table is not None
        self._section = section
        self.meant: Callable[[], YearMeant | None] = lambda: None
        """Of which year a day is that is written without one."""
        self._table = section.table
        self.rows = RowsModel(section.columns, self)
        self._delegate = RowsDelegate(self)
        counts = sum(field.type is FieldType.NUMBER for field in section.columns)
        self._narrow = {**_NARROW, FieldType.NUMBER: Size.COLUMN_COUNT} if counts >= _MANY else _NARROW
        self._header = TableHeader(Size.TABLE_HEADER, Size.GAP_6 if counts >= _MANY else Size.GAP_10, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(section.title)
        self._asked_for: tuple[tuple[str, ...] | None, QFontMetrics | None] = (None, None)
        self._asked_widths: dict[int, int] = {}
        self.setHorizontalHeader(self._header)
        self._visit, self._open = 0, False
        self._stood_as = ""
        """The text whose meaning was taken last from the field that is open."""
        self._delegate.typed.connect(self._typed)
        self._delegate.given_up.connect(self._give_up)
        self._delegate.cell.begun.connect(self._begin_visit)
        self._delegate.cell.changing.connect(self.changing)
        self._delegate.cell.standing.connect(self._stands)
        self._delegate.cell.closed.connect(self._end_visit)
        self._delegate.moved.connect(self._move_by_key)
        self.selectionModel().currentChanged.connect(self._moved)
        watch(self._measure)

    def show_rows(self, rows: Mapping[str, Mapping[str, Value]]) -> None:
        """Show rows or values; the place of the person stays on its cell while that is there."""
        here = self.rows.cell(self.currentIndex()) if self.currentIndex().isValid() else None
        self.rows.set_rows(rows)
        self._measure()
        if here is not None and self.rows.index_of(here).isValid():
            self.selectionModel().setCurrentIndex(
                self.rows.index_of(here), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def show_notes(self, notes: Mapping[Cell, int]) -> None:
        """Mark cells with the number of a note."""
        self.rows.set_notes(notes)
        self._measure()

    def change(self, after: Mapping[str, Value], before: Mapping[str, Value], words: str) -> None:
        """Change values as one step that Ctrl+Z takes back whole."""
        self.undo_stack.push(_Change(self, after, before, words, self._visit if self._open else _NO_VISIT))

    def go_to(self, at: Cell) -> bool:
        """Select a cell and bring it into sight; return whether it is there."""
        index = self.rows.index_of(at)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def current_key(self) -> str:
        """Return the key of the row in hand, or an empty text."""
        index = self.currentIndex()
        return self.rows.keys[index.row()] if index.isValid() else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(Size.ROW_DENSE))
        fixed = {
            at: px(self._narrow.get(field.type, Size.COLUMN_MONEY))
            for at, field in enumerate(self.rows.fields)
            if field.type in NUMBERS or field.type is FieldType.DATE
        }
        for at in self.rows.marked_columns() & fixed.keys():
            if self.rows.fields[at].type is FieldType.DATE:
                fixed[at] += px(Size.BADGE) + px(Size.GAP_6)  # a date beside a mark is still read whole
        room = self.viewport().width() - sum(fixed.values())
        asked = self._asked([at for at in range(len(self.rows.fields)) if at not in fixed])
        least = px(Size.COLUMN_MONEY)
        above = {at: width - least for at, width in asked.items() if width > least}
        lack = min(sum(asked.values()) - room, sum(above.values()))
        for at, more in above.items() if lack > 0 else ():
            asked[at] -= -(-lack * more // sum(above.values()))
        # The first column names the row and the long ones tell about it: they get what the others leave.
        shares = {at: 3 if at == 0 or self.rows.fields[at].long else 1 for at in asked}
        spare = room - sum(asked.values())
        for at in range(len(self.rows.fields)):
            width = fixed.get(at) or asked[at] + max(0, spare) * shares[at] // max(1, sum(shares.values()))
            self.setColumnWidth(at, width)
        letters, inset = QFontMetrics(font(Role.HEADER)), 2 * px(Size.GAP_10)
        labels = (letters.horizontalAdvance(field.label) + inset for field in self.rows.fields)
        self._header.set_wrapped(any(words > self.columnWidth(at) for at, words in enumerate(labels)))

    def _asked(self, free: Sequence[int]) -> dict[int, int]:
        """How wide each of these columns has to be for its title and what its first rows hold: a code needs little,
        a name much; none takes all the room from the others.
        """
        letters, inset = QFontMetrics(font(Role.TABLE)), 2 * px(Size.GAP_10) + px(Size.GAP_4)
        rows = tuple(self.rows.keys[:_LOOKED_AT])
        if rows == self._asked_for[0] and letters == self._asked_for[1]:
            return dict(self._asked_widths)  # what is typed moves no column while its row is in hand
        most = px(Size.COLUMN_NAME)
        asked = {}
        for at in free:
            shown = [str(self.rows.data(self.rows.index(row, at)) or "") for row in range(len(rows))]
            widest = max((letters.horizontalAdvance(text[:_LETTERS]) for text in shown), default=0)
            least = min(px(Size.COLUMN_MONEY), letters.horizontalAdvance(self.rows.fields[at].label) + inset)
            asked[at] = min(most, max(px(Size.COLUMN_NUMBER), least, widest + inset))
        self._asked_for, self._asked_widths = (rows, letters), asked
        return dict(asked)

    def _path(self, at: Cell) -> str:
        return cell(self._table, *at)

    def _typed(self, row: int, column: int, text: str) -> None:
        if self.rows.read_only or row >= len(self.rows.keys):
            return
        unread = isinstance(read_value(self.rows.fields[column], text, self.meant()), Unreadable)
        if unread and only_begun(self._stood_as, text):
            self._give_up()
        self._lay([((self.rows.keys[row], self.rows.columns[column]), text)], self.rows.fields[column].label)

    def _begin_visit(self) -> None:
        self._visit += 1
        self._stood_as = ""
        self._open = True

    def _end_visit(self) -> None:
        self._open = False
        self.closed.emit()

    def _stands(self, row: int, column: int, text: str) -> None:
        """Take what a field that stays open means by now; a text that cannot be read, and an emptied field, waits for
        its closing, and takes back what was taken of its first digits; a stray key takes nothing away.
        """
        if self.rows.read_only or row >= len(self.rows.keys):
            return
        field, at = self.rows.fields[column], (self.rows.keys[row], self.rows.columns[column])
        value = read_value(field, text, self.meant()) if text.strip() else None
        if value is not None and not isinstance(value, Unreadable):
            if value != self.rows.value(at):
                self.change({self._path(at): value}, {self._path(at): self.rows.value(at)}, field.label)
            self._stood_as = text
            self.stood.emit()
        elif (not text.strip() or only_begun(self._stood_as, text)) and self._give_up():
            self.stood.emit()
            self.changing.emit()  # the text in the field is still not saved

    def _give_up(self) -> bool:
        """Put back what stood in the cell before its field was opened, and leave no step: Ctrl+Y brings nothing that
        nobody meant. Returns whether there was one.
        """
        step = self.undo_stack.command(self.undo_stack.index() - 1) if self.undo_stack.canUndo() else None
        if not self._open or not isinstance(step, _Change) or step.id() != self._visit:
            return False
        step.undo()
        step.setObsolete(True)
        self.undo_stack.undo()  # only takes the step off the stack
        return True

    def _lay(self, texts: list[tuple[Cell, str]], words: str, new: Mapping[str, Value] = _NOTHING) -> int:
        """Read texts into cells: what can be read changes them as one step, the rest stays with its reason; returns
        how much that is. `new` are values that make new rows, in the same step.
        """
        after: dict[str, Value] = dict(new)
        before: dict[str, Value] = dict.fromkeys(new)
        unread: list[tuple[Cell, str, str]] = []
        meant = self.meant()
        for at, text in texts:
            value = read_value(self.rows.fields[self.rows.columns.index(at[1])], text, meant)
            if isinstance(value, Unreadable):
                unread.append((at, text, value.reason))
                continue
            self.rows.set_unread(at, "", "")
            if value != self.rows.value(at):
                after[self._path(at)], before[self._path(at)] = value, self.rows.value(at)
        if after:
            self.change(after, before, words)
        for at, text, reason in unread:  # once the rows are there
            self.rows.set_unread(at, text, reason)
        return len(unread)

    def take_block(self, text: str) -> str:
        """Lay a copied block onto the table from the cell in hand on, with new rows where it is longer; returns what
        came of it. A block with titles goes to the preview instead, and nothing is said.
        """
        if self.rows.read_only:
            return ""
        if looks_like_rows(table_from_block(text), self._section):
            self.block_given.emit(text)
            return ""
        block = block_rows(text)
        filled = max((at for at, line in enumerate(block) if any(one.strip() for one in line)), default=-1)
        block = block[: filled + 1]
        if not block:
            return _("Belum ada yang disalin. Salin dulu selnya di Excel, lalu tekan lagi.")
        start = self.currentIndex()
        if not start.isValid():
            block = [line for line in block if any(one.strip() for one in line)]
        top, left = (start.row(), start.column()) if start.isValid() else (len(self.rows.keys), 0)
        new = self._new_rows(max(0, top + len(block) - len(self.rows.keys)))
        keys = (*self.rows.keys, *new)
        texts = [
            ((keys[top + down], self.rows.columns[left + right]), text)
            for down, line in enumerate(block)
            for right, text in enumerate(line)
            if left + right < len(self.rows.columns) and text.strip()
        ]
        beyond = max((left + len(line) for line in block), default=0) - len(self.rows.columns)
        order = {cell(self._table, key, ORDER_COLUMN): pos for key, pos in new.items()}
        return _pasted(len(block), self._lay(texts, _("Tempel dari Excel"), order), max(0, beyond))

    def _paste(self) -> None:
        words = self.take_block(QGuiApplication.clipboard().text())
        if words:
            self.told.emit(words)

    def _empty(self) -> None:
        if not self.rows.read_only:
            self._lay([(self.rows.cell(index), "") for index in self.selectedIndexes()], "")

    def _stops_at(self, row: int, column: int) -> bool:
        return True

    def _below(self, here: QModelIndex, step: int) -> QModelIndex | None:
        row = here.row() + step
        return self.rows.index(row, here.column()) if 0 <= row < self.rows.rowCount() else None

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(*self.rows.cell(now))


def _pasted(count: int, unread: int, beyond: int) -> str:
    """Return what a block became: its rows, what could not be read, and columns that had no place."""
    words = [ngettext("{n} baris ditempel.", "{n} baris ditempel.", count).format(n=count)]
    if unread:
        note = ngettext("{n} sel belum terbaca.", "{n} sel belum terbaca.", unread)
        words.append(note.format(n=unread))
    if beyond:
        words.append(_("{n} kolom tidak punya tempat di tabel ini.").format(n=beyond))
    return " ".join(words)
