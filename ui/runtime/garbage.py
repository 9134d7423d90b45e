"""Garbage is looked for on the windows' thread alone.

Python looks for it on whatever thread makes the next object. On a worker's thread that would end widgets that nobody
holds any more while Qt paints or delivers on its own thread, and then the program dies inside Qt.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 250
_YOUNGEST, _OLDEST = 0, 2


def keep_off_workers() -> None:
    """From now on no thread looks for garbage by itself; somebody on the windows' thread has to (`collect_due`)."""
    gc.disable()


def collect_due() -> int | None:
    """Look through the oldest generation that is due by Python's own thresholds; return which one, None for none.

    Call on the windows' thread only.
    """
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in range(_OLDEST, _YOUNGEST - 1, -1):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return generation
    return None


class GarbageWatch(QObject):
    """Looks for garbage four times a second, on the thread that made it, while that thread's loop runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(collect_due)

    def start(self) -> None:
        """Begin; what was made until now stays for good, and nobody looks through it again."""
        gc.freeze()
        self._timer.start()
