"""The records and their feed: reading, writing with a new revision and feed number, and pages for a scope.

A revision never goes back, a record never changes its village, and no page leaves out a record of its scope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from sipa_core.domain.attachments import blobs_named
from sipa_core.domain.roles import Actor, Role
from sipa_core.domain.scopes import KECAMATAN_ONLY, VILLAGE_ONLY
from sipa_core.sync.digest import digest_of
from sipa_core.wire.exchange import Digest
from sipa_core.wire.records import Record, RecordType, Ref, StoredRecord, Value, changed
from sipa_server.store.blob_rows import BlobRows
from sipa_server.store.tables import feed_head, feed_marks, records
from sipa_sqlite.quick import Quick

_Fields = dict[str, Value]
_decoder: Final = msgspec.json.Decoder(_Fields)

_HERE: Final = (records.c.type == sa.bindparam("of_type"), records.c.id == sa.bindparam("of_id"))
_COLUMNS: Final = (records.c.type, records.c.id, records.c.rev, records.c.village, records.c.fields, records.c.seq)
_AS_STORED: Final = (*_COLUMNS[:4], sa.cast(records.c.fields, sa.LargeBinary), records.c.seq)
"""The fields as bytes, for whoever does not look into them."""
_ONE: Final = Quick(sa.select(*_COLUMNS).where(*_HERE))
_FOR_ALL: Final = Quick(
    sa.select(*_COLUMNS)
    .where(records.c.type == sa.bindparam("of_type"), records.c.village.is_(None))
    .order_by(records.c.id)
)
_MAKE: Final = Quick(records.insert())
_CHANGE: Final = Quick(
    records.update()
    .where(*_HERE)
    .values({name: sa.bindparam(f"new_{name}") for name in ("rev", "village", "fields", "seq")})
)
_HEAD: Final = Quick(sa.select(feed_head.c.seq))
_MARK: Final = Quick(
    sa.select(feed_marks.c.mark)
    .where(feed_marks.c.seq <= sa.bindparam("upto"))
    .order_by(feed_marks.c.seq.desc())
    .limit(1)
)
_MAKE_MARK: Final = Quick(feed_marks.insert())
_MOVE_HEAD: Final = Quick(feed_head.update().values(seq=sa.bindparam("new_seq")))


_VILLAGE_AS_READ: Final = UnaryExpression(records.c.village, operator=custom_op("+"), type_=records.c.village.type)
"""The village, in a way that SQLite seeks by no index: the plus sign changes nothing else."""
_REMEMBERED: Final = 2_000
FILE_WEIGHT: Final = 4
"""A document is a file in letters, which no coding makes much smaller; other fields shrink to a tenth."""
"""Records that a transaction remembers at most."""
_MOVING: Final = frozenset({RecordType.PERSON, RecordType.DEVICE})
"""Whose village may change: the kecamatan alone sees them, so they leave nobody's sight."""


@dataclass(frozen=True)
class Written:
    """Where a write left its record: revision and feed number; `moved` is False when nothing was different."""

    rev: int
    seq: int
    moved: bool


@dataclass(frozen=True)
class Page:
    """A stretch of the feed in order, up to and including `upto`; `more` when the scope has records beyond it."""

    records: tuple[StoredRecord, ...]
    upto: int
    more: bool


