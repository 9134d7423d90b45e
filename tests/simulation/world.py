"""World(seed): a kecamatan's server, up to six desks, a clock, and lines, all in one process and without a thread.

The desks and the server are the real ones on real files; a seed decides what happens, and the same seed the same.
Every folder begins as a copy of one that was prepared once: six registered PCs, and what their people had done before.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import sqlalchemy as sa

from sipa_core.domain.roles import Role
from sipa_core.domain.villages import Regions
from sipa_core.ops.base import Write
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.reserve import NAME as RESERVE
from sipa_desktop.store.tables import leaf, outbox
from sipa_desktop.sync.enrolment import Enrolled
from sipa_server.bootstrap import Server, init_server, open_server
from sipa_server.platform.keys import ServerKeys, new_keys
from sipa_server.services import setup
from sipa_server.settings import Settings
from sipa_server.store.unit_of_work import FILE_NAME as SERVER_DATABASE
from sipa_sqlite.quick import Quick
from tests.simulation.beginnings import BEGINNINGS, Places
from tests.simulation.disks import Commits, quick_folder
from tests.simulation.line import Seen, SimLine
from tests.simulation.told import Told
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import open_vault
from tests.support.world import BABAYAU, BALANG, KECAMATAN, TENTH_OF_JULY, URL

NOBODYS = "63.11.06.2006"
"""A village that nobody has a PC in: a person may be moved there, and it may leave the kecamatan."""
HOME_ZONE = "UTC"
PUBLIC = "https://paringin.example"
PCS: tuple[tuple[str, str | None, str], ...] = (
    ("babayau-1", BABAYAU, "Norhayati"),
    ("kecamatan-1", None, "Syahrani"),
    ("babayau-2", BABAYAU, "Norhayati"),
    ("balang-1", BALANG, "Mariani"),
    ("kecamatan-2", None, "Syahrani"),
    ("balang-2", BALANG, "Mariani"),
)
"""Name, village and person of every PC; a world of n desks has the first n."""


TYPES = ("kegiatan_bulanan", "lra_semester1")
VILLAGES = (BABAYAU, BALANG, NOBODYS)


_OPS = Quick(sa.select(outbox.c.op_id, outbox.c.content_hash, outbox.c.state, outbox.c.op_no).order_by(outbox.c.no))
_LEAVES = Quick(sa.select(leaf).order_by(leaf.c.document, leaf.c.path))


class Violation(AssertionError):  # noqa: N818 - it is found, not raised by the program
    """Something that must never happen did."""


class PcClock:
    """A PC's own clock: the world's, off by as much as its battery says."""

    def __init__(self, world: HandClock) -> None:
        self._world = world
        self.off = 0

    def now(self) -> int:
        """UTC milliseconds as this PC believes them."""
        return max(0, self._world.now() + self.off)

    def monotonic(self) -> float:
        """Seconds that nobody sets."""
        return self._world.monotonic()


@dataclass
class Pc:
    """One PC: its folder, its clock, its line, what was told to its person, and the desk while it is open."""

    name: str
    village: str | None
    person: str
    folder: Path
    clock: PcClock
    line: SimLine
    told: Told
    zone: str = HOME_ZONE
    desk: Desk | None = None
    commits: Commits | None = None
    openings: int = 0
    copies: int = 0
    """How often its data were copied or put back: only then may it be told that they were."""
    revoked: bool = False
    older: Path | None = None
    held: set[tuple[str, str]] | None = None
    """What the server said that was on this PC after its last session; None when that is another set now."""

    @property
    def up(self) -> Desk:
        """The open desk."""
        assert self.desk is not None
        return self.desk


class World:
    """All of it. `count` counts a fault when it fires; `trace` tells what happened, line by line."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.folder = folder
        self.clock = HandClock(TENTH_OF_JULY)
        self.fired: Counter[str] = Counter()
        self.trace: list[str] = []
        self.seen = Seen()
        self.words = 0
        self.folders = 0
        self.poisoned: set[str] = set()
        self.zones_count = True
        self.restored = 0
        self.said_again = set[str]()
        """Refused ops whose words a person sent anew, under another id."""
        self.unnoticed = ""
        """The history of a server whose folder was put back by hand; while it is that, nobody has noticed."""
        self.citizens: list[tuple[str, str, str]] = []
        self.citizen_words: dict[str, bool] = {}
        """Every word of a citizen that was taken, and whether it may be gone by now."""
        self.expired: frozenset[bytes] = frozenset()
        """Words that the server kept as what a draft said before, for as long as it must."""
        self.stranger: ServerKeys = new_keys(SeededEntropy("another kecamatan"))
        self.server_copy: Path | None = None
        self.backup: Path | None = None
        self.stick: tuple[Pc, Pc | None] | None = None
        """Whose stick is under way, and the courier whose it is now."""
        self.server_entropy = SeededEntropy(f"{seed}-server")
        self.desks = self.chance.randint(2, len(PCS))
        self.beginning = self.chance.choice(tuple(BEGINNINGS))
        for name in ("server", *(name for name, _village, _person in PCS[: self.desks])):
            copy_folder(prepared() / self.beginning / name, folder / name)
        self.shown: dict[bytes, set[str]] = {}
        """Each word to the PCs whose persons had it before them."""
        self.server_commits = Commits(lambda: self.count("N17"))
        self.server: Server = self._opened_server()
        self.pcs = [self._pc(*about) for about in PCS[: self.desks]]
        self.before = set[str]()
        """The ops that were made before the world began."""
        for pc in self.pcs:
            self.open(pc)
            pc.told.wrote(_TOLD[self.beginning].get(pc.name, {}))
            pc.told.look(pc.up)
            self.before |= pc.told.ops.keys()
        begun = _SEEN[self.beginning]
        self.seen.hashes |= {op_id: set(digests) for op_id, digests in begun.hashes.items()}
        self.seen.bodies |= begun.bodies

    def count(self, fault: str) -> None:
        """A fault fired."""
        self.fired[fault] += 1

    def accepted(self) -> Counter[str]:
        """How many ops of each kind had their receipt on the PC that they were made on."""
        ops = {op_id: told.kind for pc in self.pcs for op_id, told in pc.told.answered.items()}
        return Counter(kind for op_id, kind in ops.items() if op_id not in self.before)

    def word(self) -> str:
        """A word that stands nowhere else."""
        self.words += 1
        return f"kata{self.words:05d}"

    def say(self, line: str) -> None:
        """One line of the trace."""
        self.trace.append(line)

    def open(self, pc: Pc) -> None:
        """Start the desk of a PC as its person does. KnownError as the desk itself says it."""
        pc.openings += 1
        pc.held = None
        with in_zone(pc.zone if self.zones_count else HOME_ZONE):
            desk = open_desk(
                pc.folder,
                vault=open_vault(pc.folder),
                clock=pc.clock,
                entropy=SeededEntropy(f"{self.seed}-{pc.name}-{pc.openings}"),
                peer_of=lambda _url: pc.line,
            )
        pc.commits = Commits(lambda: self.count("S02"))
        pc.commits.watch(desk.store._engines.writer)
        pc.desk = desk
        _ = desk.sync, desk.transfer  # both listen from the start, as in the program

    def close(self, pc: Pc) -> None:
        """End the desk as its person does."""
        if pc.desk is not None:
            pc.desk.close()
            pc.desk = None

    def kill(self, pc: Pc) -> None:
        """The power is gone: what is on the disk at this moment is all there is."""
        desk, pc.desk = pc.up, None
        killed(pc.folder / DATABASE, desk.store._engines.dispose)
        desk.lock.release()

    def server_broken(self) -> None:
        """The server ended in the middle of something and starts again."""
        killed(self.folder / "server" / SERVER_DATABASE, self.server.close)
        self.server = self._opened_server()

    def swap_server(self, folder: Path) -> Path:
        """Put another folder in the place of the server's; returns where the one before lies now."""
        self.server.close()
        aside = self._new_folder()
        (self.folder / "server").rename(aside)
        folder.rename(self.folder / "server")
        self.server = self._opened_server()
        return aside

    def reopen_server(self) -> None:
        """Open the server's folder, which somebody has put another in the place of."""
        self.server = self._opened_server()

    def server_is_old(self) -> None:
        """The server is one of an earlier time: no longer expect what may be gone."""
        self.restored += 1
        for word in self.citizen_words:
            self.citizen_words[word] = False
        self.citizens.clear()
        for pc in self.pcs:
            # Whether it knows that the right of a PC has ended is seen at its next call.
            pc.revoked = False

    def copy_server(self) -> Path:
        """A copy of the server's folder as it is now."""
        self.server.close()
        copy = self._new_folder()
        copy_folder(self.folder / "server", copy)
        self.server = self._opened_server()
        return copy

    def clone(self, pc: Pc) -> Pc:
        """A second PC from a copy of the first one's folder; the first is closed for the moment."""
        self.close(pc)
        name = f"{pc.name}-salinan"
        copy_folder(pc.folder, self.folder / name)
        made = self._pc(name, pc.village, pc.person)
        made.told = pc.told.copy(name)
        pc.copies += 1
        made.copies = pc.copies
        self.pcs.append(made)
        self.open(pc)
        self.open(made)
        return made

    def all_close(self) -> None:
        """End everything."""
        for pc in self.pcs:
            self.close(pc)
        self.server.close()

    def fingerprint(self, pc: Pc) -> str:
        """Eight hex digits of what a desk holds: its ops with their states, its written leaves, how far it read."""
        total = hashlib.sha256()
        with pc.up.store.read() as tx:
            for row in (*_OPS.all(tx.connection), *_LEAVES.all(tx.connection)):
                total.update(repr(row).encode())
            total.update(f"{tx.meta.upto} {tx.meta.get('epoch')}".encode())
        return total.hexdigest()[:8]

    def _new_folder(self) -> Path:
        self.folders += 1
        return self.folder / f"server-{self.folders}"

    def _pc(self, name: str, village: str | None, person: str) -> Pc:
        line = SimLine(name, lambda: self.server, self.seen, self.server_broken)
        told = Told(name=name, shown=self.shown)
        return Pc(name, village, person, self.folder / name, PcClock(self.clock), line, told)

    def _opened_server(self) -> Server:
        settings = Settings(self.folder / "server", public_url=PUBLIC)
        server = open_server(settings, clock=self.clock, entropy=self.server_entropy)
        self.server_commits.watch(server.store.engines.writer)
        return server


