"""An hour at a village's PC while its disk goes bad: what is done, what was told of it, and the judge of what is left.

`Office` keeps a template of a desk and its server; each `Hour` works on copies of both. An hour knows what the person
was told as saved; the judge compares that with what a fresh start finds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sipa_core import ids
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.reports_views import ReportEdit, Saved, Submitted
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.reserve import NAME as RESERVE
from sipa_server.bootstrap import Server, open_server
from sipa_server.settings import Settings
from tests.support.clock import DictSecrets, HandClock, SeededEntropy
from tests.support.faulty_peer import FaultyPeer
from tests.support.outside_files import photo
from tests.support.public_figures import report as report_content
from tests.support.vaults import open_vault
from tests.support.world import BABAYAU, World

DRAFT = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
NAME = "babayau"
SAVED = "saved"
PAGE_OF_FEED = 4_500_000
"""Bytes in one commit that make SQLite fold its log into the database."""


class Office:
    """A registered village desk with a report begun and one sentence saved, and its server; both closed."""

    def __init__(self, folder: Path) -> None:
        world = World(folder / "world")
        desk = world.village(NAME)
        assert isinstance(desk.reports.create("lra_semester1", "2025-S1"), ReportEdit)
        assert isinstance(desk.reports.save(DRAFT, report_content() | {"kendala.isi": "Kalimat pertama."}), Saved)
        world.close()
        self.folder = folder
        self.profile = folder / "world" / NAME
        self.server = folder / "world" / "server"
        self.clock: HandClock = world.clock
        self.secrets: DictSecrets = world.secrets(NAME)
        self.picture = photo(900, 700)

    def copy_to(self, profile: Path, *, reserve: bool) -> None:
        """A fresh copy of the desk in that folder, with or without its reserve."""
        shutil.rmtree(profile, ignore_errors=True)
        shutil.copytree(self.profile, profile, ignore=None if reserve else shutil.ignore_patterns(RESERVE))

    def open(self, profile: Path, line: FaultyPeer | None = None, seed: str = "desk") -> Desk:
        """The desk in that folder; without a line it has no network."""
        ways = open_vault(profile)
        peer = line or _NoLine()
        return open_desk(
            profile,
            vault=ways,
            clock=self.clock,
            entropy=SeededEntropy(seed),
            secrets=self.secrets,
            peer_of=lambda _url: peer,
        )

    def open_server(self, folder: Path) -> Server:
        """A fresh copy of the server."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.server, folder)
        return self.open_server_in(folder)

    def open_server_in(self, folder: Path) -> Server:
        """The server that lies there already."""
        settings = Settings(folder, public_url="https://paringin.example")
        return open_server(settings, clock=self.clock, entropy=SeededEntropy("server"))


class _NoLine(FaultyPeer):
    def __init__(self) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self.down = True


@dataclass
class Hour:
    """What one desk was told, step by step; `outcomes` are `saved`, `told CODE` or `silent KIND`."""

    desk: Desk
    picture: bytes
    page: int = PAGE_OF_FEED
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    told_text: dict[str, str] = field(default_factory=dict)
    tried_text: dict[str, list[str]] = field(default_factory=dict)
    told_files: list[str] = field(default_factory=list)
    told_ops: list[str] = field(default_factory=list)
    told_copies: list[str] = field(default_factory=list)

    def steps(self) -> list[tuple[str, Callable[[], object]]]:
        """What is done in the hour, in order."""
        return [
            ("text", lambda: self.write("kendala.isi", "Jalan ke balai desa rusak. " * 40)),
            ("long text", lambda: self.write("pengantar.isi", "Dengan hormat kami sampaikan. " * 2_000)),
            ("photo", self.attach),
            ("text again", lambda: self.write("kendala.isi", "Jalan ke balai desa sudah diperbaiki. " * 40)),
            ("page of the feed", self.take_page),
            ("copy", self.copy),
            ("send", self.send),
        ]

    def do(self, name: str, step: Callable[[], object]) -> bool:
        """Do one step and keep what was told of it; True when it was told as done."""
        try:
            answer = step()
        except KnownError as told:
            self._note(name, f"told {told.code}", told.message)
            return False
        except Exception as fault:  # noqa: BLE001 - a fault without words is what is looked for
            self._note(name, f"silent {type(fault).__name__}", str(fault))
            return False
        if isinstance(answer, Refused):
            self._note(name, f"told {answer.code}", answer.words)
            return False
        self._note(name, SAVED, "")
        return True

    def write(self, path: str, text: str) -> object:
        """What the editor does with what was typed."""
        self.tried_text.setdefault(path, []).append(text)
        answer = self.desk.reports.save(DRAFT, {path: text})
        if isinstance(answer, Saved):
            self.told_text[path] = text
            self.tried_text[path] = []
        return answer

    def attach(self) -> object:
        """A photo is attached."""
        answer = self.desk.attachments.take_bytes(self.picture, "papan.jpg")
        if not isinstance(answer, Refused):
            self.told_files.append(answer.sha256)
        return answer

    def take_page(self) -> object:
        """A large page of the feed is taken in, which makes the log be folded in."""
        with self.desk.store.write() as tx:
            tx.meta.put("drill", "halaman " * (self.page // 8))
        with self.desk.store.write() as tx:
            tx.meta.forget("drill")
        return None

    def copy(self) -> object:
        """The daily copy."""
        done = self.desk.backups.copy_here()
        self.told_copies.append(done.copy.folder.name)
        return done

    def send(self) -> object:
        """The report is given to the queue."""
        answer = self.desk.reports.submit(DRAFT)
        if isinstance(answer, Submitted):
            self.told_ops.append(answer.op_id)
        return answer

    def _note(self, name: str, outcome: str, words: str) -> None:
        self.outcomes.append((name, outcome))
        self.words[outcome] = words


@dataclass
class Left:
    """What a fresh start finds against what was told: sentences, empty when all is well."""

    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def judge(desk: Desk, hour: Hour) -> Left:
    """Compare an opened desk with what its person was told."""
    left = Left()
    try:
        desk.store.check()
    except KnownError as fault:
        left.damaged.append(f"the database: {fault.code}")
    with desk.store.read() as tx:
        content = tx.documents.content(DRAFT)
        ops = [item.op_id for item in tx.outbox.items(tuple(OutboxState))]
        blobs = {sha256: tx.blobs.get(sha256) for sha256 in hour.told_files}
    if not content:
        left.lost.append("the draft")
    told = {"kendala.isi": "Kalimat pertama."} | hour.told_text
    for path, text in told.items():
        if content.get(path) not in (text, *hour.tried_text.get(path, [])):
            left.lost.append(f"{path} as it was told saved")
    left.lost += [f"op {op}" for op in hour.told_ops if op not in ops]
    if len(set(ops)) != len(ops):
        left.damaged.append("an op stands twice")
    for sha256, known in blobs.items():
        if known is None or not known.here:
            left.lost.append(f"attachment {sha256[:8]}")
        elif not desk.files.check(sha256):
            left.damaged.append(f"attachment {sha256[:8]}")
    return left


def judge_server(server: Server, desk: Desk, hour: Hour) -> list[str]:
    """Send everything and compare: each told op there once, one version, nothing refused."""
    outcome = desk.sync.run_once()
    wrong = [] if outcome.complete else [f"sending did not go on: {outcome.words}"]
    if desk.sync.status().parked:
        wrong.append("the server refused an op")
    with desk.store.read() as tx:
        versions = tx.records.count(RecordType.VERSION)
    if versions != len(hour.told_ops):
        wrong.append(f"{versions} versions after {len(hour.told_ops)} sendings")
    return wrong
