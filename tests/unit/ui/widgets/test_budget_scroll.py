from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from ui.design.theme import colour
from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.budget_model import BudgetRow
from ui.widgets.money_delegate import MoneyDelegate


def _grid(qtbot: QtBot, rows: int) -> BudgetGrid:
    grid = BudgetGrid()
    qtbot.addWidget(grid)
    grid.set_rows([BudgetRow(f"{at}", "line", f"Baris {at}", 1_000 + at, at) for at in range(rows)])
    grid.resize(800, 400)
    grid.show()
    QTest.qWaitForWindowExposed(grid)
    grid.setFocus()
    QCoreApplication.processEvents()
    return grid


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The row of every cell that is painted."""
    painted: list[int] = []
    paint = MoneyDelegate.paint

    def counted(self: MoneyDelegate, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painted.append(index.row())
        paint(self, painter, option, index)

    monkeypatch.setattr(MoneyDelegate, "paint", counted)
    return painted


def test_going_down_past_the_last_row_in_sight_paints_only_what_comes_in(qtbot: QtBot, painted: list[int]) -> None:
    grid = _grid(qtbot, 200)
    grid.go_to("40", "realisasi")
    QCoreApplication.processEvents()
    painted.clear()

    QTest.keyClick(grid, Qt.Key.Key_Down)
    QCoreApplication.processEvents()

    assert set(painted) == {40, 41}
    screen = grid.screen().grabWindow(grid.winId()).toImage()
    assert screen == grid.grab().toImage().convertToFormat(screen.format())


def test_a_sum_and_enter_at_the_last_row_in_sight_paint_its_row_and_the_next(qtbot: QtBot, painted: list[int]) -> None:
    grid = _grid(qtbot, 200)
    grid.go_to("40", "realisasi")
    QCoreApplication.processEvents()
    painted.clear()

    for key in (Qt.Key.Key_7, Qt.Key.Key_Return):
        QTest.keyClick(QApplication.focusWidget() or grid, key)
        QCoreApplication.processEvents()

    assert grid.budget.value("40", "realisasi") == 7
    assert set(painted) == {40, 41}
    screen = grid.screen().grabWindow(grid.winId()).toImage()
    assert screen == grid.grab().toImage().convertToFormat(screen.format())


def test_the_ground_below_the_rows_is_that_of_the_page(qtbot: QtBot) -> None:
    grid = _grid(qtbot, 30)
    grid.set_rows([BudgetRow("0", "line", "Baris", 1, 1)])
    QCoreApplication.processEvents()

    shown = grid.screen().grabWindow(grid.winId()).toImage()

    assert shown.pixelColor(400, 380) == colour("surface")
