"""A sum in a cell that is still open is taken after a pause; the cell stays open, and Esc gives the old sum back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.budget_model import BudgetRow

ROW = "02/-/-"
OLD = 300_000


@pytest.fixture
def grid(qtbot: QtBot) -> BudgetGrid:
    made = BudgetGrid()
    qtbot.addWidget(made)
    made.set_rows((BudgetRow(ROW, "line", "Pembangunan", 563_250_000, OLD),))
    made.show()
    return made


def opened(grid: BudgetGrid, typed: str) -> QLineEdit:
    assert grid.go_to(ROW, "realisasi")
    grid.edit(grid.currentIndex())
    editor = grid.viewport().findChildren(QLineEdit)[-1]
    editor.selectAll()
    QTest.keyClicks(editor, typed)
    return editor


def pause(grid: BudgetGrid) -> None:
    """The pause after the keys is over."""
    timer: QTimer = grid._delegate.cell._pause
    assert timer.isActive()
    timer.timeout.emit()


def value(grid: BudgetGrid) -> int | None:
    return grid.budget.value(ROW, "realisasi")


def test_a_sum_in_an_open_cell_is_taken_after_a_pause_and_the_cell_stays_open(grid: BudgetGrid) -> None:
    editor = opened(grid, "21478")
    editor.setCursorPosition(2)
    pause(grid)
    assert value(grid) == 21_478
    assert (editor.isVisible(), editor.text(), editor.cursorPosition()) == (True, "21478", 2)


def test_keys_without_a_pause_are_taken_in_time_as_well(grid: BudgetGrid) -> None:
    opened(grid, "21")
    assert grid._delegate.cell._most.isActive()
    grid._delegate.cell._most.timeout.emit()
    assert value(grid) == 21


def test_a_text_that_is_no_sum_stays_in_its_open_cell_and_changes_nothing(grid: BudgetGrid) -> None:
    editor = opened(grid, "1,5 juta")
    pause(grid)
    assert (value(grid), editor.isVisible(), editor.text()) == (OLD, True, "1,5 juta")


def test_an_emptied_cell_keeps_its_sum_until_it_is_closed(grid: BudgetGrid) -> None:
    editor = opened(grid, "2")
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    pause(grid)
    assert value(grid) == OLD
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert value(grid) is None


def test_esc_gives_back_the_sum_from_before_the_cell_was_opened(grid: BudgetGrid) -> None:
    seen: list[str] = []
    grid.edited.connect(lambda _row, _column, text: seen.append(text))
    editor = opened(grid, "21")
    pause(grid)
    QTest.keyClicks(editor, "47")
    pause(grid)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert value(grid) == OLD
    assert seen == ["21", "2147", str(OLD)]
    grid.undo_stack.redo()
    assert value(grid) == 2_147


def test_esc_without_a_pause_leaves_an_earlier_step_alone(grid: BudgetGrid) -> None:
    QTest.keyClick(opened(grid, "5"), Qt.Key.Key_Return)
    QTest.keyClick(opened(grid, "77"), Qt.Key.Key_Escape)
    assert value(grid) == 5


def test_what_was_taken_from_one_open_cell_is_one_step_back(grid: BudgetGrid) -> None:
    editor = opened(grid, "21")
    pause(grid)
    QTest.keyClicks(editor, "47")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert (value(grid), grid.undo_stack.count()) == (2_147, 1)
    grid.undo_stack.undo()
    assert value(grid) == OLD


def test_a_sum_typed_back_to_what_it_was_leaves_no_step(grid: BudgetGrid) -> None:
    editor = opened(grid, "21")
    pause(grid)
    editor.selectAll()
    QTest.keyClicks(editor, str(OLD))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert (value(grid), grid.undo_stack.count()) == (OLD, 0)


@pytest.mark.parametrize("waited", [True, False], ids=["after a pause", "at once"])
def test_a_sum_taken_on_the_way_to_a_text_that_is_none_is_given_back_and_leaves_no_step(
    grid: BudgetGrid, waited: bool
) -> None:
    editor = opened(grid, "850")
    pause(grid)
    QTest.keyClicks(editor, " juta")
    if waited:
        pause(grid)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert (value(grid), grid.budget.unread(ROW, "realisasi")) == (OLD, "850 juta")
    assert grid.undo_stack.count() == 0, "nobody meant 850, so Ctrl+Y has none to bring"


def test_a_text_that_is_none_takes_nothing_back_that_was_left_before(grid: BudgetGrid) -> None:
    QTest.keyClick(opened(grid, "5"), Qt.Key.Key_Return)
    QTest.keyClick(opened(grid, "7 juta"), Qt.Key.Key_Return)
    assert value(grid) == 5
    grid.budget.set_value(ROW, "realisasi", 5)
    QGuiApplication.clipboard().setText("8 juta")
    grid.go_to(ROW, "realisasi")
    grid._paste()
    assert (value(grid), grid.budget.unread(ROW, "realisasi")) == (5, "8 juta")
