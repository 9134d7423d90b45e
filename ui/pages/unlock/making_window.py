"""The window that makes the lock on the first day: a password, then a recovery code that is seen to be on paper.

Nothing is stored before the password holds, and nobody goes on without a code on paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sipa_core.domain.recovery_code import GROUPS, groups_of
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.platform.vault import Vault, fault_of_password
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.unlock.unlocking import LockMaking
from ui.runtime.tasks import Runner
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.lock_frame import LockFrame, centred, first_run_steps
from ui.widgets.password_field import PasswordField
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
        self.first = PasswordField(
            _("Kata sandi aplikasi"), _("Paling sedikit 8 huruf. Pakai beberapa kata yang mudah diingat.")
        )
        self.second = PasswordField(_("Ketik sekali lagi"))
        self.go = Button(_("Lanjut"), "arrow-right", "primary", "large", key="Enter")
        self.restore = Button(_("Pulihkan dari cadangan"), "clock-counter-clockwise", "link")
        self.practise = Button(_("Coba latihan dulu"), "question", "link")
        self.code = RecoveryCode()
        self.show_paper = Button(_("Cetak atau simpan"), "printer", height="large", key="Ctrl+P")
        self.on_paper = Button(_("Sudah di kertas"), "arrow-right", "primary", "large")
        self.check = PaperCheck()
        self.see_again = Button(_("Lihat kode lagi"), height="large", key="Esc")
        self.agree = Button(_("Cocokkan"), "check", "primary", "large", key="Enter")
        self._fault = Label("", Role.TABLE, "danger", wrap=True)
        self.stack.addWidget(self._password_form())
        self.stack.addWidget(self._code_form())
        self.stack.addWidget(self._check_form())
        self._connect()
        if self.model.has_lock:
            self.model.draft()
            self._to_code()
        else:
            self.first.setFocus()
        self._render()

    def _password_form(self) -> QWidget:
        column = Column(gap=Size.GAP_16)
        column.addWidget(Label(_("Buat kata sandi aplikasi"), Role.KPI_DENSE))
        words = (
            _("Mulai versi ini data di komputer ini dikunci. Semua isian tetap ada. Sandi diminta saat dibuka.")
            if self.model.holds_data
            else _("Data kantor di komputer ini dikunci, supaya tidak terbaca bila komputernya hilang.")
        )
        column.addWidget(Label(words, tone="ink2", wrap=True))
        column.addWidget(self.first)
        column.addWidget(self.second)
        column.addWidget(self._fault)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(self.practise)
        if not self.model.holds_data:
            foot.addWidget(self.restore)
        foot.addStretch(1)
        foot.addWidget(self.go)
        column.addLayout(foot)
        return centred(column)

    def _code_form(self) -> QWidget:
        column = Column(gap=Size.GAP_16)
        column.addWidget(Label(_("Cetak kode pemulihan"), Role.KPI_DENSE))
        words = _(
            "Kode ini membuka data bila kata sandi terlupa. Cetak, atau tulis dengan tangan, lalu simpan di lemari."
        )
        column.addWidget(Label(words, tone="ink2", wrap=True))
        column.addWidget(self.code)
        foot = Row(gap=Size.GAP_8)
        foot.addStretch(1)
        foot.addWidget(self.show_paper)
        foot.addWidget(self.on_paper)
        column.addLayout(foot)
        return centred(column)

    def _check_form(self) -> QWidget:
        column = Column(gap=Size.GAP_16)
        column.addWidget(Label(_("Cocokkan dengan kertas"), Role.KPI_DENSE))
        words = _("Ketik dua kelompok dari kertas Anda. Dengan begitu pasti kodenya dapat dibaca nanti.")
        column.addWidget(Label(words, tone="ink2", wrap=True))
        column.addWidget(self.check)
        foot = Row(gap=Size.GAP_8)
        foot.addStretch(1)
        foot.addWidget(self.see_again)
        foot.addWidget(self.agree)
        column.addLayout(foot)
        return centred(column)

    def _connect(self) -> None:
        self.go.clicked.connect(self._make)
        self.second.entered.connect(self._make)
        self.first.entered.connect(self.second.setFocus)
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
        fault = fault_of_password(self.first.text)
        self.first.set_fault(fault)
        differs = not fault and self.first.text != self.second.text
        self.second.set_fault(_("Belum sama dengan yang pertama.") if differs else "")
        if not fault and not differs and not self.model.busy:
            self.model.make(self.first.text)

    def _to_code(self) -> None:
        self.first.clear()
        self.second.clear()
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

        return recovery_sheet(self.model.code, self._clock)

    def _render(self) -> None:
        self._fault.setText(self.model.fault)
        for button in (self.go, self.agree):
            button.setEnabled(not self.model.busy)
