"""What the page of citizens' words shows and does: inbox, one conversation, the answer being written, moderation.

No widgets here. An answer is called saved, and called sent, only after the service said so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from sipa_core.domain.feedback import MAX_TEXT
from sipa_core.domain.money import format_number
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_views import FeedbackDetail, FeedbackFilter, FeedbackList, FeedbackRow
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from ui.runtime.autosave import Autosave
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner

MINUTE_MS = 60_000


class FeedbackModel(QObject):
    """`list_changed`, `detail_changed`, `draft_changed` (the composer must show `draft`), `answer_changed` (how the
    answer stands: words, fault, being sent); `said` is for a toast. `moderates` on a desk of the kecamatan.
    """

    list_changed = Signal()
    detail_changed = Signal()
    draft_changed = Signal()
    answer_changed = Signal()
    said = Signal(str)

    def __init__(self, feedback: Feedback, runner: Runner, moderates: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feedback = feedback
        self._runner = runner
        self.moderates = moderates
        self.filter = FeedbackFilter.SEMUA if moderates else FeedbackFilter.BELUM
        self.waiting_only = moderates
        self.search = ""
        self.found: FeedbackList | None = None
        self.list_problem = ""
        self.current = ""
        self.detail: FeedbackDetail | None = None
        self.detail_problem = ""
        self.action_fault = ""
        self.draft = ""
        self.answer_words = ""
        self.answer_fault = ""
        self.sending = False
        self._first = True
        self._edits = 0
        self._tickets = {"list": 0, "detail": 0}
        self._saver = Autosave(runner, parent=self)
        self._saver.saved.connect(self._draft_saved)
        self._saver.failed.connect(self._draft_not_saved)
        # The time left to answer runs on while nobody touches anything.
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()

    @property
    def rows(self) -> tuple[FeedbackRow, ...]:
        """Return what is listed: under the filter, waiting for a release when only those are asked for, and found."""
        wanted = self.search.casefold()
        rows = self.found.rows if self.found is not None else ()
        return tuple(
            row
            for row in rows
            if (row.visibility is Visibility.WAITING or not self.waiting_only)
            and wanted in f"{row.number} {row.subject} {row.snippet} {row.village}".casefold()
        )

    @property
    def waiting(self) -> int:
        """Return how many wait for a release."""
        return self.count(FeedbackFilter.MENUNGGU)

    @property
    def unsaved(self) -> bool:
        """Tell whether words of the person are not on the disk yet."""
        return not self._saver.clean

    @property
    def too_long(self) -> str:
        """Return a sentence when the answer is longer than an answer may be, else an empty text."""
        if len(self.draft) <= MAX_TEXT:
            return ""
        words = _("{n} dari {m} huruf. Pendekkan dulu, lalu kirim.")
        return words.format(n=format_number(len(self.draft)), m=format_number(MAX_TEXT))

    def count(self, chosen: FeedbackFilter) -> int:
        """Return how many there are under a filter, 0 while unknown."""
        return self.found.counts.get(chosen, 0) if self.found is not None else 0

    def refresh(self) -> None:
        """Read list and conversation anew."""
        self._load_list()
        if self.current:
            self._load_detail()

    def changed(self, changes: Changes) -> None:
        """Read anew what a change may have touched."""
        if changes.touches(Topic.FEEDBACK, Topic.OUTBOX, Topic.OFFICE):
            self.refresh()
        elif changes.touches(Topic.DRAFTS) and self.current:
            self._load_detail()

    def set_filter(self, chosen: FeedbackFilter) -> None:
        """List under another filter."""
        self.filter = chosen
        self._load_list()

    def set_waiting_only(self, only: bool) -> None:
        """List only what waits for a release, or everything under the filter."""
        if only != self.waiting_only:
            self.waiting_only = only
            self._settle()

    def find(self, words: str) -> None:
        """List only what has these words."""
        self.search = words
        self._settle()

    def open(self, feedback_id: str) -> None:
        """Show a conversation that somebody asked for, under a filter in which it stands."""
        self._first = False
        self.filter, self.waiting_only, self.search = FeedbackFilter.SEMUA, False, ""
        self.choose(feedback_id)
        self._load_list()

    def choose(self, feedback_id: str) -> None:
        """Show another conversation; what was being written is saved first."""
        if feedback_id == self.current:
            return
        self.flush()
        self.current = feedback_id
        self.detail, self.detail_problem, self.action_fault = None, "", ""
        self.draft, self.answer_words, self.answer_fault = "", "", ""
        self._edits += 1
        self.draft_changed.emit()
        self.list_changed.emit()
        self.detail_changed.emit()
        self.answer_changed.emit()
        if feedback_id:
            self._load_detail()

    def write(self, text: str) -> None:
        """Take the answer as typed; it is saved a moment later."""
        if text == self.draft or self.detail is None:
            return
        self.draft = text
        self._edits += 1
        self.answer_fault = ""
        self.answer_words = _("Draf belum tersimpan")
        self._saver.put(self.current, partial(self._feedback.save_answer, self.current, text))
        self.answer_changed.emit()

    def send(self) -> None:
        """Send the answer after its last words have been saved; it waits on this PC until the server's receipt."""
        if self.detail is None or not self.detail.can_answer or self.sending:
            return
        if self.too_long:
            self.answer_fault = self.too_long
            self.answer_changed.emit()
            return
        self.flush()
        self.sending = True
        self.answer_changed.emit()
        done, failed = partial(self._sent, self.current), partial(self._not_sent, self.current)
        self._runner.command(partial(self._feedback.answer, self.current), done, failed, owner=self)

    def set_state(self, state: FeedbackState, reason: str = "") -> None:
        """Move the matter to another state."""
        self._act(partial(self._feedback.set_state, self.current, state, reason))

    def release(self) -> None:
        """Let others read it on the public page."""
        self._act(partial(self._feedback.release, self.current))

    def hold(self, reason: str) -> None:
        """Keep it from the public page."""
        self._act(partial(self._feedback.hold, self.current, reason))

    def flush(self) -> None:
        """Save what is being typed now."""
        self._saver.flush()

    def _load_list(self) -> None:
        self._tickets["list"] += 1
        ticket = self._tickets["list"]
        arrived, failed = partial(self._list_arrived, ticket), partial(self._list_failed, ticket)
        self._runner.query(partial(self._feedback.list, self.filter), arrived, failed, owner=self)

    def _list_arrived(self, ticket: int, found: FeedbackList) -> None:
        if ticket != self._tickets["list"]:
            return
        self.found, self.list_problem = found, ""
        if self._first:
            self._first = False
            self.waiting_only = self.moderates and self.waiting > 0
            if not self.moderates and not found.rows and self.count(FeedbackFilter.SEMUA):
                self.set_filter(FeedbackFilter.SEMUA)
        self._settle()

    def _settle(self) -> None:
        """Keep the conversation in hand even when it left the list; only an empty hand takes the first."""
        if not self.current and self.rows:
            self.choose(self.rows[0].id)
        self.list_changed.emit()

    def _list_failed(self, ticket: int, fault: Exception) -> None:
        if ticket == self._tickets["list"]:
            self.list_problem = sentence_of(fault)
            self.list_changed.emit()

    def _load_detail(self) -> None:
        self._tickets["detail"] += 1
        ticket = self._tickets["detail"]
        # Words typed after this moment, or still on their way to the disk, must not be replaced by what is read now.
        stamp = self._edits if self._saver.clean and not self.sending else -1
        arrived, failed = partial(self._detail_arrived, ticket, stamp), partial(self._detail_failed, ticket)
        self._runner.query(partial(self._feedback.detail, self.current), arrived, failed, owner=self)

    def _detail_arrived(self, ticket: int, stamp: int, found: FeedbackDetail | Refused) -> None:
        if ticket != self._tickets["detail"]:
            return
        if isinstance(found, Refused):
            self.detail, self.detail_problem = None, found.words
        else:
            self.detail, self.detail_problem = found, ""
            if stamp == self._edits:
                self.answer_words = found.answer_words
                if found.answer != self.draft:
                    self.draft = found.answer
                    self.draft_changed.emit()
                self.answer_changed.emit()
        self.detail_changed.emit()

    def _detail_failed(self, ticket: int, fault: Exception) -> None:
        if ticket == self._tickets["detail"]:
            self.detail, self.detail_problem = None, sentence_of(fault)
            self.detail_changed.emit()

    def _draft_saved(self, key: str, result: Saved | Refused) -> None:
        if key != self.current or not self._saver.clean:
            return
        if isinstance(result, Refused):
            self.answer_fault = result.words
        elif self.draft:
            self.answer_words = _("Draf tersimpan di komputer ini.")
        else:
            self.answer_words = _("Tanpa jaringan pun bisa dijawab.")
        self.answer_changed.emit()

    def _draft_not_saved(self, _key: str, fault: Exception) -> None:
        self.answer_fault = sentence_of(fault)
        self.answer_changed.emit()

    def _sent(self, feedback_id: str, result: Done | Refused) -> None:
        self.sending = False
        if isinstance(result, Refused):
            if feedback_id == self.current:
                self.answer_fault = result.words
        else:
            if feedback_id == self.current:
                self.draft, self.answer_fault = "", ""
                self._edits += 1
                self.draft_changed.emit()
            self.said.emit(result.words)
            self.refresh()
        self.answer_changed.emit()

    def _not_sent(self, feedback_id: str, fault: Exception) -> None:
        self.sending = False
        words = sentence_of(fault)
        if feedback_id == self.current:
            self.answer_fault = words
        self.answer_changed.emit()

    def _act(self, work: Callable[[], Done | Refused]) -> None:
        self.action_fault = ""
        done, failed = partial(self._acted, self.current), partial(self._not_acted, self.current)
        self._runner.command(work, done, failed, owner=self)

    def _acted(self, feedback_id: str, result: Done | Refused) -> None:
        if isinstance(result, Done):
            self.said.emit(result.words)
        elif feedback_id == self.current:
            self.action_fault = result.words
            self.detail_changed.emit()
        self.refresh()

    def _not_acted(self, feedback_id: str, fault: Exception) -> None:
        words = sentence_of(fault)
        if feedback_id == self.current:
            self.action_fault = words
            self.detail_changed.emit()
