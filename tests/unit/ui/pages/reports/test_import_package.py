"""A Siskeudes package and a filled form, as a clerk takes them in through the windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ui.pages.reports.forms as forms_page
import ui.pages.reports.page as reports_page
from sipa_core.imports.forms import TITLES
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit
from tests.support import siskeudes
from tests.support.by_name import click, texts
from tests.support.demo_office import page_context
from ui.pages.reports.budget_section import BudgetSection
from ui.pages.reports.page import ReportsPage
from ui.widgets.question import Question

RETURNED = "Laporan Realisasi APB Desa Semester I 2025"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReportsPage:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def package(tmp_path: Path) -> Path:
    file = tmp_path / "siskeudes-juni-2025.zip"
    parts = siskeudes.tables()
    parts["Ta_RABRinci"][0][3] = "Akun_Belanja"
    file.write_bytes(siskeudes.zipped(parts))
    return file


def stored(desk: Desk) -> ReportEdit:
    edit = desk.reports.open(desk.reports.list()[0].draft_id)
    assert not isinstance(edit, Refused)
    return edit


def dialog() -> Question:
    found = QApplication.activeModalWidget()
    assert isinstance(found, Question)
    return found


def test_a_renamed_column_is_answered_and_a_sum_is_opened_down(
    page: ReportsPage, desk: Desk, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(page, f"Perbaiki: {RETURNED}")
    monkeypatch.setattr(reports_page, "choose_file", lambda _parent: package)
    click(page, "Ambil dari berkas")
    said = texts(page)
    assert "Ini Kode rekening?" in said
    assert {"Ta_RABRinci", "Ta_JurnalUmumRinci"} <= set(said), "the tables of the package are listed"
    click(page, "Ya, Kode rekening")
    assert "4 kegiatan di tabel kegiatan" in texts(page)
    page.primary_action()
    QApplication.processEvents()
    section = page.findChild(BudgetSection)
    assert isinstance(section, BudgetSection)
    assert section.grid.go_to("02.03/-/-", "anggaran")
    click(page, "Lihat rincian")
    assert "Rincian" in dialog().windowTitle()
    assert "siskeudes-juni-2025.zip" in dialog().accessibleDescription()
    assert "96.000.000" in texts(dialog())
    dialog().reject()


def test_a_filled_form_is_shown_and_becomes_a_draft(
    page: ReportsPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "formulir.xlsx"
    assert desk.workbooks.write("kegiatan_bulanan", "2025-06", file) == "Laporan Kegiatan Bulanan Juni 2025"
    book = load_workbook(file)
    sheet = next(one for one in book.worksheets if one["A1"].value == "#lembar:kegiatan")
    row = next(cells for cells in sheet.iter_rows() if cells[0].value == TITLES)[0].row + 1
    sheet.cell(row, 2).value = "Posyandu"
    book.save(file)
    monkeypatch.setattr(forms_page, "choose_form", lambda _parent: file)
    click(page, "Baca formulir")
    assert "1 isian terbaca" in dialog().accessibleDescription()
    dialog().buttons["enter"].click()
    assert page.editing.edit is not None
    assert page.editing.edit.template.key == "kegiatan_bulanan"
    assert "Posyandu" in page.editing.content.values()
