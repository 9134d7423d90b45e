"""message.send, consultation.read|solve: a village and its kecamatan talk, one record a thread.

The first message makes the thread, under an id that the desk drew, so that it needs no network. A message opens a
solved thread again. A full thread takes no more; nothing said is ever shortened.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from sipa_core import ids
from sipa_core.domain import attachments, paths, rights, workflow
from sipa_core.domain.consultation import (
    FILES,
    MAX_FILES,
    MAX_LABEL,
    MAX_SUBJECT,
    MAX_TEXT,
    MESSAGE_COLUMN,
    About,
    ThreadState,
    is_full,
    messages,
    read_path,
    side_of,
)
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

_COLUMNS = frozenset({attachments.HASH_COLUMN, "name", "media", "size", "width", "height", paths.ORDER_COLUMN})


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a new thread is about; `label` says it in words, as the writer saw it."""

    village: str
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_SUBJECT)]
    about: About = About.GENERAL
    report: str = ""
    path: Annotated[str, msgspec.Meta(max_length=paths.MAX_LENGTH)] = ""
    label: Annotated[str, msgspec.Meta(max_length=MAX_LABEL)] = ""


class Send(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message. `files` are leaves of the table `berkas` without its column `msg`; `begin` makes the thread."""

    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
    files: dict[str, Value] = {}
    begin: Begin | None = None


class Read(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last message that was in sight."""

    upto: str


class Solve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nobody waits for anything here any more."""


def send(fields: Send, ref: Ref, view: View, context: Context) -> Outcome:
    """Adds the message, and makes the thread when it is the first."""
    record = view.get(ref)
    begin = fields.begin if record is None else None
    village = record.village if record is not None else begin.village if begin is not None else context.actor.village
    if record is None and begin is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, "message.send", village, _state(record))
    if refused is not None:
        return Refusal(refused)
    bad = _first_bad(fields, begin, view)
    if bad is not None:
        return Refusal(Problem.INVALID, bad)
    if record is not None and is_full(messages(record), fields.text):
        return Refusal(Problem.FULL)
    if record is not None and _takes_a_place(fields.files, record, context):
        return Refusal(Problem.INVALID, FILES)
    row = f"msg[{context.op_id}]"
    said: dict[str, Value] = {
        f"{row}.who": side_of(context.actor).value,
        f"{row}.text": fields.text.strip(),
        f"{row}.at": context.now,
        f"{row}.by": context.actor.name,
        "state": ThreadState.OPEN.value,
        "solved_at": None,
        "solved_by": None,
        **fields.files,
    }
    for key, _file in attachments.attachments(fields.files, FILES):
        said[paths.cell(FILES, key, MESSAGE_COLUMN)] = context.op_id
    if begin is not None:
        said |= _beginning(begin, context)
    return Applied((Write(ref, village, said),))


def read(fields: Read, ref: Ref, view: View, context: Context) -> Outcome:
    """Moves this side's mark on; it never goes back, and a message that is not there moves nothing."""
    record = view.get(ref)
    if record is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, "consultation.read", record.village, _state(record))
    if refused is not None:
        return Refusal(refused)
    order = [message.key for message in messages(record)]
    leaf = read_path(side_of(context.actor))
    held = record.text(leaf)
    ahead = fields.upto in order and (held not in order or order.index(fields.upto) > order.index(held))
    return Applied((Write(ref, record.village, {leaf: fields.upto} if ahead else {}),))


def solve(fields: Solve, ref: Ref, view: View, context: Context) -> Outcome:
    """Says that nobody waits any more, and who said so."""
    record = view.get(ref)
    if record is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, "consultation.solve", record.village, _state(record))
    if refused is not None:
        return Refusal(refused)
    done: dict[str, Value] = {
        "state": ThreadState.SOLVED.value,
        "solved_at": context.now,
        "solved_by": context.actor.name,
    }
    return Applied((Write(ref, record.village, done),))


def _state(record: Record | None) -> str:
    """The thread's state; a word of a newer program counts as open, so that nobody is shut out."""
    if record is None:
        return workflow.NONE
    return ThreadState.SOLVED if record.text("state") == ThreadState.SOLVED else ThreadState.OPEN


def _beginning(begin: Begin, context: Context) -> dict[str, Value]:
    about: dict[str, Value] = {
        "subject": begin.subject.strip(),
        "about": begin.about.value,
        "began_at": context.now,
        "began_by": context.actor.name,
        "began_side": side_of(context.actor).value,
    }
    if begin.about is About.REPORT:
        about |= {"report": begin.report, "path": begin.path or None, "label": begin.label.strip() or None}
    return about


def _first_bad(fields: Send, begin: Begin | None, view: View) -> str | None:
    """The first part that cannot be taken, None when all is in order."""
    if not fields.text.strip() and not fields.files:
        return "text"
    if begin is not None:
        if not begin.subject.strip():
            return "subject"
        if view.get(Ref(RecordType.VILLAGE, ids.natural_id("village", begin.village))) is None:
            return "village"
        if begin.about is About.REPORT and not ids.is_id(begin.report):
            return "report"
        if begin.path and not paths.is_path(begin.path):
            return "path"
    return _bad_file(fields.files)


def _takes_a_place(files: dict[str, Value], record: Record, context: Context) -> bool:
    """True when a file would stand where one of another message stands: what was said must stay as it was."""
    rows = {paths.parse_path(text).row for text in files}
    owners = {record.text(paths.cell(FILES, row, MESSAGE_COLUMN)) for row in rows if row is not None}
    return not owners <= {"", context.op_id}


def _bad_file(files: dict[str, Value]) -> str | None:
    rows = set()
    for text, value in files.items():
        if not paths.is_path(text):
            return text[:200]
        path = paths.parse_path(text)
        named = path.head == FILES and path.row is not None and path.leaf in _COLUMNS
        if not named or value is None or (isinstance(value, str) and len(value) > attachments.MAX_NAME):
            return text
        rows.add(path.row)
    whole = attachments.attachments(files, FILES)
    if len(rows) > MAX_FILES or len(rows) != len(whole) or not all(ids.is_id(key) for key, _file in whole):
        return FILES
    return attachments.fault_of(files)


KINDS = (
    Kind("message.send", RecordType.CONSULTATION, Send, send),
    Kind("consultation.read", RecordType.CONSULTATION, Read, read),
    Kind("consultation.solve", RecordType.CONSULTATION, Solve, solve),
)
