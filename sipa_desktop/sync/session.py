"""One session in two pure halves: compose(tx) → Request, absorb(tx, request, reply) → Absorbed.

Sealing happens in compose's transaction, before anything leaves. A reply that does not fit changes nothing;
a page of changes and its cursor are taken in one transaction. Absence never removes.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.ports import Clock, Entropy
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.sync.receipt_proof import Signed, hashes_of
from sipa_core.sync.short import in_full, in_place, patched
from sipa_core.wire.exchange import MAX_OPS, Patch, Reply, Request
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status, receipts_digest
from sipa_core.wire.records import Record, Ref
from sipa_core.wire.version import SIPA
from sipa_desktop.events import Topic
from sipa_desktop.platform.keys import is_signed
from sipa_desktop.settings import VERSION
from sipa_desktop.store.outbox import OutboxItem, OutboxState
from sipa_desktop.store.unit_of_work import TOPICS, Tx
from sipa_desktop.sync import cursors_seen, scope
from sipa_desktop.sync.clock import OFF_MS, Told, went_back
from sipa_desktop.sync.history import forget_copy, name_versions

log = logging.getLogger(__name__)

DIGEST_EVERY_MS: Final = 24 * 3600 * 1000
COPY: Final = "draft.save"
_SAID_ANEW: Final = frozenset({Problem.NOT_NOW, Problem.BASE_REJECTED})
"""A copy that met a village without copies, or followed one that did: its words stand in the draft."""
BATCH_BYTES: Final = 1024 * 1024
"""Most bytes of op bodies in one request, so that a slow line shows progress; a single longer op still goes."""


class MetaKey(StrEnum):
    """The small facts that a session keeps."""

    EPOCH = "epoch"
    CURSOR = "cursor"
    UPTO = "upto"
    SHOWN = "shown"
    """How far the feed was read before it is read once more: what own ops did up to there need not be laid anew."""
    INCARNATION = "incarnation"
    NEXT_NO = "next_no"
    LAST_CONTACT = "last_contact"
    FORKED_AT = "forked_at"
    FORK_SEEN = "fork_seen"
    """The FORKED_AT that a person has read and put away; until then it is told, also after a new start."""
    CLOCK_OFF = "clock_off"
    BACK = "server_back"
    SAID = "server_said"
    """The newest time that the server itself has named, in a whole reply (UTC ms)."""
    DIGEST_AT = "digest_at"
    """When the server last said what this desk should hold."""
    DIGEST_OFF = "digest_off"
    """Since when this desk holds something else than the server says; not there while they agree."""
    ENROLLED_AT = "enrolled_at"
    SHUT_OUT = "shut_out"
    """The server's code when it no longer knows this PC: only then may a registered PC register again."""
    UNCONFIRMED = "unconfirmed"
    """There while the kecamatan has yet to agree to a PC that came by a file."""
    CONFIRMED_AT = "confirmed_at"
    """When such a PC was found to be let in; there until a person has read it."""


class Absorbed(msgspec.Struct, frozen=True):
    """What a reply did: how many ops got their receipt, how many were parked, whether there is more to do now.

    `kinds` are those of the ops with a receipt. `retry`: the server cannot go on at the moment. `forked`: this profile
    was copied or put back, and numbers anew.
    """

    accepted: int
    parked: int
    taken: int
    more: bool
    retry: bool
    forked: bool
    forgotten: int = 0
    """Records that left this PC, since its person may see them no longer."""
    kinds: tuple[str, ...] = ()


@dataclass
class _Told:
    """What the receipts of one reply said."""

    accepted: int = 0
    parked: int = 0
    renewed: int = 0
    retry: bool = False
    forked: bool = False
    settled: set[str] = field(default_factory=set)
    kinds: list[str] = field(default_factory=list)
    plain: bool = True

    @property
    def moved(self) -> bool:
        """True when the outbox is another one now."""
        return bool(self.accepted or self.parked or self.renewed or self.forked)


