"""Pemeriksaan: what waits at the left, the version in the middle, notes and the decision at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from sipa_core import ids
from sipa_core.domain.dates import format_date_tight, local_date
from sipa_core.messages import _
from sipa_desktop.services.review_views import HeldRow, ReviewDetail, ReviewRow
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.review.section_bar import SectionBar
from ui.pages.review.section_view import SectionView
from ui.pages.review.side_panel import SidePanel
from ui.pages.review.view_model import ReviewModel
from ui.widgets.boxes import Column, Line, Row
from ui.widgets.button import Button
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.document_dialog import Choice, DocumentDialog
from ui.widgets.label import Label
from ui.widgets.list_cards import ListCard, ListCards
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.question import Answer, ask
from ui.widgets.state_stack import StateStack


def create(context: PageContext) -> QWidget:
    """Make the page."""
    return ReviewPage(context)


class ReviewPage(QWidget):
    """The page; `open_argument` takes the id of a version."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = ReviewModel(context, self)
        self._header = PageHeader(_("Pemeriksaan"), kind="bar")
        self._print = Button(_("Cetak"), "printer", key="Ctrl+P")
        self._before = Button(_("Sebelumnya"), "caret-left")
        self._after = Button(_("Berikutnya"), "caret-right", icon_after=True)
        self.list = ListCards(_("Laporan yang menunggu"))
        self.panel = SidePanel(self.model.notes)
        self._village = Label("", Role.SECTION, wrap=True)
        self._chip = StatusChip()
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        self.sections = SectionBar()
        self.view = SectionView()
        self._panes = self._make_panes()
        self._stack = StateStack(self._panes)
        self._build()
        self._connect()

    def page_shown(self) -> None:
        """Read again what changed while the page was behind others."""
        self.model.wake(True)

    def open_argument(self, argument: object) -> None:
        """Bring a version to hand that somebody chose elsewhere."""
        if isinstance(argument, str) and argument:
            self.model.choose(argument)

    def primary_action(self) -> None:
        """Give back, when a note is written; approval has no key of its own."""
        if self.panel.give_back.isVisible() and self.model.notes.written:
            self._ask_return()

    def print_page(self) -> None:
        """Show the version in hand and those before it on paper (Ctrl+P)."""
        detail = self.model.detail
        if detail is not None:
            documents = self._context.desk.documents
            papers: list[Choice] = [
                (_("Kiriman ke-{n}").format(n=n), partial(documents.of_version, ids.version_id(detail.report_id, n)))
                for n in range(detail.n, 0, -1)
            ]
            papers.append((_("Tanda terima"), partial(documents.receipt, detail.version_id)))
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
        return [self._header, self.list, self._middle, self.panel]

    def showEvent(self, event: QShowEvent) -> None:
        """Follow changes while the page is in sight."""
        super().showEvent(event)
        self.model.wake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Save what was typed; only remember changes while the page is not in sight."""
        super().hideEvent(event)
        self.model.notes.flush()
        self.model.wake(False)

    def _build(self) -> None:
        self._header.add_action(self._print)
        self._header.add_action(self._before)
        self._header.add_action(self._after)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addWidget(self._stack, 1)
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
        self.list.chosen.connect(self._choose)
        self.list.clicked.connect(self._clicked)
        self.list.opened.connect(self._opened)
        self.model.notes.begun.connect(self._show_notes)
        self.sections.chosen.connect(self.model.show_section)
        self.view.noted.connect(self.model.begin_note)
        self.panel.note_asked.connect(self._note_on_all)
        self.panel.place_asked.connect(self._go_to)
        self.panel.return_asked.connect(self._ask_return)
        self.panel.accept_asked.connect(self._ask_accept)
        self.panel.release_asked.connect(self._ask_release)
        self._print.clicked.connect(self.print_page)
        self._before.clicked.connect(self._go_before)
        self._after.clicked.connect(self._go_after)
        self._stack.acted.connect(self._try_again)
        self._detail_stack.acted.connect(self._try_again)

    def _make_panes(self) -> Panes:
        left = Pane("master", Size.MASTER_LIST)
        left.column.addWidget(self.list)
        content = QWidget()
        column = Column(content, Size.GAP_8, (Size.GAP_16, Size.GAP_12, Size.GAP_16, Size.GAP_12))
        head = Row(gap=Size.GAP_8)
        head.addWidget(self._village, 1)
        head.addWidget(self._chip)
        column.addLayout(head)
        column.addWidget(self._words)
        column.addWidget(self.sections)
        column.addWidget(Line())
        column.addWidget(self.view, 1)
        self._detail_stack = StateStack(content)
        self._middle = Pane("canvas")
        self._middle.column.addWidget(self._detail_stack)
        return Panes([(_("Daftar"), left), (_("Laporan"), self._middle), (_("Catatan"), self.panel)], main=1)

    def _show_list(self) -> None:
        waiting = self.model.list
        if waiting is None:
            self._stack.show_error(self.model.list_fault)
            return
        self._header.set_state(self.model.list_fault or waiting.words)
        zone = self._context.zone
        self.list.set_cards([*(_card(row, zone) for row in waiting.rows), *map(_held_card, waiting.held)])
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

    def _show_detail(self) -> None:
        detail = self.model.detail
        self.list.set_current(self.model.current)
        self._show_steps()
        if self.model.current:
            self._stack.show_content()
        self.panel.setEnabled(detail is not None)
        self._print.setEnabled(detail is not None)
        if detail is None:
            if self.model.detail_fault:
                self._detail_stack.show_error(self.model.detail_fault)
            else:
                self._detail_stack.show_loading()
            return
        self._village.setText(detail.village)
        self._chip.set_chip(Chip(detail.state.value, detail.chip))
        self._words.setText(detail.words)
        self.panel.show_detail(detail, self.model.held, self.model.return_word, self.model.deciding)
        self._show_section()
        self._detail_stack.show_content()

    def _show_section(self) -> None:
        detail = self.model.detail
        if detail is not None:
            self.sections.set_sections(detail.sections, self.model.section)
            self.view.show_section(detail, self.model.section, self.model.notes.numbers)

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
        detail = self.model.detail
        if detail is None:
            return
        answers = [Answer("stay", _("Periksa lagi")), Answer("accept", _("Setujui"), "primary", "check")]
        title = _("Setujui laporan {village}?").format(village=detail.village)
        self.panel.notice.say("")
        if ask(self, title, accept_words(detail), answers, "stay") == "accept":
            self.model.accept()

    def _ask_release(self) -> None:
        held = self.model.held
        if held is None:
            return
        answers = [Answer("stay", _("Jangan dulu")), Answer("release", _("Terbitkan"), "primary", "megaphone-simple")]
        title = _("Terbitkan laporan {village}?").format(village=held.village)
        words = _("Setelah terbit, siapa pun dapat membacanya di halaman publik, termasuk bagian yang disebut tadi.")
        self.panel.notice.say("")
        if ask(self, title, words, answers, "stay") == "release":
            self.model.release()

    def _try_again(self, _which: str) -> None:
        self.model.load()


def accept_words(detail: ReviewDetail) -> str:
    """Return what approval means: what is published, or that nothing is."""
    publication = detail.template.publication
    if publication is None:
        return _("{title} selesai. Jenis laporan ini tidak diterbitkan.").format(title=detail.title)
    items = ", ".join(item.label[:1].lower() + item.label[1:] for item in publication.items)
    return _("{title} terbit di halaman publik desa: {items}. Desa lalu diminta memostingnya.").format(
        title=detail.title, items=items
    )


def _card(row: ReviewRow, zone: str) -> ListCard:
    return ListCard(
        row.version_id,
        row.village,
        _title(row.title),
        aside=format_date_tight(local_date(row.sent_at, zone)),
        aside_tone="late" if row.late else "ink2",
        chip=Chip(row.state.value, row.chip),
        spoken=f"{row.village}, {row.title}, {row.chip}, {row.sent_words}",
    )


def _title(title: str) -> str:
    """In a list of reports the first word says nothing, and the month must be seen."""
    return title.removeprefix(_("Laporan "))


def _held_card(row: HeldRow) -> ListCard:
    return ListCard(
        row.version_id,
        row.village,
        _title(row.title),
        tag=_("Terbitan ditahan"),
        chip=Chip("terlambat", _("Ditahan"), "warning"),
        spoken=_("{village}, {title}, terbitan ditahan").format(village=row.village, title=row.title),
    )
