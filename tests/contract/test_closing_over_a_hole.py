"""S08, N02: a desk is closed while a server holds the line and says nothing. Nobody waits for it."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from sipa_desktop.bootstrap import open_desk
from sipa_desktop.platform.system import SystemClock
from sipa_desktop.transport.http import HttpPeer
from tests.support.clock import DictSecrets, SeededEntropy
from tests.support.far_desk import opened
from tests.support.vaults import open_vault

LONG = 5.0
"""What closing took before, for each part of the sending."""


def _threads() -> set[str]:
    return {one.name for one in threading.enumerate() if one.name in ("sync", "blobs", "updates")}


def test_a_desk_that_waits_for_a_silent_server_closes_at_once_and_keeps_what_waits(tmp_path: Path) -> None:
    with ExitStack() as stack:
        before = opened(stack, tmp_path).desk
        before.close()
        hole = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        hole.settimeout(20)
        peer = HttpPeer(f"http://127.0.0.1:{hole.getsockname()[1]}")
        desk = open_desk(
            tmp_path / "babayau",
            vault=open_vault(tmp_path / "babayau"),
            clock=SystemClock(),
            entropy=SeededEntropy("closing"),
            secrets=before.secrets,
            peer_of=lambda _url: peer,
        )
        stack.callback(desk.close)
        desk.start_sending()
        desk.sync.sync_now()
        asking, _address = hole.accept()
        stack.callback(asking.close)
        assert asking.recv(4), "the desk asks"
        assert _threads()
        began = time.monotonic()
        desk.stop_sending(0)
        assert time.monotonic() - began < 1, "the window says that it ends, and waits for nobody"
        desk.close()
        assert time.monotonic() - began < LONG
        assert _threads() == set(), "nothing of it works on"
        again = open_desk(tmp_path / "babayau", vault=open_vault(tmp_path / "babayau"), secrets=DictSecrets())
        stack.callback(again.close)
        with again.store.read() as tx:
            assert tx.outbox.waiting() == 1