class RecordRows:
    """The records as one transaction sees them; also the View that the rules of ops read."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._seen: dict[Ref, tuple[Record, int] | None] = {}
        self._alls: dict[str, list[Record]] = {}
        self._tail: tuple[int, str] | None = None
        """Nobody else can change what this transaction sees, and a message asks for some of it with each of its ops."""

    def get(self, ref: Ref) -> Record | None:
        """The record, or None."""
        found = self.with_seq(ref)
        return found[0] if found is not None else None

    def all(self, record_type: RecordType) -> list[Record]:
        """Every record of a type that concerns all villages, in the order of their ids."""
        if record_type not in self._alls:
            rows = _FOR_ALL.all(self._connection, of_type=record_type.value)
            self._alls[record_type] = [_record(row) for row in rows]
        return self._alls[record_type]

    def with_seq(self, ref: Ref) -> tuple[Record, int] | None:
        """The record with its feed number, or None."""
        if ref not in self._seen:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            row = _ONE.first(self._connection, of_type=ref.type, of_id=ref.id)
            self._seen[ref] = (_record(row), row[5]) if row is not None else None
        return self._seen[ref]

    def forget_seen(self) -> None:
        """A part of the transaction was undone: what was seen of it is not so."""
        self._seen.clear()
        self._alls.clear()
        self._tail = None

    def moved(self, actor: Actor, after: int) -> bool:
        """True when the actor's scope has anything beyond `after`."""
        return _moved(_place(actor)).first(self._connection, after=after) is not None

    def digest(self, actor: Actor) -> Digest:
        """What the actor's scope holds; reads type, id and rev of every record of it."""
        query = sa.select(records.c.type, records.c.id, records.c.rev).where(scope(actor))
        return digest_of((row.type, row.id, row.rev) for row in self._connection.execute(query))

    def of_village(self, record_type: RecordType, village: str) -> list[Record]:
        """Every record of a type of one village."""
        return self._of(record_type, records.c.village == village)

    def of_type(self, record_type: RecordType) -> list[Record]:
        """Every record of a type, of whatever village."""
        return self._of(record_type, sa.true())

    def write(self, ref: Ref, village: str | None, changes: Mapping[str, Value], actor: Actor | None = None) -> Written:
        """Lay the changes over the record (made when it is not there); a new rev and seq unless nothing is different.

        `actor` is whose op it is, None when the server itself writes: naming a blob gives no right to read one that
        its namer never had. Raises ValueError for another village than the record has: that would move it out of
        somebody's sight (a person and their PCs may move).
        """
        known = self.with_seq(ref)
        if known is None:
            made = changed({}, changes)
            self._name_blobs(ref, village, {}, made, actor)
            return self._put(_MAKE, Record(ref.type, ref.id, 1, village, made))
        held, seq = known
        if held.village != village and ref.type not in _MOVING:
            raise ValueError(f"{ref.type} {ref.id} belongs to another village")
        before = held.fields
        after = changed(before, changes)
        if after == before and held.village == village and not _type_moved(before, after):
            return Written(held.rev, seq, moved=False)
        self._name_blobs(ref, village, before, after, actor)
        return self._put(_CHANGE, Record(ref.type, ref.id, held.rev + 1, village, after))

    def _put(self, statement: Quick, record: Record) -> Written:
        """The record at its new revision and feed number."""
        fields = _encode(record.fields)
        self._seen.pop(record.ref, None)
        self._alls.pop(record.type, None)
        seq = self._next_seq(record, fields)
        new = {"rev": record.rev, "village": record.village, "fields": fields, "seq": seq}
        if statement is _MAKE:
            statement.run(self._connection, type=record.type, id=record.id, **new)
        else:
            values = {f"new_{name}": value for name, value in new.items()}
            statement.run(self._connection, of_type=record.type, of_id=record.id, **values)
        self._seen[record.ref] = (record, seq)
        return Written(record.rev, seq, moved=True)

    def counts(self) -> dict[str, int]:
        """How many records there are of each type."""
        query = sa.select(records.c.type, sa.func.count()).group_by(records.c.type)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def head(self) -> int:
        """The newest feed number, 0 while nothing was written."""
        if self._tail is not None:
            return self._tail[0]
        row = _HEAD.first(self._connection)
        return row[0] if row is not None else 0

    def mark(self, seq: int) -> str:
        """What tells the history up to this feed number from every other, 32 hex digits; empty before marks began."""
        if self._tail is not None and seq == self._tail[0]:
            return self._tail[1]
        row = _MARK.first(self._connection, upto=seq)
        return row[0] if row is not None else ""

    def page(self, actor: Actor, after: int, count: int, budget: int) -> Page:
        """The records of the actor's scope beyond `after`: at most `count`, and about `budget` bytes of fields.

        One record is always given, however large, so that nobody can get stuck before it.
        """
        found: list[StoredRecord] = []
        upto, spent, more = after, 0, False
        for row in _page(_place(actor)).each(self._connection, after=after, most=count + 1):
            spent += len(row[4]) * (FILE_WEIGHT if row[0] == RecordType.DOCUMENT else 1) + 200
            if len(found) == count or (found and spent > budget):
                more = True
                break
            found.append(StoredRecord(row[0], row[1], row[2], row[3], msgspec.Raw(row[4])))
            upto = row[5]
        return Page(tuple(found), upto if more else self.head(), more)

    def _of(self, record_type: RecordType, condition: sa.ColumnElement[bool]) -> list[Record]:
        query = sa.select(*_COLUMNS).where(records.c.type == record_type.value, condition).order_by(records.c.id)
        return [_record(row) for row in self._connection.execute(query)]

    def _name_blobs(self, ref: Ref, village: str | None, before: _Fields, after: _Fields, actor: Actor | None) -> None:
        named = blobs_named(after)
        if named or blobs_named(before):
            BlobRows(self._connection).name(ref, village, named, actor)

    def _next_seq(self, record: Record, fields: str) -> int:
        """The next feed number, given to what is written there; its mark follows from that and the mark before."""
        head, before = self._tail or self._end()
        seq = head + 1
        told = [before, seq, record.type, record.id, record.rev, record.village, fields]
        mark = hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:32]
        _MOVE_HEAD.run(self._connection, new_seq=seq)
        _MAKE_MARK.run(self._connection, seq=seq, mark=mark)
        self._tail = (seq, mark)
        return seq

    def _end(self) -> tuple[int, str]:
        """The newest feed number and its mark."""
        head = _HEAD.scalar(self._connection)
        if head is None:
            self._connection.execute(feed_head.insert().values(one=1, seq=0))
        return head or 0, self.mark(head or 0)


