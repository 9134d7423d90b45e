"""What a PC told its person: "this is saved", "this is queued". Each text holds a word that stands nowhere else, so
that what became of it can be found again.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec
import sqlalchemy as sa

from sipa_core import ids
from sipa_core.domain.workflow import ConflictState
from sipa_core.wire.records import Fields, Record, RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.drafts import COPY_SUFFIX, KEPT_SUFFIX
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.tables import document, leaf, outbox, record
from sipa_sqlite.quick import Quick
from tests.simulation.held import held

WORD = re.compile(rb"kata[0-9]{5}")
GIVEN_UP = "given up"
"""In the place of a PC's name: a person who knew the word let it go."""
Texts = tuple[list[Fields], list[Fields], list[Fields]]
"""The versions of a report from the first on, the copy of its draft, and the conflicts of that."""


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


@dataclass(frozen=True)
class Choice:
    """A choice between two texts of a draft, as it stood just before: what it can put aside, and what it cannot."""

    draft: str
    leaves: dict[str, bytes]
    """The text of this PC."""
    texts: Texts
    """What the server had said of it."""
    asked: frozenset[str]
    """Every place that the person was asked about."""
    turned_down: frozenset[str]
    """The places where the person took the other text."""
    keeps_two: bool
    """True when the whole own text is put aside to be kept."""
    known: dict[str, bytes]
    """The copy that the own text was made from, as this PC knows it."""

    def lets_go(self, place: str) -> bool:
        """True when the person turned down what stood at a place."""
        return _under(place, self.turned_down)

    def is_overtaken(self, path: str, word: bytes, now: bytes | None) -> bool:
        """True when the word had been there for both, and what stands there now is what the other text made of it."""
        value = msgspec.json.decode(now) if now is not None else None
        versions, copy, conflicts = self.texts
        if any(_says(text, path, word) for text in versions):
            return bool(versions[-1].get(path) == value)
        both = word in self.known.get(path, b"") or any(_says(text, path, word) for text in copy)
        both = both or any(_says(text, f"base:{path}", word) for text in conflicts)
        return both and value in [*(text.get(path) for text in copy), *(text.get(f"mine:{path}") for text in conflicts)]


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
    choosing: Choice | None = None
    """What a person is choosing, or chose last."""
    lost: list[str] = field(default_factory=list)
    """Words that went with a choice and that nobody had turned down."""
    aside: set[bytes] = field(default_factory=set)
    """Words of an own text that a person put aside: this PC keeps them, its draft says something else now."""
    moved: set[str] = field(default_factory=set)
    """Places whose word stood elsewhere when the data went back to an earlier time, or a person had chosen another."""

    own: set[bytes] = field(default_factory=set)
    """Every word that was ever written on this PC."""
    name: str = ""
    """The PC."""
    shown: dict[bytes, set[str]] = field(default_factory=dict)
    """Each word to the PCs of the world whose person had it on the screen, in a text or between two."""

    def copy(self, name: str) -> Told:
        """The same promises, for another PC with the same data."""
        made = copy.deepcopy(self, {id(self.shown): self.shown})
        made.name = name
        return made

    def sees(self, text: bytes) -> None:
        """The person has this on the screen."""
        for word in WORD.findall(text):
            self.shown.setdefault(word, set()).add(self.name)

    def seen_elsewhere(self, word: bytes) -> bool:
        """True when a person at another PC had the word on the screen, or the one here gave it up, if only before these
        data went back to an earlier time. Nobody else can have replaced it.
        """
        return not self.shown.get(word, set()) <= {self.name}

    def _gave_up(self, *words: bytes) -> None:
        """The person here wrote something else in their place, or turned them down."""
        for word in words:
            self.shown.setdefault(word, set()).add(GIVEN_UP)

    def wrote(self, places: dict[str, str]) -> None:
        """The person was told that these words are saved at their places."""
        for place, word in places.items():
            self._gave_up(*(one for one in self._might(place) if one != word.encode()))
            self.saved[place] = word.encode()
            self.unsure.pop(place, None)
            self.moved.discard(place)

    def perhaps(self, places: dict[str, str]) -> None:
        """The program ended while it saved these."""
        for place, word in places.items():
            self._gave_up(*(one for one in self._might(place) if one != word.encode()))
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
        """Take note of the queue as the person sees it now, and of what is written."""
        known = queue_of(desk)
        with desk.store.read() as tx:
            written = _LEAVES.all(tx.connection)
        self.sees(b"\n".join(value for of, _path, value in written if not of.endswith(COPY_SUFFIX)))
        for op_id, now in known.items():
            before = self.ops.get(op_id)
            if before is not None and before.sealed and before.content_hash != now.content_hash:
                self.changed.append(f"I3 the {now.kind} {op_id} has other bytes than when it was sealed")
        self.ops = {**self.ops, **known}
        self.answered |= {op_id: op for op_id, op in known.items() if op.state == OutboxState.RECEIPTED.value}

    def chooses(self, desk: Desk, draft: str, asked: Iterable[str], turned_down: Iterable[str] | None) -> None:
        """A person is about to choose: the other text at the places `turned_down`; None: that, and the own one kept."""
        here = Held(desk, self)
        down = frozenset(turned_down or ())
        known = here.text(draft + COPY_SUFFIX)
        self.choosing = Choice(
            draft, here.text(draft), here.texts_of(draft), frozenset(asked), down, turned_down is None, known
        )

    def decided(self, desk: Desk) -> None:
        """The person chose: what they turned down counts no longer, wherever an old op or record still holds it.

        Nothing else may have gone. What the other text had replaced needs to stand nowhere in particular from now on,
        for what shows the other text may go with a village that was left (282).
        """
        choice = self.choosing
        assert choice is not None
        here = Held(desk, self)
        now = here.text(choice.draft)
        if now == choice.leaves:
            return  # the program ended before it was done, or it changes nothing
        written = _words(b"\n".join(now.values()))
        for place, word in list(self.saved.items()):
            draft, _space, path = place.partition(" ")
            if draft != choice.draft or word in written:
                continue
            stood = [one for one, value in choice.leaves.items() if word in value]
            if stood and (choice.keeps_two or all(map(choice.lets_go, stood))):
                self._gave_up(word)
            if not stood:
                if _under(path, choice.asked) or here.stands(place, word):
                    self.moved.add(place)
            elif here.keeps_aside(draft, word) or (here.keeps(draft, word) and all(map(choice.lets_go, stood))):
                self.aside.add(word)
                self.moved.add(place)
            elif not choice.keeps_two and all(map(choice.lets_go, stood)):
                del self.saved[place]
            elif not choice.keeps_two and all(choice.is_overtaken(one, word, now.get(one)) for one in stood):
                self.moved.add(place)
            else:
                self.lost.append(f"I1 {word.decode()} was not turned down ({place}) and went with the choice")

    def rebase(self, desk: Desk) -> None:
        """The data are those of an earlier time: only what they hold was told."""
        here, known = Held(desk, self), queue_of(desk)
        self.saved = {place: word for place, word in self.saved.items() if word in here.words}
        self.moved = {place for place, word in self.saved.items() if not here.stands(place, word)}
        self.unsure = {}
        self.ops = known

    def _might(self, place: str) -> tuple[bytes, ...]:
        """What may stand there: what was told, or what was being saved over it when the program ended."""
        return tuple(one[place] for one in (self.saved, self.unsure) if place in one)

    def broken(self, desk: Desk) -> list[str]:
        """Every promise that the data of the PC do not keep (I1)."""
        here, known = Held(desk, self), queue_of(desk)
        found = [*self.changed, *self.lost]
        for place, word in self.saved.items():
            if any(here.stands(place, one) for one in self._might(place)):
                continue  # also where it is nowhere here: what a clone sent and chose may have come instead (78853)
            if word not in here.words and self.unsure.get(place) not in here.words:
                found.append(f"I1 {word.decode()} was told to be saved ({place}) and is not there")
            elif place not in self.moved:
                found.append(f"I1 {word.decode()} was told to be saved ({place}) and stands no longer there")
        for op_id, told in self.ops.items():
            now = known.get(op_id)
            if now is None:
                found.append(f"I1 the {told.kind} {op_id} was told to be queued and is not there")
            elif now.content_hash != told.content_hash and told.sealed:
                found.append(f"I3 the {told.kind} {op_id} has other bytes than when it was sealed")
        return found


