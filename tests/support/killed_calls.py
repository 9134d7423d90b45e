"""S02, N17: the program is killed at the Nth write, sync or rename of a day that goes from a key stroke to the receipt.

Desk and server live in one process that is split off, and `strace` kills it at a call of either. A first life without a
kill says which states were ever committed, and how many calls there are. After a kill both are opened again: each is in
one of those states, no older than what was told, no row names bytes that are not there; then all goes on to its end,
and the server has each thing once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sipa_core.domain.attachments import Attachment
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.snapshot import SpoiltCopyError, check_copy, snapshots_in
from sipa_desktop.store.trace import GENERATION, Trace
from sipa_server.bootstrap import Server
from sipa_server.services.feedback import NewFeedback
from sipa_server.store.tables import metadata as server_tables
from sipa_server.store.unit_of_work import Store as ServerStore
from sipa_server.store.unit_of_work import Work
from tests.support.disk_day import DRAFT, Hour, Office, judge
from tests.support.faulty_calls import WAIT_SECONDS, attach, detach
from tests.support.faulty_peer import FaultyPeer
from tests.support.killed_plants import plants
from tests.support.power_day import Telling, fingerprint
from tests.support.vaults import PASSWORD, vault_of
from tests.support.world import BABAYAU

CALLS = ("pwrite64", "write", "fsync", "fdatasync", "rename", "ftruncate", "unlink")
START = b"s"
Life = tuple[list[dict[str, Any]], list[str], bool]


@dataclass(frozen=True)
class Kill:
    """At which call of which kind; none at all when `nth` is 0."""

    call: str
    nth: int

    def expressions(self) -> list[str]:
        """As strace wants it."""
        if not self.nth:
            return ["-e", f"trace={','.join(CALLS)},sendto"]
        return ["-e", f"trace={self.call}", f"--inject={self.call}:signal=KILL:when={self.nth}"]


@dataclass
class Day:
    """What a life without a kill showed: each call with its step, and the states of both databases."""

    calls: list[tuple[str, str]]
    desk: dict[int, str]
    server: set[str]


@dataclass
class Verdict:
    """What one kill did; `wrong` in words. `step` is the one that was under way."""

    kill: Kill
    killed: bool = False
    step: str = ""
    wrong: list[str] = field(default_factory=list)


class Killed:
    """One office whose day is lived, and cut short, as often as wanted. `plant` is put in for the lives alone."""

    def __init__(self, office: Office, folder: Path, plant: str = "") -> None:
        self._office, self._folder, self._plant = office, folder, plant
        self._profile, self._server = folder / "desa", folder / "server"
        self._began = office.clock.at
        said, log, ended = self._live(Kill("", 0))
        assert ended, "the day did not come to its end"
        self.day = Day(
            list(calls_of(log)),
            {one["generation"]: one["state"] for one in said if "generation" in one},
            {one["server"] for one in said if "server" in one},
        )

    def kills(self, *steps: str) -> list[Kill]:
        """Every place of the day, or of some of its steps."""
        return places_of(self.day.calls, steps)

    def kill(self, at: Kill) -> Verdict:
        """One life, killed there, and what is left of it."""
        said, _log, ended = self._live(at)
        verdict = Verdict(at, not ended, next((one["step"] for one in reversed(said) if "step" in one), ""))
        if ended:
            return verdict
        hour = Hour(None, b"")  # type: ignore[arg-type]
        for one in said:
            hour.told_text |= one.get("text", {})
            for path, text in one.get("tries", {}).items():
                hour.tried_text.setdefault(path, []).append(text)
            hour.told_files += one.get("files", ())
            hour.told_ops += one.get("ops", ())
            hour.told_copies += one.get("copies", ())
            if "away" in one:
                hour.told_files.remove(one["away"])
        try:
            server = self._office.open_server_in(self._server)
            line = FaultyPeer(server.peer("desa"))
            desk = self._office.open(self._profile, line, seed="again")
        except (KnownError, sa.exc.DatabaseError) as fault:
            verdict.wrong.append(f"does not open: {getattr(fault, 'code', type(fault).__name__)}")
            return verdict
        try:
            left = judge(desk, hour)
            verdict.wrong += [*left.lost, *left.damaged]
            verdict.wrong += self._judge_desk(desk, said, hour) + self._judge_server(server, said)
            verdict.wrong += _go_on(desk, server, said)
        finally:
            desk.close()
            server.close()
        return verdict

    def _judge_desk(self, desk: Desk, said: list[dict[str, Any]], hour: Hour) -> list[str]:
        wrong = ["the data are said to have gone back"] if desk.store.went_back else []
        with desk.store.read() as tx:
            generation = int(tx.meta.get(GENERATION) or 0)
            state = fingerprint(tx)
            here = tx.blobs.all_here()
        told = max((one["generation"] for one in said if "generation" in one), default=0)
        if generation < told:
            wrong.append(f"{told - generation} commits told as saved are gone")
        if state != self.day.desk.get(generation):
            wrong.append("the desk is in a state that was never committed")
        wrong += ["a row names bytes that are not on the desk" for one in here if not desk.files.is_whole(one)]
        vault = vault_of(self._profile)
        assert vault.unlock(PASSWORD)
        copies = snapshots_in(desk.backups.here)
        for copy in copies:
            try:
                check_copy(copy, vault.key())
            except (SpoiltCopyError, OSError):
                wrong.append("a copy is there by half")
        names = {copy.folder.name for copy in copies}
        wrong += ["a copy that was told is gone" for one in hour.told_copies if one not in names]
        return wrong

    def _judge_server(self, server: Server, said: list[dict[str, Any]]) -> list[str]:
        wrong = [] if server.store.integrity() == "ok" else ["the server's database is not whole"]
        with server.store.read() as work:
            if server_state(work) not in self.day.server:
                wrong.append("the server is in a state that was never committed")
            for op_id, content_hash, seq in (each for one in said for each in one.get("receipts", ())):
                known = work.ops.find(op_id)
                if known is None or (known.receipt.content_hash, known.receipt.seq) != (content_hash, seq):
                    wrong.append("an op with a receipt is not on the server as it was told")
            rows = work.blobs.every()
        wrong += ["a row names bytes that are not on the server" for one in rows if not _whole(server, one.sha256)]
        return wrong

    def _live(self, kill: Kill) -> Life:
        """What was said, what strace saw, and whether the day came to its end."""
        self._office.copy_to(self._profile, reserve=True)
        shutil.rmtree(self._server, ignore_errors=True)
        shutil.copytree(self._office.server, self._server)

        def life(line: socket.socket) -> None:
            self._office.clock.at = self._began
            with plants(self._plant):
                _day(self._office, self._profile, self._server, line)

        return lived(life, kill, self._folder / "strace")


def lived(life: Callable[[socket.socket], None], kill: Kill, log: Path) -> Life:
    """Split a life off and kill it there. It says START once all is loaded, waits for a byte, tells lines of JSON,
    the last of them `{"end": true}`, and waits to be ended: what was told, what strace saw, whether it came so far."""
    here, there = socket.socketpair()
    here.settimeout(WAIT_SECONDS)
    pid = os.fork()
    if pid == 0:
        try:
            here.close()
            life(there)
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(1)
    there.close()
    try:
        assert here.recv(1) == START, "it did not open"
        tracer = attach(pid, kill.expressions(), log)
        here.sendall(START)
        lines = _lines(here)
        ended = bool(lines) and lines[-1] == {"end": True}
        if ended:
            detach(tracer)
            os.kill(pid, signal.SIGKILL)
        else:
            tracer.communicate(timeout=WAIT_SECONDS)
    finally:
        here.close()
        _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "the life ended by a fault"
    return lines, log.read_text(errors="replace").splitlines(), ended


def telling(line: socket.socket) -> Callable[[dict[str, Any]], None]:
    """How a life tells: whole once this returns, whatever happens to its process then."""

    def say(said: dict[str, Any]) -> None:
        line.sendall(json.dumps(said).encode() + b"\n")

    return say


def _day(office: Office, profile: Path, server_folder: Path, line: socket.socket) -> None:
    """The day itself: open both, wait for the tracer, live, and wait to be ended."""

    say = telling(line)
    server = office.open_server_in(server_folder)
    desk = office.open(profile, Telling(server.peer("desa"), say))
    desk.sync, desk.transfer, desk.backups, desk.feedback  # noqa: B018 - made now, before calls are counted
    _tell_states(desk, server, say)
    with desk.store.read() as tx:
        say_later = {"generation": int(tx.meta.get(GENERATION) or 0), "state": fingerprint(tx)}
    with server.store.read() as work:
        server_later = {"server": server_state(work)}
    line.sendall(START)
    line.recv(1)
    say(say_later)
    say(server_later)
    for name, step in steps(desk, server, office.picture, say):
        say({"step": name})
        step()
    say({"end": True})
    line.shutdown(socket.SHUT_WR)
    line.recv(1)


def steps(
    desk: Desk, server: Server, picture: bytes, say: Callable[[dict[str, Any]], None]
) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done in the day, in order."""
    taken: list[Attachment] = []

    def save(text: str) -> None:
        say({"tries": {"kendala.isi": text}})
        assert not isinstance(desk.reports.save(DRAFT, {"kendala.isi": text}), Refused)
        say({"text": {"kendala.isi": text}})

    def attach_photo() -> None:
        one = desk.attachments.take_bytes(picture, "papan.jpg")
        assert isinstance(one, Attachment)
        taken.append(one)
        say({"files": [one.sha256]})

    def submit() -> None:
        answer = desk.reports.submit(DRAFT)
        assert not isinstance(answer, Refused)
        say({"ops": [answer.op_id]})

    def upload() -> None:
        with desk.store.write() as tx:
            tx.blobs.send([taken[0].sha256])
        desk.transfer.run_once()
        say({"sent": taken[0].sha256})

    def fetch() -> None:
        say({"away": taken[0].sha256})
        with desk.store.write() as tx:
            tx.blobs.lost(taken[0].sha256, 1)
        desk.files.place(taken[0].sha256).unlink()
        desk.attachments.want(taken[0])
        desk.transfer.run_once()

    def citizen() -> None:
        sent = server.feedback.submit(
            NewFeedback(BABAYAU, "keluhan", "Lampu jalan", "Padam.", form_id="lampu", for_everybody=True), "192.0.2.1"
        )
        say({"number": getattr(sent, "number", "")})

    def answer() -> None:
        with desk.store.read() as tx:
            (word,) = tx.records.all(RecordType.FEEDBACK)
        desk.feedback.save_answer(word.id, "Sudah diperbaiki.")
        assert not isinstance(desk.feedback.answer(word.id), Refused)
        say({"answered": word.id})

    yield "save", lambda: save("Jalan ke balai desa rusak. " * 20)
    yield "attach", attach_photo
    yield "save again", lambda: save("Jalan ke balai desa sudah diperbaiki. " * 20)
    yield "queue", submit
    yield "send", desk.sync.run_once
    yield "citizen", citizen
    yield "upload", upload
    yield "apply", desk.sync.run_once
    yield "answer", answer
    yield "send the answer", desk.sync.run_once
    yield "fetch", fetch
    yield "backup", lambda: say({"copies": [desk.backups.copy_here().copy.folder.name]})


