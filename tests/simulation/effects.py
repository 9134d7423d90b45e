"""What every taken op must have left in the server's records.

`without_effect` goes through the audit from its beginning and keeps, place by place, what the records must say after
each op: what a kind writes stands here in words of its own, so that a rule that forgot to write is found. What a later
op wrote takes the place of what stood there; what only the server or a citizen writes is not asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa

from sipa_core import ids
from sipa_core.domain.consultation import messages
from sipa_core.domain.template_text import from_record
from sipa_core.wire.ops import OpBody
from sipa_core.wire.records import Record, RecordType
from sipa_server.store.tables import audit, ops, persons
from tests.simulation.world import World

Key = tuple[str, str]
Leaves = dict[str, Any]


class _Some:
    """Any value: a time, a name, or what a rule works out."""

    def __repr__(self) -> str:
        return "something"


SOME: Final = _Some()
_AUDITED: Final = (
    sa.select(audit.c.act, audit.c.op_id, audit.c.content_hash, ops.c.status, ops.c.field)
    .join(ops, ops.c.op_id == audit.c.op_id, isouter=True)
    .where(audit.c.outcome == "ok", audit.c.op_id.is_not(None))
    .order_by(audit.c.n)
)
_TAKEN: Final = ("accepted", "merged", "conflict")


class _Op(NamedTuple):
    """A taken op: what it said, and how it was answered; `note` is the conflict in which it ended."""

    op_id: str
    content_hash: str
    kind: str
    key: Key
    fields: dict[str, Any]
    by_village: bool
    status: str
    note: str


def without_effect(world: World, everything: dict[Key, str]) -> list[str]:
    """Every taken op whose effect does not stand, and that no later op replaced."""
    with world.server.store.engines.reader.connect() as connection:
        audited = connection.execute(_AUDITED).all()
        taken = set(connection.execute(sa.select(ops.c.op_id).where(ops.c.status.in_(_TAKEN))).scalars())
        villages = {row.id for row in connection.execute(sa.select(persons)) if row.village is not None}
    found = [f"I4 the {row.act} {row.op_id} is audited as done and has no such receipt"
             for row in audited if row.status not in _TAKEN]  # fmt: skip
    found += [
        f"I4 {op_id} has a receipt and stands not in the audit" for op_id in taken - {row.op_id for row in audited}
    ]
    must = _Must(everything, restored=world.restored > 0)
    for row in audited:
        body = msgspec.json.decode(world.seen.bodies[row.content_hash], type=OpBody)
        fields = msgspec.json.decode(body.fields)
        key = (body.record.type, body.record.id)
        op = _Op(
            row.op_id, row.content_hash, body.kind, key, fields, body.actor in villages, row.status, row.field or ""
        )
        writes = _KINDS.get(op.kind)
        if writes is None:
            found.append(f"nobody looks at what {op.kind} does: say so in {__name__}")
        else:
            writes(must, op)
    return found + must.lacking()


class _Must:
    """What the records must hold, as far as taken ops said so: place, what stands there (None: nothing), and whose."""

    def __init__(self, everything: dict[Key, str], *, restored: bool) -> None:
        self.everything = everything
        self.restored = restored
        self.marks: dict[Key, dict[str, tuple[Any, str]]] = {}
        self.emptied: set[Key] = set()
        self.copies: dict[Key, set[Key]] = {}
        """The copies of each village and their conflicts, by the key of its setting."""
        self.read: list[tuple[Key, str, str]] = []
        self.contents: dict[str, Leaves] = {}
        self.ever: dict[Key, set[tuple[str, str]]] = {}
        """What taken ops ever said of a draft's places."""

    def write(self, op: _Op, key: Key, leaves: Leaves) -> None:
        """From now on these stand in the record."""
        held = self.marks.setdefault(key, {})
        self.emptied.discard(key)
        for path, value in leaves.items():
            if value is None and path.endswith("]"):
                held |= {cell: (None, op.kind) for cell in held if cell.startswith(f"{path}.")}
            else:
                held[path] = (value, op.kind)

    def hear(self, key: Key, changes: Leaves) -> None:
        """An op has said this of a draft, wherever it went."""
        self.ever.setdefault(key, set()).update((path, repr(value)) for path, value in changes.items())

    def new(self, key: Key, changes: Leaves) -> Leaves:
        """What an op changes for sure. After a restore a desk says its whole text, and what it says again, or that it
        has a place no more, changes nothing where its base says so too (seed 77415).
        """
        known = self.ever.get(key, set())
        again = {path for path, value in changes.items() if value is None or (path, repr(value)) in known}
        self.hear(key, changes)
        if not self.restored:
            return changes
        held = self.marks.setdefault(key, {})
        for path in again:
            held.pop(path, None)
        return {path: value for path, value in changes.items() if path not in again}

    def said(self, key: Key, path: str) -> Any:
        """What must stand at a place, None also where nobody knows."""
        return self.marks.get(key, {}).get(path, (None, ""))[0]

    def fields(self, key: Key) -> Leaves:
        """What the record says in truth."""
        return dict(msgspec.json.decode(self.everything[key])) if key in self.everything else {}

    def current(self, report: str) -> str:
        """The newest version of a report that was not taken back."""
        for n in range(self.said((RecordType.REPORT.value, report), "newest") or 0, 0, -1):
            version = ids.version_id(report, n)
            if self.said((RecordType.VERSION.value, version), "meta.recalled_at") is None:
                return version
        return ""

    def lacking(self) -> list[str]:
        """What the records do not say, though a taken op said it and none took it back."""
        found = []
        for key, leaves in self.marks.items():
            if key not in self.everything:
                found.append(f"I4 {key[0]} {key[1]} is not there, of which a taken op spoke")
                continue
            fields = self.fields(key)
            for path, (value, kind) in leaves.items():
                held = fields.get(path)
                if held is None if value is SOME else held != value:
                    found.append(f"I4 the {kind} on {key[0]} {key[1]} has no effect: {path} is {held!r}, not {value!r}")
            if key in self.emptied and any(not path.startswith("meta.") for path in fields):
                found.append(f"I4 {key[0]} {key[1]} was thrown away and has words still")
        return found + self._unread()

    def _unread(self) -> list[str]:
        """The mark of a side stands at what it has read, or after it."""
        found = []
        for key, side, upto in self.read:
            fields = self.fields(key)
            order = [one.key for one in messages(Record(*key, 1, None, fields))]
            mark = fields.get(f"read.{side}")
            if mark not in order or (upto in order and order.index(upto) > order.index(mark)):
                found.append(f"I4 the consultation.read on {key[1]} has no effect: {side} is at {mark}, read {upto}")
        return found


