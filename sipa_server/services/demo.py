"""Plays the demo of a half year through the real services: invented people, real enrolments, real ops, real receipts.

Nothing is written past the rules; a step that the rules refuse ends the demo, because then the data is wrong. Only for
a new folder, never for one in which anybody works.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import msgspec

from sipa_core import ids
from sipa_core.domain import demo as told
from sipa_core.domain.consultation import About
from sipa_core.domain.consultation import messages as written
from sipa_core.domain.dates import instant_of
from sipa_core.domain.demo import Demo, DemoError
from sipa_core.domain.feedback import Speaker, messages
from sipa_core.domain.roles import Role
from sipa_core.ops import feedback as feedback_ops
from sipa_core.ops import posting as posting_ops
from sipa_core.ops import reports as report_ops
from sipa_core.ops import review as review_ops
from sipa_core.ops.consultation import Begin, Read, Send, Solve
from sipa_core.ops.guidance import Confirm, Done, Put
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.codec import encode
from sipa_core.wire.enrol import EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Request
from sipa_core.wire.ops import MadeAt, OpBody, SealedOp
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_server.services.accounts import AccountService
from sipa_server.services.exchange import ExchangeService
from sipa_server.services.feedback import FeedbackSent, FeedbackService, FormRefused, NewFeedback
from sipa_server.services.tracking import Tracked
from sipa_server.store.audit_rows import Entry
from sipa_server.store.unit_of_work import Store

_PC_NAME = "PC peragaan"
_ADDRESS = "demo"
_MARK = "demo"


class SettableClock(Clock, Protocol):
    """A clock that the play moves from step to step."""

    def move_to(self, instant: int) -> None:
        """Set the time, UTC milliseconds."""
        ...


@dataclass
class _Pc:
    """A PC of the play."""

    place: EnrolReply
    incarnation: str
    op_no: int = 0
    cursor: str | None = None


@dataclass(frozen=True)
class _Step:
    at: int
    do: Callable[[], object]


class DemoPlay:
    """One play of one demo on one new server; `run` leaves the server as it stands at the demo's `now`."""

    def __init__(
        self,
        demo: Demo,
        store: Store,
        clock: SettableClock,
        entropy: Entropy,
        accounts: AccountService,
        exchanges: ExchangeService,
        feedback: FeedbackService,
    ) -> None:
        self._demo = demo
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._accounts = accounts
        self._exchanges = exchanges
        self._feedback = feedback
        self._pcs: dict[str, _Pc] = {}
        self._hashes: dict[str, str] = {}
        """Content hash of each version sent, by the version's id."""
        self._newest: dict[str, int] = {}

    def run(self) -> None:
        """Play everything in the order of time; DemoError at the first step that is refused."""
        self._set_up()
        for step in self._steps():
            self._clock.move_to(step.at)
            step.do()
        self._clock.move_to(self._demo.now_instant)
        for pc in self._pcs.values():
            self._accounts.revoke_device(pc.place.device)

    def _set_up(self) -> None:
        """The offices' own addresses, and a PC for everybody."""
        with self._store.write() as work:
            work.meta.put(_MARK, self._demo.now.isoformat())
            for office in self._demo.offices:
                ref = Ref(RecordType.VILLAGE, ids.natural_id("village", office.code))
                work.records.write(ref, None, {"contact": office.contact, "head": office.head})
                work.audit.add(Entry(self._clock.now(), "demo.office", record_type=ref.type, record=ref.id))
        for person in self._demo.people:
            invitation = self._accounts.invite(person.name, person.role, person.village or None)
            incarnation = self._entropy.bytes(16).hex()
            asked = EnrolRequest(invitation.code, _PC_NAME, self._entropy.bytes(32).hex(), "", incarnation)
            self._pcs[person.name] = _Pc(self._accounts.enrol(asked, _ADDRESS), incarnation)

    def _steps(self) -> list[_Step]:
        steps = [
            _Step(step.instant, partial(self._report_step, report, step))
            for report in self._demo.reports
            for step in report.steps
        ]
        steps += [_Step(post.instant, partial(self._post, post)) for post in self._demo.postings]
        for word in self._demo.feedback:
            steps.append(_Step(word.steps[0].instant, partial(self._first_word, word, word.steps[0])))
            steps += [_Step(step.instant, partial(self._next_word, word, step)) for step in word.steps[1:]]
        for talk in self._demo.talks:
            steps += [
                _Step(at, partial(self._talk_step, by, kind, ref, fields))
                for at, by, kind, ref, fields in talk_ops(self._demo, talk)
            ]
        return sorted(steps, key=lambda step: step.at)

    def _report_step(self, report: told.Report, step: told.ReportStep) -> None:
        report_id = ids.report_id(report.village, report.template, report.period)
        n = self._newest.get(report_id, 0)
        if isinstance(step, told.Submitted):
            submit = report_ops.Submit(
                report.village, report.template, report.template_version, report.period, step.content, n
            )
            sealed = self._do(step.by, "report.submit", Ref(RecordType.REPORT, report_id), submit)
            self._newest[report_id] = n + 1
            self._hashes[ids.version_id(report_id, n + 1)] = sealed.content_hash
            return
        version = ids.version_id(report_id, n)
        named = (version, self._hashes[version])
        ref = Ref(RecordType.REVIEW, ids.review_id(version))
        match step:
            case told.Opened():
                self._do(step.by, "review.open", ref, review_ops.Opened(*named))
            case told.Returned():
                notes = {self._new_id(): review_ops.Note(note.path, note.text) for note in step.notes}
                self._do(step.by, "review.return", ref, review_ops.Returned(*named, notes))
            case told.Accepted():
                self._do(step.by, "review.accept", ref, review_ops.Accepted(*named, step.remark))

    def _post(self, post: told.Posted) -> None:
        report_id = ids.report_id(post.village, post.template, post.period)
        ref = Ref(RecordType.POSTING, ids.posting_id(ids.publication_id(report_id), post.channel))
        version = ids.version_id(report_id, self._newest.get(report_id, 0))
        proof = posting_ops.Prove(version, post.url, post.caption, post.with_picture, post.posted_instant)
        self._do(post.by, "posting.prove", ref, proof)

    def _first_word(self, word: told.Feedback, step: told.FeedbackStep) -> None:
        if not isinstance(step, told.Said) or step.who is not Speaker.CITIZEN:
            raise DemoError(f"{word.number} does not begin with its citizen")
        template, _slash, period = word.report.partition("/")
        report = ids.report_id(word.village, template, period) if word.report else None
        with self._store.read() as work:
            shown = work.records.get(Ref(RecordType.PUBLICATION, ids.publication_id(report))) if report else None
        new = NewFeedback(
            word.village,
            word.kind.value,
            word.subject,
            step.text,
            word.name,
            # A citizen can only name what is published; what is not yet stays a word without its report.
            report if shown is not None else None,
            for_everybody=word.may_be_public,
        )
        _taken(word, self._feedback.submit(new, f"{_ADDRESS} {word.number}", FeedbackSent(word.number, word.key)))

    def _next_word(self, word: told.Feedback, step: told.FeedbackStep) -> None:
        with self._store.read() as work:
            found = work.feedback_keys.find(word.number)
        assert found is not None  # its first word was taken
        ref = Ref(RecordType.FEEDBACK, found[1])
        match step:
            case told.Said() if step.who is Speaker.CITIZEN:
                address = f"{_ADDRESS} {word.number}"
                _taken(word, self._feedback.add_message(word.number, word.key, step.text, address))
            case told.Said():
                self._do(step.by, "feedback.reply", ref, feedback_ops.Reply(step.text))
            case told.Moved():
                self._do(step.by, "feedback.state", ref, feedback_ops.NewState(step.state, step.reason, step.note))
            case told.Noted():
                self._do(step.by, "feedback.note", ref, feedback_ops.NewNote(step.text))
            case told.Released():
                with self._store.read() as work:
                    record = work.records.get(ref)
                assert record is not None
                self._do(step.by, "feedback.release", ref, feedback_ops.Release(messages(record)[-1].key))
            case told.Held():
                self._do(step.by, "feedback.hold", ref, feedback_ops.Hold(step.reason))

    def _talk_step(self, by: str, kind: str, ref: Ref, fields: msgspec.Struct) -> None:
        with self._store.read() as work:
            record = work.records.get(ref)
        self._do(by, kind, ref, read_to_the_end(fields, record))

    def _do(self, by: str, kind: str, ref: Ref, fields: msgspec.Struct) -> SealedOp:
        """Seal an op as the person's PC would, exchange it, and insist on its acceptance."""
        pc = self._pcs[by]
        pc.op_no += 1
        body = OpBody(
            kind, ref, msgspec.Raw(encode(fields)), pc.place.person, MadeAt(self._clock.now(), self._demo.zone)
        )
        sealed = SealedOp(self._new_id(), pc.op_no, msgspec.Raw(encode(body)))
        request = Request(self._new_id(), pc.place.device, pc.incarnation, pc.place.epoch, [sealed], pc.cursor)
        reply = self._exchanges.exchange(request, pc.place.token)
        pc.cursor = reply.cursor
        [receipt] = reply.receipts
        if receipt.status is not Status.ACCEPTED:
            raise DemoError(f"{kind} by {by}: {receipt.status} {receipt.code} {receipt.field}")
        return sealed

    def _new_id(self) -> str:
        return ids.new_id(self._clock, self._entropy)


