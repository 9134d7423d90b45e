"""From the editor to the paper: Ctrl+P, the receipt, and which papers there are to choose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from tests.support.by_name import all_named, click
from tests.support.demo_office import page_context
from ui.pages.reports.page import ReportsPage
from ui.widgets.document_dialog import DocumentDialog

RETURNED = "Laporan Realisasi APB Desa Semester I 2025"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReportsPage:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitExposed(page):
        page.show()
    return page


def dialog_of(page: ReportsPage) -> DocumentDialog:
    QApplication.processEvents()
    [dialog] = page.findChildren(DocumentDialog)
    return dialog


def test_what_is_typed_just_now_stands_on_the_paper(page: ReportsPage) -> None:
    click(page, f"Perbaiki: {RETURNED}")
    page.editing.set_value("ringkasan.isi", "Baru saja diketik.")
    page.print_page()
    dialog = dialog_of(page)
    assert dialog.shown == "content"
    assert [dialog.choice.itemText(n) for n in range(dialog.choice.count())] == [
        "Isian di komputer ini",
        "Kiriman ke-1",
    ]
    assert not page.editing.saving
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_receipt_is_offered_for_what_the_server_received_only(page: ReportsPage) -> None:
    click(page, f"Perbaiki: {RETURNED}")
    click(page, "Tanda terima")
    dialog = dialog_of(page)
    assert dialog.place.text() == "Halaman 1 dari 1"
    assert dialog.windowTitle() == f"Tanda terima {RETURNED}"
    dialog.close()
    page._back()
    page._begin("kegiatan_bulanan", "2025-06")
    QApplication.processEvents()
    assert all_named(page, "Tanda terima") == []
    assert len(all_named(page, "Cetak")) == 1


def test_a_report_that_was_approved_prints_what_was_sent(page: ReportsPage) -> None:
    click(page, "Lihat: Laporan Kegiatan Bulanan Mei 2025")
    click(page, "Cetak")
    dialog = dialog_of(page)
    assert dialog.shown == "content"
    assert not dialog.choice.isVisible()
