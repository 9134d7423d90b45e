"""One transaction and the repositories in it; the only door through which services reach the database.

A write is committed before the block ends without an exception, and nothing of it stands otherwise.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from sipa_core.wire.records import Ref
from sipa_server.errors import StorageError, StorageFullError
from sipa_server.store.account_rows import AccountRows
from sipa_server.store.audit_rows import AuditRows
from sipa_server.store.blob_rows import BlobRows
from sipa_server.store.bundle_rows import BundleRows
from sipa_server.store.engine import copy_into, open_engines
from sipa_server.store.op_rows import OpRows
from sipa_server.store.past_rows import PastRows
from sipa_server.store.phone_rows import PhonePageRows
from sipa_server.store.record_rows import RecordRows
from sipa_server.store.small_rows import FeedbackKeyRows, MetaRows, TryRows
from sipa_sqlite.engines import DatabaseFault, OperationalFault
from sipa_sqlite.quick import raw_of

FILE_NAME = "sipa.db"
_OF_THE_DISK = (sa.exc.OperationalError, sa.exc.DatabaseError, OperationalFault, DatabaseFault)
"""Those themselves; what stands under them by name is a bug."""


class Work:
    """The repositories of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.records = RecordRows(connection)
        self.past = PastRows(connection)
        self.ops = OpRows(connection)
        self.accounts = AccountRows(connection)
        self.audit = AuditRows(connection)
        self.meta = MetaRows(connection)
        self.tries = TryRows(connection)
        self.feedback_keys = FeedbackKeyRows(connection)
        self.phone_pages = PhonePageRows(connection)
        self.blobs = BlobRows(connection)
        self.bundles = BundleRows(connection)
        self.written: dict[str, list[tuple[Ref, int]]] = {}
        """By op: the records that it wrote in this transaction, and the revisions that it left."""
        self.sealed: dict[str, int] = {}
        """By op of this transaction: when the bundle was sealed that first brought it, 0 for the network."""
        self.speaker: dict[str, str] = {}
        """By op of this transaction: the person whose word it is; the caller's where none stands here."""

    @contextmanager
    def message(self) -> Iterator[None]:
        """One message of several in this transaction: undone alone when it raises; of the others it knows nothing that
        the database does not.
        """
        self.written, self.sealed, self.speaker = {}, {}, {}
        with self._part("message"):
            yield

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone alone when it raises; the transaction goes on."""
        with self._part("part"):
            yield

    @contextmanager
    def _part(self, name: str) -> Iterator[None]:
        raw = raw_of(self._connection)
        with faults_named():
            raw.execute(f"SAVEPOINT {name}")
            try:
                yield
            except BaseException:
                self.records.forget_seen()
                self.audit.forget_seen()
                self.meta.forget_seen()
                raw.execute(f"ROLLBACK TO {name}")
                raw.execute(f"RELEASE {name}")
                raise
            raw.execute(f"RELEASE {name}")


class Store:
    """The database of one data folder.

    `write` blocks hold the one writer, so what happens in them must be short and must never wait for the network.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.engines = open_engines(self.path)

    @contextmanager
    def write(self) -> Iterator[Work]:
        """A transaction that may write. Raises StorageError when disk or lock do not let it."""
        with faults_named(), self.engines.writer.begin() as connection:
            yield Work(connection)

    @contextmanager
    def read(self) -> Iterator[Work]:
        """One consistent look at the database, beside any writer."""
        with faults_named(), self.engines.reader.begin() as connection:
            yield Work(connection)

    def integrity(self) -> str:
        """SQLite's own word on the file: "ok", or its first complaint."""
        with self.engines.reader.begin() as connection:
            return str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())

    def free(self) -> int:
        """Bytes that are free on the disk of the file."""
        return shutil.disk_usage(self.path.parent).free

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy of the database as it is now; writers go on meanwhile. Raises StorageError."""
        copy_into(self.path, target)

    def close(self) -> None:
        """Close all connections; the file may then be moved."""
        self.engines.dispose()


@contextmanager
def faults_named() -> Iterator[None]:
    """Tell the faults of disk and lock from bugs: the first are StorageError, the second stay what they are."""
    try:
        yield
    except sa.exc.TimeoutError as fault:
        raise StorageError("busy") from fault
    except (sa.exc.DatabaseError, DatabaseFault) as fault:
        if _is_full(fault):
            raise StorageFullError from fault
        if type(fault) in _OF_THE_DISK:
            raise StorageError(str(getattr(fault, "orig", fault))) from fault
        raise
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            raise StorageFullError from fault
        raise


def _is_full(fault: BaseException) -> bool:
    """True when this fault, or one on the way to it, was the full disk; undoing a savepoint may fail in its wake."""
    seen: BaseException | None = fault
    while seen is not None:
        if "disk is full" in str(seen):
            return True
        seen = seen.__context__
    return False
