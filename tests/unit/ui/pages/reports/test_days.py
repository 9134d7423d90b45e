"""Days as people type them into a report: without their year, and such as nobody can read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.reports_views import ReportEdit
from tests.support.by_name import click, press, texts, type_keys
from tests.support.demo_office import page_context
from ui.pages.reports.page import ReportsPage
from ui.widgets.date_field import DateField

RETURNED = "Laporan Realisasi APB Desa Semester I 2025"
SIGNED = "pengesahan.tanggal"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReportsPage:
    made = ReportsPage(page_context(desk))
    qtbot.addWidget(made)
    made.resize(1158, 661)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    click(made, f"Perbaiki: {RETURNED}")
    return made


def typed(page: ReportsPage, text: str) -> DateField:
    """Type over the day of the signature and go on to the next field."""
    page.editor.go_to(SIGNED)
    field = QApplication.focusWidget()
    assert isinstance(field, DateField)
    field.selectAll()
    press(Qt.Key.Key_Delete)
    type_keys(text)
    press(Qt.Key.Key_Tab)
    page.flush()
    return field


def test_a_day_may_be_typed_without_its_year(page: ReportsPage, desk: Desk) -> None:
    assert typed(page, "9/7").text() == "9 Juli 2025"
    edit = desk.reports.open(desk.reports.list()[0].draft_id)
    assert isinstance(edit, ReportEdit)
    assert edit.content[SIGNED] == "2025-07-09"


def test_a_day_that_cannot_be_read_is_not_called_empty(page: ReportsPage, qtbot: QtBot) -> None:
    empty = "Pengesahan: Tanggal pengesahan belum diisi."
    typed(page, "")
    qtbot.waitUntil(lambda: any(one.startswith(empty) for one in texts(page.editor.side)))
    typed(page, "9 Julii")
    words = "Tanggal pengesahan: Tanggal ini belum terbaca. Tulis seperti 10 Juli 2025."
    qtbot.waitUntil(lambda: words in texts(page.editor.side))
    assert not any(one.startswith(empty) for one in texts(page.editor.side))
