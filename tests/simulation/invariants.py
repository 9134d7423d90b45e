"""What must be true: I1 to I6 of the fault catalogue, and that nothing is claimed that is not so.

`after_session` is asked after each session of a desk, `at_rest` when nothing is left to send. Both look at the truth in
the server's and the desk's files, never at what the programs count.
"""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa

from sipa_core import ids
from sipa_core.ops.base import QUIET
from sipa_core.wire.ops import OpBody
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.services.own_templates import sent_file
from sipa_desktop.store.tables import blob, outbox
from sipa_desktop.sync.outcome import SyncOutcome
from sipa_desktop.sync.session import MetaKey
from sipa_server.store.past_rows import KEPT_MS
from sipa_server.store.tables import audit, blobs, ops, record_past, records
from sipa_sqlite.quick import Quick
from tests.simulation import held as here
from tests.simulation.effects import without_effect
from tests.simulation.told import WORD, ToldOp
from tests.simulation.world import Pc, Violation, World

_MESSAGES = (RecordType.FEEDBACK.value, RecordType.FEEDBACK_KECAMATAN.value, RecordType.CONSULTATION.value)
_WRITTEN_ONCE = (RecordType.FEEDBACK.value, RecordType.FEEDBACK_KECAMATAN.value, RecordType.DRAFT.value)
"""What a restored server may lack for good: citizens write once, a draft is copied again when its text changes."""
_TAKEN = ("accepted", "merged", "conflict")
_COPIES = ("draft.save", "draft.discard", "conflict.resolve")
"""Kinds whose words may be replaced by a later one that has seen them; the history keeps them."""
_WHOLE_MESSAGE = {Problem.TOO_LARGE.value, Problem.BAD_REQUEST.value, Problem.STORAGE_FULL.value}


class _Queued(NamedTuple):
    """What is asked of an op of the desk after each session."""

    op_id: str
    content_hash: str
    state: str
    code: str | None
    kind: str


_QUEUED: Final = Quick(sa.select(*(outbox.c[name] for name in _Queued._fields)))
_TAKEN_OPS: Final = Quick(sa.select(ops.c.op_id, ops.c.content_hash).where(ops.c.status.in_(_TAKEN)))


def after_session(world: World, pc: Pc, done: SyncOutcome) -> None:
    """ "Semua terkirim" is said only when it is so, and every receipt is worth something. Raises Violation."""
    found = []
    with pc.up.store.read() as tx:
        mine = [_Queued(*row) for row in _QUEUED.all(tx.connection)]
        forked = tx.meta.get(MetaKey.FORKED_AT)
        found += [f"I5 {kind} {one} is kept twice" for kind, one in here.twice(tx.connection)]
    known = _known_ops(world)
    open_ones = [
        row for row in mine if row.state == "parked" or (row.state in ("queued", "sending") and row.kind not in QUIET)
    ]
    status = pc.up.sync.status()
    if status.waiting + status.parked != len(open_ones):
        found.append(f"{status.waiting} are told to wait and {status.parked} to be refused; in truth {len(open_ones)}")
    if done.complete and open_ones:
        found.append(f"all is said to be sent while {len(open_ones)} ops are not")
    if done.trouble is None:
        for row in mine:
            if row.state == "receipted" and known.get(row.op_id) != row.content_hash:
                found.append(f"I2 {row.op_id} is told to be at the server and is not")
    for row in mine:
        if row.state == "parked" and row.code in _WHOLE_MESSAGE:
            found.append(f"{row.op_id} is parked under {row.code}, which is no fault of it")
    if done.trouble is None:
        found += _place(world, pc)
    if forked is not None and not pc.copies:
        found.append("N10 data that were never copied are told to be a copy")
    if found:
        raise Violation("; ".join(found[:4]))
    forgotten(pc)


def _place(world: World, pc: Pc) -> list[str]:
    """N23: whoever was heard by the server knows by then which village is theirs."""
    identity = pc.up.identity()
    assert identity is not None
    with world.server.store.read() as work:
        person = work.accounts.person(identity.person)
    if person is None or person.village == identity.village:
        return []
    return [f"N23 the PC is told to be of {identity.village}, its person is of {person.village}"]


