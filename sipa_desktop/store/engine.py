"""Opens the profile's encrypted database as sipa_sqlite does, copies of it, and plain ones to be encrypted.

The key is 32 raw bytes, so opening costs no stretching of a password; only here is it given to a connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as driver

from sipa_core.messages import _
from sipa_desktop.errors import KnownError
from sipa_sqlite.engines import BUSY_SECONDS, Engines, is_too_old, open_file
from sipa_sqlite.engines import DatabaseFault as DatabaseFault

READERS: Final = 2
USUAL_LOG, LONG_LOG = 1_000, 4_000
"""Pages in the log from which on a commit folds it into the database: always, and while much comes at once."""
_FRAME: Final = 4096 + 24


def sqlite_version() -> str:
    """The version of the SQLite inside the driver."""
    return str(driver.sqlite_version)


def check_sqlite(version: tuple[int, ...] | None = None) -> None:
    """Raise KnownError when the SQLite in use is older than 3.51.3."""
    if is_too_old(version):
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
    return open_file(path, readers=READERS, no_wal=_no_wal, first=partial(use_key, key=key))


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
def open_copy(path: Path, key: bytes, *, writable: bool = False, still: bool = False) -> Iterator[driver.Connection]:
    """A plain connection to a database that nobody else has open: a copy, or one to be looked at before it is used.

    `still` reads the file as it lies, also beside the journal of a writing that was cut off. Raises DatabaseFault at
    the first use when the key is wrong or the file damaged.
    """
    mode = "rwc" if writable else "ro&immutable=1" if still else "ro"
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


def is_long(path: Path) -> bool:
    """True when the log has more pages than it usually gets."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > USUAL_LOG * _FRAME
    except OSError:
        return False


def _read_through(path: Path, key: bytes) -> bool:
    try:
        with open_copy(path, key) as raw:
            broken = raw.execute("PRAGMA cipher_integrity_check").fetchone()
            found = raw.execute("PRAGMA integrity_check(1)").fetchone()
    except DatabaseFault as fault:
        if tells_damage(fault):
            return False
        raise
    return broken is None and found is not None and found[0] == "ok"


def tells_damage(fault: DatabaseFault) -> bool:
    """True when it tells of pages that are not what was written, or of another key; not of a place that fails."""
    return any(part in str(fault) for part in _DAMAGE)


_DAMAGE: Final = ("malformed", "not a database", "file is encrypted")


def use_key(raw: driver.Connection, key: bytes) -> None:
    """Give a fresh connection its key; must come before anything else is asked of it."""
    raw.execute("PRAGMA cipher_log_level=NONE")  # else a wrong key is told on stderr
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


def _no_wal() -> KnownError:
    return KnownError(
        _("Tempat penyimpanan tidak cocok"),
        _(
            "Folder data tidak dapat dipakai dengan aman. Tidak ada yang ditulis. "
            "Pindahkan profil ke hard disk komputer ini."
        ),
        "no_wal",
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
