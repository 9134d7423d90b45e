"""An office whose windows are killed at random moments, and the judge of what is left on its disk and on the server.

Used by the drill of 500 kills (tools/drills/kills.py) and, with three, by a test. What is judged: no word older than
two seconds is gone and none that the window called saved, nothing else was changed, the database is whole, every op
told as sent stands on the server once, and the profile goes on from there.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sipa_core.domain.paths import Value
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.outbox import OutboxItem, OutboxState
from tests.support.programs import ROOT, ServerProgram, serving
from tests.support.public_figures import report
from tests.support.vaults import open_vault

VILLAGE = "63.11.06.2022"
REPORT = ("lra_semester1", "2026-S1")
TEXT, CELL = "pengantar.isi", "apbdes[02.03/-/-].realisasi"
FILLED: dict[str, Value] = report() | {
    TEXT: "Dengan hormat. ",
    "ringkasan.isi": "Belanja berjalan sesuai rencana.",
    "apbdes[02.03/-/-].anggaran": 656_000_000,
    CELL: 262_400_000,
}
LONGEST_TEXT = 1_200
MOST_LOST = 2.0
PLANS = {"typing": "open", "saving": "saving", "sending": "sending", "under way": "submitted"}
"""How a life ends, and what its moment is counted from."""
WAIT_SECONDS = 30.0


@dataclass(frozen=True)
class Life:
    """How one life goes: where is typed, what is under way when it ends, and how long after (seconds)."""

    target: str
    plan: str
    nth: int
    delay: float
    seed: int


@dataclass
class Told:
    """What the killed process had said of itself, oldest first, and when it was killed."""

    lines: list[dict[str, Any]]
    killed_at: float

    def of(self, what: str) -> list[dict[str, Any]]:
        """The lines of one kind."""
        return [line for line in self.lines if line["what"] == what]


class EndedItselfError(Exception):
    """A desk ended, or stood still, before its kill; the text is how, with what it said on standard error."""


@dataclass
class Verdict:
    """What one kill did: `wrong` in words, empty when nothing; `lost_ms` is the age of the oldest entry that is gone.
    `met` is how the kill met the sending; `by_itself` how the desk ended when it did not wait for its kill.
    """

    target: str
    plan: str
    keys: int = 0
    lost_keys: int = 0
    lost_ms: float = 0.0
    saved_told: bool = False
    submitted_told: bool = False
    sent_told: bool = False
    met: str = ""
    by_itself: str = ""
    wrong: list[str] = field(default_factory=list)


def plan_life(chance: random.Random) -> Life:
    """The next life; most typing lives last longer than the two seconds that may be lost."""
    plan = chance.choices(tuple(PLANS), (5, 3, 2, 2))[0]
    delay = {
        "typing": chance.uniform(0.1, 4.5),
        "saving": chance.choice((chance.uniform(0, 0.012), chance.uniform(0, 0.08))),
        "sending": chance.uniform(0, 0.3),
        "under way": chance.choice((chance.uniform(0, 0.15), chance.uniform(0, 0.8))),
    }[plan]
    return Life(chance.choices(("text", "cell"), (2, 1))[0], plan, chance.randint(1, 2), delay, chance.getrandbits(32))


class Windows:
    """The process that the windows are split off from."""

    def __init__(self, log: Path, plant: str = "") -> None:
        self._plant = plant
        self._log = log.open("a")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.killed_desk"],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._rest = b""
        self._said_before = 0
        self._log_path = log
        self._read_until("loaded")

    def live(self, profile: Path, draft: str, life: Life) -> Told:
        """Let a life begin and kill it at its moment; everything it told until then."""
        asked = {"profile": str(profile), "draft": draft, "target": life.target, "plan": life.plan, "seed": life.seed}
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps({**asked, "plant": self._plant}) + "\n").encode())
        self._process.stdin.flush()
        lines: list[dict[str, Any]] = []
        self._said_before = self._log_path.stat().st_size
        wanted = life.nth if life.plan == "saving" else 1
        end = time.monotonic() + WAIT_SECONDS
        while sum(line["what"] == PLANS[life.plan] for line in lines) < wanted:
            lines.append(self._line())
            self._must_live(lines[-1])
            if time.monotonic() > end:
                os.kill(lines[0]["pid"], signal.SIGKILL)
                self._read_until("ended")
                raise EndedItselfError(f"never came to its moment, last: {lines[-1]['what']}")
        reached = lines[-1]["at"] + life.delay
        time.sleep(max(0.0, reached - time.monotonic()))
        pid = next(line["pid"] for line in lines if line["what"] == "born")
        killed_at = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        lines += self._read_until("ended")
        self._must_live(lines[-1])
        return Told(lines, killed_at)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait(10)
        for end in (self._process.stdin, self._process.stdout, self._log):
            if end is not None:
                with closing(end):
                    pass

    def _read_until(self, what: str) -> list[dict[str, Any]]:
        lines = [self._line()]
        while lines[-1]["what"] != what:
            lines.append(self._line())
        return lines

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        end = time.monotonic() + WAIT_SECONDS
        while b"\n" not in self._rest:
            ready = select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))[0]
            more = os.read(self._process.stdout.fileno(), 1 << 16) if ready else b""
            assert more, f"the windows say nothing: {self._log_path.read_text()[-3000:]}"
            self._rest += more
        line, self._rest = self._rest.split(b"\n", 1)
        told: dict[str, Any] = json.loads(line)
        return told

    def _must_live(self, told: dict[str, Any]) -> None:
        if told["what"] == "ended" and told["code"] != signal.SIGKILL:
            with self._log_path.open(errors="replace") as log:
                log.seek(self._said_before)
                raise EndedItselfError(f"ended by itself with status {told['code']}: {log.read()[-6000:]}")


class Office:
    """One profile and its server over many kills."""

    def __init__(self, folder: Path, server: ServerProgram, plant: str = "") -> None:
        self.profile = folder / "desa"
        self._server = server
        self.draft = ""
        self._receipted: set[str] = set()
        self._begin()
        self._windows = Windows(folder / "windows.log", plant)

    def close(self) -> None:
        """End the windows' process."""
        self._windows.close()

    def kill_once(self, life: Life) -> Verdict:
        """Live and kill, judge what is left, and make the report ready for the next life."""
        before = self._content()
        try:
            told = self._windows.live(self.profile, self.draft, life)
        except EndedItselfError as ended:
            with self._desk() as desk:
                return Verdict(life.target, life.plan, by_itself=str(ended), wrong=self._go_on(desk))
        on_server = server_ops(self._server.data)
        return self._judge(life, told, before, on_server)

    def _begin(self) -> None:
        """Register the PC and begin the report."""
        code = self._server.verb("enrol", "--village", VILLAGE, "--name", "Rusmini", "--role", "admin_desa")["code"]
        with self._desk() as desk:
            enrolled = desk.enrolment.setup(self._server.url, code)
            assert not isinstance(enrolled, Refused), enrolled
            assert desk.sync.run_once().complete
            edit = desk.reports.create(*REPORT)
            assert isinstance(edit, ReportEdit), edit
            self.draft = edit.draft_id
            assert not isinstance(desk.reports.save(self.draft, FILLED), Refused)

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        desk = open_desk(self.profile, vault=open_vault(self.profile))
        try:
            yield desk
        finally:
            desk.close()

    def _content(self) -> dict[str, Value]:
        with self._desk() as desk, desk.store.read() as tx:
            return tx.documents.content(self.draft)

    def _judge(self, life: Life, told: Told, before: dict[str, Value], on_server: dict[str, str]) -> Verdict:
        with self._desk() as desk:
            with desk.store.read() as tx:
                after, items = tx.documents.content(self.draft), tx.outbox.items(tuple(OutboxState))
            path = CELL if life.target == "cell" else TEXT
            verdict = judge_typing(life, told, path, before, after)
            if desk.store.integrity() != "ok":
                verdict.wrong.append("the database is damaged")
            verdict.wrong += judge_ops(told, items, on_server, self._receipted)
            verdict.met = met(items, on_server)
            verdict.wrong += self._go_on(desk)
        return verdict

    def _go_on(self, desk: Desk) -> list[str]:
        """Send what waits, look at the server again, and get the report back into the person's hands."""
        wrong: list[str] = []
        outcome = desk.sync.run_once()
        if not outcome.complete:
            wrong.append(f"sending did not go on: {outcome}")
        edit = desk.reports.open(self.draft)
        if isinstance(edit, ReportEdit) and not edit.editable:
            recalled = desk.reports.recall(self.draft)
            if isinstance(recalled, Refused) or not desk.sync.run_once().complete:
                wrong.append(f"the report cannot be taken back: {recalled}")
        with desk.store.read() as tx:
            items = tx.outbox.items(tuple(OutboxState))
            text = str(tx.documents.content(self.draft).get(TEXT) or "")
        kept = {item.op_id: item.content_hash for item in items}
        if kept != server_ops(self._server.data):
            wrong.append("the server does not have every op of this desk exactly once")
        numbers = [item.op_no for item in items]
        if len(set(numbers)) != len(numbers):
            wrong.append("two ops have one number")
        sent = sum(item.kind == "report.submit" for item in items)
        if versions(self._server.data) != sent:
            wrong.append(f"{versions(self._server.data)} versions on the server after {sent} sendings")
        self._receipted = set(kept)
        short = {TEXT: FILLED[TEXT]} if len(text) > LONGEST_TEXT else {"ringkasan.isi": f"Ringkasan {len(text)}."}
        if isinstance(desk.reports.save(self.draft, short), Refused):
            wrong.append("the report cannot be written any more")
        return wrong


