"""Lewat USB: what waits goes to a stick, what a stick brings is taken in; at the kecamatan also what is carried."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_core.wire.bundles import BundleState
from sipa_desktop.sync.stick_views import CarriedRow, StickView
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.settings.stick_model import StickModel
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Line, Row, empty_layout, even, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import IconLabel, Label
from ui.widgets.notice import Notice

MOST_ROWS = 8


class StickCard(Card):
    """The card; read anew whenever it comes into sight."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(gap=Size.GAP_12, parent=parent)
        self.setAccessibleName(_("Lewat USB"))
        self.model = StickModel(context, self)
        self._practice = context.desk.practice
        courier = context.identity.village is None
        self.notice = Notice()
        self.good = Label("", Role.TABLE_STRONG, "good", wrap=True)
        self._busy_words = Label("", Role.TABLE, "ink2", wrap=True)
        self._out = Label("", Role.TABLE, "ink2", wrap=True)
        self._replies = Label("", Role.TABLE, "ink2", wrap=True)
        self._last = Label("", Role.TABLE, "ink2", wrap=True)
        self.save = Button(_("Simpan ke USB"), "export")
        self.open = Button(_("Buka dari USB"), "download-simple")
        self.answer = Button(_("Tulis balasan ke USB"), "export")
        self.hand = Button(_("Serahkan ke server"), "arrows-clockwise", height="dense")
        self._rows = Column(gap=Size.GAP_8)
        self._head()
        boxes = Row(gap=Size.GAP_10)
        if courier:
            boxes.addWidget(_box(_("Ambil dari USB"), _plain(_("Berkas desa, dan jawaban server")), self.open), 1)
            boxes.addWidget(_box(_("Bawa balasan ke desa"), self._replies, self.answer), 1)
        else:
            boxes.addWidget(_box(_("Bawa ke kecamatan"), self._out, self.save), 1)
            boxes.addWidget(_box(_("Ambil dari kecamatan"), _plain(_("Jawaban, catatan, jadwal")), self.open), 1)
        self.column.addLayout(boxes)
        for part in (self._busy_words, self.notice, self.good):
            self.column.addWidget(part)
        if courier:
            self._carried()
        self._last_line()
        for part in (self.good, self._busy_words):
            reveal(part, False)
        self.save.clicked.connect(lambda: self._choose(self.model.write))
        self.open.clicked.connect(lambda: self._choose(self.model.take_in))
        self.answer.clicked.connect(lambda: self._choose(self.model.write_replies))
        self.hand.clicked.connect(self.model.hand_over)
        self.model.changed.connect(self._show)
        self.model.said.connect(self._say)
        self.model.busy_changed.connect(self._busy)
        self._busy("")

    def showEvent(self, event: QShowEvent) -> None:
        """Follow changes while the card is in sight."""
        super().showEvent(event)
        self.model.wake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Only remember changes while it is not."""
        super().hideEvent(event)
        self.model.wake(False)

    def _head(self) -> None:
        line = Row(gap=Size.GAP_12)
        line.addWidget(IconLabel("usb", Size.ICON_ROW, "ink"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = Column(gap=Size.GAP_2)
        words.addWidget(Label(_("Lewat USB"), Role.CARD))
        said = _("Untuk tempat tanpa jaringan. Isinya dikunci, hanya penerimanya yang dapat membuka.")
        words.addWidget(Label(said, Role.TABLE, "ink2", wrap=True))
        line.addLayout(words, 1)
        self.column.addLayout(line)

    def _carried(self) -> None:
        """What only a courier sees: the files of villages, and this office's own, which seldom need a stick."""
        self._list = QWidget()
        column = Column(self._list, Size.GAP_8)
        head = Row(gap=Size.GAP_8)
        head.addWidget(Label(_("Berkas desa di komputer ini"), Role.STRONG), 1)
        head.addWidget(self.hand)
        column.addLayout(head)
        column.addLayout(self._rows)
        own = Row(gap=Size.GAP_8)
        own.addWidget(self._out, 1)
        own.addWidget(self.save)
        self._own = QWidget()
        self._own.setLayout(own)
        self.save.set_kind("link")
        self.column.addWidget(self._list)
        self.column.addWidget(self._own)

    def _last_line(self) -> None:
        self._last_row = QWidget()
        line = Row(self._last_row, Size.GAP_8)
        line.addWidget(IconLabel("info", Size.ICON_SMALL, "ink2"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._last, 1)
        self.column.addWidget(self._last_row)
        reveal(self._last_row, False)

    def _show(self) -> None:
        view = self.model.view
        if view is None:
            return
        self._out.setText(_("Latihan tidak dibawa lewat USB.") if self._practice else _out_words(view))
        self._last.setText(view.last_words)
        reveal(self._last_row, bool(view.last_words))
        if not view.courier:
            return
        words = _("{n} balasan siap ditulis").format(n=view.replies) if view.replies else _("Belum ada balasan")
        self._replies.setText(words)
        self.answer.set_kind("primary" if view.replies else "plain")
        reveal(self.hand, view.to_hand > 0)
        reveal(self._list, bool(view.carried))
        reveal(self._own, bool(view.out_words))
        empty_layout(self._rows)
        for row in view.carried[:MOST_ROWS]:
            self._rows.addWidget(Line())
            self._rows.addWidget(_carried_row(row))

    def _choose(self, then: Callable[[Path], None]) -> None:
        chosen = file_choice.stick_to_carry(self, _("Pilih USB atau foldernya"))
        if chosen:
            then(Path(chosen))

    def _say(self, words: str, good: bool) -> None:
        self.good.setText(words if good else "")
        reveal(self.good, good and bool(words))
        self.notice.say("" if good else words)

    def _busy(self, words: str) -> None:
        self._busy_words.setText(words)
        reveal(self._busy_words, bool(words))
        for button in (self.save, self.open, self.answer, self.hand):
            button.setEnabled(not words and not self._practice)


def _out_words(view: StickView) -> str:
    if not view.ready:
        return _("Sambungkan sekali ke jaringan dulu.")
    return view.out_words or _("Tidak ada yang menunggu. USB tetap dapat mengambil kabar.")


def _box(title: str, words: Label, button: Button) -> Card:
    box = Card(gap=Size.GAP_8, margins=even(Size.GAP_12))
    box.set_sunken(True)
    box.column.addWidget(Label(title, Role.STRONG, wrap=True))
    box.column.addWidget(words, 1)
    box.column.addWidget(button)
    return box


def _plain(words: str) -> Label:
    return Label(words, Role.TABLE, "ink2", wrap=True)


def _carried_row(row: CarriedRow) -> QWidget:
    holder = QWidget()
    line = Row(holder, Size.GAP_12)
    words = Column(gap=Size.NONE)
    words.addWidget(Label(row.name, Role.TABLE_STRONG, wrap=True))
    words.addWidget(Label(row.detail, Role.CAPTION, "ink2", wrap=True))
    line.addLayout(words, 1)
    if row.state in (BundleState.REFUSED, BundleState.QUARANTINED):
        words.addWidget(Label(row.words, Role.TABLE, "ink2", wrap=True))
        chip = Chip("terlambat", _("Tidak dipakai") if row.state is BundleState.REFUSED else _("Disimpan server"))
    elif row.state is None:
        chip = Chip("menunggu", row.words)
    else:
        chip = Chip("terkirim", row.words)
    line.addWidget(StatusChip(chip), 0, Qt.AlignmentFlag.AlignTop)
    holder.setAccessibleName(f"{row.name}, {row.words}, {row.detail}")
    return holder
