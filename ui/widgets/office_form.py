"""Kantor desa: what stands on papers and in captions about the office; the clerk corrects and confirms it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.office_profile import MAX_COMPLAINTS, MAX_HEAD, OfficeProfile
from sipa_desktop.services.reports_views import Saved
from ui.design.measures import Size
from ui.design.type import Role
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.label import Label
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk


class OfficeForm(QWidget):
    """The form; `saved` with the sentence that says so."""

    saved = Signal(str)

    def __init__(self, desk: Desk, runner: Runner, verb: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._runner = desk, runner
        self.head, self.address, self.phone = QLineEdit(), QLineEdit(), QLineEdit()
        self.head.setMaxLength(MAX_HEAD)
        self.address.setMaxLength(MAX_COMPLAINTS)
        self.phone.setMaxLength(40)
        self.fields = {
            "head": Field(_("Nama kepala desa"), self.head, _("Tertulis di bawah laporan."), optional=True),
            "address": Field(
                _("Alamat kantor"), self.address, _("Tampil untuk warga sebagai alamat pengaduan."), optional=True
            ),
            "phone": Field(_("Telepon pengaduan"), self.phone, _("Nomor kantor, bukan nomor pribadi."), optional=True),
        }
        self._place = Label("", Role.STRONG, wrap=True)
        self._whole = Label("", Role.TABLE, "ink2", wrap=True)
        self._state = Label("", Role.TABLE, "good", wrap=True)
        self.notice = Notice()
        self.save = Button(verb or _("Simpan data"), "check", "primary")
        column = Column(self, Size.GAP_12)
        column.addWidget(self._place)
        column.addWidget(self._whole)
        column.addWidget(self.notice)
        for field in self.fields.values():
            column.addWidget(field)
        row = Row(gap=Size.GAP_12)
        row.addWidget(self.save)
        row.addWidget(self._state, 1)
        column.addLayout(row)
        for editor in (self.head, self.address, self.phone):
            editor.textEdited.connect(self._forget)
            editor.returnPressed.connect(self.keep)
        self.save.clicked.connect(self.keep)
        self.load()

    def load(self) -> None:
        """Read what is known."""
        self._runner.query(self._desk.office.read, self._show, self._failed, owner=self)

    def keep(self) -> None:
        """Save what stands in the fields."""
        texts = [editor.text() for editor in (self.head, self.address, self.phone)]
        self._runner.command(partial(self._desk.office.save, *texts), self._kept, self._failed, owner=self)

    def _show(self, known: OfficeProfile) -> None:
        self._place.setText(known.place)
        parts = (known.kecamatan and _("Kecamatan {name}").format(name=known.kecamatan), known.kabupaten, known.person)
        self._whole.setText(", ".join(part for part in parts if part))
        for editor, text in ((self.head, known.head), (self.address, known.address), (self.phone, known.phone)):
            editor.setText(text)
        self._state.setText("" if known.confirmed else _("Belum diperiksa. Betulkan bila perlu, lalu simpan."))
        self._state.set_tone("good" if known.confirmed else "ink2")

    def _kept(self, answer: Saved | Refused) -> None:
        if isinstance(answer, Refused):
            field = self.fields.get(answer.field or "")
            if field is not None:
                field.set_fault(answer.words)
                field.editor.setFocus()
            else:
                self.notice.say(answer.words)
            return
        self._state.setText(answer.words)
        self._state.set_tone("good")
        self.saved.emit(answer.words)

    def _forget(self) -> None:
        self.notice.say("")
        self._state.setText("")
        for field in self.fields.values():
            field.set_fault("")

    def _failed(self, fault: Exception) -> None:
        self.notice.say(sentence_of(fault))
