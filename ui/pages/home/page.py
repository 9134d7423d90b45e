"""Beranda: one list of what to do, what waits to be sent, the dates ahead and four measures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from sipa_core.messages import _
from sipa_desktop.services.home_views import HomeView, Measure, TaskKind
from sipa_desktop.services.home_views import Task as TaskView
from sipa_desktop.sync.status import SyncStatus
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.pages import PageContext
from ui.pages.home.side_cards import DatesCard, QueueCard
from ui.pages.home.view_model import HomeModel
from ui.widgets.attentions import Attentions
from ui.widgets.boxes import Column, Line, Row, empty_layout
from ui.widgets.button import Button
from ui.widgets.card import EdgeCard
from ui.widgets.chip import Chip
from ui.widgets.copy_alerts import CopyAlerts
from ui.widgets.kpi_tile import Kpi, KpiTiles
from ui.widgets.notice import Notice
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane
from ui.widgets.state_stack import EmptyState, StateStack
from ui.widgets.task_row import Task, TaskRow

TASKS_FILLING = 5
"""How many tasks fill the card."""

_LOOK = {
    TaskKind.CONFLICT: ("copy", "menunggu_fg"),
    TaskKind.PROOF: ("shield-warning", "dikembalikan_fg"),
    TaskKind.RETURNED: ("arrow-u-up-left", "dikembalikan_fg"),
    TaskKind.LATE: ("clock-countdown", "terlambat_fg"),
    TaskKind.FEEDBACK: ("chat-circle-dots", "menunggu_fg"),
    TaskKind.GUIDANCE: ("handshake", "diperiksa_fg"),
    TaskKind.POSTING: ("megaphone-simple", "terkirim_fg"),
    TaskKind.DUE: ("file-text", "ink2"),
}


def create(context: PageContext) -> QWidget:
    """Return the page."""
    return HomePage(context)


class HomePage(QWidget):
    """The page; it only lays out what its model holds."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.model = HomeModel(context, self)
        self._header = PageHeader("")
        self._find = Button(_("Cari"), "magnifying-glass", key="Ctrl+F")
        self._find.clicked.connect(self.focus_search)
        self._header.add_action(self._find)
        self._new = Button(_("Buat laporan"), "plus", "primary", key="Ctrl+N")
        self._new.clicked.connect(self.new_item)
        self._header.add_action(self._new)
        self._rows: list[TaskRow] = []
        self._whole = False
        self._laid_out: HomeView | None = None
        self._tasks = EdgeCard()
        self._tasks.setAccessibleName(_("Yang perlu dikerjakan"))
        self._measures = KpiTiles()
        self._queue = QueueCard()
        self._dates = DatesCard()
        self._reminders = Notice("bell")
        self.attentions = Attentions(context.desk.sync, context.runner, context.now, context.zone)
        self.copies = CopyAlerts(context.desk, context.runner, context.changes, later=True)
        self._side = Pane("canvas", Size.SIDE_CARDS, Size.GAP_16)
        self._stack = StateStack(self._content())
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addWidget(self._stack, 1)
        self._queue.send_asked.connect(self.model.send_now)
        self.attentions.register_asked.connect(self.model.open_queue)
        self.attentions.looked.connect(self._offer_sending)
        self.attentions.look()
        self.copies.look_asked.connect(self.model.open_copies)
        self._queue.look_asked.connect(self.model.open_queue)
        self._stack.acted.connect(self.model.load)
        self.model.changed.connect(self._render)
        self.copies.looked.connect(self._copies_told, Qt.ConnectionType.SingleShotConnection)
        watch(self._fit)
        self.copies.look()
        self.model.load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width there is."""
        super().resizeEvent(event)
        self._fit()

    def page_shown(self) -> None:
        """Read the page again, since the day may have gone on; the first reading is under way when it is made."""
        if self.model.view is not None:
            self.model.load()

    def new_item(self) -> None:
        """Ask which report to begin (Ctrl+N)."""
        self.model.new_report()

    def focus_search(self) -> None:
        """Search everything on this PC (Ctrl+F on this page, Ctrl+K on every page)."""
        self.model.search()

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._header, self._tasks, self._queue]

    def _content(self) -> QWidget:
        content = QWidget()
        self._body = body = Row(content, Size.GAP_20, (Size.GAP_24, Size.GAP_4, Size.GAP_24, Size.GAP_20))
        left = Column(gap=Size.GAP_16)
        left.addWidget(self.attentions)
        left.addWidget(self.copies)
        left.addWidget(self._reminders)
        left.addWidget(self._tasks, 1)
        left.addWidget(self._measures)
        body.addLayout(left, 1)
        self._side.column.addWidget(self._queue)
        self._side.column.addWidget(self._dates, 1)
        body.addWidget(self._side)
        return content

    def _offer_sending(self, status: SyncStatus) -> None:
        self._queue.offer_sending(status.shut_out is None)

    def _fit(self) -> None:
        """Put the cards of the side below the work where the work would be squeezed."""
        below = self.width() < px(Size.SIDE_CARDS) + px(Size.PANE_LEAST) + 3 * px(Size.GAP_24)
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.TopToBottom if below else directions.LeftToRight)
        self._side.set_free(below)

    def _copies_told(self) -> None:
        """The first view comes with its notices: what would come after it would push the list down under the hand."""
        self._whole = True
        self._render()

    def _render(self) -> None:
        view = self.model.view
        if self.model.fault and view is None:
            self._stack.show_error(self.model.fault)
            return
        if view is None or not self._whole:
            self._stack.show_loading()
            return
        before, self._laid_out = self._laid_out, view
        self._header.set_title(view.greeting)
        self._header.set_state(view.words)
        self._reminders.say(_("Pengingat dari kecamatan") if view.reminders else "", view.reminders)
        # Rows are made anew only where they changed: to make, dress and lay them all out takes a tenth of a second.
        if before is None or view.tasks != before.tasks:
            self._list_tasks(view)
        self._measures.set_kpis([_kpi(measure) for measure in view.measures])
        queue = (view.queue, view.queue_size, view.attention, view.files_words)
        if before is None or queue != (before.queue, before.queue_size, before.attention, before.files_words):
            self._queue.show_queue(*queue)
        if before is None or view.upcoming != before.upcoming:
            self._dates.show_dates(view.upcoming)
        self._stack.show_content()

    def _list_tasks(self, view: HomeView) -> None:
        focused = self._focused_task()
        empty_layout(self._tasks.column)
        rows = self._rows = []
        # A short list keeps the height of its rows instead of filling the card with air.
        missing = TASKS_FILLING - len(view.tasks)
        for number, task in enumerate(view.tasks):
            if number:
                self._tasks.column.addWidget(Line())
            row = TaskRow(_task(number, task))
            row.started.connect(self._started)
            self._tasks.column.addWidget(row, 1)
            rows.append(row)
        if rows and missing > 0:
            self._tasks.column.addStretch(missing)
        if not rows:
            self._tasks.column.addWidget(EmptyState("check-circle", _("Tidak ada yang harus dikerjakan sekarang.")), 1)
        elif focused >= 0:
            # The list was built anew under the person's hands: the focus stays in its place.
            rows[min(focused, len(rows) - 1)].button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused_task(self) -> int:
        return next((number for number, row in enumerate(self._rows) if row.button.hasFocus()), -1)

    def _started(self, key: str) -> None:
        self.model.start(int(key))


def _task(number: int, task: TaskView) -> Task:
    icon, tint = _LOOK[task.kind]
    soon = task.kind in (TaskKind.FEEDBACK, TaskKind.GUIDANCE) and bool(task.side)
    return Task(
        key=str(number),
        icon=icon,
        title=task.title,
        reason=task.words,
        action=task.action,
        tint=tint,
        chip=Chip(task.chip.value, task.chip_word) if task.chip is not None else None,
        aside=task.side,
        aside_icon="timer" if soon else "",
        aside_tone="warn" if soon else "ink2",
        steps=(task.done, task.total) if task.total else None,
        primary=number == 0,
    )


def _kpi(measure: Measure) -> Kpi:
    share = None if measure.permille is None else measure.permille / 1000
    return Kpi(measure.label, measure.value, measure.of, share, measure.note)
