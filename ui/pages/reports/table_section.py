"""A section that is a table of rows, with a switch that says there is deliberately none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from sipa_core.domain.all_done import tick_of
from sipa_core.domain.not_done import Going, going, taken_up
from sipa_core.domain.paths import ORDER_COLUMN, Value, cell, is_path, parse_path, rows
from sipa_core.domain.templates import Field, FieldType, Section
from sipa_core.messages import _, ngettext
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.reports.editor_model import EditorModel
from ui.pages.reports.not_done_question import ask_not_done
from ui.pages.reports.rows_model import REASON_ROLE
from ui.pages.reports.rows_table import RowsTable
from ui.pages.reports.section import SectionView
from ui.pages.reports.value_field import ValueField, doubtful, follow, tell_saved, unread_fields
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.check_box import Switch
from ui.widgets.label import Label
from ui.widgets.state_stack import EmptyState


class TableSection(SectionView):
    """Rows to be added, typed in and removed; fields that stand once in the section lie above the table. `file_asked`
    wants rows from a file, `block_given` gives a copied block that brings titles of its own.
    """

    file_asked = Signal()
    block_given = Signal(str)

    def __init__(self, model: EditorModel, section: Section) -> None:
        super().__init__(model, section)
        assert section.table is not None
        self._name = section.table
        self.table = RowsTable(section, self._new_rows)
        self.table.meant = model.year_meant
        self.nihil: Switch | None = None
        self._nihil_path = section.nihil or ""
        self.not_done = Button(_("Isi dari kegiatan"), "copy", height="dense")
        self.not_done.setToolTip(_("Masukkan semua kegiatan yang belum selesai sekaligus"))
        self.fields = {leaf.path: ValueField(leaf) for leaf in section.leaves if leaf.path != section.nihil}
        follow(self.fields, model)
        self._paste = Button(_("Tempel dari Excel"), "table", height="dense")
        self._file = Button(_("Ambil dari berkas"), "download-simple", height="dense")
        self._add = Button(_("Tambah baris"), "plus", "link", "dense")
        self._remove = Button(_("Hapus baris"), "trash", "link", "dense")
        self._count = Label("", Role.CAPTION, "ink2")
        self._reason = Label("", Role.CAPTION, "danger", wrap=True)
        self._empty = EmptyState("table", _("Belum ada baris."), _("Tambah baris"))
        self._said = ""
        self._stack = QStackedWidget()
        self._build(section)
        self._connect()
        self.show_content()

    def show_content(self) -> None:
        """Show the rows and the switch of the model."""
        found = rows(self.model.content, self._name)
        self.table.show_rows(found)
        none = self.model.content.get(self._nihil_path) is True
        if self.nihil is not None:
            was = self.nihil.blockSignals(True)
            self.nihil.setChecked(none)
            self.nihil.blockSignals(was)
            self.nihil.setEnabled(self.model.editable and (none or not found))
        for path, field in self.fields.items():
            field.show_value(self.model.content.get(path))
        self._stack.setCurrentIndex(1 if found else 0)
        if none:
            self._empty.set_words(_("Ditandai nihil: memang tidak ada."))
        elif self.model.editable:
            self._empty.set_words(_("Belum ada baris."), _("Tambah baris"))
        else:
            self._empty.set_words(_("Tidak ada baris."))
        self._count.setText(ngettext("{n} baris", "{n} baris", len(found)).format(n=len(found)) if found else "")
        reveal(self._paste, self.model.editable and not none)
        reveal(self._file, self.model.editable)
        reveal(self._add, self.model.editable and bool(found))
        reveal(self._remove, self.model.editable and bool(found))
        if self.nihil is not None:
            reveal(self.nihil, self.model.editable or none)
        reveal(self.not_done, self.model.editable and not none and bool(self._going()))
        self._dress_row()

    def show_notes(self, notes: Mapping[str, int]) -> None:
        """Mark the cells that have a note; a note on a row stands at its first cell."""
        marked = {}
        for path, number in notes.items():
            at = self._cell(path)
            if at is not None:
                marked[at] = number
        self.table.show_notes(marked)
        for path, field in self.fields.items():
            field.set_note(notes.get(path))

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only read, or write again."""
        self.table.rows.read_only = read_only
        for field in self.fields.values():
            field.set_read_only(read_only)
        self.show_content()

    def go_to(self, path: str) -> bool:
        """Put the focus on a cell, a field, or the table for the section and the table themselves."""
        if path in self.fields:
            self.fields[path].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if path in (self.section.key, self._name, self._nihil_path):
            self._enter()
            return True
        at = self._cell(path)
        if at is None or not self.table.go_to(at):
            return False
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def entered(self, index: QModelIndex) -> None:
        """Say where the person came back to."""
        self._moved(*self.table.rows.cell(index))

    def unread_places(self) -> Mapping[str, str]:
        """Return why cells and fields could not be read, by path."""
        cells = {cell(self._name, *at): words for at, words in self.table.rows.unread_words().items()}
        return {**unread_fields(self.fields), **cells}

    def unread(self) -> int:
        """Return how many cells and fields hold a text that could not be read."""
        return len(self.table.rows.unread_words()) + doubtful(self.fields)

    def _build(self, section: Section) -> None:
        self.head.addWidget(self._count)
        tick = next((leaf for leaf in section.leaves if leaf.path == section.nihil), None)
        if tick is not None:
            self.nihil = _switch(tick)
        self.head.addWidget(self._paste)
        self.head.addWidget(self._file)
        if self.nihil is not None:
            row = Row(margins=(Size.GAP_12, Size.NONE, Size.GAP_16, Size.GAP_8))
            row.addWidget(self.nihil)
            row.addStretch(1)
            row.addWidget(self.not_done)
            self.body.addLayout(row)
        if self.fields:
            above = Column(gap=Size.GAP_8, margins=(Size.GAP_16, Size.NONE, Size.GAP_16, Size.GAP_10))
            for field in self.fields.values():
                above.addWidget(field)
            self.body.addLayout(above)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        self.body.addWidget(self._stack, 1)
        foot = Row(gap=Size.GAP_4, margins=(Size.GAP_16, Size.GAP_2, Size.GAP_8, Size.GAP_2))
        foot.addWidget(self._reason, 1)
        foot.addStretch(0)
        foot.addWidget(self._remove)
        foot.addWidget(self._add)
        self.body.addLayout(foot)
        self._reason.hide()

    def _connect(self) -> None:
        self._add.clicked.connect(self.add_row)
        self._empty.acted.connect(self.add_row)
        self._remove.clicked.connect(self.remove_row)
        self._paste.clicked.connect(self._paste_clipboard)
        self._file.clicked.connect(self.file_asked)
        self.table.told.connect(self._tell)
        self.table.block_given.connect(self.block_given)
        self.table.changed.connect(self._changed)
        self.table.changing.connect(self.model.announce)
        self.table.stood.connect(self._save_open_cell)
        self.table.closed.connect(self.model.settle)
        self.table.chosen.connect(self._moved)
        self.tell_when_entered(self.table)
        self.table.rows.dataChanged.connect(self._dress_row)
        if self.nihil is not None:
            self.nihil.toggled.connect(self._nihil)
        self.not_done.clicked.connect(self._ask_not_done)
        self.model.kept.connect(self._saved)
        for field in self.fields.values():
            field.entered.connect(self.chosen)

    def add_row(self) -> None:
        """Add a row below the last and go to its first cell."""
        [(key, pos)] = self._new_rows(1).items()
        path = cell(self._name, key, ORDER_COLUMN)
        self.table.change({path: pos}, {path: None}, _("Tambah baris"))
        if self.table.go_to((key, self.table.rows.columns[0])):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_row(self) -> None:
        """Remove the row in hand; Ctrl+Z in the table brings it back."""
        key = self.table.current_key()
        before = self.model.row_cells(self._name, key) if key else {}
        if before:
            self.table.change(dict.fromkeys(before), before, _("Hapus baris"))

    def _new_rows(self, count: int) -> dict[str, int]:
        """Return keys of so many rows below the last, with their places."""
        last = [one.get(ORDER_COLUMN) for one in rows(self.model.content, self._name).values()]
        pos = max((at for at in last if isinstance(at, int)), default=-1) + 1
        return {self.model.new_row(self._name): pos + at for at in range(count)}

    def _paste_clipboard(self) -> None:
        words = self.table.take_block(QGuiApplication.clipboard().text())
        if words:
            self._tell(words)

    def _tell(self, words: str) -> None:
        self._said = words
        self._dress_row()
        self.model.save_changed.emit()  # of what was pasted some may not have been read

    def _saved(self, changes: Mapping[str, Value]) -> None:
        tell_saved(self.fields, changes)

    def _changed(self, changes: dict[str, Value]) -> None:
        self.model.set_values(changes)
        self.show_content()
        if any(path != self._nihil_path and parse_path(path).head != self._name for path in changes):
            self.model.replaced.emit()  # the progress of activities stands in another section

    def _save_open_cell(self) -> None:
        """The field has waited for its pause already, so it does not wait for the autosave's as well."""
        self.model.settle()
        self.model.flush()

    def _moved(self, key: str, column: str) -> None:
        self._said = ""
        self._dress_row()
        self.chosen.emit(cell(self._name, key, column))

    def _going(self) -> tuple[Going, ...]:
        """The activities that this section has to list and does not yet; none in other sections."""
        edit = self.model.edit
        mine = edit is not None and tick_of(edit.template) == self.section
        return going(edit.template, self.model.content) if edit is not None and mine else ()

    def _ask_not_done(self) -> None:
        found = self._going()
        if found:
            ask_not_done(self, found, partial(self._take_not_done, found))

    def _take_not_done(self, found: tuple[Going, ...], percents: Mapping[str, int], reason: str) -> None:
        edit = self.model.edit
        if edit is None:
            return
        new_row = partial(self.model.new_row, self._name)
        written = taken_up(edit.template, self.model.content, found, percents, reason, new_row)
        self.table.change(written, {path: self.model.content.get(path) for path in written}, _("Isi dari kegiatan"))

    def _nihil(self, checked: bool) -> None:
        self.model.set_value(self._nihil_path, True if checked else None)
        self.show_content()

    def _dress_row(self) -> None:
        index = self.table.currentIndex()
        self._remove.setEnabled(self.model.editable and index.isValid() and bool(self.table.rows.keys))
        reason = str(self.table.rows.data(index, REASON_ROLE) or "") if index.isValid() else ""
        self._reason.set_tone("danger" if reason else "ink2")
        words = reason or self._said or self._unread_words()
        self._reason.setText(words)
        reveal(self._reason, bool(words))

    def _unread_words(self) -> str:
        """What the red letters of cells elsewhere in the table mean, so that their colour need not say it alone."""
        unread = len(self.table.rows.unread_words())
        words = ngettext(
            "{n} sel belum terbaca, jadi belum tersimpan. Pilih selnya untuk melihat sebabnya.",
            "{n} sel belum terbaca, jadi belum tersimpan. Pilih selnya untuk melihat sebabnya.",
            unread,
        )
        return words.format(n=unread) if unread else ""

    def _enter(self) -> None:
        if self.table.rows.keys:
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.table.rows.index(0, 0))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.nihil is not None and self.nihil.isChecked():
            self.nihil.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._empty.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cell(self, path: str) -> tuple[str, str] | None:
        if not is_path(path):
            return None
        read = parse_path(path)
        if read.head != self._name or read.row is None:
            return None
        return read.row, read.leaf if read.leaf in self.table.rows.columns else self.table.rows.columns[0]


def _switch(tick: Field) -> Switch:
    assert tick.type is FieldType.BOOL
    switch = Switch(tick.label)
    switch.setAccessibleName(tick.label)
    return switch
