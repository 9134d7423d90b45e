"""Makes the lines of lists when they are missing or of another edition: in pieces, each of which stays done.

A desk after ten years has 100,000 records, and their words take a minute; whoever breaks off goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.schema import CreateIndex

from sipa_desktop import holidays
from sipa_desktop.store.list_lines import (
    AT_WORK,
    LISTS,
    SENDINGS,
    count,
    line,
    line_of,
    lists,
    put_all,
    record_of,
    words,
)
from sipa_desktop.store.tables import meta, record
from sipa_sqlite.engines import Dialect
from sipa_sqlite.lending import Lender
from sipa_sqlite.quick import Quick, names_in

EDITION: Final = 4
"""Higher when lines are made otherwise: they are then made anew. Other holidays change the lines alone, not the words
that they are searched for.
"""
KEY: Final = "list_lines"
BATCH: Final = 1_000

Tell = Callable[[int, int], None]
"""Gets how many records are done and how many there are; what it raises ends the making for now."""

_LETTERS: Final = (
    "CREATE VIRTUAL TABLE list_letters USING fts5("
    "words, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')"
)
_OF_WORDS: Final = (
    "CREATE TRIGGER list_words_in AFTER INSERT ON list_words BEGIN "
    "INSERT INTO list_letters (rowid, words) VALUES (new.no, new.words); END",
    "CREATE TRIGGER list_words_out AFTER DELETE ON list_words BEGIN DELETE FROM list_letters WHERE rowid = old.no; END",
)
_OF_LINES: Final = (
    "CREATE TRIGGER list_line_in AFTER INSERT ON list_line BEGIN "
    "INSERT INTO list_count VALUES (new.list, new.type, new.village, new.state, new.source, new.flags, "
    "1, new.took IS NOT NULL, coalesce(new.took, 0)) "
    "ON CONFLICT DO UPDATE SET count = count + 1, answered = answered + excluded.answered, "
    "took = took + excluded.took; END",
    "CREATE TRIGGER list_line_out AFTER DELETE ON list_line BEGIN "
    "UPDATE list_count SET count = count - 1, answered = answered - (old.took IS NOT NULL), "
    "took = took - coalesce(old.took, 0) WHERE list = old.list AND type = old.type AND village = old.village "
    "AND state = old.state AND source = old.source AND flags = old.flags; END",
    "CREATE TRIGGER IF NOT EXISTS list_line_gone AFTER DELETE ON record BEGIN "
    "DELETE FROM list_line WHERE type = old.type AND id = old.id; "
    "DELETE FROM list_words WHERE type = old.type AND id = old.id; END",
)

_TOLD: Final = Quick(sa.select(meta.c.value).where(meta.c.key == KEY))
_KINDS: Final = sorted(kind.value for kind in LISTS)


class _UnderWay(msgspec.Struct, frozen=True):
    """A making that was begun: for which edition, whether with words, and the last record that is done."""

    edition: str
    words: bool
    type: str = ""
    id: str = ""


def prepare(writer: Lender, tell: Tell) -> None:
    """Make what is missing: tables, indexes, triggers, and all lines when they are of another edition."""
    edition = f"{EDITION}:{holidays.edition()}"
    with writer.begin() as connection:
        known = names_in(connection)
        for index in SENDINGS:
            if index.name not in known:
                connection.exec_driver_sql(_making(index))
        told = _TOLD.scalar(connection) or ""
        there = line.name in known
        if there and told == edition:
            if "list_line_state" in known:
                connection.exec_driver_sql("DROP INDEX list_line_state")
            if AT_WORK.name not in known:
                connection.exec_driver_sql(_making(AT_WORK))
            return
        at = _under_way(told) if there else None
        if at is None or at.edition != edition:
            kept = there and at is None and told.partition(":")[0] == str(EDITION)
            at = _begin(connection, edition, also_words=not kept)
        total = connection.execute(_counted()).scalar_one()
        done = total - connection.execute(_counted().where(_after(at))).scalar_one()
        step, left = _go_on(connection, at)
    while left is not None:
        done += step
        tell(done, total)
        with writer.begin() as connection:
            step, left = _go_on(connection, left)


@cache
def _making(index: sa.Index) -> str:
    return str(CreateIndex(index).compile(dialect=Dialect()))


def _under_way(told: str) -> _UnderWay | None:
    try:
        return msgspec.json.decode(told, type=_UnderWay)
    except msgspec.MsgspecError:
        return None


def _begin(connection: sa.Connection, edition: str, *, also_words: bool) -> _UnderWay:
    lists.drop_all(connection, tables=[line, count, words] if also_words else [line, count])
    if also_words:
        connection.exec_driver_sql("DROP TABLE IF EXISTS list_letters")
    lists.create_all(connection)
    if also_words:
        connection.exec_driver_sql(_LETTERS)
    for trigger in (*_OF_LINES, *(_OF_WORDS if also_words else ())):
        connection.exec_driver_sql(trigger)
    begun = _UnderWay(edition, also_words)
    _note(connection, msgspec.json.encode(begun).decode())
    return begun


def _go_on(connection: sa.Connection, at: _UnderWay) -> tuple[int, _UnderWay | None]:
    """Make the lines of some more records; return of how many, and None once it was the last."""
    columns = (record.c.type, record.c.id, record.c.rev, record.c.village, record.c.fields)
    query = sa.select(*columns).where(record.c.type.in_(_KINDS), _after(at)).order_by(record.c.type, record.c.id)
    found = [record_of(row) for row in connection.execute(query.limit(BATCH))]
    put_all(connection, [(said, made) for said in found if (made := line_of(said)) is not None], also_words=at.words)
    if len(found) < BATCH:
        _note(connection, at.edition)
        return len(found), None
    next_one = msgspec.structs.replace(at, type=found[-1].type, id=found[-1].id)
    _note(connection, msgspec.json.encode(next_one).decode())
    return len(found), next_one


def _counted() -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(record).where(record.c.type.in_(_KINDS))


def _after(at: _UnderWay) -> sa.ColumnElement[bool]:
    return sa.tuple_(record.c.type, record.c.id) > sa.tuple_(sa.literal(at.type), sa.literal(at.id))


def _note(connection: sa.Connection, value: str) -> None:
    statement = insert(meta).values(key=KEY, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
