"""guidance.put|change|done|undo|confirm|return|cancel: what a village and its kecamatan agreed that shall be done.

Either may put it down; only the village says that it is done, only the kecamatan that it saw so, and only the kecamatan
changes what was agreed.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from sipa_core import ids
from sipa_core.domain import rights, workflow
from sipa_core.domain.consultation import MAX_LABEL, GuidanceState
from sipa_core.domain.dates import iso_date
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

MAX_GUIDANCE = 300
MAX_REASON = 500

_What = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_GUIDANCE)]
_Day = Annotated[str, msgspec.Meta(min_length=10, max_length=10)]
_Note = Annotated[str, msgspec.Meta(max_length=MAX_REASON)]


class Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What shall be done until which calendar day (`2025-07-14`); `thread` is the consultation it came from."""

    village: str
    text: _What
    due: _Day
    thread: str = ""
    label: Annotated[str, msgspec.Meta(max_length=MAX_LABEL)] = ""


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What shall be done now, and until when."""

    text: _What
    due: _Day


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The village did it."""

    note: _Note = ""


class Undo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The village ticked it too early."""


class Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kecamatan saw that it was done."""


class Return(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kecamatan does not see it done; the reason is for the village."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_REASON)]


class Cancel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It is no longer asked for."""


def put(fields: Put, ref: Ref, view: View, context: Context) -> Outcome:
    """Puts a new one down."""
    known = view.get(ref)
    refused = rights.refusal(context.actor, "guidance.put", fields.village, _state(known))
    if refused is not None:
        return Refusal(refused)
    if view.get(Ref(RecordType.VILLAGE, ids.natural_id("village", fields.village))) is None:
        return Refusal(Problem.INVALID, "village")
    if fields.thread and not ids.is_id(fields.thread):
        return Refusal(Problem.INVALID, "thread")
    bad = _bad_words(fields.text, fields.due)
    if bad is not None:
        return Refusal(Problem.INVALID, bad)
    made: dict[str, Value] = {
        "text": fields.text.strip(),
        "due": fields.due,
        "state": GuidanceState.OPEN.value,
        "thread": fields.thread or None,
        "label": fields.label.strip() or None,
        "made_at": context.now,
        "made_by": context.actor.name,
    }
    return Applied((Write(ref, fields.village, made),))


def change(fields: Change, ref: Ref, view: View, context: Context) -> Outcome:
    """Changes what was agreed."""
    record = _known("guidance.change", ref, view, context)
    if isinstance(record, Refusal):
        return record
    bad = _bad_words(fields.text, fields.due)
    if bad is not None:
        return Refusal(Problem.INVALID, bad)
    return Applied((Write(ref, record.village, {"text": fields.text.strip(), "due": fields.due}),))


def done(fields: Done, ref: Ref, view: View, context: Context) -> Outcome:
    """The village's tick. Why the kecamatan gave it back before stays with it: the tick may be taken away again."""
    ticked: dict[str, Value] = {
        "done_at": context.now,
        "done_by": context.actor.name,
        "done_note": fields.note.strip() or None,
    }
    return _moved("guidance.done", ref, view, context, ticked)


def undo(fields: Undo, ref: Ref, view: View, context: Context) -> Outcome:
    """The tick is taken away again; what had been given back before is given back still, with its reason."""
    record = _known("guidance.undo", ref, view, context)
    if isinstance(record, Refusal):
        return record
    state = GuidanceState.RETURNED if record.text("reason") else GuidanceState.OPEN
    gone: dict[str, Value] = {"done_at": None, "done_by": None, "done_note": None, "state": state.value}
    return Applied((Write(ref, record.village, gone),))


def confirm(fields: Confirm, ref: Ref, view: View, context: Context) -> Outcome:
    """The kecamatan's word that it is done."""
    seen: dict[str, Value] = {"confirmed_at": context.now, "confirmed_by": context.actor.name}
    return _moved("guidance.confirm", ref, view, context, seen)


def give_back(fields: Return, ref: Ref, view: View, context: Context) -> Outcome:
    """The kecamatan's word that it is not done yet."""
    if not fields.reason.strip():
        return Refusal(Problem.INVALID, "reason")
    return _moved("guidance.return", ref, view, context, {"reason": fields.reason.strip()})


def cancel(fields: Cancel, ref: Ref, view: View, context: Context) -> Outcome:
    """It is put aside."""
    return _moved("guidance.cancel", ref, view, context, {"cancelled_at": context.now})


def _moved(kind: str, ref: Ref, view: View, context: Context, changes: dict[str, Value]) -> Outcome:
    record = _known(kind, ref, view, context)
    if isinstance(record, Refusal):
        return record
    state = workflow.after(kind, _state(record))
    return Applied((Write(ref, record.village, {**changes, "state": state}),))


def _known(kind: str, ref: Ref, view: View, context: Context) -> Record | Refusal:
    record = view.get(ref)
    if record is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, kind, record.village, _state(record))
    return record if refused is None else Refusal(refused)


def _state(record: Record | None) -> str:
    return record.text("state") if record is not None else workflow.NONE


def _bad_words(text: str, due: str) -> str | None:
    if not text.strip():
        return "text"
    return None if iso_date(due) is not None else "due"


KINDS = (
    Kind("guidance.put", RecordType.GUIDANCE, Put, put),
    Kind("guidance.change", RecordType.GUIDANCE, Change, change),
    Kind("guidance.done", RecordType.GUIDANCE, Done, done),
    Kind("guidance.undo", RecordType.GUIDANCE, Undo, undo),
    Kind("guidance.confirm", RecordType.GUIDANCE, Confirm, confirm),
    Kind("guidance.return", RecordType.GUIDANCE, Return, give_back),
    Kind("guidance.cancel", RecordType.GUIDANCE, Cancel, cancel),
)
