"""The outbox: in order, replaced only while never tried, and nothing drops out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.wire.ops import MadeAt, OpBody
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import Ref
from sipa_desktop.store.outbox import OutboxItem, OutboxState, Standing
from sipa_desktop.store.unit_of_work import Store, StoreClosedError
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

REPORT = Ref("report", "r")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "a.db", HandClock(1), SeededEntropy("outbox"), KEY)
    yield made
    made.close()


def body(text: str, kind: str = "report.submit", ref: Ref = REPORT) -> OpBody:
    import msgspec

    return OpBody(kind, ref, msgspec.Raw(msgspec.json.encode({"text": text})), "p", MadeAt(5, "Asia/Makassar"))


def everything(store: Store) -> list[OutboxItem]:
    with store.read() as tx:
        return tx.outbox.items(OutboxState)


def add(store: Store, op_id: str, text: str, *, replaces: bool = False) -> None:
    with store.write() as tx:
        tx.outbox.add(op_id, body(text), text, replaces=replaces)


def seal(store: Store, limit: int = 100, next_no: int = 1, size: int = 1 << 20) -> tuple[list[OutboxItem], int]:
    with store.write() as tx:
        return tx.outbox.seal(limit, next_no, size)


def accept(store: Store, item: OutboxItem, content_hash: str | None = None) -> None:
    with store.write() as tx:
        tx.outbox.accepted(Receipt(item.op_id, content_hash or item.content_hash, Status.ACCEPTED, 9, seq=4, rev=1))


def test_typing_makes_one_op_until_it_was_tried_and_then_another(store: Store) -> None:
    add(store, "a", "satu", replaces=True)
    add(store, "b", "dua", replaces=True)
    ((item,), _next) = seal(store)
    assert (item.op_id, b"dua" in item.body) == ("a", True)
    add(store, "c", "tiga", replaces=True)
    assert [one.op_id for one in everything(store)] == ["a", "c"]
    assert everything(store)[0].body == item.body


def test_numbers_go_on_and_what_was_sealed_keeps_its_own(store: Store) -> None:
    for name in "abc":
        add(store, name, name)
    first, following = seal(store, limit=2)
    assert ([one.op_no for one in first], following) == ([1, 2], 3)
    again, following = seal(store, next_no=following)
    assert ([one.op_no for one in again], following) == ([1, 2, 3], 4)
    assert [one.attempts for one in again] == [2, 2, 1]


def test_a_batch_is_bounded_in_bytes_but_never_empty(store: Store) -> None:
    for name in "abc":
        add(store, name, name * 1000)
    assert len(seal(store, size=10)[0]) == 1
    assert len(seal(store, size=2500)[0]) == 2


def test_a_receipt_for_other_bytes_settles_nothing(store: Store) -> None:
    add(store, "a", "satu")
    ((item,), _next) = seal(store)
    accept(store, item, "f" * 64)
    assert everything(store)[0].state is OutboxState.SENDING
    accept(store, item)
    settled = everything(store)[0]
    assert (settled.state, settled.seq, settled.closed_at) == (OutboxState.RECEIPTED, 4, 9)


def test_everything_received_can_be_opened_again_with_its_bytes(store: Store) -> None:
    for name in "ab":
        add(store, name, name)
    (first, _second), following = seal(store)
    accept(store, first)
    with store.write() as tx:
        tx.outbox.reopen()
    (again, other), _next = seal(store, next_no=following)
    assert (again.op_id, again.body, again.op_no) == ("a", first.body, 3)
    assert (again.closed_at, again.seq) == (None, None)
    assert (other.op_id, other.op_no) == ("b", 2)


def test_a_fork_takes_numbers_and_leaves_what_was_tried_untouchable(store: Store) -> None:
    add(store, "a", "satu")
    seal(store)
    add(store, "b", "dua")
    with store.write() as tx:
        tx.outbox.unseal()
    assert [(one.state, one.op_no) for one in everything(store)] == [
        (OutboxState.SENDING, None),
        (OutboxState.QUEUED, None),
    ]
    add(store, "c", "tiga", replaces=True)
    assert [(one.op_id, one.title) for one in everything(store)] == [("a", "satu"), ("b", "tiga")]


def test_counts_tell_waiting_parked_and_received_apart(store: Store) -> None:
    for name in "abcd":
        add(store, name, name)
    (first, second, _third, _fourth), _next = seal(store)
    accept(store, first)
    with store.write() as tx:
        tx.outbox.park(Receipt(second.op_id, second.content_hash, Status.REJECTED, 9, code="locked"))
        tx.outbox.park_unsent("c", "too_large", 9)
        tx.outbox.park_unsent("a", "too_large", 9)
    with store.read() as tx:
        assert (tx.outbox.waiting(), tx.outbox.parked(), tx.outbox.received()) == (1, 2, 1)
        made = tx.outbox.last_made()
        assert tx.outbox.standing(frozenset({"draft.save"})) == Standing(1, 0, 2, 1, made)
        assert tx.outbox.standing(frozenset({"report.submit"})) == Standing(1, 1, 2, 1, made)


def test_a_closed_store_is_not_opened_again_by_whoever_comes_late(tmp_path: Path) -> None:
    store = Store(tmp_path / "late.db", HandClock(1), SeededEntropy("late"), KEY)
    store.close()
    with pytest.raises(StoreClosedError), store.read():
        pass
    with pytest.raises(StoreClosedError), store.write():
        pass
    assert not (tmp_path / "late.db-wal").exists()
