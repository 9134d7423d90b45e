"""What the head of an answer says of the next message: only where the answer changes nothing that it rests on."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sipa_core.wire.exchange import MAX_WIRE_BYTES, Answer, Reply, Request, ScopeTold
from sipa_core.wire.onward import MANY_OPS, Onward, heard, onward, told
from sipa_core.wire.ops import SealedOp
from sipa_core.wire.receipts import Status

PAGE = Reply("r", "s", "e", 1, [], "", [], 0, 9, "c9", more=True)


def sent(count: int, size: int = 2) -> Request:
    body = msgspec.Raw(b"1" * size)
    return Request("r", "d", "i", "e", [SealedOp(f"o{n}", n, body) for n in range(count)])


def answered(count: int, status: Status = Status.ACCEPTED, **more: Any) -> Reply:
    answers = [Answer(Status.ACCEPTED)] * (count - 1) + [Answer(status)]
    return msgspec.structs.replace(PAGE, answers=answers, **{"more": False, **more})


def test_a_page_with_more_behind_it_says_from_where_and_is_heard_as_it_was_told() -> None:
    said = onward(sent(0), PAGE)
    assert said == Onward("c9", more=True)
    assert heard(told(said)) == said
    assert heard(told(Onward("c9", more=False))) == Onward("c9", more=False)


def test_who_sent_much_is_told_and_who_sent_little_is_not() -> None:
    assert onward(sent(MANY_OPS), answered(MANY_OPS)) == Onward("c9", more=False)
    assert onward(sent(1, MAX_WIRE_BYTES // 2), answered(1)) == Onward("c9", more=False)
    assert onward(sent(MANY_OPS - 1), answered(MANY_OPS - 1)) is None


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ACCEPTED])
def test_after_an_op_that_was_not_simply_taken_nothing_is_said(status: Status) -> None:
    assert onward(sent(MANY_OPS), answered(MANY_OPS, status)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"reset": "epoch"},
        {"token": "t"},
        {"epoch": "f"},
        {"scope": ScopeTold("admin_desa", "63.11.06", "63.11.06.2024", "", 1, [])},
    ],
)
def test_a_reply_that_changes_what_the_desk_is_must_be_read_first(change: dict[str, Any]) -> None:
    assert onward(sent(0), msgspec.structs.replace(PAGE, **change)) is None


def test_a_terse_reply_is_of_the_history_that_was_asked() -> None:
    assert onward(sent(0), msgspec.structs.replace(PAGE, epoch="")) is not None


@pytest.mark.parametrize("value", [None, "", ";more", "c" * 500, "c\t9", "ä"])
def test_a_header_that_is_none_of_ours_says_nothing(value: str | None) -> None:
    assert heard(value) is None
