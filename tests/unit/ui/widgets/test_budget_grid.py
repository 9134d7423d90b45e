from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.budget_model import COLUMNS, NOTE_ROLE, BudgetRow

ROWS = (
    BudgetRow("g", "group", "Belanja per bidang"),
    BudgetRow("01/-/-", "line", "Penyelenggaraan Pemerintahan Desa", 521_600_000, 268_914_500, "1"),
    BudgetRow("02/-/-", "line", "Pelaksanaan Pembangunan Desa", 563_250_000, None, "2"),
    BudgetRow("locked", "line", "Dihitung dari rincian", 10, 5, editable=("realisasi",)),
    BudgetRow("t", "total", "Jumlah belanja", 1_498_000_000, 646_279_500),
)


@pytest.fixture
def grid(qtbot: QtBot) -> BudgetGrid:
    made = BudgetGrid()
    qtbot.addWidget(made)
    made.set_rows(ROWS)
    made.resize(800, 300)
    made.show()
    made.setFocus()
    return made


def text(grid: BudgetGrid, key: str, column: str) -> str:
    index = grid.budget.index(grid.budget.row_number(key), COLUMNS.index(column))
    return str(index.data() or "")


def type_into(grid: BudgetGrid, key: str, column: str, typed: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    assert grid.go_to(key, column)
    grid.edit(grid.currentIndex())
    # The field of the last edit may still wait to be deleted.
    editor = grid.viewport().findChildren(QLineEdit)[-1]
    editor.selectAll()
    QTest.keyClicks(editor, typed)
    QTest.keyClick(editor, end)


def edits_of(grid: BudgetGrid) -> list[tuple[object, ...]]:
    seen: list[tuple[object, ...]] = []
    grid.edited.connect(lambda *change: seen.append(change))
    return seen


def here(grid: BudgetGrid) -> tuple[str, str]:
    index = grid.currentIndex()
    return grid.budget.row(index.row()).key, COLUMNS[index.column()]


def test_sisa_and_percent_are_worked_out_from_whole_rupiah(grid: BudgetGrid) -> None:
    assert text(grid, "01/-/-", "sisa") == "252.685.500"
    assert text(grid, "01/-/-", "persen") == "51,6%"
    assert text(grid, "t", "sisa") == "851.720.500"


def test_what_is_not_filled_in_stays_empty_and_is_not_called_zero(grid: BudgetGrid) -> None:
    assert [text(grid, "02/-/-", column) for column in ("realisasi", "sisa", "persen")] == ["", "", ""]


def test_a_share_of_a_zero_budget_is_said_in_words(grid: BudgetGrid) -> None:
    grid.set_rows((BudgetRow("x", "line", "Darurat", 0, 500),))
    assert text(grid, "x", "persen") == "tanpa anggaran"
    assert text(grid, "x", "sisa") == "\u2212500"


def test_a_typed_sum_changes_the_cell_and_is_told_in_plain_digits(grid: BudgetGrid) -> None:
    seen = edits_of(grid)
    type_into(grid, "02/-/-", "realisasi", "Rp 214.780.000")
    assert seen == [("02/-/-", "realisasi", "214780000")]
    assert text(grid, "02/-/-", "realisasi") == "214.780.000"
    assert text(grid, "02/-/-", "persen") == "38,1%"


def test_typing_the_same_sum_again_is_no_change(grid: BudgetGrid) -> None:
    seen = edits_of(grid)
    type_into(grid, "01/-/-", "realisasi", "268914500")
    assert seen == []
    assert not grid.undo_stack.canUndo()


def test_a_text_that_is_no_sum_is_kept_and_asked_back(grid: BudgetGrid) -> None:
    seen = edits_of(grid)
    asked: list[tuple[object, ...]] = []
    grid.unreadable.connect(lambda *what: asked.append(what))
    type_into(grid, "02/-/-", "realisasi", "1,5 juta")
    assert seen == []
    assert asked[0][:3] == ("02/-/-", "realisasi", "1,5 juta")
    assert "Rp1.500.000" in str(asked[0][3])
    assert text(grid, "02/-/-", "realisasi") == "1,5 juta"
    type_into(grid, "02/-/-", "realisasi", "1500000")
    assert seen == [("02/-/-", "realisasi", "1500000")]
    assert grid.budget.unread("02/-/-", "realisasi") == ""


def test_enter_goes_down_and_passes_over_headings(grid: BudgetGrid) -> None:
    type_into(grid, "01/-/-", "realisasi", "1")
    assert here(grid) == ("02/-/-", "realisasi")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert here(grid) == ("locked", "realisasi")


def test_tab_goes_right_and_on_to_the_next_line_past_what_is_locked(grid: BudgetGrid) -> None:
    type_into(grid, "02/-/-", "anggaran", "7", Qt.Key.Key_Tab)
    assert here(grid) == ("02/-/-", "realisasi")
    QTest.keyClick(grid, Qt.Key.Key_Tab)
    assert here(grid) == ("locked", "realisasi")
    QTest.keyClick(grid, Qt.Key.Key_Backtab)
    assert here(grid) == ("02/-/-", "realisasi")


def test_tab_leaves_the_grid_after_the_last_cell(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    grid = BudgetGrid()
    grid.set_rows(ROWS)
    column = QVBoxLayout(holder)
    column.addWidget(grid)
    after = QPushButton("sesudah")
    column.addWidget(after)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    grid.setFocus()
    grid.go_to("locked", "realisasi")
    QTest.keyClick(grid, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_undo_and_redo_tell_what_changed(grid: BudgetGrid) -> None:
    type_into(grid, "02/-/-", "realisasi", "10")
    seen = edits_of(grid)
    QTest.keyClick(grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text(grid, "02/-/-", "realisasi") == ""
    QTest.keyClick(grid, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert text(grid, "02/-/-", "realisasi") == "10"
    assert seen == [("02/-/-", "realisasi", ""), ("02/-/-", "realisasi", "10")]


def test_many_sums_are_one_step_back_and_locked_cells_are_left_out(grid: BudgetGrid) -> None:
    seen = edits_of(grid)
    grid.apply({("01/-/-", "anggaran"): 1, ("02/-/-", "realisasi"): 2, ("locked", "anggaran"): 3, ("t", "anggaran"): 4})
    assert seen == [("01/-/-", "anggaran", "1"), ("02/-/-", "realisasi", "2")]
    grid.undo_stack.undo()
    assert text(grid, "01/-/-", "anggaran") == "521.600.000"
    assert text(grid, "02/-/-", "realisasi") == ""


def test_a_block_from_excel_is_given_to_the_page_as_it_was_copied(grid: BudgetGrid) -> None:
    pasted: list[tuple[object, ...]] = []
    grid.pasted.connect(lambda *what: pasted.append(what))
    seen = edits_of(grid)
    grid.go_to("01/-/-", "anggaran")
    QGuiApplication.clipboard().setText("1.000\t500\r\n2.000\t700\r\n")
    QTest.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pasted == [("1.000\t500\r\n2.000\t700\r\n", "01/-/-", "anggaran")]
    assert seen == []


def test_one_sum_is_pasted_into_its_cell(grid: BudgetGrid) -> None:
    seen = edits_of(grid)
    grid.go_to("02/-/-", "realisasi")
    QGuiApplication.clipboard().setText("1.250.000\n")
    QTest.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert seen == [("02/-/-", "realisasi", "1250000")]


def test_delete_empties_a_cell_and_never_a_total(grid: BudgetGrid) -> None:
    seen = edits_of(grid)
    grid.go_to("t", "realisasi")
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    grid.go_to("01/-/-", "realisasi")
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert seen == [("01/-/-", "realisasi", "")]


def test_a_read_only_grid_takes_nothing(grid: BudgetGrid) -> None:
    grid.set_read_only(True)
    seen = edits_of(grid)
    grid.go_to("01/-/-", "realisasi")
    QGuiApplication.clipboard().setText("5")
    QTest.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    QTest.keyClicks(grid, "7")
    assert seen == []
    assert grid.viewport().findChild(QLineEdit) is None


def test_totals_that_come_back_leave_place_and_undo_alone(grid: BudgetGrid) -> None:
    type_into(grid, "02/-/-", "realisasi", "10")
    place = here(grid)
    grid.set_rows((*ROWS[:2], replace(ROWS[2], realisasi=10), replace(ROWS[3], anggaran=99), *ROWS[4:]))
    assert text(grid, "locked", "anggaran") == "99"
    assert here(grid) == place
    assert grid.undo_stack.canUndo()


def test_other_rows_forget_the_steps_of_the_old_ones(grid: BudgetGrid) -> None:
    type_into(grid, "02/-/-", "realisasi", "10")
    grid.set_rows(ROWS[:2])
    assert not grid.undo_stack.canUndo()


def test_a_note_marks_its_cell_and_is_said_to_a_reader(grid: BudgetGrid) -> None:
    grid.set_notes({("02/-/-", "realisasi"): 1})
    index = grid.budget.index(grid.budget.row_number("02/-/-"), COLUMNS.index("realisasi"))
    assert index.data(NOTE_ROLE) == 1
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Pelaksanaan Pembangunan Desa, Realisasi (Rp): belum diisi, catatan 1"
    assert grid.budget.has_note(index.row())
    assert not grid.budget.has_note(1)


def test_a_heading_spans_all_columns(grid: BudgetGrid) -> None:
    assert grid.columnSpan(0, 0) == len(COLUMNS)


def test_every_sum_can_be_read_whole(grid: BudgetGrid) -> None:
    grid.set_rows((BudgetRow("big", "total", "Jumlah", 123_456_789_012, 99_999_999_999),))
    for column in (1, 2, 3):
        shown = str(grid.budget.index(0, column).data())
        assert grid.columnWidth(column) >= grid.fontMetrics().horizontalAdvance(shown)


def test_going_to_a_cell_that_is_not_there_says_so(grid: BudgetGrid) -> None:
    assert not grid.go_to("nowhere", "realisasi")
    assert not grid.go_to("01/-/-", "nowhere")
