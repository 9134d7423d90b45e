"""The index of words: FTS5 beside the records and documents it is made from, kept in the same transaction.

Triggers note what changed, whoever changed it, and a page of the feed is noted where it is taken (`search_notes`); what
was noted is indexed before the commit. An index that fails never stops the words themselves from being saved: what
could not be indexed stays noted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from sipa_core import ids
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.store import search_notes
from sipa_desktop.store.documents import Documents
from sipa_desktop.store.engine import DatabaseFault
from sipa_desktop.store.records import Records
from sipa_desktop.store.search_notes import DOCUMENT, RECORD, Thing, things_of
from sipa_desktop.store.searchable import Names, Piece, SearchKind, document_pieces, names_of, record_pieces
from sipa_desktop.store.tables import document, metadata, record, search_dirty, search_item
from sipa_sqlite.quick import Quick, Row, names_in, savepoint

log = logging.getLogger(__name__)

MOST: Final = 300
"""Rows that one search looks at; more would not be read."""

TEXT_TABLE: Final = """
CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(
    title, body, more, content='', contentless_delete=1, prefix='3',
    tokenize="unicode61 remove_diacritics 2"
)
"""


def _trigger(table: str, verb: str, source: str, kind: str, thing: str, when: str = "") -> tuple[str, str]:
    """The name of a trigger that notes a change, and how it is made.

    It takes an older note away first: `INSERT OR REPLACE` would not do, since within a trigger the outer statement says
    what happens on a conflict.
    """
    same = f"source = '{source}' AND type = {kind} AND id = {thing}"
    name = f"search_{table}_{verb}"
    return name, (
        f"CREATE TRIGGER {name} AFTER {verb.upper()} ON {table} {when}BEGIN "
        f"DELETE FROM search_dirty WHERE {same}; "
        f"INSERT INTO search_dirty (source, type, id) VALUES ('{source}', {kind}, {thing}); END"
    )


_VERBS = (("insert", "new"), ("update", "new"), ("delete", "old"))
_OWN: Final = {"insert": "WHEN new.pending ", "update": "WHEN new.pending OR old.pending ", "delete": ""}
"""What an own op lies over, or is taken off; what else is written of records is a page of the feed."""
TRIGGERS: Final = dict(
    (
        *(_trigger("record", verb, "record", f"{row}.type", f"{row}.id", _OWN[verb]) for verb, row in _VERBS),
        *(_trigger("document", verb, "document", "''", f"{row}.id") for verb, row in _VERBS),
        *(_trigger("leaf", verb, "document", "''", f"{row}.document") for verb, row in _VERBS),
    )
)
"""By name."""

_FIND: Final = sa.text(
    "SELECT i.* FROM "
    "(SELECT rowid AS no FROM search_text WHERE search_text MATCH :asked ORDER BY rowid DESC LIMIT :most) t "
    "JOIN search_item i ON i.no = t.no ORDER BY i.no DESC"
)


_ROWS: Final = Quick(
    sa.select(
        *(search_item.c[name] for name in ("no", "place", "kind", "owner", "village", "at", "title", "body"))
    ).where(
        search_item.c.source == sa.bindparam("of_source"),
        search_item.c.type == sa.bindparam("of_type"),
        search_item.c.ref == sa.bindparam("of_ref"),
    )
)
_OLDER_VERSIONS: Final = Quick(
    sa.select(search_item.c.no).where(
        search_item.c.type == RecordType.VERSION.value,
        search_item.c.owner == sa.bindparam("of_report"),
        search_item.c.ref != sa.bindparam("newest"),
    )
)
_LAST: Final = Quick(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'search_item'"))
_PUT: Final = Quick(
    sa.text(
        "INSERT INTO search_item (no, source, type, ref, place, kind, owner, village, at, title, body) "
        "VALUES (:no, :source, :type, :ref, :place, :kind, :owner, :village, :at, :title, :body)"
    )
)
_PUT_WORDS: Final = Quick(
    sa.text("INSERT INTO search_text (rowid, title, body, more) VALUES (:no, :title, :body, :more)")
)
_DROP_WORDS: Final = Quick(sa.text("DELETE FROM search_text WHERE rowid = :gone"))
_DROP: Final = Quick(sa.delete(search_item).where(search_item.c.no == sa.bindparam("gone")))
_NEWEST_NOTE: Final = Quick(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'search_dirty'"))
_NOTED: Final = Quick(
    sa.select(search_dirty)
    .where(search_dirty.c.no > sa.bindparam("after"))
    .order_by(search_dirty.c.no)
    .limit(sa.bindparam("most"))
)
_SETTLED: Final = Quick(sa.delete(search_dirty).where(search_dirty.c.no == sa.bindparam("done")))
"""Made once: a sending of a hundred reports runs them thousands of times, and making them costs more than running."""


class IndexDamagedError(RuntimeError):
    """The index cannot be read; the words themselves lie elsewhere and are whole."""


class Found(msgspec.Struct, frozen=True):
    """One piece that has the words. `source` is `record` or `document`; `type` and `ref` address it."""

    no: int
    source: str
    type: str
    ref: str
    place: str
    kind: SearchKind
    owner: str
    village: str | None
    at: int
    title: str
    body: str


class SearchIndex:
    """The index of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def newest_note(self) -> int:
        """The number of the last note, so that `settle` can be held to what came after it."""
        return _NEWEST_NOTE.scalar(self._connection) or 0

    def backlog(self) -> int:
        """How many things are noted and not indexed."""
        return search_notes.left(self._connection)

    def settle(self, after: int = 0, limit: int = 5_000) -> int:
        """Index what was noted after a number, about `limit` at most; returns how much. What fails stays noted."""
        found = _NOTED.all(self._connection, after=after, most=limit)
        if not found:
            return 0
        noted, things = list[Row](), list[Thing]()
        try:
            with savepoint(self._connection):
                for row in found:
                    noted.append(row)
                    things += things_of(row)
                    if len(things) >= limit:
                        break
                names = self._names()
                for source, kind, thing in things:
                    self._index(source, kind, thing, names)
                _SETTLED.run_all(self._connection, [{"done": row[0]} for row in noted])
                # FTS5 writes what it holds when a savepoint begins, else at the commit, where a fault would take
                # everything else down with it.
                with savepoint(self._connection):
                    pass
        except (sa.exc.DatabaseError, DatabaseFault, msgspec.DecodeError, UnicodeDecodeError) as fault:
            if not self._stands():
                # SQLite answers a full disk by taking the whole transaction back: then nothing of it is saved.
                raise _first(fault) from None
            log.warning("the index of words fell behind: %s", type(fault).__name__)
            return 0
        return len(things)

    def _stands(self) -> bool:
        """True while the transaction that this index belongs to is still one."""
        raw = self._connection.connection.dbapi_connection
        return raw is not None and bool(raw.in_transaction)

    def find(self, words: Sequence[str], limit: int = MOST) -> list[Found]:
        """The pieces that have all the words, newest first; a word of three letters or more finds what begins so.

        Raises IndexDamagedError when the index is missing or damaged.
        """
        asked = " ".join(_quoted(word) for word in words if word)
        if not asked:
            return []
        try:
            rows = self._connection.execute(_FIND, {"asked": asked, "most": limit}).all()
        except sa.exc.DatabaseError as fault:
            raise IndexDamagedError(type(fault).__name__) from fault
        return [_found(row) for row in rows if row.kind in set(SearchKind)]

    def begin_anew(self) -> None:
        """Throw the index away and note everything; `settle` then makes it again."""
        self._connection.exec_driver_sql("DROP TABLE IF EXISTS search_text")
        self.prepare()

    def prepare(self) -> None:
        """Make what is missing of tables and triggers (a table that was made anew has lost its own).

        Without a table of words there is no index: everything is noted, to be indexed in the background.
        """
        known = names_in(self._connection)
        if not {"search_text", search_item.name, search_dirty.name} <= known:
            metadata.create_all(self._connection, tables=[search_item, search_dirty])
            self._connection.exec_driver_sql("DROP TABLE IF EXISTS search_text")
            self._connection.exec_driver_sql(TEXT_TABLE)
            self._connection.execute(sa.delete(search_item))
            self.note_all()
        for name, trigger in TRIGGERS.items():
            if name not in known:
                self._connection.exec_driver_sql(trigger)

    def note_all(self) -> None:
        """Note every record and every document."""
        refs = sa.select(sa.literal(RECORD), record.c.type, record.c.id)
        texts = sa.select(sa.literal(DOCUMENT), sa.literal(""), document.c.id)
        for query in (refs, texts):
            statement = sa.insert(search_dirty).prefix_with("OR REPLACE").from_select(["source", "type", "id"], query)
            self._connection.execute(statement)

    def _names(self) -> Names:
        records = Records(self._connection)
        return names_of(records.all(RecordType.TEMPLATE), records.all(RecordType.VILLAGE))

    def _index(self, source: str, kind: str, thing: str, names: Names) -> None:
        village: str | None = None
        if source == RECORD:
            said = Records(self._connection).get(Ref(kind, thing))
            pieces = self._pieces_of(said, names) if said is not None else []
            village = said.village if said is not None else None
        else:
            documents = Documents(self._connection)
            head = documents.get(thing)
            pieces = document_pieces(head, documents.content(thing), names) if head is not None else []
        self._replace(source, kind, thing, village, pieces, names)

    def _pieces_of(self, said: Record, names: Names) -> list[Piece]:
        if said.type == RecordType.REPORT:
            # Only the newest version is found: what an older one said is not in the report any more.
            newest = ids.version_id(said.id, said.number("newest"))
            older = _OLDER_VERSIONS.all(self._connection, of_report=said.id, newest=newest)
            self._forget(row[0] for row in older)
        if said.type == RecordType.VERSION:
            report = Records(self._connection).get(Ref(RecordType.REPORT, said.text("meta.report")))
            if report is not None and said.number("meta.n") < report.number("newest"):
                return []
        return record_pieces(said, names)

    def _replace(
        self, source: str, kind: str, thing: str, village: str | None, pieces: list[Piece], names: Names
    ) -> None:
        """Bring the rows of a thing to these pieces; what stayed the same keeps its row and so its age."""
        same = {"of_source": source, "of_type": kind, "of_ref": thing}
        known = {row[1:]: row[0] for row in _ROWS.all(self._connection, **same)}
        wanted = {_piece_key(piece, piece.village or village): piece for piece in pieces}
        self._forget(no for key, no in known.items() if key not in wanted)
        fresh = [piece for key, piece in wanted.items() if key not in known]
        if not fresh:
            return
        last = _LAST.scalar(self._connection) or 0
        rows: list[dict[str, object]] = []
        for no, piece in enumerate(fresh, last + 1):
            place = piece.village or village
            rows.append(
                {
                    "no": no,
                    "source": source,
                    "type": kind,
                    "ref": thing,
                    "place": piece.place,
                    "kind": piece.kind.value,
                    "owner": piece.owner,
                    "village": place,
                    "at": piece.at,
                    "title": piece.title,
                    "body": piece.body,
                    "more": names.village(place),
                }
            )
        _PUT.run_all(self._connection, rows)
        _PUT_WORDS.run_all(self._connection, rows)

    def _forget(self, numbers: Iterator[int] | sa.ScalarResult[int]) -> None:
        gone = [{"gone": no} for no in numbers]
        if gone:
            _DROP_WORDS.run_all(self._connection, gone)
            _DROP.run_all(self._connection, gone)


def _found(row: sa.Row[Any]) -> Found:
    return Found(
        row.no,
        row.source,
        row.type,
        row.ref,
        row.place,
        SearchKind(row.kind),
        row.owner,
        row.village,
        row.at,
        row.title,
        row.body,
    )


def _piece_key(piece: Piece, village: str | None) -> tuple[object, ...]:
    return (piece.place, piece.kind.value, piece.owner, village, piece.at, piece.title, piece.body)


def _quoted(word: str) -> str:
    """A word as FTS5 takes it literally, whatever is in it."""
    plain = word.replace('"', "").replace("\0", "")
    return f'"{plain}"*' if len(plain) >= 3 else f'"{plain}"' if plain else ""


def _first(fault: BaseException) -> BaseException:
    """The fault that began it: undoing a savepoint that SQLite has taken back already fails in its wake."""
    first, seen = fault, fault.__context__
    while seen is not None:
        first = seen if isinstance(seen, sa.exc.DatabaseError | DatabaseFault) else first
        seen = seen.__context__
    return first