def forgotten(pc: Pc) -> None:
    """N23: what left a PC is beyond its scope, is no more than goes by itself, and no op speaks of it. Violation.

    Asked after each session; a step in which a person agreed says so by `pc.held = None`.
    """
    identity = pc.up.identity()
    assert identity is not None
    with pc.up.store.read() as tx:
        now, before = here.refs(tx.connection), pc.held
        speaks = tx.forgetting.spoken_of()
    pc.held = now
    gone = before - now if before is not None else set()
    if not gone or before is None:
        return
    if len(gone) > 100 or (len(gone) > 20 and len(gone) > 0.1 * len(before | now)):
        raise Violation(f"N23 {len(gone)} of {len(before)} records went and nobody was asked")
    if any((ref.type, ref.id) in gone for ref in speaks):
        raise Violation("N23 a record went that an unsent op speaks of")


def at_rest(world: World) -> list[str]:
    """Everything that is wrong once all desks have said and heard everything."""
    found = _server(world)
    everything, looks = _records(world), _looks(world)
    for pc in world.pcs:
        parts = (
            _desk_agrees(world, pc, everything),
            _blobs(world, pc),
            _answers(world, pc, everything),
            _looks_so(pc, looks),
        )
        found += [f"{pc.name}: {one}" for part in parts for one in part]
    return found + _words(world, everything) + without_effect(world, everything)


def _known_ops(world: World) -> dict[str, str]:
    """The hash of every op that the server has taken, by id."""
    with world.server.store.engines.reader.connect() as connection:
        return dict(_TAKEN_OPS.all(connection))


def _records(world: World) -> dict[tuple[str, str], str]:
    with world.server.store.engines.reader.connect() as connection:
        rows = connection.execute(sa.select(records.c.type, records.c.id, records.c.fields)).all()
    return {(row.type, row.id): row.fields for row in rows}


def _server(world: World) -> list[str]:
    """The server by itself: its files, its chain, each op once and with the effect of one."""
    found = []
    if world.server.store.integrity() != "ok":
        found.append("the server's file is damaged")
    with world.server.store.read() as work:
        broken = work.audit.first_broken()
    if broken is not None:
        found.append(f"I7 the audit is broken at {broken}")
    with world.server.store.engines.reader.connect() as connection:
        accepted = _TAKEN_OPS.all(connection)
        submits = connection.execute(
            sa.select(audit.c.record, audit.c.op_id, audit.c.content_hash).where(
                audit.c.act == "report.submit", audit.c.outcome == "ok"
            )
        ).all()
        kept = connection.execute(sa.select(blobs.c.sha256, blobs.c.size)).all()
    twice = [digest for digest, count in Counter(digest for _op, digest in accepted).items() if count > 1]
    found += [f"I3 the same words were taken under two ids: {digest[:12]}" for digest in twice]
    for op_id, digest in accepted:
        if op_id in world.seen.hashes and digest not in world.seen.hashes[op_id]:
            found.append(f"I3 the server has other bytes of {op_id} than were sent")
    for one in kept:
        if not world.server.blobs.files.whole(one.sha256):
            found.append(f"I6 the server has a row without the bytes of {one.sha256[:12]}")
    return found + _versions(world, submits)


def _versions(world: World, submits: Any) -> list[str]:
    """Each version comes from one op, and each was written by somebody who had seen the one before."""
    found = []
    by_hash = Counter(row.content_hash for row in submits)
    named: Counter[str] = Counter()
    for (kind, _id), raw in _records(world).items():
        if kind != RecordType.VERSION.value:
            continue
        fields = msgspec.json.decode(raw)
        digest, n = fields.get("meta.content_hash", ""), fields.get("meta.n", 0)
        named[digest] += 1
        body = world.seen.bodies.get(digest)
        if body is not None and msgspec.json.decode(body)["fields"].get("newest_seen", 0) != n - 1:
            found.append(f"N11 version {n} was written by somebody who had not seen version {n - 1}")
    for digest in set(by_hash) | set(named):
        if by_hash[digest] != 1 or named[digest] != 1:
            found.append(f"I2 {by_hash[digest]} taken ops made {named[digest]} versions of {digest[:12]}")
    return found


