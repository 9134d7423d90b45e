"""How soon a key stroke is on the screen in a budget of 2,000 rows, while autosave works beside it.

`python -m tests.bench.key_strokes`: typing in a cell, Enter, moving; told is the 95th percentile of five rounds from
the key's event to the end of the painting it causes, beside the same strokes in a bare QTableView of as many rows, and
how much of it is computing of the windows' thread (what is left is waiting for workers and other programs).
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from tests.bench.loop_watch import turn_for, turn_until
from tests.bench.stalls import BUDGET_ROWS, lra_draft, village
from ui.design.theme import start
from ui.widgets.budget_grid import BudgetGrid

Round = dict[str, list[tuple[float, float]]]
ROUNDS = 5
STROKES = 10


def main() -> None:
    """Measure and tell."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    start(app)
    with village() as windows:
        windows.window.show_page("reports")
        page = windows.window.page("reports")
        page.open_report(lra_draft(windows.desk, BUDGET_ROWS))  # type: ignore[union-attr]
        windows.settle()
        editing = page.editing  # type: ignore[union-attr]
        turn_until(lambda: editing.edit is not None)
        page.editor.go_to("apbdes")  # type: ignore[union-attr]
        windows.settle()
        grid = page.findChild(BudgetGrid)  # type: ignore[union-attr]
        assert grid is not None
        assert grid.budget.rowCount() > BUDGET_ROWS
        figures = [_round(windows.window, grid) for _number in range(ROUNDS)]
        turn_until(lambda: not windows.runner.busy)
    bare = _bare()
    for what in ("type", "enter", "move"):
        mine, own = (_median(figures, what, which) for which in (0, 1))
        theirs, bare_own = (_median(bare, what, which) for which in (0, 1))
        print(
            f"{what:6} p95 {mine:6.1f} ms (computing {own:5.1f}), "
            f"bare table {theirs:6.1f} ms (computing {bare_own:5.1f}), ratio {mine / theirs:.1f}"
        )


def _median(rounds: list[Round], what: str, which: int) -> float:
    return statistics.median(_p95([times[which] for times in one[what]]) for one in rounds)


def _round(window: QWidget, table: QTableView) -> Round:
    first = next(
        at for at in range(30, 200) if table.model().flags(table.model().index(at, 2)) & Qt.ItemFlag.ItemIsEditable
    )
    table.setCurrentIndex(table.model().index(first, 2))
    table.setFocus()
    QCoreApplication.processEvents()
    found: Round = {"type": [], "enter": [], "move": []}
    for number in range(STROKES):
        for letter in f"{1_234_567 + number}":
            found["type"].append(_stroke(window, lambda letter=letter: QTest.keyClick(_target(table), letter)))  # type: ignore[misc]
            turn_for(0.03)
        found["enter"].append(_stroke(window, lambda: QTest.keyClick(_target(table), Qt.Key.Key_Return)))
        turn_for(0.05)
        found["move"].append(_stroke(window, lambda: QTest.keyClick(_target(table), Qt.Key.Key_Down)))
        turn_for(0.05)
    return found


def _target(table: QTableView) -> QWidget:
    focus = QApplication.focusWidget()
    return focus if focus is not None and table.isAncestorOf(focus) else table


def _stroke(window: QWidget, press: Callable[[], object]) -> tuple[float, float]:
    """From the key to the painted window: what the key posts and the updates that it asks for are done in between."""
    began, own = time.perf_counter(), time.thread_time()
    press()
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, 0)
    return (time.perf_counter() - began) * 1000, (time.thread_time() - own) * 1000


def _bare() -> list[Round]:
    model = QStandardItemModel(BUDGET_ROWS, 5)
    for at in range(BUDGET_ROWS):
        for across in range(5):
            model.setItem(at, across, QStandardItem(f"{at} {across}"))
    table = QTableView()
    table.setModel(model)
    table.resize(900, 600)
    table.show()
    QTest.qWaitForWindowExposed(table)
    return [_round(table, table) for _number in range(ROUNDS)]


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
