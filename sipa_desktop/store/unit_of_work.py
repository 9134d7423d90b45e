"""The unit of work: one transaction, its repositories, and the Changes that are announced after its commit.

Nothing is announced before it is on the disk. No transaction is held open across the network.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
import sqlalchemy as sa

from sipa_core import ids
from sipa_core.domain.attachments import blobs_named
from sipa_core.ops.base import Applied, Context, Outcome
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.ops import Base, MadeAt, OpBody
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.disk_faults import BusyError, DamagedError, DiskFaultError, DiskFullError
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Bus, Changes, Topic
from sipa_desktop.holidays import working_days
from sipa_desktop.store import list_making
from sipa_desktop.store.blobs import Blobs
from sipa_desktop.store.bundles import Bundles
from sipa_desktop.store.documents import Documents
from sipa_desktop.store.engine import (
    LONG_LOG,
    USUAL_LOG,
    DatabaseFault,
    fold_log,
    is_long,
    open_copy,
    open_engines,
    pages_hold,
)
from sipa_desktop.store.facts import Meta
from sipa_desktop.store.faults import only_read, storage_fault
from sipa_desktop.store.forgetting import Forgetting
from sipa_desktop.store.list_lines import ListLines
from sipa_desktop.store.list_making import Tell
from sipa_desktop.store.migrate import migrate, version
from sipa_desktop.store.outbox import Outbox, OutboxItem
from sipa_desktop.store.records import Records, ServerRecords
from sipa_desktop.store.reserve import Reserve
from sipa_desktop.store.search import SearchIndex
from sipa_desktop.store.trace import GENERATION, Trace
from sipa_sqlite.engines import Engines
from sipa_sqlite.quick import raw_of

log = logging.getLogger(__name__)

RESERVE_EVERY: Final = 16
"""Commits between two looks at the reserve."""

TOPICS: Final[dict[str, Topic]] = {
    RecordType.REPORT: Topic.REPORTS,
    RecordType.VERSION: Topic.REPORTS,
    RecordType.REVIEW: Topic.REVIEWS,
    RecordType.PUBLICATION: Topic.PUBLICATIONS,
    RecordType.POSTING: Topic.PUBLICATIONS,
    RecordType.FEEDBACK: Topic.FEEDBACK,
    RecordType.FEEDBACK_KECAMATAN: Topic.FEEDBACK,
    RecordType.CONSULTATION: Topic.CONSULTATION,
    RecordType.GUIDANCE: Topic.CONSULTATION,
    RecordType.DRAFT: Topic.DRAFTS,
    RecordType.CONFLICT: Topic.DRAFTS,
    RecordType.VILLAGE_SETTING: Topic.OFFICE,
    RecordType.EVENT: Topic.OFFICE,
    RecordType.PROGRESS: Topic.REPORTS,
    RecordType.PERSON: Topic.PEOPLE,
    RecordType.DEVICE: Topic.PEOPLE,
    RecordType.VILLAGE: Topic.OFFICE,
    RecordType.TEMPLATE: Topic.OFFICE,
    RecordType.DUTY: Topic.OFFICE,
    RecordType.CHANNEL: Topic.OFFICE,
    RecordType.DOCUMENT: Topic.OFFICE,
}


class Tx:
    """What one transaction can reach."""

    def __init__(
        self, connection: sa.Connection, clock: Clock, entropy: Entropy, overlays: dict[str, frozenset[Ref]]
    ) -> None:
        self._clock = clock
        self._entropy = entropy
        self.overlays = overlays
        """What each own op without its answer was seen to write, as far as this run of the program knows."""
        self.connection = connection
        self.records = Records(connection)
        self.server_records = ServerRecords(connection)
        self.documents = Documents(connection)
        self.outbox = Outbox(connection)
        self.blobs = Blobs(connection)
        self.bundles = Bundles(connection)
        self.meta = Meta(connection)
        self.forgetting = Forgetting(connection)
        self.search = SearchIndex(connection)
        self.lines = ListLines(connection)
        self.touched: set[Topic] = set()

    def touch(self, *topics: Topic) -> None:
        """Say what this transaction changed."""
        self.touched.update(topics)

    def saved_at(self) -> int | None:
        """When this PC last put something of its person on the disk (UTC ms), None when it never did."""
        found = [at for at in (self.documents.last_saved(), self.outbox.last_made()) if at is not None]
        return max(found, default=None)

    def propose(
        self,
        kind: str,
        ref: Ref,
        fields: msgspec.Struct,
        title: str,
        *,
        replaces: bool = False,
        base: Base | None = None,
    ) -> Outcome:
        """Try an op by the rules as this PC sees things; on a yes, queue it and lay its effect over.

        On a refusal nothing is written. The server applies the same rules again; its receipt alone is final.
        """
        from sipa_core.ops import registry  # the rules are heavy to load, and a start applies none

        identity = self.meta.identity
        if identity is None:
            raise RuntimeError("an op before the registration")
        body = OpBody(
            kind=kind,
            record=ref,
            fields=msgspec.Raw(msgspec.json.encode(fields)),
            actor=identity.person,
            made_at=MadeAt(self._clock.now(), identity.zone),
            base=base,
        )
        op_id = ids.new_id(self._clock, self._entropy)
        context = Context(
            identity.actor, body.made_at.at, op_id, "", identity.public_url, identity.device, days=working_days()
        )
        outcome = registry.apply(body, self.records, context)
        if isinstance(outcome, Applied):
            before = self.outbox.newest(kind, ref) if replaces else None
            op_id = self.outbox.add(op_id, body, title, replaces=replaces)
            self.overlays[op_id] = frozenset(write.ref for write in outcome.writes)
            self._keep_back(before)
            if self.blobs.send(set().union(*(blobs_named(write.changes) for write in outcome.writes))):
                self.touch(Topic.ATTACHMENTS)
            self.records.lay_over(outcome.writes)
            self.touch(Topic.OUTBOX, *(TOPICS[write.ref.type] for write in outcome.writes))
        return outcome

    def take_out(self, op_id: str) -> None:
        """Withdraw an op; a file that only it named no longer waits to be sent."""
        item = self.outbox.get(op_id)
        self.outbox.withdraw(op_id)
        self._keep_back(item)

    def _keep_back(self, item: OutboxItem | None) -> None:
        alone = [one for one in item.files if not self.outbox.names(one)] if item is not None else []
        if alone and self.blobs.keep_back(alone):
            self.touch(Topic.ATTACHMENTS)

    def lies_right(self, settled: Iterable[str], taken: Iterable[Ref]) -> bool:
        """True when the own ops that still wait need not be laid anew: the server did what `settled` said and nothing
        else (`taken`), and no op that waits touches any of it. False when that is not known.
        """
        known, came = self.overlays, set(taken)
        done = set(settled)
        left = self.outbox.unsettled_ids(self.meta.shown)
        if not done or any(op_id not in known for op_id in (*done, *left)):
            return False
        own = frozenset[Ref]().union(*(known[op_id] for op_id in done))
        if own != came or any(known[op_id] & came for op_id in left):
            return False
        for op_id in done:
            del known[op_id]
        return True

    def reproject(self) -> None:
        """Lay every unsettled own op over what the server said, in order; an op the rules now refuse is left out."""
        self.records.uncover()
        self.overlays.clear()
        identity = self.meta.identity
        if identity is None:
            return
        from sipa_core.ops import registry

        for item in self.outbox.unsettled(self.meta.shown):
            context = Context(
                identity.actor,
                item.made_at,
                item.op_id,
                item.content_hash,
                identity.public_url,
                identity.device,
                days=working_days(),
            )
            try:
                outcome = registry.apply(item.decoded(), self.records, context)
            except Exception as fault:  # noqa: BLE001 - whatever a rule does wrong must not stop this PC from receiving
                # The op still waits, only its effect is unseen. What a fault says may be what the person wrote.
                log.error("an own op cannot be shown: %s %s %s", item.kind, type(fault).__name__, _where(fault))
                continue
            if isinstance(outcome, Applied):
                self.records.lay_over(outcome.writes)
                self.overlays[item.op_id] = frozenset(write.ref for write in outcome.writes)
            else:
                self.overlays[item.op_id] = frozenset()
                log.info("own op %s waits under a state that refuses it: %s", item.kind, outcome.code)


class StoreClosedError(RuntimeError):
    """Somebody came after the profile was given back; opening its file again could meet another program's work."""


