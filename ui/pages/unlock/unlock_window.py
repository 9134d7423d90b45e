"""The window of every start: the password opens it, and there is a way for whoever forgot it.

Nothing of the data is shown here, and nothing is lost by any way out of here.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.domain.recovery_code import read_code
from sipa_core.messages import _
from sipa_desktop.platform.vault import Vault, fault_of_password
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.unlock.unlocking import Unlocking
from ui.runtime.tasks import Runner
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.label import Label
from ui.widgets.lock_frame import LockFrame, centred
from ui.widgets.password_field import PasswordField
from ui.widgets.question import Answer, ask

PASSWORD, CODE, NEW = range(3)


class UnlockWindow(LockFrame):
    """`finished` when the data may be seen; `begin_again` when the person gives the locked data up for a new start."""

    finished = Signal()
    begin_again = Signal()

    def __init__(self, vault: Vault, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(_("Selamat datang kembali"), (), parent)
        self.model = Unlocking(vault, runner, self)
        self.password = PasswordField(_("Kata sandi aplikasi"))
        self.open = Button(_("Buka"), "arrow-right", "primary", "large", key="Enter")
        self.forgotten = Button(_("Lupa kata sandi"), "question", "link")
        self.code = QLineEdit()
        self._code_field = Field(_("Kode pemulihan"), self.code, _("28 huruf dan angka, tujuh kelompok berisi empat."))
        self.use_code = Button(_("Pakai kode"), "arrow-right", "primary", "large", key="Enter")
        self.no_code = Button(_("Tidak punya kode"), "question", "link")
        self.back = Button(_("Kembali"), height="large", key="Esc")
        self.first = PasswordField(_("Kata sandi baru"), _("Paling sedikit 8 huruf. Pakai beberapa kata yang diingat."))
        self.second = PasswordField(_("Ketik sekali lagi"))
        self.take = Button(_("Simpan dan buka"), "arrow-right", "primary", "large", key="Enter")
        self.stack.addWidget(self._password_form())
        self.stack.addWidget(self._code_form())
        self.stack.addWidget(self._new_form())
        self._connect()
        self._render()
        self.password.setFocus()

    def _password_form(self) -> QWidget:
        column = Column(gap=Size.GAP_16)
        column.addWidget(Label(_("Masukkan kata sandi"), Role.KPI_DENSE))
        column.addWidget(Label(_("Data kantor di komputer ini terkunci."), tone="ink2", wrap=True))
        column.addWidget(self.password)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(self.forgotten)
        foot.addStretch(1)
        foot.addWidget(self.open)
        column.addLayout(foot)
        return centred(column)

    def _code_form(self) -> QWidget:
        column = Column(gap=Size.GAP_16)
        column.addWidget(Label(_("Buka dengan kode pemulihan"), Role.KPI_DENSE))
        words = _(
            "Kodenya dicetak saat SIPA dipasang dan disimpan di lemari kantor. Sesudahnya Anda membuat sandi baru."
        )
        column.addWidget(Label(words, tone="ink2", wrap=True))
        column.addWidget(self._code_field)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(self.no_code)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.use_code)
        column.addLayout(foot)
        return centred(column)

    def _new_form(self) -> QWidget:
        column = Column(gap=Size.GAP_16)
        column.addWidget(Label(_("Buat kata sandi baru"), Role.KPI_DENSE))
        words = _("Kode pemulihan cocok. Kata sandi lama tidak berlaku lagi; kode pemulihan tetap sama.")
        column.addWidget(Label(words, tone="ink2", wrap=True))
        column.addWidget(self.first)
        column.addWidget(self.second)
        foot = Row(gap=Size.GAP_8)
        foot.addStretch(1)
        foot.addWidget(self.take)
        column.addLayout(foot)
        return centred(column)

    def _connect(self) -> None:
        self.open.clicked.connect(self._try_password)
        self.password.entered.connect(self._try_password)
        self.forgotten.clicked.connect(self._ask_code)
        self.code.textEdited.connect(self._code_typed)
        self.code.returnPressed.connect(self._try_code)
        self.use_code.clicked.connect(self._try_code)
        self.back.clicked.connect(self._ask_password)
        self.no_code.clicked.connect(self._ask_whether_to_begin_again)
        self.take.clicked.connect(self._take)
        self.second.entered.connect(self._take)
        QShortcut(QKeySequence("Esc"), self, self._ask_password)
        self.model.changed.connect(self._render)
        self.model.opened.connect(self._opened)
        self.model.renewed.connect(self._ask_new)

    def _try_password(self) -> None:
        self.model.try_password(self.password.text)

    def _try_code(self) -> None:
        if read_code(self.code.text()) is None:
            words = _("Kode belum lengkap, atau ada huruf yang salah. Periksa lagi lembarnya, kelompok demi kelompok.")
            self._code_field.set_fault(words)
            return
        self.model.try_code(self.code.text())

    def _code_typed(self, _text: str) -> None:
        self._code_field.set_fault("")

    def _ask_code(self) -> None:
        self.model.forget_fault()
        self.stack.setCurrentIndex(CODE)
        self.code.setFocus()
        self._render()

    def _ask_password(self) -> None:
        if self.stack.currentIndex() != CODE:
            return
        self.model.forget_fault()
        self._code_field.set_fault("")
        self.code.clear()
        self.stack.setCurrentIndex(PASSWORD)
        self.password.setFocus()
        self._render()

    def _ask_new(self) -> None:
        self.code.clear()
        self.stack.setCurrentIndex(NEW)
        self.first.setFocus()
        self._render()

    def _take(self) -> None:
        fault = fault_of_password(self.first.text)
        self.first.set_fault(fault)
        differs = not fault and self.first.text != self.second.text
        self.second.set_fault(_("Belum sama dengan yang pertama.") if differs else "")
        if not fault and not differs:
            self.model.take_password(self.first.text)

    def _ask_whether_to_begin_again(self) -> None:
        words = _(
            "Semua yang sudah terkirim aman di kecamatan dan diambil lagi. Draf dan yang belum terkirim "
            "di komputer ini tidak dapat dibuka tanpa kode; datanya disisihkan, tidak dihapus, dan terbuka lagi bila "
            "kodenya ditemukan. Anda perlu kode pendaftaran baru dari kecamatan."
        )
        answers = [Answer("stay", _("Kembali")), Answer("again", _("Daftarkan lagi"), "danger")]
        if ask(self, _("Mulai lagi tanpa data yang terkunci?"), words, answers, "stay") == "again":
            self.begin_again.emit()

    def _opened(self) -> None:
        for field in (self.password, self.first, self.second):
            field.clear()
        self.finished.emit()

    def _render(self) -> None:
        waits = self.model.waits
        for button in (self.open, self.use_code):
            button.setEnabled(not waits)
        self.take.setEnabled(not self.model.busy)
        fault = self.model.fault
        if fault and self.model.pause:
            fault = _("{fault} Coba lagi sesudah {n} detik.").format(fault=fault, n=self.model.pause)
        at = self.stack.currentIndex()
        if at == PASSWORD:
            self.password.set_fault(fault)
        elif at == CODE and fault:
            self._code_field.set_fault(fault)
        elif at == NEW and fault:
            self.first.set_fault(fault)
        face = _("Membuka") if self.model.busy else _("Buka")
        self.open.set_face(face, "arrow-right", "" if self.model.busy else "Enter")
        reveal(self.forgotten, at == PASSWORD)
