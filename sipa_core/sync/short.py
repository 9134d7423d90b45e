"""The short form of a reply: what the desk knows already is not sent back, and is put in again here.

Both sides use this module, so that what one leaves out is what the other fills in (docs/protocol.md, "Short replies").
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sipa_core.wire.exchange import Answer, Patch, Reply, Request
from sipa_core.wire.receipts import Receipt
from sipa_core.wire.records import Record, Value, changed


class _Carries(msgspec.Struct, frozen=True):
    """The leaves that an op brings along, whichever its kind calls them."""

    content: dict[str, Value] = {}
    changes: dict[str, Value] = {}


class _Body(msgspec.Struct, frozen=True):
    fields: _Carries


def answer_of(receipt: Receipt, now: int) -> Answer:
    """The receipt without the op's id and hash."""
    at = 0 if receipt.received_at == now else receipt.received_at
    return Answer(receipt.status, receipt.seq, receipt.rev, at, receipt.code, receipt.field)


def in_full(request: Request, reply: Reply) -> Reply | None:
    """The reply with whole receipts, as its signature covers them; None when it does not answer this request's ops."""
    if reply.answers is None:
        return reply
    if len(reply.answers) != len(request.ops):
        return None
    receipts = [
        Receipt(
            op.op_id,
            op.content_hash,
            one.status,
            one.received_at or reply.now,
            one.seq,
            one.rev,
            one.code,
            one.field,
        )
        for op, one in zip(request.ops, reply.answers, strict=True)
    ]
    return msgspec.structs.replace(reply, receipts=receipts, answers=None)


def leaves_of(body: bytes) -> dict[str, Value]:
    """The leaves that an op carries for its record; empty for a kind that carries none."""
    try:
        fields = msgspec.json.decode(body, type=_Body).fields
    except msgspec.DecodeError:
        return {}
    return {**fields.content, **fields.changes}


def patch_of(before: Record | None, after: Record, leaves: Mapping[str, Value], op: int) -> Patch:
    """How a desk that holds `before` and sent the op with these leaves gets `after`."""
    base = before.fields if before is not None else {}
    with_op = changed(base, leaves)
    carries = bool(leaves) and _differing(with_op, after.fields) < _differing(base, after.fields)
    start = with_op if carries else base
    told: dict[str, Value] = {path: value for path, value in after.fields.items() if not _same(start, path, value)}
    told |= {path: None for path in start if path not in after.fields}
    rev = before.rev if before is not None else 0
    return Patch(after.type, after.id, after.rev, after.village, told, rev, op if carries else -1)


def patched(patch: Patch, held: Record | None, request: Request) -> Record | None:
    """The record that the patch tells of; None when this desk does not hold what it builds on."""
    if (held.rev if held is not None else 0) != patch.base or not -1 <= patch.op < len(request.ops):
        return None
    leaves = leaves_of(bytes(request.ops[patch.op].body)) if patch.op >= 0 else {}
    # What is held at revision 0 is of a history that was lost: the record begins anew without it.
    base = held.fields if held is not None and patch.base else {}
    fields = changed(changed(base, leaves), patch.set)
    return Record(patch.type, patch.id, patch.rev, patch.village, fields)


def _differing(start: Mapping[str, Value], end: Mapping[str, Value]) -> int:
    told = sum(not _same(start, path, value) for path, value in end.items())
    return told + sum(path not in end for path in start)


def _same(start: Mapping[str, Value], path: str, value: Value) -> bool:
    # True == 1 in Python, but a tick is not a figure.
    return path in start and start[path] == value and type(start[path]) is type(value)
