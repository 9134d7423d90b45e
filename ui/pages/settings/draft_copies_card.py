"""Salinan isian di server: whether the texts of this village are kept there too. One choice for all of its PCs."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Row
from ui.widgets.card import Card
from ui.widgets.check_box import Switch
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.question import Answer, ask


class DraftCopiesCard(Card):
    """The card; to switch off is asked for once more, because another PC then no longer has the text."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Isian yang belum dikirim"), gap=Size.GAP_12, parent=parent)
        self._context = context
        self.notice = Notice()
        self.kept = Switch(_("Simpan salinannya di server kecamatan"))
        words = _(
            "Bila komputer ini rusak, isian dapat dilanjutkan di komputer lain milik desa. Kecamatan tidak dapat "
            "membacanya. Salinan ikut dengan kiriman berikutnya."
        )
        row = Row()
        row.addWidget(self.kept)
        row.addStretch(1)
        self.column.addWidget(self.notice)
        self.column.addLayout(row)
        self.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        self.kept.clicked.connect(self._chosen)
        self.load()

    def load(self) -> None:
        """Read the choice again."""
        self._context.runner.query(self._context.desk.copies.kept, self.kept.setChecked, self._failed, owner=self)

    def _chosen(self, on: bool) -> None:
        if not on and not self._sure():
            self.kept.setChecked(True)
            return
        work = partial(self._context.desk.copies.switch, on=on)
        self._context.runner.command(work, partial(self._done, on), self._failed, owner=self)

    def _sure(self) -> bool:
        words = _(
            "Isian di komputer ini tetap ada. Salinannya di server dihapus dengan kiriman berikutnya, dan komputer "
            "lain milik desa tidak lagi menerima isian baru dari sini. Bila ada isian yang bertabrakan, tiap "
            "komputer memegang isiannya sendiri."
        )
        answers = [Answer("keep", _("Biarkan")), Answer("off", _("Hapus salinan"), "danger")]
        return ask(self, _("Hapus salinan isian di server?"), words, answers, "keep") == "off"

    def _done(self, on: bool, _nothing: None) -> None:
        words = (
            _("Salinan isian disimpan lagi di server.") if on else _("Salinan isian dihapus dengan kiriman berikutnya.")
        )
        self._context.toast(words)

    def _failed(self, fault: Exception) -> None:
        self.notice.say(sentence_of(fault))
        self.kept.setChecked(not self.kept.isChecked())