def compose(
    tx: Tx,
    clock: Clock,
    entropy: Entropy,
    limit: int = MAX_OPS,
    most_bytes: int = BATCH_BYTES,
    *,
    terse: bool = False,
    behind: int = 0,
    cursor: str | None = None,
    seen: bool = False,
) -> Request:
    """Seal the next ops (at most `limit`, at most `most_bytes` of bodies) and make the request; commit, then send.

    `terse` may only be said to a server that offered it. Where a reply was not taken yet, `behind` is the place in the
    queue up to which it answered, and `cursor` the one that it gave. `seen`: name the `cursors_seen`.
    """
    identity = tx.meta.identity
    if identity is None:
        raise RuntimeError("a session before the registration")
    incarnation = tx.meta.get(MetaKey.INCARNATION)
    if incarnation is None:
        incarnation = new_incarnation(tx, entropy)
    ops: list[OutboxItem] = []
    if limit > 0:
        before = int(tx.meta.get(MetaKey.NEXT_NO) or 1)
        ops, next_no = tx.outbox.seal(limit, before, most_bytes, behind)
        if next_no != before:  # a transaction that changes nothing costs no disk
            tx.meta.put(MetaKey.NEXT_NO, str(next_no))
    return Request(
        request_id=ids.new_id(clock, entropy),
        device=identity.device,
        incarnation=incarnation,
        epoch=tx.meta.get(MetaKey.EPOCH) or "",
        cursor=cursor or tx.meta.get(MetaKey.CURSOR),
        ops=[item.sealed for item in ops],
        app=VERSION,
        short=True,
        digest=not ops and _digest_is_due(tx, clock.now()),
        terse=terse,
        seen=cursors_seen.kept(tx) if seen else [],
    )


def absorb(
    tx: Tx, request: Request, reply: Reply, clock: Clock, entropy: Entropy, *, carried: bool = False
) -> Absorbed:
    """Take a reply; the same reply again changes nothing. Raises CarriageError(NOT_OURS) when it does not fit.

    One that was `carried` here on a stick is days old: it is no contact, and tells nothing of this PC's clock.
    """
    reply = check(tx, request, reply)
    known = tx.meta.get(MetaKey.EPOCH) or ""
    if known not in (reply.epoch, request.epoch):
        # Asked and answered in a history that is over; its receipts are worth nothing in the present one.
        return Absorbed(0, 0, 0, more=True, retry=False, forked=False)
    covered, cursor = tx.records.pending_types(), tx.meta.get(MetaKey.CURSOR)
    over = set(tx.outbox.unsettled_ids(tx.meta.shown)) if covered else set()
    new_epoch = new_history = _meet_epoch(tx, request, reply, clock, carried=carried)
    told = _take_receipts(tx, request, reply, clock, entropy)
    if told.forked:
        tx.outbox.unseal()
        new_incarnation(tx, entropy)
        tx.meta.put(MetaKey.FORKED_AT, str(clock.now()))
    before = tx.meta.identity
    leads_on = not carried or scope.leads_on(tx, reply)
    back = not carried and reply.reset is None and scope.came_back(tx, reply.scope)
    forgotten = scope.meet_scope(tx, reply, carried=carried, leads_on=leads_on)
    elsewhere = tx.meta.identity != before
    taken, gap, broken = _take_changes(tx, request, reply, leads_on=leads_on)
    new_history = new_history or elsewhere or bool(forgotten)  # own ops are laid anew
    if not carried:
        _keep_told(tx, reply, clock)
        cursors_seen.met(tx, request.seen)
    if tx.meta.get(MetaKey.CURSOR) != reply.cursor:
        cursors_seen.keep(tx, reply.cursor)  # its receipts count all the same
    if back and not broken:
        read_anew(tx)
    anew = broken or back or (not gap and _compare(tx, reply, clock.now()))
    settled = [one.op_id for one in reply.receipts if one.op_id in told.settled and one.seq <= tx.meta.upto]
    # Ops that had their receipts before, and that the feed has only now come past: what they did came with a stick.
    late = over.difference(settled, tx.outbox.unsettled_ids(tx.meta.shown)) if over else over
    plain = told.plain and not new_history and not anew and not late and len(settled) == len(told.settled)
    if (told.moved or taken or new_history or late) and not (plain and tx.lies_right(settled, taken)):
        tx.reproject()
    forgotten += scope.let_go(tx)
    if told.moved or taken or new_history or late:
        shown = covered | tx.records.pending_types()
        tx.touch(*(TOPICS[name] for name in shown if name in TOPICS))
    if told.moved or new_history:
        tx.touch(Topic.OUTBOX)
    read_on = anew or (reply.more and tx.meta.get(MetaKey.CURSOR) != cursor)
    # A server that says "more" and gives nothing must not be asked again at once.
    # What follows an op that a new history has not yet is answered once that one was sent again, which is at once.
    retry = (told.retry and not new_epoch) or gap or (reply.more and not read_on and not told.moved)
    more = read_on or ((told.moved or new_history) and not retry and tx.outbox.waiting() > 0)
    return Absorbed(told.accepted, told.parked, len(taken), more, retry, told.forked, forgotten, tuple(told.kinds))


