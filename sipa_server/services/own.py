"""What one message changed, and how its own desk is told of it: where it can be, as patches on what that desk holds."""

from __future__ import annotations

from collections.abc import Sequence

from sipa_core.sync.short import Follows, follows_of, leaves_of, patch_of
from sipa_core.wire.exchange import Patch
from sipa_core.wire.ops import SealedOp
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import Record, Ref, StoredRecord, Value


class Own:
    """What the ops of one message changed: each record as it was before the first of them, and the last op on it.

    `now`: when the message came, one instant for all that it brought. `sealed_at`: when the bundle was sealed that
    brought it on a stick, 0 when it came by the network.
    """

    def __init__(self, now: int, sealed_at: int = 0) -> None:
        self.now = now
        self.sealed_at = sealed_at
        self._before: dict[Ref, tuple[Record, int] | None] = {}
        self._op: dict[Ref, int] = {}
        self._bodies: list[bytes] = []

    def receipt(self, op: SealedOp, status: Status, code: Problem | None = None, field: str | None = None) -> Receipt:
        """A receipt for an op that wrote nothing."""
        named = code.value if code is not None else None
        return Receipt(op.op_id, op.content_hash, status, self.now, code=named, field=field)

    def next_op(self, op: SealedOp) -> None:
        """The writes that follow are this op's."""
        self._bodies.append(bytes(op.body))

    def writes(self, ref: Ref, before: tuple[Record, int] | None) -> None:
        """The op changes this record, which was so and stood at that feed number (None: it was not there)."""
        self._before.setdefault(ref, before)
        self._op[ref] = len(self._bodies) - 1

    def told(
        self, page: Sequence[StoredRecord], since: int, *, tersely: bool
    ) -> tuple[list[StoredRecord], list[Patch]]:
        """The page for the desk that sent the ops: own changes as patches where it has read what they build on."""
        whole, patches = list[StoredRecord](), list[Patch]()
        carried: dict[int, tuple[dict[str, Value], Follows | None]] = {}
        for record in page:
            before = self._before.get(record.ref)
            if record.ref not in self._op or (before is not None and before[1] > since):
                whole.append(record)
                continue
            op = self._op[record.ref]
            held = before[0] if before is not None else None
            if op not in carried:
                body = self._bodies[op]
                carried[op] = (leaves_of(body), follows_of(body) if tersely else None)
            leaves, follows = carried[op]
            patches.append(patch_of(held, record.opened(), leaves, op, follows))
        return whole, patches
