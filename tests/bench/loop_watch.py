"""Measures how late the loop of the windows' thread is, and how long it takes until a key stroke is painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

TICK_MS = 2
LOOK_MS = 15


@dataclass
class Late:
    """The lateness of every turn that was looked at and what the thread computed in it, in ms."""

    turns: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    @property
    def most(self) -> float:
        """The longest time for which the thread answered nothing."""
        return max(self.turns, default=0.0)

    @property
    def computing(self) -> float:
        """The most that the thread computed in one turn."""
        return max(self.own, default=0.0)

    @property
    def long(self) -> int:
        """How often it was longer than 100 ms."""
        return sum(late > 100 for late in self.turns)


class LoopWatch(QObject):
    """A timer of its own, as fine as a timer can be; whatever holds the thread makes it late."""

    def __init__(self) -> None:
        super().__init__()
        self.late = Late()
        self._last = self._last_own = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def __enter__(self) -> Late:
        self.late = Late()
        self._last, self._last_own = time.perf_counter(), time.thread_time()
        self._timer.start()
        return self.late

    def __exit__(self, *_fault: object) -> None:
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        now, own = time.perf_counter(), time.thread_time()
        self.late.turns.append(max(0.0, (now - self._last) * 1000 - TICK_MS))
        self.late.own.append((own - self._last_own) * 1000)
        self._last, self._last_own = now, own


def turn_until(done: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the loop until something is so; RuntimeError when it is not in time."""
    end = time.perf_counter() + seconds
    while not done():
        # A real loop that sleeps between events: one that spins would take the workers' time.
        loop = QEventLoop()
        QTimer.singleShot(LOOK_MS, loop.quit)
        loop.exec()
        if time.perf_counter() > end:
            raise RuntimeError("it did not come to that")


def turn_for(seconds: float) -> None:
    """Run the loop for a while."""
    end = time.perf_counter() + seconds
    turn_until(lambda: time.perf_counter() >= end, seconds + 60)