def _place(actor: Actor) -> Actor:
    """Of an actor what decides the scope: a kecamatan has few places, and persons come and go."""
    return Actor("", "", actor.role, actor.kecamatan, actor.village, actor.left)


@lru_cache(256)
def _moved(place: Actor) -> Quick:
    return Quick(sa.select(records.c.seq).where(*_beyond(place)).limit(1))


@lru_cache(256)
def _page(place: Actor) -> Quick:
    asked = sa.select(*_AS_STORED).where(*_beyond(place))
    return Quick(asked.order_by(records.c.seq).limit(sa.bindparam("most", -1)))


def _beyond(place: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    """Of the scope what follows `after`, sought from there on: by villages SQLite would read and sort all of them."""
    return records.c.seq > sa.bindparam("after", 0), scope(place, _VILLAGE_AS_READ)


def scope(actor: Actor, village: sa.ColumnElement[str | None] = records.c.village) -> sa.ColumnElement[bool]:
    """sipa_core.domain.scopes.sees as a condition of SQL; a test holds the two together."""
    if actor.role is Role.ADMIN_DESA:
        own = sa.or_(village.is_(None), village == actor.village)
        return sa.and_(own, records.c.type.not_in(sorted(KECAMATAN_ONLY)))
    inside = sa.and_(village >= f"{actor.kecamatan}.", village < f"{actor.kecamatan}/")
    if actor.left:
        inside = sa.and_(inside, village.not_in(actor.left))
    seen = sa.or_(village.is_(None), inside)
    return sa.and_(seen, records.c.type.not_in(sorted(VILLAGE_ONLY)))


def _record(row: Sequence[Any]) -> Record:
    return Record(row[0], row[1], row[2], row[3], _decoder.decode(row[4]))


def _encode(fields: Mapping[str, Value]) -> str:
    return msgspec.json.encode(fields).decode()


def _type_moved(before: _Fields, after: _Fields) -> bool:
    """True and 1 are equal to Python but not to a reader of the record."""
    return any(type(after[path]) is not type(before[path]) for path in after)
