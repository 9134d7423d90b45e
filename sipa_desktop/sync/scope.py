"""What the server says this PC may see, and what the PC then forgets; more than a little waits for a person (N23).

Only a signed word forgets, never absence. What was forgotten is still at the server: when the scope is changed back,
the feed is read from its start and brings it again.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sipa_core.domain.roles import Role
from sipa_core.sync.scope import asks_first, holds, same_scope, scope_digest
from sipa_core.sync.signing import is_signed
from sipa_core.wire.exchange import Reply, ScopeTold
from sipa_core.wire.records import Record
from sipa_desktop.events import Topic
from sipa_desktop.identity import Identity
from sipa_desktop.store.unit_of_work import TOPICS, Tx

SCOPE: Final = "scope"
"""The fact that keeps the last word of the server."""
LEAVING: Final = "leaving"
"""The fact that keeps what is still to be forgotten; not there while there is nothing."""
STRAY: Final = "scope_astray"
"""The fact that is there while the cursor is of the scope before the last word, which came on a stick."""


class Leaving(msgspec.Struct, frozen=True):
    """So many records of all that are held go, or wait until a person has `agreed`; `place` is this PC's place now."""

    count: int
    held: int
    place: str
    agreed: bool = False


def is_ours(identity: Identity, reply: Reply) -> bool:
    """True when the word on the scope, if there is one, is the pinned server's for this very answer."""
    told = reply.scope
    return told is None or is_signed(identity.server_sign_pub, scope_digest(reply.request_id, told), told.signature)


def meet_scope(tx: Tx, reply: Reply, *, carried: bool, leads_on: bool = True) -> int:
    """Take the server's word on the scope, if the reply has one that is no older than the last. `leads_on`: its cursor
    is taken too.

    Returns how many records were forgotten at once; 0 also when they wait for a person.
    """
    told, known = reply.scope, told_scope(tx)
    if told is None or not _fits(tx, told) or (carried and known is not None and told.at < known.at):
        return 0
    tx.meta.put(SCOPE, msgspec.json.encode(told).decode())
    _take_place(tx, told)
    same = known is not None and same_scope(known, told)
    if not carried or (leads_on and reply.since == 0):
        tx.meta.forget(STRAY)
    elif not same and not leads_on:
        tx.meta.put(STRAY, "1")
    if same and leaving_in(tx) is None:
        return 0
    if not same:
        tx.meta.forget(LEAVING)  # what a person agreed to was another change
    return settle(tx)


def settle(tx: Tx, *, agreed: bool = False) -> int:
    """Forget what the scope does not hold, as far as nobody has to agree first and no own op speaks of it."""
    told = told_scope(tx)
    if told is None:
        return 0
    before = leaving_in(tx)
    agreed = agreed or (before is not None and before.agreed)
    outside, held = tx.forgetting.outside(told), tx.forgetting.held()
    if not outside:
        tx.meta.forget(LEAVING)
        return 0
    if not agreed and asks_first(len(outside), held):
        _keep(tx, Leaving(len(outside), held, told.place_name))
        return 0
    spoken_of = tx.forgetting.spoken_of()
    going = [ref for ref in outside if ref not in spoken_of]
    tx.forgetting.remove(going)
    if len(going) == len(outside):
        tx.meta.forget(LEAVING)
    else:
        _keep(tx, Leaving(len(outside) - len(going), held - len(going), told.place_name, agreed=True))
    if going:
        tx.touch(*TOPICS.values(), Topic.ATTACHMENTS)
    return len(going)


def agree(tx: Tx) -> int:
    """A person has read what goes: forget it now, and lay own ops anew. Returns how many records went."""
    gone = settle(tx, agreed=True)
    if gone:
        tx.reproject()
    tx.touch(Topic.OUTBOX)
    return gone


def let_go(tx: Tx) -> int:
    """Forget what own ops spoke of or covered, once they have their answers, as was agreed. How many records went."""
    leaving = leaving_in(tx)
    gone = settle(tx) if leaving is not None and leaving.agreed else 0
    if gone:
        tx.reproject()
    return gone


def only_inside(tx: Tx, reply: Reply) -> list[Record]:
    """The records of a reply that count: one from before the last word on the scope may hold what is not ours now."""
    told = told_scope(tx)
    if told is None or reply.now >= told.at:
        return reply.changes
    return [one for one in reply.changes if holds(told, one.type, one.village)]


def leads_on(tx: Tx, reply: Reply) -> bool:
    """True when the cursor of a reply that was carried here is one to read on from; asked before its word is taken.

    It must be of this PC's scope: else what was forgotten since would not be read again, as the scope was another one
    when it was asked or answered. And it must begin where this PC stands: of what was read beyond that the server may
    know nothing any more, which only the PC's own cursor shows (docs/protocol.md, Restore).
    """
    known, told = told_scope(tx), reply.scope
    stands_there = reply.since >= tx.meta.upto and (reply.since == 0 or tx.meta.get(STRAY) is None)
    if known is None:
        return stands_there
    if told is None:  # an older program answered
        return stands_there and reply.now >= known.at
    return stands_there and (same_scope(known, told) or (reply.since == 0 and told.at >= known.at))


def came_back(tx: Tx, told: ScopeTold | None) -> bool:
    """True when the server says by the line that nothing is new about the scope, while the last word about it came on
    a stick: since then this PC's place is again what it was, and is to be asked for anew.
    """
    return told is None and tx.meta.get(STRAY) is not None


def told_scope(tx: Tx) -> ScopeTold | None:
    """The server's last word on the scope, None while it said none."""
    raw = tx.meta.get(SCOPE)
    return msgspec.json.decode(raw, type=ScopeTold) if raw is not None else None


def leaving_in(tx: Tx) -> Leaving | None:
    """What is still to be forgotten."""
    raw = tx.meta.get(LEAVING)
    return msgspec.json.decode(raw, type=Leaving) if raw is not None else None


def _fits(tx: Tx, told: ScopeTold) -> bool:
    """A person of a village and one of the kecamatan need different programs: such a word changes nothing here."""
    identity = tx.meta.identity
    mine = identity is not None and identity.role.value == told.role
    return mine and bool(told.kecamatan) and (told.village is None) == (told.role == Role.ADMIN_KECAMATAN.value)


def _keep(tx: Tx, leaving: Leaving) -> None:
    tx.meta.put(LEAVING, msgspec.json.encode(leaving).decode())
    tx.touch(Topic.OUTBOX)


def _take_place(tx: Tx, told: ScopeTold) -> None:
    identity = tx.meta.identity
    assert identity is not None
    new = msgspec.structs.replace(
        identity,
        kecamatan=told.kecamatan,
        village=told.village,
        place_name=told.place_name or identity.place_name,
        left=tuple(told.left),
    )
    if new != identity:
        tx.meta.put("identity", msgspec.json.encode(new).decode())
        tx.touch(Topic.IDENTITY, Topic.OFFICE)