def _desk_agrees(world: World, pc: Pc, everything: dict[tuple[str, str], str]) -> list[str]:
    """I5: what the desk holds and shows is what the server has in the scope of its person."""
    identity = pc.up.identity()
    assert identity is not None
    with world.server.store.read() as work:
        page = work.records.page(identity.actor, 0, 1 << 30, 1 << 40)
        digest = work.records.digest(identity.actor)
    said = {(one.type, one.id): one.opened() for one in page.records}
    with pc.up.store.read() as tx:
        held, shown = here.held(tx.connection), here.shown(tx.connection)
        spoken_of = {(ref.type, ref.id) for ref in tx.forgetting.spoken_of()}
        mine_told, off = tx.server_records.digest(), tx.meta.get(MetaKey.DIGEST_OFF)
    # What of another village waits for an unsent op is beyond the scope that the server counts.
    found, alone = [], (held.keys() - said.keys()) & spoken_of
    if not alone and mine_told != digest:
        found.append(f"I5 the desk's digest is {mine_told}, the server's {digest}")
    if not alone and off is not None:
        found.append(f"I5 the PC is told to hold something else than the server since {off}")
    for key in said.keys() | held.keys():
        mine, theirs = held.get(key), said.get(key)
        if theirs is None:
            if key not in spoken_of and (key in everything or not of_lost_history(world, held[key])):
                found.append(f"I5 {key[0]} {key[1]} is on the PC alone")
        elif mine is None:
            found.append(f"I5 {key[0]} {key[1]} is missing")
        elif (mine.rev, mine.village, mine.fields) != (theirs.rev, theirs.village, theirs.fields):
            found.append(f"I5 {key[0]} {key[1]} is rev {mine.rev}, on the server {theirs.rev}")
    for key in held.keys() | shown.keys():
        if key not in held or key not in shown or held[key].fields != shown[key].fields:
            found.append(f"I5 {key[0]} {key[1]} is shown otherwise than the server said")
    return found[:4]


def of_lost_history(world: World, alone: Record) -> bool:
    """Absence is not deletion: what only the history before a restore had stays to be read where it was read.

    Of what ops write that is so only where no PC holds the op any more: its own data went back as well.
    """
    if not world.restored or alone.rev:
        return False
    if alone.type in _WRITTEN_ONCE:
        return True
    if alone.type == RecordType.VERSION:  # another text may have been sent under its number since (42152)
        return not any(alone.text("meta.content_hash") in _answered(pc, outbox.c.content_hash) for pc in world.pcs)
    if alone.type == RecordType.REVIEW:  # the report's own ops do not write it (38035)
        return not any(alone.id in _answered(pc, outbox.c.id) for pc in world.pcs)
    about = {alone.id, alone.text("meta.report"), alone.text("report"), ids.review_id(alone.text("version"))}
    if alone.type == RecordType.PROGRESS:  # a save of the draft writes it, but never the report (35879)
        key = (alone.village or "", alone.text("type"), alone.text("period"), alone.number("ordinal"))
        about.add(ids.draft_id(*key))
    return not any(about & _answered(pc, outbox.c.id) for pc in world.pcs)


def _answered(pc: Pc, what: sa.Column[str]) -> set[str]:
    """The records (or the hashes) of all ops that a PC has a receipt for, or waits for one."""
    with pc.up.store.read() as tx:
        query = sa.select(what).where(outbox.c.state.not_in(("parked", "withdrawn")))
        return set(tx.connection.execute(query).scalars())


