"""A village's desk with a clock of its own, on a line to the real server of which the test has the other end."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.sync.attention import attention
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.sync.status import strip
from sipa_desktop.transport.http import HttpPeer
from tests.support.clock import DictSecrets, HandClock, SeededEntropy
from tests.support.false_answers import FalseLine, false_line
from tests.support.server import serving
from tests.support.vaults import open_vault
from tests.support.world import World

ZONE = "Asia/Makassar"


class Led:
    """A peer that can be led to another door of the same server, as a name can be."""

    def __init__(self) -> None:
        self.url = ""

    def __getattr__(self, name: str) -> Any:
        peer = HttpPeer(self.url)

        def ask(*what: object) -> object:
            try:
                return getattr(peer, name)(*what)
            finally:
                peer.close()

        return ask


@dataclass
class FarDesk:
    """A registered desk with one answer in the queue."""

    world: World
    line: FalseLine
    led: Led
    desk: Desk
    clock: HandClock

    def strip(self) -> str:
        """What stands at the bottom of the window."""
        facts = strip(self.desk.sync.status(), self.clock.now(), ZONE)
        return " | ".join(f"{one.text} {one.detail}".strip() for one in facts)

    def attention(self) -> str:
        """What stands at the top of Beranda and of Kirim dan terima."""
        return " ".join(one.sentence for one in attention(self.desk.sync.status(), self.clock.now(), ZONE))

    def kept(self) -> dict[str, object]:
        """Everything a false answer could have changed."""
        with self.desk.store.read() as tx:
            keys = ("epoch", "cursor", "upto", "last_contact", "shut_out", "clock_off")
            return {
                **{key: tx.meta.get(key) for key in keys},
                "records": [tx.records.all(kind) for kind in RecordType],
                "receipts": tx.outbox.received(),
                "waiting": tx.outbox.waiting(),
            }

    def answer(self) -> None:
        """Write one answer to the citizen, which waits to be sent."""
        (row,) = self.desk.feedback.list(FeedbackFilter.SEMUA).rows
        assert not isinstance(self.desk.feedback.save_answer(row.id, "Lampu diganti besok."), Refused)
        assert not isinstance(self.desk.feedback.answer(row.id), Refused)


def opened(stack: ExitStack, folder: Path, certificate: Path | None = None, now: int | None = None) -> FarDesk:
    """A registered desk behind the line; with a certificate the line is TLS. `now`: what all clocks show (UTC ms)."""
    world = World(folder) if now is None else World(folder, now=now)
    stack.callback(world.close)
    line = stack.enter_context(false_line(stack.enter_context(serving(world.server)), certificate))
    led, clock = Led(), HandClock(world.clock.at)
    led.url = line.url
    desk = open_desk(
        folder / "babayau",
        vault=open_vault(folder / "babayau"),
        clock=clock,
        entropy=SeededEntropy("office"),
        secrets=DictSecrets(),
        peer_of=lambda _url: led,
    )
    stack.callback(desk.close)
    assert isinstance(desk.enrolment.setup(line.url, world.village_code()), Enrolled)
    world.citizen_writes("Lampu jalan padam", "Sudah seminggu.")
    assert desk.sync.run_once().complete
    made = FarDesk(world, line, led, desk, clock)
    made.answer()
    return made
