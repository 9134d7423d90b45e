"""What the page of consultations shows and does: the list, one thread, and what was agreed.

No widgets here. The message being written stands in `writing.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sipa_core.domain.attachments import Attachment
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.consultation_views import Begun, Outline, ThreadDetail, ThreadFilter, ThreadList, ThreadRow
from sipa_desktop.services.guidance_views import GuidanceList
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from ui.navigation import BeginConsultation
from ui.pages.consultation.writing import Writing
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk

MINUTE_MS = 60_000
PAGE = 200


class ConsultationModel(QObject):
    """`list_changed`, `detail_changed`, `agreed_changed` (`agreed` holds all pembinaan of this desk); `said` is for a
    toast. `writing` is the message being written in the thread in hand.
    """

    list_changed = Signal()
    detail_changed = Signal()
    agreed_changed = Signal()
    begun = Signal()
    said = Signal(str)

    def __init__(self, desk: Desk, runner: Runner, village: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._talk = desk.consultation
        self._guidance = desk.guidance
        self._runner = runner
        self.village = village
        self.villages: tuple[tuple[str, str], ...] = ()
        self.filter = ThreadFilter.TERBUKA
        self.search = ""
        self._limit = PAGE
        self.found: ThreadList | None = None
        self.list_problem = ""
        self.agreed: GuidanceList | None = None
        self.current = ""
        self.detail: ThreadDetail | None = None
        self.detail_problem = self.fault = ""
        self._first = True
        self._tickets = {"list": 0, "detail": 0, "agreed": 0}
        self.writing = Writing(self._talk, runner, self)
        self.writing.sent.connect(self._sent)
        self.writing.villages_changed.connect(self.detail_changed)
        # "4 hari lagi" and "10.34" go on while nobody touches anything.
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()

    @property
    def rows(self) -> tuple[ThreadRow, ...]:
        """Return what is listed under the filter and found by the search."""
        return self.found.rows if self.found is not None else ()

    def count(self, chosen: ThreadFilter) -> int:
        """Return how many there are under a filter, 0 while unknown."""
        return self.found.counts.get(chosen, 0) if self.found is not None else 0

    def refresh(self) -> None:
        """Read list, thread and what was agreed anew."""
        self._load_list()
        self._load_agreed()
        if self.current:
            self._load_detail()

    def changed(self, changes: Changes) -> None:
        """Read anew what a change may have touched."""
        if changes.touches(Topic.CONSULTATION, Topic.OUTBOX, Topic.OFFICE, Topic.REPORTS):
            self.refresh()
        elif changes.touches(Topic.DRAFTS, Topic.ATTACHMENTS):
            self._load_list()
            if self.current:
                self._load_detail()

    def set_filter(self, chosen: ThreadFilter) -> None:
        """List under another filter."""
        self.filter, self._limit = chosen, PAGE
        self._load_list()

    def find(self, words: str) -> None:
        """List only what has these words."""
        self.search, self._limit = words, PAGE
        self._load_list()

    def show_more(self) -> None:
        """List another page of rows."""
        self._limit += PAGE
        self._load_list()

    def open(self, thread_id: str) -> None:
        """Show a thread that somebody asked for, under a filter in which it stands."""
        self._first = False
        self.filter, self.search = ThreadFilter.SEMUA, ""
        self.choose(thread_id)
        self._load_list()

    def begin(self, about: BeginConsultation) -> None:
        """Write about a matter: in the thread that is open on it, or in a new one."""
        self.flush()
        job = partial(self._begin, about)
        self._runner.command(job, self._began, self._not_acted, owner=self)

    def choose(self, thread_id: str) -> None:
        """Show another thread; what was being written is saved first."""
        if thread_id == self.current:
            return
        self.flush()
        self._forget_blank()
        self.current = thread_id
        self.detail, self.detail_problem, self.fault = None, "", ""
        self.writing.take_up(thread_id)
        self.list_changed.emit()
        self.detail_changed.emit()
        if thread_id:
            self._load_detail()

    def discard(self) -> None:
        """Throw away what is being written."""
        self.flush()
        job = partial(self._talk.discard, self.current)
        self._runner.command(job, partial(self._discarded, self.current), self._not_acted, owner=self)

    def take_back(self, op_id: str) -> None:
        """Put a refused message back where it can be written on."""
        self.flush()
        job = partial(self._talk.take_back, self.current, op_id)
        self._runner.command(job, partial(self._taken_back, self.current), self._not_acted, owner=self)

    def add_file(self, attachment: Attachment, thread_id: str) -> None:
        """Lay a file that is on this PC beside the message being written in the thread for which it was given."""
        self.flush()
        job = partial(self._talk.add_files, thread_id, (attachment,))
        self._runner.command(job, partial(self._changed_files, thread_id), self._not_acted, owner=self)

    def remove_file(self, row: str) -> None:
        """Take a file away from the message being written."""
        self.flush()
        job = partial(self._talk.remove_file, self.current, row)
        self._runner.command(job, partial(self._changed_files, self.current), self._not_acted, owner=self)

    def solve(self) -> None:
        """Say that nobody waits here any more."""
        self._act(partial(self._talk.solve, self.current))

    def mark_seen(self) -> None:
        """Say that everything shown was in sight; nothing is written when nothing of it was new."""
        detail = self.detail
        if detail is not None and detail.unread and detail.last_theirs:
            job = partial(self._talk.mark_read, detail.id, detail.last_theirs)
            self._runner.command(job, _nothing, self._not_acted, owner=self)

    def agree(self, village: str, text: str, due: date, thread: str = "", label: str = "") -> None:
        """Put down what shall be done until a day."""
        self._act(partial(self._guidance.put, village, text, due, thread, label))

    def guide(self, verb: str, guidance_id: str, *arguments: object) -> None:
        """Do one step on what was agreed: done, undo, confirm, give_back (reason), change (text, day), cancel."""
        self._act(partial(getattr(self._guidance, verb), guidance_id, *arguments))

    def flush(self) -> None:
        """Save what is being typed now."""
        self.writing.flush()

    def _forget_blank(self) -> None:
        """A new thread in which nothing was written leaves no trace: the disk decides, once it has every file."""
        if self.writing.blank:
            job = partial(self._talk.discard_blank, self.current)
            self._runner.command(job, _nothing, self._not_acted, owner=self)

    def _begin(self, about: BeginConsultation) -> Begun | Refused:
        begun = self._talk.begin(about.village, about.report, about.path, about.label)
        if isinstance(begun, Begun) and not begun.known:
            outline = Outline(begun.village, begun.subject, begun.report, begun.path, begun.label)
            saved = self._talk.save_new(begun.thread, "", outline)
            if isinstance(saved, Refused):
                return saved
        return begun

    def _began(self, result: Begun | Refused) -> None:
        if isinstance(result, Refused):
            self.fault = result.words
            self.detail_changed.emit()
            return
        self._first = False
        if self.filter is ThreadFilter.SELESAI:
            self.filter = ThreadFilter.TERBUKA
        self.search = ""
        self.choose(result.thread)
        self._load_list()
        self.begun.emit()

    def _load_list(self) -> None:
        ticket = self._ticket("list")
        arrived, failed = partial(self._list_arrived, ticket), partial(self._list_failed, ticket)
        asked = (self.filter, self._limit, self.search)
        self._runner.query(lambda: (self._talk.list(*asked), self._talk.villages()), arrived, failed, owner=self)

    def _list_arrived(self, ticket: int, found: tuple[ThreadList, tuple[tuple[str, str], ...]]) -> None:
        if ticket != self._tickets["list"]:
            return
        (self.found, self.villages), self.list_problem = found, ""
        if self._first:
            self._first = False
            if not self.found.rows and self.count(ThreadFilter.SEMUA):
                self.set_filter(ThreadFilter.SEMUA)
        self._settle()

    def _settle(self) -> None:
        """Keep the thread in hand even when it left the list; only an empty hand takes the first."""
        if not self.current and self.rows:
            self.choose(self.rows[0].id)
        self.list_changed.emit()

    def _list_failed(self, ticket: int, fault: Exception) -> None:
        if ticket == self._tickets["list"]:
            self.list_problem = sentence_of(fault)
            self.list_changed.emit()

    def _load_agreed(self) -> None:
        ticket = self._ticket("agreed")
        self._runner.query(self._guidance.all, partial(self._agreed_arrived, ticket), _unheard, owner=self)

    def _agreed_arrived(self, ticket: int, found: GuidanceList) -> None:
        if ticket == self._tickets["agreed"]:
            self.agreed = found
            self.agreed_changed.emit()

    def _load_detail(self) -> None:
        ticket = self._ticket("detail")
        stamp = self.writing.stamp
        arrived, failed = partial(self._detail_arrived, ticket, stamp), partial(self._detail_failed, ticket)
        self._runner.query(partial(self._talk.detail, self.current), arrived, failed, owner=self)

    def _detail_arrived(self, ticket: int, stamp: int, found: ThreadDetail | Refused) -> None:
        if ticket != self._tickets["detail"]:
            return
        if isinstance(found, Refused):
            self.detail, self.detail_problem = None, found.words
        else:
            self.detail, self.detail_problem = found, ""
        self.writing.loaded(self.detail, stamp)
        self.detail_changed.emit()

    def _detail_failed(self, ticket: int, fault: Exception) -> None:
        if ticket == self._tickets["detail"]:
            self.detail, self.detail_problem = None, sentence_of(fault)
            self.writing.loaded(None, -1)
            self.detail_changed.emit()

    def _sent(self, words: str) -> None:
        self.said.emit(words)
        self.refresh()

    def _discarded(self, thread_id: str, _result: object) -> None:
        if thread_id == self.current:
            gone = self.detail is not None and self.detail.new
            self.writing.empty()
            if gone:
                self.choose("")
        self.refresh()

    def _taken_back(self, thread_id: str, result: Saved | Refused) -> None:
        if isinstance(result, Refused) and thread_id == self.current:
            self.fault = result.words
        self.refresh()

    def _changed_files(self, thread_id: str, result: Saved | Refused) -> None:
        if isinstance(result, Refused) and thread_id == self.current:
            self.writing.hinder(result.words)
        self.refresh()

    def _act(self, work: Callable[[], Done | Refused]) -> None:
        self.fault = ""
        done, failed = partial(self._acted, self.current), self._not_acted
        self._runner.command(work, done, failed, owner=self)

    def _acted(self, thread_id: str, result: Done | Refused) -> None:
        if isinstance(result, Done):
            self.said.emit(result.words)
        elif thread_id == self.current:
            self.fault = result.words
            self.detail_changed.emit()
            self.agreed_changed.emit()
        self.refresh()

    def _not_acted(self, fault: Exception) -> None:
        self.fault = sentence_of(fault)
        self.detail_changed.emit()

    def _ticket(self, name: str) -> int:
        self._tickets[name] += 1
        return self._tickets[name]


def _nothing(_result: object) -> None:
    """What changed is announced by the desk itself."""


def _unheard(_fault: Exception) -> None:
    """What was agreed stays as it was shown; the thread beside it says what is wrong."""