def _submit(must: _Must, op: _Op) -> None:
    said, (_type, report) = op.fields, op.key
    n = said.get("newest_seen", 0) + 1
    about = {"type": said["template"], "period": said["period"]}
    version, content = ids.version_id(report, n), said["content"]
    _answered(must, op, n)
    must.contents[version] = content
    must.write(op, op.key, {**about, "newest": n})
    stamps = {"meta.report": report, "meta.n": n, "meta.content_hash": op.content_hash, "meta.recalled_at": None}
    who = {"meta.sent_at": SOME, "meta.sender": SOME, "meta.template_version": said["template_version"]}
    stamps |= {f"meta.{name}": value for name, value in about.items()}
    must.write(op, (RecordType.VERSION.value, version), {**content, **stamps, **who})


def _answered(must: _Must, op: _Op, n: int) -> None:
    """What a new text says to the notes of the last return: the place that was noted is another now, or it is not."""
    for before in range(n - 1, 0, -1):
        version = ids.version_id(op.key[1], before)
        review = (RecordType.REVIEW.value, ids.review_id(version))
        if must.said(review, "verdict") != "returned":
            continue
        notes = [path for path in must.marks[review] if path.startswith("notes[") and path.endswith("].path")]
        for note in notes:
            place = must.said(review, note)
            changed = must.contents[version].get(place) != op.fields["content"].get(place)
            must.write(op, review, {f"{note.removesuffix('path')}fixed": True if changed else None})
        return


def _recall(must: _Must, op: _Op) -> None:
    version = (RecordType.VERSION.value, op.fields["version"])
    must.write(op, op.key, {"recalled": must.said(version, "meta.n")})
    must.write(op, version, {"meta.recalled_at": SOME, "meta.recalled_by": SOME})


def _save(must: _Must, op: _Op) -> None:
    said, changes = op.fields, op.fields["changes"]
    setting = (RecordType.VILLAGE_SETTING.value, ids.natural_id("village_setting", said["village"]))
    must.copies.setdefault(setting, set()).add(
        op.key if op.status != "conflict" else (RecordType.CONFLICT.value, op.note)
    )
    if op.status == "conflict":
        conflict = (RecordType.CONFLICT.value, op.note)
        about = {"draft": op.key[1], "state": "open", "by": SOME, "at": SOME}
        must.write(op, conflict, {f"mine:{path}": value for path, value in changes.items()} | about)
        must.hear(op.key, changes)
        return
    must.write(op, op.key, {"meta.type": said["template"], "meta.period": said["period"], "meta.saved_at": SOME})
    must.write(op, op.key, {**must.new(op.key, changes), "meta.discarded_at": None, "meta.off": None})
    far = ids.progress_id(said["village"], said["template"], said["period"], said.get("ordinal", 0))
    about = {"type": said["template"], "period": said["period"], "filled": SOME, "total": SOME, "at": SOME}
    must.write(op, (RecordType.PROGRESS.value, far), about)