def judge_typing(life: Life, told: Told, path: str, before: dict[str, Value], after: dict[str, Value]) -> Verdict:
    """Compare what stands in the draft with the keys that were put in."""
    keys, saves = told.of("key"), told.of("saved")
    kept = _kept(life.target, [key["text"] for key in keys], before.get(path), after.get(path))
    wrong: list[str] = []
    if kept is None:
        wrong.append(f"{path} holds what nobody typed: {after.get(path)!r} after {before.get(path)!r}")
        kept = len(keys)
    lost = keys[kept:]
    lost_for = told.killed_at - lost[0]["at"] if lost else 0.0
    if lost_for > MOST_LOST:
        wrong.append(f"{len(lost)} of {len(keys)} entries gone, the oldest {lost_for * 1000:.0f} ms old")
    if saves and kept < saves[-1]["count"]:
        wrong.append(f"{saves[-1]['count']} entries were called saved, {kept} are there")
    others = {key for key in {*before, *after} - {path} if before.get(key) != after.get(key)}
    if others:
        wrong.append(f"nobody touched {sorted(others)}")
    return Verdict(
        life.target,
        life.plan,
        len(keys),
        len(lost),
        lost_for * 1000,
        bool(saves),
        bool(told.of("submitted")),
        bool(told.of("sent")),
        wrong=wrong,
    )


