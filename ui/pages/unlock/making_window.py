"""The window that makes the lock on the first day: a password, then a recovery code that is seen to be on paper.

Nothing is stored before the password holds, and nobody goes on without a code on paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSysInfo, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sipa_core.domain.recovery_code import GROUPS, groups_of
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.platform.vault import Vault
from ui.design.type import Role
from ui.pages.unlock.unlocking import LockMaking
from ui.runtime.tasks import Runner
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.lock_frame import LockFrame, first_run_steps, form
from ui.widgets.new_password import NewPassword
from ui.widgets.recovery_code import PaperCheck, RecoveryCode

if TYPE_CHECKING:
    from sipa_desktop.services.documents_views import Document

PASSWORD, CODE, CHECK = range(3)


class LockMakingWindow(LockFrame):
    """`finished` when the lock and its way back are made; `practice_asked` as in the window of the registration."""

    finished = Signal()
    practice_asked = Signal()
    restore_asked = Signal()
    """The person has a copy of the data of another PC, or of this one before."""

    def __init__(self, vault: Vault, runner: Runner, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(_("Menyiapkan komputer kantor"), first_run_steps(), parent)
        self._runner, self._clock = runner, clock
        self.model = LockMaking(vault, runner, self)
        self.new = NewPassword(_("Kata sandi aplikasi"))
        self.go = Button(_("Lanjut"), "arrow-right", "primary", "large", key="Enter")
        self.restore = Button(_("Pulihkan dari cadangan"), "clock-counter-clockwise", "link")
        self.practise = Button(_("Coba latihan dulu"), "question", "link")
        self.code = RecoveryCode()
        self.show_paper = Button(_("Cetak atau simpan"), "printer", height="large", key="Ctrl+P")
        self.on_paper = Button(_("Sudah di kertas"), "arrow-right", "primary", "large")
        self.check = PaperCheck()
        self.see_again = Button(_("Lihat kode lagi"), height="large", key="Esc")
        self.agree = Button(_("Cocokkan"), "check", "primary", "large", key="Enter")
        self._fault, self._unkept = (Label("", Role.TABLE, "danger", wrap=True) for _form in range(2))
        self.stack.addWidget(self._password_form())
        self.stack.addWidget(self._code_form())
        self.stack.addWidget(self._check_form())
        self._connect()
        if self.model.has_lock:
            self.model.draft()
            self._to_code()
        else:
            self.new.setFocus()
        self._render()

    def _password_form(self) -> QWidget:
        words = (
            _("Mulai versi ini data di komputer ini dikunci. Semua isian tetap ada. Sandi diminta saat dibuka.")
            if self.model.holds_data
            else _("Data kantor di komputer ini dikunci, supaya tidak terbaca bila komputernya hilang.")
        )
        aside = [self.practise] if self.model.holds_data else [self.practise, self.restore]
        return form(_("Buat kata sandi aplikasi"), words, [self.new, self._fault], [self.go], aside)

    def _code_form(self) -> QWidget:
        words = _(
            "Kode ini membuka data bila kata sandi terlupa. Cetak, atau tulis dengan tangan, lalu simpan di lemari."
        )
        return form(_("Cetak kode pemulihan"), words, [self.code], [self.show_paper, self.on_paper])

    def _check_form(self) -> QWidget:
        words = _("Ketik dua kelompok dari kertas Anda. Dengan begitu pasti kodenya dapat dibaca nanti.")
        return form(_("Cocokkan dengan kertas"), words, [self.check, self._unkept], [self.see_again, self.agree])

    def _connect(self) -> None:
        self.go.clicked.connect(self._make)
        self.new.entered.connect(self._make)
        self.practise.clicked.connect(self.practice_asked)
        self.restore.clicked.connect(self.restore_asked)
        self.show_paper.clicked.connect(self._show_paper)
        self.on_paper.clicked.connect(self._to_check)
        self.see_again.clicked.connect(self._to_code)
        self.agree.clicked.connect(self._agree)
        self.check.entered.connect(self._agree)
        QShortcut(QKeySequence("Esc"), self, self._back)
        QShortcut(QKeySequence("Ctrl+P"), self, self._print)
        self.model.made.connect(self._to_code)
        self.model.changed.connect(self._render)
        self.model.finished.connect(self.finished)

    def _make(self) -> None:
        if self.new.agrees() and not self.model.busy:
            self.model.make(self.new.text)

    def _to_code(self) -> None:
        self.new.clear()
        self.code.set_groups(groups_of(self.model.code))
        self.brand.set_step(2)
        self.stack.setCurrentIndex(CODE)
        self.show_paper.setFocus()

    def _back(self) -> None:
        if self.stack.currentIndex() == CHECK:
            self._to_code()

    def _print(self) -> None:
        if self.stack.currentIndex() == CODE:
            self._show_paper()

    def _to_check(self) -> None:
        drawn = sum(self.model.code.encode())  # which two, as little foreseen as the code itself
        first = drawn % (GROUPS - 1) + 1
        second = first + 1 + drawn // GROUPS % (GROUPS - first)
        self.check.ask(groups_of(self.model.code), first, second)
        self.stack.setCurrentIndex(CHECK)
        self.check.edits[0].setFocus()

    def _agree(self) -> None:
        if not self.model.busy and self.check.agrees():
            self.model.keep()

    def _show_paper(self) -> None:
        from ui.widgets.document_dialog import DocumentDialog

        DocumentDialog(self._runner, _("Kode pemulihan"), [(_("Kode pemulihan"), self._paper)], self).exec()

    def _paper(self) -> Document:
        from sipa_desktop.services.recovery_sheet import recovery_sheet

        return recovery_sheet(self.model.code, self._clock, device=QSysInfo.machineHostName())

    def _render(self) -> None:
        for said in (self._fault, self._unkept):
            said.setText(self.model.fault)
        busy = self.model.busy
        self.go.set_face(_("Mengunci data") if busy else _("Lanjut"), "arrow-right", "" if busy else "Enter")
        for button in (self.go, self.agree):
            button.setEnabled(not busy)
