"""Acts that share a transaction: in order, each undone alone, and nobody told before the commit of all."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError, StorageError, StorageFullError
from sipa_server.store import together
from sipa_server.store.together import Together
from sipa_server.store.unit_of_work import Store, Work
from tests.support.server import Prepared, World

Act = Callable[[Work], str]


def put(name: str, value: str = "x") -> Act:
    def act(work: Work) -> str:
        work.meta.put(name, value)
        return name

    return act


def refuse(name: str) -> Act:
    def act(work: Work) -> str:
        work.meta.put(name, "x")
        raise RefusedError(Problem.FORBIDDEN)

    return act


def stands(store: Store, *names: str) -> list[str]:
    """Those of the names that are on the disk."""
    with store.read() as work:
        return [name for name in names if work.meta.get(name) is not None]


@pytest.fixture
def store(world: World) -> Store:
    return world.server.store


@pytest.fixture
def line(store: Store) -> Iterator[Together]:
    made = Together(store, at_once=8, waiting=20)
    yield made
    made.close()


@pytest.fixture
def commits(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each commit of the writer."""
    seen: list[str] = []
    dialect = store.engines.writer.dialect
    commit = dialect.do_commit

    def counted(connection: Any) -> None:
        seen.append("commit")
        commit(connection)

    monkeypatch.setattr(dialect, "do_commit", counted)
    return seen


def run(*asked: Coroutine[Any, Any, str]) -> list[Any]:
    """What each of them gave or raised, all asked at one moment."""

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(all_of_them())


def test_acts_that_wait_at_a_moment_are_done_in_order_in_one_transaction(
    line: Together, store: Store, commits: list[str]
) -> None:
    order: list[int] = []

    def act(number: int) -> Act:
        return lambda work: order.append(number) or put(f"n{number}")(work)  # type: ignore[func-returns-value]

    given = run(*(line.do(act(number)) for number in range(6)))
    assert given == [f"n{number}" for number in range(6)]
    assert order == [0, 1, 2, 3, 4, 5]
    assert commits == ["commit"]
    assert stands(store, *given) == given


