"""Opens the profile's encrypted database: one writer, two readers, WAL with synchronous=FULL.

Only here is a database driver named. The key is 32 raw bytes, so opening costs no stretching of a password. A commit
that returns is on the disk; SQLite before 3.51.3 is refused, because its WAL reset could lose a commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import msgspec
import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from sipa_core.messages import _
from sipa_desktop.errors import KnownError

OLDEST_SQLITE = (3, 51, 3)
BUSY_SECONDS = 5.0

DatabaseFault = driver.DatabaseError
"""What the driver itself raises for a damaged file or a wrong key, where no engine stands between."""


class Engines(msgspec.Struct, frozen=True):
    """The two ways into one database file."""

    writer: sa.Engine
    reader: sa.Engine

    def dispose(self) -> None:
        """Close every connection; the last one folds the WAL back."""
        self.reader.dispose()
        self.writer.dispose()


def sqlite_version() -> str:
    """The version of the SQLite inside the driver."""
    return str(driver.sqlite_version)


def check_sqlite(version: tuple[int, ...] | None = None) -> None:
    """Raise KnownError when the SQLite in use is older than 3.51.3."""
    if (version or driver.sqlite_version_info) < OLDEST_SQLITE:
        raise KnownError(
            _("Aplikasi ini perlu dipasang ulang"),
            _(
                "Bagian penyimpanan di pemasangan ini terlalu lama sehingga isian bisa hilang. "
                "Data Anda tidak disentuh. Pasang SIPA versi terbaru."
            ),
            "old_sqlite",
        )


def open_engines(path: Path, key: bytes) -> Engines:
    """Open (or make) the database at `path` with its 32-byte key. A wrong key and a damaged file fail alike, as
    sqlalchemy.exc.DatabaseError at the first use.
    """
    check_sqlite()
    return Engines(_engine(path, key, readonly=False), _engine(path, key, readonly=True))


def encrypt_plain(plain: Path, target: Path, key: bytes) -> None:
    """Write an encrypted, checked copy of a plain database to `target` (replaced); the plain one is only read.

    RuntimeError when the copy is not whole; OSError or the driver's own when it cannot be written.
    """
    check_sqlite()
    target.unlink(missing_ok=True)
    raw = driver.connect(str(plain), isolation_level=None, timeout=BUSY_SECONDS)
    try:
        raw.execute(f"ATTACH ? AS locked KEY \"x'{key.hex()}'\"", (str(target),))
        raw.execute("SELECT sqlcipher_export('locked')").fetchall()
        found = raw.execute("PRAGMA locked.integrity_check(1)").fetchone()[0]
        raw.execute("DETACH locked")
        raw.execute("PRAGMA journal_mode=DELETE")  # folds a log back in, which would not fit the file that comes here
    finally:
        raw.close()
    if found != "ok":
        raise RuntimeError("the encrypted copy is not whole")


@contextmanager
def open_copy(path: Path, key: bytes, *, writable: bool = False) -> Iterator[driver.Connection]:
    """A plain connection to a database that nobody else has open: a copy, or one to be looked at before it is used.

    Raises DatabaseFault at the first use when the key is wrong or the file damaged.
    """
    mode = "rwc" if writable else "ro"
    raw = driver.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    try:
        use_key(raw, key)
        yield raw
    finally:
        raw.close()


def pages_hold(path: Path, key: bytes) -> bool:
    """Read every page: True when each has its seal and the whole keeps SQLite's rules; takes seconds.

    Read a second time before a False: a disk that failed to read once is no damaged file.
    """
    return _read_through(path, key) or _read_through(path, key)


def fold_log(path: Path, key: bytes) -> None:
    """Bring what stands in the log into the database, as far as nobody still reads the older pages.

    After a power cut in the middle of folding, pages of the database may be torn that the log holds whole: they are no
    damage, and are only seen as they are once it is folded in again. A disk that takes nothing is left as it is.
    """
    with suppress(DatabaseFault), open_copy(path, key, writable=True) as raw:
        raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def _read_through(path: Path, key: bytes) -> bool:
    try:
        with open_copy(path, key) as raw:
            broken = raw.execute("PRAGMA cipher_integrity_check").fetchone()
            found = raw.execute("PRAGMA integrity_check(1)").fetchone()
    except DatabaseFault as fault:
        if any(part in str(fault) for part in _DAMAGE):
            return False
        raise
    return broken is None and found is not None and found[0] == "ok"


_DAMAGE: Final = ("malformed", "not a database", "file is encrypted")


def use_key(raw: driver.Connection, key: bytes) -> None:
    """Give a fresh connection its key; must come before anything else is asked of it."""
    raw.execute("PRAGMA cipher_log_level=NONE")  # else a wrong key is told on stderr
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


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


registry.register("sqlite.sipa_desk", __name__, Dialect.__name__)
_COMPILED: Final[LRUCache[Any, Any]] = LRUCache(1_000)
"""Statements as text, for all engines."""


def _engine(path: Path, key: bytes, *, readonly: bool) -> sa.Engine:
    def connect() -> driver.Connection:
        if readonly:
            raw = driver.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
            )
            use_key(raw, key)
            raw.execute("PRAGMA query_only=ON")
        else:
            raw = driver.connect(str(path), check_same_thread=False, isolation_level=None, timeout=BUSY_SECONDS)
            use_key(raw, key)
            mode = raw.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            if mode != "wal":
                raise KnownError(
                    _("Tempat penyimpanan tidak cocok"),
                    _(
                        "Folder data tidak dapat dipakai dengan aman. Tidak ada yang ditulis. "
                        "Pindahkan profil ke cakram komputer ini."
                    ),
                    "no_wal",
                )
            raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA foreign_keys=ON")
        return raw

    return sa.create_engine(
        "sqlite+sipa_desk://",
        module=driver,
        creator=connect,
        poolclass=QueuePool,
        pool_size=2 if readonly else 1,
        max_overflow=0,
        pool_timeout=30,
        begin="BEGIN" if readonly else "BEGIN IMMEDIATE",
        execution_options={"compiled_cache": _COMPILED},
        hide_parameters=True,  # a fault goes to the log; what people wrote, and hashes of secrets, must not
    )


def try_encryption(folder: Path) -> str:
    """Write a small encrypted database in an empty folder, read it back by its key, and see another key refused.

    Returns the version of the cipher; raises ValueError or the driver's own fault when any of that fails.
    """
    path = folder / "sandi.db"
    key, other = b"a" * 32, b"b" * 32
    with closing(_keyed(path, key)) as raw:
        version = raw.execute("PRAGMA cipher_version").fetchone()
        raw.execute("CREATE TABLE word (text TEXT)")
        raw.execute("INSERT INTO word VALUES ('desa')")
    if version is None or b"desa" in path.read_bytes():
        raise ValueError("the driver wrote in the clear")
    with closing(_keyed(path, key)) as raw:
        if raw.execute("SELECT text FROM word").fetchall() != [("desa",)]:
            raise ValueError("what was written did not come back")
    with closing(_keyed(path, other)) as raw:
        try:
            raw.execute("SELECT text FROM word").fetchall()
        except driver.DatabaseError:
            return f"SQLCipher {version[0]}"
    raise ValueError("another key opened it")


def _keyed(path: Path, key: bytes) -> driver.Connection:
    raw = driver.connect(str(path), isolation_level=None)
    use_key(raw, key)
    return raw