def killed(database: Path, give_up: object) -> None:
    """End a program as a power cut does: the database and its log stay as they lie, whatever closing them would do."""
    kept = {path: path.read_bytes() for path in (database, Path(f"{database}-wal")) if path.exists()}
    assert callable(give_up)
    give_up()
    for path in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        path.unlink(missing_ok=True)
    for path, data in kept.items():
        path.write_bytes(data)


def copy_folder(source: Path, target: Path) -> None:
    """Copy a closed folder; the reserve for a full disk is shared, since nobody writes into it."""

    def one(from_path: str, to_path: str) -> str:
        if Path(from_path).name == RESERVE:
            os.link(from_path, to_path)
            return to_path
        return str(shutil.copyfile(from_path, to_path))

    shutil.copytree(source, target, copy_function=one)


class in_zone:  # noqa: N801 - reads as a with statement
    """The zone that the operating system of a PC was set to, for as long as its program is at work."""

    def __init__(self, zone: str) -> None:
        self._zone = zone

    def __enter__(self) -> None:
        os.environ["TZ"] = self._zone
        time.tzset()

    def __exit__(self, *_fault: object) -> None:
        os.environ["TZ"] = HOME_ZONE
        time.tzset()


def _few(regions: Regions, kecamatan: str) -> Iterator[Write]:
    """What comes with the program, without the villages and report types that nobody here has to do with."""
    for write in _shipped(regions, kecamatan):
        about = str(write.changes.get("template") or write.changes.get("key"))
        other_type = write.ref.type in (RecordType.TEMPLATE, RecordType.DUTY) and about not in TYPES
        if not other_type and write.changes.get("code", BABAYAU) in VILLAGES:
            yield write