def _blobs(world: World, pc: Pc) -> list[str]:
    """I6: no row without its bytes; and nothing is called sent that the server has not."""
    found = []
    with pc.up.store.read() as tx:
        rows = tx.connection.execute(sa.select(blob)).all()
    for row in rows:
        if row.here and not pc.up.files.is_whole(row.sha256):
            found.append(f"I6 the PC has a row without the bytes of {row.sha256[:12]}")
        if row.sent_at is not None and row.to_send and not world.server.blobs.files.whole(row.sha256):
            found.append(f"I2 the file {row.sha256[:12]} is told to be sent and is not")
        if row.to_send and row.sent_at is None and row.fault is None:
            found.append(f"I5 the file {row.sha256[:12]} waits for ever")
    return found


def _answers(world: World, pc: Pc, everything: dict[tuple[str, str], str]) -> list[str]:
    """I2, I4: what had a receipt is at the server, with all its words."""
    known, found = _known_ops(world), []
    there, over = _all_words(everything), _given_back_again(world)
    copies, unkept = _Copies(world, everything), _unkept(world, everything)
    # What its writer has written over, turned down or put aside since need not be in a copy any more.
    current = frozenset(pc.told.saved.values()) - pc.told.aside
    for op_id, told in pc.told.answered.items():
        if op_id not in pc.told.ops and world.restored:
            continue  # the PC forgot it and the server too: two disasters
        if op_id not in known:
            now = pc.told.ops.get(op_id)
            if now is None or now.state not in ("parked", "withdrawn"):  # a person sees it, or has seen it
                found.append(f"I2 the {told.kind} {op_id} had a receipt and is not at the server")
        elif op_id not in over | unkept and not (
            told.words & current <= copies.of(told) if told.kind in _COPIES else told.words <= there
        ):
            found.append(f"I4 words of the {told.kind} {op_id} are nowhere at the server")
    return found


class _Copies:
    """Where the words of copied drafts may be: in the draft, in what it said before, and in its conflicts."""

    def __init__(self, world: World, everything: dict[tuple[str, str], str]) -> None:
        self._expired = world.expired
        self._of_conflict = dict[str, str]()
        self._words = dict[str, set[bytes]]()
        for (kind, record_id), raw in everything.items():
            if kind == RecordType.CONFLICT.value:
                self._of_conflict[record_id] = str(msgspec.json.decode(raw).get("draft"))
            if kind in (RecordType.CONFLICT.value, RecordType.DRAFT.value):
                self._add(self._of_conflict.get(record_id, record_id), raw)
        with world.server.store.engines.reader.connect() as connection:
            for record_id, raw in connection.execute(sa.select(record_past.c.id, record_past.c.fields)):
                self._add(self._of_conflict.get(record_id, record_id), raw)

    def of(self, told: ToldOp) -> frozenset[bytes]:
        """The words that the server has of the draft which the op is about, with those that may have gone by now."""
        return self._expired | self._words.get(self._of_conflict.get(told.about, told.about), set())

    def _add(self, draft: str, raw: str) -> None:
        self._words.setdefault(draft, set()).update(WORD.findall(raw.encode()))


def _unkept(world: World, everything: dict[tuple[str, str], str]) -> frozenset[str]:
    """Every copy that a village took from the server since, and every choice that came when it kept none: what they say
    stands on its PCs alone.
    """
    gone, found = set[str](), set[str]()
    copies: dict[str | None, dict[str, set[str]]] = {}  # of each village, draft to the ops
    with world.server.store.engines.reader.connect() as connection:
        query = sa.select(audit, ops.c.status).join(ops, ops.c.op_id == audit.c.op_id).where(audit.c.outcome == "ok")
        acts = connection.execute(query.where(audit.c.act.in_({*_COPIES, "village.set"})).order_by(audit.c.n)).all()
    for row in acts:
        of_village = copies.setdefault(row.village, {})
        conflict = everything.get((RecordType.CONFLICT.value, row.record))
        question = msgspec.json.decode(conflict) if conflict is not None else {}
        draft = str(question.get("draft", row.record))
        if row.act == "village.set":
            body = msgspec.json.decode(world.seen.bodies[row.content_hash], type=OpBody)
            if msgspec.json.decode(body.fields)["drafts_off"]:
                gone |= of_village.keys()
                found |= set().union(*of_village.values())
        elif row.act == "draft.discard":
            gone.add(draft)
            found |= of_village.get(draft, set())
        elif row.act != "draft.save":
            # Also where copies are kept again by now: the question that it answers went with those of before (98383).
            found |= {row.op_id} if draft in gone or question.get("off") else set()
            of_village.setdefault(draft, set()).add(row.op_id)
        else:
            gone -= {draft} if row.status != "conflict" else set()
            of_village.setdefault(draft, set()).add(row.op_id)
    return frozenset(found)


