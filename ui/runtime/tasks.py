"""Queries and commands: work that runs off the windows' thread and whose result comes back to it.

A result is delivered by a queued signal to an object of the main thread, never by the worker itself; a result for a
widget that is gone is dropped. Commands run one after another, so a later save can never overtake an earlier one. No
widget is ever let go by a worker: what leads to one is held here until it was delivered.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal

from sipa_desktop.errors import KnownError
from ui.runtime.garbage import keep_off_workers
from ui.runtime.lent_call import LentCall

T = TypeVar("T")
_log = logging.getLogger(__name__)

READERS = 2
DAMAGED = "damaged"
"""The code of the fault that `damaged` tells of."""
CLOSE_SECONDS = 5.0
_LOOK_SECONDS = 0.05
TURN_SECONDS = 0.001
"""How long a worker may compute before the windows' thread gets its turn: a key stroke takes several such turns."""


class _Job:
    """A piece of work and what came of it; exactly one of value and fault counts.

    The worker holds the job, and no part of it once it is done. Whoever delivers it empties it: a widget whose last
    holder were the worker would end on the worker's thread, and the program with it.
    """

    __slots__ = ("changes", "fault", "fn", "may_be_left", "must_end", "on_fault", "on_value", "owner", "value")

    def __init__(
        self,
        fn: Callable[[], Any],
        on_value: Callable[[Any], None],
        on_fault: Callable[[Exception], None] | None,
        owner: QObject | None,
        *,
        changes: bool,
        may_be_left: bool,
        must_end: str,
    ) -> None:
        self.changes, self.may_be_left, self.must_end = changes, may_be_left, must_end
        self.fn: Callable[[], Any] | None = fn
        self.on_value: Callable[[Any], None] | None = on_value
        self.on_fault = on_fault
        self.owner = owner if owner is not None else owner_of(on_value)
        self.value: Any = None
        self.fault: Exception | None = None

    def run(self) -> None:
        """Do the work; whatever happens in it belongs to the one who asked for it."""
        assert self.fn is not None
        try:
            self.value = self.fn()
        except Exception as fault:  # noqa: BLE001
            self.fault = fault

    def empty(self) -> None:
        """Let go of everything, on the windows' thread."""
        self.fn = self.on_value = self.on_fault = self.owner = self.value = self.fault = None


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
        keep_off_workers()
        self._readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="query")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="command")
        self._running: set[Future[None]] = set()
        self._jobs: set[_Job] = set()
        self._pending = self._changing = self._awaited = 0
        self._unended: list[str] = []
        self._closed = False
        self._unsaved: set[int] = set()
        self._back = LentCall(self._send_back)
        self._ended.connect(self._came, Qt.ConnectionType.QueuedConnection)
        self._ready: deque[_Job] = deque()
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._deliver_one)
        self._delivered = QElapsedTimer()

    @property
    def busy(self) -> bool:
        """Tell whether some work has not been delivered yet."""
        return self._pending > 0

    @property
    def changing(self) -> bool:
        """Tell whether a change has not been made yet."""
        return self._changing > 0

    @property
    def unended(self) -> tuple[str, ...]:
        """Return what is under way that must come to its end, each in a sentence for whoever would cut it off."""
        return tuple(self._unended)

    @property
    def unsaved(self) -> bool:
        """Tell whether words are still in a window because the disk did not take them when they were to be saved."""
        return bool(self._unsaved)

    def rested(self, milliseconds: int) -> bool:
        """Tell whether nothing was delivered for so long and nothing waits to be: the windows' thread has time."""
        return not self._ready and (not self._delivered.isValid() or self._delivered.elapsed() >= milliseconds)

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
        may_be_left: bool = False,
        must_end: str = "",
    ) -> None:
        """Read something: queries may run side by side and in any order.

        `may_be_left`: closing does not wait for it; it takes long, and what it writes is whole or not there. `must_end`
        is the sentence that tells what would be cut off: a person began it, and is asked before it is. `owner` is the
        object that the result is for; without it the object of a bound `on_result` is taken.
        """
        self._submit(
            self._readers, fn, on_result, on_error, owner, changes=False, may_be_left=may_be_left, must_end=must_end
        )

    def command(
        self,
        fn: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Change something: commands run one at a time in the order given."""
        self._submit(self._writer, fn, on_done, on_error, owner, changes=True)

    def drain(self, unsaved: Callable[[], bool], seconds: float = CLOSE_SECONDS) -> bool:
        """Wait at most `seconds` for the work under way, and deliver what comes back; return whether every change is
        made, what must end has ended and nothing is `unsaved`. What may be left is waited for only while something is
        unsaved without it: a copy of the data holds nobody up who wants to go.
        """
        lasted = QElapsedTimer()
        lasted.start()
        while (self._awaited > 0 or (self.busy and unsaved())) and lasted.elapsed() < seconds * 1000:
            running = [one for one in self._running if not one.done()]
            wait(running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
            while self._ready:
                self._deliver_one()
        return not self.changing and not self._unended and not unsaved()

    def close(self) -> bool:
        """Take no more work, forget what has not begun, wait at most 5 seconds; return whether all threads have
        ended.
        """
        self._closed = True
        for pool in (self._readers, self._writer):
            pool.shutdown(wait=False, cancel_futures=True)
        # One that never began is done, and `wait` would wait for it all the same.
        ended = not wait([one for one in self._running if not one.done()], timeout=CLOSE_SECONDS).not_done
        self._back.shut()
        return ended

    def _send_back(self, job: _Job) -> None:
        self._ended.emit(job)

    def _submit(
        self,
        pool: ThreadPoolExecutor | None,
        fn: Callable[[], T],
        on_value: Callable[[T], None],
        on_fault: Callable[[Exception], None] | None,
        owner: QObject | None,
        *,
        changes: bool,
        may_be_left: bool = False,
        must_end: str = "",
    ) -> None:
        if self._closed:
            return
        job = _Job(fn, on_value, on_fault, owner, changes=changes, may_be_left=may_be_left, must_end=must_end)
        self._jobs.add(job)
        self._changing += changes
        self._awaited += not may_be_left
        self._unended += [must_end] if must_end else []
        self._count(1)
        if pool is not None:
            future: Future[None] = pool.submit(_work, job, self._back)
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

    def _came(self, job: _Job) -> None:
        """Let what came together be delivered in turns of their own: key strokes and painting go in between."""
        self._ready.append(job)
        self._turn.start()

    def _deliver_one(self) -> None:
        if self._ready:
            job = self._ready.popleft()
            self._jobs.discard(job)
            self._deliver(job)
            self._delivered.start()
        if not self._ready:
            self._turn.stop()

    def _deliver(self, job: _Job) -> None:
        owner, value, fault, on_value, on_fault = job.owner, job.value, job.fault, job.on_value, job.on_fault
        self._changing -= job.changes
        self._awaited -= not job.may_be_left
        if job.must_end:
            self._unended.remove(job.must_end)
        job.empty()
        self._count(-1)
        if self._closed or on_value is None or (owner is not None and not shiboken6.isValid(owner)):
            return
        if fault is None:
            on_value(value)
        elif on_fault is not None:
            on_fault(fault)
            if isinstance(fault, KnownError) and fault.code == DAMAGED:
                self.damaged.emit(fault)
        else:
            _log.error("work failed and nobody asked to be told", exc_info=fault)
            self.failed.emit(fault)


class InlineRunner(Runner):
    """The same contract at once and on the calling thread: for tests, where the result must be there at return."""

    def _submit(
        self,
        pool: ThreadPoolExecutor | None,
        fn: Callable[[], T],
        on_value: Callable[[T], None],
        on_fault: Callable[[Exception], None] | None,
        owner: QObject | None,
        *,
        changes: bool,
        may_be_left: bool = False,
        must_end: str = "",
    ) -> None:
        if self._closed:
            return
        self._changing += changes
        self._awaited += not may_be_left
        self._unended += [must_end] if must_end else []
        self._count(1)
        job = _Job(fn, on_value, on_fault, owner, changes=changes, may_be_left=may_be_left, must_end=must_end)
        job.run()
        self._deliver(job)


def owner_of(callback: Callable[..., object]) -> QObject | None:
    """Return the QObject whose bound method this is, or None."""
    keeper = getattr(callback, "__self__", None)
    return keeper if isinstance(keeper, QObject) else None


def _work(job: _Job, back: Callable[[_Job], None]) -> None:
    """Run on a worker's thread, which holds nothing but the job and the way back."""
    job.run()
    back(job)


def _report_lost(future: Future[None]) -> None:
    if not future.cancelled() and (fault := future.exception()) is not None:
        _log.error("a result could not be delivered", exc_info=fault)
