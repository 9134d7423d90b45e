"""What a PC told its person: "this is saved", "this is queued". Each text holds a word that stands nowhere else, so
that what became of it can be found again.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from functools import lru_cache

import sqlalchemy as sa

from sipa_desktop.bootstrap import Desk
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.tables import document, leaf, outbox, record
from sipa_sqlite.quick import Quick

WORD = re.compile(rb"kata[0-9]{5}")


@dataclass
class ToldOp:
    """An op that stood in the queue when its person was told so."""

    content_hash: str
    kind: str
    state: str
    sealed: bool
    words: frozenset[bytes]


@dataclass
class Told:
    """The promises made on one PC."""

    saved: dict[str, bytes] = field(default_factory=dict)
    """Place (document and path) to the word that was said to be saved there."""
    unsure: dict[str, bytes] = field(default_factory=dict)
    """What was being saved when the program ended: it may be there or not."""
    ops: dict[str, ToldOp] = field(default_factory=dict)
    answered: dict[str, ToldOp] = field(default_factory=dict)
    """Every op that had its receipt here, also when this PC's data forgot it since."""
    changed: list[str] = field(default_factory=list)
    """Ops whose bytes became others after they were sealed."""
    choosing: str = ""
    """The draft whose two texts a person is choosing from, or was last."""
    aside: set[bytes] = field(default_factory=set)
    """Words of an own text that a person put aside: this PC keeps them, its draft says something else now."""

    def copy(self) -> Told:
        """The same promises, for another PC with the same data."""
        return copy.deepcopy(self)

    def wrote(self, places: dict[str, str]) -> None:
        """The person was told that these words are saved at their places."""
        for place, word in places.items():
            self.saved[place] = word.encode()
            self.unsure.pop(place, None)

    def perhaps(self, places: dict[str, str]) -> None:
        """The program ended while it saved these."""
        for place, word in places.items():
            self.unsure[place] = word.encode()

    def found(self, desk: Desk) -> None:
        """What was being saved when the program ended and stands at its place took the place of what stood there."""
        with desk.store.read() as tx:
            for place, word in list(self.unsure.items()):
                document_id, _space, path = place.partition(" ")
                query = sa.select(leaf.c.value).where(leaf.c.document == document_id, leaf.c.path == path)
                if word in (tx.connection.execute(query).scalar() or b""):
                    self.wrote({place: word.decode()})

    def look(self, desk: Desk) -> None:
        """Take note of the queue as the person sees it now."""
        known = queue_of(desk)
        for op_id, now in known.items():
            before = self.ops.get(op_id)
            if before is not None and before.sealed and before.content_hash != now.content_hash:
                self.changed.append(f"I3 the {now.kind} {op_id} has other bytes than when it was sealed")
        self.ops = {**self.ops, **known}
        self.answered |= {op_id: op for op_id, op in known.items() if op.state == OutboxState.RECEIPTED.value}

    def decided(self, desk: Desk) -> None:
        """A person chose between the texts of `choosing`: what its draft says now is what they want.

        What they turned down counts no longer, wherever an old op or record still holds it.
        """
        written, kept = _texts_in(desk, self.choosing)
        mine = {place: word for place, word in self.saved.items() if place.startswith(f"{self.choosing} ")}
        for place, word in mine.items():
            if word in written:
                continue
            if word in kept:
                self.aside.add(word)
            else:
                del self.saved[place]

    def rebase(self, desk: Desk) -> None:
        """The data are those of an earlier time: only what they hold was told."""
        here, known = words_in(desk), queue_of(desk)
        self.saved = {place: word for place, word in self.saved.items() if word in here}
        self.unsure = {}
        self.ops = known

    def broken(self, desk: Desk) -> list[str]:
        """Every promise that the data of the PC do not keep (I1)."""
        here, known = words_in(desk), queue_of(desk)
        found = list(self.changed)
        for place, word in self.saved.items():
            if word not in here and self.unsure.get(place) not in here:
                found.append(f"I1 {word.decode()} was told to be saved ({place}) and is not there")
        for op_id, told in self.ops.items():
            now = known.get(op_id)
            if now is None:
                found.append(f"I1 the {told.kind} {op_id} was told to be queued and is not there")
            elif now.content_hash != told.content_hash and told.sealed:
                found.append(f"I3 the {told.kind} {op_id} has other bytes than when it was sealed")
        return found


_QUEUE = Quick(
    sa.select(outbox.c.op_id, outbox.c.content_hash, outbox.c.kind, outbox.c.state, outbox.c.attempts, outbox.c.body)
)
_HELD = [Quick(sa.select(column)) for column in (leaf.c.value, document.c.about, outbox.c.body, record.c.fields)]


def queue_of(desk: Desk) -> dict[str, ToldOp]:
    """Every op of the desk, by id."""
    with desk.store.read() as tx:
        rows = _QUEUE.all(tx.connection)
    return {
        op_id: ToldOp(digest, kind, state, tries > 0 or state != OutboxState.QUEUED.value, _words(body))
        for op_id, digest, kind, state, tries, body in rows
    }


@lru_cache(4096)
def _words(text: bytes) -> frozenset[bytes]:
    """The words in the body of an op, which is looked at after every step and seldom changes."""
    return frozenset(WORD.findall(text))


def _texts_in(desk: Desk, draft: str) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """The words of a draft itself, and those of what this PC keeps aside."""
    with desk.store.read() as tx:
        written = tx.connection.execute(sa.select(leaf.c.value).where(leaf.c.document == draft)).scalars().all()
        kept = tx.connection.execute(sa.select(leaf.c.value).where(leaf.c.document != draft)).scalars().all()
    return frozenset(WORD.findall(b"\n".join(written))), frozenset(WORD.findall(b"\n".join(kept)))


def words_in(desk: Desk) -> frozenset[bytes]:
    """Every word that the data of the desk hold, whatever holds it."""
    with desk.store.read() as tx:
        held = [text for query in _HELD for (text,) in query.all(tx.connection)]
    return frozenset(WORD.findall(b"\n".join(held)))