def _given_back_again(world: World) -> frozenset[str]:
    """Every return of an agreed thing after which the kecamatan gave it back once more: it wrote its reason anew."""
    with world.server.store.engines.reader.connect() as connection:
        query = sa.select(audit.c.record, audit.c.op_id).where(
            audit.c.act == "guidance.return", audit.c.outcome == "ok"
        )
        taken = [tuple(row) for row in connection.execute(query.order_by(audit.c.n))]
    return frozenset(op_id for _record, op_id in taken) - frozenset(dict(taken).values())


def _looks(world: World) -> dict[str, bytes | None]:
    """The kecamatan's document files by name, as the last op on each that the server took says; None: dropped."""
    with world.server.store.engines.reader.connect() as connection:
        query = sa.select(audit.c.content_hash).where(audit.c.act == "document.put", audit.c.outcome == "ok")
        taken = connection.execute(query.order_by(audit.c.n)).scalars().all()
    bodies = [msgspec.json.decode(world.seen.bodies[one])["fields"] for one in taken]
    return {fields["name"]: base64.b64decode(fields.get("data") or "") or None for fields in bodies}


def _looks_so(pc: Pc, looks: dict[str, bytes | None]) -> list[str]:
    """I5 of documents: every PC makes them with the file that counts, and with none that was dropped."""
    return [
        f"I5 documents are not made with the {name} that the kecamatan sent last"
        for name, data in looks.items()
        if sent_file(pc.up.store, name) != data
    ]


def note_expired(world: World) -> None:
    """After so much time: what was replaced in a draft so long ago may go from the server, in whatever history."""
    query = sa.select(record_past.c.fields).where(record_past.c.until < world.clock.now() - KEPT_MS)
    with world.server.store.engines.reader.connect() as connection:
        rows = connection.execute(query).scalars().all()
    world.expired |= frozenset(word for raw in rows for word in WORD.findall(raw.encode()))


def _all_words(everything: dict[tuple[str, str], str]) -> frozenset[bytes]:
    return frozenset(word for raw in everything.values() for word in WORD.findall(raw.encode()))


def _twice_by_people(world: World) -> Counter[bytes]:
    """Words that a person sent anew because the server had refused them, and that a copy of the same data brought to a
    restored server, which did not know of its refusal. Nobody can tell them from words that were meant twice.
    """
    with world.server.store.engines.reader.connect() as connection:
        taken = {op_id for op_id, _digest in _TAKEN_OPS.all(connection)} & world.said_again
    bodies = [world.seen.bodies.get(one, b"") for op_id in taken for one in world.seen.hashes.get(op_id, ())]
    return Counter(word for body in bodies for word in set(WORD.findall(body)))


def _words(world: World, everything: dict[tuple[str, str], str]) -> list[str]:
    """Every word of a citizen stands there, and every message once."""
    counted: Counter[bytes] = Counter()
    for (kind, _id), raw in everything.items():
        if kind in _MESSAGES:
            texts = [str(value) for path, value in msgspec.json.decode(raw).items() if path.endswith(".text")]
            counted.update(word for text in texts for word in WORD.findall(text.encode()))
    twice = _twice_by_people(world) if world.restored else Counter()
    found = [f"I3 {word.decode()} stands {count} times" for word, count in counted.items() if count > 1 + twice[word]]
    for word, must in world.citizen_words.items():
        if must and not counted[word.encode()]:
            found.append(f"I2 the citizen's {word} is gone")
    return found
