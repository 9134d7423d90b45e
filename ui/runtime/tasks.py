"""Queries and commands: work that runs off the windows' thread and whose result comes back to it.

A result is delivered by a queued signal to an object of the main thread, never by the worker itself; a result for a
widget that is gone is dropped. Commands run one after another, so a later save can never overtake an earlier one.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

import msgspec
import shiboken6
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal

from sipa_desktop.errors import KnownError

T = TypeVar("T")
_log = logging.getLogger(__name__)

READERS = 2
DAMAGED = "damaged"
"""The code of the fault that `damaged` tells of."""
CLOSE_SECONDS = 5.0
TURN_SECONDS = 0.001
"""How long a worker may compute before the windows' thread gets its turn: a key stroke takes several such turns."""


class _Outcome(msgspec.Struct, frozen=True):
    """What a worker brings back; exactly one of value and fault counts."""

    owner: QObject | None
    value: Any
    fault: Exception | None
    on_value: Callable[[Any], None]
    on_fault: Callable[[Exception], None] | None


class Runner(QObject):
    """Runs functions on worker threads and calls back on the thread that made the runner (the main thread).

    `fn` must not touch widgets. The callbacks run on the main thread, in the order in which the work ended. When
    `on_error` is missing, the exception is given to everyone who listens to `failed`.
    """

    failed = Signal(object)
    busy_changed = Signal(bool)
    damaged = Signal(object)
    """The data turned out to be damaged, whoever was at work with them; who asked is told as ever."""
    unsaved_changed = Signal(bool)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN_SECONDS)
        self._readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="query")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="command")
        self._running: set[Future[None]] = set()
        self._pending = 0
        self._closed = False
        self._unsaved: set[int] = set()
        self._ended.connect(self._came, Qt.ConnectionType.QueuedConnection)
        self._ready: deque[_Outcome] = deque()
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._deliver_one)

    @property
    def busy(self) -> bool:
        """Tell whether some work has not been delivered yet."""
        return self._pending > 0

    @property
    def unsaved(self) -> bool:
        """Tell whether words are still in a window because the disk did not take them when they were to be saved."""
        return bool(self._unsaved)

    def tell_unsaved(self, whose: QObject, unsaved: bool) -> None:
        """Note that `whose` words could not be saved, or that they are (or are gone with their window)."""
        before, key = self.unsaved, id(whose)
        if unsaved and key not in self._unsaved:
            self._unsaved.add(key)
            whose.destroyed.connect(partial(self._forget_unsaved, key))
        elif not unsaved:
            self._unsaved.discard(key)
        if before != self.unsaved:
            self.unsaved_changed.emit(self.unsaved)

    def query(
        self,
        fn: Callable[[], T],
        on_result: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Read something: queries may run side by side and in any order.

        `owner` is the object that the result is for; without it the object of a bound `on_result` is taken.
        """
        self._submit(self._readers, fn, on_result, on_error, owner)

    def command(
        self,
        fn: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Change something: commands run one at a time in the order given."""
        self._submit(self._writer, fn, on_done, on_error, owner)

    def drain(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Wait at most `seconds` for the work under way and deliver it; return whether all of it came back."""
        lasted = QElapsedTimer()
        lasted.start()
        while self.busy and lasted.elapsed() < seconds * 1000:
            wait(self._running, timeout=max(0.0, seconds - lasted.elapsed() / 1000))
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
            while self._ready:
                self._deliver_one()
        return not self.busy

    def close(self) -> bool:
        """Take no more work, forget what has not begun, wait at most 5 seconds; return whether all threads have
        ended.
        """
        self._closed = True
        for pool in (self._readers, self._writer):
            pool.shutdown(wait=False, cancel_futures=True)
        return not wait(self._running, timeout=CLOSE_SECONDS).not_done

    def _submit(
        self,
        pool: ThreadPoolExecutor | None,
        fn: Callable[[], T],
        on_value: Callable[[T], None],
        on_fault: Callable[[Exception], None] | None,
        owner: QObject | None,
    ) -> None:
        if self._closed:
            return
        keeper = owner if owner is not None else owner_of(on_value)
        self._count(1)

        def work() -> None:
            self._ended.emit(_attempt(fn, on_value, on_fault, keeper))

        if pool is not None:
            future: Future[None] = pool.submit(work)
            self._running = {known for known in self._running if not known.done()} | {future}
            future.add_done_callback(_report_lost)

    def _forget_unsaved(self, key: int, _gone: QObject | None = None) -> None:
        before = self.unsaved
        self._unsaved.discard(key)
        if before and not self.unsaved and shiboken6.isValid(self):
            self.unsaved_changed.emit(False)

    def _count(self, step: int) -> None:
        before = self.busy
        self._pending += step
        if before != self.busy:
            self.busy_changed.emit(self.busy)

    def _came(self, outcome: _Outcome) -> None:
        """Let what came together be delivered in turns of their own: key strokes and painting go in between."""
        self._ready.append(outcome)
        self._turn.start()

    def _deliver_one(self) -> None:
        if self._ready:
            self._deliver(self._ready.popleft())
        if not self._ready:
            self._turn.stop()

    def _deliver(self, outcome: _Outcome) -> None:
        self._count(-1)
        if self._closed or (outcome.owner is not None and not shiboken6.isValid(outcome.owner)):
            return
        if outcome.fault is None:
            outcome.on_value(outcome.value)
        elif outcome.on_fault is not None:
            outcome.on_fault(outcome.fault)
            if isinstance(outcome.fault, KnownError) and outcome.fault.code == DAMAGED:
                self.damaged.emit(outcome.fault)
        else:
            _log.error("work failed and nobody asked to be told", exc_info=outcome.fault)
            self.failed.emit(outcome.fault)


class InlineRunner(Runner):
    """The same contract at once and on the calling thread: for tests, where the result must be there at return."""

    def _submit(
        self,
        pool: ThreadPoolExecutor | None,
        fn: Callable[[], T],
        on_value: Callable[[T], None],
        on_fault: Callable[[Exception], None] | None,
        owner: QObject | None,
    ) -> None:
        if self._closed:
            return
        self._count(1)
        self._deliver(_attempt(fn, on_value, on_fault, owner if owner is not None else owner_of(on_value)))


def owner_of(callback: Callable[..., object]) -> QObject | None:
    """Return the QObject whose bound method this is, or None."""
    keeper = getattr(callback, "__self__", None)
    return keeper if isinstance(keeper, QObject) else None


def _attempt(
    fn: Callable[[], T],
    on_value: Callable[[T], None],
    on_fault: Callable[[Exception], None] | None,
    owner: QObject | None,
) -> _Outcome:
    try:
        return _Outcome(owner, fn(), None, on_value, on_fault)
    except Exception as fault:  # noqa: BLE001 - whatever happens in the work belongs to the one who asked for it
        return _Outcome(owner, None, fault, on_value, on_fault)


def _report_lost(future: Future[None]) -> None:
    if not future.cancelled() and (fault := future.exception()) is not None:
        _log.error("a result could not be delivered", exc_info=fault)
