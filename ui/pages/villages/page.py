"""Desa & Perangkat: the table of places at the left, the chosen place at the right, codes and ends behind questions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.people_views import DeviceLine, Door, PlaceRow
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.navigation import BeginConsultation
from ui.pages import PageContext
from ui.pages.villages import questions
from ui.pages.villages.printing import print_card
from ui.pages.villages.side_panel import SidePanel
from ui.pages.villages.view_model import Order, VillagesModel, order_words
from ui.runtime.following import FollowingView
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.card import EdgeCard
from ui.widgets.check_box import Switch
from ui.widgets.chip import Chip
from ui.widgets.label import IconLabel, Label
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.place_table import PlaceLine, PlaceTable
from ui.widgets.question import Question
from ui.widgets.select import SearchField, Select
from ui.widgets.state_stack import StateStack

_CHIPS = {
    Door.WAITING: ("menunggu", "question"),
    Door.ACTIVE: ("disetujui", "check-circle"),
    Door.CODE: ("siap", "key"),
    Door.CODE_OVER: ("menunggu", "key"),
    Door.NOBODY: ("draf", "user"),
    Door.NO_PC: ("draf", "prohibit"),
}
_COLUMNS = list(Order)


def create(context: PageContext) -> QWidget:
    """Make the page."""
    return VillagesPage(context)


class VillagesPage(FollowingView):
    """`question` is the one that is open, for whoever drives the page from outside."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = VillagesModel(context, self)
        self.follow(self.model)
        self.question: Question | None = None
        self.header = PageHeader(_("Desa & Perangkat"))
        self.kelurahan = Switch()
        self.search = SearchField(_("Cari desa"))
        self.make_code = Button(_("Buat kode"), "key", "primary", key="Ctrl+N")
        self.table = PlaceTable()
        self.order = Select(_("Urutan desa"))
        self.side = SidePanel(context.zone, context.identity.server_url)
        self._card = EdgeCard()
        self._stack = StateStack(self._content())
        self._build()
        self._connect()
        watch(self._measure)

    def open_argument(self, argument: object) -> None:
        """Choose the place of a village code."""
        self.model.choose(str(argument))

    def focus_search(self) -> None:
        """Put the cursor into the field to search with."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def new_item(self) -> None:
        """Make a code for the chosen place (Ctrl+N)."""
        self._ask_code()

    def panels(self) -> tuple[QWidget, ...]:
        """Return the panels that F6 goes through."""
        return (self.header, self.table, self.side)

    def _build(self) -> None:
        self.header.add_action(self.kelurahan)
        self.header.add_action(self.search)
        self.header.add_action(self.make_code)
        whole = Column(self, Size.NONE)
        whole.addWidget(self.header)
        whole.addWidget(self._stack, 1)
        for order in Order:
            self.order.addItem(order_words(order), order)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.table)
        self.kelurahan.hide()

    def _content(self) -> QWidget:
        left = Pane("canvas", None, Size.GAP_8, (Size.GAP_20, Size.GAP_4, Size.GAP_16, Size.GAP_8))
        self._card.column.addWidget(self.table)
        left.column.addWidget(self._card, 100)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(IconLabel("info", Size.ICON_SMALL, "ink2"))
        words = _("Tersambung terakhir dicatat paling sering satu jam sekali.")
        foot.addWidget(Label(words, Role.CAPTION, "ink2", wrap=True), 1)
        foot.addWidget(self.order)
        left.column.addLayout(foot)
        left.column.addStretch(1)
        panel = Pane("panel", Size.SIDE_PANEL_WIDE)
        panel.column.addWidget(self.side, 1)
        self.panes = Panes([(_("Daftar"), left), (_("Rincian"), panel)])
        return self.panes

    def _connect(self) -> None:
        model, side = self.model, self.side
        model.changed.connect(self._show)
        model.said.connect(self._context.toast)
        model.refused.connect(self._refuse)
        self.kelurahan.toggled.connect(model.show_kelurahan)
        self.search.searched.connect(model.find)
        self.make_code.clicked.connect(self._ask_code)
        self.order.activated.connect(lambda at: model.sort(Order(self.order.itemData(at))))
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _key: self.panes.show_pane(1))
        self.table.sort_asked.connect(self._sort)
        side.hand_over_asked.connect(self._ask_hand_over)
        side.phone_asked.connect(self._ask_phone)
        side.message_asked.connect(self._write)
        side.revoke_asked.connect(self._ask_revoke)
        side.confirm_asked.connect(lambda device: model.confirm(device.id))
        side.print_asked.connect(self._print)
        side.code_done.connect(model.put_code_away)
        self._stack.acted.connect(lambda which: model.find("") if which == "empty" else model.load())

    def _show(self) -> None:
        model = self.model
        if model.view is None:
            if model.fault:
                self._stack.show_error(model.fault)
            return
        self.header.set_state(model.fault or model.view.words)
        self.kelurahan.setText(_("Tampilkan kelurahan ({n})").format(n=model.view.kelurahan))
        self.kelurahan.setVisible(model.view.kelurahan > 0)
        self.kelurahan.updateGeometry()
        self.order.setCurrentIndex(_COLUMNS.index(model.order))
        self.make_code.setEnabled(not model.asking and model.row is not None)
        self.make_code.set_face(_("Membuat kode") if model.asking else _("Buat kode"), "key", "Ctrl+N")
        rows = model.rows
        if not rows:
            self._show_empty()
            return
        self.table.set_lines([_line(row) for row in rows], model.current)
        self.side.show_place(model.row, model.code)
        self._measure()
        self._stack.show_content()

    def _show_empty(self) -> None:
        if self.model.search:
            self._stack.show_empty(_("Tidak ada desa atau orang dengan kata itu."), _("Lihat semua"))
        else:
            words = _("Daftar desa belum diterima dari server kecamatan.")
            self._stack.show_empty(words, detail=_("Tekan F5 untuk menyambung sekarang."), icon="cloud-slash")

    def _choose(self, key: str) -> None:
        self.side.problem.say("")
        self.model.choose(key)

    def _sort(self, column: int) -> None:
        self.model.sort(_COLUMNS[column])

    def _refuse(self, words: str) -> None:
        self.side.problem.say(words)
        self.panes.show_pane(1)

    def _ask_code(self) -> None:
        row, model = self.model.row, self.model
        if row is None or model.asking:
            return
        self.side.problem.say("")
        if row.village is None:
            self.question = questions.ask_another_admin(self, row.label, model.new_kecamatan_code)
        elif not row.person:
            self.question = questions.ask_first_code(self, row, model.make_code)
        else:
            self.question = questions.ask_second_pc(self, row, lambda: model.make_code(row.person))

    def _ask_hand_over(self) -> None:
        row = self.model.row
        if row is not None:
            self.side.problem.say("")
            take = self.model.make_code
            self.question = questions.ask_hand_over(self, row, lambda name: take(name, hand_over=True))

    def _ask_phone(self) -> None:
        row = self.model.row
        if row is not None:
            self.question = questions.ask_phone(self, row, self.model.set_phone)

    def _write(self) -> None:
        row = self.model.row
        if row is not None and row.village is not None:
            self._context.navigator.open("consultation", BeginConsultation(row.village))

    def _ask_revoke(self, device: DeviceLine) -> None:
        row = self.model.row
        if row is not None:
            self.side.problem.say("")
            self.question = questions.ask_revoke(self, row, device, lambda: self.model.revoke(device.id))

    def _print(self) -> None:
        code, row = self.model.code, self.model.row
        if code is not None:
            place = row.label if row is not None else self._context.identity.place_name
            print_card(self, self._context, code, place)

    def _measure(self) -> None:
        self._card.setMaximumHeight(self.table.natural_height() + 4 * px(Size.HAIR))


def _line(row: PlaceRow) -> PlaceLine:
    look, icon = _CHIPS[row.door]
    return PlaceLine(
        row.key,
        row.name,
        row.person,
        len(row.devices),
        row.contact_words,
        row.silent,
        Chip(look, row.door_words, icon),
        row.sentence,
        row.by_stick,
    )
