"""What an op was begun from: its `base`, looked up in what the server has and had (docs/protocol.md, "Drafts")."""

from __future__ import annotations

from sipa_core.domain.paths import mark_of
from sipa_core.ops.base import Begun, Refusal
from sipa_core.ops.drafts import OF, content_of
from sipa_core.wire.ops import OpBody
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_server.store.unit_of_work import Work


def begun_from(work: Work, body: OpBody) -> Begun | Refusal | None:
    """What the op's author had before it; None while the op that it follows has no answer yet.

    What follows a refused op is refused with it (`base_rejected`); what follows a conflict goes on in that conflict,
    which must be about the same record.
    """
    if body.base is None:
        return Begun()
    if not body.base.op:
        was = _was(work, body.record, body.base.rev)
        if body.base.mark and was is not None and mark_of(content_of(was))[:8] != body.base.mark:
            return Begun()  # the revision of that number in another history: what the author had is not known
        return Begun(body.base.rev, was)
    before = work.ops.find(body.base.op)
    if before is None:
        return None
    match before.receipt.status:
        case Status.ACCEPTED:
            return Begun(before.receipt.rev, _was(work, body.record, before.receipt.rev))
        case Status.MERGED:
            # What others had written was put to it there, and its author does not know of it yet.
            return Begun(before.receipt.rev, _own(work, body.record, body.base.op), merged=True)
        case Status.CONFLICT:
            branch = before.receipt.field or ""
            conflict = work.records.get(Ref(RecordType.CONFLICT, branch))
            if conflict is not None and body.record.id not in (branch, conflict.text("draft")):
                return Refusal(Problem.BASE_REJECTED)  # a conflict of another text, maybe of another village
            rev = conflict.number("base_rev") if conflict is not None else 0
            return Begun(rev, _own(work, body.record, branch) or _was(work, body.record, rev), branch)
        case _:
            return Refusal(Problem.BASE_REJECTED)


def _own(work: Work, ref: Ref, op_id: str) -> Record | None:
    """What was kept of an op's author: another draft's text is never given."""
    own = work.past.own(op_id)
    return own if own is not None and own.text(OF) == ref.id else None


def _was(work: Work, ref: Ref, rev: int) -> Record | None:
    if rev < 1:
        return None
    held = work.records.get(ref)
    return held if held is not None and held.rev == rev else work.past.find(ref, rev)
