"""A watch for a window that does not answer: warns in the log when the main loop was blocked for over 100 ms.

For development builds; it measures with a timer of its own and never speaks to the person.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

_log = logging.getLogger(__name__)

TICK_MS = 25
LIMIT_MS = 100


class StallWatch(QObject):
    """Emits `stalled` with the milliseconds for which the loop of its thread was late, when that is over the limit."""

    stalled = Signal(int)

    def __init__(self, parent: QObject | None = None, limit_ms: int = LIMIT_MS) -> None:
        super().__init__(parent)
        self._limit = limit_ms
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to watch the loop of this thread."""
        self._since.start()
        self._timer.start()

    def stop(self) -> None:
        """End the watch."""
        self._timer.stop()

    def _tick(self) -> None:
        late = self._since.restart() - TICK_MS
        if late > self._limit:
            _log.warning("the window did not answer for %d ms", late)
            self.stalled.emit(late)
