"""How soon a report with 2,000 budget rows, each of another code, stands painted in the editor.

`python -m tests.bench.opening`: the real window, services and encrypted database. Told are medians of five, by the
clock and in the processor's time of all threads: the service alone, the editor at the report's first section, the
editor at its budget with rows in sight, the check that follows on a worker, and in the same rounds the decoding of the
report's text from JSON, so that a figure can be told apart from the machine. "First" is the first of this process.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core.domain.paths import Value
from sipa_desktop.errors import Refused
from tests.bench.stalls import BUDGET_ROWS, Windows, budget, lra_draft, village
from ui.design.theme import start
from ui.navigation import OpenPlace
from ui.widgets.budget_grid import BudgetGrid

ROUNDS = 5
LIMIT_MS = 150
GIVE_UP_MS = 20_000
DECODINGS = 10


class Taken(NamedTuple):
    """How long something took, in ms: by the clock, in the processor's time of the process, of the windows' thread."""

    wall: float
    own: float
    window: float


class Hearing(QObject):
    """Hears every event of the program, as its lock does from the first second on."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take no notice."""
        return event.type() is None


class FirstPaint(QObject):
    """Ends a loop once a widget that is wanted was painted."""

    def __init__(self, wanted: Callable[[QWidget], bool]) -> None:
        super().__init__()
        self._wanted = wanted
        self._loop = QEventLoop()

    def after(self, begin: Callable[[], object]) -> Taken:
        """Begin something and run the loop until the paint; RuntimeError when none comes."""
        app = QApplication.instance()
        assert app is not None
        guard = QTimer(singleShot=True, interval=GIVE_UP_MS)
        guard.timeout.connect(lambda: self._loop.exit(1))
        app.installEventFilter(self)
        guard.start()
        wall, own, window = time.perf_counter(), time.process_time(), time.thread_time()
        begin()
        ended = self._loop.exec()
        found = Taken(
            (time.perf_counter() - wall) * 1000,
            (time.process_time() - own) * 1000,
            (time.thread_time() - window) * 1000,
        )
        app.removeEventFilter(self)
        if ended:
            raise RuntimeError("it was never painted")
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See paints go by; the loop ends after the whole paint that this one is a part of."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and self._wanted(watched):
            self._loop.quit()
        return False


def main() -> None:
    """Measure and tell."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    start(app)
    lock = Hearing()
    app.installEventFilter(lock)
    with village() as windows:
        draft_id = _draft(windows)
        windows.window.show_page("reports")
        windows.settle()
        gc.freeze()  # as the application does when the first page stands
        places = {"at its first section": "", "at its budget": "apbdes"}
        first = _opened(windows, draft_id, "apbdes")
        print(f"first of the process, at its budget: {_words([first])}")
        told: dict[str, list[Taken]] = {}
        for _round in range(ROUNDS):
            windows.settle()
            told.setdefault("text decoded from JSON", []).append(_decoding(windows, draft_id))
            told.setdefault("service alone", []).append(
                taken(lambda: _service(windows, draft_id, quick=True)),
            )
            told.setdefault("service with the check", []).append(
                taken(lambda: _service(windows, draft_id, quick=False)),
            )
            for name, path in places.items():
                told.setdefault(name, []).append(_opened(windows, draft_id, path))
    bare = statistics.median(one.wall for one in told["text decoded from JSON"])
    for name, found in told.items():
        print(f"{name:24} {_words(found)}, ratio {statistics.median(one.wall for one in found) / bare:.0f}")
    worst = max(statistics.median(one.wall for one in told[name]) for name in places)
    print(f"limit {LIMIT_MS} ms: {'kept' if worst <= LIMIT_MS else 'missed'}")


def _draft(windows: Windows) -> str:
    """A draft whose every second row bears a name of its own, as after an import."""
    draft_id = lra_draft(windows.desk, BUDGET_ROWS)
    rows = [path.rpartition(".")[0] for path in budget(BUDGET_ROWS) if path.endswith(".anggaran")]
    names: dict[str, Value] = {f"{row}.uraian": f"Belanja nomor {at}" for at, row in enumerate(rows) if at % 2}
    saved = windows.desk.reports.save(draft_id, names)
    assert not isinstance(saved, Refused), saved
    return draft_id


def taken(work: Callable[[], object]) -> Taken:
    """Do it once on this thread."""
    wall, own, window = time.perf_counter(), time.process_time(), time.thread_time()
    work()
    return Taken(
        (time.perf_counter() - wall) * 1000,
        (time.process_time() - own) * 1000,
        (time.thread_time() - window) * 1000,
    )


def _service(windows: Windows, draft_id: str, *, quick: bool) -> None:
    opened = windows.desk.reports.open(draft_id, quick=quick)
    assert not isinstance(opened, Refused), opened
    assert opened.budget is not None
    assert len(opened.budget.lines) > BUDGET_ROWS


def _decoding(windows: Windows, draft_id: str) -> Taken:
    text = msgspec.json.encode(budget(BUDGET_ROWS))

    def work() -> None:
        for _turn in range(DECODINGS):
            msgspec.json.decode(text, type=dict[str, Value])

    whole = taken(work)
    return Taken(*(one / DECODINGS for one in whole))


def _opened(windows: Windows, draft_id: str, path: str) -> Taken:
    """From the click in the list to the painted editor."""
    page = windows.window.page("reports")
    page._to_list()  # type: ignore[union-attr]
    windows.settle()
    stack = page.editor._stack  # type: ignore[union-attr]

    def wanted(widget: QWidget) -> bool:
        current = stack.currentWidget()
        if current is None or page.editing.edit is None:  # type: ignore[union-attr]
            return False
        grid = current.findChild(BudgetGrid)
        if not path:
            return grid is None and current.isAncestorOf(widget)
        return grid is not None and widget is grid.viewport() and grid.budget.rowCount() > BUDGET_ROWS

    argument: object = OpenPlace(draft_id, path) if path else draft_id
    return FirstPaint(wanted).after(lambda: page.open_argument(argument))  # type: ignore[union-attr]


def _words(found: list[Taken]) -> str:
    wall, own, window = (statistics.median(one[which] for one in found) for which in range(3))
    return f"{wall:6.1f} ms, {own:6.1f} of the processor, {window:6.1f} of the windows' thread"


if __name__ == "__main__":
    main()