_shipped = setup.shipped_records
_KEPT: list[TemporaryDirectory[str]] = []
_TOLD: dict[str, dict[str, Places]] = {name: {} for name in BEGINNINGS}
_SEEN: dict[str, Seen] = {name: Seen() for name in BEGINNINGS}


@cache
def prepared() -> Path:
    """The folders that worlds begin with: a server without anybody, and of each beginning a server and six PCs."""
    kept = TemporaryDirectory(prefix="sipa-sim-", dir=quick_folder())
    _KEPT.append(kept)
    folder = Path(kept.name)
    clock, entropy = HandClock(TENTH_OF_JULY - 3_600_000), SeededEntropy("the beginning")
    first, *others = BEGINNINGS
    settings = Settings(folder / first / "server", public_url=PUBLIC)
    with mock.patch.object(setup, "shipped_records", _few):
        invitation = init_server(settings, KECAMATAN, "Syahrani", clock=clock, entropy=entropy)
    assert invitation is not None
    copy_folder(folder / first / "server", folder / "empty")
    server = open_server(settings, clock=clock, entropy=entropy)
    desks = _desks(folder / first, lambda: server, clock, _SEEN[first])
    for name, village, person in PCS:
        role = Role.ADMIN_KECAMATAN if village is None else Role.ADMIN_DESA
        code = invitation.code if name == "kecamatan-1" else server.accounts.invite(person, role, village).code
        assert isinstance(desks[name].enrolment.setup(URL, code, name), Enrolled)
        assert desks[name].sync.run_once().complete
    _end(server, desks)
    for other in others:
        copy_folder(folder / first, folder / other)
        _begin(folder / other, other)
    return folder


def _begin(folder: Path, name: str) -> None:
    """Let people work at the six PCs, so that something waits there."""
    clock, entropy = HandClock(TENTH_OF_JULY - 1_800_000), SeededEntropy(f"the beginning {name}")
    server = open_server(Settings(folder / "server", public_url=PUBLIC), clock=clock, entropy=entropy)
    desks = _desks(folder, lambda: server, clock, _SEEN[name])
    _TOLD[name] = BEGINNINGS[name](desks)
    _end(server, desks)


def _desks(folder: Path, server: Callable[[], Server], clock: HandClock, seen: Seen) -> dict[str, Desk]:
    """The six desks on a good line, of which is kept what went over it."""
    made = {}
    for name, _village, _person in PCS:
        line = SimLine(name, server, seen, lambda: None)
        made[name] = open_desk(
            folder / name,
            vault=open_vault(folder / name),
            clock=clock,
            entropy=SeededEntropy(f"{folder.name} {name}"),
            peer_of=lambda _url, line=line: line,  # type: ignore[misc]
        )
    return made


def _end(server: Server, desks: Mapping[str, Desk]) -> None:
    for desk in desks.values():
        desk.close()
    server.close()
