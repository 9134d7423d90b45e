"""Citizens' words: the inbox, one conversation with its clock, the answer, and what others may read.

An answer being written is journalled; nothing is said to be sent before its receipt.
"""

from __future__ import annotations

import msgspec

from sipa_core.domain.feedback import MAX_TEXT
from sipa_core.domain.workflow import FeedbackState
from sipa_core.messages import _
from sipa_core.ops.feedback import Hold, NewState, Release, Reply
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services.conversations import Conversation, read_conversations
from sipa_desktop.services.feedback_views import FeedbackDetail, FeedbackFilter, FeedbackList
from sipa_desktop.services.feedback_words import Answer, feedback_detail, feedback_list
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.proposals import mark_sent, queued, words_left, write_words
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.services.times import stamp_words
from sipa_desktop.services.words import feedback_word
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store, Tx

_TEXT = "reply.text"
_UNANSWERED = (OutboxState.QUEUED, OutboxState.SENDING)
_MODERATION = ("feedback.release", "feedback.hold")


class Feedback:
    """The citizens' words in this desk's scope."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self, chosen: FeedbackFilter = FeedbackFilter.BELUM) -> FeedbackList:
        """The list under a filter, with the counts of all: the longest waiting first, answered ones newest first."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            pending = {item.ref.id for item in tx.outbox.items(_UNANSWERED) if item.ref.type == RecordType.FEEDBACK}
            return feedback_list(office, conversations_in(tx, office), chosen, pending)

    def detail(self, feedback_id: str) -> FeedbackDetail | Refused:
        """One conversation."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            record = _record(tx, office, feedback_id)
            if record is None:
                return refused(Problem.NOT_FOUND)
            unanswered = tx.outbox.items(_UNANSWERED)
            waiting = {item.op_id for item in unanswered}
            decided = any(item.ref.id == feedback_id and item.kind in _MODERATION for item in unanswered)
            document, leaves = words_left(tx, _document(feedback_id))
            text = leaves.get(_TEXT)
            answer = Answer(
                text if isinstance(text, str) else "", document.saved_at if document is not None and text else None
            )
            talk = read_conversations([record])[0]
            report = _report_title(tx, office, record)
            return feedback_detail(office, talk, waiting, report, answer, decided_here=decided)

    def save_answer(self, feedback_id: str, text: str) -> Saved | Refused:
        """Journal the answer being written."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            if _record(tx, office, feedback_id) is None:
                return refused(Problem.NOT_FOUND)
            about = {"feedback": feedback_id}
            write_words(tx, _document(feedback_id), DocumentKind.REPLY, about, {_TEXT: text or None}, office.now)
            tx.touch(Topic.DRAFTS)
        time = stamp_words(office.now, office.today, office.zone)
        return Saved(office.now, _("Draf tersimpan {time}").format(time=time))

    def answer(self, feedback_id: str) -> Done | Refused:
        """Queue the journalled answer; refused in words when it is empty. It comes back should the server refuse."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            record = _record(tx, office, feedback_id)
            if record is None:
                return refused(Problem.NOT_FOUND)
            _head, leaves = words_left(tx, _document(feedback_id))
            text = leaves.get(_TEXT)
            if not isinstance(text, str) or not text.strip():
                return Refused("empty", _("Jawaban masih kosong. Tulis jawabannya, lalu kirim."), "text")
            if len(text) > MAX_TEXT:
                words = _("Jawaban lebih dari {n} huruf. Pendekkan dulu, lalu kirim.")
                return Refused(Problem.TOO_LARGE.value, words.format(n=MAX_TEXT), "text")
            title = _("Jawaban warga {number}").format(number=record.text("number"))
            done = self._queued(tx, feedback_id, "feedback.reply", Reply(text.strip()), title)
            if isinstance(done, Done):
                about = {"feedback": feedback_id}
                mark_sent(tx, _document(feedback_id), DocumentKind.REPLY, about, done.op_id, office.now)
                tx.touch(Topic.DRAFTS)
            return done

    def set_state(self, feedback_id: str, state: FeedbackState, reason: str = "") -> Done | Refused:
        """Queue a change of state; *Ditolak* needs a reason that the citizen reads."""
        if state is FeedbackState.DITOLAK and not reason.strip():
            words = _("Tulis alasannya dulu. Warga membaca alasan ini di halaman lacak.")
            return Refused(Problem.INVALID.value, words, "reason")
        title = _("Status {number} menjadi {word}")
        return self._propose(
            feedback_id, "feedback.state", NewState(state, reason.strip()), title, feedback_word(state)
        )

    def release(self, feedback_id: str) -> Done | Refused:
        """Let others read it on the public page (kecamatan)."""
        return self._propose(feedback_id, "feedback.release", Release(), _("Tampilkan masukan {number}"))

    def hold(self, feedback_id: str, reason: str) -> Done | Refused:
        """Keep it from the public page, with the reason (kecamatan)."""
        if not reason.strip():
            words = _("Tulis alasannya dulu, supaya desa dan warga tahu mengapa masukan ini ditahan.")
            return Refused(Problem.INVALID.value, words, "reason")
        return self._propose(feedback_id, "feedback.hold", Hold(reason.strip()), _("Tahan masukan {number}"))

    def _propose(
        self, feedback_id: str, kind: str, fields: msgspec.Struct, title: str, word: str = ""
    ) -> Done | Refused:
        with self._store.write() as tx:
            record = _record(tx, read_office(tx, self._clock), feedback_id)
            if record is None:
                return refused(Problem.NOT_FOUND)
            named = title.format(number=record.text("number"), word=word)
            return self._queued(tx, feedback_id, kind, fields, named)

    @staticmethod
    def _queued(tx: Tx, feedback_id: str, kind: str, fields: msgspec.Struct, title: str) -> Done | Refused:
        return queued(tx, kind, Ref(RecordType.FEEDBACK, feedback_id), fields, title)


def conversations_in(tx: Tx, office: Office) -> list[Conversation]:
    """The conversations this desk cares for: a village its own, the kecamatan all of its scope."""
    return read_conversations(tx.records.all(RecordType.FEEDBACK, office.identity.village))


def _record(tx: Tx, office: Office, feedback_id: str) -> Record | None:
    record = tx.records.get(Ref(RecordType.FEEDBACK, feedback_id))
    return record if record is not None and office.identity.actor.owns(record.village) else None


def _document(feedback_id: str) -> str:
    return f"reply:{feedback_id}"


def _report_title(tx: Tx, office: Office, record: Record) -> str:
    """The report that the citizen wrote about, as people call it; empty when none is named or known here."""
    report = tx.records.get(Ref(RecordType.REPORT, record.text("report")))
    template = office.newest_template(report.text("type")) if report is not None else None
    return short_title(template, report.text("period")) if report is not None and template is not None else ""