def _discard(must: _Must, op: _Op) -> None:
    _taken_away(must, op, op.key, op.fields.get("off") or None)


def _taken_away(must: _Must, op: _Op, draft: Key, off: bool | None) -> None:
    # What a text said before is asked for no longer: a later save may bring it back, or not.
    must.marks.pop(draft, None)
    must.write(op, draft, {"meta.discarded_at": SOME, "meta.off": off})
    must.emptied.add(draft)


def _resolve(must: _Must, op: _Op) -> None:
    if must.said(op.key, "draft") is None:
        return  # it had ended with the copies of the village: nothing is chosen
    must.write(op, op.key, {"state": "resolved", "resolved_at": SOME, "resolved_by": SOME})
    draft = (RecordType.DRAFT.value, must.said(op.key, "draft"))
    if draft not in must.emptied:  # a village that keeps no copies keeps none of what is chosen
        must.write(op, draft, {**op.fields["changes"], "meta.saved_at": SOME})
        must.hear(draft, op.fields["changes"])


def _setting(must: _Must, op: _Op) -> None:
    # One that comes again after a restore gives way to what was set since.
    must.write(op, op.key, {"drafts_off": SOME if must.restored else op.fields["drafts_off"], "set_at": SOME})
    for key in must.copies.get(op.key, set()) if op.fields["drafts_off"] else ():
        if must.restored:
            must.marks.pop(key, None)
        elif key[0] == RecordType.CONFLICT.value:
            must.marks.pop(key, None)
            must.write(op, key, {"state": "resolved", "off": True})
        elif key not in must.emptied:
            _taken_away(must, op, key, off=True)


def _opened(must: _Must, op: _Op) -> None:
    named = {name: op.fields[name] for name in ("version", "content_hash")}
    must.write(op, op.key, {**named, "report": SOME, "n": SOME, "opened_at": SOME, "opened_by": SOME})


def _decided(must: _Must, op: _Op, verdict: str) -> None:
    _opened(must, op)
    must.write(op, op.key, {"verdict": verdict, "decided_at": SOME, "decided_by": SOME})


def _returned(must: _Must, op: _Op) -> None:
    _decided(must, op, "returned")
    for position, (key, note) in enumerate(op.fields["notes"].items()):
        leaves = {"path": note["path"], "text": note["text"], "pos": position}
        must.write(op, op.key, {f"notes[{key}].{name}": value for name, value in leaves.items()})


def _accepted(must: _Must, op: _Op) -> None:
    """Also the publication and what is owed to each channel, where the type of the report is one for the public."""
    version = (RecordType.VERSION.value, op.fields["version"])
    about = must.fields(version)
    report = str(about.get("meta.report"))
    past = must.current(report) != version[1]
    _decided(must, op, "accepted")
    must.write(op, op.key, {"remark": op.fields.get("remark") or None})
    publication = (RecordType.PUBLICATION.value, ids.publication_id(report))
    if not _for_the_public(must, about) or (past and publication in must.marks):
        return  # given before a restore, on a version whose successor came again first: what is public stays
    named = {"version": version[1], "n": about["meta.n"]}
    must.marks.pop(publication, None)
    must.write(op, publication, {**named, "report": report, "type": about["meta.type"], "state": SOME})
    for (kind, _id), raw in must.everything.items():
        if kind == RecordType.CHANNEL.value:
            channel = msgspec.json.decode(raw)["key"]
            posting = (RecordType.POSTING.value, ids.posting_id(publication[1], channel))
            must.marks.pop(posting, None)  # a proof stands only while citizens read the same
            must.write(op, posting, {**named, "publication": publication[1], "channel": channel, "state": SOME})


def _for_the_public(must: _Must, version: Leaves) -> bool:
    template = ids.natural_id("template", version.get("meta.type", ""), version.get("meta.template_version", 0))
    fields = must.fields((RecordType.TEMPLATE.value, template))
    read = from_record(Record(RecordType.TEMPLATE, template, 1, None, fields)) if fields else None
    return read is not None and read.publication is not None


def _released(must: _Must, op: _Op) -> None:
    marks = {"state": "public", "reason": None, "published_at": SOME, "released_by": SOME}
    marks |= {"withdrawn_at": None, "withdrawn_by": None}
    must.write(op, op.key, {"version": op.fields["version"], **marks})


def _withdrawn(must: _Must, op: _Op) -> None:
    reason = op.fields["reason"].strip()
    must.write(op, op.key, {"state": "withdrawn", "reason": reason, "withdrawn_at": SOME, "withdrawn_by": SOME})


