"""Jenis laporan: which types there are, and where a new one begins: from a known type, an own one, or a file.

What is written in the form is kept on this PC, so that closing the window loses nothing.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from sipa_core.domain.template_making import TypeForm
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_types import TypeRow, TypeStart
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.schedule.type_editor import TypeEditor
from ui.runtime.faults import sentence_of
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Row, even, reveal
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.question import Answer, Question

QUIET_MS = 800


class TypesDialog(QDialog):
    """The list first, then the form of what was chosen; `queued` when a type went into the queue."""

    queued = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._types = context.desk.report_types
        self._start: TypeStart | None = None
        self.setWindowTitle(_("Jenis laporan"))
        self.setAccessibleName(_("Jenis laporan"))
        self.notice = Notice("warning-circle")
        self.list = QListWidget()
        self.list.setObjectName("framed")
        self.list.setAccessibleName(_("Jenis laporan"))
        self.copy = Button(_("Salin sebagai baru"), "copy", "primary")
        self.change = Button(_("Ubah"), "pencil-simple-line")
        self.go_on = Button(_("Lanjutkan"), "pencil-simple-line", "primary")
        self.forget = Button(_("Buang"), "trash")
        self.file = Button(_("Dari berkas"), "folder-open")
        self.close_list = Button(_("Tutup"))
        self.editor: TypeEditor | None = None
        self._listing = QWidget()
        self._column = Column(self, Size.GAP_12, even(Size.GAP_20))
        self._build()
        self.copy.clicked.connect(self._begin)
        self.change.clicked.connect(self._begin)
        self.go_on.clicked.connect(self._begin)
        self.forget.clicked.connect(self._ask_forget)
        self.file.clicked.connect(self._from_file)
        self.close_list.clicked.connect(self.reject)
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemActivated.connect(self._begin)
        watch(self._measure)
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._keep)
        self._dirty = False
        self._load()

    def _load(self) -> None:
        self._context.runner.query(self._read, self._came, self._failed, owner=self)

    def _read(self) -> tuple[tuple[TypeRow, ...], tuple[str, ...]]:
        return self._types.list(), self._types.unread()

    def begin_with(self, start: TypeStart) -> None:
        """Show the form of a type in place of the list."""
        self._start, self._dirty = start, False
        self.notice.say(start.note)
        self.editor = TypeEditor(start.form, begun=bool(start.draft))
        self._column.addWidget(self.editor, 1)
        reveal(self._listing, False)
        self.editor.saved.connect(self._save)
        self.editor.changed.connect(self._changed)
        self.editor.left.connect(self._back)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self._column.addWidget(Label(_("Jenis laporan"), Role.SECTION))
        self._column.addWidget(self.notice)
        column = Column(self._listing, Size.GAP_12)
        words = _(
            "Salin jenis yang mirip, lalu ganti nama, bagian dan isiannya. "
            "Jenis bawaan tidak berubah. Setelah disimpan, tambahkan kewajibannya di Jadwal."
        )
        column.addWidget(Label(words, Role.BODY, "ink2", wrap=True))
        column.addWidget(self.list, 1)
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.file)
        row.addStretch(1)
        for button in (self.forget, self.close_list, self.change, self.copy, self.go_on):
            row.addWidget(button)
        column.addLayout(row)
        self._column.addWidget(self._listing, 1)

    def _came(self, found: tuple[tuple[TypeRow, ...], tuple[str, ...]]) -> None:
        rows, unread = found
        self.list.clear()
        self.notice.say(_("Satu jenis laporan belum terbaca.") if unread else "", unread)
        for row in rows:
            words = _("{name} (belum selesai)") if row.draft else _("{name} (buatan kecamatan)")
            name = words.format(name=row.name) if row.local else row.name
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, at: int) -> None:
        row = self._row(at)
        draft = row is not None and bool(row.draft)
        reveal(self.go_on, draft)
        reveal(self.forget, draft)
        reveal(self.change, row is not None and row.local and not draft)
        reveal(self.copy, row is not None and not row.local)

    def _row(self, at: int) -> TypeRow | None:
        row = self.list.model().index(at, 0).data(Qt.ItemDataRole.UserRole)
        return row if isinstance(row, TypeRow) else None

    def _begin(self) -> None:
        row = self._row(self.list.currentRow())
        if row is not None:
            job = partial(self._types.resume, row.draft) if row.draft else partial(self._types.start, row.key)
            self._context.runner.query(job, self._started, self._failed, owner=self)

    def _from_file(self) -> None:
        name = file_choice.file(self, _("Buka jenis laporan"), "", _("Jenis laporan (*.toml)"))
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Begin with the type of a file; what is wrong in it is said above the list."""
        job = partial(self._types.read_file, path)
        self._context.runner.query(job, self._started, self._failed, owner=self)

    def _started(self, answer: TypeStart | Refused) -> None:
        if isinstance(answer, Refused):
            self.notice.say(answer.words)
        else:
            self.begin_with(answer)

    def _changed(self) -> None:
        self._dirty = True
        self._quiet.start()

    def _keep(self) -> None:
        """Put the form on the disk as it is; nothing happens while nobody wrote in it."""
        self._quiet.stop()
        if self._dirty and self._start is not None and self.editor is not None:
            self._dirty = False
            job = partial(self._types.keep, self._start, self.editor.form)
            self._context.runner.command(job, self._kept, self._failed, owner=self)

    def _kept(self, start: TypeStart) -> None:
        if self._start is not None and self._start.base is start.base:
            self._start = start

    def _ask_forget(self) -> None:
        row = self._row(self.list.currentRow())
        if row is None or not row.draft:
            return
        answers = [Answer("stay", _("Simpan dulu")), Answer("forget", _("Buang isian"), "danger", "trash")]
        words = _("Isian yang belum selesai hilang dari komputer ini. Jenis yang sudah dikirim tidak berubah.")
        dialog = Question(_("Buang {name}?").format(name=row.name), words, answers, "stay", parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._forget, row.draft))
        dialog.open()

    def _forget(self, draft: str) -> None:
        job = partial(self._types.forget, draft)
        self._context.runner.command(job, lambda _nothing: self._load(), self._failed, owner=self)

    def done(self, result: int) -> None:
        """Keep what was written, then close."""
        self._keep()
        super().done(result)

    def _save(self, form: TypeForm) -> None:
        self._keep()
        start = self._start
        if start is not None:
            job = partial(self._types.save, start, form)
            self._context.runner.command(job, self._saved, self._failed, owner=self)

    def _saved(self, answer: Done | Refused) -> None:
        if isinstance(answer, Refused):
            self.notice.say(answer.words)
            return
        self._context.toast(answer.words)
        self.queued.emit(answer.words)
        self.accept()

    def _back(self) -> None:
        self._keep()
        if self.editor is not None:
            self._column.removeWidget(self.editor)
            self.editor.deleteLater()
            self.editor = None
        self._start = None
        reveal(self._listing, True)
        self._load()

    def _failed(self, fault: Exception) -> None:
        self.notice.say(sentence_of(fault))

    def _measure(self) -> None:
        width, height = px(Size.DIALOG) * 2, px(Size.DIALOG) + px(Size.GAP_32)
        parent = self.parentWidget()
        if parent is not None:  # never larger than the window, which fits the screen
            room = parent.window().size()
            width, height = min(width, room.width() - px(Size.GAP_40)), min(height, room.height() - px(Size.GAP_16))
        self.resize(width, height)
