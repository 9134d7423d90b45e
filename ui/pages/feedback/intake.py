"""Takes in comments from Facebook and WhatsApp: a block is pasted or typed, looked at, and what is ticked is recorded.

Nothing is kept by looking; what would be kept of each comment is what the list shows.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from sipa_core.domain.channels import whole_address
from sipa_core.domain.feedback import MAX_AUTHOR, MAX_LINK, FeedbackKind, Source
from sipa_core.imports.comments import MAX_BLOCK
from sipa_core.messages import _, ngettext
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_intake import FeedbackIntake, FoundComment, Intake, NameShown
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.words import kind_word, source_word
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets.boxes import Column, Row, even, reveal
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.field import Field
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.select import Select
from ui.widgets.sentence_ticks import SentenceTicks, Tick

READ_MS = 400
_SOURCES = (Source.FACEBOOK, Source.WHATSAPP, Source.OFFICE)


class IntakeModel(QObject):
    """What was pasted and what it holds; `read` when it was looked at, `done` with words for a toast, `failed` with
    a sentence.
    """

    read = Signal(object)
    done = Signal(str)
    failed = Signal(str)

    def __init__(self, intake: FeedbackIntake, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._intake = intake
        self._runner = runner
        self._ticket = 0
        self.busy = False

    def look(self, block: str, source: Source, names: NameShown, author: str) -> None:
        """Read a block; only the answer to the newest question comes."""
        self._ticket += 1
        arrived = partial(self._arrived, self._ticket)
        self._runner.query(
            partial(self._intake.look, block, source, names, author), arrived, self._not_read, owner=self
        )

    def record(self, comments: tuple[FoundComment, ...], source: Source, link: str) -> None:
        """Record what was ticked."""
        if not self.busy:
            self.busy = True
            work = partial(self._intake.record, comments, source, link)
            self._runner.command(work, self._recorded, self._not_recorded, owner=self)

    def _arrived(self, ticket: int, found: Intake) -> None:
        if ticket == self._ticket:
            self.read.emit(found)

    def _not_read(self, fault: Exception) -> None:
        self.failed.emit(sentence_of(fault))

    def _recorded(self, result: Done | Refused) -> None:
        self.busy = False
        if isinstance(result, Refused):
            self.failed.emit(result.words)
        else:
            self.done.emit(result.words)

    def _not_recorded(self, fault: Exception) -> None:
        self.busy = False
        self.failed.emit(sentence_of(fault))


class IntakeDialog(Dialog):
    """The dialog; closing it forgets what was pasted."""

    def __init__(self, model: IntakeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        model.setParent(self)
        self._found = Intake((), "")
        self.setWindowTitle(_("Catat komentar warga"))
        self.setAccessibleName(_("Catat komentar warga"))
        self.source = Select(_("Sumber"))
        for source in _SOURCES:
            self.source.addItem(source_word(source), source)
        self.names = Select(_("Nama yang disimpan"))
        for names, word in (
            (NameShown.SHORT, _("Nama disingkat")),
            (NameShown.NONE, _("Tanpa nama")),
            (NameShown.FULL, _("Seperti tertulis")),
        ):
            self.names.addItem(word, names)
        self.link = QLineEdit()
        self.link.setMaxLength(MAX_LINK + 1)
        self.block = QPlainTextEdit()
        self.author = QLineEdit()
        self.author.setMaxLength(MAX_AUTHOR)
        self.list = SentenceTicks(_("Komentar yang terbaca"))
        self.kind = Select(_("Jenis komentar yang dipilih"))
        for kind in FeedbackKind:
            self.kind.addItem(kind_word(kind), kind)
        self._kinds: dict[str, FeedbackKind] = {}
        self.words = Label("", Role.TABLE, "ink2", wrap=True)
        self.fault = Notice("warning-circle")
        self.cancel = Button(_("Batal"))
        self.keep = Button(_("Catat"), "check", "primary")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(READ_MS)
        self._build()
        self._connect()
        self._show(Intake((), _("Belum ada komentar yang terbaca.")))
        watch(self._measure)

    @property
    def ticked(self) -> tuple[FoundComment, ...]:
        """Return the comments that would be recorded."""
        found = enumerate(self._found.comments)
        return tuple(replace(one, kind=self._kind(one)) for at, one in found if self.list.ticked(at))

    def _kind(self, one: FoundComment) -> FeedbackKind:
        """Return what the person made of a comment, else the guess."""
        return self._kinds.get(one.id, one.kind)

    def _build(self) -> None:
        column = Column(self, Size.GAP_10, even(Size.GAP_20))
        column.addWidget(Label(_("Catat komentar warga"), Role.SECTION))
        body = _(
            "Tempel komentar dari Facebook atau percakapan WhatsApp, atau ketik satu. Hanya yang dicentang disimpan."
        )
        column.addWidget(Label(body, Role.BODY, "ink2", wrap=True))
        top = Row(gap=Size.GAP_12)
        top.addWidget(Field(_("Sumber"), self.source))
        top.addWidget(Field(_("Nama yang disimpan"), self.names))
        top.addWidget(Field(_("Tautan"), self.link, optional=True), 1)
        column.addLayout(top)
        self.block.setTabChangesFocus(True)
        self.block.setPlaceholderText(_("Tempel di sini (Ctrl+V), atau ketik komentarnya."))
        column.addWidget(Field(_("Komentar"), self.block))
        self._author_field = Field(_("Penulis"), self.author, optional=True)
        column.addWidget(self._author_field)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        kind = Row(gap=Size.GAP_8)
        kind.addWidget(Label(_("Jenis komentar yang dipilih"), Role.TABLE, "ink2"))
        kind.addWidget(self.kind)
        kind.addStretch(1)
        column.addLayout(kind)
        column.addWidget(self.fault)
        foot = Row(gap=Size.GAP_8)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.keep)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.link.editingFinished.connect(lambda: self.link.setText(whole_address(self.link.text())))
        self.block.textChanged.connect(self._timer.start)
        self.author.textChanged.connect(self._timer.start)
        self.source.currentIndexChanged.connect(self._read)
        self.names.currentIndexChanged.connect(self._read)
        self._timer.timeout.connect(self._read)
        self.list.changed.connect(self._count)
        self.list.currentRowChanged.connect(self._show_kind)
        self.kind.activated.connect(self._chose_kind)
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(self._keep)
        self._model.read.connect(self._show)
        self._model.failed.connect(self._failed)
        self._model.done.connect(self._done)
        self.finished.connect(self.deleteLater)

    def showEvent(self, event: QShowEvent) -> None:
        """Open as high as the words need at this width."""
        super().showEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        before = self.height()
        self.fit()
        if self.height() < before:
            self.resize(self.width(), before)
        self.stay_within()

    def _measure(self) -> None:
        self.setMinimumWidth(px(Size.DIALOG_TABLE))
        self.block.setFixedHeight(px(Size.NOTE_EDITOR))
        self.list.setMinimumHeight(px(Size.NOTE_EDITOR) * 2)

    def _read(self) -> None:
        names = NameShown(self.names.currentData())
        self._model.look(self.block.toPlainText()[:MAX_BLOCK], self._source(), names, self.author.text().strip())

    def _source(self) -> Source:
        return Source(self.source.currentData())

    def _show(self, found: Intake) -> None:
        left = {one.id for at, one in enumerate(self._found.comments) if not one.known and not self.list.ticked(at)}
        self._found = found
        self._fill(left)
        self.words.setText(found.words)
        reveal(self._author_field, found.alone)
        self._say("")
        self._count()

    def _fill(self, left: set[str], row: int = 0) -> None:
        """Show the comments as they would be kept; those in `left` are not ticked."""
        rows = [
            Tick(_line(one, self._kind(one)), not one.known and one.id not in left, not one.known)
            for one in self._found.comments
        ]
        self.list.set_rows(rows)
        if rows:
            self.list.setCurrentRow(row)
        self._show_kind()

    def _in_hand(self) -> FoundComment | None:
        at = self.list.currentRow()
        return self._found.comments[at] if 0 <= at < len(self._found.comments) else None

    def _show_kind(self, _row: int = 0) -> None:
        one = self._in_hand()
        self.kind.setEnabled(one is not None and not one.known)
        if one is not None:
            self.kind.setCurrentIndex(self.kind.findData(self._kind(one)))

    def _chose_kind(self, at: int) -> None:
        one = self._in_hand()
        if one is not None:
            self._kinds[one.id] = FeedbackKind(self.kind.itemData(at))
            row = self.list.currentRow()
            self._fill({each.id for n, each in enumerate(self._found.comments) if not self.list.ticked(n)}, row)

    def _count(self) -> None:
        count = len(self.ticked)
        self.keep.setText(
            ngettext("Catat {n} komentar", "Catat {n} komentar", count).format(n=count) if count else _("Catat")
        )
        self.keep.setEnabled(count > 0)

    def _keep(self) -> None:
        self._model.record(self.ticked, self._source(), self.link.text())

    def _done(self, _words: str) -> None:
        self.accept()

    def _failed(self, words: str) -> None:
        self._say(words)

    def _say(self, words: str) -> None:
        self.fault.say(words)
        reveal(self.fault, bool(words))


def _line(one: FoundComment, kind: FeedbackKind) -> str:
    who = ", ".join(part for part in (one.author or _("Tanpa nama"), one.said_on) if part)
    marks = [part for part in (kind_word(kind), one.masked_words, _("sudah dicatat") if one.known else "") if part]
    said = " ".join(one.text.split())
    return f"{who}: {said} ({', '.join(marks)})"
