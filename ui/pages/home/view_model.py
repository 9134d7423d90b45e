"""The first page without a window: the work of today as the desk tells it, and where each task leads."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.home_views import HomeView, Task, TaskKind
from ui.navigation import BeginReport, OpenConflict
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.runtime.refresh import Refresh

MINUTE_MS = 60_000
TOPICS = tuple(topic for topic in Topic if topic is not Topic.IDENTITY)


class HomeModel(QObject):
    """`view` is None until the first reading; `fault` is the sentence of a reading that failed."""

    changed = Signal()

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.view: HomeView | None = None
        self.fault = ""
        self._refresh = Refresh(context.runner, context.desk.home.today, self._came, self._failed, self)
        context.changes.arrived.connect(self._heard)
        # Days and hours in words go on although nothing changes.
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self.load)
        self._clock.start()

    def load(self) -> None:
        """Read the page again."""
        self._refresh.ask()

    def start(self, number: int) -> None:
        """Go where a task of the list leads; what stands at no number any more leads nowhere."""
        tasks = self.view.tasks if self.view is not None else ()
        if 0 <= number < len(tasks):
            page, argument = destination(tasks[number])
            self._context.navigator.open(page, argument)

    def send_now(self) -> None:
        """Ask the sending to try now; the strip tells what comes of it."""
        self._context.desk.sync.sync_now()

    def open_queue(self) -> None:
        """Go to the list of what waits and what needs a person."""
        self._context.navigator.open("settings", "sending")

    def open_copies(self) -> None:
        """Go to the copies of the data."""
        self._context.navigator.open("settings", "copies")

    def new_report(self) -> None:
        """Go to the reports and ask which one to begin."""
        self._context.navigator.open("reports", BeginReport())

    def search(self) -> None:
        """Go to the search over everything on this PC."""
        self._context.navigator.open("search")

    def _heard(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.touches(*TOPICS):
            self.load()

    def _came(self, view: HomeView) -> None:
        if view != self.view or self.fault:
            self.view, self.fault = view, ""
            self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.fault = sentence_of(fault)
        self.changed.emit()


def destination(task: Task) -> tuple[str, object]:
    """Return the page of a task and what to open there."""
    match task.kind:
        case TaskKind.CONFLICT:
            return "conflict", OpenConflict(task.target)
        case TaskKind.FEEDBACK:
            return "feedback", task.target or None
        case TaskKind.GUIDANCE:
            return "consultation", "agreed"
        case TaskKind.POSTING:
            return "posting", task.target or None
        case TaskKind.PROOF:
            return "posting", (task.target, task.channel)
        case TaskKind.RETURNED | TaskKind.LATE | TaskKind.DUE:
            if not task.begun:
                return "reports", BeginReport(task.template_key, task.period, task.ordinal)
            return "reports", task.target or None