def _proved(must: _Must, op: _Op) -> None:
    said = op.fields
    gone = dict.fromkeys(path for path in must.marks.get(op.key, {}) if path.startswith("bukti["))
    told = {"version": said["version"], "url": said["url"] or None, "caption": said["caption"]}
    marks = {"state": "proved", "proved_at": SOME, "proved_by": SOME, "reason": None}
    marks |= {"checked_at": None, "checked_by": None}
    must.write(op, op.key, {**gone, **said.get("evidence", {}), **told, **marks, "with_picture": said["with_picture"]})


def _verified(must: _Must, op: _Op) -> None:
    must.write(op, op.key, {"state": "verified", "checked_at": SOME, "checked_by": SOME, "reason": None})


def _refused(must: _Must, op: _Op) -> None:
    reason = op.fields["reason"].strip()
    must.write(op, op.key, {"state": "refused", "checked_at": SOME, "checked_by": SOME, "reason": reason})


def _replied(must: _Must, op: _Op) -> None:
    state = "selesai" if op.fields.get("close") else "dijawab"
    message = {"who": "office", "text": op.fields["text"].strip(), "at": SOME, "by": SOME}
    must.write(op, op.key, {f"msg[{op.op_id}].{name}": value for name, value in message.items()})
    must.write(op, op.key, {"state": state, f"log[{op.op_id}].state": state, f"log[{op.op_id}].at": SOME})


def _shown(must: _Must, op: _Op) -> None:
    marks = {"visibility": "released", "visibility_reason": None, "moderated_at": SOME}
    must.write(op, op.key, {**marks, "moderated_upto": op.fields.get("seen") or SOME})


def _sent(must: _Must, op: _Op) -> None:
    said, first = op.fields, op.key not in must.marks
    side = "desa" if op.by_village else "kecamatan"
    message = {"who": side, "text": said["text"].strip(), "at": SOME, "by": SOME}
    must.write(op, op.key, {f"msg[{op.op_id}].{name}": value for name, value in message.items()})
    files = said.get("files", {})
    owner = {f"{path.partition(']')[0]}].msg": op.op_id for path in files}
    must.write(op, op.key, {**files, **owner, "state": "open", "solved_at": None})
    if first:
        begun = said["begin"]
        must.write(op, op.key, {"subject": begun["subject"].strip(), "about": SOME, "began_at": SOME})


def _read(must: _Must, op: _Op) -> None:
    upto = op.fields["upto"]
    if must.said(op.key, f"msg[{upto}].who") is not None:  # one that is not there moves nothing
        must.read.append((op.key, "desa" if op.by_village else "kecamatan", upto))


def _put(must: _Must, op: _Op) -> None:
    told = {"text": op.fields["text"].strip(), "due": op.fields["due"], "thread": op.fields.get("thread") or None}
    must.write(op, op.key, {**told, "state": "open", "made_at": SOME, "made_by": SOME})


def _done(must: _Must, op: _Op) -> None:
    note = op.fields.get("note", "").strip() or None
    must.write(op, op.key, {"state": "done", "done_at": SOME, "done_by": SOME, "done_note": note})


def _undone(must: _Must, op: _Op) -> None:
    state = "returned" if must.said(op.key, "reason") else "open"
    must.write(op, op.key, {"state": state, "done_at": None, "done_by": None, "done_note": None})


def _confirmed(must: _Must, op: _Op) -> None:
    must.write(op, op.key, {"state": "confirmed", "confirmed_at": SOME, "confirmed_by": SOME})


def _cancelled(must: _Must, op: _Op) -> None:
    must.write(op, op.key, {"state": "cancelled", "cancelled_at": SOME})


def _given_back(must: _Must, op: _Op) -> None:
    must.write(op, op.key, {"state": "returned", "reason": op.fields["reason"].strip()})


def _document(must: _Must, op: _Op) -> None:
    must.write(op, op.key, {"name": op.fields["name"], "data": op.fields.get("data") or None, "changed_at": SOME})


_KINDS: Final[dict[str, Callable[[_Must, _Op], None]]] = {
    "report.submit": _submit,
    "report.recall": _recall,
    "draft.save": _save,
    "draft.discard": _discard,
    "conflict.resolve": _resolve,
    "village.set": _setting,
    "review.open": _opened,
    "review.return": _returned,
    "review.accept": _accepted,
    "publication.release": _released,
    "publication.withdraw": _withdrawn,
    "posting.prove": _proved,
    "posting.verify": _verified,
    "posting.refuse": _refused,
    "feedback.reply": _replied,
    "feedback.release": _shown,
    "message.send": _sent,
    "consultation.read": _read,
    "guidance.put": _put,
    "guidance.done": _done,
    "guidance.undo": _undone,
    "guidance.confirm": _confirmed,
    "guidance.return": _given_back,
    "guidance.cancel": _cancelled,
    "document.put": _document,
}
"""Every kind that the steps perform. Another one is called out, so that none is left unlooked at."""
