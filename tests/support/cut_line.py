"""N03: a registered desk whose every byte to a real HTTP server goes through a proxy, and sessions cut at a byte.

Whatever is cut, in either direction: the desk does not say that it was sent, the next session sends it, and the server
has it once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast
from unittest.mock import patch

import sqlalchemy as sa

from sipa_core import ids
from sipa_core.sync.peer import Peer, ReadAtOnce, Trouble
from sipa_core.sync.short import in_full
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.phone import PhonePageEnd, PhonePageEnded, PhonePageReply, PhonePageRequest
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.store.tables import outbox
from sipa_desktop.sync import engine, session
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.sync.outcome import SyncOutcome
from sipa_desktop.transport.http import HttpPeer
from tests.support.clock import DictSecrets, SeededEntropy
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.server import serving
from tests.support.vaults import open_vault
from tests.support.world import World

T = TypeVar("T")
MATTERS = 5
EACH = 30
"""Answers to one matter in turn: what is sent grows with each."""


@dataclass
class Line:
    """A registered village desk whose every byte goes through the proxy, and citizens' words to answer."""

    world: World
    proxy: FaultProxy
    carrier: Fresh
    desk: Desk
    matters: list[str]
    answers: int = 0

    def answer(self, text: str) -> None:
        """Put one answer in the queue; a matter gets so many before it is the next one's turn."""
        matter = self.matters[self.answers // EACH % len(self.matters)]
        self.answers += 1
        assert not isinstance(self.desk.feedback.save_answer(matter, text), Refused)
        assert not isinstance(self.desk.feedback.answer(matter), Refused)

    def received(self) -> list[str]:
        """The office's answers as the server has them."""
        found = list[str]()
        for matter in self.matters:
            with self.world.server.store.read() as work:
                record = work.records.get(Ref(RecordType.FEEDBACK, matter))
            assert record is not None
            said = record.fields
            office = [path[:-4] for path, value in said.items() if path.endswith("].who") and value == "office"]
            found += [str(said[f"{path}.text"]) for path in office]
        return sorted(found)


@contextmanager
def cut_line(tmp_path: Path) -> Iterator[Line]:
    """A village's desk that has seen the server once, with some citizens' words to answer."""
    with ExitStack() as kept:
        world = World(tmp_path)
        kept.callback(world.close)
        url = kept.enter_context(serving(world.server))
        proxy = kept.enter_context(FaultProxy(url))
        carrier = Fresh(proxy.url)
        desk = open_desk(
            tmp_path / "babayau",
            vault=open_vault(tmp_path / "babayau"),
            clock=world.clock,
            entropy=SeededEntropy("line"),
            secrets=DictSecrets(),
            peer_of=lambda _url: cast(Peer, carrier),  # no attachment goes over this line
        )
        kept.callback(desk.close)
        assert isinstance(desk.enrolment.setup(proxy.url, world.village_code()), Enrolled)
        for _citizen in range(MATTERS):
            world.citizen_writes("Lampu jalan padam", "Sudah seminggu.")
        assert desk.sync.run_once().complete
        matters = [row.id for row in desk.feedback.list(FeedbackFilter.SEMUA).rows]
        assert len(matters) == MATTERS
        yield Line(world, proxy, carrier, desk, matters)


class Fresh(ReadAtOnce):
    """A peer that opens a new connection for every message, so that bytes are counted from its beginning.

    With `twice` every message goes two times at once, and the later reply counts.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.twice = False
        self.asked: list[tuple[Request, str]] = []

    def exchange(self, request: Request, token: str) -> Reply:
        self.asked.append((request, token))
        replies: list[Reply] = []
        twins = [
            threading.Thread(target=lambda: replies.append(self._carry(lambda peer: peer.exchange(request, token))))
            for _twin in range(2 if self.twice else 0)
        ]
        for twin in twins:
            twin.start()
        for twin in twins:
            twin.join(20)
        if not self.twice:
            return self._carry(lambda peer: peer.exchange(request, token))
        first, last = (in_full(request, reply) for reply in replies)
        assert first is not None
        assert last is not None
        assert first.receipts == last.receipts
        return last

    def unchanged(self, cursor: str, token: str) -> bool:
        return False

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        return self._carry(lambda peer: peer.enrol(request))

    def phone_page(self, request: PhonePageRequest, token: str) -> PhonePageReply:
        return self._carry(lambda peer: peer.phone_page(request, token))

    def end_phone_page(self, request: PhonePageEnd, token: str) -> PhonePageEnded:
        return self._carry(lambda peer: peer.end_phone_page(request, token))

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        return self._carry(lambda peer: peer.code(request, token))

    def _carry(self, ask: Callable[[HttpPeer], T]) -> T:
        peer = HttpPeer(self._url)
        try:
            return ask(peer)
        finally:
            peer.close()


def measured(line: Line) -> tuple[int, int]:
    """How many bytes a session with one answer asks and is answered with."""
    line.proxy.asked = line.proxy.replied = 0
    line.answer("ukuran")
    assert line.desk.sync.run_once().complete
    return line.proxy.asked, line.proxy.replied


def cut_reply(line: Line, at: int, text: str) -> list[str]:
    """An answer is sent, its reply is cut after so many bytes, and it goes once more: what was wrong, in words."""
    return cut_in_turn(line, "reply", [at], text)


def cut_request(line: Line, at: int, text: str) -> list[str]:
    """The same for the request."""
    return cut_in_turn(line, "request", [at], text)


def cut_in_turn(line: Line, direction: str, places: Iterable[int], text: str) -> list[str]:
    """One answer, whose sending is cut at each of the places, which rise, until it goes: what was wrong, in words.

    `line.proxy.cuts` tells how many were cut: a message that ends before a place of the cut has arrived by then.
    """
    line.answer(text)
    wrong = list[str]()
    for at in places:
        name, before = f"{direction} {at}", line.proxy.cuts
        line.proxy.fault = Fault(cut_reply_after=at) if direction == "reply" else Fault(cut_request_after=at)
        done = line.desk.sync.run_once()
        if line.proxy.cuts == before:
            return wrong + _passed(done, name)
        told = done.trouble is Trouble.CUT or direction == "request"  # half a request may have been answered
        if (told, done.accepted, done.waiting) != (True, 0, 1):
            wrong.append(f"{name}: not told")
        if line.desk.sync.status().all_sent:
            wrong.append(f"{name}: called sent")
    return wrong + _again(line, f"{direction}, after the last of its cuts")


def _passed(done: SyncOutcome, name: str) -> list[str]:
    """No two messages are of the same length: this one ended before the place of the cut, so it must have arrived."""
    return [] if (done.complete, done.accepted) == (True, 1) else [f"{name}: not cut, and yet not sent"]


def _again(line: Line, name: str) -> list[str]:
    line.proxy.fault = Fault()
    done = line.desk.sync.run_once()
    return [] if (done.complete, done.accepted) == (True, 1) else [f"{name}: does not go on"]


_compose = session.compose


def _under_a_new_id(tx: Any, clock: Any, entropy: Any, limit: int, **more: Any) -> Request:
    """Give what was sent without an answer a new id, so that the server takes it twice."""
    for item in tx.connection.execute(sa.select(outbox.c.no).where(outbox.c.state == "sending")).all():
        tx.connection.execute(sa.update(outbox).where(outbox.c.no == item.no).values(op_id=ids.new_id(clock, entropy)))
    tx.outbox.unseal()
    return _compose(tx, clock, entropy, limit, **more)


def sends_twice() -> Any:
    """The planted fault that cuts must find: what was cut off goes under a new id."""
    return patch.object(engine, "compose", _under_a_new_id)
