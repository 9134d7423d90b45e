"""The page of citizens' words, for a village that answers and for the kecamatan that decides what others may read.

The page only lays out what its view model has.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from sipa_core.domain.roles import Role
from sipa_core.messages import _
from sipa_desktop.services.feedback_views import FeedbackFilter
from ui.design.measures import Size
from ui.navigation import Making
from ui.pages import PageContext, SteppedPage, in_steps
from ui.pages.feedback import rows
from ui.pages.feedback.conversation import ConversationView
from ui.pages.feedback.intake import IntakeDialog, IntakeModel
from ui.pages.feedback.side_panel import SidePanel
from ui.pages.feedback.view_model import FeedbackModel
from ui.widgets.boxes import Column, Line, even, reveal
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.list_cards import ListCards
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.select import SearchField, Select
from ui.widgets.state_stack import EmptyState, StateStack

_SELECT_LETTERS = 16


def create(context: PageContext) -> QWidget:
    """Return the page."""
    return FeedbackPage(context)


def making(context: PageContext) -> Making:
    """Make the page in steps."""
    return in_steps(FeedbackPage, context)


class FeedbackPage(SteppedPage):
    """Inbox at the left, conversation in the middle, clock and facts at the right."""

    def _make(self) -> Iterator[None]:
        context = self._context
        moderates = context.identity.role is Role.ADMIN_KECAMATAN
        self.model = FeedbackModel(context.desk.feedback, context.runner, moderates, self)
        self.header = PageHeader(_("Masukan Warga"), kind="bar")
        self.search = SearchField(_("Cari masukan"))
        self.intake = Button(_("Catat komentar"), "plus")
        self.filter = Segmented(
            [
                Choice(FeedbackFilter.BELUM, _("Tugas kita") if moderates else _("Belum")),
                Choice(FeedbackFilter.BERJALAN, _("Berjalan")),
                Choice(FeedbackFilter.SEMUA, _("Semua")),
            ],
            _("Saring masukan"),
            pills=False,
        )
        self.waiting_only = CheckBox(_("Menunggu ditampilkan"))
        self.narrow = Select(_("Saring status dan sumber"))
        self.village = Select(_("Saring desa"))
        self.more = Button("", "caret-down", "link", "dense")
        self.list = ListCards(_("Masukan warga"))
        yield
        self.talk = ConversationView(self.model, context.desk.feedback.examples())
        yield
        self.side = SidePanel()
        self._list_stack = StateStack(self.list)
        nothing = EmptyState("chat-circle-dots", _("Pilih masukan di daftar kiri untuk membacanya."))
        self._talk_stack = StateStack(self.talk, nothing)
        yield
        panes = [(_("Daftar"), self._master()), (_("Percakapan"), self._centre()), (_("Keterangan"), self.side)]
        self.panes = Panes(panes, main=1)
        yield
        self._build()
        yield
        self._connect()
        self.model.refresh()

    def open_argument(self, argument: object) -> None:
        """Show the conversation of an id."""
        self.model.open(str(argument))
        self.panes.show_pane(1)

    def focus_search(self) -> None:
        """Put the cursor into the field to search with."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def primary_action(self) -> None:
        """Send the answer, the page's one primary action."""
        self.model.send()

    def flush(self) -> None:
        """Save what is being typed now."""
        self.model.flush()

    def unsaved(self) -> bool:
        """Tell whether typed words are not on the disk."""
        return self.model.unsaved

    def panels(self) -> tuple[QWidget, ...]:
        """Return the panels that F6 goes through."""
        return (self.header, self.list, self.talk.bubbles, self.talk.text, self.side)

    def _build(self) -> None:
        for chosen in (self.village, self.narrow):
            chosen.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            chosen.setMinimumContentsLength(_SELECT_LETTERS)
        self.header.add_action(self.intake)
        self.header.add_action(self.village)
        self.header.add_action(self.search)
        reveal(self.intake, not self.model.moderates)
        whole = Column(self, Size.NONE)
        whole.addWidget(self.header)
        whole.addWidget(self.panes, 1)
        self.filter.set_current(self.model.filter)
        reveal(self.waiting_only, self.model.moderates)
        reveal(self.village, self.model.moderates)
        reveal(self.more, False)

    def _master(self) -> Pane:
        pane = Pane("master", Size.MASTER_LIST_WIDE)
        top = Column(gap=Size.GAP_6, margins=even(Size.GAP_10))
        top.addWidget(self.filter)
        top.addWidget(self.narrow)
        top.addWidget(self.waiting_only)
        pane.column.addLayout(top)
        pane.column.addWidget(Line())
        pane.column.addWidget(self._list_stack, 1)
        pane.column.addWidget(self.more)
        return pane

    def _centre(self) -> Pane:
        pane = Pane("canvas")
        pane.column.addWidget(self._talk_stack, 1)
        return pane

    def _connect(self) -> None:
        model = self.model
        model.list_changed.connect(self._show_list)
        model.detail_changed.connect(self._show_detail)
        model.said.connect(self._say)
        self._context.changes.arrived.connect(model.changed)
        self.search.searched.connect(model.find)
        self.filter.changed.connect(self._filter)
        self.waiting_only.toggled.connect(model.set_waiting_only)
        self.narrow.activated.connect(self._narrowed)
        self.village.activated.connect(self._chose_village)
        self.more.clicked.connect(model.show_more)
        self.intake.clicked.connect(self.open_intake)
        self.talk.link_asked.connect(self._open_link)
        self.list.chosen.connect(model.choose)
        self.list.clicked.connect(self._picked)
        self.list.opened.connect(self._opened)
        self._list_stack.acted.connect(self._list_acted)
        self._talk_stack.acted.connect(model.refresh)

    def _show_list(self) -> None:
        model = self.model
        found = model.found
        self.filter.set_current(model.filter)
        if self.waiting_only.isChecked() != model.waiting_only:
            self.waiting_only.setChecked(model.waiting_only)
        if found is not None:
            self.header.set_state(found.words)
            self.filter.set_counts({key: model.count(FeedbackFilter(key)) for key in ("belum", "berjalan", "semua")})
            self.waiting_only.setText(_("Menunggu ditampilkan ({n})").format(n=model.waiting))
            rows.fill_select(self.narrow, rows.narrow_choices(found), _narrow_key(model))
            rows.fill_select(self.village, rows.village_choices(found), model.query.village)
            self.more.set_face(_("Tampilkan {n} lagi").format(n=found.more), "caret-down")
            if self.more.hasFocus() and not found.more:
                self.list.setFocus()  # the keys stay where the person reads
            reveal(self.more, found.more > 0)
        self.list.set_cards(rows.cards(model.rows))
        self.list.set_current(model.current)
        if model.list_problem:
            self._list_stack.show_error(model.list_problem)
            if model.detail is None:
                # Where the panes are tabs the list is behind; whoever sees only the middle must be told too.
                self._talk_stack.show_error(model.list_problem)
        elif model.rows:
            self._list_stack.show_content()
        elif found is not None:
            self._list_stack.show_empty(*self._empty_words(), icon="chat-circle-dots")
        if not model.current and found is not None:
            self._talk_stack.show_empty()

    def _empty_words(self) -> tuple[str, str]:
        model = self.model
        if model.query.search:
            return _("Tidak ada masukan dengan kata itu."), ""
        if model.narrowed:
            return _("Tidak ada masukan yang cocok dengan saringan."), _("Lihat semua")
        if not model.count(FeedbackFilter.SEMUA):
            return _("Belum ada masukan warga."), ""
        if model.waiting_only:
            return _("Tidak ada yang menunggu ditampilkan."), _("Lihat semua")
        if model.filter is FeedbackFilter.BELUM:
            done = (
                _("Tidak ada yang perlu ditangani kecamatan.") if model.moderates else _("Semua masukan sudah dijawab.")
            )
            return done, _("Lihat semua")
        return _("Tidak ada masukan di sini."), _("Lihat semua")

    def _picked(self) -> None:
        """Where the panes are tabs, a click in the list goes on to what was clicked."""
        self.panes.show_pane(1)

    def _show_detail(self) -> None:
        detail = self.model.detail
        self.side.show_detail(detail)
        if detail is not None:
            self.talk.show_detail(detail)
            self._talk_stack.show_content()
        elif self.model.detail_problem:
            self._talk_stack.show_error(self.model.detail_problem)
        elif self.model.current:
            self._talk_stack.show_loading()

    def open_intake(self) -> None:
        """Ask for comments from Facebook and WhatsApp."""
        taking = IntakeModel(self._context.desk.intake, self._context.runner)
        taking.done.connect(self._say)
        IntakeDialog(taking, self).open()

    def _open_link(self, address: str) -> None:
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if url.scheme() != "https" or not QDesktopServices.openUrl(url):
            self._say(_("Tautan tidak dapat dibuka di komputer ini."))

    def _narrowed(self, at: int) -> None:
        state, source = rows.narrowed_by(str(self.narrow.itemData(at)))
        self.model.narrow(state, source)

    def _chose_village(self, at: int) -> None:
        self.model.choose_village(str(self.village.itemData(at)))

    def _filter(self, key: str) -> None:
        self.model.set_filter(FeedbackFilter(key))

    def _opened(self, _key: str) -> None:
        self.panes.show_pane(1)
        self.talk.focus_answer()

    def _list_acted(self, which: str) -> None:
        if which == "empty":
            self.model.show_everything()
        else:
            self.model.refresh()

    def _say(self, sentence: str) -> None:
        self._context.toast(sentence)


def _narrow_key(model: FeedbackModel) -> str:
    query = model.query
    if query.state is not None:
        return f"state:{query.state}"
    return f"source:{query.source}" if query.source is not None else ""
