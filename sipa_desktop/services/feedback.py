"""Citizens' words: the inbox, one conversation with its clock, the answer, and what others may read.

An answer being written is journalled; nothing is said to be sent before its receipt.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

import resources
from sipa_core.domain.feedback import MAX_TEXT, messages
from sipa_core.domain.phrases import Phrase, read_phrases
from sipa_core.domain.scopes import sees
from sipa_core.domain.workflow import FeedbackState
from sipa_core.messages import _
from sipa_core.ops.feedback import Hold, NewNote, NewState, Release, Reply
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services.conversations import Conversation, read_conversations
from sipa_desktop.services.feedback_detail import Answer, feedback_detail
from sipa_desktop.services.feedback_views import (
    FeedbackDetail,
    FeedbackFilter,
    FeedbackList,
    FeedbackQuery,
    OtherMatter,
)
from sipa_desktop.services.feedback_words import feedback_list, holds_ended, subject_of
from sipa_desktop.services.matters import ended_matters, read_matters
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.proposals import mark_sent, queued, words_left, write_words
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.services.times import stamp_words
from sipa_desktop.services.words import feedback_word
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.list_lines import Choice
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store, Tx

_REPLY = "reply.text"
_NOTE = "note.text"
_UNANSWERED = (OutboxState.QUEUED, OutboxState.SENDING)
_MODERATION = ("feedback.release", "feedback.hold")
_TYPES = (RecordType.FEEDBACK, RecordType.FEEDBACK_KECAMATAN)
_MOST_OTHERS = 200


class Feedback:
    """The citizens' words in this desk's scope."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self, asked: FeedbackQuery | FeedbackFilter = FeedbackFilter.BELUM) -> FeedbackList:
        """The list that is asked for, with the counts of all: what this desk owes first, the soonest before others."""
        query = asked if isinstance(asked, FeedbackQuery) else FeedbackQuery(asked)
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            pending = {item.ref.id for item in tx.outbox.items(_UNANSWERED) if item.ref.type in _TYPES}
            return feedback_list(office, read_matters(tx, office), _ended(tx, office, query), query, pending)

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
            answer, note = _draft(tx, _reply(feedback_id), _REPLY), _draft(tx, _note(feedback_id), _NOTE)
            talk = read_conversations([record])[0]
            report = _report_title(tx, office, record)
            return feedback_detail(office, talk, waiting, report, answer, note, decided_here=decided)

    def others(self, feedback_id: str) -> tuple[OtherMatter, ...]:
        """The matters of the same village that this one may repeat, newest first; none for an unknown id."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            record = _record(tx, office, feedback_id)
            if record is None:
                return ()
            kind, state = RecordType(record.type), FeedbackState.DUPLIKAT.value
            # By the last word first, which finds nearly the same ones; a few more make up for those left out.
            same = read_conversations(
                tx.lines.newest(Choice((kind,), record.village, but={state}), limit=2 * _MOST_OTHERS)
            )
        same = [talk for talk in same if talk.record.id != feedback_id]
        same.sort(key=lambda talk: (talk.record.number("created_at"), talk.record.id), reverse=True)
        return tuple(
            OtherMatter(talk.record.id, talk.record.text("number"), subject_of(talk)) for talk in same[:_MOST_OTHERS]
        )

    def examples(self) -> tuple[Phrase, ...]:
        """The ready answers that a person can start from."""
        return _phrases()

    def save_answer(self, feedback_id: str, text: str) -> Saved | Refused:
        """Journal the answer being written."""
        return self._save(feedback_id, _reply(feedback_id), _REPLY, text)

    def save_note(self, feedback_id: str, text: str) -> Saved | Refused:
        """Journal the private note being written."""
        return self._save(feedback_id, _note(feedback_id), _NOTE, text)

    def answer(self, feedback_id: str, *, close: bool = False) -> Done | Refused:
        """Queue the journalled answer, with `close` as the end of the matter; refused in words when it is empty. It
        comes back should the server refuse."""
        empty = _("Jawaban masih kosong. Tulis jawabannya, lalu kirim.")
        title = _("Jawaban warga {number}")
        return self._send(feedback_id, _reply(feedback_id), _REPLY, "feedback.reply", title, empty, close=close)

    def add_note(self, feedback_id: str) -> Done | Refused:
        """Queue the journalled note; only the offices ever read it."""
        empty = _("Catatan masih kosong. Tulis catatannya, lalu simpan.")
        title = _("Catatan dalam {number}")
        return self._send(feedback_id, _note(feedback_id), _NOTE, "feedback.note", title, empty)

    def set_state(
        self, feedback_id: str, state: FeedbackState, reason: str = "", *, note: str = "", other: str = ""
    ) -> Done | Refused:
        """Queue a change of state. *Ditolak* needs a reason that the citizen reads, *Duplikat* the id of the other
        matter; `note` goes to the other office only."""
        if state is FeedbackState.DITOLAK and not reason.strip():
            words = _("Tulis alasannya dulu. Warga membaca alasan ini di halaman lacak.")
            return Refused(Problem.INVALID.value, words, "reason")
        if state is FeedbackState.DUPLIKAT and not other:
            words = _("Pilih dulu masukan yang sama. Warga membaca nomornya di halaman lacak.")
            return Refused(Problem.INVALID.value, words, "of")
        fields = NewState(state, reason.strip(), note.strip(), other)
        title = _("Status {number} menjadi {word}")
        return self._propose(feedback_id, "feedback.state", fields, title, feedback_word(state))

    def release(self, feedback_id: str, seen: str | None = None) -> Done | Refused:
        """Let others read it on the public page (kecamatan), up to the message `seen`: the last one that was on the
        releaser's screen, or without a screen the last one this PC has."""
        with self._store.write() as tx:
            record = _record(tx, read_office(tx, self._clock), feedback_id)
            if record is None:
                return refused(Problem.NOT_FOUND)
            last = next(reversed(messages(record)), None)
            upto = seen if seen is not None else last.key if last is not None else ""
            named = _("Tampilkan masukan {number}").format(number=record.text("number"))
            return queued(tx, "feedback.release", record.ref, Release(upto), named)

    def hold(self, feedback_id: str, reason: str) -> Done | Refused:
        """Keep it from the public page, with the reason (kecamatan)."""
        if not reason.strip():
            words = _("Tulis alasannya dulu, supaya desa dan warga tahu mengapa masukan ini ditahan.")
            return Refused(Problem.INVALID.value, words, "reason")
        return self._propose(feedback_id, "feedback.hold", Hold(reason.strip()), _("Tahan masukan {number}"))

    def _save(self, feedback_id: str, document: str, leaf: str, text: str) -> Saved | Refused:
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            if _record(tx, office, feedback_id) is None:
                return refused(Problem.NOT_FOUND)
            about = {"feedback": feedback_id}
            write_words(tx, document, DocumentKind.REPLY, about, {leaf: text or None}, office.now)
            tx.touch(Topic.DRAFTS)
        time = stamp_words(office.now, office.today, office.zone)
        return Saved(office.now, _("Draf tersimpan {time}").format(time=time))

    def _send(
        self, feedback_id: str, document: str, leaf: str, kind: str, title: str, empty: str, *, close: bool = False
    ) -> Done | Refused:
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            record = _record(tx, office, feedback_id)
            if record is None:
                return refused(Problem.NOT_FOUND)
            _head, leaves = words_left(tx, document)
            text = leaves.get(leaf)
            if not isinstance(text, str) or not text.strip():
                return Refused("empty", empty, "text")
            if len(text) > MAX_TEXT:
                words = _("Tulisan lebih dari {n} huruf. Pendekkan dulu, lalu kirim.")
                return Refused(Problem.TOO_LARGE.value, words.format(n=MAX_TEXT), "text")
            said = NewNote(text.strip()) if kind == "feedback.note" else Reply(text.strip(), close)
            done = queued(tx, kind, record.ref, said, title.format(number=record.text("number")))
            if isinstance(done, Done):
                about = {"feedback": feedback_id}
                mark_sent(tx, document, DocumentKind.REPLY, about, done.op_id, office.now)
                tx.touch(Topic.DRAFTS)
            return done

    def _propose(
        self, feedback_id: str, kind: str, fields: msgspec.Struct, title: str, word: str = ""
    ) -> Done | Refused:
        with self._store.write() as tx:
            record = _record(tx, read_office(tx, self._clock), feedback_id)
            if record is None:
                return refused(Problem.NOT_FOUND)
            return queued(tx, kind, record.ref, fields, title.format(number=record.text("number"), word=word))


