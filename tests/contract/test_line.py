"""A desk, a real HTTP server and a line that fails at any byte: one answer, one receipt, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.wire.receipts import Status
from sipa_desktop.store.outbox import OutboxState
from tests.support.cut_line import Line, cut_line, cut_reply, cut_request, measured, sends_twice
from tests.support.fault_proxy import Fault


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with cut_line(tmp_path) as made:
        yield made


STEP = 5
"""Every byte is cut at in the drill `cut_bytes`; here one in so many, 300 places in all."""


def test_a_reply_cut_at_any_byte_gives_one_answer_and_one_receipt(line: Line) -> None:
    _asked, whole = measured(line)
    texts = ["ukuran"]
    for at in [*range(0, whole, STEP), whole - 1]:
        texts.append(f"jawaban {at:05d}")
        assert cut_reply(line, at, texts[-1]) == []
    assert line.received() == sorted(texts)


def test_a_request_cut_at_any_byte_is_not_half_a_request(line: Line) -> None:
    whole, _replied = measured(line)
    texts = ["ukuran"]
    for at in [*range(0, whole - 1, STEP), whole - 1]:
        texts.append(f"jawaban {at:05d}")
        assert cut_request(line, at, texts[-1]) == []
    assert line.received() == sorted(texts)


def test_a_cut_reply_finds_a_desk_that_sends_again_under_a_new_id(line: Line) -> None:
    measured(line)
    with sends_twice():
        cut_reply(line, 200, "dua kali")
    assert line.received() == ["dua kali", "dua kali", "ukuran"]


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
