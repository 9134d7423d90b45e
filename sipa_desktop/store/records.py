"""Records as read and written inside one transaction; frozen values come out, no row ever leaves.

`Records` reads the projection (what the screen shows); only `sipa_desktop.sync` writes what the server said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert, insert

from sipa_core.ops.base import Write
from sipa_core.sync.digest import digest_of
from sipa_core.wire.exchange import Digest, ScopeTold
from sipa_core.wire.records import Record, RecordType, Ref, Value, changed
from sipa_desktop.store import list_lines, search_notes
from sipa_desktop.store.forgetting import inside
from sipa_desktop.store.tables import covered, heard, record, unsaid
from sipa_sqlite.quick import Quick

T = TypeVar("T")

_fields = msgspec.json.Decoder(dict[str, Value])


def _record(row: Sequence[Any]) -> Record:
    return Record(row[0], row[1], row[2], row[3], _fields.decode(row[4]))


def _columns(
    table: sa.FromClause,
) -> tuple[
    sa.ColumnElement[str], sa.ColumnElement[str], sa.ColumnElement[int], sa.ColumnElement[str], sa.ColumnElement[bytes]
]:
    return table.c.type, table.c.id, table.c.rev, table.c.village, table.c.fields


_ONE: Final = Quick(
    sa.select(*_columns(record)).where(record.c.type == sa.bindparam("of_type"), record.c.id == sa.bindparam("of_id"))
)
_OF_TYPE: Final = Quick(
    sa.select(*_columns(record)).where(record.c.type == sa.bindparam("of_type")).order_by(record.c.id)
)
_OF_VILLAGE: Final = Quick(
    sa.select(*_columns(record))
    .where(record.c.type == sa.bindparam("of_type"), record.c.village == sa.bindparam("of_village"))
    .order_by(record.c.id)
)
_READ_AS: Final = Quick(
    sa.select(record.c.id, record.c.fields).where(record.c.type == sa.bindparam("of_type")).order_by(record.c.id)
)
_PENDING: Final = Quick(sa.select(record.c.id).where(record.c.type == sa.bindparam("of_type"), record.c.pending))
_PENDING_TYPES: Final = Quick(sa.select(record.c.type).where(record.c.pending).distinct())
_UNSAID: Final = Quick(sa.delete(record).where(unsaid))
_KEEP: Final = Quick(
    sa.insert(covered)
    .prefix_with("OR REPLACE")
    .from_select(
        ["type", "id", "rev", "village", "fields"],
        sa.select(*_columns(record)).where(
            record.c.type == sa.bindparam("of_type"), record.c.id == sa.bindparam("of_id"), ~record.c.pending
        ),
    )
)
_COVERED: Final = Quick(sa.select(*_columns(covered)))
_UNCOVERED: Final = Quick(sa.delete(covered))
_TAKEN: Final = Quick(
    sa.delete(covered).where(covered.c.type == sa.bindparam("type"), covered.c.id == sa.bindparam("id"))
)
"""Made once: a page asks for hundreds of records by id, and making the statement costs more than running it."""


_AT_ONCE: Final = 500

_SAID: Final = Quick(
    sa.select(*_columns(heard)).where(heard.c.type == sa.bindparam("of_type"), heard.c.id == sa.bindparam("of_id"))
)
_REV: Final = Quick(
    sa.select(record.c.rev).where(record.c.type == sa.bindparam("of_type"), record.c.id == sa.bindparam("of_id"))
)


_asked = sa.func.json_each(sa.bindparam("of_ids", "")).table_valued("value")
_REVS: Final = Quick(
    sa.select(record.c.id, record.c.rev).where(
        record.c.type == sa.bindparam("of_type"), record.c.id.in_(sa.select(_asked.c.value))
    )
)
_REVS_OF_TYPE: Final = Quick(sa.select(heard.c.id, heard.c.rev).where(heard.c.type == sa.bindparam("of_type")))


class Records:
    """The projection. It is the View that the rules of sipa_core.ops read."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, ref: Ref) -> Record | None:
        """The record as the screen shows it, or None."""
        row = _ONE.first(self._connection, of_type=ref.type, of_id=ref.id)
        return _record(row) if row is not None else None

    def all(self, record_type: RecordType, village: str | None = None) -> list[Record]:
        """Every record of a type (of one village when named), ordered by id."""
        if village is None:
            rows = _OF_TYPE.all(self._connection, of_type=record_type.value)
        else:
            rows = _OF_VILLAGE.all(self._connection, of_type=record_type.value, of_village=village)
        return [_record(row) for row in rows]

    def read_as(self, record_type: RecordType, read: Callable[[str, bytes], T]) -> list[T]:
        """What `read` makes of id and fields (JSON) of every record of a type, in the order of their ids.

        For records that are read at every turn and change once a year: `read` may remember what it made.
        """
        rows = _READ_AS.all(self._connection, of_type=record_type.value)
        return [read(row[0], row[1]) for row in rows]

    def some(self, record_type: RecordType, record_ids: Iterable[str]) -> list[Record]:
        """The records of a type that have one of the ids, in no order."""
        left, found = list(record_ids), []
        while left:
            asked, left = left[:_AT_ONCE], left[_AT_ONCE:]
            query = sa.select(*_columns(record)).where(record.c.type == record_type.value, record.c.id.in_(asked))
            found += [_record(row) for row in self._connection.execute(query).all()]
        return found

    def count(self, record_type: RecordType) -> int:
        """How many records of a type there are."""
        query = sa.select(sa.func.count()).where(record.c.type == record_type.value)
        return self._connection.execute(query).scalar_one()

    def naming(self, texts: Iterable[str]) -> list[Record]:
        """Every record, of any type, that holds one of the texts somewhere in its fields."""
        held = [sa.func.instr(record.c.fields, text.encode()) > 0 for text in texts]
        query = sa.select(*_columns(record)).where(sa.or_(sa.false(), *held))
        return [_record(row) for row in self._connection.execute(query).all()]

    def pending(self, record_type: RecordType) -> set[str]:
        """Ids of records of a type that carry an own op which the server has not answered yet."""
        return {row[0] for row in _PENDING.all(self._connection, of_type=record_type.value)}

    def pending_types(self) -> set[str]:
        """The types of all records that carry an own op which the server has not answered yet."""
        return {row[0] for row in _PENDING_TYPES.all(self._connection)}

    def lay_over(self, writes: Iterable[Write]) -> None:
        """Show an own op's effect before the server has answered: rev stays the server's, the record is pending.

        What the server said is kept until nothing lies over it any more.
        """
        for write in writes:
            known = self.get(write.ref)
            if known is not None:
                _KEEP.run(self._connection, of_type=write.ref.type, of_id=write.ref.id)
            fields = changed(known.fields if known is not None else {}, write.changes)
            laid = Record(write.ref.type, write.ref.id, known.rev if known else 0, write.village, fields)
            _put(self._connection, laid, msgspec.json.encode(fields), pending=True)

    def uncover(self) -> None:
        """Take every own op's effect away again: pending records return to what the server said, or vanish."""
        _UNSAID.run(self._connection)
        for row in _COVERED.all(self._connection):
            _put(self._connection, _record(row), row[4], pending=False)
        _UNCOVERED.run(self._connection)


