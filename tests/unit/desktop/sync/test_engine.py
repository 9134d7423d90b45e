"""The control thread: it wakes by itself, waits when told, stops in time, and one bad op never holds up the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.sync.peer import Trouble
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Status
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.platform.secrets import SecretsLockedError
from sipa_desktop.store.unit_of_work import StoreClosedError
from sipa_desktop.sync.session import MetaKey
from sipa_desktop.sync.status import Phase, SyncStatus
from tests.support.scripted_server import Bench, fails
from tests.support.vaults import KEY

SOON = 10.0


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def until(condition: threading.Event) -> None:
    assert condition.wait(SOON)


def heard(bench: Bench, wanted: object) -> threading.Event:
    """An event that is set once a status fits; `wanted` is a function from a status to a bool."""
    met = threading.Event()

    def look(status: SyncStatus) -> None:
        if wanted(status):  # type: ignore[operator]
            met.set()

    bench.engine.statuses.subscribe(look)
    look(bench.engine.status())
    return met


def test_a_new_op_is_sent_by_itself(bench: Bench) -> None:
    bench.engine.start()
    until(bench.server.asked)
    sent = heard(bench, lambda status: status.all_sent and status.received == 1)
    op_id = bench.answer()
    until(sent)
    assert bench.state(op_id) == "receipted"


def test_a_save_of_words_only_renews_the_strip_and_asks_no_server(bench: Bench) -> None:
    from sipa_desktop.events import Topic
    from sipa_desktop.store.documents import DocumentKind

    with bench.store.write() as tx:
        tx.documents.start("x", DocumentKind.DRAFT, {}, 5)
        tx.touch(Topic.DRAFTS)
    assert bench.engine.status().saved_at == 5
    assert bench.server.requests == []


def test_a_person_can_ask_before_the_set_time(bench: Bench) -> None:
    bench.server.scripts = [fails(Trouble.NO_NETWORK)]
    failed = heard(bench, lambda status: status.trouble is Trouble.NO_NETWORK and status.next_try_at is not None)
    bench.engine.start()
    until(failed)
    well = heard(bench, lambda status: status.phase is Phase.IDLE and status.last_contact is not None)
    bench.engine.sync_now()
    until(well)
    assert bench.engine.status().trouble is None
    assert bench.engine.status().next_try_at is None


def test_what_the_server_asked_for_is_waited_also_when_a_person_is_impatient(bench: Bench) -> None:
    bench.server.scripts = [fails(Trouble.BUSY, retry_after=600)]
    failed = heard(bench, lambda status: status.trouble is Trouble.BUSY and status.next_try_at is not None)
    bench.engine.start()
    until(failed)
    bench.answer()
    bench.engine.sync_now()
    time.sleep(0.3)  # nothing may happen; there is no event for that
    assert len(bench.server.requests) == 1


def test_closing_waits_at_most_the_given_time_and_a_late_reply_touches_nothing(bench: Bench) -> None:
    release, entered = threading.Event(), threading.Event()

    def slow(request: Request) -> Reply:
        entered.set()
        release.wait(SOON)
        return bench.server.accept(request)

    op_id = bench.answer()
    bench.server.scripts = [slow]
    bench.engine.start()
    until(entered)
    begun = time.monotonic()
    assert bench.engine.stop(0.2) is False
    assert time.monotonic() - begun < 2
    bench.store.close()
    release.set()
    assert bench.engine.stop(SOON) is True
    with pytest.raises(StoreClosedError), bench.store.read():
        pass
    again = Bench.__new__(Bench)
    again.store = type(bench.store)(bench.store.path, bench.clock, bench.entropy, KEY)
    assert again.state(op_id) == "sending"
    again.store.close()


def test_a_bug_in_a_session_does_not_end_sending(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def bug(_request: Request) -> Reply:
        raise ZeroDivisionError

    bench.server.scripts = [bug]
    told = heard(bench, lambda status: status.trouble is Trouble.THIS_PC)
    bench.engine.start()
    until(told)
    well = heard(bench, lambda status: status.phase is Phase.IDLE and status.last_contact is not None)
    bench.engine.sync_now()
    until(well)
    assert "a session failed" in caplog.text


@pytest.mark.parametrize("code", [Problem.TOO_LARGE, Problem.BAD_REQUEST])
def test_one_op_that_no_server_takes_is_parked_and_the_others_go(bench: Bench, code: Problem) -> None:
    good = [bench.put_raw(f"jawaban {n}") for n in range(3)]
    poison = bench.put_raw("racun")
    good += [bench.put_raw(f"jawaban {n}") for n in range(3, 6)]
    accept = bench.server.accept

    def choosy(request: Request) -> Reply:
        if any(b"racun" in bytes(op.body) for op in request.ops):
            return fails(Trouble.PROBLEM, code)(request)
        return accept(request)

    bench.server.accept = choosy  # type: ignore[method-assign]
    done = bench.engine.run_once()
    assert [bench.state(op_id) for op_id in good] == ["receipted"] * 6
    assert bench.state(poison) == "parked"
    assert (done.accepted, done.parked, done.complete) == (6, 1, False)
    with bench.store.read() as tx:
        item = tx.outbox.get(poison)
        assert item is not None
        assert item.code == code
        assert b"racun" in item.body


def test_a_server_that_takes_no_message_at_all_parks_nothing(bench: Bench) -> None:
    op_id = bench.answer()
    bench.server.accept = fails(Trouble.PROBLEM, Problem.BAD_REQUEST)  # type: ignore[method-assign,assignment]
    done = bench.engine.run_once()
    assert bench.state(op_id) == "sending"
    assert (done.parked_in_all, done.trouble, done.code) == (0, Trouble.PROBLEM, Problem.BAD_REQUEST)


def test_a_server_that_says_more_and_gives_nothing_is_not_asked_for_ever(bench: Bench) -> None:
    bench.server.accept = lambda request: bench.server.reply(request, more=True)  # type: ignore[method-assign]
    done = bench.engine.run_once()
    assert done.trouble is Trouble.SERVER
    assert len(bench.server.requests) < 5


def test_a_server_that_always_finds_a_fork_is_not_asked_for_ever(bench: Bench) -> None:
    op_id = bench.answer()
    bench.server.accept = bench.server.with_status(Status.FORK)  # type: ignore[method-assign]
    done = bench.engine.run_once()
    assert done.trouble is Trouble.SERVER
    assert len(bench.server.requests) < 6
    assert bench.state(op_id) == "sending"


def test_many_ops_go_in_several_messages_and_the_count_runs_along(bench: Bench) -> None:
    for n in range(250):
        bench.put_raw(f"jawaban {n}")
    seen: list[tuple[int, int]] = []
    bench.engine.statuses.subscribe(lambda status: seen.append((status.sent, status.sending_total)))
    done = bench.engine.run_once()
    assert (done.accepted, done.complete) == (250, True)
    assert [len(request.ops) for request in bench.server.requests] == [100, 100, 50]
    assert (100, 250) in seen
    assert (200, 250) in seen


def test_a_locked_keyring_is_no_lost_registration(bench: Bench) -> None:
    op_id = bench.answer()

    def locked(_name: str) -> str:
        raise SecretsLockedError

    bench.secrets.get = locked  # type: ignore[method-assign]
    done = bench.engine.run_once()
    assert (done.trouble, done.waiting) == (Trouble.THIS_PC, 1)
    assert "terkunci" in done.words
    assert "kode" not in done.words
    assert bench.state(op_id) == "queued"
    with bench.store.read() as tx:
        assert tx.meta.get(MetaKey.SHUT_OUT) is None


def test_a_lost_token_opens_the_way_to_register_again(bench: Bench) -> None:
    bench.secrets.forget(TOKEN)
    done = bench.engine.run_once()
    assert (done.trouble, done.code) == (Trouble.PROBLEM, Problem.UNAUTHENTICATED)
    assert bench.server.requests == []
    with bench.store.read() as tx:
        assert tx.meta.get(MetaKey.SHUT_OUT) == Problem.UNAUTHENTICATED


def test_a_retry_of_the_server_sets_a_later_time(bench: Bench) -> None:
    first, second = bench.put_raw("satu"), bench.put_raw("dua")

    def half(request: Request) -> Reply:
        one, two = request.ops
        receipts = [bench.server.receipt(one, Status.ACCEPTED), bench.server.receipt(two, Status.RETRY)]
        return bench.server.reply(request, receipts)

    bench.server.scripts = [half]
    done = bench.engine.run_once()
    assert (done.accepted, done.waiting, done.trouble) == (1, 1, Trouble.SERVER)
    assert (bench.state(first), bench.state(second)) == ("receipted", "sending")
    assert bench.engine.status().next_try_at is not None
    assert bench.engine.run_once().complete


def test_an_older_reading_is_never_told_after_a_newer_one(bench: Bench) -> None:
    told: list[int] = []
    first, second = threading.Event(), threading.Event()

    def slow(status: SyncStatus) -> None:
        if status.waiting == 1:
            first.set()
            second.wait(0.5)  # long enough for the next op to overtake, were it let

    bench.engine.statuses.subscribe(slow)
    bench.engine.statuses.subscribe(lambda status: told.append(status.waiting))
    bench.engine.statuses.subscribe(lambda status: second.set() if status.waiting == 2 else None)
    one = threading.Thread(target=bench.engine._tell, kwargs={"waiting": 1})
    one.start()
    until(first)
    bench.engine._tell(waiting=2)
    one.join(SOON)
    assert told == [1, 2]