def _tell_states(desk: Desk, server: Server, say: Callable[[dict[str, Any]], None]) -> None:
    """Say the state of either database after each of its commits."""
    noted, written = Trace.note, ServerStore.write

    def note(trace: Trace, generation: int) -> None:
        noted(trace, generation)
        with desk.store.read() as tx:
            say({"generation": generation, "state": fingerprint(tx)})

    @contextmanager
    def write(store: ServerStore) -> Iterator[Work]:
        with written(store) as work:
            yield work
        with store.read() as work:
            say({"server": server_state(work)})

    Trace.note = note  # type: ignore[method-assign, assignment]
    ServerStore.write = write  # type: ignore[method-assign, assignment]


def server_state(work: Work) -> str:
    """Everything the server's database holds."""
    total = hashlib.sha256()
    for table in server_tables.sorted_tables:
        for row in work._connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
            total.update(repr(tuple(row)).encode())
    return total.hexdigest()


def _whole(server: Server, sha256: str) -> bool:
    return server.blobs.files.whole(sha256)


def _go_on(desk: Desk, server: Server, said: list[dict[str, Any]]) -> list[str]:
    """Let everything come to its end after the kill, and look whether each thing has one effect."""
    with desk.store.write() as tx:
        for sha256 in (one["away"] for one in said if "away" in one):
            known = tx.blobs.get(sha256)
            assert known is not None
            tx.blobs.want(sha256, known.media, known.size, 0)  # somebody looks at the photo again
    desk.sync.run_once()
    outcome = desk.sync.run_once()
    attached = desk.transfer.run_once()
    wrong = [] if outcome.complete and attached.complete else ["the sending does not come to its end"]
    with desk.store.read() as tx:
        ops = tx.outbox.items(tuple(OutboxState))
        mine, upto = tx.server_records.digest(), tx.meta.upto
        identity = tx.meta.identity
        words = tx.records.all(RecordType.FEEDBACK)
    assert identity is not None
    with server.store.read() as work:
        counts = work.records.counts()
        told = [work.ops.find(op.op_id) for op in ops]
        theirs, head = work.records.digest(identity.actor), work.records.head()
        answers = [value for one in words for value in _answers(work, one.id)]
    if any(op.state is not OutboxState.RECEIPTED for op in ops) or None in told:
        wrong.append("an op has no receipt in the end")
    queued = sum(op.kind == "report.submit" for op in ops)
    if counts.get("version", 0) != queued or len(answers) != sum(op.kind == "feedback.reply" for op in ops):
        wrong.append("a thing stands on the server twice, or not at all")
    if mine != theirs or upto > head:
        wrong.append("desk and server differ in the end")
    files = {name for one in said for name in one.get("files", ())}
    wrong += ["an attachment did not come back" for one in files if not desk.files.is_whole(one)]
    return wrong