class Store:
    """The profile's database. `write()` and `read()` may be called from any thread but the window's.

    `reading` opens it as it is, whatever program made it, and writes nothing: `write()` then raises KnownError. `tell`
    hears how far the lists are made where that takes long; what it raises goes to whoever opens.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        entropy: Entropy,
        key: bytes,
        *,
        reading: bool = False,
        tell: Tell = lambda _done, _total: None,
    ) -> None:
        self.path = path
        self.changes: Bus[Changes] = Bus()
        self._clock = clock
        self._entropy = entropy
        self._lock = threading.RLock()
        self._folding = threading.Lock()
        self._closed = False
        self._key = key
        self._overlays: dict[str, frozenset[Ref]] = {}
        self._reserve = Reserve(path.parent)
        self._trace = Trace(path.parent)
        self._doubtful = False
        self._reading = reading
        self._tell = tell
        self._engines: Engines = open_engines(path, key)
        if reading:
            self._generation, self.went_back = 0, False
            return
        try:
            try:
                self._generation = self._begin()
            except DiskFullError:
                self._generation = self._begin()  # the reserve was given back: what is there can be read, at least
        except BaseException:
            self._engines.dispose()
            raise
        self.went_back = self._trace.read() > self._generation
        """True when commits that were on the disk are gone from it; whoever opens the profile sees to it."""
        self._reserve.hold()

    def _begin(self) -> int:
        """Bring the file to this program's form; the number of its commits."""
        with self._spoken():
            migrate(self._engines.writer, self.path)
            with self._engines.writer.begin() as connection:
                SearchIndex(connection).prepare()
            list_making.prepare(self._engines.writer, self._tell)
            with self._engines.writer.begin() as connection:
                return int(Meta(connection).get(GENERATION) or 0)

    def close(self) -> None:
        """Close the file for good; waits for a running write, and for a log that is being folded."""
        with self._folding, self._lock:
            if not self._closed:
                self._closed = True
                if not self._reading:
                    self._trace.note(self._generation)
            self._engines.dispose()

    def copy_to(self, target: Path) -> None:
        """Write a whole, consistent copy of the database under the same key; nobody's saving waits for it.

        The live file is never copied as a file. Whoever builds on the copy checks it first. DamagedError for this
        file; OSError or the driver's own when the place does not take the copy.
        """
        self._refuse_closed()
        target.unlink(missing_ok=True)
        with open_copy(self.path, self._key) as raw:
            try:
                raw.execute("VACUUM INTO ?", (str(target),))
            except DatabaseFault as fault:
                told = storage_fault(fault, self.path)
                if isinstance(told, DamagedError):
                    raise told from None  # it is the source; anything else is the place's, which is another disk often
                raise

    def schema(self) -> str:
        """The revision of the file's schema."""
        return version(self._engines.reader) or ""

    def check(self) -> None:
        """Read every page: its seal, and SQLite's own rules. DamagedError when one does not hold; takes seconds."""
        with self._spoken():
            fold_log(self.path, self._key)
            if not pages_hold(self.path, self._key):
                raise DamagedError

    def integrity(self) -> str:
        """SQLite's own word on the file: "ok", or its first complaint."""
        with self._spoken(), self._engines.reader.begin() as connection:
            return str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())

    @contextmanager
    def write(self, *, index: bool = True) -> Iterator[Tx]:
        """One write transaction: committed and announced at the end of the block, rolled back when it raises.

        What it changed is indexed in the same transaction, unless the caller does that itself (`index` False). One that
        changed nothing writes nothing.
        """
        with self._lock:
            self._refuse_closed()
            if self._reading:
                raise only_read()
            if self._doubtful:
                self._look_after_fault()
            with self._spoken(), self._engines.writer.begin() as connection:
                tx = Tx(connection, self._clock, self._entropy, dict(self._overlays))
                changes, before = _changes(connection), tx.search.newest_note()
                yield tx
                if index:
                    tx.search.settle(before)
                changed = _changes(connection) != changes
                if changed:
                    tx.meta.put(GENERATION, str(self._generation + 1))
            self._overlays = tx.overlays
            if changed:
                self._generation += 1
                self._trace.note(self._generation)
                if self._generation % RESERVE_EVERY == 0:
                    self._reserve.hold()
            if tx.touched:
                self.changes.publish(Changes(frozenset(tx.touched)))

    @contextmanager
    def long_log(self) -> Iterator[None]:
        """While much comes at once: commits fold the log into the file more seldom. Whoever asked calls `fold` then."""
        self._fold_from(LONG_LOG)
        try:
            yield
        finally:
            self._fold_from(USUAL_LOG)

    def fold(self) -> None:
        """Fold a log that has become long into the file, beside whoever saves: nobody's commit waits for it."""
        with self._folding, suppress(DatabaseFault, OSError):  # then the next commit folds it, and tells what is wrong
            if not self._closed and is_long(self.path):
                fold_log(self.path, self._key)

    def _fold_from(self, pages: int) -> None:
        # What is wrong with the disk is told to who reads or writes; a log of the usual length harms nobody.
        with self._lock, suppress(sa.exc.SQLAlchemyError, DatabaseFault, OSError, KnownError):
            if not self._closed:
                with self._engines.writer.connect() as connection:
                    raw_of(connection).execute(f"PRAGMA wal_autocheckpoint={pages}").fetchone()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """One consistent snapshot; the driver refuses any write in it."""
        self._refuse_closed()
        with self._spoken(), self._engines.reader.begin() as connection:
            yield Tx(connection, self._clock, self._entropy, {})

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Say a fault of the disk in words. A full disk is given the reserve, so that trying again succeeds."""
        try:
            yield
        except (sa.exc.SQLAlchemyError, DatabaseFault, OSError, MemoryError) as fault:
            told = storage_fault(fault, self.path)
            if told is None:
                if not isinstance(fault, sa.exc.DatabaseError | DatabaseFault) or self._pages_hold():
                    raise
                told = DamagedError()  # a bad page makes SQLite say many things, also of tables that cannot be made
            elif isinstance(told, DamagedError) and self._pages_hold():
                told = DiskFaultError()  # the pages are whole on the disk: only this reading went wrong
            if isinstance(told, DiskFullError):
                self._reserve.give_back()
            elif not isinstance(told, BusyError):
                # Nothing that a connection remembers may be trusted then (a page that was not read well stays in its
                # memory), and one that was opened for reading only stays so: open anew. Never on a full disk: a first
                # connection needs room, and the open ones go on.
                self._engines.dispose()
            if isinstance(told, DiskFaultError):
                self._doubtful = True
            raise told from None

    def _pages_hold(self) -> bool:
        try:
            return pages_hold(self.path, self._key)
        except (DatabaseFault, OSError):
            return False

    def _look_after_fault(self) -> None:
        """After a fault of the disk: read every page, and fold the log in, before anything more is called saved.

        What the disk did not take is in the system's memory as if it had; a log that was begun anew is written anew.
        """
        self.check()
        with self._spoken(), self._engines.writer.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            found = Meta(connection).get(GENERATION)
        self._generation = max(self._generation, int(found or 0))
        self._doubtful = False

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreClosedError(self.path.name)


def _changes(connection: sa.Connection) -> int:
    """How many rows this connection has changed since it was opened."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    return int(raw.total_changes)


def _where(fault: Exception) -> str:
    """The places that a fault went through, without any value in it."""
    frames = reversed(traceback.extract_tb(fault.__traceback__))
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
