"""How soon the kecamatan's lists stand painted with 100,000 records, and how they scroll.

`python -m tests.bench.list_painting`: the real window on the encrypted database. Told are, by the clock and in the
windows' thread's own processor time: from the call of a page to its painted rows (medians of five, after a first visit
that is not counted), and the 95th percentile of a step of the wheel to the painted window over a whole list, beside the
same steps in a bare QListView of as many lines.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QStringListModel
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QListView, QWidget

from tests.bench.loop_watch import turn_until
from tests.bench.stalls import SIZE, Windows, kecamatan
from ui.design.theme import start

ROUNDS = 5
STEPS = 60
GOAL_OPEN_MS, GOAL_STEP_MS = 100, 16
PAGES = ("feedback", "consultation", "review", "overview", "schedule")


def main() -> None:
    """Measure and tell."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    start(app)
    with kecamatan() as windows:
        for key in PAGES:
            opened = [_timed(lambda key=key: _open(windows, key)) for _round in range(ROUNDS + 1)][1:]
            wall, own = (statistics.median(one[at] for one in opened) for at in (0, 1))
            print(f"{key}: painted after {wall:.0f} ms, {own:.0f} of its own thread (goal {GOAL_OPEN_MS})", flush=True)
            page = windows.window.page(key)
            assert page is not None
            area = _longest(page)
            if area is not None:
                _tell(f"{key}: a step of the wheel", windows.window, area)
        bare = QListView()
        bare.setModel(QStringListModel([f"Baris {n}" for n in range(200)]))
        bare.resize(*SIZE)
        bare.show()
        _settle()
        _tell("bare QListView of 200 lines", bare, bare)


def _open(windows: Windows, key: str) -> None:
    """Turn to the page, read it anew, and let everything be painted."""
    windows.window.show_page("settings")
    windows.window.show_page(key)
    turn_until(lambda: not windows.runner.busy)
    _settle()


def _longest(page: QWidget) -> QAbstractScrollArea | None:
    """The part that has the most to scroll; None when all of the page is in sight."""
    areas = [area for area in page.findChildren(QAbstractScrollArea) if area.isVisible()]
    found = max(areas, key=lambda area: area.verticalScrollBar().maximum(), default=None)
    return found if found is not None and found.verticalScrollBar().maximum() > 0 else None


def _tell(name: str, window: QWidget, area: QAbstractScrollArea) -> None:
    bar = area.verticalScrollBar()
    bar.setValue(0)
    _settle()
    taken = []
    for step in range(STEPS):
        value = (step + 1) * max(1, bar.singleStep()) * 3 % (bar.maximum() + 1)
        taken.append(_timed(lambda value=value: _step(window, lambda: bar.setValue(value))))
    wall, own = (statistics.quantiles([one[at] for one in taken], n=20)[-1] for at in (0, 1))
    print(
        f"{name}: p95 {wall:.1f} ms, {own:.1f} of its own thread (goal {GOAL_STEP_MS}); {bar.maximum()} to go",
        flush=True,
    )


def _step(window: QWidget, move: Callable[[], object]) -> None:
    move()
    QCoreApplication.sendPostedEvents()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest.value)


def _settle() -> None:
    for _turn in range(5):
        QCoreApplication.processEvents()


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, own = time.perf_counter(), time.thread_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - own) * 1000


if __name__ == "__main__":
    main()
