"""Asking the other side from where the work is: a field in the editor, a note, a line under review, any page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_desktop.bootstrap import Desk
from tests.support.demo_office import BABAYAU, demo_version
from tests.support.page_context import page_context
from ui.main_window import MainWindow
from ui.navigation import BeginConsultation, OpenPlace
from ui.pages.consultation.page import ConsultationPage
from ui.pages.reports.page import ReportsPage
from ui.pages.review.page import ReviewPage
from ui.runtime.tasks import InlineRunner
from ui.widgets.badge import TALK
from ui.widgets.note_card import NoteCard
from ui.window_work import build_window

LRA = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
LRA_REPORT = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")
CONCRETE = ids.natural_id("consultation", BABAYAU, "Rabat beton belum masuk")
NOTED = "apbdes[02/-/-].realisasi"


@pytest.fixture
def window(qtbot: QtBot, village: Desk) -> MainWindow:
    made = build_window(village, InlineRunner())
    qtbot.addWidget(made)
    made.show()
    QApplication.processEvents()
    return made


def test_a_field_of_the_editor_asks_and_its_thread_leads_back_to_it(window: MainWindow) -> None:
    window.show_page("reports", OpenPlace(LRA, "kendala.isi"))
    reports = window.page("reports")
    assert isinstance(reports, ReportsPage)
    ask = reports.editor.side.ask
    assert ask.button.text() == "Tanya kecamatan"
    ask.button.click()
    talks = window.page("consultation")
    assert isinstance(talks, ConsultationPage)
    assert window.current == "consultation"
    assert talks.model.detail is not None
    assert talks.model.detail.new
    assert "Kendala" in talks.talk.about.accessibleName()
    talks.talk.about.open.click()
    assert window.current == "reports"
    section = reports.editor.current
    assert section is not None
    assert section.section.key == "kendala"


def test_a_field_with_an_open_thread_carries_the_sign_and_opens_it(window: MainWindow) -> None:
    window.show_page("reports", LRA)
    reports = window.page("reports")
    assert isinstance(reports, ReportsPage)
    assert reports.editor._marks()[NOTED] == TALK
    reports.editor._moved(NOTED)
    ask = reports.editor.side.ask
    assert ask.button.text() == "Buka percakapan"
    ask.button.click()
    talks = window.page("consultation")
    assert isinstance(talks, ConsultationPage)
    assert talks.model.current == CONCRETE


def test_a_note_is_answered_where_the_two_talk(window: MainWindow) -> None:
    window.show_page("reports", LRA)
    reports = window.page("reports")
    assert isinstance(reports, ReportsPage)
    card = reports.editor.side.findChildren(NoteCard)[0]
    card.reply.click()
    talks = window.page("consultation")
    assert isinstance(talks, ConsultationPage)
    assert talks.model.detail is not None
    assert talks.model.detail.about is not None
    assert talks.model.detail.about.path


def test_the_kecamatan_asks_the_village_about_a_report(qtbot: QtBot, district: Desk) -> None:
    from ui.pages.review.page import create

    context = page_context(district)
    went: list[tuple[str, object]] = []
    context.navigator.go_to.connect(lambda page, argument: went.append((page, argument)))
    page = create(context)
    assert isinstance(page, ReviewPage)
    context.changes.setParent(page)
    context.navigator.setParent(page)
    qtbot.addWidget(page)
    page.show()
    page.open_argument(OpenPlace(demo_version(BABAYAU)))
    page.panel.ask.asked.emit("kendala.isi")
    assert went[-1] == ("consultation", BeginConsultation(BABAYAU, LRA_REPORT, "kendala.isi"))


def test_one_key_leads_to_the_search_from_every_page(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    for key in window.rail.keys:
        window.show_page(key)
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert window.current == "search"


def test_beranda_offers_the_search(window: MainWindow) -> None:
    window.show_page("home")
    home = window.page("home")
    home.focus_search()  # type: ignore[union-attr]
    assert window.current == "search"