def _kept(target: str, typed: list[str], before: Value, after: Value) -> int | None:
    """How many of the entries are in the draft; None when it holds anything but the first of them."""
    if target == "text":
        states: list[Value] = ["".join([str(before or ""), *typed[:count]]) for count in range(len(typed) + 1)]
    else:
        states = [before, *(int(figure) for figure in typed)]
    found = [count for count, state in enumerate(states) if state == after]
    return found[-1] if found else None


def judge_ops(told: Told, items: list[OutboxItem], on_server: dict[str, str], receipted: set[str]) -> list[str]:
    """Compare the outbox with the server: as they lay after the kill, before anything went on."""
    wrong: list[str] = []
    known = {item.op_id: item for item in items}
    if len(known) != len(items):
        wrong.append("an op stands twice in the outbox")
    for item in items:
        if item.state is OutboxState.RECEIPTED and on_server.get(item.op_id) != item.content_hash:
            wrong.append(f"{item.kind} has a receipt and the server does not have it")
        if item.state is OutboxState.PARKED:
            wrong.append(f"{item.kind} was refused: {item.code}")
    if not receipted <= set(known):
        wrong.append("ops that had a receipt are gone")
    fresh = [item for item in items if item.op_id not in receipted and item.kind == "report.submit"]
    if told.of("submitted") and len(fresh) != 1:
        wrong.append(f"told as taken over, but {len(fresh)} submissions are there")
    if told.of("sent") and any(item.op_id not in on_server for item in fresh):
        wrong.append("told as sent, but the server does not have it")
    if set(on_server) - set(known):
        wrong.append("the server has ops that this desk does not know")
    return wrong


def met(items: list[OutboxItem], on_server: dict[str, str]) -> str:
    """Where the newest op was when the kill came; empty when none was under way."""
    open_ops = [item for item in items if item.state in (OutboxState.QUEUED, OutboxState.SENDING)]
    if not open_ops:
        return ""
    return "answer under way" if open_ops[-1].op_id in on_server else f"op {open_ops[-1].state.value}"


def server_ops(data: Path) -> dict[str, str]:
    """Every answered op on the server, with the hash of its content."""
    return {str(op): str(digest) for op, digest in _rows(data, "SELECT op_id, content_hash FROM ops")}


def versions(data: Path) -> int:
    """How many versions of reports the server holds."""
    [(count,)] = _rows(data, "SELECT count(*) FROM records WHERE type = 'version'")
    return int(count)


def _rows(data: Path, query: str) -> list[Any]:
    [file] = data.glob("*.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        return connection.execute(query).fetchall()


@contextmanager
def office(folder: Path, plant: str = "") -> Iterator[Office]:
    """A registered village's PC with a report begun, and its server."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(folder / "server") as server:
        made = Office(folder, server, plant)
        try:
            yield made
        finally:
            made.close()
