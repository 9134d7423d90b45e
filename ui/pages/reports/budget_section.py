"""The section of the APB Desa: the grid, its tools, and the reason where more was realised than budgeted.

What is pasted enters as one step that Ctrl+Z takes back; what cannot be read stays in its cell and is counted.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from sipa_core.domain.budget import TABLE
from sipa_core.domain.paths import ORDER_COLUMN, Value, cell
from sipa_core.domain.templates import FieldType, Section
from sipa_core.imports.paste import paste, table_from_block
from sipa_core.imports.preview import looks_like_table
from sipa_core.messages import _
from sipa_desktop.services.imports import OpenedRow
from ui.design.measures import Size
from ui.design.theme import set_read_only
from ui.design.type import Role
from ui.pages.reports.budget_rows import cell_of, next_pos, over_budget, path_of, shape_of, taken_keys
from ui.pages.reports.code_picker import CodePicker
from ui.pages.reports.editor_model import EditorModel
from ui.pages.reports.opened_row import opened_dialog
from ui.pages.reports.section import SectionView
from ui.widgets.boxes import Row, reveal
from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.budget_model import COLUMNS, EDITABLE
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.question import Answer, Question


class BudgetSection(SectionView):
    """`file_asked` wants a file to be read; `block_given` gives a copied block that carries titles of its own;
    `removed` the sentence about a removed row and its values by path, to bring them back.
    """

    file_asked = Signal()
    block_given = Signal(str)
    removed = Signal(str, dict)

    def __init__(self, model: EditorModel, section: Section) -> None:
        super().__init__(model, section)
        self._columns = tuple(field.column or "" for field in section.columns if field.type is FieldType.RUPIAH)
        self._explained = any(field.column == "alasan" for field in section.columns)
        self.grid = BudgetGrid()
        self.grid.set_shape(shape_of(self._columns))
        self._paste = Button(_("Tempel dari Excel"), "table", height="dense")
        self._file = Button(_("Ambil dari berkas"), "download-simple", height="dense")
        self._add = Button(_("Tambah baris"), "plus", "link", "dense")
        self._remove = Button(_("Hapus baris"), "trash", "link", "dense")
        self._open = Button(_("Lihat rincian"), "magnifying-glass-plus", "link", "dense")
        self._told = Label("", Role.CAPTION, "ink2", wrap=True)
        self._reason_label = Label(_("Alasan melebihi anggaran"), Role.TABLE_STRONG)
        self._reason = QLineEdit()
        self._reason_label.setBuddy(self._reason)
        self._reason.setAccessibleName(_("Alasan melebihi anggaran"))
        self._typed: dict[str, Value] = {}
        self._added = ""
        self._asked_once = False
        # Cells that change together are told one by one; they go into the report as one change.
        self._together = QTimer(self, singleShot=True, interval=0)
        self._together.timeout.connect(self.commit)
        self._picker: CodePicker | None = None
        self._build()
        self._connect()
        self.show_content()

    def show_content(self) -> None:
        """Show the budget of the model."""
        if self.model.tree is not None:
            self.grid.set_rows(self.model.rows)
            if self._added and self.grid.go_to(self._added, EDITABLE[0]):
                self._added = ""
        self._dress_row()

    def show_notes(self, notes: Mapping[str, int]) -> None:
        """Mark the cells that have a note."""
        marked = {at: number for path, number in notes.items() if (at := cell_of(path, self._columns)) is not None}
        self.grid.set_notes(marked)

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only look, or type again."""
        self.grid.set_read_only(read_only)
        set_read_only(self._reason, read_only)
        for part in (self._paste, self._file, self._add, self._remove):
            reveal(part, not read_only)

    def go_to(self, path: str) -> bool:
        """Go to a cell; the section and the table mean the first cell that can be typed in."""
        at = cell_of(path, self._columns)
        if at is None and path not in (self.section.key, TABLE):
            return False
        found = self.grid.go_to(*at) if at is not None else self._first()
        if found:
            self.grid.scrollTo(self.grid.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        return found

    def unread(self) -> int:
        """Return how many cells hold a text that could not be read."""
        return self.grid.budget.unread_cells

    def entered(self, index: QModelIndex) -> None:
        """Say where the person came back to."""
        self._chosen(self.grid.budget.row(index.row()).key, COLUMNS[index.column()])

    def commit(self) -> None:
        """Put the cells that changed into the report."""
        changes, self._typed = self._typed, {}
        if changes:
            self.model.set_values(changes)
            self.model.settle()

    def take_block(self, text: str, row_key: str, column: str) -> None:
        """Lay a copied block onto the grid from a cell on; a block with titles goes to the preview instead."""
        if looks_like_table(table_from_block(text)):
            self.block_given.emit(text)
            return
        rows = self.grid.budget.rows
        keys = [row.key if row.kind == "line" and row.editable else None for row in rows]
        across = EDITABLE.index(column) if column in self.grid.budget.shape.editable else 0
        read = paste(text, keys, self._columns, max(0, self.grid.budget.row_number(row_key)), across)
        values: dict[tuple[str, str], int | None] = {}
        for path, value in read.changes.items():
            at = cell_of(path, self._columns)
            if at is not None and isinstance(value, int):
                values[at] = value
        self.grid.apply(values, _("Tempel dari Excel"))
        for one in read.refused:
            at = cell_of(one.path, self._columns) if one.path is not None else None
            if at is not None:
                self.grid.budget.set_unread(*at, one.text, one.reason)
        self._tell(read.words, "danger" if read.refused else "ink2")
        self.model.save_changed.emit()

    def _build(self) -> None:
        self.head.addWidget(self._paste)
        self.head.addWidget(self._file)
        self.body.addWidget(self.grid, 1)
        why = Row(gap=Size.GAP_8, margins=(Size.GAP_16, Size.GAP_6, Size.GAP_16, Size.NONE))
        why.addWidget(self._reason_label)
        why.addWidget(self._reason, 1)
        self.body.addLayout(why)
        foot = Row(gap=Size.GAP_4, margins=(Size.GAP_16, Size.GAP_2, Size.GAP_8, Size.GAP_2))
        foot.addWidget(self._told, 1)
        foot.addWidget(self._open)
        foot.addWidget(self._remove)
        foot.addWidget(self._add)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self.model.summed.connect(self.show_content)
        self.grid.edited.connect(self._edited)
        self.grid.unreadable.connect(self._unreadable)
        self.grid.pasted.connect(self.take_block)
        self.grid.chosen.connect(self._chosen)
        self.grid.changing.connect(self.model.announce)
        self.grid.stood.connect(self._save_open_cell)
        self.grid.closed.connect(self._settle)
        self.tell_when_entered(self.grid)
        self._paste.clicked.connect(self._paste_clipboard)
        self._file.clicked.connect(self.file_asked)
        self._add.clicked.connect(self._ask_line)
        self._remove.clicked.connect(self._remove_row)
        self._open.clicked.connect(self._open_row)
        self.model.detailed.connect(self._dress_row)
        self._reason.textEdited.connect(self._reasoned)

    def _edited(self, row_key: str, column: str, text: str) -> None:
        self._typed[path_of(row_key, column, self._columns)] = int(text) if text else None
        self.model.announce()
        self._together.start()
        self._tell("")

    def _save_open_cell(self) -> None:
        """The field has waited for its pause already, so its sum does not wait for the autosave's as well."""
        self._together.stop()
        changes, self._typed = self._typed, {}
        self.model.set_values(changes)
        self.model.settle()
        self.model.flush()

    def _settle(self) -> None:
        """A field whose keys changed nothing after all is no longer on its way."""
        if not self._typed:
            self.model.settle()

    def _unreadable(self, row_key: str, column: str, text: str, reason: str) -> None:
        self._tell(_("“{text}” belum dipakai. {reason}").format(text=text, reason=reason), "danger")

    def _chosen(self, row_key: str, column: str) -> None:
        self._dress_row()
        if column in self.grid.budget.shape.editable:
            self.chosen.emit(path_of(row_key, column, self._columns))

    def _paste_clipboard(self) -> None:
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._tell(_("Belum ada yang disalin. Salin dulu selnya di Excel, lalu tekan lagi."), "danger")
            return
        index = self.grid.currentIndex()
        if not index.isValid() and not self._first() and not looks_like_table(table_from_block(text)):
            self._tell(
                _("Tabel ini belum punya baris. Tambah baris dulu, atau salin beserta judul kolomnya."), "danger"
            )
            return
        index = self.grid.currentIndex()
        key = self.grid.budget.row(index.row()).key if index.isValid() else ""
        self.take_block(text, key, COLUMNS[index.column()] if index.isValid() else EDITABLE[0])

    def _ask_line(self) -> None:
        if self.model.edit is None or self.model.tree is None:
            return
        self._picker = CodePicker(self.model.edit.names, taken_keys(self.model.tree))
        answers = [Answer("cancel", _("Batal")), Answer("add", _("Tambahkan"), "primary")]
        body = _("Pilih baris dari daftar kode. Isi angkanya sesudah baris masuk.")
        dialog = Question(_("Baris mana yang ditambahkan?"), body, answers, "cancel", self._picker, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._picker.picked.connect(dialog.buttons["add"].click)
        dialog.accepted.connect(self._add_line)
        dialog.open()

    def _add_line(self) -> None:
        line = self._picker.line if self._picker is not None else None
        if line is not None and self.model.tree is not None:
            self._added = line.key  # the row is there once the sums are made anew
            self.model.set_value(cell(TABLE, line.key, ORDER_COLUMN), next_pos(self.model.tree))
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove_row(self) -> None:
        key = self._row_key()
        cells = self.model.row_cells(TABLE, key) if key else {}
        if cells:
            name = self.grid.budget.row(self.grid.budget.row_number(key)).name
            self.model.set_values(dict.fromkeys(cells))
            self.removed.emit(_("Baris {name} dihapus.").format(name=name), cells)

    def _open_row(self) -> None:
        self.model.open_row(self._shown_key(), self._show_opened)

    def _show_opened(self, opened: OpenedRow | None) -> None:
        if opened is not None:
            opened_dialog(opened, self).open()

    def _reasoned(self, text: str) -> None:
        key = self._row_key()
        if key:
            self.model.set_value(cell(TABLE, key, "alasan"), text or None)

    def _row_key(self) -> str:
        index = self.grid.currentIndex()
        row = self.grid.budget.row(index.row()) if index.isValid() else None
        return row.key if row is not None and row.kind == "line" and row.editable else ""

    def _shown_key(self) -> str:
        """The key of the row where the person stands, also where nothing may be typed."""
        index = self.grid.currentIndex()
        row = self.grid.budget.row(index.row()) if index.isValid() else None
        return row.key if row is not None and row.kind == "line" else ""

    def _dress_row(self) -> None:
        key = self._row_key()
        self._remove.setEnabled(bool(key))
        reveal(self._open, self._shown_key() in self.model.opened_keys)
        reason = str(self.model.content.get(cell(TABLE, key, "alasan")) or "") if key else ""
        lines = self.model.tree.lines if self.model.tree is not None else ()
        asked = self._explained and bool(key) and (bool(reason) or over_budget(lines, key))
        if self._reason.text() != reason:
            self._reason.setText(reason)
        # Once it was asked for, its place stays: the table shall not grow and shrink with every row on the way.
        self._asked_once = self._asked_once or asked
        for part in (self._reason, self._reason_label):
            reveal(part, self._asked_once)
        self._reason.setEnabled(asked)
        self._reason.setPlaceholderText("" if asked else _("Baris ini tidak melebihi anggaran"))

    def _first(self) -> bool:
        row = next((row for row in self.grid.budget.rows if row.kind == "line" and row.editable), None)
        return row is not None and self.grid.go_to(row.key, EDITABLE[0])

    def _tell(self, words: str, tone: str = "ink2") -> None:
        self._told.set_tone(tone)
        self._told.setText(words)
