"""The short form of a reply: what the desk knows already is not sent back, and is put in again here.

Both sides use this module, so that what one leaves out is what the other fills in (docs/protocol.md, "Short replies").
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sipa_core import ids
from sipa_core.wire.exchange import Answer, Patch, Reply, Request
from sipa_core.wire.ops import content_hash
from sipa_core.wire.receipts import Receipt
from sipa_core.wire.records import Record, RecordType, Ref, Value, changed


class _Carries(msgspec.Struct, frozen=True):
    """The leaves that an op brings along, whichever its kind calls them."""

    content: dict[str, Value] = {}
    changes: dict[str, Value] = {}


class _Body(msgspec.Struct, frozen=True):
    fields: _Carries


class _Key(msgspec.Struct, frozen=True):
    """The report that an op speaks of; of no report where the kind has no such key."""

    village: str
    template: str
    template_version: int
    period: str
    ordinal: int = 0


class _About(msgspec.Struct, frozen=True):
    record: Ref
    fields: _Key


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
    epoch = reply.epoch or request.epoch
    return msgspec.structs.replace(reply, receipts=receipts, answers=None, epoch=epoch)


def leaves_of(body: bytes) -> dict[str, Value]:
    """The leaves that an op carries for its record; empty for a kind that carries none."""
    try:
        fields = msgspec.json.decode(body, type=_Body).fields
    except msgspec.DecodeError:
        return {}
    return {**fields.content, **fields.changes}


class Follows(msgspec.Struct, frozen=True):
    """What of the records that an op writes follows from the op itself."""

    record: Ref
    key: _Key | None
    content_hash: str

    def id_of(self, record_type: str, n: Value) -> str:
        """The id of a record of that type, empty where it does not follow; `n` is a version's number."""
        if record_type == self.record.type:
            return self.record.id
        if record_type == RecordType.VERSION and isinstance(n, int):
            return ids.version_id(self.record.id, n)
        if record_type == RecordType.PROGRESS and self.key is not None:
            return ids.progress_id(self.key.village, self.key.template, self.key.period, self.key.ordinal)
        return ""

    def leaves_of(self, record_type: str) -> dict[str, Value]:
        """The leaves of a record of that type; none of a type of which nothing follows."""
        if self.key is None:
            return {}
        named: dict[str, Value] = {
            "type": self.key.template,
            "period": self.key.period,
            "ordinal": self.key.ordinal,
        }
        about: dict[str, Value] = {f"meta.{name}": value for name, value in named.items()}
        about["meta.template_version"] = self.key.template_version
        match record_type:
            case RecordType.REPORT | RecordType.PROGRESS:
                return named
            case RecordType.VERSION:
                return {**about, "meta.report": self.record.id, "meta.content_hash": self.content_hash}
            case RecordType.DRAFT:
                return about
            case _:
                return {}


def follows_of(body: bytes) -> Follows | None:
    """What follows from an op with this body; None for one that speaks of no report's text."""
    try:
        about = msgspec.json.decode(body, type=_About)
    except msgspec.DecodeError:
        return None
    return Follows(about.record, about.fields, content_hash(body))


def patch_of(
    before: Record | None, after: Record, leaves: Mapping[str, Value], op: int, follows: Follows | None = None
) -> Patch:
    """How a desk that holds `before` and sent the op with these leaves gets `after`; tersely, by what follows."""
    base = before.fields if before is not None else {}
    told, carries = _differing(base, after.fields), False
    if leaves:
        with_op = _differing(changed(base, leaves), after.fields)
        carries = len(with_op) < len(told)
        told = with_op if carries else told
    if follows is not None:
        for path, value in follows.leaves_of(after.type).items():
            told.pop(path, None)
            if path not in after.fields or not _same(after.fields, path, value):
                told[path] = after.fields.get(path)
    rev = before.rev if before is not None else 0
    by = op if follows is not None else -1
    named = follows is not None and follows.id_of(after.type, told.get("meta.n")) == after.id
    said = "" if named else after.id
    return Patch(after.type, said, after.rev, after.village, told, rev, op if carries else -1, by)


def in_place(patch: Patch, request: Request) -> Patch | None:
    """The patch with its id and all that it sets, of an op of this request; None when there is no such op."""
    if patch.by < 0:
        return patch
    follows = follows_of(bytes(request.ops[patch.by].body)) if patch.by < len(request.ops) else None
    if follows is None:
        return None
    told = {**follows.leaves_of(patch.type), **patch.set}
    of_id = patch.id or follows.id_of(patch.type, patch.set.get("meta.n"))
    return msgspec.structs.replace(patch, id=of_id, set=told, by=-1) if of_id else None


def patched(patch: Patch, held: Record | None, request: Request) -> Record | None:
    """The record that the patch (`in_place`) tells of; None when this desk does not hold what it builds on."""
    if (held.rev if held is not None else 0) != patch.base or not -1 <= patch.op < len(request.ops):
        return None
    leaves = leaves_of(bytes(request.ops[patch.op].body)) if patch.op >= 0 else {}
    # What is held at revision 0 is of a history that was lost: the record begins anew without it.
    base = held.fields if held is not None and patch.base else {}
    fields = changed(changed(base, leaves), patch.set)
    return Record(patch.type, patch.id, patch.rev, patch.village, fields)


def _differing(start: Mapping[str, Value], end: Mapping[str, Value]) -> dict[str, Value]:
    """What is to be laid over the one to have the other."""
    told: dict[str, Value] = {
        path: value
        for path, value in end.items()
        # As `_same`, which for each leaf of each report would be called in vain.
        if path not in start or start[path] != value or type(start[path]) is not type(value)
    }
    if len(start) + len(told) != len(end) or not start.keys() <= end.keys():
        told |= {path: None for path in start if path not in end}
    return told


def _same(start: Mapping[str, Value], path: str, value: Value) -> bool:
    # True == 1 in Python, but a tick is not a figure.
    return path in start and start[path] == value and type(start[path]) is type(value)