class ServerRecords:
    """What the server said, revision by revision; never guessed, never removed by absence.

    A record that an own op made, and of which the server said nothing, is of revision 0.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def rev(self, ref: Ref) -> int:
        """The revision held, 0 when none."""
        return _REV.scalar(self._connection, of_type=ref.type, of_id=ref.id) or 0

    def get(self, ref: Ref) -> Record | None:
        """The record as the server said it, or None."""
        row = _SAID.first(self._connection, of_type=ref.type, of_id=ref.id)
        return _record(row) if row is not None else None

    def _revisions_of(self, page: Sequence[Record]) -> dict[tuple[str, str], int]:
        """The revisions held of these records, by type and id: a page asks for hundreds, of few types."""
        found: dict[tuple[str, str], int] = {}
        for of_type in {said.type for said in page}:
            asked = msgspec.json.encode([said.id for said in page if said.type == of_type]).decode()
            found |= {(of_type, row[0]): row[1] for row in _REVS.all(self._connection, of_type=of_type, of_ids=asked)}
        return found

    def revisions(self, record_type: RecordType) -> dict[str, int]:
        """The revision held of every record of a type, by id."""
        return dict(_REVS_OF_TYPE.all(self._connection, of_type=record_type.value))

    def digest(self, told: ScopeTold | None = None) -> Digest:
        """What this desk holds (of a scope only, where one is given), as the server would say it; revisions of another
        history do not count.
        """
        query = sa.select(heard.c.type, heard.c.id, heard.c.rev).where(heard.c.rev > 0)
        if told is not None:
            query = query.where(inside(told))
        return digest_of((row[0], row[1], row[2]) for row in self._connection.execute(query))

    def forget_revisions(self) -> None:
        """Keep every record and let any revision replace it: numbers of another history cannot be compared."""
        for table in (record, covered):
            self._connection.execute(sa.update(table).values(rev=0))

    def take(self, records: Iterable[Record]) -> list[Ref]:
        """Store each record whose rev is higher than the one held, with nothing over it; returns those taken.

        They are noted for the index of words, since no trigger notes what the server said."""
        page = list(records)
        held = self._revisions_of(page)
        taken = [said for said in page if said.rev > held.get((said.type, said.id), 0)]
        if taken:
            rows = [_row(said) for said in taken]
            _TAKE.run_all(self._connection, rows)
            _TAKEN.run_all(self._connection, [row for row in rows if (row["type"], row["id"]) in held])
            for said in taken:
                if said.type in list_lines.LISTS:
                    list_lines.keep(self._connection, said)
        refs = [said.ref for said in taken]
        search_notes.note(self._connection, refs)
        return refs


def _row(said: Record) -> dict[str, object]:
    return {
        "type": str(said.type),  # the driver looks long at what is not quite a text
        "id": said.id,
        "rev": said.rev,
        "village": said.village,
        "fields": msgspec.json.encode(said.fields),
    }


def _upsert(*, pending: sa.BindParameter[bool]) -> Insert:
    """The statement that puts a row in the place of the one before; made once, for pages of hundreds."""
    statement = insert(record).values(
        type=sa.bindparam("type"),
        id=sa.bindparam("id"),
        rev=sa.bindparam("rev"),
        village=sa.bindparam("village"),
        fields=sa.bindparam("fields"),
        pending=pending,
    )
    new = {name: statement.excluded[name] for name in ("rev", "village", "fields", "pending")}
    return statement.on_conflict_do_update(index_elements=["type", "id"], set_=new)


_TAKE: Final = Quick(_upsert(pending=sa.literal(False)))
_LAY: Final = Quick(_upsert(pending=sa.bindparam("pending")))


def _put(connection: sa.Connection, said: Record, fields: bytes, *, pending: bool) -> None:
    new = {"rev": said.rev, "village": said.village, "fields": fields, "pending": pending}
    _LAY.run(connection, type=said.type, id=said.id, **new)
    list_lines.keep(connection, said)
