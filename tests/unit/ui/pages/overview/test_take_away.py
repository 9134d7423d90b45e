"""Cetak and Simpan XLSX of the recap, through the page."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ui.pages.overview.take_away as take_away
from sipa_desktop.bootstrap import Desk
from tests.support.by_name import click, texts
from tests.support.demo_office import page_context
from ui.pages.overview.page import OverviewPage
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.question import Question


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> OverviewPage:
    page = OverviewPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitExposed(page):
        page.show()
    return page


def test_the_matrix_in_sight_is_shown_on_paper(page: OverviewPage) -> None:
    page.print_page()
    QApplication.processEvents()
    [dialog] = page.findChildren(DocumentDialog)
    assert dialog.windowTitle() == "Rekap Kecamatan Paringin, Semester I 2025"
    assert dialog.place.text() == "Halaman 1 dari 1"
    assert dialog.page.pixmap().width() > dialog.page.pixmap().height()
    dialog.close()


def test_the_table_is_written_with_the_villages_in_sight(
    page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    page._context.navigator.toast.connect(lambda *told: said.append(told[0]))
    monkeypatch.setattr(take_away, "choose_place", lambda *_about: tmp_path / "rekap.xlsx")
    click(page, "Simpan XLSX")
    sheet = openpyxl.load_workbook(tmp_path / "rekap.xlsx").worksheets[0]
    names = [row[1] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert len(names) == 14
    assert "Paringin Kota" not in names
    assert said == [f"rekap.xlsx tersimpan di {tmp_path.name}."]


def test_a_place_that_cannot_be_written_is_told(
    page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_away, "choose_place", lambda *_about: tmp_path / "USB" / "rekap.xlsx")
    click(page, "Simpan XLSX")
    QApplication.processEvents()
    [told] = page.findChildren(Question)
    assert any(text.startswith("USB tidak ada lagi.") for text in texts(told))
    told.close()


def test_what_was_filtered_out_is_not_taken_along(
    page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.model.show_kelurahan(True)
    monkeypatch.setattr(take_away, "choose_place", lambda *_about: tmp_path / "rekap.xlsx")
    click(page, "Simpan XLSX")
    shown = page.model.shown
    assert shown is not None
    sheet = openpyxl.load_workbook(tmp_path / "rekap.xlsx").worksheets[0]
    names = [row[1] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert names == [row.name for row in shown.rows]
    assert "Paringin Kota" in names
