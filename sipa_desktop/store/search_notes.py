"""What is not in the index of words yet. A page of the feed is noted in a few rows: a row for each of its records, with
a trigger and an index of its own, took as long as writing the record itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from sipa_core.wire.records import Ref
from sipa_desktop.store.tables import search_dirty
from sipa_sqlite.quick import Quick

RECORD, DOCUMENT = "record", "document"
CAME: Final = "came"
"""The source of a note on many records: its type says how many there are, its id which."""
AT_ONCE: Final = 100
"""Records in one note."""

Thing = tuple[str, str, str]
"""Source, type and id of what a note is about."""

_NOTE: Final = Quick(
    sa.insert(search_dirty)
    .prefix_with("OR REPLACE")
    .values(source=CAME, type=sa.bindparam("many"), id=sa.bindparam("which"))
)
_many: Final = sa.case((search_dirty.c.source == CAME, sa.cast(search_dirty.c.type, sa.Integer)), else_=1)
_LEFT: Final = Quick(sa.select(sa.func.coalesce(sa.func.sum(_many), 0)))
_refs: Final = msgspec.json.Decoder(list[tuple[str, str]])


def note(connection: sa.Connection, refs: Sequence[Ref]) -> None:
    """Note records that the server sent, in their order."""
    for at in range(0, len(refs), AT_ONCE):
        part = [(str(ref.type), ref.id) for ref in refs[at : at + AT_ONCE]]
        _NOTE.run(connection, many=str(len(part)), which=msgspec.json.encode(part).decode())


def left(connection: sa.Connection) -> int:
    """How many things are noted."""
    return int(_LEFT.scalar(connection))


def things_of(row: Sequence[Any]) -> list[Thing]:
    """What a row (number, source, type, id) of `search_dirty` is about."""
    _no, source, kind, thing = row
    if source != CAME:
        return [(source, kind, thing)]
    return [(RECORD, *ref) for ref in _refs.decode(thing)]
