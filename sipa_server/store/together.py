"""Acts that write, done by one thread in the order in which they came; those that wait at a moment share a transaction.

Nobody is told anything, be it an answer or a refusal, before the commit of the whole. An act that raises is undone
alone and the others stand. Where the disk or its lock fails, StorageError is told and nothing stands.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Final, NamedTuple, TypeVar, cast

from sipa_server.errors import StorageError
from sipa_server.store.unit_of_work import Store, Work

T = TypeVar("T")

MOST_AT_ONCE: Final = 64
"""What one transaction takes on; an act that weighs more goes alone. Its first one waits for its last."""
MOST_WAITING: Final = 20_000
"""What may wait: about half a minute's work, as long as anybody waits for the writer elsewhere."""


class _Asked(NamedTuple):
    act: Callable[[Work], Any]
    weight: int
    answer: Future[Any]


class _Told(NamedTuple):
    """What an act gave, or raised; it is told after the commit."""

    given: Any = None
    fault: Exception | None = None


class Together:
    """The line before the writer of one store. A thread begins with the first act and ends with `close`."""

    def __init__(self, store: Store, *, at_once: int = MOST_AT_ONCE, waiting: int = MOST_WAITING) -> None:
        self._store = store
        self._at_once = at_once
        self._most_waiting = waiting
        self._line: deque[_Asked] = deque()
        self._weight = 0
        self._moved = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def ask(self, act: Callable[[Work], T], weight: int = 1) -> Future[T]:
        """Have it done; StorageError("busy") at once while too much waits, or after `close`.

        A future that is cancelled before its turn is left out.
        """
        asked = _Asked(act, weight, Future())
        with self._moved:
            if self._closed or (self._line and self._weight + weight > self._most_waiting):
                raise StorageError("busy")
            self._line.append(asked)
            self._weight += weight
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sipa-writer", daemon=True)
                self._thread.start()
            self._moved.notify()
        return cast("Future[T]", asked.answer)

    def close(self) -> None:
        """Take no more, and return when everything that waits was done."""
        with self._moved:
            self._closed = True
            self._moved.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while group := self._next():
            for one, told in zip(group, self._done(group), strict=True):
                if told.fault is not None:
                    one.answer.set_exception(told.fault)
                else:
                    one.answer.set_result(told.given)

    def _next(self) -> list[_Asked]:
        """Those whose turn it is, as soon as there are any; empty once the line is closed and all was done."""
        group: list[_Asked] = []
        weight = 0
        with self._moved:
            while not group and (self._line or not self._closed):
                self._moved.wait_for(lambda: self._line or self._closed)
                while self._line and (not group or weight + self._line[0].weight <= self._at_once):
                    one = self._line.popleft()
                    self._weight -= one.weight
                    if one.answer.set_running_or_notify_cancel():
                        group.append(one)
                        weight += one.weight
        return group

    def _done(self, group: Sequence[_Asked]) -> list[_Told]:
        """What is to be told to each, all of it on the disk."""
        told: list[_Told] = []
        begun = False
        try:
            with self._store.write() as work:
                begun = True
                for one in group:
                    told.append(_tried(work, one))
        except Exception as fault:  # noqa: BLE001 - whatever it was, everybody who waits is told, and the line goes on
            if begun and len(told) < len(group) and len(group) > 1:
                # One of them met the disk's end; the transaction is gone with what the others did in it.
                return [self._done([one])[0] for one in group]
            return [_Told(fault=fault)] * len(group)
        return told


def _tried(work: Work, one: _Asked) -> _Told:
    try:
        with work.message():
            return _Told(one.act(work))
    except StorageError:
        raise
    except Exception as fault:  # noqa: BLE001 - it is this act's own, and goes to whoever asked for it
        return _Told(fault=fault)
