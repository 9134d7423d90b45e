"""The heart: one message in, every op of it answered, one durable commit, then the reply.

An answer leaves only after its commit, which messages that wait at one moment share (`store.together`). The same op
always gets the same receipt; another op never gets through under its id; no op is applied without its rights. A bug in
one op's rule must not stop everybody else's.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from sipa_core import ids
from sipa_core.ops import registry
from sipa_core.ops.base import Applied, Context, Refusal
from sipa_core.ports import Clock, Entropy
from sipa_core.sync.scope import scope_digest, scope_told
from sipa_core.sync.short import answer_of
from sipa_core.wire import bundles
from sipa_core.wire.codec import WireError, decode
from sipa_core.wire.exchange import MAX_OPS, MAX_SEEN, Limits, Patch, Request, ScopeTold, StoredReply
from sipa_core.wire.ops import OpBody, SealedOp
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status, receipts_digest
from sipa_core.wire.records import Ref
from sipa_core.wire.version import SIPA
from sipa_server.errors import RefusedError, StorageError
from sipa_server.holidays import working_days
from sipa_server.platform.keys import ServerKeys
from sipa_server.services.account_records import contact_due, follow, note_carried, note_contact
from sipa_server.services.accounts import AccountService
from sipa_server.services.again import Stamps, builds_ahead, comes_early, is_young, only_not_yet
from sipa_server.services.bases import begun_from
from sipa_server.services.blobs import LEAST_FREE
from sipa_server.services.callers import Caller
from sipa_server.services.copies_ended import forget_ended, with_copies_ended
from sipa_server.services.epochs import begin_epoch, current_epoch, note_lost_history
from sipa_server.services.feed import Feed, Reading
from sipa_server.services.own import Own
from sipa_server.services.spoken import Spoken, follows, spoken
from sipa_server.store.audit_rows import Entry
from sipa_server.store.past_rows import KEPT_TYPES
from sipa_server.store.together import Together
from sipa_server.store.unit_of_work import Store, Work

_log = logging.getLogger(__name__)

FAULTS_BEFORE_REJECTION: Final = 3
MAX_PAGES: Final = 10
"""Pages of the feed in one bundle; what is left comes with the next."""
DRAFT: Final = "draft.save"
_MAX_NAME: Final = 64
_MAX_OP_NO: Final = 2**53
_WEIGHS_AN_OP: Final = 16 * 1024
"""Bytes of bodies that hold up whoever waits behind as long as one more op does."""


class Outcome(NamedTuple):
    """What the transaction of a message gave; `reply` is without what needs no database: patches and signature."""

    request: Request
    receipts: list[Receipt]
    own: Own
    reply: StoredReply


class ExchangeService:
    """Answers one Request with one reply; RefusedError when the message as a whole cannot be taken."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        keys: ServerKeys,
        accounts: AccountService,
        public_url: str = "",
    ) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._keys = keys
        self._accounts = accounts
        self._public_url = public_url
        self._feed = Feed(keys)
        self._stamps = Stamps(keys)
        self._together = Together(store)

    def exchange(self, request: Request, token: str) -> StoredReply:
        """Apply the ops in order and read on in the feed, in one transaction that is on the disk when this returns.

        StorageError when the disk or its lock did not let it; then nothing of the message stands.
        """
        self._accounts.meet(token)
        reply = self._read(request, token) if not request.ops else None
        if reply is not None:
            return reply
        with self._store.write() as work:
            outcome = self._taken(work, request, token)
        return self.said(outcome)

    async def soon(self, request: Request, token: str) -> Outcome:
        """The same for a message with ops, in one transaction with whoever waits at that moment (`Together`).

        The answer follows by `said`, beside the next transaction. The token was met before (`AccountService.meet`).
        StorageError at once when too many wait.
        """
        weight = len(request.ops) + sum(len(bytes(op.body)) for op in request.ops) // _WEIGHS_AN_OP
        return await self._together.do(lambda work: self._taken(work, request, token), weight)

    def said(self, outcome: Outcome) -> StoredReply:
        """The answer to a message whose transaction is on the disk."""
        request, receipts, own, reply = outcome
        changes, patches = reply.changes, list[Patch]()
        if request.short and request.ops:
            changes, patches = own.told(changes, reply.since, tersely=request.terse)
        signature = self._keys.sign(receipts_digest(request.request_id, receipts))
        return msgspec.structs.replace(reply, changes=changes, patches=patches, signature=signature)

    def close(self) -> None:
        """Answer those who wait and take no more of them."""
        self._together.close()

    def _read(self, request: Request, token: str) -> StoredReply | None:
        """The answer to a message without ops; None where something has to be written for it."""
        with self._store.read() as work:
            caller = self._accounts.caller(work, token)
            _check(request, caller)
            own = Own(self._clock.now())
            if contact_due(work, caller.device.id, request.app, own.now):
                return None
            reading = self._feed.reading(work, request.cursor, current_epoch(work), caller.person.actor, request.seen)
            return None if reading.ahead else self.said(self._outcome(work, request, caller, [], own, reading))

    def _taken(self, work: Work, request: Request, token: str) -> Outcome:
        caller = self._accounts.caller(work, token)
        _check(request, caller)
        reading = self._from_where(work, request, caller)
        own = Own(self._clock.now())
        receipts = self._take_all(work, request, caller, own)
        note_contact(work, caller.person, caller.device.id, request.app, own.now)
        fresh = self._accounts.renewed_token(work, token, caller.device.id) if request.short else None
        return self._outcome(work, request, caller, receipts, own, reading, fresh)

    def carried(self, request: Request, caller: Caller, sealed_at: int, *, looked_at: bool = False) -> StoredReply:
        """Answer a message that came on a stick: every op, and all the feed at once, signed as one reply.

        The caller was found by the bundle's signature. Ops are committed MAX_OPS at a time; cut in between, the same
        bundle again gets the same receipts. `looked_at`: its PC was revoked, and a person has let it through.
        """
        _check(request, caller, bundles.MAX_OPS)
        # In full: days later nobody knows what the desk holds then.
        request = msgspec.structs.replace(request, short=False, digest=False, terse=False)
        receipts: list[Receipt] = []
        stamps: list[str] = []
        for at in range(0, max(1, len(request.ops)), MAX_OPS):
            part = msgspec.structs.replace(request, ops=request.ops[at : at + MAX_OPS])
            own = Own(self._clock.now(), sealed_at)
            with self._store.write() as work:
                caller = caller if looked_at else self._accounts.recheck(work, caller)
                self._from_where(work, request, caller)
                taken = self._take_all(work, part, caller, own)
                stamps += self._stamped(work, caller, taken)
                note_carried(work, caller.person, caller.device.id, request.app, own.now)
            receipts += taken
            if taken and taken[-1].status in (Status.RETRY, Status.FORK) and taken[-1].code is None:
                receipts += [own.receipt(op, Status.RETRY) for op in request.ops[at + MAX_OPS :]]
                break
        stamps += [""] * (len(receipts) - len(stamps))
        return msgspec.structs.replace(self._whole_reply(request, caller, receipts), stamps=stamps)

    def _from_where(self, work: Work, request: Request, caller: Caller) -> Reading:
        """Where the caller reads on; begins a new history when the cursor of ours knows what we do not: this database
        was put back from a copy.

        Before the ops, which wait for each other only in a history that knows that it was.
        """
        actor = caller.person.actor
        reading = self._feed.reading(work, request.cursor, current_epoch(work), actor, request.seen)
        if not reading.ahead:
            return reading
        return self._feed.reading(work, request.cursor, begin_epoch(work, self._clock, self._entropy), actor)

    def _stamped(self, work: Work, caller: Caller, receipts: Sequence[Receipt]) -> list[str]:
        """What a desk shows with each op when a later history has lost it."""
        person, written, sealed = caller.person.id, work.written, work.sealed
        return [
            self._stamps.make(
                one, work.speaker.get(one.op_id, person), written.get(one.op_id, []), sealed.get(one.op_id, 0)
            )
            for one in receipts
        ]

    def _whole_reply(self, request: Request, caller: Caller, receipts: list[Receipt]) -> StoredReply:
        """As many pages as a bundle may hold, as one that names its scope: that may change while it is carried."""
        with self._store.read() as work:
            actor, epoch = caller.person.actor, current_epoch(work)
            reading = self._feed.reading(work, request.cursor, epoch, actor)
            assert not reading.ahead, "a history that was put back was noticed before the ops"
            first = self.said(self._outcome(work, request, caller, receipts, Own(self._clock.now()), reading))
            first = msgspec.structs.replace(first, scope=self._scope(work, request, caller, first.now))
            last, changes = first, list(first.changes)
            for _page in range(MAX_PAGES - 1):
                if not last.more:
                    break
                on = msgspec.structs.replace(request, cursor=last.cursor)
                further = self._feed.reading(work, last.cursor, epoch, actor)
                last = self._outcome(work, on, caller, [], Own(first.now), further).reply
                changes += last.changes
        return msgspec.structs.replace(first, changes=changes, upto=last.upto, cursor=last.cursor, more=last.more)

    def unchanged(self, cursor: str, token: str) -> bool:
        """True when the caller's scope has nothing beyond the cursor, which is one of ours and of this history."""
        self._accounts.meet(token)
        with self._store.read() as work:
            caller = self._accounts.caller(work, token)
            actor = caller.person.actor
            reading = self._feed.reading(work, cursor, current_epoch(work), actor)
            if reading.reset is not None or work.records.moved(actor, reading.since):
                return False
            due = contact_due(work, caller.device.id, "", self._clock.now())
        if due:
            with self._store.write() as work:
                note_contact(work, caller.person, caller.device.id, "", self._clock.now())
                return not work.records.moved(actor, reading.since)
        return True

    def _outcome(
        self,
        work: Work,
        request: Request,
        caller: Caller,
        receipts: list[Receipt],
        own: Own,
        reading: Reading,
        token: str | None = None,
    ) -> Outcome:
        """What the caller is told as of this transaction, in the history that it is in."""
        actor, epoch = caller.person.actor, current_epoch(work)
        page = self._feed.page(work, actor, epoch, reading.since)
        now, terse = own.now, request.terse
        idle = request.digest and not page.more
        anew = request.cursor is None or reading.reset is not None
        reply = StoredReply(
            request_id=request.request_id,
            server_id="" if terse else self._keys.server_id,
            epoch="" if terse and epoch == request.epoch else epoch,
            now=now,
            receipts=[] if request.short else receipts,
            answers=[answer_of(receipt, now) for receipt in receipts] if request.short else None,
            signature="",
            changes=list(page.changes),
            digest=work.records.digest(actor) if idle else None,
            since=page.since,
            upto=page.upto,
            cursor=page.cursor,
            more=page.more,
            reset=reading.reset,
            limits=Limits(ops=MAX_OPS, terse=True),
            stamps=self._stamped(work, caller, receipts),
            scope=self._scope(work, request, caller, now) if anew else None,
            token=token,
        )
        return Outcome(request, receipts, own, reply)

    def _scope(self, work: Work, request: Request, caller: Caller, now: int) -> ScopeTold:
        """What the caller may see, signed: a desk that reads from the start forgets what it holds beyond it."""
        told = scope_told(caller.person.actor, self._accounts.place_name(work, caller.person), now)
        return msgspec.structs.replace(told, signature=self._keys.sign(scope_digest(request.request_id, told)))

    def _take_all(self, work: Work, request: Request, caller: Caller, own: Own) -> list[Receipt]:
        """A receipt per op, in order; after one that must wait, all later ones wait unseen.

        After one that waits alone (a `retry` with a code), only those on the same record do.
        """
        receipts: list[Receipt] = []
        waiting, held = False, set[Ref]()
        for op in request.ops:
            own.next_op(op)  # also one that waits unseen: patches name an op by its place in the message
            if waiting:
                receipts.append(own.receipt(op, Status.RETRY))
                continue
            if held and _about(op) in held:
                receipts.append(own.receipt(op, Status.RETRY, Problem.NOT_FOUND))
                continue
            receipt = self._take(work, request.incarnation, op, caller, own)
            receipts.append(receipt)
            alone = receipt.status is Status.RETRY and receipt.code is not None
            if alone and (ref := _about(op)) is not None:
                held.add(ref)
            waiting = not alone and receipt.status in (Status.RETRY, Status.FORK)
        return receipts

    def _take(self, work: Work, incarnation: str, op: SealedOp, caller: Caller, own: Own) -> Receipt:
        """One op: known, misnumbered, unreadable, not allowed, or applied; the ladder of docs/protocol.md."""
        bad = _bad_envelope(op)
        if bad is not None:
            return own.receipt(op, Status.REJECTED, code=Problem.INVALID, field=bad)
        known = work.ops.find(op.op_id)
        if known is not None:
            same = known.receipt.content_hash == op.content_hash and follows(work, caller, known.person)
            work.sealed[op.op_id], work.speaker[op.op_id] = known.sealed_at, known.person
            return known.receipt if same else own.receipt(op, Status.REJECTED, code=Problem.OP_ID_REUSE)
        if work.ops.number_taken(caller.device.id, incarnation, op.op_no):
            self._note(work, op, caller, None, "fork", None)
            return own.receipt(op, Status.FORK)
        said = spoken(work, op, caller, self._stamps)
        if isinstance(said, Refusal):
            receipt, village = self._refused(op, said, own)
        else:
            work.speaker[op.op_id] = said.body.actor
            receipt, village = self._apply(work, op, said, caller, own)
        if receipt.status is Status.RETRY:
            return receipt
        sealed_at, person = work.sealed.get(op.op_id, 0), work.speaker.get(op.op_id, caller.person.id)
        work.ops.put(person, caller.device.id, incarnation, op.op_no, receipt, sealed_at)
        self._note(work, op, caller, None if isinstance(said, Refusal) else said.body, receipt.code or "ok", village)
        return receipt

    def _apply(self, work: Work, op: SealedOp, said: Spoken, caller: Caller, own: Own) -> tuple[Receipt, str | None]:
        """Meet the rule and write what it says, or nothing at all. Also gives the village that was written to."""
        now, body = own.now, said.body
        taken = self._stamps.read(op, body.actor)
        if taken is not None:
            note_lost_history(work, self._clock)
        young = is_young(work, now)
        begun = begun_from(work, body)
        if begun is None:
            return own.receipt(op, Status.RETRY), None
        if isinstance(begun, Refusal):
            return self._refused(op, begun, own)
        if young and (builds_ahead(work, body) or (taken is not None and comes_early(work, taken, now))):
            return own.receipt(op, Status.RETRY, Problem.NOT_FOUND), None
        work.sealed[op.op_id] = sealed_at = own.sealed_at if taken is None else taken.sealed_at
        context = Context(
            said.actor,
            now if taken is None else min(taken.at, now),
            op.op_id,
            op.content_hash,
            self._public_url,
            caller.device.id,
            begun=begun,
            days=working_days(),
            again=taken is not None,
            sealed_at=sealed_at,
        )
        try:
            with work.savepoint():
                outcome = registry.apply(body, work.records, context)
                if isinstance(outcome, Refusal) and young and only_not_yet(outcome, again=context.again):
                    return own.receipt(op, Status.RETRY, outcome.code), None
                if isinstance(outcome, Refusal):
                    return self._refused(op, outcome, own)
                if body.kind == DRAFT and self._store.free() < LEAST_FREE:
                    # Copies of drafts are the bulk of what desks send, and lie there too: what is left is for reports.
                    return own.receipt(op, Status.RETRY, Problem.STORAGE_FULL), None
                return self._written(work, op, outcome, context, own)
        except StorageError:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever a rule does wrong must stay this op's own trouble
            _log.error("a rule failed: %s %s", type(fault).__name__, _where(fault))
            tries = work.ops.fault(op.op_id, op.content_hash, work.ops.count())
            if tries < FAULTS_BEFORE_REJECTION:
                return own.receipt(op, Status.RETRY), None
            return self._refused(op, Refusal(Problem.INTERNAL), own)

    def _written(
        self, work: Work, op: SealedOp, outcome: Applied, context: Context, own: Own
    ) -> tuple[Receipt, str | None]:
        writes = with_copies_ended(work, outcome.writes, context.now)
        for write in writes:
            before = work.records.with_seq(write.ref)
            own.writes(write.ref, before)
            if before is not None and write.ref.type in KEPT_TYPES:
                work.past.keep(before[0], context.now)
        if outcome.own is not None:
            work.past.keep_own(op.op_id, outcome.own, context.now)
        results = [work.records.write(write.ref, write.village, write.changes, context.actor) for write in writes]
        work.written[op.op_id] = [(write.ref, one.rev) for write, one in zip(writes, results, strict=True)]
        for write in writes:
            follow(work, write, context.now)
        forget_ended(work, writes)
        seq = max(one.seq for one in results)
        receipt = Receipt(
            op.op_id, op.content_hash, outcome.status, context.now, seq=seq, rev=results[0].rev, field=outcome.note
        )
        return receipt, outcome.writes[0].village

    @staticmethod
    def _refused(op: SealedOp, refusal: Refusal, own: Own) -> tuple[Receipt, None]:
        return own.receipt(op, Status.REJECTED, code=refusal.code, field=refusal.field), None

    def _note(
        self, work: Work, op: SealedOp, caller: Caller, body: OpBody | None, outcome: str, village: str | None
    ) -> None:
        known = body is not None and body.kind in registry.KINDS
        work.audit.add(
            Entry(
                self._clock.now(),
                body.kind if body is not None and known else "op",
                outcome,
                caller.person.id,
                caller.device.id,
                op.op_id,
                body.record.type if body is not None and known else None,
                body.record.id if body is not None and known and ids.is_id(body.record.id) else None,
                village,
                op.content_hash,
            )
        )


def _check(request: Request, caller: Caller, most_ops: int = MAX_OPS) -> None:
    """Refuse a message that no server could take."""
    if request.sipa != SIPA:
        raise RefusedError(Problem.VERSION)
    if request.device != caller.device.id:
        raise RefusedError(Problem.FORBIDDEN, "device")
    if not 1 <= len(request.request_id) <= _MAX_NAME or not 1 <= len(request.incarnation) <= _MAX_NAME:
        raise RefusedError(Problem.BAD_REQUEST, "request_id or incarnation")
    if len(request.ops) > most_ops or len(request.seen) > MAX_SEEN:
        raise RefusedError(Problem.BAD_REQUEST, "ops or seen")


def _bad_envelope(op: SealedOp) -> str | None:
    if not ids.is_id(op.op_id):
        return "op_id"
    if not 1 <= op.op_no < _MAX_OP_NO:
        return "op_no"
    return None


def _about(op: SealedOp) -> Ref | None:
    """The record that an op is about, None for an op that cannot be read."""
    try:
        return decode(bytes(op.body), OpBody).record
    except WireError:
        return None


def _where(fault: Exception) -> str:
    """The places that a fault went through, without any value in it."""
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(fault.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
