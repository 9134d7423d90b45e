"""Acts that write, in the order in which they came: those that wait at a moment share one transaction and its commit.

Nobody is told anything, be it an answer or a refusal, before that commit. An act that raises is undone alone and the
others stand. Where the disk or its lock fails, StorageError is told and nothing stands.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple, TypeVar

from sipa_server.errors import StorageError
from sipa_server.store.unit_of_work import Store, Work

T = TypeVar("T")

MOST_AT_ONCE: Final = 64
"""What one transaction takes on; an act that weighs more goes alone. Its first one waits for its last."""
MOST_WAITING: Final = 20_000
"""What may wait: less than half a minute's work. Whoever comes beyond it is told at once to come again."""
QUIET_LOOKS: Final = 3
MOST_LOOKS: Final = 100
"""How often the loop is asked whether more is coming: until it brought nothing so often, and so often at most."""


class _Asked(NamedTuple):
    act: Callable[[Work], Any]
    weight: int
    answer: asyncio.Future[Any]


class _Told(NamedTuple):
    """What an act gave, or raised; it is told after the commit."""

    given: Any = None
    fault: Exception | None = None


class Together:
    """The line before the writer of one store. Everything but the acts themselves is of one event loop."""

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
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, self._done, group)
        except RuntimeError:  # closed meanwhile; these had not begun
            return [_Told(fault=StorageError("busy"))] * len(group)

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

    def _done(self, group: Sequence[_Asked]) -> list[_Told]:
        """What is to be told to each, all of it on the disk."""
        if len(group) == 1:
            return [self._alone(group[0])]
        told: list[_Told] = []
        begun = False
        try:
            with self._store.write() as work:
                begun = True
                for one in group:
                    told.append(_tried(work, one))
        except Exception as fault:  # noqa: BLE001 - whatever it was, everybody who waits is told, and the line goes on
            if begun and len(told) < len(group):
                # One of them met the disk's end; the transaction is gone with what the others did in it.
                return [self._alone(one) for one in group]
            return [_Told(fault=fault)] * len(group)
        return told

    def _alone(self, one: _Asked) -> _Told:
        """No savepoint is needed here; SQLite would keep beside it, in a file, what a message of many ops changes."""
        try:
            with self._store.write() as work:
                given = one.act(work)
        except Exception as fault:  # noqa: BLE001 - it goes to whoever asked for it
            return _Told(fault=fault)
        return _Told(given)


def _tried(work: Work, one: _Asked) -> _Told:
    try:
        with work.message():
            return _Told(one.act(work))
    except StorageError:
        raise
    except Exception as fault:  # noqa: BLE001 - it is this act's own, and goes to whoever asked for it
        return _Told(fault=fault)
