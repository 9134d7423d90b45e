"""Opens a database file: one writer (BEGIN IMMEDIATE) and some readers, WAL with synchronous=FULL.

A commit that returns is on the disk. What keeps that promise stands here once, for the desk and the server alike; what
is said to people when it cannot be kept, and the key of a file, are the business of their stores.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import NullPool
from sqlalchemy.util import LRUCache

from sipa_sqlite.lending import Lender

OLDEST_SQLITE: Final = (3, 51, 3)
"""The WAL reset of older ones could lose a commit."""
BUSY_SECONDS: Final = 5.0

DatabaseFault, OperationalFault = driver.DatabaseError, driver.OperationalError
"""What the driver itself raises, where no engine stands between: for a damaged file, a wrong key, a full disk."""


class Engines(msgspec.Struct, frozen=True):
    """The two ways into one database file."""

    writer: Lender
    reader: Lender

    def dispose(self) -> None:
        """Close every connection; the last one folds the WAL back."""
        self.reader.dispose()
        self.writer.dispose()


def is_too_old(version: tuple[int, ...] | None = None) -> bool:
    """Whether a version of SQLite, the driver's own when none is given, may not be used."""
    return (version or driver.sqlite_version_info) < OLDEST_SQLITE


def open_file(
    path: Path, *, readers: int, no_wal: Callable[[], Exception], first: Callable[[Any], None] | None = None
) -> Engines:
    """Open (or make) the database at `path`; nothing is read before the first use.

    `first` is done with each fresh connection before anything is asked of it; `no_wal` makes what is raised at the
    first use where the file's folder cannot hold a log.
    """

    def read() -> driver.Connection:
        raw = driver.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, **_PLAIN)
        if first is not None:
            first(raw)
        raw.execute("PRAGMA query_only=ON")
        raw.execute("PRAGMA foreign_keys=ON")
        return raw

    def write() -> driver.Connection:
        raw = driver.connect(str(path), **_PLAIN)
        if first is not None:
            first(raw)
        if raw.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
            raw.close()
            raise no_wal()
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA foreign_keys=ON")
        return raw

    return Engines(_lender(write, 1, "BEGIN IMMEDIATE"), _lender(read, readers, "BEGIN"))


class _Compiler(SQLiteCompiler):
    """Says how many rows are asked for so that SQLite plans a statement once.

    It looks at the value that is bound to a LIMIT, to plan by it, and so plans anew at every run. A number that stands
    in the statement it reads there; into a sum it does not look.
    """

    def limit_clause(self, select: Any, **how: Any) -> str:
        """`LIMIT` and `OFFSET`, as far as either is asked for."""
        most, first = select._limit_clause, select._offset_clause
        if most is None:
            words = "-1"
        elif not select._simple_int_clause(most):
            words = f"{self.process(most, **how)} + 0"
        elif "render_postcompile" in how:  # made once and for good: see Quick
            words = self.process(most, **how, literal_binds=True)
        else:
            words = self.process(most.render_literal_execute(), **how)
        return f"\n LIMIT {words}" + (f" OFFSET {self.process(first, **how)} + 0" if first is not None else "")


class Dialect(SQLiteDialect_pysqlite):
    """SQLite as it is spoken here: a transaction begins by the engine's own word, and all engines of a process share
    what was made of a statement once, for they speak the same.
    """

    supports_statement_cache = True
    statement_compiler = _Compiler

    def __init__(self, begin: str = "BEGIN", **options: Any) -> None:
        super().__init__(**options)
        self._begin = begin

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin it now and not at the first write, so that what is read and what is written are of one moment.

        SQLAlchemy asks for it at its first statement, when a `Lender` began it long ago.
        """
        if not dbapi_connection.in_transaction:
            dbapi_connection.execute(self._begin)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.sipa", __name__, Dialect.__name__)
_COMPILED: Final[LRUCache[Any, Any]] = LRUCache(1_000)
"""Statements as text, for all engines."""
_PLAIN: Final = {"check_same_thread": False, "isolation_level": None, "timeout": BUSY_SECONDS}
"""How the driver connects: a connection is lent from thread to thread, and the dialect begins transactions."""


def _lender(connect: Callable[[], driver.Connection], connections: int, begin: str) -> Lender:
    engine = sa.create_engine(
        "sqlite+sipa://",
        module=driver,
        creator=connect,
        poolclass=NullPool,
        begin=begin,
        execution_options={"compiled_cache": _COMPILED},
        hide_parameters=True,  # a fault goes to the log; what people wrote, and hashes of secrets, must not
    )
    return Lender(engine, connections)