def nothing_new(tx: Tx, now: int) -> Absorbed:
    """The server was reached and had nothing to say; what own ops spoke of may go, where a person put them aside."""
    keep_contact(tx, now)
    back = scope.came_back(tx, None)
    if back:
        read_anew(tx)
    return Absorbed(0, 0, 0, more=back, retry=False, forked=False, forgotten=scope.let_go(tx))


def new_incarnation(tx: Tx, entropy: Entropy) -> str:
    """Begin a new run of op numbers and return its name."""
    incarnation = entropy.bytes(16).hex()
    tx.meta.put(MetaKey.INCARNATION, incarnation)
    tx.meta.put(MetaKey.NEXT_NO, "1")
    return incarnation


def check(tx: Tx, request: Request, said: Reply) -> Reply:
    """The reply with whole receipts. CarriageError unless it is the pinned server's signed answer to this request."""
    identity = tx.meta.identity
    unnamed = request.terse and not said.server_id  # then only the signature names it, by the pinned key
    named = identity is not None and said.sipa == SIPA and (unnamed or said.server_id == identity.server_id)
    if named and said.answers is not None and said.request_id != request.request_id:
        # A short answer to something else cannot be put in full, so nobody knows whose it is; it was kept by somebody.
        raise CarriageError(Trouble.STALE)
    reply = in_full(request, said)
    ours = reply is not None and (
        identity is not None
        and named
        and scope.is_ours(identity, reply)
        and is_signed(identity.server_sign_pub, receipts_digest(reply.request_id, reply.receipts), reply.signature)
    )
    if reply is None or not ours:
        raise CarriageError(Trouble.NOT_OURS)
    if reply.request_id != request.request_id:
        # Our server's own answer to something else: somebody between keeps answers and hands them out again.
        raise CarriageError(Trouble.STALE)
    return reply


def _meet_epoch(tx: Tx, request: Request, reply: Reply, clock: Clock, *, carried: bool) -> bool:
    """True when the server's history is another than before: everything here is kept, sent and read once more."""
    known = tx.meta.get(MetaKey.EPOCH)
    # A stick's answer may be to a question from before this PC heard of the present history, in which it has read on.
    past = carried and reply.reset == "epoch" and request.cursor != tx.meta.get(MetaKey.CURSOR)
    if (reply.reset is not None and not past) or reply.epoch != known:
        read_anew(tx)
    if reply.epoch == known:
        return False
    tx.meta.put(MetaKey.EPOCH, reply.epoch)
    tx.meta.forget(MetaKey.SHOWN)  # the numbers of another history
    cursors_seen.forget(tx)
    if not known:
        return False
    # The server was put back from a copy: what it gave receipts for since then it no longer has. It takes the same
    # op_id only once, so sending all of them again makes nothing twice.
    tx.outbox.reopen()
    tx.blobs.send_again(clock.now())
    name_versions(tx)
    tx.server_records.forget_revisions()
    tx.documents.forget_revisions()
    return True


