"""Opens the server's database: one writer (BEGIN IMMEDIATE), some readers, WAL with synchronous=FULL.

Only here is a database driver named. A commit that returns is on the disk; SQLite before 3.51.3 is refused, because its
WAL reset could lose a commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from sipa_core.messages import _
from sipa_server.errors import KnownError, StorageError

DatabaseFault, OperationalFault = driver.DatabaseError, driver.OperationalError
OLDEST_SQLITE = (3, 51, 3)
BUSY_SECONDS = 5.0
READERS = 4


@dataclass(frozen=True)
class Engines:
    """The two ways into one database file."""

    writer: sa.Engine
    reader: sa.Engine

    def dispose(self) -> None:
        """Close every connection; the last one folds the WAL back."""
        self.reader.dispose()
        self.writer.dispose()


def check_sqlite(version: tuple[int, ...] | None = None) -> None:
    """Raise KnownError when the SQLite in use is older than 3.51.3."""
    if (version or driver.sqlite_version_info) < OLDEST_SQLITE:
        raise KnownError(
            _("SQLite di server ini terlalu lama"),
            _(
                "SIPA perlu SQLite 3.51.3 atau lebih baru agar data tidak hilang. Data tidak disentuh. "
                "Pasang ulang SIPA versi terbaru."
            ),
            "old_sqlite",
        )


def open_engines(path: Path) -> Engines:
    """Open (or make) the database at `path`."""
    check_sqlite()
    return Engines(_engine(path, readonly=False), _engine(path, readonly=True))


def copy_into(path: Path, target: Path) -> None:
    """Write a consistent copy of a database that may be in use. Raises StorageError."""
    try:
        raw = driver.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            raw.execute("VACUUM INTO ?", (str(target),))
        finally:
            raw.close()
    except driver.DatabaseError as fault:
        raise StorageError(str(fault)) from fault


class Dialect(SQLiteDialect_pysqlite):
    """SQLite as it is spoken here: a transaction begins by the engine's own word, and all engines of a process share
    what was made of a statement once, for they speak the same.
    """

    supports_statement_cache = True

    def __init__(self, begin: str = "BEGIN", **options: Any) -> None:
        super().__init__(**options)
        self._begin = begin

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin it now and not at the first write, so that what is read and what is written are of one moment."""
        dbapi_connection.cursor().execute(self._begin)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.sipa_server", __name__, Dialect.__name__)
_COMPILED: Final[LRUCache[Any, Any]] = LRUCache(1_000)
"""Statements as text, for all engines."""


def _engine(path: Path, *, readonly: bool) -> sa.Engine:
    def connect() -> driver.Connection:
        if readonly:
            address = f"{path.absolute().as_uri()}?mode=ro"
            raw = driver.connect(address, uri=True, check_same_thread=False, isolation_level=None, timeout=BUSY_SECONDS)
            raw.execute("PRAGMA query_only=ON")
        else:
            raw = driver.connect(str(path), check_same_thread=False, isolation_level=None, timeout=BUSY_SECONDS)
            if raw.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
                raw.close()
                raise KnownError(
                    _("Folder data tidak cocok"),
                    _(
                        "Tempat ini tidak dapat dipakai dengan aman. Tidak ada yang ditulis. "
                        "Pindahkan folder data ke cakram server ini."
                    ),
                    "no_wal",
                )
            raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA foreign_keys=ON")
        return raw

    return sa.create_engine(
        "sqlite+sipa_server://",
        module=driver,
        creator=connect,
        poolclass=QueuePool,
        pool_size=READERS if readonly else 1,
        max_overflow=0,
        pool_timeout=30,
        begin="BEGIN" if readonly else "BEGIN IMMEDIATE",
        execution_options={"compiled_cache": _COMPILED},
        hide_parameters=True,  # a fault goes to the log; what people wrote, and hashes of secrets, must not
    )
