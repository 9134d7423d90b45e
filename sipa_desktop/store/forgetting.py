"""What a desk holds beyond its scope, and its removal: records, their lines and words, and files that only they named.

What a person wrote here is never touched: drafts, answers being written, ops without a receipt and what these speak of,
receipts. The bytes of files go when the profile is opened next, while nobody can be using them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import sqlalchemy as sa

from sipa_core.wire.exchange import ScopeTold
from sipa_core.wire.records import Ref
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.tables import blob, covered, heard, leaf, outbox, record, unsaid
from sipa_sqlite.quick import Quick

FORGOTTEN: Final = "forgotten"
"""Stands as the fault of a file whose bytes go when the profile is opened next."""
_HASH: Final = re.compile(rb"[0-9a-f]{64}")
_UNSETTLED: Final = (OutboxState.QUEUED.value, OutboxState.SENDING.value, OutboxState.PARKED.value)


def inside(told: ScopeTold) -> sa.ColumnElement[bool]:
    """sipa_core.sync.scope.holds as a condition on what the server said; a test holds the two together."""
    village = heard.c.village
    if told.village is not None:
        own: sa.ColumnElement[bool] = village == told.village
    else:
        begins = sa.and_(village >= f"{told.kecamatan}.", village < f"{told.kecamatan}/")
        own = sa.and_(begins, village.not_in(told.left))
    return sa.and_(heard.c.type.not_in(told.without), sa.or_(village.is_(None), own))


class Forgetting:
    """The forgetting of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def outside(self, told: ScopeTold) -> list[Ref]:
        """Every record that the server said and that is not in the scope."""
        query = sa.select(heard.c.type, heard.c.id).where(~inside(told)).order_by(heard.c.type, heard.c.id)
        return [Ref(row.type, row.id) for row in self._connection.execute(query)]

    def held(self) -> int:
        """How many records the server said."""
        return int(_HELD.scalar(self._connection))

    def spoken_of(self) -> set[Ref]:
        """The records that an op without a receipt is about, or covers on the screen."""
        rows = [*_SPOKEN_OF.all(self._connection), *_COVERED.all(self._connection)]
        return {Ref(row[0], row[1]) for row in rows}

    def remove(self, refs: Iterable[Ref]) -> None:
        """Remove the records; list lines and the index of words follow by their triggers."""
        gone = [{"of_type": ref.type, "of_id": ref.id} for ref in refs]
        named = set[bytes]()
        for at in gone:
            for text in self._connection.execute(_FIELDS, at).scalars():
                named.update(_HASH.findall(text))
        if gone:
            for table in (record, covered):
                here = (table.c.type == sa.bindparam("of_type"), table.c.id == sa.bindparam("of_id"))
                self._connection.execute(sa.delete(table).where(*here), gone)
        self._let_go(named)

    def _let_go(self, named: set[bytes]) -> None:
        """Mark those of these files that nothing names any more and that do not wait to be sent."""
        mine = (blob.c.here, sa.not_(sa.and_(blob.c.to_send, blob.c.sent_at.is_(None))))
        here = {one.encode() for one in self._connection.execute(sa.select(blob.c.sha256).where(*mine)).scalars()}
        lonely = named & here
        for text in self._texts() if lonely else ():
            lonely.difference_update(_HASH.findall(text))
        if lonely:
            digests = sorted(one.decode() for one in lonely)
            away = {"here": False, "to_send": False, "wanted_at": None, "fault": FORGOTTEN}
            self._connection.execute(sa.update(blob).where(blob.c.sha256.in_(digests)).values(**away))

    def _texts(self) -> Iterator[bytes]:
        """Everything on this PC that may name a file."""
        for column in (record.c.fields, covered.c.fields, outbox.c.body, leaf.c.value):
            yield from self._connection.execute(sa.select(column)).scalars()


def forgotten_files(connection: sa.Connection) -> list[str]:
    """The files whose bytes may go."""
    return [row[0] for row in _LET_GO.all(connection)]


def forget_files(connection: sa.Connection, digests: Iterable[str]) -> None:
    """Their bytes are gone."""
    for one in digests:
        connection.execute(sa.delete(blob).where(blob.c.sha256 == one, blob.c.fault == FORGOTTEN))


_SPOKEN_OF: Final = Quick(sa.select(outbox.c.type, outbox.c.id).where(outbox.c.state.in_(_UNSETTLED)))
_HELD: Final = Quick(
    sa.select(
        sa.select(sa.func.count()).select_from(record).scalar_subquery()
        - sa.select(sa.func.count()).select_from(record).where(unsaid).scalar_subquery()
    )
)
_COVERED: Final = Quick(sa.select(record.c.type, record.c.id).where(record.c.pending))
_LET_GO: Final = Quick(sa.select(blob.c.sha256).where(blob.c.fault == FORGOTTEN))
_FIELDS: Final = sa.select(heard.c.fields).where(
    heard.c.type == sa.bindparam("of_type"), heard.c.id == sa.bindparam("of_id")
)
