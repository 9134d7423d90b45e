"""A desk, a real HTTP server and a line that fails at any byte: one answer, one receipt, whatever happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from sipa_core.sync.peer import Trouble
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.phone import PhonePageEnd, PhonePageEnded, PhonePageReply, PhonePageRequest
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.transport.http import HttpPeer
from tests.support.clock import DictSecrets, SeededEntropy
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.server import serving
from tests.support.vaults import open_vault
from tests.support.world import World

T = TypeVar("T")


@dataclass
class Line:
    """A registered village desk whose every byte goes through the proxy, and a citizen's word to answer."""

    world: World
    proxy: FaultProxy
    carrier: Fresh
    desk: Desk
    feedback: str

    def answer(self, text: str) -> None:
        """Put one answer in the queue."""
        assert not isinstance(self.desk.feedback.save_answer(self.feedback, text), Refused)
        assert not isinstance(self.desk.feedback.answer(self.feedback), Refused)

    def received(self) -> list[str]:
        """The office's answers as the server has them."""
        with self.world.server.store.read() as work:
            record = work.records.get(Ref(RecordType.FEEDBACK, self.feedback))
        assert record is not None
        office = [path[:-4] for path, value in record.fields.items() if path.endswith("].who") and value == "office"]
        return sorted(str(record.fields[f"{path}.text"]) for path in office)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
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
            peer_of=lambda _url: carrier,
        )
        kept.callback(desk.close)
        assert isinstance(desk.enrolment.setup(proxy.url, world.village_code()), Enrolled)
        world.citizen_writes("Lampu jalan padam", "Sudah seminggu.")
        assert desk.sync.run_once().complete
        (row,) = desk.feedback.list(FeedbackFilter.SEMUA).rows
        yield Line(world, proxy, carrier, desk, row.id)


class Fresh:
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
        first, last = replies
        assert first.answers == last.answers
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


def test_a_reply_cut_at_any_byte_gives_one_answer_and_one_receipt(line: Line) -> None:
    _asked, whole = measured(line)
    texts = ["ukuran"]
    for at in [*range(0, whole, 29), whole - 1]:
        text = f"jawaban {at:05d}"
        line.answer(text)
        line.proxy.fault = Fault(cut_reply_after=at)
        done = line.desk.sync.run_once()
        assert (done.trouble, done.accepted, done.waiting) == (Trouble.CUT, 0, 1), at
        texts.append(text)
        line.proxy.fault = Fault()
        done = line.desk.sync.run_once()
        assert (done.complete, done.accepted) == (True, 1), at
    assert line.received() == sorted(texts)


def test_a_request_cut_at_any_byte_is_not_half_a_request(line: Line) -> None:
    whole, _replied = measured(line)
    texts = ["ukuran"]
    for at in [*range(0, whole - 1, 31), whole - 1]:
        text = f"jawaban {at:05d}"
        line.answer(text)
        line.proxy.fault = Fault(cut_request_after=at)
        assert line.desk.sync.run_once().accepted == 0, at
        texts.append(text)
        line.proxy.fault = Fault()
        assert line.desk.sync.run_once().complete, at
    assert line.received() == sorted(texts)


def test_the_same_request_twice_at_once_has_one_effect_and_one_receipt(line: Line) -> None:
    line.answer("dua kali")
    line.carrier.twice = True
    assert line.desk.sync.run_once().complete
    request, token = line.carrier.asked[-1]
    line.carrier.twice = False
    (answer,) = line.carrier.exchange(request, token).answers or []
    assert answer.status is Status.ACCEPTED, "and once more, later"
    assert line.received() == ["dua kali"]


def test_nothing_is_said_to_be_sent_while_the_line_is_cut(line: Line) -> None:
    line.answer("menunggu")
    line.proxy.fault = Fault(cut_reply_after=0)
    for _try in range(3):
        line.desk.sync.run_once()
        status = line.desk.sync.status()
        assert (status.all_sent, status.waiting) == (False, 1)
    with line.desk.store.read() as tx:
        (item,) = tx.outbox.items((OutboxState.SENDING,))
    assert item.attempts == 3
