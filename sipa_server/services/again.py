"""Ops that come again after a restore: what the lost history said of them, and which refusals only mean "not yet".

Beside each receipt a desk gets a stamp. An op that is shown with its stamp was taken once: it counts from the time it
came then, and as long as the new history is young it waits for what it speaks of, since other desks bring that.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from typing import Final

import msgspec

from sipa_core.ops.base import Refusal
from sipa_core.wire.ops import Base, OpBody, SealedOp
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import RecordType, Ref
from sipa_server.platform.keys import ServerKeys
from sipa_server.services.epochs import restored_at
from sipa_server.store.unit_of_work import Work

YOUNG_MS: Final = 30 * 24 * 60 * 60 * 1000
"""So long a PC may have been off when its server was restored; then what nobody brought is refused in words."""

IN_ORDER_MS: Final = 3 * 24 * 60 * 60 * 1000
"""So long the old order is waited for."""

_MAC_BYTES: Final = 12
_IN_ORDER: Final = frozenset(
    {
        RecordType.REPORT,
        RecordType.REVIEW,
        RecordType.PUBLICATION,
        RecordType.POSTING,
        RecordType.CONSULTATION,
        RecordType.GUIDANCE,
    }
)
"""Types that only ops write: what a citizen or the server itself wrote is sent again by nobody."""
_TAKEN: Final = (Status.ACCEPTED, Status.MERGED, Status.CONFLICT)
_NOT_YET: Final = frozenset(
    {
        Problem.NOT_FOUND,
        Problem.SUPERSEDED,
        Problem.NOT_NOW,
        Problem.LOCKED,
        Problem.OPENED,
        Problem.RECALLED,
        Problem.NOT_OWED,
        Problem.ITEM_MISSING,
        Problem.BASE_REJECTED,
    }
)
"""Refusals that hang on what other desks did before, and still have to send again."""


class Touched(msgspec.Struct, frozen=True, array_like=True):
    """A record that an op wrote, and the revision that it left."""

    type: str
    id: str
    rev: int


class Taken(msgspec.Struct, frozen=True, array_like=True):
    """What a stamp says: when the op was taken (UTC ms), what it wrote where something had been before, and when the
    bundle was sealed that brought it (0: it came by the network)."""

    at: int
    touched: list[Touched] = []
    sealed_at: int = 0


class Stamps:
    """Makes and reads stamps."""

    def __init__(self, keys: ServerKeys) -> None:
        self._keys = keys

    def make(self, receipt: Receipt, person: str, written: Sequence[tuple[Ref, int]], sealed_at: int = 0) -> str:
        """The stamp of an op that was taken and of what it wrote, empty for one that was not taken."""
        if receipt.status not in _TAKEN:
            return ""
        touched = [Touched(ref.type, ref.id, rev) for ref, rev in written if rev > 1 and ref.type in _IN_ORDER]
        # Most ops come by the network: their stamps carry no third member, which would be bytes on every line.
        told = _packed(msgspec.json.encode([receipt.received_at, touched, *([sealed_at] if sealed_at else [])]))
        return f"{told}.{self._mac(receipt.op_id, receipt.content_hash, told, person)}"

    def read(self, op: SealedOp, person: str) -> Taken | None:
        """What the lost history said of this very op of this person; None without a stamp of this server."""
        if not op.had:
            return None
        told, _dot, mac = op.had.partition(".")
        ours = self._mac(op.op_id, op.content_hash, told, person)
        if not mac or not hmac.compare_digest(mac.encode(), ours.encode()):
            return None
        return msgspec.json.decode(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)), type=Taken)

    def _mac(self, op_id: str, content_hash: str, told: str, person: str) -> str:
        return _packed(self._keys.mac("stamp", f"{op_id}|{content_hash}|{told}|{person}".encode())[:_MAC_BYTES])


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def is_young(work: Work, now: int) -> bool:
    """True in the weeks after a restore, while desks still bring what the history lost."""
    begun = restored_at(work)
    return begun is not None and now < begun + YOUNG_MS


def only_not_yet(refusal: Refusal, *, again: bool) -> bool:
    """True when the refusal may end by itself: of an op that was taken once, or because what it names is unknown."""
    if again:
        return refusal.code in _NOT_YET
    return refusal.ahead or refusal.code is Problem.NOT_FOUND


def builds_ahead(work: Work, body: OpBody) -> bool:
    """True when the op was begun from a revision that this history has not reached."""
    base: Base | None = body.base
    if base is None or base.op:
        return False
    return base.rev > _rev(work, body.record)


def comes_early(work: Work, taken: Taken, now: int) -> bool:
    """True while what the op once changed is not yet as it was before it, in the first days after a restore.

    So what several desks said of one thing is said in the old order. A PC that never comes back holds nobody up longer.
    """
    begun = restored_at(work)
    if begun is None or now >= begun + IN_ORDER_MS:
        return False
    return any(_rev(work, Ref(one.type, one.id)) < one.rev - 1 for one in taken.touched)


def _rev(work: Work, ref: Ref) -> int:
    held = work.records.get(ref)
    return held.rev if held is not None else 0
