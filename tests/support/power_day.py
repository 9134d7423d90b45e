"""S01: a village's PC and its server at work while everything their databases write is recorded, then cut off anywhere.

One recording is a life in a process of its own with tests/power/powerlog.c in front of SQLite. After each commit it
says which state was told as saved. Each cut makes one of the disks that may be found (`power_images`), opens it with
the real store and compares: a state that was committed, whole, and no older than what was told.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver

from sipa_core.sync.short import in_full
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.reports_views import Saved, Submitted
from sipa_desktop.settings import DATABASE
from sipa_desktop.store import tables
from sipa_desktop.store.trace import GENERATION, Trace
from sipa_desktop.store.unit_of_work import Store, Tx
from sipa_server.errors import StorageError
from sipa_server.services.feedback import NewFeedback
from sipa_server.store.unit_of_work import Store as ServerStore
from tests.support.clock import HandClock, SeededEntropy
from tests.support.disk_day import DRAFT, Office
from tests.support.faulty_peer import FaultyPeer
from tests.support.power_images import MARK, Disk, Entry, entries, mark
from tests.support.programs import ROOT
from tests.support.vaults import PASSWORD, vault_of
from tests.support.world import BABAYAU

SOURCE = ROOT / "tests" / "power" / "powerlog.c"
LEVELS = ("FULL", "NORMAL", "OFF")
STATES = (tables.meta, tables.secret, tables.record, tables.covered, tables.document, tables.leaf, tables.outbox)


def scratch() -> str | None:
    """Where images are made: in memory where that is possible, as they need not be durable themselves."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Telling(FaultyPeer):
    """A line that says what the server's replies told, before the desk reads them."""

    def __init__(self, peer: Any, say: Any) -> None:
        super().__init__(peer)
        self._say = say

    def exchange(self, request: Request, token: str) -> Reply:
        reply = super().exchange(request, token)
        whole = in_full(request, reply)
        assert whole is not None
        self._say({"receipts": [[one.op_id, one.content_hash, one.seq] for one in whole.receipts]})
        return reply


@dataclass
class Recording:
    """What was recorded of one life, and how it began."""

    log: list[Entry]
    before: dict[str, bytes]
    desk: str
    server: str
    key: bytes


