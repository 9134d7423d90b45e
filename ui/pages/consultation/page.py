"""Konsultasi: threads at the left, one in the middle, what was agreed at the right; for a village and the kecamatan.

The page only lays out what its view model has. A thread counts as read only when its newest words were in sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from sipa_core.domain.consultation import MAX_FILES
from sipa_core.domain.roles import Role as PersonRole
from sipa_core.messages import _
from sipa_desktop.services.consultation_views import ThreadFilter
from sipa_desktop.services.guidance_views import GuidanceRow
from ui.design.measures import Size
from ui.navigation import BeginConsultation, Making, OpenPlace
from ui.pages import PageContext, SteppedPage, in_steps
from ui.pages.consultation import rows
from ui.pages.consultation.agreed import Steps
from ui.pages.consultation.files import FileOpener
from ui.pages.consultation.side_panel import AgreedList, SidePanel
from ui.pages.consultation.talk import TalkView
from ui.pages.consultation.view_model import ConsultationModel
from ui.pages.consultation.villages import ask_villages
from ui.widgets.agreed_question import ask_agreed
from ui.widgets.attaching import Attaching
from ui.widgets.attachment_strip import AttachmentStrip
from ui.widgets.boxes import Column, Line, even, reveal
from ui.widgets.button import Button
from ui.widgets.given_files import Given
from ui.widgets.list_cards import ListCards
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.question import Answer, ask
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.select import SearchField
from ui.widgets.state_stack import EmptyState, StateStack

SEEN_MS = 700
"""How long the newest words must be in sight before they count as read."""


def create(context: PageContext) -> QWidget:
    """Return the page."""
    return ConsultationPage(context)


def making(context: PageContext) -> Making:
    """Make the page in steps."""
    return in_steps(ConsultationPage, context)


class ConsultationPage(SteppedPage):
    """The page; `open_argument` takes the id of a thread, or a BeginConsultation."""

    def _make(self) -> Iterator[None]:
        context = self._context
        ours = context.identity.role is not PersonRole.ADMIN_KECAMATAN
        self.model = ConsultationModel(context.desk, context.runner, context.identity.village or "", self)
        self.header = PageHeader(_("Konsultasi"), kind="bar")
        self.views = Segmented(
            [Choice("talk", _("Percakapan")), Choice("agreed", _("Pembinaan"))], _("Percakapan atau pembinaan")
        )
        self.search = SearchField(_("Cari percakapan"))
        self.new = Button(_("Tanya kecamatan") if ours else _("Tulis ke desa"), "plus", "primary", key="Ctrl+N")
        self.filter = Segmented(
            [
                Choice(ThreadFilter.TERBUKA, _("Terbuka")),
                Choice(ThreadFilter.SELESAI, _("Selesai")),
                Choice(ThreadFilter.SEMUA, _("Semua")),
            ],
            _("Saring percakapan"),
            pills=False,
        )
        self.list = ListCards(_("Daftar percakapan"))
        self.more = Button("", "caret-down", "link", "dense")
        yield
        self.talk = TalkView(self.model)
        yield
        self.side = SidePanel(ours)
        self.board = AgreedList(named=not ours)
        yield
        self._list_stack = StateStack(self.list)
        self._talk_stack = StateStack(
            self.talk, EmptyState("chats-circle", _("Pilih percakapan di daftar kiri, atau mulai yang baru."))
        )
        yield
        self.panes = Panes(
            [(_("Daftar"), self._master()), (_("Percakapan"), self._centre()), (_("Pembinaan"), self.side)], main=1
        )
        self._board_pane = Pane("surface")
        self._front = QStackedWidget()
        self._steps = Steps(self, self.model, self._guidance, self._context.today)
        self._seen = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._seen.timeout.connect(self._saw)
        self.strip = AttachmentStrip(_("Lampiran pesan"), dense=True, limit=MAX_FILES)
        self.attaching = Attaching(context.desk.attachments, context.runner, self.strip, self)
        self.opener = FileOpener(context, self)
        yield
        self._build()
        yield
        self._connect()
        self.model.refresh()

    def open_argument(self, argument: object) -> None:
        """Show a thread, or write about a matter."""
        self._turn("talk")
        self.panes.show_pane(1)
        if isinstance(argument, BeginConsultation):
            self.model.begin(argument)
        elif isinstance(argument, str) and argument == "agreed":
            self._turn("agreed")
        elif isinstance(argument, str) and argument:
            self.model.open(argument)

    def page_shown(self) -> None:
        """Look again what is in sight."""
        self._look()

    def focus_search(self) -> None:
        """Put the cursor into the field to search with (Ctrl+F)."""
        self._turn("talk")
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def primary_action(self) -> None:
        """Send the message (Ctrl+Enter)."""
        if self._front.currentIndex() == 0:
            self.model.writing.send()

    def new_item(self) -> None:
        """Begin a thread (Ctrl+N), or put something down where that is in front."""
        if self._front.currentIndex() == 1:
            self._ask_put()
        else:
            self.model.begin(BeginConsultation())
            self.panes.show_pane(1)

    def flush(self) -> None:
        """Save what is being typed now."""
        self.model.flush()

    def unsaved(self) -> bool:
        """Tell whether typed words are not on the disk, or files that were given are still being taken."""
        return self.model.writing.unsaved or self.attaching.busy

    def panels(self) -> tuple[QWidget, ...]:
        """Return the panels that F6 goes through."""
        if self._front.currentIndex() == 1:
            return (self.header, self.board)
        return (self.header, self.list, self.talk.bubbles, self.talk.text, self.side)

    def showEvent(self, event: QShowEvent) -> None:
        """Look what is in sight now."""
        super().showEvent(event)
        self._look()

    def changeEvent(self, event: QEvent) -> None:
        """Look again when the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._look()

    def _build(self) -> None:
        self.header.add_middle(self.views)
        self.header.add_action(self.search)
        self.header.add_action(self.new)
        self.filter.set_current(self.model.filter)
        reveal(self.more, False)
        self.views.set_current("talk")
        self.talk.attach_row.addWidget(self.strip)
        self.strip.watch_paste(self.talk.text)
        # One row of buttons, as on every page with a composer; the strip shows what was chosen.
        self.talk.foot.insertWidget(0, self.strip.add_button)
        self._board_pane.column.addWidget(self.board)
        self._front.addWidget(self.panes)
        self._front.addWidget(self._board_pane)
        whole = Column(self, Size.NONE)
        whole.addWidget(self.header)
        whole.addWidget(self._front, 1)

    def _master(self) -> Pane:
        pane = Pane("master", Size.MASTER_LIST_WIDE)
        top = Column(margins=even(Size.GAP_10))
        top.addWidget(self.filter)
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
        model.agreed_changed.connect(self._show_agreed)
        model.begun.connect(self._begun)
        model.said.connect(self._say)
        self._context.changes.arrived.connect(model.changed)
        self.views.changed.connect(self._turn)
        self.search.searched.connect(model.find)
        self.more.clicked.connect(model.show_more)
        self.filter.changed.connect(self._filter)
        self.new.clicked.connect(self.new_item)
        self.list.chosen.connect(model.choose)
        self.list.clicked.connect(self._picked)
        self.list.opened.connect(self._opened)
        self._list_stack.acted.connect(self._list_acted)
        self._talk_stack.acted.connect(self._talk_acted)
        self.talk.place_asked.connect(self._open_place)
        self.talk.villages_asked.connect(self._ask_villages)
        self.talk.agree_asked.connect(self._ask_agree)
        self.talk.again_asked.connect(self._go_on)
        self.talk.link_asked.connect(self._ask_link)
        self.talk.bubbles.scrolled.connect(self._look)
        self.talk.file_opened.connect(self._open_file)
        self.side.file_opened.connect(self._open_file)
        self.strip.opened.connect(self._open_file)
        self.strip.files_given.connect(self._take_files)
        self.strip.removed.connect(model.remove_file)
        self.attaching.taken.connect(model.add_file)
        self.attaching.waiting_changed.connect(self._tell_taking)
        self.opener.said.connect(self._say)
        self._context.changes.arrived.connect(self.attaching.changed)
        for agreed in (self.side.agreed, self.board):
            agreed.ticked.connect(self._steps.tick)
            agreed.acted.connect(self._act)
            agreed.put_asked.connect(self._ask_put)

    def _show_list(self) -> None:
        model = self.model
        found = model.found
        self.filter.set_current(model.filter)
        if found is not None:
            self.header.set_state(found.words)
            counts = {one.value: model.count(one) for one in ThreadFilter}
            self.filter.set_counts(counts)
            self.views.set_counts({"talk": model.count(ThreadFilter.TERBUKA), "agreed": self._running()})
            self.more.set_face(_("Tampilkan {n} lagi").format(n=found.more), "caret-down")
        more = found is not None and found.more > 0
        if self.more.hasFocus() and not more:
            self.list.setFocus()  # the keys stay where the person reads
        reveal(self.more, more)
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
            self._list_stack.show_empty(*self._empty_words(), icon="chats-circle")
        if not model.current and found is not None:
            self._talk_stack.show_empty()

    def _running(self) -> int:
        return len(self.model.agreed.running) if self.model.agreed is not None else 0

    def _empty_words(self) -> tuple[str, str]:
        model = self.model
        if model.search:
            return _("Tidak ada percakapan dengan kata itu."), ""
        if not model.count(ThreadFilter.SEMUA):
            return _("Belum ada percakapan."), self.new.text()
        return _("Tidak ada percakapan di sini."), _("Lihat semua")

    def _show_detail(self) -> None:
        detail = self.model.detail
        self.side.show_detail(detail)
        if detail is not None:
            self.talk.show_detail(detail)
            self.attaching.show(detail.files)
            self._talk_stack.show_content()
            self._look()
        elif self.model.detail_problem:
            self._talk_stack.show_error(self.model.detail_problem)
        elif self.model.current:
            self._talk_stack.show_loading()
        else:
            self._talk_stack.show_empty()

    def _show_agreed(self) -> None:
        if self.model.agreed is not None:
            self.views.set_counts({"agreed": self._running()})
            self._fill_board()

    def _fill_board(self) -> None:
        """Show what was agreed where somebody looks at it: making the rows of ten years holds the thread."""
        if self._front.currentIndex() == 1 and self.model.agreed is not None:
            self.board.show_list(self.model.agreed)

    def _look(self) -> None:
        """Begin to count the moment in which the newest words are in sight, or stop counting."""
        detail = self.model.detail
        in_sight = self.isVisible() and self.talk.bubbles.isVisible() and self.isActiveWindow()
        if detail is not None and detail.unread and in_sight and self.talk.bubbles.at_end:
            if not self._seen.isActive():
                self._seen.start()
        else:
            self._seen.stop()

    def _saw(self) -> None:
        if self.isActiveWindow() and self.talk.bubbles.isVisible() and self.talk.bubbles.at_end:
            self.model.mark_seen()

    def _turn(self, key: str) -> None:
        self.views.set_current(key)
        self._front.setCurrentIndex(1 if key == "agreed" else 0)
        self._fill_board()
        self._look()

    def _filter(self, key: str) -> None:
        self.model.set_filter(ThreadFilter(key))

    def _begun(self) -> None:
        self.panes.show_pane(1)
        self.talk.focus_text()

    def _picked(self) -> None:
        self.panes.show_pane(1)

    def _opened(self, _key: str) -> None:
        self.panes.show_pane(1)
        self.talk.focus_text()

    def _list_acted(self, which: str) -> None:
        if which == "error":
            self.model.refresh()
        elif self.model.count(ThreadFilter.SEMUA):
            self.model.set_filter(ThreadFilter.SEMUA)
        else:
            self.new_item()

    def _talk_acted(self, _which: str) -> None:
        self.model.refresh()

    def _open_place(self) -> None:
        about = self.model.detail.about if self.model.detail is not None else None
        if about is not None and about.target:
            page = "reports" if self.model.village else "review"
            self._context.navigator.open(page, OpenPlace(about.target, about.path))

    def _go_on(self) -> None:
        detail = self.model.detail
        if detail is not None:
            about = detail.about
            place = (about.report, about.path) if about is not None else ("", "")
            self.model.begin(BeginConsultation(detail.village, *place, detail.label if about is not None else ""))

    def _ask_villages(self) -> None:
        model = self.model
        ask_villages(self, model.villages, model.writing.villages, model.writing.choose_villages)

    def _ask_agree(self) -> None:
        detail = self.model.detail
        if detail is None:
            return

        def agreed(_village: str, text: str, due: object) -> None:
            label = detail.label if detail.about is not None else detail.subject
            self.model.agree(detail.village, text, due, detail.id, label)  # type: ignore[arg-type]

        ask_agreed(
            self,
            _("Jadikan pembinaan"),
            self.model.writing.draft.strip() or detail.subject,
            None,
            self._context.today(),
            agreed,
        )

    def _ask_put(self) -> None:
        detail = self.model.detail
        on_board = self._front.currentIndex() == 1
        villages = self.model.villages if on_board and not self.model.village else ()
        own = self.model.village or (detail.village if detail is not None else "")

        def agreed(village: str, text: str, due: object) -> None:
            self.model.agree(village or own, text, due)  # type: ignore[arg-type]

        if villages or own:
            ask_agreed(self, _("Pembinaan baru"), "", None, self._context.today(), agreed, villages)

    def _open_file(self, row: str) -> None:
        detail = self.model.detail
        if detail is None:
            return
        files = dict(detail.files)
        files |= {key: one for key, one, _words in detail.attachments}
        if row in files:
            self.opener.open(files[row])

    def _take_files(self, given: list[Given]) -> None:
        self.attaching.take(self.model.current, given)

    def _tell_taking(self, thread_id: str) -> None:
        self.model.writing.set_taking(thread_id, self.attaching.waiting(thread_id))

    def _act(self, key: str, what: str) -> None:
        if what == "thread":
            self._turn("talk")
        self._steps.act(key, what)

    def _guidance(self, key: str) -> GuidanceRow | None:
        found = self.model.agreed
        rows_here = (*found.running, *found.finished) if found is not None else ()
        return next((row for row in rows_here if row.id == key), None)

    def _ask_link(self, address: str) -> None:
        answers = [Answer("stay", _("Jangan dibuka")), Answer("open", _("Buka di peramban"), "primary")]
        words = _("{address}\n\nBuka hanya bila Anda mengenal alamat ini.").format(address=address)
        if ask(self, _("Buka tautan ini?"), words, answers, "stay") == "open":
            QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))

    def _say(self, sentence: str) -> None:
        self._context.toast(sentence)
