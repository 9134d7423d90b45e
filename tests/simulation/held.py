"""What a desk's file holds of what the server said: in `record`, and in `covered` where an own op lies over it.

Read from the tables themselves, so that the program's own way of reading them is judged with the rest.
"""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa

from sipa_core.wire.records import Record
from sipa_desktop.store.tables import covered, record
from sipa_sqlite.quick import Quick

_COLUMNS: Final = ("type", "id", "rev", "village", "fields")
_HELD: Final = Quick(
    sa.union_all(
        sa.select(*(record.c[name] for name in _COLUMNS)).where(record.c.pending == sa.false()),
        sa.select(*(covered.c[name] for name in _COLUMNS)),
    )
)
_REFS: Final = Quick(
    sa.union_all(
        sa.select(record.c.type, record.c.id, record.c.rev).where(record.c.pending == sa.false()),
        sa.select(covered.c.type, covered.c.id, covered.c.rev),
    )
)
_SHOWN: Final = Quick(sa.select(*(record.c[name] for name in _COLUMNS)))
_TWICE: Final = Quick(
    sa.select(covered.c.type, covered.c.id).where(
        ~sa.exists(
            sa.select(record.c.id).where(record.c.type == covered.c.type, record.c.id == covered.c.id, record.c.pending)
        )
    )
)
Key = tuple[str, str]


def held(connection: sa.Connection) -> dict[Key, Record]:
    """Every record as the server said it."""
    return _read(_HELD, connection)


def shown(connection: sa.Connection) -> dict[Key, Record]:
    """Every record as the screen shows it."""
    return _read(_SHOWN, connection)


def refs(connection: sa.Connection) -> set[Key]:
    """Type and id of every record that the server said."""
    return {(row[0], row[1]) for row in _REFS.all(connection)}


def counted(connection: sa.Connection) -> tuple[int, int]:
    """How many records the server said, and the sum of their revisions."""
    rows = _REFS.all(connection)
    return len(rows), sum(row[2] for row in rows)


def twice(connection: sa.Connection) -> list[Key]:
    """Records that are kept as covered while nothing lies over them; taking it off again would bring back the past."""
    return [(row[0], row[1]) for row in _TWICE.all(connection)]


def _read(query: Quick, connection: sa.Connection) -> dict[Key, Record]:
    return {
        (of_type, of_id): Record(of_type, of_id, rev, village, msgspec.json.decode(fields))
        for of_type, of_id, rev, village, fields in query.all(connection)
    }
