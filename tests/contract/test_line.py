"""A desk, a real HTTP server and a line that fails at any byte: one answer, one receipt, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from sipa_core.sync.peer import Trouble
from sipa_core.wire.codec import decode
from sipa_core.wire.receipts import Receipt, Status
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.tables import outbox
from tests.support.cut_line import Line, cut_in_turn, cut_line, cut_reply, measured, sends_twice
from tests.support.fault_proxy import Fault


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with cut_line(tmp_path) as made:
        yield made


PLACES, CUT = 155, 150
"""In each direction; the last may lie beyond the end of a message that came out shorter. Every byte: `cut_bytes`."""
OF_AN_ANSWER = 5
"""Cuts that one answer meets before it goes: one reply that tells of a new receipt, then of the one that is known."""


@pytest.mark.parametrize("direction", ["reply", "request"])
def test_a_message_cut_at_any_byte_gives_one_answer_and_one_receipt(line: Line, direction: str) -> None:
    asked, replied = measured(line)
    last = (replied if direction == "reply" else asked) - 1
    places = [at * last // (PLACES - 1) for at in range(PLACES)]
    texts = ["ukuran"]
    for first in range(0, PLACES, OF_AN_ANSWER):
        texts.append(f"jawaban {first:05d}")
        assert cut_in_turn(line, direction, places[first : first + OF_AN_ANSWER], texts[-1]) == []
    assert line.proxy.cuts >= CUT
    assert line.received() == sorted(texts)


def receipt_of(line: Line, op_id: str) -> Receipt:
    with line.world.server.store.read() as work:
        known = work.ops.find(op_id)
    assert known is not None
    return known.receipt


def test_n01_a_reply_that_is_lost_after_the_server_has_saved_gives_one_effect_and_the_same_receipt(line: Line) -> None:
    for turn in ("pertama", "kedua", "ketiga"):
        line.answer(turn)
        line.proxy.fault = Fault(cut_reply_after=0)
        done = line.desk.sync.run_once()
        assert (done.trouble, done.accepted, done.waiting) == (Trouble.CUT, 0, 1)
        assert turn in line.received(), "the server had saved it"
        assert not line.desk.sync.status().all_sent
        op_id = line.carrier.asked[-1][0].ops[0].op_id
        lost = receipt_of(line, op_id)
        line.world.clock.pass_time(minutes=5)
        line.proxy.fault = Fault()
        assert line.desk.sync.run_once().accepted == 1
        assert receipt_of(line, op_id) == lost
        with line.desk.store.read() as tx:
            kept = tx.connection.execute(sa.select(outbox.c.receipt).where(outbox.c.op_id == op_id)).scalar_one()
        assert decode(kept, Receipt) == lost
    assert line.received() == sorted(["pertama", "kedua", "ketiga"])


def test_a_cut_reply_finds_a_desk_that_sends_again_under_a_new_id(line: Line) -> None:
    measured(line)
    with sends_twice():
        cut_reply(line, 200, "dua kali")
    assert line.received() == ["dua kali", "dua kali", "ukuran"]


def test_n02_the_same_request_twice_at_once_has_one_effect_and_one_receipt(line: Line) -> None:
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
