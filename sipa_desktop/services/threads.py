"""Threads as this PC has them: what the server said, what waits, what was refused, and what is only being written.

A message lies either in its document (being written) or in the outbox (sent from here), so that no word is ever in
neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from sipa_core.domain.attachments import Attachment, attachments
from sipa_core.domain.consultation import FILES, About, Message, ThreadState, is_full, messages, side_of
from sipa_core.domain.paths import Value
from sipa_core.ops.consultation import Begin, Send
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.services.consultation_views import Outline
from sipa_desktop.services.office import Office
from sipa_desktop.store.documents import Document, DocumentKind
from sipa_desktop.store.list_lines import NEWS, NEXT_PAGE, Choice
from sipa_desktop.store.outbox import OutboxItem, OutboxState
from sipa_desktop.store.unit_of_work import Tx

TEXT, SUBJECT, VILLAGES = "message.text", "message.subject", "message.villages"
UNANSWERED = (OutboxState.QUEUED, OutboxState.SENDING)
_PREFIX = "message:"
_SOLVED = frozenset({ThreadState.SOLVED.value})


@dataclass(frozen=True)
class Writing:
    """A message being written on this PC."""

    document: Document
    leaves: Mapping[str, Value]

    @property
    def text(self) -> str:
        return _text(self.leaves.get(TEXT))

    @property
    def new(self) -> bool:
        """True for the first message of a thread."""
        return self.document.about.get("new") is True

    @property
    def empty(self) -> bool:
        """True when there is nothing that somebody would miss."""
        return not self.text.strip() and not self.files

    @property
    def files(self) -> list[tuple[str, Attachment]]:
        return attachments(self.leaves, FILES)

    @property
    def outline(self) -> Outline:
        about = self.document.about
        return Outline(
            _text(about.get("village")),
            _text(self.leaves.get(SUBJECT)),
            _text(about.get("report")),
            _text(about.get("path")),
            _text(about.get("label")),
            tuple(code for code in _text(self.leaves.get(VILLAGES)).split(",") if code),
        )


@dataclass(frozen=True)
class Refused:
    """A message that the server did not take, as it was sent."""

    item: OutboxItem
    send: Send


@dataclass(frozen=True)
class Thread:
    """One thread; `record` is made up from the beginning where the server never took it."""

    record: Record
    messages: tuple[Message, ...]
    waiting: frozenset[str] = frozenset()
    refused: tuple[Refused, ...] = field(default_factory=tuple)
    writing: Writing | None = None
    unsent: bool = False

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def state(self) -> ThreadState:
        return ThreadState.SOLVED if self.record.text("state") == ThreadState.SOLVED else ThreadState.OPEN

    @property
    def blank(self) -> bool:
        """True for a new thread in which nothing was written yet."""
        return self.unsent and not self.refused and (self.writing is None or self.writing.empty)

    @property
    def full(self) -> bool:
        return is_full(list(self.messages))

    @property
    def last_at(self) -> int:
        """When something last happened in it on this PC or at the server (UTC ms)."""
        moments = [self.messages[-1].at] if self.messages else [self.record.number("began_at")]
        moments += [one.item.made_at for one in self.refused]
        if not self.messages and self.writing is not None:
            moments.append(self.writing.document.saved_at)
        return max(moments)


def document_id(thread_id: str) -> str:
    """The document in which a thread's next message is written."""
    return f"{_PREFIX}{thread_id}"


@dataclass(frozen=True)
class Threads:
    """The threads of this desk's scope: `working` are those that are open, wait, or are only on this PC; `solved` the
    newest of the others that were asked for, of which there are `more`, and `over` counts all others. `news` are
    those with words that this side has not seen.
    """

    working: tuple[Thread, ...]
    solved: tuple[Thread, ...]
    more: int
    over: int
    news: int


