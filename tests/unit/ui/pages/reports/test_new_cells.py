"""A budget has the columns of its report, and a cell with answers takes only those."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from sipa_core.domain.budget import read_budget
from sipa_core.domain.field_values import read_value
from sipa_core.domain.unreadable import Unreadable
from tests.support.told_samples import content, names, template
from ui.pages.reports.budget_rows import cell_of, grid_rows, path_of, shape_of
from ui.pages.reports.rows_delegate import RowsDelegate
from ui.pages.reports.rows_model import RowsModel
from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.budget_model import COLUMNS, Shape


def grid_of(key: str, qtbot: QtBot) -> BudgetGrid:
    columns = template(key).money_columns
    grid = BudgetGrid()
    qtbot.addWidget(grid)
    grid.set_shape(shape_of(columns))
    grid.set_rows(grid_rows(read_budget(content(key), names(), columns), (), columns))
    return grid


def words(grid: BudgetGrid, row: int) -> list[str]:
    shown = [at for at in range(len(COLUMNS)) if not grid.isColumnHidden(at)]
    return [str(grid.budget.index(row, at).data()) for at in shown]


def heads(grid: BudgetGrid) -> list[str]:
    shown = [at for at in range(len(COLUMNS)) if not grid.isColumnHidden(at)]
    return [str(grid.budget.headerData(at, Qt.Orientation.Horizontal)) for at in shown]


def test_a_plan_shows_its_sums_alone_and_tab_stays_among_them(qtbot: QtBot) -> None:
    grid = grid_of("apbdes", qtbot)
    assert heads(grid) == ["Uraian", "Anggaran (Rp)"]
    row = grid.budget.row_number("-/4.2.1/-")
    assert words(grid, row) == ["Dana Desa", "768.432.000"]
    assert not grid.budget.editable(row, COLUMNS.index("realisasi"))
    grid.go_to("-/4.2.1/-", "anggaran")
    qtbot.keyClick(grid, Qt.Key.Key_Tab)
    assert COLUMNS[grid.currentIndex().column()] == "anggaran"


def test_a_change_shows_before_and_after_and_what_lies_between(qtbot: QtBot) -> None:
    grid = grid_of("apbdes_perubahan", qtbot)
    assert heads(grid) == ["Uraian", "Semula (Rp)", "Menjadi (Rp)", "Selisih (Rp)", "%"]
    row = grid.budget.row_number("-/4.2.1/-")
    assert words(grid, row) == ["Dana Desa", "768.432.000", "748.432.000", "−20.000.000", "97,4%"]


def test_a_cell_of_the_grid_is_the_field_that_the_template_names() -> None:
    columns = template("apbdes_perubahan").money_columns
    assert shape_of(columns) is Shape.CHANGED
    assert path_of("-/4.2.1/-", "anggaran", columns) == "apbdes[-/4.2.1/-].anggaran_awal"
    assert path_of("-/4.2.1/-", "realisasi", columns) == "apbdes[-/4.2.1/-].anggaran"
    assert cell_of("apbdes[-/4.2.1/-].anggaran", columns) == ("-/4.2.1/-", "realisasi")
    assert cell_of("apbdes[-/4.2.1/-]", ("anggaran",)) == ("-/4.2.1/-", "anggaran")


def test_an_answer_is_chosen_in_its_cell_or_typed_by_its_words(qtbot: QtBot) -> None:
    field = template("dip_berkala").field("informasi[*].bentuk")
    assert field is not None
    assert read_value(field, "cetak dan ELEKTRONIK") == "keduanya"
    assert isinstance(read_value(field, "lisan"), Unreadable)
    parent = QWidget()
    qtbot.addWidget(parent)
    model = RowsModel((field,), parent)
    model.set_rows({"a": {"bentuk": "keduanya"}})
    delegate = RowsDelegate(parent)
    editor = delegate.createEditor(parent, QStyleOptionViewItem(), model.index(0, 0))
    assert isinstance(editor, QComboBox)
    delegate.setEditorData(editor, model.index(0, 0))
    assert editor.currentText() == "Cetak dan elektronik"
    with qtbot.waitSignal(delegate.typed) as told:
        delegate.setModelData(editor, model, model.index(0, 0))
    assert told.args == [0, 0, "Cetak dan elektronik"]
