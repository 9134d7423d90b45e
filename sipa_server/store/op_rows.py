"""The receipts of ops that got a lasting answer, and the tally of ops whose rule failed by a bug.

A receipt once written is never changed: the same op again must get the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from sipa_core.wire.receipts import Receipt, Status
from sipa_server.store.tables import op_faults, ops
from sipa_sqlite.quick import Quick

_ANSWER: Final = (
    ops.c.op_id,
    ops.c.content_hash,
    ops.c.status,
    ops.c.received_at,
    ops.c.seq,
    ops.c.rev,
    ops.c.code,
    ops.c.field,
)
_ONE: Final = Quick(sa.select(ops.c.person, ops.c.sealed_at, *_ANSWER).where(ops.c.op_id == sa.bindparam("of_op")))
_NUMBERED: Final = Quick(
    sa.select(ops.c.op_id).where(
        ops.c.device == sa.bindparam("of_device"),
        ops.c.incarnation == sa.bindparam("of_incarnation"),
        ops.c.op_no == sa.bindparam("of_no"),
    )
)
_PUT: Final = Quick(ops.insert())
"""Made once: each op runs them, and making a statement costs more than running it."""


@dataclass(frozen=True)
class KnownOp:
    """An op that was answered before, who had sent it, and when the bundle was sealed that brought it (0: none did)."""

    person: str
    receipt: Receipt
    sealed_at: int


class OpRows:
    """The ops as one transaction sees them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def find(self, op_id: str) -> KnownOp | None:
        """The op with this id, or None when it has no lasting answer."""
        row = _ONE.first(self._connection, of_op=op_id)
        if row is None:
            return None
        person, sealed_at, known, content_hash, status, *rest = row
        return KnownOp(person, Receipt(known, content_hash, Status(status), *rest), sealed_at)

    def number_taken(self, device: str, incarnation: str, op_no: int) -> bool:
        """True when an op of this incarnation already has that number."""
        taken = _NUMBERED.first(self._connection, of_device=device, of_incarnation=incarnation, of_no=op_no)
        return taken is not None

    def put(self, person: str, device: str, incarnation: str, op_no: int, receipt: Receipt, sealed_at: int = 0) -> None:
        """Keep the lasting answer to an op."""
        _PUT.run(
            self._connection,
            op_id=receipt.op_id,
            person=person,
            device=device,
            incarnation=incarnation,
            op_no=op_no,
            content_hash=receipt.content_hash,
            status=receipt.status.value,
            received_at=receipt.received_at,
            seq=receipt.seq,
            rev=receipt.rev,
            code=receipt.code,
            field=receipt.field,
            sealed_at=sealed_at,
        )

    def count(self) -> int:
        """How many ops were answered so far."""
        return self._connection.execute(sa.select(sa.func.count()).select_from(ops)).scalar_one()

    def fault(self, op_id: str, content_hash: str, answered: int) -> int:
        """Note that an op's rule failed, and return how many such tries count.

        A try counts only when another op was answered since the last one: a fault of everything is no fault of this op.
        """
        here = (op_faults.c.op_id == op_id) & (op_faults.c.content_hash == content_hash)
        row = self._connection.execute(sa.select(op_faults).where(here)).first()
        if row is None:
            self._connection.execute(
                op_faults.insert().values(op_id=op_id, content_hash=content_hash, tries=1, seen_ops=answered)
            )
            return 1
        if answered <= row.seen_ops:
            return int(row.tries)
        self._connection.execute(op_faults.update().where(here).values(tries=row.tries + 1, seen_ops=answered))
        return int(row.tries) + 1
