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

from sipa_core.ops.base import QUIET
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType
from sipa_desktop.services.own_templates import sent_file
from sipa_desktop.store.tables import blob, outbox
from sipa_desktop.sync.outcome import SyncOutcome
from sipa_desktop.sync.session import MetaKey
from sipa_server.store.past_rows import KEPT_MS
from sipa_server.store.tables import audit, blobs, ops, record_past, records
from sipa_sqlite.quick import Quick
from tests.simulation import held as here
from tests.simulation.told import WORD
from tests.simulation.world import Pc, Violation, World

_MESSAGES = (RecordType.FEEDBACK.value, RecordType.FEEDBACK_KECAMATAN.value, RecordType.CONSULTATION.value)
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
        parts = (_desk_agrees(world, pc), _blobs(world, pc), _answers(world, pc, everything), _looks_so(pc, looks))
        found += [f"{pc.name}: {one}" for part in parts for one in part]
    return found + _words(world, everything)


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
        digest, n = fields["meta.content_hash"], fields["meta.n"]
        named[digest] += 1
        body = world.seen.bodies.get(digest)
        if body is not None and msgspec.json.decode(body)["fields"].get("newest_seen", 0) != n - 1:
            found.append(f"N11 version {n} was written by somebody who had not seen version {n - 1}")
    for digest in set(by_hash) | set(named):
        if by_hash[digest] != 1 or named[digest] != 1:
            found.append(f"I2 {by_hash[digest]} taken ops made {named[digest]} versions of {digest[:12]}")
    return found


def _desk_agrees(world: World, pc: Pc) -> list[str]:
    """I5: what the desk holds and shows is what the server has in the scope of its person."""
    identity = pc.up.identity()
    assert identity is not None
    with world.server.store.read() as work:
        page = work.records.page(identity.actor, 0, 1 << 30, 1 << 40)
    said = {(one.type, one.id): one.opened() for one in page.records}
    with pc.up.store.read() as tx:
        held, shown = here.held(tx.connection), here.shown(tx.connection)
        spoken_of = {(ref.type, ref.id) for ref in tx.forgetting.spoken_of()}
    found = []
    for key in said.keys() | held.keys():
        mine, theirs = held.get(key), said.get(key)
        if theirs is None:
            if not world.restored and key not in spoken_of:
                found.append(f"I5 {key[0]} {key[1]} is on the PC alone")
        elif mine is None:
            found.append(f"I5 {key[0]} {key[1]} is missing")
        elif (mine.rev, mine.village, mine.fields) != (theirs.rev, theirs.village, theirs.fields):
            found.append(f"I5 {key[0]} {key[1]} is rev {mine.rev}, on the server {theirs.rev}")
    for key in held.keys() | shown.keys():
        if key not in held or key not in shown or held[key].fields != shown[key].fields:
            found.append(f"I5 {key[0]} {key[1]} is shown otherwise than the server said")
    return found[:4]


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
    # What its writer has written over, turned down or put aside since need not be in a copy any more.
    before, current = (
        there | world.expired | _words_of_the_past(world),
        frozenset(pc.told.saved.values()) - pc.told.aside,
    )
    for op_id, told in pc.told.answered.items():
        if op_id not in pc.told.ops and world.restored:
            continue  # the PC forgot it and the server too: two disasters
        if op_id not in known:
            now = pc.told.ops.get(op_id)
            if now is None or now.state not in ("parked", "withdrawn"):  # a person sees it, or has seen it
                found.append(f"I2 the {told.kind} {op_id} had a receipt and is not at the server")
        elif op_id not in over and not (
            told.words & current <= before if told.kind in _COPIES else told.words <= there
        ):
            found.append(f"I4 words of the {told.kind} {op_id} are nowhere at the server")
    return found


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
    world.expired |= _words_of_the_past(world, world.clock.now() - KEPT_MS)


def _words_of_the_past(world: World, before: int = 1 << 60) -> frozenset[bytes]:
    """The words that the server keeps of what drafts said until then."""
    with world.server.store.engines.reader.connect() as connection:
        rows = connection.execute(sa.select(record_past.c.fields).where(record_past.c.until < before)).scalars().all()
    return frozenset(word for raw in rows for word in WORD.findall(raw.encode() if isinstance(raw, str) else raw))


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
