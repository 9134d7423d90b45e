"""Pemeriksaan: what waits at the left, the version in the middle, notes and the decision at the right."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from sipa_core.messages import _
from sipa_desktop.services.places import where
from ui.design.measures import Size
from ui.design.type import Role
from ui.navigation import BeginConsultation, Making, OpenPlace
from ui.pages import PageContext, SteppedPage, in_steps
from ui.pages.review.cards import card, held_card
from ui.pages.review.compare_bar import CompareBar
from ui.pages.review.decision_questions import (
    ask_reopening,
    ask_withdrawal,
    asked_again,
    asked_to_accept,
    asked_to_release,
)
from ui.pages.review.panes import list_pane, version_pane
from ui.pages.review.papers import version_papers
from ui.pages.review.proofs_view import ProofsView
from ui.pages.review.section_bar import SectionBar
from ui.pages.review.section_view import SectionView
from ui.pages.review.side_panel import SidePanel
from ui.pages.review.view_model import ReviewModel, filter_groups
from ui.runtime.talks_on import TalksOn
from ui.widgets.boxes import Column, reveal
from ui.widgets.button import Button
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.filter_button import FilterButton
from ui.widgets.label import Label
from ui.widgets.list_cards import ListCards
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.state_stack import StateStack
from ui.widgets.versions_dialog import show_versions

REPORTS = "reports"
PROOFS = "proofs"


def create(context: PageContext) -> QWidget:
    """Make the page."""
    return ReviewPage(context)


def making(context: PageContext) -> Making:
    """Make the page in steps."""
    return in_steps(ReviewPage, context)


class ReviewPage(SteppedPage):
    """The page; `open_argument` takes the id of a version, or an OpenPlace with one."""

    def _make(self) -> Iterator[None]:
        context = self._context
        self._wanted = ""
        self._path = ""
        self._talks = TalksOn(context.desk.consultation.on_report, context.runner, context.changes, self)
        self.model = ReviewModel(context, self)
        self._header = PageHeader(_("Pemeriksaan"), kind="bar")
        self._print = Button(_("Cetak"), "printer", key="Ctrl+P")
        self.filter = FilterButton(_("Saring laporan yang menunggu"), "dense")
        self.compare = CompareBar()
        self._before = Button(_("Sebelumnya"), "caret-left")
        self._after = Button(_("Berikutnya"), "caret-right", icon_after=True)
        self.list = ListCards(_("Laporan yang menunggu"))
        yield
        self.panel = SidePanel(self.model.notes)
        self._village = Label("", Role.SECTION, wrap=True)
        self._chip = StatusChip()
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        self.sections = SectionBar()
        yield
        self.view = SectionView(context.desk.attachments, context.runner)
        context.changes.arrived.connect(self.view.files.changed)
        yield
        self._panes = self._make_panes()
        yield
        self._stack = StateStack(self._panes)
        self._front = QStackedWidget()
        self._front.addWidget(self._stack)
        self._views: dict[str, QWidget] = {REPORTS: self._stack}
        self._view_words = [Choice(REPORTS, _("Laporan"))]
        self.tabs: Segmented | None = None
        yield
        self.proofs = ProofsView(context)
        yield
        self._build()
        yield
        self.add_view(PROOFS, _("Bukti posting"), self.proofs)
        self._connect()

    def page_shown(self) -> None:
        """Read again what changed while the page was behind others."""
        self.model.wake(True)

    def open_argument(self, argument: object) -> None:
        """Bring a version to hand that somebody chose elsewhere; looking at it from there opens no review."""
        if isinstance(argument, tuple) and argument[0] == PROOFS:
            self.show_view(PROOFS)
            self.proofs.open_proof(str(argument[1]))
        elif isinstance(argument, OpenPlace):
            self.show_view(REPORTS)
            self._wanted = argument.path
            self.model.choose(argument.target, by_person=False)
        elif isinstance(argument, str) and argument:
            self.show_view(REPORTS)
            self.model.choose(argument, by_person=False)

    def add_view(self, key: str, label: str, view: QWidget) -> None:
        """Put another view beside the reports (`Bukti posting`), reached by the words in the header."""
        self._view_words.append(Choice(key, label))
        self._views[key] = view
        self._front.addWidget(view)
        if self.tabs is not None:
            self.tabs.deleteLater()
        self.tabs = Segmented(self._view_words, _("Yang diperiksa"))
        self.tabs.changed.connect(self.show_view)
        self._header.add_middle(self.tabs)

    def show_view(self, key: str) -> None:
        """Bring a view to the front; KeyError for an unknown one. The steps belong to the reports."""
        self._front.setCurrentWidget(self._views[key])
        if self.tabs is not None:
            self.tabs.set_current(key)
        for button in (self._print, self._before, self._after):
            reveal(button, key == REPORTS)
        self._show_state()
        if self._view is self.proofs and not self._header.isAncestorOf(QApplication.focusWidget() or self):
            self.proofs.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _view(self) -> QWidget | None:
        return self._front.currentWidget()

    def primary_action(self) -> None:
        """Confirm proofs, or give a report back when a note is written; approval has no key of its own."""
        if self._view is self.proofs:
            self.proofs.confirm_now()
        elif self.panel.give_back.isVisible() and self.model.notes.written:
            self._ask_return()

    def print_page(self) -> None:
        """Show the version in hand and those before it on paper (Ctrl+P)."""
        detail = self.model.detail
        if detail is not None and self._view is not self.proofs:
            papers = version_papers(self._context.desk.documents, detail)
            dialog = DocumentDialog(self._context.runner, detail.title, papers, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def flush(self) -> None:
        """Save what is being typed now."""
        self.model.notes.flush()

    def unsaved(self) -> bool:
        """Tell whether words of a note are not on the disk."""
        return not self.model.notes.clean

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        if self._view is self.proofs:
            return [self._header, *self.proofs.panels()]
        return [self._header, self.list, self._middle, self.panel]

    def showEvent(self, event: QShowEvent) -> None:
        """Follow changes while the page is in sight."""
        super().showEvent(event)
        self.model.wake(True)
        self.proofs.wake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Save what was typed; only remember changes while the page is not in sight."""
        super().hideEvent(event)
        self.model.notes.flush()
        self.model.wake(False)
        self.proofs.wake(False)

    def _build(self) -> None:
        self._header.add_action(self._print)
        self._header.add_action(self._before)
        self._header.add_action(self._after)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addWidget(self._front, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._before.setToolTip("Alt+↑")
        self._after.setToolTip("Alt+↓")
        for keys, step in (("Alt+Up", self._go_before), ("Alt+Down", self._go_after)):
            shortcut = QShortcut(QKeySequence(keys), self, step)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._show_steps()

    def _connect(self) -> None:
        self.model.list_changed.connect(self._show_list)
        self.model.detail_changed.connect(self._show_detail)
        self.model.section_changed.connect(self._show_section)
        self.model.refused.connect(self.panel.notice.say)
        self.model.notes.counted.connect(self._show_count)
        self.model.notes.listed.connect(self._show_section)
        self.proofs.counted.connect(self._show_state)
        self.filter.chosen.connect(self.model.filter_by)
        self.compare.compared.connect(self.model.compare_with)
        self.compare.changes_only.connect(self.model.show_changes_only)
        self.compare.versions_asked.connect(self._show_versions)
        self.panel.reopen_asked.connect(self._ask_reopen)
        self.panel.timely_asked.connect(self.model.confirm_timely)
        self.panel.withdraw_asked.connect(self._ask_withdraw)
        self.panel.again_asked.connect(self._ask_again)
        self.panel.version_asked.connect(self._choose)
        self.list.chosen.connect(self._choose)
        self.list.clicked.connect(self._clicked)
        self.list.opened.connect(self._opened)
        self.model.notes.begun.connect(self._show_notes)
        self.sections.chosen.connect(self.model.show_section)
        self.view.noted.connect(self.model.begin_note)
        self.panel.note_asked.connect(self._note_on_all)
        self.panel.take_asked.connect(self.model.take_notes)
        self.panel.place_asked.connect(self._go_to)
        self.view.table.chosen.connect(self._moved)
        self.model.section_changed.connect(self._left_place)
        self.panel.ask.asked.connect(self._ask_village)
        self.panel.ask.opened.connect(self._open_talk)
        self._talks.changed.connect(self._show_place)
        self.panel.return_asked.connect(self._ask_return)
        self.panel.accept_asked.connect(self._ask_accept)
        self.panel.release_asked.connect(self._ask_release)
        self._print.clicked.connect(self.print_page)
        self._before.clicked.connect(self._go_before)
        self._after.clicked.connect(self._go_after)
        self._stack.acted.connect(self._try_again)
        self._detail_stack.acted.connect(self._try_again)

    def _show_versions(self) -> None:
        if self.model.detail is not None:
            show_versions(self, self._context.runner, self._context.desk.versions, self.model.detail.report_id)

    def _make_panes(self) -> Panes:
        head = (self._village, self._chip)
        content = version_pane(head, (self._words, self.compare, self.sections), self.view)
        self._detail_stack = StateStack(content)
        self._middle = Pane("canvas")
        self._middle.column.addWidget(self._detail_stack)
        left = list_pane(self.filter, self.list)
        return Panes([(_("Daftar"), left), (_("Laporan"), self._middle), (_("Catatan"), self.panel)], main=1)

    def _show_list(self) -> None:
        waiting = self.model.list
        if waiting is None:
            self._stack.show_error(self.model.list_fault)
            return
        self.filter.set_groups(filter_groups(waiting.rows), self.model.filters)
        rows = self.model.rows
        self._show_state()
        zone = self._context.zone
        self.list.set_cards([*(card(row, zone) for row in rows), *map(held_card, waiting.held)])
        self.list.set_current(self.model.current)
        self._show_steps()
        if not self.list.cards and not self.model.current:
            self._stack.show_empty(
                _("Tidak ada laporan yang menunggu diperiksa."),
                detail=_("Kiriman baru dari desa muncul di sini setelah tersambung."),
                icon="check-circle",
            )
            return
        self._stack.show_content()
        self.setFocusProxy(self.list)
        if self.hasFocus():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_state(self) -> None:
        """Say in the header what waits in the view in front, and in its words how much waits in each."""
        waiting = self.model.list
        if self.tabs is not None and waiting is not None:
            self.tabs.set_counts({REPORTS: len(waiting.rows) + len(waiting.held), PROOFS: self.proofs.count})
        if self._view is self.proofs:
            self._header.set_state(self.proofs.words)
        elif waiting is not None:
            words, rows = waiting.words, self.model.rows
            if len(rows) != len(waiting.rows):
                words = f"{words} {_('Saringan menampilkan {n}.').format(n=len(rows))}"
            self._header.set_state(self.model.list_fault or words)

    def _show_detail(self) -> None:
        detail = self.model.detail
        self.list.set_current(self.model.current)
        self._show_steps()
        if self.model.current:
            self._stack.show_content()
        self.panel.setEnabled(detail is not None)
        self._print.setEnabled(detail is not None)
        if detail is None:
            self.panel.show_nothing()
            if self.model.detail_fault:
                self._detail_stack.show_error(self.model.detail_fault)
            else:
                self._detail_stack.show_loading()
            return
        self._village.setText(detail.village)
        self._chip.set_chip(Chip(detail.state.value, detail.chip))
        self._words.setText(detail.words)
        self.compare.show_detail(detail, self.model.changes_only)
        self.panel.show_detail(detail, self.model.held, self.model.return_word, self.model.deciding)
        self._show_section()
        self._detail_stack.show_content()
        if detail.report_id != self._talks.report:
            self._path = ""
            self._talks.show(detail.report_id)
        self._show_place()
        path, self._wanted = self._wanted, ""
        if path:
            self._go_to(path)

    def _show_section(self) -> None:
        detail = self.model.detail
        if detail is not None:
            self.sections.set_sections(detail.sections, self.model.section)
            self.view.show_section(
                detail, self.model.section, self.model.notes.numbers, changes_only=self.model.changes_only
            )

    def _moved(self, path: str) -> None:
        self._path = path
        self._show_place()

    def _left_place(self) -> None:
        detail = self.model.detail
        section = detail.template.section(self.model.section) if detail is not None else None
        if section is not None and section.table is None:
            self._moved(section.leaves[0].path if len(section.leaves) == 1 else "")

    def _show_place(self) -> None:
        """Name the field in hand beside the button, with the sign of a thread that is open on it."""
        detail = self.model.detail
        if detail is None:
            return
        threads = self._talks.threads
        self.panel.ask.set_place(self._path, self._place_words(self._path), threads.get(self._path, ""))
        others = [(thread, self._place_words(path)) for path, thread in threads.items() if path != self._path]
        self.panel.ask.set_others([(thread, words or _("Seluruh laporan")) for thread, words in others])

    def _place_words(self, path: str) -> str:
        detail = self.model.detail
        return where(detail.template, detail.content, detail.budget, path) if detail is not None and path else ""

    def _ask_village(self, path: str) -> None:
        detail = self.model.detail
        if detail is not None:
            self._open_talk(BeginConsultation(detail.village_code, detail.report_id, path))

    def _open_talk(self, talk: object) -> None:
        self.model.notes.flush()
        self._context.navigator.open("consultation", talk)

    def _show_count(self) -> None:
        self.panel.set_return_word(self.model.return_word)

    def _show_steps(self) -> None:
        self._before.setEnabled(self.model.can_step(-1))
        self._after.setEnabled(self.model.can_step(1))

    def _choose(self, key: str) -> None:
        self.panel.notice.say("")
        self.model.choose(key)

    def _clicked(self, _index: QModelIndex) -> None:
        # The card that came to hand by itself does not say that it was chosen; a click on it does.
        if self.list.current == self.model.current:
            self._opened(self.list.current)

    def _opened(self, key: str) -> None:
        self._choose(key)
        self._panes.show_pane(1)

    def _show_notes(self, _key: str) -> None:
        self.panel.notice.say("")
        self._panes.show_pane(2)

    def _go_before(self) -> None:
        self.panel.notice.say("")
        self.model.step(-1)

    def _go_after(self) -> None:
        self.panel.notice.say("")
        self.model.step(1)

    def _go_to(self, path: str) -> None:
        detail = self.model.detail
        section = detail.template.section_of(path) if detail is not None and path else None
        if section is not None:
            self.model.show_section(section.key)
            self.view.go_to(path)
            self._panes.show_pane(1)

    def _note_on_all(self) -> None:
        self.model.begin_note("")

    def _ask_return(self) -> None:
        # Nothing final: the village sends again, so the notes themselves are the question.
        self.panel.notice.say("")
        self.model.give_back()

    def _ask_accept(self) -> None:
        self.panel.notice.say("")
        if self.model.detail is not None and asked_to_accept(self, self.model.detail):
            self.model.accept()

    def _ask_reopen(self) -> None:
        self.panel.notice.say("")
        if self.model.detail is not None:
            ask_reopening(self, self.model.detail, self.model.reopen)

    def _ask_release(self) -> None:
        self.panel.notice.say("")
        if self.model.held is not None and asked_to_release(self, self.model.held):
            self.model.release()

    def _ask_withdraw(self) -> None:
        self.panel.notice.say("")
        if self.model.detail is not None:
            ask_withdrawal(self, self.model.detail, self.model.withdraw)

    def _ask_again(self) -> None:
        self.panel.notice.say("")
        if self.model.detail is not None and asked_again(self, self.model.detail):
            self.model.publish_again()

    def _try_again(self, _which: str) -> None:
        self.model.load()
