"""What the page of citizens' words shows and does: inbox, one conversation, what is being written, moderation.

No widgets here. An answer is called saved, and called sent, only after the service said so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from sipa_core.domain.feedback import Source
from sipa_core.domain.workflow import FeedbackState
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_views import (
    FeedbackDetail,
    FeedbackFilter,
    FeedbackList,
    FeedbackQuery,
    FeedbackRow,
    OtherMatter,
)
from sipa_desktop.services.queue_views import Done
from ui.pages.feedback.composing import Composing, Mode
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner

MINUTE_MS = 60_000
PAGE = 200


class FeedbackModel(QObject):
    """`list_changed`, `detail_changed`; `draft_changed` and `answer_changed` are those of `composing`; `said` is for a
    toast; `others_came` brings what a matter may be a duplicate of. `moderates` on a desk of the kecamatan.
    """

    list_changed = Signal()
    detail_changed = Signal()
    draft_changed = Signal()
    answer_changed = Signal()
    others_came = Signal(object)
    said = Signal(str)

    def __init__(self, feedback: Feedback, runner: Runner, moderates: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feedback = feedback
        self._runner = runner
        self.moderates = moderates
        self.query = FeedbackQuery(FeedbackFilter.BELUM, limit=PAGE)
        self.found: FeedbackList | None = None
        self.list_problem = ""
        self.current = ""
        self.detail: FeedbackDetail | None = None
        self.detail_problem = ""
        self.action_fault = ""
        self._first = True
        self._tickets = {"list": 0, "detail": 0}
        self.composing = Composing(feedback, runner, self)
        self.composing.draft_changed.connect(self.draft_changed)
        self.composing.changed.connect(self.answer_changed)
        self.composing.sent.connect(self._sent)
        # The time left to answer runs on while nobody touches anything.
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()

    @property
    def rows(self) -> tuple[FeedbackRow, ...]:
        """Return what is listed."""
        return self.found.rows if self.found is not None else ()

    @property
    def filter(self) -> FeedbackFilter:
        """Return the view chosen."""
        return self.query.filter

    @property
    def waiting_only(self) -> bool:
        """Tell whether only what waits for a release is listed."""
        return self.query.waiting_only

    @property
    def narrowed(self) -> bool:
        """Tell whether something beyond the view keeps rows from the list."""
        return bool(self.query.search or self.query.state or self.query.source or self.query.village)

    @property
    def waiting(self) -> int:
        """Return how many wait for a release."""
        return self.count(FeedbackFilter.MENUNGGU)

    @property
    def unsaved(self) -> bool:
        """Tell whether words of the person are not on the disk yet."""
        return self.composing.unsaved

    @property
    def draft(self) -> str:
        """Return what stands in the editor."""
        return self.composing.draft

    @property
    def answer_words(self) -> str:
        """Return how the words in the editor stand."""
        return self.composing.words[self.composing.mode]

    @property
    def answer_fault(self) -> str:
        """Return why the words in the editor did not go, or an empty text."""
        return self.composing.fault

    @property
    def too_long(self) -> str:
        """Return a sentence when the text in the editor is too long."""
        return self.composing.too_long

    @property
    def sending(self) -> bool:
        """Tell whether the words in the editor are on their way to the queue."""
        return self.composing.sending

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
        """List everything under another filter: its number counts what waits for a release and what does not."""
        self._ask(filter=chosen, waiting_only=False)

    def set_waiting_only(self, only: bool) -> None:
        """List only what waits for a release, or everything under the filter."""
        if only != self.query.waiting_only:
            self._ask(waiting_only=only)

    def find(self, words: str) -> None:
        """List only what has these words."""
        if words != self.query.search:
            self._ask(search=words)

    def narrow(self, state: FeedbackState | None, source: Source | None) -> None:
        """List only one state, or what came from one source."""
        if (state, source) != (self.query.state, self.query.source):
            self._ask(state=state, source=source)

    def choose_village(self, code: str) -> None:
        """List one village only; an empty code is all."""
        if code != self.query.village:
            self._ask(village=code)

    def show_more(self) -> None:
        """List another page of rows."""
        self.query = replace(self.query, limit=self.query.limit + PAGE)
        self._load_list()

    def show_everything(self) -> None:
        """Take every narrowing away."""
        self._ask(filter=FeedbackFilter.SEMUA, waiting_only=False, search="", state=None, source=None, village="")

    def open(self, feedback_id: str) -> None:
        """Show a conversation that somebody asked for, under a filter in which it stands."""
        self._first = False
        self.choose(feedback_id)
        self.show_everything()

    def choose(self, feedback_id: str) -> None:
        """Show another conversation; what was being written is saved first."""
        if feedback_id == self.current:
            return
        self.composing.flush()
        self.current = feedback_id
        self.detail, self.detail_problem, self.action_fault = None, "", ""
        self.composing.take_up(feedback_id)
        self.list_changed.emit()
        self.detail_changed.emit()
        if feedback_id:
            self._load_detail()

    def write(self, text: str) -> None:
        """Take the text as typed; it is saved a moment later."""
        if self.detail is not None:
            self.composing.write(text)

    def send(self, *, close: bool = False) -> None:
        """Send the answer, or keep the note; it waits on this PC until the server's receipt."""
        if self.detail is not None and self.detail.can_answer:
            self.composing.send(close=close)

    def set_mode(self, mode: Mode) -> None:
        """Write an answer, or a note that no citizen reads."""
        self.composing.set_mode(mode)

    def set_state(self, state: FeedbackState, reason: str = "", *, note: str = "", other: str = "") -> None:
        """Move the matter to another state."""
        self._act(partial(self._feedback.set_state, self.current, state, reason, note=note, other=other))

    def ask_others(self) -> None:
        """Fetch what this matter may be a duplicate of; `others_came` brings it."""
        asked = self.current
        self._runner.query(
            partial(self._feedback.others, asked), partial(self._others, asked), self._others_failed, owner=self
        )

    def release(self) -> None:
        """Let others read it on the public page, up to the last message that is shown here."""
        if self.detail is not None:
            self._act(partial(self._feedback.release, self.current, self.detail.seen))

    def hold(self, reason: str) -> None:
        """Keep it from the public page."""
        self._act(partial(self._feedback.hold, self.current, reason))

    def flush(self) -> None:
        """Save what is being typed now."""
        self.composing.flush()

    def _ask(self, **change: object) -> None:
        self.query = replace(self.query, limit=PAGE, **change)
        self._load_list()

    def _load_list(self) -> None:
        self._tickets["list"] += 1
        ticket = self._tickets["list"]
        arrived, failed = partial(self._list_arrived, ticket), partial(self._list_failed, ticket)
        self._runner.query(partial(self._feedback.list, self.query), arrived, failed, owner=self)

    def _list_arrived(self, ticket: int, found: FeedbackList) -> None:
        if ticket != self._tickets["list"]:
            return
        self.found, self.list_problem = found, ""
        if self._first:
            self._first = False
            if not found.rows and self.count(FeedbackFilter.SEMUA):
                self.set_filter(FeedbackFilter.SEMUA)
                return
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
        stamp = self.composing.stamp
        arrived, failed = partial(self._detail_arrived, ticket, stamp), partial(self._detail_failed, ticket)
        self._runner.query(partial(self._feedback.detail, self.current), arrived, failed, owner=self)

    def _detail_arrived(self, ticket: int, stamp: int, found: FeedbackDetail | Refused) -> None:
        if ticket != self._tickets["detail"]:
            return
        if isinstance(found, Refused):
            self.detail, self.detail_problem = None, found.words
        else:
            self.detail, self.detail_problem = found, ""
            self.composing.loaded(found, stamp)
        self.detail_changed.emit()

    def _detail_failed(self, ticket: int, fault: Exception) -> None:
        if ticket == self._tickets["detail"]:
            self.detail, self.detail_problem = None, sentence_of(fault)
            self.detail_changed.emit()

    def _others(self, asked: str, found: tuple[OtherMatter, ...]) -> None:
        if asked == self.current:
            self.others_came.emit(found)

    def _others_failed(self, fault: Exception) -> None:
        self.action_fault = sentence_of(fault)
        self.detail_changed.emit()

    def _sent(self, words: str) -> None:
        self.said.emit(words)
        self.refresh()

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
