"""Acts that write, in the order in which they came: those that wait at a moment share one transaction and its commit.

Nobody is told anything, be it an answer or a refusal, before that commit. An act that raises is undone alone and the
others stand. Where the disk or its lock fails, StorageError is told and nothing stands.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from sipa_server.errors import StorageError
from sipa_server.store.unit_of_work import Store, Work

T = TypeVar("T")

MOST_AT_ONCE: Final = 64
"""What one transaction takes on; an act that weighs more goes alone. Its first one waits for its last."""
LIGHT: Final = 4
ON_THE_LOOP: Final = 32
"""What an act, and a transaction of such acts, may weigh to be done on the loop: it hears nobody for 20 ms then."""
MOST_WAITING: Final = 20_000
"""What may wait: less than half a minute's work. Whoever comes beyond it is told at once to come again."""
QUIET_LOOKS: Final = 3
MOST_LOOKS: Final = 100
"""How often the loop is asked whether more is coming: until it brought nothing so often, and so often at most."""


class _Asked(NamedTuple):
    act: Callable[[Work], Any]
    weight: int
    answer: asyncio.Future[Any]


class _ClosedError(Exception):
    """The line was closed meanwhile."""


class _Told(NamedTuple):
    """What an act gave, or raised; it is told after the commit."""

    given: Any = None
    fault: Exception | None = None


class _Transaction:
    """A transaction for those who wait, in three steps, one after the other but each in whatever thread."""

    def __init__(self, store: Store, group: Sequence[_Asked]) -> None:
        self._store = store
        self._group = group
        self._block = store.write()
        self._work: Work | None = None
        self._told: list[_Told] = []
        self._fault: Exception | None = None

    def begin(self) -> None:
        """Wait for the writer's turn, and for the disk."""
        try:
            self._work = self._block.__enter__()
        except Exception as fault:  # noqa: BLE001 - whatever it was, everybody who waits is told, and the line goes on
            self._fault = fault

    def act(self) -> None:
        """Have done what was asked: computing, with short looks at the database."""
        if self._work is None:
            return
        # One that is alone needs no savepoint; SQLite would keep beside it, in a file, what a message of many changes.
        done = _tried if len(self._group) > 1 else _done
        try:
            for one in self._group:
                self._told.append(done(self._work, one))
        except Exception as fault:  # noqa: BLE001 - it goes to whoever asked for it
            self._fault = fault

    def end(self) -> list[_Told]:
        """What is to be told to each, all of it on the disk."""
        self._close()
        if self._fault is None:
            return self._told
        if self._work is not None and len(self._told) < len(self._group) > 1:
            # One of them met the disk's end; the transaction is gone with what the others did in it.
            return [told for one in self._group for told in _whole(self._store, [one])]
        return [_Told(fault=self._fault)] * len(self._group)

    def undo(self) -> None:
        """End it without a trace."""
        self._fault = StorageError("busy")
        self._close()

    def _close(self) -> None:
        if self._work is None:
            return
        fault = self._fault
        try:
            if fault is None:
                self._block.__exit__(None, None, None)
            else:
                self._block.__exit__(type(fault), fault, fault.__traceback__)
        except Exception as named:  # noqa: BLE001 - as above
            self._fault = named


class Together:
    """The line before the writer of one store. What weighs little is done on the loop itself: beside it, it would fight
    with it for Python's lock at every statement. Beginning and commit wait, and hold no such lock.
    """

    def __init__(self, store: Store, *, at_once: int = MOST_AT_ONCE, waiting: int = MOST_WAITING) -> None:
        self._store = store
        self._at_once = at_once
        self._most_waiting = waiting
        self._line: deque[_Asked] = deque()
        self._weight = 0
        self._many = False
        self._serving: asyncio.Task[None] | None = None
        # One thread: more would take turns at Python's lock with every statement, which costs more than the statements.
        self._writer = ThreadPoolExecutor(1, "sipa-writer")
        self._closed = False

    async def do(self, act: Callable[[Work], T], weight: int = 1) -> T:
        """Have it done, and return or raise what it did; whoever hangs up before its turn is left out.

        StorageError("busy") at once while too much waits, or after `close`.
        """
        if self._closed or (self._line and self._weight + weight > self._most_waiting):
            raise StorageError("busy")
        asked = _Asked(act, weight, asyncio.get_running_loop().create_future())
        self._line.append(asked)
        self._weight += weight
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve())
        given: T = await asked.answer
        return given

    def close(self) -> None:
        """Take no more, and return when what was begun is done."""
        self._closed = True
        self._writer.shutdown()

    async def _serve(self) -> None:
        try:
            while self._line:
                await self._gathered()
                group = self._next()
                for one, told in zip(group, await self._written(group), strict=True):
                    if one.answer.cancelled():
                        continue
                    if told.fault is not None:
                        one.answer.set_exception(told.fault)
                    else:
                        one.answer.set_result(told.given)
        finally:
            self._serving = None

    async def _written(self, group: Sequence[_Asked]) -> list[_Told]:
        light = all(one.weight <= LIGHT for one in group) and sum(one.weight for one in group) <= ON_THE_LOOP
        try:
            if not light:
                return await self._in_thread(partial(_whole, self._store, group))
            transaction = _Transaction(self._store, group)
            await self._in_thread(transaction.begin)
            transaction.act()
            try:
                return await self._in_thread(transaction.end)
            except _ClosedError:
                transaction.undo()
                raise
        except _ClosedError:
            return [_Told(fault=StorageError("busy"))] * len(group)

    async def _in_thread(self, step: Callable[[], T]) -> T:
        """Raises _ClosedError where it was closed before the step began."""
        try:
            begun = self._writer.submit(step)
        except RuntimeError:
            raise _ClosedError from None
        return await asyncio.wrap_future(begun)

    async def _gathered(self) -> None:
        """Let those come that are on their way, where several are: the loop and the writer then work in turns, and not
        against each other."""
        seen, quiet = 0, 0
        for _look in range(MOST_LOOKS):
            if quiet == QUIET_LOOKS or self._weight >= self._at_once or not (self._many or len(self._line) > 1):
                return
            quiet = quiet + 1 if len(self._line) == seen else 0
            seen = len(self._line)
            await asyncio.sleep(0)

    def _next(self) -> list[_Asked]:
        group: list[_Asked] = []
        weight = 0
        while self._line and (not group or weight + self._line[0].weight <= self._at_once):
            one = self._line.popleft()
            self._weight -= one.weight
            if not one.answer.cancelled():
                group.append(one)
                weight += one.weight
        self._many = len(group) > 1
        return group


def _whole(store: Store, group: Sequence[_Asked]) -> list[_Told]:
    transaction = _Transaction(store, group)
    transaction.begin()
    transaction.act()
    return transaction.end()


def _done(work: Work, one: _Asked) -> _Told:
    return _Told(one.act(work))


def _tried(work: Work, one: _Asked) -> _Told:
    try:
        with work.message():
            return _done(work, one)
    except StorageError:
        raise
    except Exception as fault:  # noqa: BLE001 - it is this act's own, and goes to whoever asked for it
        return _Told(fault=fault)
