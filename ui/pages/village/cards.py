"""The cards of Halaman desa: spending by bidang, postings by channel, citizens' words."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sipa_core.domain.workflow import FeedbackState
from sipa_core.messages import _
from sipa_desktop.services.village_profile import figures_words
from sipa_desktop.services.village_views import SpendingLine, VillagePage
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Line, Row, empty_layout, reveal, sides
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.channel_mark import channel_mark
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.spending_bars import SpendingBar, SpendingBars, draw_key

_MARGINS = sides(Size.GAP_16, Size.GAP_12)
_LOOKS = {
    FeedbackState.BARU: ("siap", "chat-circle-dots"),
    FeedbackState.DITERUSKAN: ("diperiksa", "arrow-up-right"),
    FeedbackState.DITINDAKLANJUTI: ("menunggu", "wrench"),
    FeedbackState.DIJAWAB: ("terkirim", "check"),
    FeedbackState.SELESAI: ("disetujui", "check-circle"),
    FeedbackState.DITOLAK: ("dikembalikan", "x-circle"),
    FeedbackState.DUPLIKAT: ("draf", "copy"),
}


class _Key(QWidget):
    def __init__(self, spent: bool) -> None:
        super().__init__()
        self._spent = spent
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_key(painter, QRectF(0, 0, self.width(), self.height()), spent=self._spent)
        painter.end()

    def _measure(self) -> None:
        self.setFixedSize(px(Size.GAP_20), px(Size.GAP_12))


class SpendingCard(Card):
    """Belanja per bidang, in millions of rupiah."""

    def __init__(self) -> None:
        super().__init__(_("Belanja per bidang, juta rupiah"), gap=Size.GAP_4, margins=_MARGINS)
        for spent, words in ((True, _("Realisasi")), (False, _("Anggaran"))):
            self.title_row.addWidget(_Key(spent))
            self.title_row.addWidget(Label(words, Role.TABLE, "ink2"))
        self.bars = SpendingBars()
        self.bars.setAccessibleName(_("Belanja per bidang"))
        self._note = Label("", Role.CAPTION, "ink2", wrap=True)
        self._nothing = Label("", Role.TABLE, "ink2", wrap=True)
        row = Row(gap=Size.GAP_6)
        self._sign = IconLabel("info", Size.ICON_CHIP)
        row.addWidget(self._sign)
        row.addWidget(self._note, 1)
        self.column.addWidget(self.bars)
        self.column.addLayout(row)
        self.column.addWidget(self._nothing)
        self.column.addStretch(1)

    def show_page(self, page: VillagePage) -> None:
        """Show the spending, or why there is none."""
        spending = page.spending
        reveal(self.bars, spending is not None)
        reveal(self._nothing, spending is None)
        self._nothing.setText(page.no_spending)
        note = spending.note if spending is not None else ""
        self._note.setText(note)
        reveal(self._sign, bool(note))
        reveal(self._note, bool(note))
        self.aside.setText(spending.title if spending is not None else "")
        if spending is not None:
            lines = (*map(_bar, spending.lines), _bar(spending.total, total=True))
            self.bars.set_bars(lines)


class PostingCard(Card):
    """Posting terbukti: how many publications were proved on each channel."""

    def __init__(self) -> None:
        super().__init__(_("Posting terbukti"), gap=Size.GAP_8, margins=_MARGINS)
        self._rows = Column(gap=Size.GAP_10)
        self.column.addLayout(self._rows)
        self.column.addStretch(1)

    def show_page(self, page: VillagePage) -> None:
        """Show the channels of the year."""
        self.aside.setText(
            _("{n} dari {m}").format(n=page.posted, m=page.postings) if page.postings else _("belum ada terbitan")
        )
        empty_layout(self._rows)
        self._rows.addLayout(_channel("browser", _("Halaman publik SIPA"), Label(_("otomatis"), Role.TABLE, "ink2")))
        for one in page.channels:
            if one.total:
                bar = Bar()
                bar.set_steps(one.done, min(one.total, 12))
                row = _channel(channel_mark(one.key), one.name, bar)
                row.addWidget(Label(f"{one.done}/{one.total}", Role.TABLE_TOTAL))
            else:
                row = _channel(channel_mark(one.key), one.name, Label("–", Role.TABLE, "ink2"))
            self._rows.addLayout(row)


class CitizensCard(Card):
    """Masukan warga: those that wait longest. `opened` gives the one to read."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Masukan warga"), gap=Size.GAP_6, margins=_MARGINS)
        self._rows = Column(gap=Size.GAP_4)
        self.column.addLayout(self._rows)
        self.column.addStretch(1)

    def show_page(self, page: VillagePage) -> None:
        """Show the rows."""
        self.aside.setText(page.citizen_words)
        empty_layout(self._rows)
        for at, citizen in enumerate(page.citizens):
            if at:
                self._rows.addWidget(Line())
            row = Row(gap=Size.GAP_12)
            words = Column(gap=Size.NONE)
            words.addWidget(ElidedLabel(citizen.subject, Role.TABLE_STRONG))
            words.addWidget(Label(citizen.words, Role.CAPTION, "late" if citizen.late else "ink2"))
            row.addLayout(words, 1)
            look, icon = _LOOKS.get(citizen.state, ("draf", ""))
            row.addWidget(StatusChip(Chip(look, citizen.chip, icon)))
            button = Button(_("Baca"), kind="link", height="dense")
            button.setAccessibleName(_("Baca {subject}").format(subject=citizen.subject))
            button.clicked.connect(partial(self.opened.emit, citizen.id))
            row.addWidget(button)
            self._rows.addLayout(row)
        if not page.citizens:
            self._rows.addWidget(Label(_("Belum ada masukan warga untuk desa ini."), Role.TABLE, "ink2", wrap=True))


def _channel(icon: str, name: str, side: QWidget) -> Row:
    row = Row(gap=Size.GAP_10)
    row.addWidget(IconLabel(icon, Size.ICON_CONTROL))
    row.addWidget(ElidedLabel(name, Role.TABLE), 1)
    row.addWidget(side)
    return row


def _bar(line: SpendingLine, total: bool = False) -> SpendingBar:
    return SpendingBar(line.name, line.spent, line.budget, figures_words(line), line.percent, total)