@dataclass
class Verdict:
    """What one cut did: in words what was lost or damaged, and whose database it was."""

    side: str
    at: int
    unsynced: int
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def build(folder: Path) -> Path:
    """Compile the VFS; the path of what SQLite loads."""
    made = folder / "powerlog.so"
    command = ["cc", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1"]
    subprocess.run([*command, "-o", str(made), str(SOURCE)], check=True)
    return made


def record(office: Office, vfs: Path, folder: Path, seed: int, level: str = "FULL", steps: int = 40) -> Recording:
    """Live once, `synchronous` being `level`, and give what was recorded."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    profile, server, log = folder / "desa", folder / "server", folder / "log"
    office.copy_to(profile, reserve=True)
    shutil.copytree(office.server, server)
    before = {str(path): path.read_bytes() for path in (profile / DATABASE, server / DATABASE)}
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _live(office, vfs, profile, server, log, seed, level, steps)
            code = 0
        except Exception:  # noqa: BLE001 - told here, because this process does not come back
            traceback.print_exc()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, "the recorded life failed"
    vault = vault_of(profile)
    assert vault.unlock(PASSWORD)
    return Recording(entries(log), before, str(profile / DATABASE), str(server / DATABASE), vault.key())


def _live(
    office: Office, vfs: Path, profile: Path, server_folder: Path, log: Path, seed: int, level: str, steps: int
) -> None:
    chance = random.Random(seed)
    os.environ["SIPA_POWER_LOG"] = str(log)
    loader = driver.connect(":memory:")
    loader.enable_load_extension(True)
    loader.load_extension(str(vfs.with_suffix("")))
    out = os.open(log, os.O_WRONLY | os.O_APPEND)
    checkpoint = chance.choice((20, 60, 1000))

    def tune(raw: Any, _record: Any) -> None:
        if not raw.execute("PRAGMA query_only").fetchone()[0]:
            raw.execute(f"PRAGMA synchronous={level}")
            raw.execute(f"PRAGMA wal_autocheckpoint={checkpoint}")

    def say(said: dict[str, Any]) -> None:
        os.write(out, mark(said))

    if level != "FULL" or checkpoint != 1000:
        sa.event.listen(sa.pool.Pool, "connect", tune)
    noted = Trace.note

    def note(trace: Trace, generation: int) -> None:
        noted(trace, generation)
        if desk:
            with desk[0].store.read() as tx:
                say({"generation": generation, "state": fingerprint(tx)})

    Trace.note = note  # type: ignore[method-assign, assignment]
    server = office.open_server_in(server_folder)
    line = Telling(server.peer("desa"), say)
    desk: list[Desk] = []
    for number, step in enumerate(_steps(chance, steps)):
        if not desk:
            desk.append(office.open(profile, line, seed=f"{seed}-{number}"))
            with desk[0].store.read() as tx:
                say({"generation": int(tx.meta.get(GENERATION) or 0), "state": fingerprint(tx)})
        _do(desk[0], server, step, f"{seed}-{number}", chance, say)
        if step == "close":
            desk.pop().close()


def _steps(chance: random.Random, count: int) -> Iterator[str]:
    yield from ("citizen", "sync", "answer")
    kinds = ("text", "text", "long", "answer", "sync", "citizen", "page", "close", "submit")
    yield from chance.choices(kinds, (6, 6, 2, 6, 5, 2, 1, 1, 1), k=count)
    yield from ("text", "answer", "sync", "text")


def _do(desk: Desk, server: Any, step: str, name: str, chance: random.Random, say: Any) -> None:
    """One step; what its person or its citizen was told is said."""
    if step in ("text", "long"):
        text = f"Kalimat {name}. " * (chance.randrange(1, 30) if step == "text" else 2_000)
        if isinstance(desk.reports.save(DRAFT, {"kendala.isi": text}), Saved):
            say({"text": hashlib.sha256(text.encode()).hexdigest()})
    elif step == "submit":
        answer = desk.reports.submit(DRAFT)
        if isinstance(answer, Submitted):
            say({"op": answer.op_id})
    elif step == "citizen":
        sent = server.feedback.submit(
            NewFeedback(BABAYAU, "keluhan", f"Lampu {name}", "Padam.", for_everybody=True), "192.0.2.1"
        )
        say({"number": getattr(sent, "number", "")})
    elif step == "answer":
        with desk.store.read() as tx:
            known = [one.id for one in tx.records.all(RecordType.FEEDBACK)]
        if known:
            chosen = chance.choice(known)
            assert not isinstance(desk.feedback.save_answer(chosen, f"Jawaban {name}"), Refused)
            desk.feedback.answer(chosen)
    elif step == "sync":
        desk.sync.run_once()
    elif step == "page":
        with desk.store.write() as tx:
            tx.meta.put("drill", name * 40_000)


def fingerprint(tx: Tx) -> str:
    """Everything this profile holds, except what is derived from it at a start."""
    total = hashlib.sha256()
    for table in STATES:
        for row in tx.connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
            total.update(repr(tuple(row)).encode())
    return total.hexdigest()


def can_record() -> bool:
    """True where a C compiler and SQLite's header are there."""
    return shutil.which("cc") is not None and Path("/usr/include/sqlite3ext.h").exists()


class Cutter:
    """Plays a recording and cuts it off at chosen places; each image is judged in the same two folders."""

    def __init__(self, recording: Recording, folder: Path, clock: HandClock) -> None:
        self._recording, self._clock = recording, clock
        self._desk, self._server = folder / "image-desa", folder / "image-server"
        said = [entry.mark() for entry in recording.log if entry.kind == MARK]
        self._states = {one["generation"]: one["state"] for one in said if "generation" in one}
        """The state after each commit that came to its end, also after the cut."""
        for made in (self._desk, self._server):
            made.mkdir(parents=True, exist_ok=True)

    def cut(self, count: int, seed: int) -> Iterator[Verdict]:
        """So many cuts at places and with losses of the seed's choice."""
        chance = random.Random(f"cuts {seed}")
        log = self._recording.log
        sides = [self._side(entry.name) if entry.kind != MARK else "" for entry in log]
        of_server = sum(side == "server" for side in sides)
        of_desk = sum(side == "desk" for side in sides)
        # The server writes less; one cut in three is its.
        weights = [{"desk": 2 / of_desk, "server": 1 / of_server}.get(side, 0.0) for side in sides]
        chosen = sorted(chance.choices(range(len(log)), weights, k=count))
        disk, done = Disk(self._recording.before), 0
        told = _Told()
        for at in chosen:
            for entry in log[done:at]:
                disk.play(entry)
                told.hear(entry)
            done = max(done, at)
            side = sides[at]
            image = disk.image(chance)
            verdict = Verdict(side, at, disk.unsynced())
            (self._judge_desk if side == "desk" else self._judge_server)(image, told, verdict)
            yield verdict

    def _side(self, name: str) -> str:
        for side, path in (("desk", self._recording.desk), ("server", self._recording.server)):
            if name in (path, f"{path}-wal", f"{path}-journal"):
                return side
        return ""

    def _lay_out(self, image: dict[str, bytes], path: str, folder: Path) -> None:
        for ending in ("", "-wal", "-journal", "-shm"):
            target = folder / (DATABASE + ending)
            data = image.get(path + ending)
            if data is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(data)

    def _judge_desk(self, image: dict[str, bytes], told: _Told, verdict: Verdict) -> None:
        self._lay_out(image, self._recording.desk, self._desk)
        Trace(self._desk).note(told.generation)
        try:
            store = Store(self._desk / DATABASE, self._clock, SeededEntropy("image"), self._recording.key)
        except (KnownError, sa.exc.DatabaseError) as fault:
            verdict.damaged.append(f"does not open: {getattr(fault, 'code', type(fault).__name__)}")
            return
        try:
            with store.read() as tx:
                generation = int(tx.meta.get(GENERATION) or 0)
                state = fingerprint(tx)
                text = str(tx.documents.content(DRAFT).get("kendala.isi"))
                ops = tx.outbox.get(told.op) if told.op else None
            if generation < told.generation or store.went_back:
                verdict.lost.append(f"{told.generation - generation} commits told as saved")
            elif generation == told.generation and told.text not in ("", hashlib.sha256(text.encode()).hexdigest()):
                verdict.lost.append("the text told as saved")
            if told.op and ops is None:
                verdict.lost.append("an op told as queued")
            if state != self._states.get(generation):
                verdict.damaged.append(f"a state that was never committed, at {generation}")
            store.check()
        except (KnownError, sa.exc.DatabaseError, ValueError) as fault:
            verdict.damaged.append(f"cannot be read: {getattr(fault, 'code', type(fault).__name__)}")
        finally:
            store.close()

    def _judge_server(self, image: dict[str, bytes], told: _Told, verdict: Verdict) -> None:
        self._lay_out(image, self._recording.server, self._server)
        store = ServerStore(self._server)
        try:
            if store.integrity() != "ok":
                verdict.damaged.append("not whole")
            with store.read() as work:
                known = {op_id: work.ops.find(op_id) for op_id in told.receipts}
                head = work.records.head()
                counts = work.records.counts()
            words = sum(counts.get(kind, 0) for kind in (RecordType.FEEDBACK, RecordType.FEEDBACK_KECAMATAN))
            for op_id, (content_hash, seq) in told.receipts.items():
                found = known[op_id]
                if found is None:
                    verdict.lost.append("an op with a receipt")
                elif (found.receipt.content_hash, found.receipt.seq) != (content_hash, seq) or head < seq:
                    verdict.damaged.append("another receipt than was told")
            if words < told.numbers:
                verdict.lost.append("a citizen's word with a number")
        except (StorageError, sa.exc.DatabaseError, ValueError) as fault:  # a torn page may hold no value of ours
            verdict.damaged.append(f"cannot be read: {type(fault).__name__}")
        finally:
            store.close()


class _Told:
    """What had been told by a moment."""

    def __init__(self) -> None:
        self.generation = 0
        self.text = self.op = ""
        self.numbers = 0
        self.receipts: dict[str, tuple[str, int]] = {}

    def hear(self, entry: Entry) -> None:
        """Take in what was said."""
        if entry.kind != MARK:
            return
        said = entry.mark()
        self.generation = said.get("generation", self.generation)
        self.text = said.get("text", self.text)
        self.op = said.get("op", self.op)
        self.numbers += bool(said.get("number"))
        for op_id, content_hash, seq in said.get("receipts", ()):
            self.receipts[op_id] = (content_hash, seq)
