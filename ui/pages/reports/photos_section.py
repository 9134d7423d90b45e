"""A section of files: the strip, a caption and the linked row for each, and straightening where sheets are asked for.

A file stands in the report once its bytes are durable on this PC; until then the strip says nothing of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.domain.attachments import Attachment, attachments, leaves
from sipa_core.domain.paths import ORDER_COLUMN, PathError, cell, parse_path, rows
from sipa_core.domain.templates import Section
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes
from sipa_desktop.services.attachments import Attachments, Sheet
from ui.design.measures import Size
from ui.design.theme import px, set_read_only, watch
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.reports.editor_model import EditorModel
from ui.pages.reports.section import SectionView
from ui.runtime.faults import sentence_of
from ui.widgets.attaching import Attaching
from ui.widgets.attachment_strip import AttachmentStrip
from ui.widgets.badge import Badge
from ui.widgets.boxes import Column, Row, Scroller, empty_layout, reveal
from ui.widgets.given_files import Given, bytes_of
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.picture_viewer import PictureViewer
from ui.widgets.select import Select
from ui.widgets.sheet_dialog import SheetDialog

CAPTION = "keterangan"


class FileRow(QWidget):
    """Caption and linked row of one file; `typed` gives a path and a value, `entered` a path."""

    typed = Signal(str, object)
    entered = Signal(str)

    def __init__(self, table: str, key: str, name: str, link: str | None) -> None:
        super().__init__()
        self._caption_path = cell(table, key, CAPTION)
        self._link_path = cell(table, key, link) if link is not None else ""
        self._known: list[tuple[str, str]] = []
        self._quiet = False
        self.badge = Badge()
        self._name = ElidedLabel(name, Role.TABLE)
        self.caption = QLineEdit()
        self.caption.setMaxLength(300)
        self.caption.setAccessibleName(_("Keterangan {name}").format(name=name))
        self.caption.setPlaceholderText(_("Keterangan"))
        self.caption.textEdited.connect(self._write)
        self.link = Select(_("Kegiatan untuk {name}").format(name=name))
        self.link.activated.connect(self._choose)
        reveal(self.link, link is not None)
        row = Row(self, Size.GAP_8)
        row.addWidget(self.badge)
        row.addWidget(self._name)
        row.addWidget(self.caption, 1)
        row.addWidget(self.link)
        watch(self._measure)

    def show_values(self, caption: str, linked: str, choices: list[tuple[str, str]]) -> None:
        """Show what the report says; a caption that is being typed stays."""
        if caption != self.caption.text() and not (self.caption.hasFocus() and self.caption.isModified()):
            self.caption.setText(caption)
            self.caption.setCursorPosition(0)
        if choices != self._known:
            self._known = choices
            self.link.clear()
            self.link.addItem(_("Tanpa kegiatan"), "")
            for key, words in choices:
                self.link.addItem(words, key)
        self.link.setCurrentIndex(max(0, self.link.findData(linked)))

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only read."""
        set_read_only(self.caption, read_only)
        self.link.setEnabled(not read_only)

    def _write(self, text: str) -> None:
        self.typed.emit(self._caption_path, text or None)

    def _choose(self, _at: int) -> None:
        self.typed.emit(self._link_path, self.link.currentData() or None)

    def _measure(self) -> None:
        self._name.setFixedWidth(px(Size.COLUMN_VILLAGE))
        self.link.setFixedWidth(px(Size.COLUMN_NAME_LEAST))


def _looked_at(held: Attachments, given: Given) -> tuple[Sheet, QImage] | Refused:
    """The sheet and its picture, made by the worker: a large one would hold the windows up."""
    seen = held.sheet(given if isinstance(given, Path) else bytes_of(given))
    return seen if isinstance(seen, Refused) else (seen, QImage.fromData(seen.preview))