def read_all(tx: Tx, office: Office, limit: int, words: str = "") -> Threads:
    """The threads, with at most `limit` of those that are solved, where nothing of this PC waits, and that have the
    words.
    """
    working = read_threads(tx, office)
    known = {thread.id for thread in working}
    scope = Choice((RecordType.CONSULTATION,), office.identity.village)
    solved_here = replace(scope, states=_SOLVED)
    folded = words.casefold()
    named = [one.code for one in office.villages if folded in one.label.casefold()] if folded else []
    over = replace(solved_here, words=folded, or_village=named)
    # Those at work may stand among them, so a few more are read.
    found = tx.lines.newest(over, limit + len(known)) if limit else []
    solved = [Thread(one, tuple(messages(one))) for one in found if one.id not in known][:limit]
    kept_apart = sum(not one.unsent and one.state is ThreadState.SOLVED for one in working)
    every = tx.lines.count(solved_here) - kept_apart
    counted = tx.lines.count(over, limit + len(known) + NEXT_PAGE) if folded and limit else every
    more = counted - len(solved) if limit else 0
    news = tx.lines.count(replace(scope, flags=NEWS[side_of(office.identity.actor)]))
    return Threads(tuple(working), tuple(solved), max(0, more), every, news)


def read_threads(tx: Tx, office: Office, only: str = "") -> list[Thread]:
    """Every thread at work in this desk's scope, or the one of that id: what is open, what waits on this PC or was
    refused, and what exists on this PC alone.
    """
    records = {record.id: record for record in _records(tx, office, only)}
    waiting, refused = _ops(tx)
    written = {
        document.id.removeprefix(_PREFIX): Writing(document, tx.documents.content(document.id))
        for document in tx.documents.of_kind(DocumentKind.MESSAGE)
        if not only or document.id == document_id(only)
    }
    found = []
    for thread_id in {**records, **waiting, **refused, **written}:
        if only and thread_id != only:
            continue
        record, writing = records.get(thread_id), written.get(thread_id)
        if record is None:
            record = tx.records.get(Ref(RecordType.CONSULTATION, thread_id))
        lost = refused.get(thread_id, ())
        made = record or _made_up(thread_id, lost, writing)
        if made is None or not office.identity.actor.owns(made.village):
            continue
        keys = frozenset(waiting.get(thread_id, ()))
        found.append(Thread(made, tuple(messages(made)), keys, tuple(lost), writing, unsent=record is None))
    return found


def read_thread(tx: Tx, office: Office, thread_id: str) -> Thread | None:
    """The thread of that id, None when this desk has none."""
    return next(iter(read_threads(tx, office, thread_id)), None)


def _records(tx: Tx, office: Office, only: str) -> list[Record]:
    if only:
        record = tx.records.get(Ref(RecordType.CONSULTATION, only))
        return [record] if record is not None else []
    return tx.lines.newest(Choice((RecordType.CONSULTATION,), office.identity.village, states={ThreadState.OPEN.value}))


def _ops(tx: Tx) -> tuple[dict[str, list[str]], dict[str, list[Refused]]]:
    """Message ops by thread: those without receipt, and those refused and not yet put aside."""
    waiting: dict[str, list[str]] = {}
    refused: dict[str, list[Refused]] = {}
    for item in tx.outbox.items((*UNANSWERED, OutboxState.PARKED)):
        if item.kind != "message.send":
            continue
        if item.state is OutboxState.PARKED:
            try:
                send = msgspec.json.decode(item.decoded().fields, type=Send)
            except msgspec.ValidationError:
                continue  # written by a newer program; the queue still shows it
            refused.setdefault(item.ref.id, []).append(Refused(item, send))
        else:
            waiting.setdefault(item.ref.id, []).append(item.op_id)
    return waiting, refused


def _made_up(thread_id: str, refused: list[Refused] | tuple[()], writing: Writing | None) -> Record | None:
    begin = next((one.send.begin for one in refused if one.send.begin is not None), None)
    if begin is None and writing is not None and writing.new:
        outline = writing.outline
        about = About.REPORT if outline.report else About.GENERAL
        begin = Begin(outline.village, outline.subject, about, outline.report, outline.path, outline.label)
    if begin is None:
        return None
    fields: dict[str, Value] = {
        "subject": begin.subject,
        "about": begin.about.value,
        "report": begin.report,
        "path": begin.path,
        "label": begin.label,
        "state": ThreadState.OPEN.value,
    }
    return Record(RecordType.CONSULTATION, thread_id, 0, begin.village or None, fields)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