def _answers(work: Work, feedback: str) -> Iterable[str]:
    record = work.records.get(Ref(RecordType.FEEDBACK, feedback))
    fields = record.fields if record is not None else {}
    return [path for path, value in fields.items() if path.endswith("].who") and value == "office"]


def places_of(calls: Iterable[tuple[str, str]], steps: Collection[str]) -> list[Kill]:
    """Every place of a life, given its calls with the step of each, or only those of some steps."""
    seen, found = Counter[str](), []
    for call, step in calls:
        seen[call] += 1
        if step and (not steps or step in steps):
            found.append(Kill(call, seen[call]))
    return found


def calls_of(log: list[str]) -> Iterator[tuple[str, str]]:
    """Each call that strace saw, with the step that was under way."""
    step = ""
    for line in log:
        if told := re.search(r'sendto\(.*step\\": \\"([a-z ]+)', line):
            step = told[1]
        elif (name := re.match(r"\d+ +(\w+)\(", line)) and name[1] in CALLS:
            yield name[1], step


def _lines(line: socket.socket) -> list[dict[str, Any]]:
    """What came until the other end closed; a line that a kill cut short was not said."""
    data = b""
    while part := line.recv(1 << 16):
        data += part
    return [json.loads(one) for one in data.split(b"\n")[:-1]]
