"""A sum in an open cell is on the disk a moment after the keys, and is called saved only then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from tests.unit.ui.pages.reports.test_reports_page import CELL, budget, page, returned, stored
from ui.pages.reports.page import ReportsPage
from ui.widgets.budget_grid import BudgetGrid

__all__ = ["page", "returned"]


def typed(returned: ReportsPage, text: str) -> QLineEdit:
    grid = budget(returned).grid
    assert grid.go_to("02.03/-/-", "realisasi")
    grid.edit(grid.currentIndex())
    editor = grid.viewport().findChildren(QLineEdit)[-1]
    QTest.keyClicks(editor, text)
    return editor


def pause(returned: ReportsPage) -> None:
    """The pause after the keys is over."""
    grid = returned.findChild(BudgetGrid)
    assert grid is not None
    grid._delegate._pause.timeout.emit()


def test_a_sum_in_an_open_cell_is_saved_without_closing_it(returned: ReportsPage, desk: Desk, qtbot: QtBot) -> None:
    editor = typed(returned, "4711")
    assert "Tersimpan" not in returned.editing.save_words
    assert returned.editing._autosave._most.isActive(), "the wait counts from the first digit"
    pause(returned)
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[CELL] == 4711
    assert (editor.isVisible(), editor.text()) == (True, "4711")


@pytest.mark.parametrize("taken", [True, False], ids=["after the pause", "before the pause"])
def test_esc_leaves_the_sum_of_before_on_the_disk(returned: ReportsPage, desk: Desk, qtbot: QtBot, taken: bool) -> None:
    before = stored(desk).content[CELL]
    editor = typed(returned, "4711")
    if taken:
        pause(returned)
        qtbot.waitUntil(lambda: not returned.editing.saving)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    returned.editing.flush()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[CELL] == before
