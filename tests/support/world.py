"""A whole small world: one server, some desks, a clock in the hand, and lines that can be cut.

Real SQLite files and the real services on both sides; fakes stand at the ports only.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from sipa_core.domain.dates import instant_of, local
from sipa_core.domain.roles import Role
from sipa_core.sync.peer import Peer
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import Refused
from sipa_desktop.platform.removable import Medium, Place
from sipa_desktop.sync.enrolment import Enrolled
from sipa_server.bootstrap import Server, init_server, open_server
from sipa_server.services.feedback import FeedbackSent, NewFeedback
from sipa_server.settings import Settings
from tests.support.clock import DictSecrets, HandClock, SeededEntropy
from tests.support.faulty_peer import FaultyPeer
from tests.support.vaults import open_vault

BABAYAU = "63.11.06.2024"
BALANG = "63.11.06.2005"
KECAMATAN = "63.11.06"
ZONE = "Asia/Makassar"
URL = "http://127.0.0.1:8765"

T = TypeVar("T")
TENTH_OF_JULY = instant_of(local(0, ZONE).replace(year=2025, month=7, day=10, hour=10, minute=34))


@dataclass(frozen=True)
class _FirstServer:
    folder: Path
    entropy: SeededEntropy
    code: str


@cache
def _first_server(seed: int, now: int) -> _FirstServer:
    """A server as it is made, once a run: every world of that seed and moment begins with a copy of it."""
    folder = Path(tempfile.mkdtemp(prefix="sipa-world-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    entropy = SeededEntropy(f"{seed}-server")
    settings = Settings(folder / "server", public_url="https://paringin.example")
    invitation = init_server(settings, KECAMATAN, "Syahrani", clock=HandClock(now), entropy=entropy)
    assert invitation is not None
    return _FirstServer(folder / "server", entropy, invitation.code)


def ok(outcome: T | Refused) -> T:
    """What a service answers that must not refuse."""
    assert not isinstance(outcome, Refused), outcome
    return outcome


def exchange(*desks: Desk) -> None:
    """Let each desk, in this order, exchange with the server all that there is."""
    for desk in desks:
        assert desk.sync.run_once().complete


class World:
    """One kecamatan. The same seed makes the same world."""

    def __init__(self, folder: Path, seed: int = 1, now: int = TENTH_OF_JULY) -> None:
        self.folder = folder
        self.clock = HandClock(now)
        self._seed = seed
        self._settings = Settings(folder / "server", public_url="https://paringin.example")
        first = _first_server(seed, now)
        self._entropy = deepcopy(first.entropy)
        self.kecamatan_code = first.code
        shutil.copytree(first.folder, folder / "server")
        self.server: Server = open_server(self._settings, clock=self.clock, entropy=self._entropy)
        self.lines: dict[str, FaultyPeer] = {}
        self.reach: Callable[[str], Peer] = lambda name: self.server.peer(name)
        self._secrets: dict[str, DictSecrets] = {}
        self._desks: list[Desk] = []

    def back_up(self) -> Path:
        """A copy of the server's folder as it is now, made while nothing runs in it."""
        self.server.close()
        kept = self.folder / "server-copy"
        shutil.copytree(self.folder / "server", kept)
        self._open_server()
        return kept

    def put_back(self, copy: Path) -> None:
        """The server as it was when the copy was made; what came since is gone there. Nobody says so to anybody."""
        self.server.close()
        shutil.rmtree(self.folder / "server")
        shutil.copytree(copy, self.folder / "server")
        self._open_server()

    def _open_server(self) -> None:
        self.server = open_server(self._settings, clock=self.clock, entropy=self._entropy)
        for name, line in self.lines.items():
            line.peer = self.reach(name)

    def village_code(self, village: str = BABAYAU, name: str = "Norhayati", *, hand_over: bool = False) -> str:
        """A fresh enrolment code for a village's admin."""
        return self.server.accounts.invite(name, Role.ADMIN_DESA, village, hand_over=hand_over).code

    def desk(self, name: str, *, secrets: DictSecrets | None = None) -> Desk:
        """Open (again) the desk of that name, not yet registered the first time."""
        line = self.lines.setdefault(name, FaultyPeer(self.reach(name)))
        desk = open_desk(
            self.folder / name,
            vault=open_vault(self.folder / name),
            clock=self.clock,
            entropy=SeededEntropy(f"{self._seed}-{name}-{len(self._desks)}"),
            secrets=secrets or self.secrets(name),
            peer_of=lambda _url: line,
        )
        desk.place_of = lambda folder: Place(Medium.STICK, folder.name.upper())
        self._desks.append(desk)
        return desk

    def secrets(self, name: str) -> DictSecrets:
        """The secrets of the desk of that name, the same at each opening."""
        return self._secrets.setdefault(name, DictSecrets())

    def village(self, name: str = "babayau", village: str = BABAYAU, person: str = "Norhayati") -> Desk:
        """A registered village desk that has seen the server once."""
        return self._registered(self.desk(name), self.village_code(village, person))

    def kecamatan(self) -> Desk:
        """The registered desk of the kecamatan's admin."""
        return self._registered(self.desk("kecamatan"), self.kecamatan_code)

    def _registered(self, desk: Desk, code: str) -> Desk:
        assert isinstance(desk.enrolment.setup(URL, code), Enrolled)
        assert desk.sync.run_once().complete
        return desk

    def citizen_writes(
        self, subject: str, text: str, *, village: str = BABAYAU, for_everybody: bool = True
    ) -> FeedbackSent:
        """A citizen sends the form of the public page."""
        sent = self.server.feedback.submit(
            NewFeedback(village, "keluhan", subject, text, for_everybody=for_everybody), "192.0.2.1"
        )
        assert isinstance(sent, FeedbackSent)
        return sent

    def close(self) -> None:
        """Close every desk and the server."""
        for desk in self._desks:
            desk.close()
        self.server.close()
