"""The chosen place at the right: its person, the PCs with a way to end each, and a new code in large letters."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.domain.dates import format_date, local_date
from sipa_core.messages import _
from sipa_desktop.services.people_views import DeviceLine, PlaceRow
from sipa_desktop.sync.codes import NewCode
from ui.design.measures import Size
from ui.design.type import Role, spread
from ui.widgets.avatar import Avatar
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.notice import Notice

_ICONS = {"laptop": "laptop", "desktop": "desktop-tower"}


class SidePanel(Scroller):
    """Signals carry what the person asks for; the panel itself changes nothing."""

    hand_over_asked = Signal()
    phone_asked = Signal()
    message_asked = Signal()
    revoke_asked = Signal(object)
    confirm_asked = Signal(object)
    print_asked = Signal()
    code_done = Signal()

    def __init__(self, zone: str, server: str = "", parent: QWidget | None = None) -> None:
        super().__init__(Size.GAP_12, even(Size.GAP_16), parent)
        self._zone = zone
        self.problem = Notice("warning")
        self._avatar = Avatar("")
        self._place = Label("", Role.SECTION, wrap=True)
        self._person = ElidedLabel("", Role.TABLE, "ink2")
        self._phone = ElidedLabel("", Role.TABLE, "ink2")
        self.hand_over = Button(_("Serah terima"), "user-switch", height="dense")
        self.message = Button(_("Pesan"), "chats-circle", height="dense")
        self.phone = Button(icon="phone", height="dense", spoken=_("Ubah nomor"))
        self._devices_title = Label("", Role.CARD)
        self._devices = Column(gap=Size.GAP_8)
        self._code_card = Card()
        self._code_card.set_sunken(True)
        self._code = Label("", Role.KPI)
        # Broken only where an address has a joint, and never cut: it is read out on the telephone.
        self._server = Label(server.replace("/", "/\u200b").replace(".", ".\u200b"), Role.TABLE_STRONG, wrap=True)
        self._server.setAccessibleName(_("Alamat server {address}").format(address=server))
        self._code_for = Label("", Role.CAPTION, "ink2", wrap=True)
        self._until = Label("", Role.CHIP, "warn")
        self._card_of = ""
        self.print_card = Button(_("Cetak kartu"), "printer", height="dense")
        self.done = Button(_("Selesai"), "check", height="dense")
        self._hint = Label(
            _("Mencabut perangkat tidak menghapus laporan yang sudah terkirim."), Role.CAPTION, "ink2", True
        )
        self._build()
        self.hand_over.clicked.connect(self.hand_over_asked)
        self.phone.clicked.connect(self.phone_asked)
        self.message.clicked.connect(self.message_asked)
        self.print_card.clicked.connect(self.print_asked)
        self.done.clicked.connect(self.code_done)

    def show_place(self, row: PlaceRow | None, code: NewCode | None) -> None:
        """Show a place, or nothing, with the code that belongs to it."""
        if row is not None:
            self._show_person(row)
            self._show_devices(row)
        elif code is not None:
            self._place.setText(code.person_name)
        self._show_code(code)

    def _show_person(self, row: PlaceRow) -> None:
        self._place.setText(row.label)
        self._avatar.set_name(row.person or row.name)
        self._person.setText(f"{row.person}, {row.role_words}" if row.person else _("Belum ada admin"))
        self._phone.setText(row.phone or (_("Nomor belum dicatat") if row.person else ""))
        reveal(self._phone, bool(row.person))
        reveal(self.hand_over, bool(row.person) and row.village is not None)
        reveal(self.message, row.village is not None)
        reveal(self.phone, bool(row.person))

    def _show_devices(self, row: PlaceRow) -> None:
        self._devices_title.setText(_("Perangkat ({n})").format(n=len(row.devices)))
        empty_layout(self._devices)
        for device in row.devices:
            self._devices.addWidget(self._device(device))
            self._devices.addWidget(Line())
        if not row.devices:
            words = _("Belum ada komputer yang terdaftar. Buat kode, lalu sampaikan kepada orangnya.")
            self._devices.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))

    def _device(self, device: DeviceLine) -> QWidget:
        holder = QWidget()
        line = Row(holder, Size.GAP_10)
        line.addWidget(IconLabel(_ICONS.get(device.kind, "desktop-tower"), Size.ICON_ROW, "ink2"))
        words = Column(gap=Size.NONE)
        words.addWidget(ElidedLabel(device.name, Role.TABLE_STRONG))
        if device.waiting:
            words.addWidget(Label(device.words, Role.CAPTION, "ink2", wrap=True))
        else:
            words.addWidget(ElidedLabel(device.words, Role.CAPTION, "ink2"))
        line.addLayout(words, 1)
        if device.waiting:
            return self._waiting(device, holder)
        if device.own:
            line.addWidget(Label(_("Komputer ini"), Role.CHIP, "primary"))
        else:
            button = Button(_("Cabut"), kind="danger", height="dense")
            button.setAccessibleName(_("Cabut {name}").format(name=device.name))
            button.setEnabled(not device.ending)
            button.clicked.connect(partial(self.revoke_asked.emit, device))
            line.addWidget(button)
        return holder

    def _waiting(self, device: DeviceLine, about: QWidget) -> QWidget:
        """A PC that nobody knows yet: whether it is the office's, with the answer that ends it beside."""
        card = Card()
        card.set_sunken(True)
        card.column.addWidget(about)
        card.column.addWidget(Label(_("Apakah komputer ini milik kantor desa?"), Role.TABLE, wrap=True))
        yes = Button(_("Ya, benar"), "check", "primary", "dense")
        yes.setAccessibleName(_("Ya, {name} benar").format(name=device.name))
        yes.clicked.connect(partial(self.confirm_asked.emit, device))
        no = Button(_("Bukan"), kind="danger", height="dense")
        no.setAccessibleName(_("Bukan, cabut {name}").format(name=device.name))
        no.clicked.connect(partial(self.revoke_asked.emit, device))
        answers = Row(gap=Size.GAP_8)
        answers.addWidget(yes, 1)
        answers.addWidget(no, 1)
        card.column.addLayout(answers)
        return card

    def _show_code(self, code: NewCode | None) -> None:
        reveal(self._code_card, code is not None)
        if code is None:
            self._code.setText("")
            self._code.setAccessibleName("")
            return
        self._code.setText(" – ".join(code.groups))
        self._code.setAccessibleName(_("Kode {letters}").format(letters=" ".join(code.code)))
        day = format_date(local_date(code.expires_at, self._zone))
        self._until.setText(_("berlaku 7 hari"))
        words = _(
            "Sekali pakai, untuk satu komputer, sampai {day}. Sampaikan langsung kepada {name}. Kode tidak disimpan."
        )
        self._code_for.setText(words.format(day=day, name=code.person_name))

    def _build(self) -> None:
        head = Row(gap=Size.GAP_12)
        head.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Size.NONE)
        words.addWidget(self._place)
        words.addWidget(self._person)
        words.addWidget(self._phone)
        head.addLayout(words, 1)
        buttons = Row(gap=Size.GAP_8)
        buttons.addWidget(self.hand_over, 1)
        buttons.addWidget(self.message, 1)
        buttons.addWidget(self.phone)
        top = Row(gap=Size.GAP_8)
        top.addWidget(Label(_("Kode pendaftaran baru"), Role.CARD))
        top.addStretch(1)
        top.addWidget(self._until)
        self._code.setFont(spread(self._code.font()))
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        below = Row(gap=Size.GAP_8)
        below.addWidget(self.print_card, 1)
        below.addWidget(self.done, 1)
        self._code_card.column.addLayout(top)
        self._code_card.column.addWidget(self._code)
        address = Column(gap=Size.GAP_2)
        address.addWidget(Label(_("Alamat server"), Role.CAPTION, "ink2"))
        address.addWidget(self._server)
        self._code_card.column.addLayout(address)
        self._code_card.column.addLayout(below)
        self._code_card.column.addWidget(self._code_for)
        hint = Row(gap=Size.GAP_8)
        hint.addWidget(IconLabel("info", Size.ICON_SMALL, "ink2"), 0, Qt.AlignmentFlag.AlignTop)
        hint.addWidget(self._hint, 1)
        self.column.addWidget(self.problem)
        self.column.addLayout(head)
        self.column.addLayout(buttons)
        self.column.addWidget(self._devices_title)
        self.column.addLayout(self._devices)
        self.column.addWidget(self._code_card)
        self.column.addLayout(hint)
        self.column.addStretch(1)