def _take_receipts(tx: Tx, request: Request, reply: Reply, clock: Clock, entropy: Entropy) -> _Told:
    """Settle each op by its receipt; a receipt for other bytes, or for an op that is settled, says nothing."""
    told = _Told()
    sent = {op.op_id: op.content_hash for op in request.ops}
    current = request.incarnation == tx.meta.get(MetaKey.INCARNATION)
    stamps = {one.op_id: stamp for one, stamp in zip(reply.receipts, reply.stamps, strict=False)}
    for receipt in reply.receipts:
        if sent.get(receipt.op_id) != receipt.content_hash:
            continue
        item = tx.outbox.get(receipt.op_id)
        if item is None or item.state is not OutboxState.SENDING:
            continue
        if receipt.status is Status.REJECTED and item.kind == COPY and receipt.code == Problem.NOT_NOW:
            forget_copy(tx, item.ref.id)
        match receipt.status:
            case Status.ACCEPTED | Status.MERGED | Status.CONFLICT:
                tx.outbox.accepted(receipt, stamps.get(receipt.op_id, ""), reply.request_id)
                told.accepted += 1
                told.settled.add(receipt.op_id)
                told.kinds.append(item.kind)
                told.plain = told.plain and receipt.status is Status.ACCEPTED
            case Status.REJECTED if receipt.code == Problem.OP_ID_REUSE:
                told.plain = False
                _seal_anew(tx, item, receipt)
                told.renewed += 1
            case Status.REJECTED if item.kind == COPY and receipt.code in _SAID_ANEW:
                # Nobody wrote this one, so nobody is asked about it.
                tx.outbox.park(receipt)
                tx.outbox.withdraw(item.op_id)
                told.plain, told.renewed = False, told.renewed + 1
            case Status.REJECTED:
                tx.outbox.park(receipt)
                told.parked += 1
                told.plain = False
            case Status.RETRY if receipt.code is not None:
                tx.outbox.wait(receipt.op_id, receipt.code)  # alone, for what another desk has to send again first
            case Status.RETRY:
                told.retry = True
            case Status.FORK:
                # The same reply once more would otherwise number everything anew once more.
                told.forked = told.forked or current
                told.plain = False
    if told.settled and (identity := tx.meta.identity) is not None:
        signed = Signed(reply.request_id, hashes_of(reply.receipts), reply.signature, identity.server_sign_pub)
        tx.outbox.keep_signed(signed)
    if told.forked:
        told.retry = False  # what stood behind the fork goes at once, under its new numbers
    return told


def _seal_anew(tx: Tx, item: OutboxItem, receipt: Receipt) -> None:
    """The id was used by other bytes: the same words go again under another id, by themselves.

    It follows from the first one and the words: data that go back to an earlier hour twice bring them only once.
    """
    tx.outbox.park(receipt)
    tx.outbox.withdraw(item.op_id)
    another = ids.natural_id("op", item.op_id, item.content_hash)
    if tx.outbox.get(another) is None:
        tx.outbox.add(another, item.decoded(), item.title)


def _take_changes(tx: Tx, request: Request, reply: Reply, *, leads_on: bool) -> tuple[list[Ref], bool, bool]:
    """Take a page of the feed with its cursor. Also says whether the page waits for the one before it, and whether
    everything is read once more.
    """
    if reply.since > tx.meta.upto:
        return [], True, False
    built = [_built(tx, request, patch) for patch in reply.patches]
    if any(one is None for one in built):
        # This PC does not hold what the server thinks it has read: it reads everything once more.
        read_anew(tx)
        return [], False, True
    taken = tx.server_records.take([*scope.only_inside(tx, reply), *(one for one in built if one is not None)])
    tx.touch(*{TOPICS[ref.type] for ref in taken if ref.type in TOPICS})
    if leads_on and reply.upto >= tx.meta.upto:
        tx.meta.put(MetaKey.CURSOR, reply.cursor)
        tx.meta.put(MetaKey.UPTO, str(reply.upto))
    return taken, False, False


