"""The message under way while the reply before it is taken: in order, numbered once, and dropped when in doubt."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.sync.peer import CarriageError, Heard, Trouble
from sipa_core.wire.exchange import Patch, Reply, Request
from sipa_core.wire.onward import Onward
from sipa_core.wire.receipts import Status
from sipa_desktop.sync.ahead import beside
from tests.support.scripted_server import BABAYAU, FEEDBACK, Bench, Script, fails

HALF = "x" * 700_000
"""Two of these do not fit into one message."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def seeing(bench: Bench, op_id: str, seen: list[str], script: Script) -> Script:
    """The script, which first looks where an op stands on the desk when the message comes."""

    def look(request: Request) -> Reply:
        seen.append(bench.state(op_id))
        return script(request)

    return look


def test_the_next_message_goes_before_the_reply_before_it_is_taken(bench: Bench) -> None:
    first, second = bench.put_raw(HALF), bench.put_raw(HALF)
    seen: list[str] = []
    bench.server.scripts = [bench.server.accept, seeing(bench, first, seen, bench.server.accept)]
    assert bench.engine.run_once().complete
    assert seen == ["sending"]
    assert [[(op.op_id, op.op_no) for op in one.ops] for one in bench.server.requests] == [[(first, 1)], [(second, 2)]]
    assert bench.server.requests[1].cursor == "c1"
    assert [bench.state(first), bench.state(second)] == ["receipted", "receipted"]


def test_after_a_refusal_nothing_goes_before_it_was_taken(bench: Bench) -> None:
    first, second = bench.put_raw(HALF), bench.put_raw(HALF)
    seen: list[str] = []
    refuse = bench.server.with_status(Status.REJECTED, "locked")
    bench.server.scripts = [refuse, seeing(bench, first, seen, bench.server.accept)]
    bench.engine.run_once()
    assert seen == ["parked"]
    assert [bench.state(first), bench.state(second)] == ["parked", "receipted"]


def test_what_is_under_way_counts_for_nothing_when_the_page_before_it_cannot_be_taken(bench: Bench) -> None:
    bench.put_raw(HALF)
    second = bench.put_raw(HALF)
    strange = [Patch(FEEDBACK.type, FEEDBACK.id, 9, BABAYAU, {}, base=8)]
    accept = bench.server.accept
    bench.server.scripts = [lambda asked: bench.server.reply(asked, accept(asked).receipts, patches=strange)]
    assert bench.engine.run_once().complete
    sent = [[(op.op_id, op.op_no) for op in one.ops] for one in bench.server.requests]
    assert sent[1] == sent[2] == [(second, 2)]
    assert bench.server.requests[2].cursor is None


def test_what_went_by_a_promise_that_the_reply_does_not_keep_counts_for_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def promising(request: Request, token: str) -> Heard:
        reply = bench.server.exchange(request, token)
        return Heard(Onward(reply.cursor, more=False), lambda: reply)

    monkeypatch.setattr(bench.server, "ask", promising)
    first, second = bench.put_raw(HALF), bench.put_raw(HALF)
    bench.server.scripts = [bench.server.with_status(Status.REJECTED, "locked")]
    bench.engine.run_once()
    sent = [[(op.op_id, op.op_no) for op in one.ops] for one in bench.server.requests]
    assert sent[1] == sent[2] == [(second, 2)]
    assert [bench.state(first), bench.state(second)] == ["parked", "receipted"]


def test_a_fault_under_way_is_told_after_the_reply_before_it_was_taken(bench: Bench) -> None:
    first, second = bench.put_raw(HALF), bench.put_raw(HALF)
    bench.server.scripts = [bench.server.accept, fails(Trouble.CUT)]
    assert bench.engine.run_once().trouble is Trouble.CUT
    assert [bench.state(first), bench.state(second)] == ["receipted", "sending"]
    assert bench.engine.run_once().complete
    assert [op.op_no for op in bench.server.requests[-1].ops] == [2]


def test_what_is_asked_beside_does_not_hold_the_caller_and_tells_its_fault_when_wanted() -> None:
    may, here = threading.Event(), threading.current_thread()

    def asked() -> Heard:
        assert threading.current_thread() is not here
        assert may.wait(10)
        raise CarriageError(Trouble.CUT)

    answer = beside(asked)
    may.set()
    with pytest.raises(CarriageError):
        answer()
