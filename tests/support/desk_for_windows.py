"""A desk for tests and pictures of the windows: a real store, real services, the demo's records, no network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_desktop.bootstrap import Desk, open_desk
from tests.support.clock import DictSecrets
from tests.support.vaults import open_vault
from tests.unit.desktop.services.desks import CountingEntropy, HandClock


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
        secrets=DictSecrets(),
        peer_of=peer_of,
    )
