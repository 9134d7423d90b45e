"""The window that puts a copy back where nobody works yet: choose folder and copy, give its password."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.errors import KnownError
from sipa_desktop.services.found_copies import Found
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import watch
from ui.restoring import WRONG_WORD, Restoring, WordNeededError
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.label import Label
from ui.widgets.lock_frame import form
from ui.widgets.notice import Notice
from ui.widgets.password_field import PasswordField
from ui.widgets.select import Select
from ui.widgets.typed_code import fault_in, help_for, looks_like_code

SHOWN = 7
"""Copies of one place that are offered, newest first."""


class RestoreWindow(QWidget):
    """`finished(words)` when the data are back, `left` when the person goes back without it."""

    finished = Signal(str)
    left = Signal()

    def __init__(self, restoring: Restoring, runner: Runner, folder: Path | None = None) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("SIPA Desktop")
        self.setWindowIcon(icons.window_icon())
        self.setAccessibleName(_("Pulihkan dari cadangan"))
        self._restoring, self._runner = restoring, runner
        self._copies: tuple[Found, ...] = ()
        self.notice = Notice()
        self.choose = Button(_("Pilih folder cadangan…"), "folder-open", height="large")
        self.back = Button(_("Kembali"), "arrow-left", height="large", key="Esc")
        self.go = Button(_("Pulihkan"), "clock-counter-clockwise", "primary", "large", key="Enter")
        self.copies = Select(_("Cadangan yang dipulihkan"))
        self._copies_field = Field(_("Cadangan yang dipulihkan"), self.copies)
        reveal(self._copies_field, False)
        self._state = Label("", tone="ink2", wrap=True)
        self._hint = _("Yang berlaku saat cadangan itu dibuat. Lupa? Ketik kode pemulihan yang tercetak.")
        self._word_field = PasswordField(_("Kata sandi atau kode pemulihan"), self._hint)
        self.word = self._word_field.edit
        Column(self, Size.NONE).addWidget(self._form())
        self.choose.clicked.connect(self._choose)
        self.back.clicked.connect(self.left)
        self.copies.currentIndexChanged.connect(self._pick)
        self.go.clicked.connect(self._go)
        self._word_field.entered.connect(self._go)
        self.word.textChanged.connect(self._typed)
        QShortcut(QKeySequence("Esc"), self, self.back.click)
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)
        watch(self._measure)
        self._ask_word(asked=False)
        self.choose.setFocus()
        if folder is not None:
            self.look(folder)

    def look(self, place: Path) -> None:
        """List the copies in a place."""
        self.notice.say("")
        self._runner.query(partial(self._restoring.look, place), self._found, self._failed, owner=self)

    def _form(self) -> QWidget:
        words = _(
            "Colokkan USB yang berisi cadangan, lalu pilih foldernya. Data yang ada di komputer ini "
            "disisihkan, tidak dihapus. Yang sudah terkirim sesudah cadangan itu datang lagi dari kecamatan."
        )
        row = Row()
        row.addWidget(self.choose)
        row.addStretch(1)
        parts = [self.notice, row, self._copies_field, self._word_field, self._state]
        return form(_("Pulihkan dari cadangan"), words, parts, [self.go], [self.back])

    def _choose(self) -> None:
        chosen = file_choice.stick(self, _("Pilih folder cadangan"))
        if chosen:
            self.look(Path(chosen))

    def _found(self, copies: tuple[Found, ...]) -> None:
        self._copies = copies[:SHOWN]
        self.copies.blockSignals(True)
        self.copies.clear()
        self.copies.addItems([one.when for one in self._copies])
        self.copies.blockSignals(False)
        reveal(self._copies_field, bool(copies))
        self._pick()
        if not copies:
            self.notice.say(_("Di folder itu tidak ada cadangan. Pilih folder yang namanya diawali SIPA-cadangan."))
            return
        self.go.setFocus()

    def _pick(self) -> None:
        """Another copy stands in the list: say what it holds; whether it needs a word is seen when it is tried."""
        one = self._one()
        self._copies_field.set_help(one.words if one is not None else "")
        self._ask_word(asked=False)

    def _one(self) -> Found | None:
        at = self.copies.currentIndex()
        return self._copies[at] if 0 <= at < len(self._copies) else None

    def _go(self) -> None:
        one = self._one()
        if one is None:
            return
        self._working(True)
        self.notice.say("")
        work = partial(self._restoring.restore, one.folder, self.word.text().strip())
        self._runner.command(work, self._done, self._failed, owner=self)

    def _typed(self, typed: str) -> None:
        """Say at once where a code is not that of a sheet; a password is nobody's to judge."""
        is_code = looks_like_code(typed)
        self._word_field.set_help(help_for(typed) if is_code else self._hint)
        self._word_field.set_fault(fault_in(typed) if is_code else "")

    def _done(self, words: str) -> None:
        self._word_field.clear()
        self.finished.emit(words)

    def _failed(self, fault: Exception) -> None:
        self._working(False)
        if isinstance(fault, WordNeededError):
            self._ask_word(asked=True)
            return
        if isinstance(fault, KnownError) and fault.code == WRONG_WORD:
            # It stays where it can be put right, and the next key writes it anew.
            self._word_field.set_fault(sentence_of(fault))
            self.word.setFocus()
            self.word.selectAll()
            return
        self.notice.say(sentence_of(fault))
        self.go.setFocus()

    def _ask_word(self, *, asked: bool) -> None:
        reveal(self._word_field, asked)
        self.go.setEnabled(self._one() is not None)
        if asked:
            self.word.setFocus()

    def _working(self, working: bool) -> None:
        self._state.setText(_("Memeriksa dan memulihkan cadangan…") if working else "")
        for part in (self.choose, self.copies, self.go, self.back, self._word_field):
            part.setEnabled(not working)

    def _measure(self) -> None:
        self.setMinimumSize(Size.WINDOW_MIN_WIDTH.pixels, Size.WINDOW_MIN_HEIGHT.pixels)
