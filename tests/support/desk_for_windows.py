"""A desk for tests and pictures of the windows: a real store, real services, the demo's records, no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_desktop.bootstrap import Desk, open_desk
from tests.support.vaults import open_vault
from tests.unit.desktop.services.desks import CountingEntropy, HandClock


@dataclass
class HandSecrets:
    """Secrets in the hand of the test."""

    place: str = "password"
    kept: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        self.kept[name] = value

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)


def no_line(_url: str) -> Peer:
    """Whoever asks for the line is told that there is none."""
    raise CarriageError(Trouble.NO_NETWORK)


def new_desk(profile: Path, clock: HandClock | None = None, peer_of: Callable[[str], Peer] = no_line) -> Desk:
    """A desk that was never registered."""
    return open_desk(
        profile,
        vault=open_vault(profile),
        clock=clock or HandClock(),
        entropy=CountingEntropy(),
        secrets=HandSecrets(),
        peer_of=peer_of,
    )
