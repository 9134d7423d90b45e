"""Pembaruan: the version at work, a newer one with what it brings, installing it from a stick or from the server."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.updates_views import Offer, Source
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.settings.update_model import UpdateModel
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.progress_panel import Progress, ProgressPanel
from ui.widgets.question import Answer, ask


class UpdatesView(QWidget):
    """The section; read anew whenever it is shown."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = UpdateModel(context, self)
        self._busy_words = ""
        self.notice, self.told = Notice(), Notice("info")
        self.understood = Button(_("Saya mengerti"), "check", height="dense")
        self.told.add_buttons(self.understood)
        self.stick = Button(_("Cari di USB…"), "usb")
        self.install = Button(_("Pasang"), "download-simple", "primary")
        self.later = Button(_("Nanti"))
        self.progress = ProgressPanel()
        self._version = Label("", Role.TABLE, "ink2", wrap=True)
        self._title, self._size = Label("", Role.CARD, wrap=True), Label("", Role.TABLE, "ink2", wrap=True)
        self._notes = Column(gap=Size.GAP_4)
        self._card = self._offered()
        column = Column(self, Size.GAP_16)
        self._parts = (self.told, self.notice, self._card, self._here())
        for part in self._parts:
            column.addWidget(part)
        column.addStretch(1)
        reveal(self._card, False)
        self.stick.clicked.connect(self._choose)
        self.install.clicked.connect(self._ask)
        self.later.clicked.connect(self.model.put_off)
        self.understood.clicked.connect(self.model.put_away)
        self.progress.paused.connect(self.model.hold)
        self.model.changed.connect(self._show)
        self.model.said.connect(self.notice.say)
        self.model.went.connect(self._went)
        self.model.busy_changed.connect(self._busy)
        self.load()

    def load(self) -> None:
        """Read the section again."""
        self.model.load()

    def event(self, event: QEvent) -> bool:
        """Measure the parts again when one of them, such as the bar of progress, takes more or less room."""
        if event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._measure_again)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the wrapped lines for the new width."""
        super().resizeEvent(event)
        self._measure_again()

    def _measure_again(self) -> None:
        """Hold each part as high as its words: a page that scrolls would squeeze what has no least height."""
        for part in self._parts:
            part.setMinimumHeight(max(0, part.heightForWidth(self.width())))

    def _offered(self) -> Card:
        card = Card(gap=Size.GAP_12)
        card.column.addWidget(self._title)
        card.column.addWidget(self._size)
        card.column.addWidget(Label(_("Yang baru"), Role.STRONG))
        card.column.addLayout(self._notes)
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.install)
        row.addWidget(self.later)
        row.addStretch(1)
        card.column.addLayout(row)
        card.column.addWidget(self.progress)
        return card

    def _here(self) -> Card:
        card = Card(_("SIPA di komputer ini"), gap=Size.GAP_12)
        card.column.addWidget(self._version)
        words = _(
            "Pembaruan dibawa kecamatan dengan USB, atau diambil dari server bila ada jaringan. Sebelum dipasang, data "
            "disalin dulu. Bila versi baru tidak terbuka, SIPA yang lama dipakai lagi dan tidak ada yang hilang."
        )
        card.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.stick)
        row.addStretch(1)
        card.column.addLayout(row)
        return card

    def _show(self) -> None:
        view = self.model.view
        if view is None:
            return
        self._version.setText(" ".join(part for part in (f"{view.version_words}.", view.blocked) if part))
        self.told.say(view.told)
        self.stick.setEnabled(not view.blocked and not self._busy_words)
        reveal(self._card, view.offer is not None)
        if view.offer is not None:
            self._fill(view.offer)

    def _fill(self, offer: Offer) -> None:
        self._title.setText(offer.title)
        empty_layout(self._notes)
        for note in offer.notes or (_("Perbaikan kecil."),):
            self._notes.addWidget(Label(f"•  {note}", Role.TABLE, wrap=True))
        fetcher = self.model.fetcher
        here = offer.path is not None or fetcher.whole is not None
        self.install.set_face(_("Pasang") if here else _("Unduh"), "download-simple")
        words = _("{size}. SIPA ditutup sebentar, lalu terbuka lagi sendiri.") if here else _("{size} akan diunduh.")
        self._size.setText(words.format(size=offer.size_words))
        self.install.setEnabled(not self._busy_words and not fetcher.fetching)
        if fetcher.words and offer.source is Source.SERVER:
            self.notice.say(fetcher.words)
        if fetcher.fetching:
            detail = _("Setelah semua kiriman terkirim. Dapat dihentikan dan dilanjutkan.")
            self.progress.begin(Progress(_("Mengunduh pembaruan"), detail, (fetcher.percent or 0) / 100))
            self.progress.stop_button.show()
        elif not self._busy_words:
            self.progress.end()

    def _choose(self) -> None:
        chosen = file_choice.stick(self, _("Pilih USB atau foldernya"))
        if chosen:
            self.model.look(Path(chosen))

    def _ask(self) -> None:
        offer = self.model.view.offer if self.model.view is not None else None
        if offer is None:
            return
        if offer.path is not None or self.model.fetcher.whole is not None:
            words = _(
                "Data di komputer ini disalin dulu dan salinannya diperiksa. SIPA ditutup sebentar, lalu terbuka lagi. "
                "Yang menunggu kirim tetap menunggu."
            )
            answers = [Answer("stay", _("Nanti")), Answer("go", _("Pasang"), "primary")]
            title = _("Pasang SIPA {version}?").format(version=offer.version)
            if ask(self, title, words, answers, "stay") != "go":
                return
        self.model.install()

    def _busy(self, words: str) -> None:
        self._busy_words = words
        if words:
            self.progress.stop_button.hide()
            self.progress.begin(Progress(words))
        else:
            self.progress.end()
        for button in (self.stick, self.install, self.later):
            button.setEnabled(not words)

    def _went(self, done: int, total: int) -> None:
        self.progress.set_progress(Progress(self._busy_words, share=done / total if total else 0.0))
