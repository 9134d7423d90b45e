"""feedback.reply|state|release|hold: the office answers a citizen, and the kecamatan decides what others may read.

A reply stands on the tracking page at once, released or not; nothing a citizen writes is public before a release.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from sipa_core.domain import rights
from sipa_core.domain.feedback import MAX_TEXT, Speaker
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the office says to the citizen."""

    text: _Text


class NewState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the matter stands now; the reason is shown to the citizen."""

    state: FeedbackState
    reason: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] = ""


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Others may read it on the public page."""


class Hold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It stays between the citizen and the office; the reason is for the office and the citizen."""

    reason: _Text


def _known(kind: str, ref: Ref, view: View, context: Context, leaf: str) -> Record | Refusal:
    record = view.get(ref)
    if record is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, kind, record.village, record.text(leaf))
    return record if refused is None else Refusal(refused)


def _log(context: Context, state: FeedbackState) -> dict[str, Value]:
    return {
        f"log[{context.op_id}].state": state.value,
        f"log[{context.op_id}].at": context.now,
        f"log[{context.op_id}].by": context.actor.name,
    }


def reply(fields: Reply, ref: Ref, view: View, context: Context) -> Outcome:
    """Adds the office's message and moves the matter to *Dijawab*."""
    record = _known("feedback.reply", ref, view, context, "state")
    if isinstance(record, Refusal):
        return record
    if not fields.text.strip():
        return Refusal(Problem.INVALID, "text")
    said: dict[str, Value] = {
        f"msg[{context.op_id}].who": Speaker.OFFICE.value,
        f"msg[{context.op_id}].text": fields.text.strip(),
        f"msg[{context.op_id}].at": context.now,
        f"msg[{context.op_id}].by": context.actor.name,
        "state": FeedbackState.DIJAWAB.value,
    }
    return Applied((Write(ref, record.village, {**said, **_log(context, FeedbackState.DIJAWAB)}),))


def set_state(fields: NewState, ref: Ref, view: View, context: Context) -> Outcome:
    """Moves the matter; *Ditolak* needs a reason that the citizen can read."""
    record = _known("feedback.state", ref, view, context, "state")
    if isinstance(record, Refusal):
        return record
    if record.text("state") == fields.state:
        return Refusal(Problem.ALREADY_DECIDED)
    if fields.state is FeedbackState.DITOLAK and not fields.reason.strip():
        return Refusal(Problem.INVALID, "reason")
    moved: dict[str, Value] = {"state": fields.state.value, "reason": fields.reason.strip() or None}
    return Applied((Write(ref, record.village, {**moved, **_log(context, fields.state)}),))


def release(fields: Release, ref: Ref, view: View, context: Context) -> Outcome:
    """Lets others read it."""
    record = _known("feedback.release", ref, view, context, "visibility")
    if isinstance(record, Refusal):
        return record
    out: dict[str, Value] = {"visibility": Visibility.RELEASED.value, "visibility_reason": None}
    return Applied((Write(ref, record.village, {**out, "moderated_at": context.now}),))


def hold(fields: Hold, ref: Ref, view: View, context: Context) -> Outcome:
    """Keeps it from the public page."""
    record = _known("feedback.hold", ref, view, context, "visibility")
    if isinstance(record, Refusal):
        return record
    kept: dict[str, Value] = {"visibility": Visibility.HELD.value, "visibility_reason": fields.reason.strip()}
    return Applied((Write(ref, record.village, {**kept, "moderated_at": context.now}),))


KINDS = (
    Kind("feedback.reply", RecordType.FEEDBACK, Reply, reply),
    Kind("feedback.state", RecordType.FEEDBACK, NewState, set_state),
    Kind("feedback.release", RecordType.FEEDBACK, Release, release),
    Kind("feedback.hold", RecordType.FEEDBACK, Hold, hold),
)
