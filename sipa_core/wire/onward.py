"""What stands in the head of an answer, so that the next message can go before the answer is read (protocol, exchange).

Advice, like the time that the server needed: nothing is told to a person and nothing is kept by it. What was sent by it
counts only after the answer itself was read, checked and taken.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sipa_core.wire.exchange import MAX_WIRE_BYTES, Reply, Request, StoredReply
from sipa_core.wire.receipts import Status
from sipa_core.wire.unchanged import MAX_CURSOR

NEXT_HEADER: Final = "Sipa-Next"
MANY_OPS: Final = 20
MANY_BYTES: Final = MAX_WIRE_BYTES // 2
"""Who sends so much at once has more as a rule; to others the line in the head would be bytes for nothing."""
_MORE: Final = ";more"


class Onward(msgspec.Struct, frozen=True):
    """From which cursor the next message may ask, and whether there is more to read."""

    cursor: str
    more: bool


def onward(request: Request, reply: Reply | StoredReply) -> Onward | None:
    """Where a desk may go on at once. None where it must read the reply first, and where it is not worth saying.

    It must where an op was not accepted, for then the order may matter, and where the reply changes what the desk is:
    another history, another scope, a fresh token.
    """
    same = reply.reset is None and reply.scope is None and reply.token is None and reply.epoch in ("", request.epoch)
    much = len(request.ops) >= MANY_OPS or sum(len(op.body) for op in request.ops) >= MANY_BYTES
    return Onward(reply.cursor, reply.more) if took_all(reply) and same and (reply.more or much) else None


def took_all(reply: Reply | StoredReply) -> bool:
    """True when every op of the message was simply accepted."""
    answers = reply.answers if reply.answers is not None else reply.receipts
    return all(one.status is Status.ACCEPTED for one in answers)


def told(said: Onward) -> str:
    """The value of the header."""
    return f"{said.cursor}{_MORE if said.more else ''}"


def heard(value: str | None) -> Onward | None:
    """What the header says; None for one that says nothing, or nothing of this kind."""
    cursor = (value or "").removesuffix(_MORE)
    if not 0 < len(cursor) <= MAX_CURSOR or not cursor.isascii() or not cursor.isprintable():
        return None
    return Onward(cursor, value != cursor)
