"""Daftarkan lagi: a new code for a PC that the server no longer knows. Nothing that waits is lost by it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_core.wire.enrol import normalise_code
from sipa_desktop.errors import Refused
from sipa_desktop.sync.enrolment import Enrolled
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.code_field import CodeField
from ui.widgets.dialog import Dialog
from ui.widgets.field import Field
from ui.widgets.label import Label
from ui.widgets.notice import Notice


class RegisterAgain(Dialog):
    """Asks for the code; `enrolled` is who the desk belongs to when the server said yes, None before."""

    def __init__(self, context: PageContext, server: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._server = server
        self.enrolled: Enrolled | None = None
        self.setWindowTitle(_("Daftarkan lagi"))
        self.setAccessibleName(_("Daftarkan lagi"))
        self.code = CodeField()
        self._field = Field(_("Kode pendaftaran"), self.code, _("8 huruf dan angka dari admin kecamatan."))
        self.notice = Notice()
        self.go = Button(_("Daftarkan"), "arrow-right", "primary", key="Enter")
        self.stay = Button(_("Jangan dulu"))
        column = Column(self, Size.GAP_12, even(Size.GAP_20))
        column.addWidget(Label(_("Daftarkan lagi komputer ini"), Role.SECTION, wrap=True))
        words = _(
            "Mintalah kode baru kepada admin kecamatan. Isian dan kiriman yang menunggu tetap di komputer ini, "
            "lalu berjalan terus sesudah terdaftar."
        )
        column.addWidget(Label(words, Role.BODY, "ink2", wrap=True))
        column.addWidget(Label(server, Role.TABLE, "ink2", wrap=True))
        column.addWidget(self.notice)
        column.addWidget(self._field)
        row = Row(gap=Size.GAP_8)
        row.addStretch(1)
        row.addWidget(self.stay)
        row.addWidget(self.go)
        column.addLayout(row)
        self.stay.clicked.connect(self.reject)
        self.go.clicked.connect(self._register)
        self.code.returnPressed.connect(self._register)
        self.code.textEdited.connect(self._forget)
        self.code.setFocus()
        watch(self._measure)

    def _register(self) -> None:
        if normalise_code(self.code.code) is None:
            self._field.set_fault(_("Kode belum lengkap. Tulis 8 huruf dan angka dari admin kecamatan."))
            return
        self._busy(True)
        work = partial(self._context.desk.enrolment.setup, self._server, self.code.code, self._name())
        self._context.runner.query(work, self._answered, self._failed, owner=self)

    def _name(self) -> str:
        return self._context.identity.device_name

    def _answered(self, answer: Enrolled | Refused) -> None:
        self._busy(False)
        if isinstance(answer, Enrolled):
            self.enrolled = answer
            self.accept()
        elif answer.field == "code" or answer.code.startswith("code_"):
            self._field.set_fault(answer.words)
        else:
            self.notice.say(answer.words)

    def _failed(self, fault: Exception) -> None:
        self._busy(False)
        self.notice.say(sentence_of(fault))

    def _forget(self) -> None:
        self._field.set_fault("")
        self.notice.say("")

    def _busy(self, busy: bool) -> None:
        self.code.setEnabled(not busy)
        self.go.setEnabled(not busy)
        self.go.set_face(_("Menghubungi server") if busy else _("Daftarkan"), "arrow-right", "" if busy else "Enter")

    def _measure(self) -> None:
        self.setFixedWidth(px(Size.DIALOG_WIDE))


def register_again(context: PageContext, parent: QWidget) -> bool:
    """Ask for a code; True when this PC is registered again, and what waited is on its way."""
    dialog = RegisterAgain(context, context.identity.server_url, parent)
    dialog.exec()
    enrolled = dialog.enrolled
    dialog.deleteLater()
    if enrolled is None:
        return False
    words = _("Komputer ini terdaftar lagi untuk {place}. Yang menunggu dikirim sekarang.")
    context.toast(words.format(place=enrolled.place_name))
    context.desk.sync.sync_now()
    return True
