"""The outbox in words: what waits, what needs a person, and how it gets out of there."""

from __future__ import annotations

import pytest

from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.queue import Queue, size_words
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import HandClock, Server


@pytest.fixture
def queue(village: Store, clock: HandClock) -> Queue:
    return Queue(village, clock)


def answered(village: Store, server: Server, clock: HandClock) -> str:
    """An answer waits on the desk; returns the feedback's id."""
    matter = server.citizen("PRG-7K2MX", "Kenapa baru separuh?", "2025-07-09 09:00")
    server.exchange(village)
    inbox = Feedback(village, clock)
    inbox.save_answer(matter, "Sedang kami kerjakan.")
    assert isinstance(inbox.answer(matter), Done)
    return matter


def park(village: Store, code: Problem) -> str:
    """The server says a final no to the one op that waits; returns its id."""
    with village.write() as tx:
        (item,), _next = tx.outbox.seal(1, 1, 1 << 20)
        tx.outbox.park(Receipt(item.op_id, item.content_hash, Status.REJECTED, 1, code=code.value))
        tx.reproject()
    return item.op_id


def test_what_waits_says_its_name_its_time_and_its_size(
    queue: Queue, village: Store, server: Server, clock: HandClock
) -> None:
    answered(village, server, clock)
    (row,) = queue.waiting()
    assert row.title == "Jawaban warga PRG-7K2MX"
    assert row.detail == "10.34, 1 KB"
    assert row.chip == "Menunggu kirim"
    assert (row.problem, row.todo, row.retry) == ("", "", False)
    assert queue.view().size_words == "1 KB"


def test_terkirim_stands_only_after_the_receipt(queue: Queue, village: Store, server: Server, clock: HandClock) -> None:
    answered(village, server, clock)
    assert queue.recent() == []
    server.exchange(village)
    assert queue.waiting() == []
    (row,) = queue.recent()
    assert row.chip == "Terkirim"


def test_a_refused_op_says_what_happened_and_what_to_do(
    queue: Queue, village: Store, server: Server, clock: HandClock
) -> None:
    answered(village, server, clock)
    park(village, Problem.ALREADY_DECIDED)
    (row,) = queue.parked()
    assert row.chip == "Perlu perhatian"
    assert row.problem.startswith("Hal ini sudah diputuskan")
    assert row.todo.startswith("Buka Masukan Warga")
    assert not row.retry
    assert queue.recent() == []


def test_trying_again_seals_a_new_op_with_the_same_words_and_withdraws_the_old_one(
    queue: Queue, village: Store, server: Server, clock: HandClock
) -> None:
    matter = answered(village, server, clock)
    old = park(village, Problem.INTERNAL)
    assert queue.parked()[0].retry
    done = queue.retry(old)
    assert isinstance(done, Done)
    assert done.op_id != old
    assert queue.parked() == []
    assert [row.op_id for row in queue.waiting()] == [done.op_id]
    detail = Feedback(village, clock).detail(matter)
    assert not isinstance(detail, Refused)
    assert detail.answer == ""
    server.exchange(village)
    assert [row.chip for row in queue.recent()] == ["Terkirim", "Disisihkan"]


def test_trying_again_what_the_rules_still_refuse_leaves_it_where_it_was(
    queue: Queue, village: Store, server: Server, clock: HandClock
) -> None:
    answered(village, server, clock)
    old = park(village, Problem.INTERNAL)
    with village.write() as tx:
        identity = tx.meta.get("identity")
        assert identity is not None
        tx.meta.put("identity", identity.replace("63.11.06.2024", "63.11.06.2006"))
    no = queue.retry(old)
    assert isinstance(no, Refused)
    assert no.code == "forbidden"
    assert [row.op_id for row in queue.parked()] == [old]
    assert queue.waiting() == []


def test_a_read_refusal_can_be_put_aside_once(queue: Queue, village: Store, server: Server, clock: HandClock) -> None:
    answered(village, server, clock)
    old = park(village, Problem.LOCKED)
    assert isinstance(queue.withdraw(old), Done)
    assert queue.parked() == []
    assert isinstance(queue.withdraw(old), Refused)


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 KB"), (2048, "2 KB"), (245_760, "240 KB"), (3_250_586, "3,1 MB"), (1_048_576, "1,0 MB")]
)
def test_sizes_are_said_as_people_read_them(size: int, words: str) -> None:
    assert size_words(size) == words
