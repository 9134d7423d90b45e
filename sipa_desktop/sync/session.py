"""One session in two pure halves: compose(tx) → Request, absorb(tx, request, reply) → Absorbed.

Sealing happens in compose's transaction, before anything leaves. A reply that does not fit changes nothing;
a page of changes and its cursor are taken in one transaction. Absence never removes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sipa_core import ids
from sipa_core.ports import Clock, Entropy
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.exchange import MAX_OPS, Reply, Request
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status, receipts_digest
from sipa_core.wire.version import SIPA
from sipa_desktop.events import Topic
from sipa_desktop.platform.keys import is_signed
from sipa_desktop.store.outbox import OutboxItem, OutboxState
from sipa_desktop.store.unit_of_work import TOPICS, Tx

BATCH_BYTES = 3 * 1024 * 1024
"""Most bytes of op bodies in one request; the wire opens at most 4 MiB."""


class MetaKey(StrEnum):
    """The small facts that a session keeps."""

    EPOCH = "epoch"
    CURSOR = "cursor"
    UPTO = "upto"
    INCARNATION = "incarnation"
    NEXT_NO = "next_no"
    LAST_CONTACT = "last_contact"
    FORKED_AT = "forked_at"


@dataclass(frozen=True)
class Absorbed:
    """What a reply did: how many ops got their receipt, how many were parked, whether there is more to do now.

    `retry`: the server asked to wait with the rest. `forked`: this profile was copied or put back, and numbers anew.
    """

    accepted: int
    parked: int
    taken: int
    more: bool
    retry: bool
    forked: bool


def compose(tx: Tx, clock: Clock, entropy: Entropy) -> Request:
    """Seal the next ops and make the request; the caller commits before it is sent."""
    identity = tx.meta.identity
    if identity is None:
        raise RuntimeError("a session before the registration")
    incarnation = tx.meta.get(MetaKey.INCARNATION)
    if incarnation is None:
        incarnation = _new_incarnation(tx, entropy)
    ops, next_no = tx.outbox.seal(MAX_OPS, int(tx.meta.get(MetaKey.NEXT_NO) or 1), BATCH_BYTES)
    tx.meta.put(MetaKey.NEXT_NO, str(next_no))
    return Request(
        request_id=ids.new_id(clock, entropy),
        device=identity.device,
        incarnation=incarnation,
        epoch=tx.meta.get(MetaKey.EPOCH) or "",
        cursor=tx.meta.get(MetaKey.CURSOR),
        ops=[item.sealed for item in ops],
    )


def absorb(tx: Tx, request: Request, reply: Reply, clock: Clock, entropy: Entropy) -> Absorbed:
    """Take a reply. Raises CarriageError(NOT_OURS) before anything is written when it does not fit."""
    _check(tx, request, reply)
    accepted, parked, retry, forked = _take_receipts(tx, request, reply.receipts, clock, entropy)
    if forked:
        tx.outbox.unseal()
        _new_incarnation(tx, entropy)
        tx.meta.put(MetaKey.FORKED_AT, str(clock.now()))
    taken = _take_changes(tx, reply)
    tx.meta.put(MetaKey.LAST_CONTACT, str(clock.now()))
    tx.reproject()
    tx.touch(Topic.OUTBOX)
    moved = accepted + parked > 0 or forked
    more = reply.more or (moved and not retry and tx.outbox.waiting() > 0)
    return Absorbed(accepted, parked, taken, more, retry, forked)


def _check(tx: Tx, request: Request, reply: Reply) -> None:
    """The pinned server, and the answer to this very request, signed."""
    identity = tx.meta.identity
    fits = (
        identity is not None
        and reply.sipa == SIPA
        and reply.request_id == request.request_id
        and reply.server_id == identity.server_id
        and is_signed(identity.server_sign_pub, receipts_digest(request.request_id, reply.receipts), reply.signature)
    )
    if not fits:
        raise CarriageError(Trouble.NOT_OURS)


def _take_receipts(
    tx: Tx, request: Request, receipts: list[Receipt], clock: Clock, entropy: Entropy
) -> tuple[int, int, bool, bool]:
    """Count (accepted, parked), and whether the rest must wait or the incarnation is spent."""
    sent = {op.op_id: op.content_hash for op in request.ops}
    accepted = parked = 0
    retry = forked = False
    for receipt in receipts:
        if sent.get(receipt.op_id) != receipt.content_hash:
            continue  # a receipt for other bytes says nothing about ours
        item = tx.outbox.get(receipt.op_id)
        if item is None or item.state not in (OutboxState.SENDING, OutboxState.QUEUED):
            continue
        match receipt.status:
            case Status.ACCEPTED:
                tx.outbox.accepted(receipt)
                accepted += 1
            case Status.REJECTED if receipt.code == Problem.OP_ID_REUSE:
                _seal_anew(tx, item, receipt, clock, entropy)
            case Status.REJECTED:
                tx.outbox.park(receipt)
                parked += 1
            case Status.RETRY:
                retry = True
            case Status.FORK:
                forked = True
    return accepted, parked, retry, forked


def _seal_anew(tx: Tx, item: OutboxItem, receipt: Receipt, clock: Clock, entropy: Entropy) -> None:
    """The id was used by other bytes: the same words go again under a new id, by themselves."""
    tx.outbox.park(receipt)
    tx.outbox.withdraw(item.op_id)
    tx.outbox.add(ids.new_id(clock, entropy), item.decoded(), item.title)


def _take_changes(tx: Tx, reply: Reply) -> int:
    """Take a page of the feed with its cursor; a page that starts beyond what was read waits for the one before."""
    if reply.reset is not None or reply.epoch != tx.meta.get(MetaKey.EPOCH):
        # Another line of the server's history: everything here is kept, the feed is read from the start.
        tx.meta.put(MetaKey.EPOCH, reply.epoch)
        tx.meta.put(MetaKey.UPTO, "0")
        if reply.since > 0:
            tx.meta.forget(MetaKey.CURSOR)
            return 0
    if reply.since > tx.meta.upto:
        return 0
    taken = tx.server_records.take(reply.changes)
    tx.meta.put(MetaKey.CURSOR, reply.cursor)
    tx.meta.put(MetaKey.UPTO, str(max(reply.upto, tx.meta.upto)))
    tx.touch(*{TOPICS[ref.type] for ref in taken if ref.type in TOPICS})
    return len(taken)


def _new_incarnation(tx: Tx, entropy: Entropy) -> str:
    incarnation = entropy.bytes(16).hex()
    tx.meta.put(MetaKey.INCARNATION, incarnation)
    tx.meta.put(MetaKey.NEXT_NO, "1")
    return incarnation
