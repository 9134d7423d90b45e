"""The window of every start: the password opens it, and there is a way for whoever forgot it.

Nothing of the data is shown here, and nothing is lost by any way out of here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.domain.recovery_code import Spelling, spelling_of
from sipa_core.messages import _
from sipa_desktop.platform.vault import Vault
from ui.pages.unlock.unlocking import Unlocking
from ui.runtime.tasks import Runner
from ui.widgets.boxes import reveal
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.lock_frame import LockFrame, form
from ui.widgets.new_password import NewPassword
from ui.widgets.password_field import PasswordField
from ui.widgets.question import Answer, ask
from ui.widgets.typed_code import fault_in, help_for

if TYPE_CHECKING:
    from sipa_desktop.sync.last_sending import Left

PASSWORD, CODE, NEW = range(3)


class UnlockWindow(LockFrame):
    """`finished` when the data may be seen; `begin_again` when the person gives the locked data up for a new start."""

    finished = Signal()
    begin_again = Signal()

    def __init__(
        self,
        vault: Vault,
        runner: Runner,
        send_last: Callable[[], Left | None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Selamat datang kembali"), (), parent)
        self.model = Unlocking(vault, runner, self, send_last)
        self.password = PasswordField(_("Kata sandi aplikasi"))
        self.open = Button(_("Buka"), "arrow-right", "primary", "large", key="Enter")
        self.forgotten = Button(_("Lupa kata sandi"), "question", "link")
        self.code = QLineEdit()
        self._code_field = Field(_("Kode pemulihan"), self.code)
        self.use_code = Button(_("Pakai kode"), "arrow-right", "primary", "large", key="Enter")
        self.no_code = Button(_("Tidak punya kode"), "question", "link")
        self.back = Button(_("Kembali"), height="large", key="Esc")
        self.new = NewPassword(_("Kata sandi baru"))
        self.take = Button(_("Simpan dan buka"), "arrow-right", "primary", "large", key="Enter")
        self.stack.addWidget(self._password_form())
        self.stack.addWidget(self._code_form())
        self.stack.addWidget(self._new_form())
        self._connect()
        self._render()
        self.password.setFocus()

    def _password_form(self) -> QWidget:
        words = _("Data kantor di komputer ini terkunci.")
        return form(_("Masukkan kata sandi"), words, [self.password], [self.open], [self.forgotten])

    def _code_form(self) -> QWidget:
        words = _(
            "Kodenya dicetak saat SIPA dipasang dan disimpan di lemari kantor. Sesudahnya Anda membuat sandi baru."
        )
        foot = [self.back, self.use_code]
        return form(_("Buka dengan kode pemulihan"), words, [self._code_field], foot, [self.no_code])

    def _new_form(self) -> QWidget:
        words = _("Kode pemulihan cocok. Kata sandi lama tidak berlaku lagi; kode pemulihan tetap sama.")
        return form(_("Buat kata sandi baru"), words, [self.new], [self.take])

    def _connect(self) -> None:
        self.open.clicked.connect(self._try_password)
        self.password.entered.connect(self._try_password)
        self.forgotten.clicked.connect(self._ask_code)
        self.code.textEdited.connect(self._code_typed)
        self.code.returnPressed.connect(self._try_code)
        self.use_code.clicked.connect(self._try_code)
        self.back.clicked.connect(self._ask_password)
        self.no_code.clicked.connect(self.model.part)
        self.take.clicked.connect(self._take)
        self.new.entered.connect(self._take)
        QShortcut(QKeySequence("Esc"), self, self._ask_password)
        self.model.changed.connect(self._render)
        self.model.opened.connect(self._opened)
        self.model.renewed.connect(self._ask_new)
        self.model.parting.connect(self._ask_whether_to_begin_again)

    def _try_password(self) -> None:
        self.model.try_password(self.password.text)

    def _try_code(self) -> None:
        typed = self.code.text()
        match spelling_of(typed):
            case Spelling.RIGHT:
                self.model.try_code(typed)
            case Spelling.SHORT:
                self._code_field.set_fault(_("Kode belum lengkap. Tulis semua kelompok dari lembarnya."))
            case _:
                self._code_typed(typed)

    def _code_typed(self, typed: str) -> None:
        """Say at once what the sheet does not say so, before anybody waits for a try."""
        self.model.forget_fault()
        self._code_field.set_help(help_for(typed))
        self._code_field.set_fault(fault_in(typed))

    def _ask_code(self) -> None:
        self.model.forget_fault()
        self.stack.setCurrentIndex(CODE)
        self.code.setFocus()
        self._render()

    def _ask_password(self) -> None:
        if self.stack.currentIndex() != CODE:
            return
        self.model.forget_fault()
        self.code.clear()
        self._code_typed("")
        self.stack.setCurrentIndex(PASSWORD)
        self.password.setFocus()
        self._render()

    def _ask_new(self) -> None:
        self.code.clear()
        self.stack.setCurrentIndex(NEW)
        self.new.setFocus()
        self._render()

    def _take(self) -> None:
        if self.new.agrees() and not self.model.busy:
            self.model.take_password(self.new.text)

    def _ask_whether_to_begin_again(self, left: Left | None) -> None:
        if self.stack.currentIndex() != CODE:
            return  # the person went back while what waited was sent
        known = left.words if left is not None else _("Semua yang sudah terkirim aman di kecamatan dan diambil lagi.")
        words = _(
            "{known} Yang hanya ada di komputer ini tidak dapat dibuka tanpa kode; datanya disisihkan, tidak dihapus, "
            "dan terbuka lagi bila kodenya ditemukan. Anda perlu kode pendaftaran baru dari kecamatan."
        )
        answers = [Answer("stay", _("Kembali")), Answer("again", _("Daftarkan lagi"), "danger")]
        if left is not None and not left.nothing_waits:
            answers.insert(1, Answer("send", _("Coba kirim lagi")))
        title = _("Mulai lagi tanpa data yang terkunci?")
        answer = ask(self, title, words.format(known=known), answers, "stay")
        if answer == "again":
            self.begin_again.emit()
        elif answer == "send":
            self.model.part()

    def _opened(self) -> None:
        self.password.clear()
        self.new.clear()
        self.finished.emit()

    def _render(self) -> None:
        waits = self.model.waits
        for button in (self.open, self.use_code):
            button.setEnabled(not waits)
        self.take.setEnabled(not self.model.busy)
        self.no_code.setEnabled(not self.model.sending)
        sending = _("Yang menunggu dikirim dahulu. Tunggu sebentar.")
        self._code_field.set_help(sending if self.model.sending else help_for(self.code.text()))
        fault = self.model.fault
        if fault and self.model.pause:
            fault = _("{fault} Coba lagi sesudah {n} detik.").format(fault=fault, n=self.model.pause)
        at = self.stack.currentIndex()
        if at == PASSWORD:
            self.password.set_fault(fault)
        elif at == CODE and fault:
            self._code_field.set_fault(fault)
        elif at == NEW and fault:
            self.new.set_fault(fault)
        face = _("Membuka") if self.model.busy else _("Buka")
        self.open.set_face(face, "arrow-right", "" if self.model.busy else "Enter")
        reveal(self.forgotten, at == PASSWORD)
