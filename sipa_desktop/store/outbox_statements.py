"""What is asked of the table of the outbox, put together once: making a statement costs more than running it."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Final

import msgspec
import sqlalchemy as sa

from sipa_desktop.store.tables import outbox, signed
from sipa_sqlite.quick import Quick


class OutboxState(StrEnum):
    """Where an op stands. WITHDRAWN: the person sealed a new op instead of a parked one."""

    QUEUED = "queued"
    SENDING = "sending"
    RECEIPTED = "receipted"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"


WAITING = (OutboxState.QUEUED.value, OutboxState.SENDING.value)
PARKED = (OutboxState.PARKED.value,)

COLUMNS = (
    outbox.c.no,
    outbox.c.op_id,
    outbox.c.op_no,
    outbox.c.kind,
    outbox.c.type,
    outbox.c.id,
    outbox.c.title,
    outbox.c.body,
    outbox.c.content_hash,
    outbox.c.made_at,
    outbox.c.state,
    outbox.c.attempts,
    outbox.c.seq,
    outbox.c.code,
    outbox.c.field,
    outbox.c.closed_at,
)


SEAL: Final = Quick(
    sa.update(outbox)
    .where(outbox.c.no == sa.bindparam("row"))
    .values(op_no=sa.bindparam("number"), state=OutboxState.SENDING.value, attempts=outbox.c.attempts + 1)
)

NEVER_SENT: Final = Quick(
    sa.select(outbox.c.op_id).where(
        outbox.c.kind == sa.bindparam("of_kind"),
        outbox.c.type == sa.bindparam("of_type"),
        outbox.c.id == sa.bindparam("of_id"),
        outbox.c.state == OutboxState.QUEUED.value,
        outbox.c.op_no.is_(None),
    )
)
SAY_ANEW: Final = Quick(
    sa.update(outbox)
    .where(outbox.c.op_id == sa.bindparam("of_op"))
    .values({name: sa.bindparam(f"new_{name}") for name in ("body", "content_hash", "made_at", "title")})
)
ADD: Final = Quick(
    sa.insert(outbox).values(
        {
            name: sa.bindparam(name)
            for name in ("op_id", "kind", "type", "id", "title", "body", "content_hash", "made_at")
        }
        | {"state": OutboxState.QUEUED.value, "attempts": 0}
    )
)

ONE: Final = Quick(sa.select(*COLUMNS).where(outbox.c.op_id == sa.bindparam("of_op")))
CLOSE: Final = Quick(
    sa.update(outbox)
    .where(outbox.c.op_id == sa.bindparam("of_op"), outbox.c.content_hash == sa.bindparam("of_hash"))
    .values(
        state=sa.bindparam("to_state"),
        receipt=sa.bindparam("to_receipt"),
        seq=sa.bindparam("to_seq"),
        code=sa.bindparam("to_code"),
        field=sa.bindparam("to_field"),
        closed_at=sa.bindparam("to_closed"),
    )
)
WAITS_FOR_OTHERS: Final = Quick(
    sa.select(outbox.c.no).where(outbox.c.state == OutboxState.SENDING.value, outbox.c.code.is_not(None)).limit(1)
)
_NEXT: Final = (
    sa.select(outbox.c.no)
    .where(outbox.c.state.in_(WAITING), outbox.c.no > sa.bindparam("behind", 0))
    .order_by(outbox.c.no)
    .limit(sa.bindparam("most", -1))
)
"""At most so many, all unless told; behind that place in the queue, from its start unless told. By the index alone: the
bodies of all that waits are megabytes to decrypt, and each message asks.
"""
IN_ORDER: Final = Quick(sa.select(*COLUMNS).where(outbox.c.no.in_(_NEXT)).order_by(outbox.c.no))
FIRST: Final = Quick(sa.select(outbox.c.no, outbox.c.op_id).where(outbox.c.no.in_(_NEXT)).order_by(outbox.c.no))
_put_off = outbox.alias()
ON_ITS_WAY: Final = Quick(
    sa.select(outbox.c.no)
    .where(
        outbox.c.state.in_(WAITING),
        outbox.c.code.is_(None),
        ~sa.exists().where(
            _put_off.c.state == OutboxState.SENDING.value,
            _put_off.c.code.is_not(None),
            _put_off.c.type == outbox.c.type,
            _put_off.c.id == outbox.c.id,
        ),
    )
    .limit(1)
)
NEWEST: Final = Quick(
    sa.select(*COLUMNS)
    .where(
        outbox.c.kind == sa.bindparam("of_kind"),
        outbox.c.type == sa.bindparam("of_type"),
        outbox.c.id == sa.bindparam("of_id"),
    )
    .order_by(outbox.c.no.desc())
)
_LATER: Final = sa.or_(
    outbox.c.state.in_(WAITING),
    sa.and_(outbox.c.state == OutboxState.RECEIPTED.value, outbox.c.seq > sa.bindparam("upto", None)),
)
UNSETTLED: Final = Quick(sa.select(*COLUMNS).where(_LATER).order_by(outbox.c.no))
_beyond = sa.select(outbox.c.no).where(
    sa.literal_column("+outbox.state", sa.Text) == OutboxState.RECEIPTED.value,
    outbox.c.seq > sa.bindparam("upto", None),
)
"""The plus keeps SQLite from the index by state, which would have it read every body that was ever sent for its seq."""
UNSETTLED_IDS: Final = Quick(
    sa.select(outbox.c.op_id)
    .where(outbox.c.state.in_(WAITING))
    .union_all(sa.select(outbox.c.op_id).where(outbox.c.no.in_(_beyond)))
)
_asked = sa.func.json_each(sa.bindparam("of_ops", "")).table_valued("value")
RECEIPTS: Final = Quick(
    sa.select(outbox.c.no, outbox.c.receipt).where(
        outbox.c.no.in_(sa.select(_asked.c.value)), outbox.c.receipt.is_not(None)
    )
)
KEEP_SIGNED: Final = Quick(
    sa.insert(signed).prefix_with("OR REPLACE").values({column.name: sa.bindparam(column.name) for column in signed.c})
)
LAST_MADE: Final = sa.select(sa.func.max(outbox.c.made_at))


class Standing(msgspec.Struct, frozen=True):
    """How many ops wait (`quiet` of them of kinds that nobody is told of), were refused and have their receipt, and
    when the last one was made (UTC ms).
    """

    waiting: int
    quiet: int
    parked: int
    received: int
    last_made: int | None


def _count_of(states: tuple[str, ...], kinds: tuple[str, ...] | None = None) -> sa.ScalarSelect[int]:
    chosen = [outbox.c.state.in_(states)]
    if kinds is not None:
        chosen.append(outbox.c.kind.in_(kinds))
    return sa.select(sa.func.count()).select_from(outbox).where(*chosen).scalar_subquery()


@cache
def counted(states: tuple[str, ...], kinds: tuple[str, ...] | None = None) -> Quick:
    """How many ops are in one of the states, of one of the kinds."""
    return Quick(sa.select(_count_of(states, kinds)))


@cache
def standing(waiting: tuple[str, ...], quiet: frozenset[str], parked: tuple[str, ...]) -> Quick:
    """The counts of `Standing`, in its order."""
    counts = (
        _count_of(waiting),
        _count_of(waiting, tuple(sorted(quiet))),
        _count_of(parked),
        _count_of((OutboxState.RECEIPTED.value,)),
        LAST_MADE.scalar_subquery(),
    )
    return Quick(sa.select(*counts))


@cache
def items_in(states: tuple[str, ...]) -> Quick:
    """The ops in one of the states, oldest first."""
    return Quick(sa.select(*COLUMNS).where(outbox.c.state.in_(states)).order_by(outbox.c.no))
