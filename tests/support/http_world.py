"""A small world whose desks reach their server by real HTTP, each by a line that can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sipa_core.sync.peer import Peer
from sipa_desktop.transport.http import HttpPeer
from tests.support.server import serving
from tests.support.world import TENTH_OF_JULY, World


@contextmanager
def http_world(folder: Path, now: int = TENTH_OF_JULY) -> Iterator[World]:
    """Such a world; its server cannot be put back. `now`: what all clocks show at first (UTC ms)."""
    with ExitStack() as kept:
        world = World(folder, now=now)
        kept.callback(world.close)
        url = kept.enter_context(serving(world.server))

        def reach(_name: str) -> Peer:
            peer = HttpPeer(url)
            kept.callback(peer.close)
            return peer

        world.reach = reach
        yield world
