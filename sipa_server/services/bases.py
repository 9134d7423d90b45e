"""What an op was begun from: its `base`, looked up in what the server has and had (docs/protocol.md, "Drafts")."""

from __future__ import annotations

from itertools import chain

from sipa_core.domain.paths import short_mark
from sipa_core.ops.base import Begun, Refusal
from sipa_core.ops.drafts import OF, content_of
from sipa_core.wire.ops import Base, OpBody
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
        return _told(work, body.record, body.base)
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


def _told(work: Work, ref: Ref, base: Base) -> Begun:
    """The revision that a base names. Since the server was put back its number may be another text: then it is the
    newest with the text of the mark, and where none of those that are kept has it, what the author had is not known.
    """
    was = _was(work, ref, base.rev)
    if not base.mark or (was is not None and _has_mark(was, base.mark)):
        return Begun(base.rev, was)
    held = work.records.get(ref)
    kept = chain([held] if held is not None else [], work.past.revisions(ref))
    found = next((one for one in kept if _has_mark(one, base.mark)), None)
    if found is not None:
        return Begun(found.rev, found)
    return Begun(base.rev) if was is None else Begun()


def _has_mark(record: Record, mark: str) -> bool:
    return short_mark(content_of(record)) == mark


def _own(work: Work, ref: Ref, op_id: str) -> Record | None:
    """What was kept of an op's author: another draft's text is never given."""
    own = work.past.own(op_id)
    return own if own is not None and own.text(OF) == ref.id else None


def _was(work: Work, ref: Ref, rev: int) -> Record | None:
    if rev < 1:
        return None
    held = work.records.get(ref)
    return held if held is not None and held.rev == rev else work.past.find(ref, rev)