class PhotosSection(SectionView):
    """The files of the section's table."""

    def __init__(self, model: EditorModel, section: Section, context: PageContext) -> None:
        super().__init__(model, section)
        self._context = context
        self._table = section.table or ""
        self._draft_id = model.edit.draft_id if model.edit is not None else ""
        self._read_only = False
        self._lines: dict[str, FileRow] = {}
        self._sheets: deque[Given] = deque()
        """Photos of sheets that are still asked about; the first is in hand."""
        self.viewer: PictureViewer | None = None
        self.strip = AttachmentStrip(section.title, limit=section.limit)
        self.attaching = Attaching(context.desk.attachments, context.runner, self.strip, self)
        self.strip.files_given.connect(self._given)
        self.strip.removed.connect(self._remove)
        self.strip.opened.connect(self._open)
        self.attaching.taken.connect(self._taken)
        self.attaching.refused.connect(model.call_off)
        self.attaching.waiting_changed.connect(self._tell_taking)
        context.changes.arrived.connect(self._heard)
        scroller = Scroller(Size.GAP_12, (Size.GAP_16, Size.GAP_4, Size.GAP_16, Size.GAP_16))
        scroller.column.addWidget(self.strip)
        self._captions = Column(gap=Size.GAP_8)
        scroller.column.addLayout(self._captions)
        scroller.column.addStretch(1)
        self.body.addWidget(scroller, 1)
        self.show_content()

    @property
    def lines(self) -> Mapping[str, FileRow]:
        """Return the captions by the key of their file."""
        return self._lines

    def show_content(self) -> None:
        """Show the files of the model with their captions."""
        content = self.model.content
        held = attachments(content, self._table)
        self.attaching.show(held, self._caption)
        if self.section.columns or self.section.link is not None:
            if [key for key, _one in held] != list(self._lines):
                self._rebuild(held)
            choices = self._choices()
            for key, line in self._lines.items():
                linked = self._text(key, self.section.link or "")
                line.show_values(self._caption(key), linked, choices)

    def show_notes(self, notes: Mapping[str, int]) -> None:
        """Mark the files that have a note; a note on the section stands at its first file."""
        for at, (key, line) in enumerate(self._lines.items()):
            prefix = f"{self._table}[{key}]"
            number = next((n for path, n in notes.items() if path.startswith(prefix)), None)
            number = number or (notes.get(self.section.key) if at == 0 else None)
            line.badge.set_number(number)

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only look, or add and take away again."""
        self._read_only = read_only
        self.strip.set_editable(not read_only)
        for line in self._lines.values():
            line.set_read_only(read_only)

    def go_to(self, path: str) -> bool:
        """Put the focus on a file's caption, or on the strip."""
        try:
            row = parse_path(path).row
        except PathError:
            row = None
        place: QWidget = self._lines[row].caption if row in self._lines else self.strip.add_button
        if row is None and self.strip.tiles:
            place = self.strip.tiles[0]
        place.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _rebuild(self, held: list[tuple[str, Attachment]]) -> None:
        empty_layout(self._captions)
        self._lines = {}
        if held:
            self._captions.addWidget(Label(_("Keterangan"), Role.TABLE_STRONG))
        for key, one in held:
            line = FileRow(self._table, key, one.name, self.section.link)
            line.typed.connect(self.model.set_value)
            line.caption.editingFinished.connect(self._retell)
            line.set_read_only(self._read_only)
            self._captions.addWidget(line)
            self._lines[key] = line

    def _retell(self) -> None:
        self.attaching.show(attachments(self.model.content, self._table), self._caption)

    def _choices(self) -> list[tuple[str, str]]:
        if self.section.link is None:
            return []
        found = []
        for n, (key, cells) in enumerate(rows(self.model.content, self.section.link).items(), 1):
            name = cells.get("nama")
            found.append((key, name if isinstance(name, str) and name.strip() else _("Baris {n}").format(n=n)))
        return found

    def _caption(self, key: str) -> str:
        return self._text(key, CAPTION)

    def _text(self, key: str, column: str) -> str:
        value = self.model.content.get(f"{self._table}[{key}].{column}")
        return value if isinstance(value, str) else ""

    def _given(self, given: list[Given]) -> None:
        if not self.section.straighten:
            self.attaching.take(self._draft_id, given)
            return
        idle = not self._sheets
        self._sheets.extend(given)
        self._tell_taking()
        if idle:
            self._look_at_next()

    def _tell_taking(self) -> None:
        self.model.set_taking(self.section.key, len(self._sheets) + self.attaching.waiting(self._draft_id))

    def _look_at_next(self) -> None:
        """Look at the photos of sheets one after another; each is asked about before it is taken."""
        if self._sheets:
            given = self._sheets[0]
            look = partial(_looked_at, self._context.desk.attachments, given)
            self._context.runner.query(look, partial(self._seen, given), self._not_seen, owner=self)

    def _seen(self, given: Given, seen: tuple[Sheet, QImage] | Refused) -> None:
        if isinstance(seen, Refused):  # a PDF needs no straightening; anything else is refused in words by the door
            self.attaching.take(self._draft_id, [given])
            self._looked_through()
            return
        sheet, preview = seen
        dialog = SheetDialog(preview, sheet.corners, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.attaching.take(self._draft_id, [given], dialog.chosen))
        dialog.finished.connect(lambda _code: self._looked_through())
        dialog.open()

    def _not_seen(self, fault: Exception) -> None:
        self._say_not_taken(sentence_of(fault))
        self._looked_through()

    def _looked_through(self) -> None:
        self._sheets.popleft()
        self._tell_taking()
        self._look_at_next()

    def _say_not_taken(self, words: str) -> None:
        self.strip.say(words)
        self.model.call_off(words)

    def _taken(self, one: Attachment, draft_id: str) -> None:
        if self.model.edit is None or self.model.edit.draft_id != draft_id:
            return  # never into the report that was opened since
        held = attachments(self.model.content, self._table)
        if any(known.sha256 == one.sha256 for _key, known in held):
            self.strip.say(_("“{name}” sudah ada di sini.").format(name=one.name))
            return
        if self.section.limit and len(held) >= self.section.limit:
            self._say_not_taken(_("Paling banyak {n} berkas. Hapus satu dulu.").format(n=self.section.limit))
            return
        key = self.model.new_row(self._table)
        last = max((self._position(known) for known, _one in held), default=0)
        order = {cell(self._table, key, ORDER_COLUMN): last + 1}
        self.model.set_values({**leaves(self._table, key, one, look=True), **order})
        self.model.flush()  # nobody types it: it need not wait for a pause, and a window that closes waits for it
        self.show_content()

    def _position(self, key: str) -> int:
        value = self.model.content.get(f"{self._table}[{key}].{ORDER_COLUMN}")
        return value if isinstance(value, int) else 0

    def _remove(self, key: str) -> None:
        self.model.set_values(dict.fromkeys(self.model.row_cells(self._table, key)))
        self.show_content()

    def _open(self, key: str) -> None:
        held = attachments(self.model.content, self._table)
        at = next((at for at, (known, _one) in enumerate(held) if known == key), None)
        if at is None:
            return
        files = [(one, self._caption(known)) for known, one in held]
        viewer = PictureViewer(self._context.desk.attachments, self._context.runner, files, at, self)
        viewer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        viewer.destroyed.connect(self._viewer_gone)
        self.viewer = viewer
        viewer.open()

    def _viewer_gone(self) -> None:
        self.viewer = None

    def _heard(self, changes: object) -> None:
        if isinstance(changes, Changes):
            self.attaching.changed(changes)
            if self.viewer is not None:
                self.viewer.changed(changes)
