"""What a PC told its person: "this is saved", "this is queued". Each text holds a word that stands nowhere else, so
that what became of it can be found again.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec
import sqlalchemy as sa

from sipa_core import ids
from sipa_core.wire.records import Fields, Record, RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.drafts import COPY_SUFFIX, KEPT_SUFFIX
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.tables import document, leaf, outbox, record
from sipa_sqlite.quick import Quick
from tests.simulation.held import held

WORD = re.compile(rb"kata[0-9]{5}")


@dataclass
class ToldOp:
    """An op that stood in the queue when its person was told so."""

    content_hash: str
    kind: str
    state: str
    sealed: bool
    words: frozenset[bytes]
    about: str = ""
    """The id of its record."""


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
    moved: set[str] = field(default_factory=set)
    """Places whose word stood elsewhere when the data went back to an earlier time, or a person had chosen another."""

    own: set[bytes] = field(default_factory=set)
    """Every word that was ever written on this PC."""

    def copy(self) -> Told:
        """The same promises, for another PC with the same data."""
        return copy.deepcopy(self)

    def wrote(self, places: dict[str, str]) -> None:
        """The person was told that these words are saved at their places."""
        for place, word in places.items():
            self.saved[place] = word.encode()
            self.unsure.pop(place, None)
            self.moved.discard(place)

    def perhaps(self, places: dict[str, str]) -> None:
        """The program ended while it saved these."""
        for place, word in places.items():
            self.unsure[place] = word.encode()
            self.own.add(word.encode())

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
                self.moved.add(place)  # for good: what shows the other text may go with a village that was left (282)
            else:
                del self.saved[place]

    def rebase(self, desk: Desk) -> None:
        """The data are those of an earlier time: only what they hold was told."""
        here, known = Held(desk, self.own), queue_of(desk)
        self.saved = {place: word for place, word in self.saved.items() if word in here.words}
        self.moved = {place for place, word in self.saved.items() if not here.stands(place, word)}
        self.unsure = {}
        self.ops = known

    def _might(self, place: str) -> tuple[bytes, ...]:
        """What may stand there: what was told, or what was being saved over it when the program ended."""
        return tuple(one[place] for one in (self.saved, self.unsure) if place in one)

    def broken(self, desk: Desk) -> list[str]:
        """Every promise that the data of the PC do not keep (I1)."""
        here, known = Held(desk, self.own), queue_of(desk)
        found = list(self.changed)
        for place, word in self.saved.items():
            if word not in here.words and self.unsure.get(place) not in here.words:
                found.append(f"I1 {word.decode()} was told to be saved ({place}) and is not there")
            elif place not in self.moved and not any(here.stands(place, one) for one in self._might(place)):
                found.append(f"I1 {word.decode()} was told to be saved ({place}) and stands no longer there")
        for op_id, told in self.ops.items():
            now = known.get(op_id)
            if now is None:
                found.append(f"I1 the {told.kind} {op_id} was told to be queued and is not there")
            elif now.content_hash != told.content_hash and told.sealed:
                found.append(f"I3 the {told.kind} {op_id} has other bytes than when it was sealed")
        return found


_QUEUE = Quick(
    sa.select(
        *(outbox.c[name] for name in ("op_id", "content_hash", "kind", "state", "attempts", "body", "id")),
    )
)
_LEAVES = Quick(sa.select(leaf.c.document, leaf.c.path, leaf.c.value))
_SAID = Quick(sa.select(outbox.c.id, outbox.c.body))
_ABOUT = Quick(sa.select(document.c.about))
_RECORDS = Quick(sa.select(record.c.id, record.c.fields))


def queue_of(desk: Desk) -> dict[str, ToldOp]:
    """Every op of the desk, by id."""
    with desk.store.read() as tx:
        rows = _QUEUE.all(tx.connection)
    return {
        op_id: ToldOp(digest, kind, state, tries > 0 or state != OutboxState.QUEUED.value, _words(body), about)
        for op_id, digest, kind, state, tries, body, about in rows
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


class Held:
    """What the data of a desk hold, and where: to see whether a word stands where it was said to be saved."""

    def __init__(self, desk: Desk, own: set[bytes]) -> None:
        self._desk = desk
        self._own = own
        with desk.store.read() as tx:
            connection = tx.connection
            self._leaves = {(row[0], row[1]): row[2] for row in _LEAVES.all(connection)}
            self._said = _SAID.all(connection)
            self._records = _RECORDS.all(connection)
            about = [row[0] for row in _ABOUT.all(connection)]
        texts = (*self._leaves.values(), *about, *(row[1] for row in self._said), *(row[1] for row in self._records))
        self.words = frozenset(WORD.findall(b"\n".join(texts)))
        """Every word, whatever holds it."""

    def stands(self, place: str, word: bytes) -> bool:
        """True when the word is where it was saved, kept aside, sent from there, or rightly replaced."""
        about, _space, path = place.partition(" ")
        if about in ("reply", "message"):
            return self._in_writing(f"{about}:{path}", path, word)
        if path == word.decode():
            return self._in_writing(f"review:{about}", ids.review_id(about), word)
        here = self._leaves.get((about, path))
        return (here is not None and word in here) or self._aside(about, word) or self._replaced(about, path, here)

    def _in_writing(self, document_id: str, record_id: str, word: bytes) -> bool:
        """In what is being written, in an op that says it, or in the record that came of that."""
        written = (value for (of, _path), value in self._leaves.items() if of == document_id)
        sent = (body for of, body in self._said if of == record_id)
        known = (fields for of, fields in self._records if of == record_id)
        return any(word in text for texts in (written, sent, known) for text in texts)

    def _aside(self, draft: str, word: bytes) -> bool:
        kept = draft + KEPT_SUFFIX.format(n="")
        return any(of.startswith(kept) and word in value for (of, _path), value in self._leaves.items())

    def _replaced(self, draft: str, path: str, here: bytes | None) -> bool:
        """What stands there instead came from the server: another PC wrote it, or a person chose it there.

        Nothing at all may come only from the newest version, or from the copy that the server has.
        """
        versions, copy, conflicts = self._texts_of(draft)
        if any(text.get("meta.discarded_at") for text in copy):
            # Thrown away it says nothing of the text, and every PC keeps its own then, also what it had taken from the
            # copy before: words that nobody wrote here (seed 593).
            taken = here or b"".join(value for (of, _path), value in self._leaves.items() if of == draft)
            if frozenset(WORD.findall(taken)) - self._own:
                return True
            copy = []
        if here is None:
            return any(path not in text for text in (*versions[-1:], *copy))
        if here == self._leaves.get((draft + COPY_SUFFIX, path)):
            return True  # the copy as it was when this PC looked at it last
        said = [text.get(path) for text in (*versions, *copy)] + [text.get(f"mine:{path}") for text in conflicts]
        return msgspec.json.decode(here) in said

    def _texts_of(self, draft: str) -> tuple[list[Fields], list[Fields], list[Fields]]:
        """What the server said of a draft's report: its versions from the first on, the copy, the conflicts."""
        with self._desk.store.read() as tx:
            said = held(tx.connection).values()
        versions = [one for one in said if one.type == RecordType.VERSION and _draft_of(one) == draft]
        versions.sort(key=lambda one: one.number("meta.n"))
        copy: list[Fields] = [one.fields for one in said if (one.type, one.id) == (RecordType.DRAFT, draft)]
        conflicts: list[Fields] = [
            one.fields for one in said if one.type == RecordType.CONFLICT and one.text("draft") == draft
        ]
        texts: list[Fields] = [one.fields for one in versions]
        return texts, copy, conflicts


def _draft_of(version: Record) -> str:
    key = (version.text("meta.type"), version.text("meta.period"), version.number("meta.ordinal"))
    return ids.draft_id(version.village or "", *key)