def talk_ops(demo: Demo, talk: told.Talk) -> list[tuple[int, str, str, Ref, msgspec.Struct]]:
    """The ops of a consultation in the order of time: when, by whom, kind, record, fields.

    Marks of reading name no message yet (read_to_the_end).
    """
    thread = Ref(RecordType.CONSULTATION, ids.natural_id("consultation", talk.village, talk.subject))
    template, _slash, period = talk.report.partition("/")
    about = About.REPORT if talk.report else About.GENERAL
    report = ids.report_id(talk.village, template, period) if talk.report else ""
    begin: Begin | None = Begin(talk.village, talk.subject, about, report, talk.path, talk.label)
    found: list[tuple[int, str, str, Ref, msgspec.Struct]] = []
    for step in talk.steps:
        match step:
            case told.Wrote():
                if begin is None:  # nobody answers what was not in sight
                    found.append((step.instant, step.by, "consultation.read", thread, Read("")))
                found.append((step.instant, step.by, "message.send", thread, Send(step.text, {}, begin)))
                begin = None
            case told.Seen():
                found.append((step.instant, step.by, "consultation.read", thread, Read("")))
            case told.Solved():
                found.append((step.instant, step.by, "consultation.solve", thread, Solve()))
            case told.Agreed():
                ref = Ref(RecordType.GUIDANCE, ids.natural_id("guidance", talk.village, step.text))
                put = Put(talk.village, step.text, step.due, thread.id)
                found.append((step.instant, step.by, "guidance.put", ref, put))
                if step.done is not None:
                    village = demo.admin(talk.village).name
                    found.append((instant_of(step.done), village, "guidance.done", ref, Done()))
                if step.confirmed is not None:
                    found.append((instant_of(step.confirmed), demo.admin().name, "guidance.confirm", ref, Confirm()))
    return sorted(found, key=lambda one: one[0])


