"""Tentang: the version, the tour again, and the facts for who helps."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.diagnosis import Diagnosis, app_version
from sipa_desktop.settings import licences_file
from ui.design.measures import Size
from ui.design.theme import look
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.settings.help_text import help_text
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.copy_text import CopyText
from ui.widgets.label import Label
from ui.widgets.notice import Notice


class AboutView(QWidget):
    """The section; `tour_asked` when the person wants to be shown around again."""

    tour_asked = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.notice = Notice()
        self.tour = Button(_("Tunjukkan SIPA"), "question", height="dense")
        self.help = CopyText("", _("Info bantuan"))
        self.help.copy.set_face(_("Salin info bantuan"), "copy")
        self.help.copy.setAccessibleName(_("Salin info bantuan"))
        program = Card("SIPA Desktop", gap=Size.GAP_8)
        program.column.addWidget(Label(_version_words(), Role.TABLE, "ink2", wrap=True))
        row = Row()
        row.addWidget(self.tour)
        row.addStretch(1)
        program.column.addLayout(row)
        licences = Card(_("Lisensi"), gap=Size.GAP_8)
        said = _(
            "SIPA Desktop adalah perangkat lunak bebas (GPL-3.0). Di dalamnya ada Qt dan PySide6 (LGPL-3.0), Python, "
            "Typst, SQLCipher, huruf Plus Jakarta Sans, ikon Phosphor, dan lainnya, masing-masing dengan lisensinya."
        )
        licences.column.addWidget(Label(said, Role.TABLE, "ink2", wrap=True))
        self.licences = Button(_("Lihat lisensi"), "file-text", height="dense")
        self.licences.setEnabled(licences_file() is not None)
        shown = Row()
        shown.addWidget(self.licences)
        shown.addStretch(1)
        licences.column.addLayout(shown)
        facts = Card(_("Info bantuan"), gap=Size.GAP_8)
        words = _(
            "Kirim tulisan ini kepada yang membantu Anda. Di dalamnya tidak ada nama, isi laporan, alamat, atau kunci."
        )
        facts.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        facts.column.addWidget(self.help)
        column = Column(self, Size.GAP_16)
        for part in (self.notice, program, facts, licences):
            column.addWidget(part)
        column.addStretch(1)
        self.tour.clicked.connect(self.tour_asked)
        self.licences.clicked.connect(self._open_licences)
        self.load()

    def load(self) -> None:
        """Read the facts of this moment."""
        self._context.runner.query(self._context.desk.diagnoses.read, self._show, self._failed, owner=self)

    def _open_licences(self) -> None:
        file = licences_file()
        if file is None or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            self.notice.say(_("Berkas lisensi belum terbuka. Berkasnya bernama LISENSI.txt, di folder program SIPA."))

    def _show(self, facts: Diagnosis) -> None:
        dress = f"{look().theme} {round(look().scale * 100)}%"
        self.help.set_text(help_text(facts, self._context.desk.sync.status(), dress, qVersion()))

    def _failed(self, fault: Exception) -> None:
        self.notice.say(sentence_of(fault))


def _version_words() -> str:
    known = app_version()
    return _("Versi {version}").format(version=known) if known else _("Dijalankan dari kode sumber")