_NOT_TAKEN = (OutboxState.PARKED.value, OutboxState.WITHDRAWN.value)
_QUEUE = Quick(
    sa.select(
        *(outbox.c[name] for name in ("op_id", "content_hash", "kind", "state", "attempts", "body", "id")),
    )
)
_LEAVES = Quick(sa.select(leaf.c.document, leaf.c.path, leaf.c.value))
_SAID = Quick(sa.select(*(outbox.c[name] for name in ("id", "body", "kind", "state", "field"))).order_by(outbox.c.no))
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


def _under(path: str, places: Iterable[str]) -> bool:
    """True when the leaf is one of the places, or lies in a row or a table that is."""
    return any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in places)


def _says(text: Fields, path: str, word: bytes) -> bool:
    return word.decode() in str(text.get(path, ""))


def _number(text: Fields, path: str) -> int:
    value = text.get(path)
    return value if isinstance(value, int) else 0


class Held:
    """What the data of a desk hold, and where: to see whether a word stands where it was said to be saved."""

    def __init__(self, desk: Desk, told: Told) -> None:
        self._desk = desk
        self._told = told
        with desk.store.read() as tx:
            connection = tx.connection
            self._leaves = {(row[0], row[1]): row[2] for row in _LEAVES.all(connection)}
            self._said = _SAID.all(connection)
            self._records = _RECORDS.all(connection)
            about = [row[0] for row in _ABOUT.all(connection)]
        texts = (*self._leaves.values(), *about, *(row[1] for row in self._said), *(row[1] for row in self._records))
        self.words = frozenset(WORD.findall(b"\n".join(texts)))
        """Every word, whatever holds it."""

    def text(self, document_id: str) -> dict[str, bytes]:
        """The leaves of a document."""
        return {path: value for (of, path), value in self._leaves.items() if of == document_id}

    def keeps(self, draft: str, word: bytes) -> bool:
        """True when a document other than the draft holds the word."""
        return any(of != draft and word in value for (of, _path), value in self._leaves.items())

    def stands(self, place: str, word: bytes) -> bool:
        """True when the word is where it was saved, kept aside, sent from there, or rightly replaced."""
        about, _space, path = place.partition(" ")
        if about in ("reply", "message"):
            return self._in_writing(f"{about}:{path}", path, word)
        if path == word.decode():
            return self._in_writing(f"review:{about}", ids.review_id(about), word)
        here = self._leaves.get((about, path))
        return (here is not None and word in here) or self.keeps_aside(about, word) or self._replaced(about, path, word)

    def _in_writing(self, document_id: str, record_id: str, word: bytes) -> bool:
        """In what is being written, in an op that says it, or in the record that came of that."""
        written = (value for (of, _path), value in self._leaves.items() if of == document_id)
        sent = (row[1] for row in self._said if row[0] == record_id)
        known = (fields for of, fields in self._records if of == record_id)
        return any(word in text for texts in (written, sent, known) for text in texts)

    def keeps_aside(self, draft: str, word: bytes) -> bool:
        """True when the word is in a text that a person put aside to be kept."""
        kept = draft + KEPT_SUFFIX.format(n="")
        return any(of.startswith(kept) and word in value for (of, _path), value in self._leaves.items())

    def _replaced(self, draft: str, path: str, word: bytes) -> bool:
        """What stands there instead came from the server: another PC wrote it, or a person chose it there.

        Somebody who had the word before them, that is: what replaced it unseen counts as lost (53608).
        """
        if not self._told.seen_elsewhere(word):
            return False
        here = self._leaves.get((draft, path))
        versions, copy, conflicts = self.texts_of(draft)
        if any(text.get("meta.discarded_at") for text in copy):
            # Thrown away it says nothing of the text, and every PC keeps its own then, also what it had taken from the
            # copy before: words that nobody wrote here (seed 593).
            # A value that holds no word at all tells nothing of its writer (seed 73197).
            taken = here or b"".join(value for (of, _path), value in self._leaves.items() if of == draft)
            written = frozenset(WORD.findall(taken))
            if written - self._told.own or (here is not None and not written):
                return True
            copy = []
        if here is None:
            return self._emptied(draft, path, word, versions, copy)
        if here == self._leaves.get((draft + COPY_SUFFIX, path)):
            return True  # the copy as it was when this PC looked at it last
        said = [text.get(path) for text in (*versions, *copy)] + [text.get(f"mine:{path}") for text in conflicts]
        return msgspec.json.decode(here) in said

    def _emptied(self, draft: str, path: str, word: bytes, versions: list[Fields], copy: list[Fields]) -> bool:
        """Somebody who knew the word left the place empty: in a version after one that says it, or in the copy, where
        the word must have come and no op of this PC, whose person empties nothing, may have taken it away.
        """
        saying = [n for n, text in enumerate(versions) if _says(text, path, word)]
        if saying and any(path not in text for text in versions[saying[-1] + 1 :]):
            return True
        if not copy or any(path in text for text in copy):
            return False
        begun = (_number(text, "meta.newest_seen") for text in copy)
        said_in = [_number(versions[n], "meta.n") for n in saying]
        return any(seen >= n for seen in begun for n in said_in) or self._copied(draft, path, word)

    def _copied(self, draft: str, path: str, word: bytes) -> bool:
        """True when an op of this PC brought the word into the copy, and none took it away again."""
        with self._desk.store.read() as tx:
            torn = {one.id for one in held(tx.connection).values() if one.text("state") == ConflictState.OPEN}
        told = False
        for of, body, kind, state, conflict in self._said:
            if kind not in ("draft.save", "conflict.resolve") or state in _NOT_TAKEN:
                continue
            if word in body:
                told = conflict not in torn  # there it waits beside the copy
            elif of == draft:
                changes = msgspec.json.decode(body)["fields"].get("changes", {})
                told = told and changes.get(path, "") is not None
        return told

    def texts_of(self, draft: str) -> Texts:
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