def read_to_the_end(fields: msgspec.Struct, thread: Record | None) -> msgspec.Struct:
    """The same fields; a mark that names no message yet names the last one of its thread."""
    if isinstance(fields, Read) and thread is not None:
        return Read(written(thread)[-1].key)
    return fields


def _taken(word: told.Feedback, outcome: FeedbackSent | Tracked | FormRefused) -> None:
    if isinstance(outcome, FormRefused):
        raise DemoError(f"{word.number}: {outcome.code} {outcome.field}")


def is_demo(store: Store) -> bool:
    """True when a demo was played on this server."""
    with store.read() as work:
        return work.meta.get(_MARK) is not None


def tracked_words(demo: Demo, village: str) -> list[dict[str, str]]:
    """Numbers and keys of a village's feedback in the demo; they are invented, so they may be shown."""
    return [{"number": one.number, "key": one.key} for one in demo.feedback if one.village == village]


def first_desk(demo: Demo) -> told.Person:
    """The village admin whose desk the demo shows: the first village whose newest report came back with notes."""
    returned = next(
        (report.village for report in demo.reports if isinstance(report.steps[-1], told.Returned)),
        demo.reports[0].village,
    )
    return next(one for one in demo.people if one.role is Role.ADMIN_DESA and one.village == returned)
