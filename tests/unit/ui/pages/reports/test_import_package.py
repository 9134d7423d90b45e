"""A Siskeudes package and a filled form, as a clerk takes them in through the windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QWidget
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
from tests.support.every_duty import use_every_duty
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


def test_the_form_of_the_second_event_of_a_day_bears_its_name_and_becomes_its_own_draft(
    page: ReportsPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_every_duty(desk)
    first = desk.reports.create("realisasi_kegiatan", "2025-06-30", 0)
    assert isinstance(first, ReportEdit)
    desk.reports.save(first.draft_id, {"kegiatan.nama": "Rabat beton RT 02"})
    file, names = tmp_path / "kedua.xlsx", list[str]()

    def choose(_parent: QWidget, _title: str, name: str, _kinds: str) -> Path:
        names.append(name)
        return file

    monkeypatch.setattr(forms_page, "choose_place", choose)
    monkeypatch.setattr(forms_page, "choose_form", lambda _parent: file)
    page.new_item()
    click(dialog(), "Laporan Pelaksanaan Kegiatan 30 Juni 2025: Pelatihan kader selesai")
    dialog().buttons["form"].click()
    assert names == ["Formulir Laporan Pelaksanaan Kegiatan 30 Juni 2025 - Pelatihan kader selesai.xlsx"]
    book = load_workbook(file)
    assert "Pelatihan kader selesai" in str(book.worksheets[0]["A1"].value)
    cells = [row for sheet in book.worksheets for row in sheet.iter_rows() if row[0].value == "kegiatan.nama"]
    assert [row[2].value for row in cells] == [None], "nothing of the first event stands in it"
    cells[0][2].value = "Pelatihan kader"
    book.save(file)
    click(page, "Baca formulir")
    assert "Pelatihan kader selesai" in dialog().windowTitle()
    dialog().buttons["enter"].click()
    assert page.editing.edit is not None
    assert page.editing.edit.draft_id != first.draft_id
    assert "Pelatihan kader" in page.editing.content.values()
    kept = desk.reports.open(first.draft_id)
    assert isinstance(kept, ReportEdit)
    assert kept.content["kegiatan.nama"] == "Rabat beton RT 02"
