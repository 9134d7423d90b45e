"""feedback.reply|state|note|record|release|hold: the office answers, and the kecamatan decides what others may read.

A reply stands on the tracking page at once, released or not; nothing a citizen writes is public before somebody who
read it released it; a note stands in a table of its own and is shown to the offices only.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from sipa_core.domain import rights
from sipa_core.domain.feedback import (
    MAX_AUTHOR,
    MAX_LINK,
    MAX_SUBJECT,
    MAX_TEXT,
    FeedbackKind,
    Source,
    Speaker,
    is_full,
    messages,
    recorded_number,
)
from sipa_core.domain.feedback_moves import NEEDS_OTHER, NEEDS_REASON, targets
from sipa_core.domain.roles import Role
from sipa_core.domain.scopes import KECAMATAN_ONLY
from sipa_core.domain.workflow import NONE, FeedbackState, Visibility
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.privacy.patterns import masked
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
_Key = Annotated[str, msgspec.Meta(max_length=64)]


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the office says to the citizen; with `close` the matter is over (*Balas dan selesaikan*)."""

    text: _Text
    close: bool = False


class NewState(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where the matter stands now. The citizen reads `reason`; `note` is for the offices only; `of` is the id of the
    other matter when this one is a duplicate."""

    state: FeedbackState
    reason: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] = ""
    note: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] = ""
    of: _Key = ""


class NewNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the offices tell each other about the matter; no citizen ever reads it."""

    text: _Text


class Recorded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A word from elsewhere, entered by the village. `author` is what the village chose to keep of the name; `said_on`
    is the day as people read it, where known."""

    source: Source
    kind: FeedbackKind
    text: _Text
    subject: Annotated[str, msgspec.Meta(max_length=MAX_SUBJECT)] = ""
    author: Annotated[str, msgspec.Meta(max_length=MAX_AUTHOR)] = ""
    said_on: Annotated[str, msgspec.Meta(max_length=40)] = ""
    link: Annotated[str, msgspec.Meta(max_length=MAX_LINK)] = ""


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Others may read it on the public page, up to the message `seen`, the last one that was on the releaser's screen.

    Without it (an older desk) only the citizen's first message is released: that one came with the matter itself.
    """

    seen: _Key = ""


class Hold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It stays between the citizen and the office; the reason is for the office and the citizen."""

    reason: _Text


def _known(kind: str, ref: Ref, view: View, context: Context, leaf: str) -> Record | Refusal:
    record = view.get(ref)
    # A village learns nothing about words for the kecamatan alone, not even whether there is one.
    if record is None or (ref.type in KECAMATAN_ONLY and context.actor.role is not Role.ADMIN_KECAMATAN):
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, kind, record.village, record.text(leaf))
    return record if refused is None else Refusal(refused)


def _log(context: Context, state: FeedbackState) -> dict[str, Value]:
    return {
        f"log[{context.op_id}].state": state.value,
        f"log[{context.op_id}].at": context.now,
        f"log[{context.op_id}].by": context.actor.name,
        f"log[{context.op_id}].office": context.actor.role.value,
    }


def _note(context: Context, text: str) -> dict[str, Value]:
    return {
        f"note[{context.op_id}].text": text,
        f"note[{context.op_id}].at": context.now,
        f"note[{context.op_id}].by": context.actor.name,
    }


def reply(fields: Reply, ref: Ref, view: View, context: Context) -> Outcome:
    """Adds the office's message and moves the matter to *Dijawab*, or to *Selesai* when it is closed with it."""
    record = _known("feedback.reply", ref, view, context, "state")
    if isinstance(record, Refusal):
        return record
    if not fields.text.strip():
        return Refusal(Problem.INVALID, "text")
    if is_full(record, fields.text):
        return Refusal(Problem.FULL)
    state = FeedbackState.SELESAI if fields.close else FeedbackState.DIJAWAB
    said: dict[str, Value] = {
        f"msg[{context.op_id}].who": Speaker.OFFICE.value,
        f"msg[{context.op_id}].text": fields.text.strip(),
        f"msg[{context.op_id}].at": context.now,
        f"msg[{context.op_id}].by": context.actor.name,
        f"msg[{context.op_id}].office": context.actor.role.value,
        "state": state.value,
        "reason": None,
        "duplicate_of": None,
    }
    return Applied((Write(ref, record.village, {**said, **_log(context, state)}),))


def set_state(fields: NewState, ref: Ref, view: View, context: Context) -> Outcome:
    """Moves the matter where the role may move it; *Ditolak* needs a reason, *Duplikat* the other matter."""
    record = _known("feedback.state", ref, view, context, "state")
    if isinstance(record, Refusal):
        return record
    before = FeedbackState(record.text("state"))
    if before is fields.state:
        return Refusal(Problem.ALREADY_DECIDED)
    if fields.state not in targets(context.actor.role, ref.type, before):
        return Refusal(Problem.NOT_NOW)
    if fields.state in NEEDS_REASON and not fields.reason.strip():
        return Refusal(Problem.INVALID, "reason")
    if is_full(record, fields.note):
        return Refusal(Problem.FULL)
    other = _other(fields.of, ref, record, view) if fields.state in NEEDS_OTHER else None
    if fields.state in NEEDS_OTHER and other is None:
        return Refusal(Problem.INVALID, "of")
    moved: dict[str, Value] = {
        "state": fields.state.value,
        "reason": fields.reason.strip() or None,
        "duplicate_of": other.text("number") if other is not None else None,
    }
    said = _note(context, fields.note.strip()) if fields.note.strip() else {}
    return Applied((Write(ref, record.village, {**moved, **said, **_log(context, fields.state)}),))


def note(fields: NewNote, ref: Ref, view: View, context: Context) -> Outcome:
    """Adds a private note; nothing else changes, and the citizen's pages do not show it."""
    record = _known("feedback.note", ref, view, context, "state")
    if isinstance(record, Refusal):
        return record
    if not fields.text.strip():
        return Refusal(Problem.INVALID, "text")
    if is_full(record, fields.text):
        return Refusal(Problem.FULL)
    return Applied((Write(ref, record.village, _note(context, fields.text.strip())),))


def record_word(fields: Recorded, ref: Ref, view: View, context: Context) -> Outcome:
    """Makes a matter of a word that was said elsewhere. Numbers of persons in it are masked; the same one again (from
    another PC) changes nothing. It is for the office only and has no key."""
    known = view.get(ref)
    village = known.village if known is not None else context.actor.village
    refused = rights.refusal(context.actor, "feedback.record", village, NONE)
    if refused is not None:
        return Refusal(refused)
    text = masked(fields.text.strip())
    if fields.source is Source.PAGE or not text:
        return Refusal(Problem.INVALID, "source" if text else "text")
    if fields.link and not fields.link.startswith("https://"):
        return Refusal(Problem.INVALID, "link")
    if known is not None:
        return Applied((Write(ref, village, {}),)) if known.text("source") else Refusal(Problem.ALREADY_DECIDED)
    made: dict[str, Value] = {
        "number": recorded_number(fields.source, ref.id),
        "source": fields.source.value,
        "kind": fields.kind.value,
        "subject": masked(fields.subject.strip()) or None,
        "name": masked(fields.author.strip()) or None,
        "said_on": fields.said_on.strip() or None,
        "link": fields.link or None,
        "created_at": context.now,
        "state": FeedbackState.BARU.value,
        "visibility": Visibility.PRIVATE.value,
        f"msg[{context.op_id}].who": Speaker.CITIZEN.value,
        f"msg[{context.op_id}].text": text,
        f"msg[{context.op_id}].at": context.now,
    }
    return Applied((Write(ref, village, {**made, **_log(context, FeedbackState.BARU)}),))


def release(fields: Release, ref: Ref, view: View, context: Context) -> Outcome:
    """Lets others read it up to the last message that the releaser saw; what came later waits for another look."""
    record = _known("feedback.release", ref, view, context, "visibility")
    if isinstance(record, Refusal):
        return record
    said = messages(record)
    order = [message.key for message in said]
    seen = fields.seen or next((message.key for message in said if message.who is Speaker.CITIZEN), "")
    if fields.seen and fields.seen not in order:
        return Refusal(Problem.INVALID, "seen")
    shown = record.text("moderated_upto")
    if record.text("visibility") == Visibility.RELEASED and (
        seen not in order or (shown in order and order.index(seen) <= order.index(shown))
    ):
        return Refusal(Problem.ALREADY_DECIDED)
    out: dict[str, Value] = {"visibility": Visibility.RELEASED.value, "visibility_reason": None}
    marks: dict[str, Value] = {"moderated_at": context.now, "moderated_upto": seen or None}
    return Applied((Write(ref, record.village, {**out, **marks}),))


def hold(fields: Hold, ref: Ref, view: View, context: Context) -> Outcome:
    """Keeps it from the public page."""
    record = _known("feedback.hold", ref, view, context, "visibility")
    if isinstance(record, Refusal):
        return record
    kept: dict[str, Value] = {"visibility": Visibility.HELD.value, "visibility_reason": fields.reason.strip()}
    return Applied((Write(ref, record.village, {**kept, "moderated_at": context.now}),))


def _other(of: str, ref: Ref, record: Record, view: View) -> Record | None:
    """The matter that this one repeats: another one of the same village and type, itself no duplicate."""
    other = view.get(Ref(ref.type, of)) if of and of != ref.id else None
    if other is None or other.village != record.village or other.text("state") == FeedbackState.DUPLIKAT:
        return None
    return other


_ALSO: Final = frozenset({RecordType.FEEDBACK_KECAMATAN})

KINDS = (
    Kind("feedback.reply", RecordType.FEEDBACK, Reply, reply, _ALSO),
    Kind("feedback.state", RecordType.FEEDBACK, NewState, set_state, _ALSO),
    Kind("feedback.note", RecordType.FEEDBACK, NewNote, note, _ALSO),
    Kind("feedback.record", RecordType.FEEDBACK, Recorded, record_word),
    Kind("feedback.release", RecordType.FEEDBACK, Release, release),
    Kind("feedback.hold", RecordType.FEEDBACK, Hold, hold),
)
