"""The cards at the right of the first page: what waits to be sent, and the dates ahead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from sipa_core.messages import _, ngettext
from sipa_desktop.services.home_views import Upcoming
from sipa_desktop.services.queue_views import QueueRow
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, Line, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.date_tile import DateTile
from ui.widgets.label import IconLabel, Label

QUEUE_SHOWN = 3
DATES_SHOWN = 5


class QueueCard(Card):
    """Antrean kirim. `send_asked` by its button; `look_asked` when something needs a person."""

    send_asked = Signal()
    look_asked = Signal()

    def __init__(self) -> None:
        super().__init__(_("Antrean kirim"), gap=Size.GAP_10)
        self._attention = Button("", "warning-circle", "danger", "dense")
        self._attention.clicked.connect(self.look_asked)
        self._rows = Column(gap=Size.GAP_8)
        self._send = Button(_("Kirim sekarang"), "arrows-clockwise", height="dense")
        self._send.clicked.connect(self.send_asked)
        self.column.addWidget(self._attention)
        self.column.addLayout(self._rows)
        self.column.addWidget(self._send)

    def offer_sending(self, offered: bool) -> None:
        """Offer to send now; a PC that the server no longer knows cannot."""
        reveal(self._send, offered)

    def show_queue(self, rows: Sequence[QueueRow], size: str, attention: int, files: str = "") -> None:
        """Show what waits, how much it is, how much of it needs a person, and which files wait (in words)."""
        self.aside.setText(size)
        self._attention.set_face(
            ngettext("{n} kiriman perlu perhatian", "{n} kiriman perlu perhatian", attention).format(n=attention),
            "warning-circle",
        )
        reveal(self._attention, attention > 0)
        empty_layout(self._rows)
        for row in rows[:QUEUE_SHOWN]:
            self._rows.addLayout(_queue_row(row))
            self._rows.addWidget(Line())
        hidden = len(rows) - QUEUE_SHOWN
        if hidden > 0:
            self._rows.addWidget(Label(_("dan {n} lainnya").format(n=hidden), Role.CAPTION, "ink2"))
        if files:
            line = Row(gap=Size.GAP_8)
            line.addWidget(IconLabel("paperclip", Size.ICON_SMALL, "ink2"))
            line.addWidget(Label(files, Role.TABLE, wrap=True), 1)
            line.addWidget(StatusChip(Chip("menunggu", _("Menunggu kirim"))))
            self._rows.addLayout(line)
        if not rows and not attention and not files:
            self._rows.addWidget(Label(_("Tidak ada yang menunggu kirim."), Role.TABLE, "ink2", wrap=True))


class DatesCard(Card):
    """Jadwal terdekat."""

    def __init__(self) -> None:
        super().__init__(_("Jadwal terdekat"), gap=Size.GAP_12)
        self._rows = Column(gap=Size.GAP_12)
        self.column.addLayout(self._rows)
        self.column.addStretch(1)

    def show_dates(self, dates: Sequence[Upcoming]) -> None:
        """Show the days ahead."""
        empty_layout(self._rows)
        for one in dates[:DATES_SHOWN]:
            row = Row(gap=Size.GAP_12)
            row.addWidget(DateTile(one.day.day, one.month_word, one.urgent))
            words = Column(gap=Size.NONE)
            words.addStretch(1)
            words.addWidget(Label(one.title, Role.TABLE_STRONG, wrap=True))
            words.addWidget(Label(one.words, Role.CAPTION, "ink2", wrap=True))
            words.addStretch(1)
            row.addLayout(words, 1)
            self._rows.addLayout(row)
        if not dates:
            row = Row(gap=Size.GAP_8)
            row.addWidget(IconLabel("calendar-blank", Size.ICON_CONTROL, "ink3"))
            row.addWidget(Label(_("Belum ada tanggal yang perlu diingat."), Role.TABLE, "ink2", wrap=True), 1)
            self._rows.addLayout(row)


def _queue_row(row: QueueRow) -> Column:
    """What waits stands over the whole width; what it weighs and how it stands below it."""
    lines = Column(gap=Size.NONE)
    lines.addWidget(Label(row.title, Role.TABLE_STRONG, wrap=True))
    below = Row(gap=Size.GAP_8)
    below.addWidget(Label(row.detail, Role.CAPTION, "ink2", wrap=True), 1)
    below.addWidget(StatusChip(Chip("menunggu", row.chip)), 0, Qt.AlignmentFlag.AlignTop)
    lines.addLayout(below)
    return lines
