"""Halaman desa: a village's duties of the year in a row, its spending, postings and citizens' words below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QMenu, QWidget

from sipa_core.messages import _
from sipa_desktop.services.village_views import DutyStep, VillagePage
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.navigation import BeginConsultation, OpenVillage
from ui.pages import PageContext
from ui.pages.village.begin_question import ask_begin
from ui.pages.village.cards import CitizensCard, PostingCard, SpendingCard
from ui.pages.village.guidance_card import GuidanceCard
from ui.pages.village.view_model import VillageModel
from ui.runtime.following import FollowingView
from ui.widgets.agreed_question import ask_agreed, ask_give_back
from ui.widgets.boxes import Column, Row, Scroller, sides
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.duty_strip import DutyStrip, DutyTile
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.page_header import PageHeader
from ui.widgets.select import Select
from ui.widgets.state_stack import StateStack


def create(context: PageContext) -> QWidget:
    """Make the page."""
    return VillageView(context)


class VillageView(FollowingView):
    """The page; `open_argument` takes an `OpenVillage`."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = VillageModel(context, self)
        self.follow(self.model)
        self._header = PageHeader("", kind="bar", with_back=True)
        self.others = Button(_("Desa lain"), "caret-down")
        self.others.setToolTip("Alt+↑, Alt+↓")
        self.message = Button(_("Kirim pesan"), "chats-circle")
        self.print = Button(_("Cetak profil"), "printer", "primary", key="Ctrl+P")
        self._menu = QMenu(self.others)
        self.strip = DutyStrip()
        self._year = Select(_("Tahun"))
        self._history = Card(_("Riwayat kewajiban"), gap=Size.GAP_6, margins=sides(Size.GAP_16, Size.GAP_10))
        self.spending, self.postings, self.citizens = SpendingCard(), PostingCard(), CitizensCard()
        self.guidance = GuidanceCard()
        self._notice = Notice("warning-circle")
        self._begun = Label("", Role.CAPTION, "ink2", wrap=True)
        self.begin = Button(_("Ubah hari mulai"), "calendar-blank", "link", "dense")
        self._nothing = Label(_("Tidak ada kewajiban di tahun ini."), Role.TABLE, "ink2")
        self._body = self._made_body()
        self._stack = StateStack(self._body)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addWidget(self._stack, 1)
        self._header.add_action(self._year)
        self._header.add_action(self.others)
        self._header.add_action(self.message)
        self._header.add_action(self.print)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.strip)
        self._connect()
        watch(self._fit)

    def open_argument(self, argument: object) -> None:
        """Bring a village to hand."""
        if isinstance(argument, OpenVillage):
            self.model.choose(argument.code)

    def print_page(self) -> None:
        """Show the page on paper: to be looked at, printed or saved (Ctrl+P)."""
        page = self.model.page
        if page is None:
            return
        self._notice.say("")
        make = partial(self._context.desk.profiles.of_village, page.code, page.year)
        title = _("Profil {village} {year}").format(village=page.label, year=page.year)
        dialog = DocumentDialog(self._context.runner, title, [(str(page.year), make)], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._header, self.strip, self.spending, self.postings, self.citizens, self.guidance]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put the cards of the right below the others where they would be squeezed."""
        below = self.width() < px(Size.SIDE_CARDS) + px(Size.PANE_LEAST) + 2 * px(Size.GAP_24)
        directions = QBoxLayout.Direction
        self._cards.setDirection(directions.TopToBottom if below else directions.LeftToRight)

    def _made_body(self) -> QWidget:
        self._history.column.addWidget(self.strip)
        self._history.column.addWidget(self._nothing)
        begun = Row(gap=Size.GAP_8)
        begun.addWidget(self._begun, 1)
        begun.addWidget(self.begin)
        self._history.column.addLayout(begun)
        body = Scroller(Size.GAP_10, (Size.GAP_20, Size.GAP_8, Size.GAP_20, Size.GAP_8))
        body.column.addWidget(self._notice)
        body.column.addWidget(self._history)
        self._cards = row = Row(gap=Size.GAP_12)
        left, right = Column(gap=Size.GAP_10), Column(gap=Size.GAP_10)
        left.addWidget(self.spending)
        left.addWidget(self.citizens, 1)
        right.addWidget(self.postings)
        right.addWidget(self.guidance, 1)
        row.addLayout(left, 7)
        row.addLayout(right, 3)
        body.column.addLayout(row, 1)
        return body

    def _connect(self) -> None:
        self._header.back.connect(self._back)
        self.others.clicked.connect(self._show_menu)
        self.strip.opened.connect(self._open_duty)
        self.citizens.opened.connect(partial(self._context.navigator.open, "feedback"))
        self.message.clicked.connect(self._write)
        self.print.clicked.connect(self.print_page)
        self.begin.clicked.connect(self._ask_begin)
        self.guidance.add_asked.connect(self._ask_agreed)
        self.guidance.acted.connect(self._guide)
        self.guidance.all_asked.connect(partial(self._context.navigator.open, "consultation", "agreed"))
        self.model.refused.connect(self._notice.say)
        self._year.activated.connect(self._year_chosen)
        self._stack.acted.connect(self._try_again)
        self.model.changed.connect(self._show)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self, partial(self.model.step, step))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back = QShortcut(QKeySequence("Esc"), self, self._back)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _show(self) -> None:
        page = self.model.page
        if page is None:
            if self.model.unknown:
                words = _("Data desa ini belum ada di komputer ini.")
                detail = _("Tekan F5 untuk menyambung sekarang.")
                self._stack.show_empty(words, detail=detail, icon="cloud-slash")
            elif self.model.fault:
                self._stack.show_error(self.model.fault)
            else:
                self._stack.show_loading()
            return
        self._header.set_title(page.label)
        self._header.set_state(self.model.fault or page.words)
        self._show_duties(page)
        for card in (self.spending, self.postings, self.citizens):
            card.show_page(page)
        if self.model.agreed is not None:
            self.guidance.show_list(self.model.agreed)
        self._stack.show_content()

    def _show_duties(self, page: VillagePage) -> None:
        self._history.title.setText(_("Riwayat kewajiban {year}").format(year=page.year))
        self._history.aside.setText(page.duty_words)
        self.strip.set_tiles([_tile(step, at) for at, step in enumerate(page.duties)])
        self.strip.setVisible(bool(page.duties))
        self._nothing.setVisible(not page.duties)
        self._begun.setText(page.begun_words or _("Hari mulai memakai SIPA belum diketahui."))
        years = [str(year) for year in page.years]
        if years != [self._year.itemText(at) for at in range(self._year.count())]:
            self._year.clear()
            for year in page.years:
                self._year.addItem(str(year), year)
        self._year.setCurrentText(str(page.year))

    def _show_menu(self) -> None:
        page = self.model.page
        self._menu.clear()
        for one in page.villages if page is not None else ():
            action = self._menu.addAction(one.label)
            action.setCheckable(True)
            action.setChecked(one.code == self.model.code)
            action.triggered.connect(partial(self._go, one.code))
        self._menu.popup(self.others.mapToGlobal(self.others.rect().bottomLeft()))

    def _write(self) -> None:
        self._context.navigator.open("consultation", BeginConsultation(village=self.model.code))

    def _ask_agreed(self) -> None:
        self._notice.say("")
        today = self._context.today()
        ask_agreed(self, _("Pembinaan baru"), "", None, today, lambda _village, text, due: self.model.put(text, due))

    def _ask_begin(self) -> None:
        page = self.model.page
        if page is not None:
            self._notice.say("")
            ask_begin(self, page.label, page.begun, self.model.begin)

    def _guide(self, key: str, what: str) -> None:
        self._notice.say("")
        agreed = self.model.agreed
        rows = (*agreed.running, *agreed.finished) if agreed is not None else ()
        row = next((row for row in rows if row.id == key), None)
        if row is None:
            return
        if what == "confirm":
            self.model.confirm(key)
        elif what == "give_back":
            ask_give_back(self, row.text, partial(self.model.give_back, key))
        elif what == "thread":
            self._context.navigator.open("consultation", row.thread)

    def _go(self, code: str, *_checked: bool) -> None:
        self.model.choose(code)

    def _open_duty(self, key: str) -> None:
        page = self.model.page
        step = page.duties[int(key)] if page is not None and int(key) < len(page.duties) else None
        if step is not None and step.version_id is not None:
            self._context.navigator.open("review", step.version_id)

    def _year_chosen(self, at: int) -> None:
        self.model.choose_year(self._year.itemData(at))

    def _back(self) -> None:
        self._context.navigator.open("overview")

    def _try_again(self, _which: str) -> None:
        self.model.load()


def _tile(step: DutyStep, at: int) -> DutyTile:
    return DutyTile(str(at), step.due_words, step.state.value, step.name, step.words, step.current)