def _built(tx: Tx, request: Request, patch: Patch) -> Record | None:
    """The record of a patch; the one held when it is that one already, None when it cannot be built."""
    told = in_place(patch, request)
    if told is None:
        return None
    patch = told
    held = tx.server_records.get(Ref(patch.type, patch.id))
    return held if held is not None and held.rev == patch.rev else patched(patch, held, request)


def read_anew(tx: Tx) -> None:
    """Forget how far the feed was read: the next question has no cursor to read on from."""
    cursor = tx.meta.get(MetaKey.CURSOR)
    if cursor is not None:
        cursors_seen.keep(tx, cursor)
    tx.meta.put(MetaKey.SHOWN, str(tx.meta.shown))
    tx.meta.put(MetaKey.UPTO, "0")
    tx.meta.forget(MetaKey.CURSOR)


def _digest_is_due(tx: Tx, now: int) -> bool:
    told = tx.meta.get(MetaKey.DIGEST_AT)
    return told is None or not 0 <= now - int(told) < DIGEST_EVERY_MS


def _compare(tx: Tx, reply: Reply, now: int) -> bool:
    """Compare with what the server says this desk should hold. True when everything is to be read once more."""
    if reply.digest is None or reply.more:
        return False
    tx.meta.put(MetaKey.DIGEST_AT, str(now))
    mine = scope.told_scope(tx) if scope.leaving_in(tx) is not None else None
    if tx.server_records.digest(mine) == reply.digest:
        tx.meta.forget(MetaKey.DIGEST_OFF)
        return False
    first = tx.meta.get(MetaKey.DIGEST_OFF) is None
    tx.meta.put(MetaKey.DIGEST_OFF, str(now))
    if not first:
        return False  # reading everything did not help; it is told in the diagnosis, and asked again tomorrow
    log.warning("this PC and the server do not hold the same records; reading all of them once more")
    tx.meta.forget(MetaKey.DIGEST_AT)
    read_anew(tx)
    return True


def keep_contact(tx: Tx, now: int) -> None:
    """The server answered, and knows this PC."""
    tx.meta.put(MetaKey.LAST_CONTACT, str(now))
    tx.meta.forget(MetaKey.SHUT_OUT)
    if tx.meta.get(MetaKey.UNCONFIRMED) is not None:
        tx.meta.forget(MetaKey.UNCONFIRMED)
        tx.meta.put(MetaKey.CONFIRMED_AT, str(now))


def _keep_told(tx: Tx, reply: Reply, clock: Clock) -> None:
    now = clock.now()
    said = tx.meta.get(MetaKey.SAID)
    off, back = reply.now - now, went_back(reply.now, now, int(said) if said is not None else None)
    if not back:
        tx.meta.put(MetaKey.SAID, str(reply.now))
    keep_contact(tx, now)
    for key, is_so, far in ((MetaKey.CLOCK_OFF, abs(off) >= OFF_MS and not back, off), (MetaKey.BACK, back, -off)):
        if is_so:
            tx.meta.put(key, str(far))
        else:
            tx.meta.forget(key)


def told_in(tx: Tx) -> Told | None:
    """What the server last said of the time, as it was kept; None when it never answered."""
    here, off = tx.meta.get(MetaKey.LAST_CONTACT), tx.meta.get(MetaKey.CLOCK_OFF)
    back = int(tx.meta.get(MetaKey.BACK) or 0)
    return Told(int(here) + int(off or 0), int(here), back=back) if here is not None else None
