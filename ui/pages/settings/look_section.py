"""Tampilan: light, dark, high contrast or as the system has it, and how large the letters are; in force at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.preferences import Preferences, Theme
from ui.design.measures import Size
from ui.design.theme import SCALES, look, system_contrast
from ui.design.type import Role
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.segmented import Choice, Segmented


class LookView(QWidget):
    """The section."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.notice = Notice()
        themes = [
            Choice(Theme.LIGHT, _("Terang")),
            Choice(Theme.DARK, _("Gelap")),
            Choice(Theme.CONTRAST, _("Kontras tinggi")),
            Choice(Theme.SYSTEM, _("Ikut Windows")),
        ]
        self.theme = Segmented(themes, _("Warna tampilan"))
        self.smaller = Button(_("Lebih kecil"), "minus", height="dense", spoken=_("Huruf lebih kecil"))
        self.larger = Button(_("Lebih besar"), "plus", height="dense", spoken=_("Huruf lebih besar"))
        self._size = Label("", Role.STRONG)
        colours = Card(_("Warna"), gap=Size.GAP_12)
        row = Row()
        row.addWidget(self.theme)
        row.addStretch(1)
        colours.column.addLayout(row)
        words = _(
            "Ikut Windows: gelap bila Windows dibuat gelap, dan berubah sendiri. Kontras tinggi Windows selalu diikuti."
        )
        colours.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        words = _("Windows sedang memakai kontras tinggi, jadi SIPA juga. Pilihan di atas berlaku lagi sesudahnya.")
        self.system_contrast = Label(words, Role.TABLE_STRONG, wrap=True)
        colours.column.addWidget(self.system_contrast)
        letters = Card(_("Besar huruf"), gap=Size.GAP_12)
        sizes = Row(gap=Size.GAP_12)
        sizes.addWidget(self.smaller)
        sizes.addWidget(self._size)
        sizes.addWidget(self.larger)
        sizes.addStretch(1)
        letters.column.addLayout(sizes)
        words = _("Sama dengan Ctrl dan + atau -. Ctrl dan 0 mengembalikannya.")
        letters.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        column = Column(self, Size.GAP_16)
        for part in (self.notice, colours, letters):
            column.addWidget(part)
        column.addStretch(1)
        self.theme.changed.connect(self._choose)
        self.smaller.clicked.connect(partial(self._step, -1))
        self.larger.clicked.connect(partial(self._step, 1))
        look().changed.connect(self._show_look)
        self._show_look()
        context.runner.query(context.desk.preferences.read, self._show, self._failed, owner=self)

    def _show(self, kept: Preferences) -> None:
        self.theme.set_current(kept.theme.value)

    def _choose(self, key: str) -> None:
        look().choose(key)
        self._keep(theme=Theme(key))

    def _step(self, steps: int) -> None:
        look().step_scale(steps)
        self._keep(scale=round(look().scale * 100))

    def _keep(self, theme: Theme | None = None, scale: int | None = None) -> None:
        work = partial(self._context.desk.preferences.put, theme=theme, scale=scale)
        self._context.runner.command(work, self._kept, self._failed, owner=self)

    def _kept(self, _kept: Preferences) -> None:
        self.notice.say("")

    def _failed(self, fault: Exception) -> None:
        self.notice.say(sentence_of(fault))

    def _show_look(self) -> None:
        reveal(self.system_contrast, system_contrast())
        self._size.setText(f"{round(look().scale * 100)}%")
        self._size.setAccessibleName(_("Besar huruf {n} persen").format(n=round(look().scale * 100)))
        self.smaller.setEnabled(look().scale > SCALES[0])
        self.larger.setEnabled(look().scale < SCALES[-1])