def _ended(tx: Tx, office: Office, query: FeedbackQuery) -> tuple[list[Conversation], int]:
    if not holds_ended(office, query):
        return [], 0
    return ended_matters(
        tx,
        office,
        limit=query.limit,
        village=query.village,
        state=query.state.value if query.state is not None else "",
        source=query.source.value if query.source is not None else "",
        unreleased=query.waiting_only or query.filter is not FeedbackFilter.SEMUA,
        words=query.search,
    )


@lru_cache(maxsize=1)
def _phrases() -> tuple[Phrase, ...]:
    return read_phrases(resources.read_text("jawaban/contoh.toml"), "jawaban/contoh.toml")


def _record(tx: Tx, office: Office, feedback_id: str) -> Record | None:
    for kind in _TYPES:
        record = tx.records.get(Ref(kind, feedback_id))
        if record is not None and sees(office.identity.actor, kind, record.village):
            return record
    return None


def _draft(tx: Tx, document_id: str, leaf: str) -> Answer:
    document, leaves = words_left(tx, document_id)
    text = leaves.get(leaf)
    return Answer(text if isinstance(text, str) else "", document.saved_at if document is not None and text else None)


def _reply(feedback_id: str) -> str:
    return f"reply:{feedback_id}"


def _note(feedback_id: str) -> str:
    return f"note:{feedback_id}"


def _report_title(tx: Tx, office: Office, record: Record) -> str:
    """The report that the citizen wrote about, as people call it; empty when none is named or known here."""
    report = tx.records.get(Ref(RecordType.REPORT, record.text("report")))
    template = office.newest_template(report.text("type")) if report is not None else None
    return short_title(template, report.text("period")) if report is not None and template is not None else ""
