"""A sum in an open cell is on the disk a moment after the keys, and is called saved only then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from sipa_core.domain.paths import cell
from sipa_desktop.bootstrap import Desk
from tests.unit.ui.pages.reports.test_reports_page import CELL, budget, page, returned, stored, table
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.table_section import TableSection
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
    grid._delegate.cell._pause.timeout.emit()


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


def in_table(returned: ReportsPage, column: str, text: str) -> tuple[TableSection, QLineEdit]:
    """The section of activities with a cell in which somebody types."""
    section = table(returned, "kegiatan")
    returned.editor.show_section("kegiatan")
    assert section.table.go_to((section.table.rows.keys[0], column))
    section.table.edit(section.table.currentIndex())
    editor = section.table.viewport().findChildren(QLineEdit)[-1]
    QTest.keyClicks(editor, text)
    return section, editor


def at(section: TableSection, column: str) -> str:
    return cell("kegiatan", section.table.rows.keys[0], column)


def test_words_in_an_open_cell_of_a_table_are_saved_without_closing_it(
    returned: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    section, editor = in_table(returned, "nama", "Rabat beton jalan usaha tani")
    assert "Tersimpan" not in returned.editing.save_words
    section.table._delegate.cell._pause.timeout.emit()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[at(section, "nama")] == "Rabat beton jalan usaha tani"
    assert (editor.isVisible(), editor.text()) == (True, "Rabat beton jalan usaha tani")
    assert "Tersimpan" in returned.editing.save_words


def test_esc_puts_back_what_stood_in_the_cell_of_a_table(returned: ReportsPage, desk: Desk, qtbot: QtBot) -> None:
    section = table(returned, "kegiatan")
    before = stored(desk).content[at(section, "nama")]
    _section, editor = in_table(returned, "nama", "Bukan ini")
    section.table._delegate.cell._pause.timeout.emit()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    returned.editing.flush()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[at(section, "nama")] == before


def test_a_figure_of_a_table_that_cannot_be_read_in_the_end_leaves_the_one_of_before(
    returned: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = table(returned, "kegiatan")
    before = stored(desk).content[at(section, "anggaran")]
    _section, editor = in_table(returned, "anggaran", "850")
    section.table._delegate.cell._pause.timeout.emit()
    qtbot.waitUntil(lambda: stored(desk).content[at(section, "anggaran")] == 850)
    QTest.keyClicks(editor, " juta")
    section.table._delegate.cell._pause.timeout.emit()
    qtbot.waitUntil(lambda: stored(desk).content[at(section, "anggaran")] == before)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert section.table.rows.unread_words()
    returned.editing.flush()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[at(section, "anggaran")] == before


def test_ctrl_n_takes_along_what_stands_in_an_open_cell(returned: ReportsPage, desk: Desk, qtbot: QtBot) -> None:
    section, _editor = in_table(returned, "nama", "Sumur bor")
    section.table._delegate.cell.stop()  # Ctrl+N comes before the pause is over
    returned.new_item()
    returned.editing.flush()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[at(section, "nama")] == "Sumur bor"


def test_a_figure_of_a_table_that_is_closed_at_once_with_a_text_leaves_the_one_of_before(
    returned: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = table(returned, "kegiatan")
    before = stored(desk).content[at(section, "anggaran")]
    _section, editor = in_table(returned, "anggaran", "850")
    section.table._delegate.cell._pause.timeout.emit()
    qtbot.waitUntil(lambda: stored(desk).content[at(section, "anggaran")] == 850)
    QTest.keyClicks(editor, " juta")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    returned.editing.flush()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[at(section, "anggaran")] == before


def test_a_stray_key_in_an_open_cell_of_a_table_takes_no_saved_figure_away(
    returned: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    section, editor = in_table(returned, "anggaran", "850000000")
    section.table._delegate.cell._pause.timeout.emit()
    qtbot.waitUntil(lambda: stored(desk).content[at(section, "anggaran")] == 850_000_000)
    QTest.keyClicks(editor, "s")
    section.table._delegate.cell._pause.timeout.emit()
    assert returned.unsaved()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    returned.editing.flush()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[at(section, "anggaran")] == 850_000_000
    assert section.table.rows.unread_words()
    assert "Tersimpan" not in returned.editing.save_words
    assert returned.unsaved()
