"""Earlier revisions of drafts and their conflicts: what two PCs had in common before each wrote on, and what one wrote
over that another still shows. Beside them the texts that authors had where others' words were put to theirs.

Kept for 60 days, and the last 50 of each; what is older cannot be put together any more and becomes a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import sqlalchemy as sa

from sipa_core.ops.drafts import OF
from sipa_core.wire.records import Record, RecordType, Ref, Value
from sipa_server.store.tables import record_past

KEPT_TYPES: Final = frozenset({RecordType.DRAFT, RecordType.CONFLICT})
KEPT_MS: Final = 60 * 24 * 3600 * 1000
KEPT_REVISIONS: Final = 50


class PastRows:
    """The earlier revisions as one transaction sees them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def keep(self, record: Record, now: int) -> None:
        """Keep a revision that is about to be replaced, and forget what is too old."""
        fields = msgspec.json.encode(record.fields).decode()
        row = {"type": record.type, "id": record.id, "rev": record.rev, "fields": fields, "until": now}
        self._connection.execute(record_past.insert().prefix_with("OR REPLACE").values(**row))
        same = (record_past.c.type == record.type, record_past.c.id == record.id)
        many = sa.and_(*same, record_past.c.rev <= record.rev - KEPT_REVISIONS)
        self._connection.execute(record_past.delete().where(sa.or_(record_past.c.until < now - KEPT_MS, many)))

    def forget(self, ref: Ref) -> None:
        """Keep no earlier revision of a record any longer."""
        one = (record_past.c.type == ref.type, record_past.c.id == ref.id)
        self._connection.execute(record_past.delete().where(*one))

    def forget_draft(self, draft_id: str) -> None:
        """Keep nothing of a draft any longer, nor of what authors had of it."""
        of_it = sa.func.json_extract(record_past.c.fields, f'$."{OF}"') == draft_id
        one = sa.or_(record_past.c.id == draft_id, sa.and_(record_past.c.rev == 0, of_it))
        self._connection.execute(record_past.delete().where(record_past.c.type == RecordType.DRAFT, one))

    def keep_own(self, op_id: str, fields: Mapping[str, Value], now: int) -> None:
        """Keep the text that the author of an op had, which is no revision of any record."""
        self.keep(Record(RecordType.DRAFT, op_id, 0, None, dict(fields)), now)

    def own(self, op_id: str) -> Record | None:
        """The text that was kept for an op, None where none was, or no longer is."""
        return self.find(Ref(RecordType.DRAFT, op_id), 0)

    def find(self, ref: Ref, rev: int) -> Record | None:
        """The record as it was at that revision, None when it is no longer kept."""
        query = sa.select(record_past.c.fields).where(
            record_past.c.type == ref.type, record_past.c.id == ref.id, record_past.c.rev == rev
        )
        fields = self._connection.execute(query).scalar()
        if fields is None:
            return None
        return _record(ref, rev, fields)

    def revisions(self, ref: Ref) -> Iterator[Record]:
        """Every kept revision of a record, newest first."""
        one = (record_past.c.type == ref.type, record_past.c.id == ref.id, record_past.c.rev > 0)
        query = sa.select(record_past.c.rev, record_past.c.fields).where(*one).order_by(record_past.c.rev.desc())
        for rev, fields in self._connection.execute(query):
            yield _record(ref, rev, fields)


def _record(ref: Ref, rev: int, fields: str) -> Record:
    return Record(ref.type, ref.id, rev, None, msgspec.json.decode(fields, type=dict[str, Value]))