def test_one_that_raises_is_undone_alone_and_the_others_stand(line: Together, store: Store, commits: list[str]) -> None:
    first, refused, broken, last = run(
        line.do(put("first")), line.do(refuse("refused")), line.do(lambda work: str(1 // 0)), line.do(put("last"))
    )
    assert (first, last) == ("first", "last")
    assert isinstance(refused, RefusedError)
    assert isinstance(broken, ZeroDivisionError)
    assert stands(store, "first", "refused", "last") == ["first", "last"]
    assert commits == ["commit"]


def test_what_an_undone_one_had_seen_is_not_seen_by_the_next(line: Together) -> None:
    refused, seen = run(line.do(refuse("a")), line.do(lambda work: str(work.meta.get("a"))))
    assert isinstance(refused, RefusedError)
    assert seen == "None"


def test_where_the_commit_fails_nobody_is_told_that_it_is_done_and_nothing_stands(
    line: Together, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.engines.writer.dialect, "do_commit", fail)
    told = run(line.do(put("one")), line.do(refuse("two")), line.do(put("three")))
    assert [type(one) for one in told] == [StorageFullError] * 3
    assert stands(store, "one", "two", "three") == []
    monkeypatch.undo()
    assert run(line.do(put("one"))) == ["one"]


def test_neither_an_answer_nor_a_refusal_is_told_before_the_commit(
    line: Together, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialect = store.engines.writer.dialect
    commit, asked, told_early = dialect.do_commit, list[asyncio.Task[str]](), list[bool]()
    looked = threading.Event()

    async def go() -> list[Any]:
        loop = asyncio.get_running_loop()

        def late(connection: Any) -> None:
            def look() -> None:
                told_early.extend(one.done() for one in asked)
                looked.set()

            loop.call_soon_threadsafe(look)
            assert looked.wait(10)
            commit(connection)

        monkeypatch.setattr(dialect, "do_commit", late)
        asked.extend(asyncio.create_task(line.do(act)) for act in (put("one"), refuse("two")))
        return await asyncio.gather(*asked, return_exceptions=True)

    one, two = asyncio.run(go())
    assert told_early == [False, False]
    assert one == "one"
    assert isinstance(two, RefusedError)


def test_one_that_the_disk_has_no_room_for_leaves_room_for_the_others(line: Together, store: Store) -> None:
    with store.engines.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    before, large, after = run(line.do(put("before")), line.do(put("large", "x" * 400_000)), line.do(put("after")))
    assert (before, after) == ("before", "after")
    assert isinstance(large, StorageFullError)
    assert stands(store, "before", "large", "after") == ["before", "after"]


def test_a_transaction_that_cannot_begin_asks_for_another_try(
    line: Together, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.engines.writer, "patience", 0.1)
    with store.write():
        told = run(line.do(put("one")), line.do(put("two")))
    assert [type(one) for one in told] == [StorageError] * 2
    assert run(line.do(put("one"))) == ["one"]


@contextmanager
def held(line: Together) -> Iterator[Callable[[], Coroutine[Any, Any, str]]]:
    """An act that keeps the writer until the block ends."""
    go_on = threading.Event()

    def wait(_work: Work) -> str:
        assert go_on.wait(10)
        return "held"

    try:
        yield lambda: line.do(wait)
    finally:
        go_on.set()


def test_those_who_come_while_the_writer_works_share_the_next_transaction(line: Together, commits: list[str]) -> None:
    async def go() -> list[str]:
        with held(line) as hold:
            first = asyncio.create_task(hold())
            await asyncio.sleep(0.05)
            rest = [asyncio.create_task(line.do(put(f"n{number}"))) for number in range(5)]
            await asyncio.sleep(0.05)
        return await asyncio.gather(first, *rest)

    assert asyncio.run(go()) == ["held", "n0", "n1", "n2", "n3", "n4"]
    assert len(commits) == 2


def test_a_transaction_takes_on_only_so_much_and_what_weighs_more_goes_alone(
    line: Together, commits: list[str]
) -> None:
    run(*(line.do(put(f"n{number}"), weight=4) for number in range(6)))
    assert len(commits) == 3
    run(line.do(put("light")), line.do(put("heavy"), weight=12), line.do(put("after")))
    assert len(commits) == 6


def test_beyond_what_may_wait_one_is_told_at_once_to_come_again(line: Together) -> None:
    told = run(*(line.do(put(f"n{number}"), weight=8) for number in range(4)))
    assert told[:2] == ["n0", "n1"]
    assert [str(one) for one in told[2:]] == ["busy", "busy"]
    assert run(line.do(put("alone"), weight=500)) == ["alone"]


def test_whoever_hangs_up_before_the_turn_is_left_out(line: Together, store: Store) -> None:
    async def go() -> str:
        gone, stays = (asyncio.create_task(line.do(put(name))) for name in ("gone", "stays"))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert asyncio.run(go()) == "stays"
    assert stands(store, "gone", "stays") == ["stays"]


def test_closing_lets_what_was_begun_end_and_takes_no_more(line: Together, store: Store) -> None:
    async def go() -> list[Any]:
        with held(line) as hold:
            begun = asyncio.create_task(hold())
            await asyncio.sleep(0.05)
            waits = asyncio.create_task(line.do(put("waits")))
            await asyncio.sleep(0.05)
            closing = threading.Thread(target=line.close)
            closing.start()
            while not line._closed:
                await asyncio.sleep(0.01)
            late = asyncio.create_task(line.do(put("late")))
            await asyncio.sleep(0.05)
        told = await asyncio.gather(begun, waits, late, return_exceptions=True)
        closing.join(10)
        assert not closing.is_alive()
        return told

    begun, waits, late = asyncio.run(go())
    assert begun == "held"
    assert [str(one) for one in (waits, late)] == ["busy", "busy"]
    assert stands(store, "waits", "late") == []


def test_another_writer_gets_its_turn_while_messages_come_without_end(line: Together, store: Store) -> None:
    ended, written = threading.Event(), threading.Event()

    def other() -> None:
        with store.write() as work:
            work.meta.put("other", "x")
        written.set()

    async def one_after_another(number: int) -> None:
        while not ended.is_set():
            await line.do(put(f"n{number}"))

    async def go() -> bool:
        asking = [asyncio.create_task(one_after_another(number)) for number in range(6)]
        await asyncio.sleep(0.1)
        thread = threading.Thread(target=other)
        thread.start()
        came = await asyncio.to_thread(written.wait, 10)
        ended.set()
        await asyncio.gather(*asking)
        thread.join(10)
        return came

    assert asyncio.run(go())


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from sipa_server.store.together import Together
from sipa_server.store.unit_of_work import Store

store, when = Store(Path(sys.argv[1])), sys.argv[2]
dialect = store.engines.writer.dialect
commit = dialect.do_commit

def killed(connection):
    if when == "after":
        commit(connection)
    os.kill(os.getpid(), signal.SIGKILL)

dialect.do_commit = killed
line = Together(store)

async def go():
    await asyncio.gather(*(line.do(lambda work, n=n: work.meta.put(f"n{n}", "x")) for n in range(3)))

asyncio.run(go())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process is killed otherwise here")
@pytest.mark.parametrize(("when", "left"), [("before", []), ("after", ["n0", "n1", "n2"])])
def test_of_messages_that_share_a_commit_a_kill_leaves_all_or_none(
    prepared: Prepared, tmp_path: Path, when: str, left: list[str]
) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    for one in prepared.folder.glob("sipa.db*"):
        (folder / one.name).write_bytes(one.read_bytes())
    killed = subprocess.run(
        [sys.executable, "-P", "-c", KILLED, str(folder), when],
        env={**os.environ, "PYTHONPATH": str(Path(together.__file__).parents[2])},
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    store = Store(folder)
    try:
        assert stands(store, "n0", "n1", "n2") == left
    finally:
        store.close()
