"""Halaman desa: reached by a name, read at once, left by Esc; every part goes by keyboard."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.documents_views import Document
from sipa_render.profile import DutyLine, Profile, SpendingLine, profile_paper
from tests.support.by_name import click, fill, named, texts
from tests.support.demo_office import BABAYAU, demo_version, page_context
from ui.navigation import BeginConsultation, OpenVillage
from ui.pages import PageContext
from ui.pages.village.page import VillageView
from ui.runtime.tasks import InlineRunner
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.question import Question
from ui.window_work import build_window

KELURAHAN = "63.11.06.1019"


@pytest.fixture
def context(desk: Desk) -> PageContext:
    return page_context(desk)


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> VillageView:
    page = VillageView(context)
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.open_argument(OpenVillage(BABAYAU))
    return page


def test_the_page_tells_duties_spending_postings_and_citizens(page: VillageView) -> None:
    said = texts(page)
    assert "Desa Babayau" in said
    assert "6 dari 6 tepat waktu, 1 dikembalikan" in said
    assert "Rata-rata kecamatan 47,1%. LRA Semester I 2025 masih dikembalikan, angka dapat berubah." in said
    assert "Jumlah belanja: 646,3 dari 1.498,0, 43,1%" in page.spending.bars.accessibleDescription()
    assert "Lampu jalan RT 02 padam" in said
    assert "Facebook" in said


def test_a_duty_opens_its_report_and_one_that_did_not_come_opens_nothing(
    page: VillageView, context: PageContext, qtbot: QtBot
) -> None:
    page.strip.setFocus()
    assert page.strip.tiles.tiles[page.strip.currentIndex().row()].name == "LRA Sem. I"
    with qtbot.waitSignal(context.navigator.go_to) as gone:
        QTest.keyClick(page.strip, Qt.Key.Key_Return)
    assert gone.args == ["review", demo_version(BABAYAU)]
    QTest.keyClick(page.strip, Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(context.navigator.go_to):
        QTest.keyClick(page.strip, Qt.Key.Key_Return)
    spoken = str(page.strip.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "Kegiatan Juni: Belum masuk. Batas 21 Juli, 11 hari lagi"


def test_another_village_comes_by_menu_and_by_keys(page: VillageView) -> None:
    click(page, "Desa lain")
    menu = page.others.findChild(QMenu)
    assert menu is not None
    menu.close()
    labels = [action.text() for action in menu.actions()]
    assert labels[0] == "Desa Babayau"
    assert labels[-2:] == ["Kelurahan Paringin Kota", "Kelurahan Paringin Timur"]
    menu.actions()[1].trigger()
    assert named(page, "Kewajiban tahun ini").isVisible()
    assert page.model.page is not None
    assert page.model.page.label == labels[1]
    QTest.keyClick(page.strip, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.model.page.label == "Desa Babayau"


def test_a_kelurahan_says_why_it_has_no_budget(page: VillageView) -> None:
    page.open_argument(OpenVillage(KELURAHAN))
    assert "Kelurahan tidak punya APB Desa." in texts(page)
    assert not page.spending.bars.isVisible()


def test_another_year_is_chosen(page: VillageView) -> None:
    year = named(page, "Tahun")
    year.activated.emit(1)  # type: ignore[attr-defined]
    assert page.model.page is not None
    assert page.model.page.year == 2024
    assert "Riwayat kewajiban 2024" in texts(page)


def test_a_village_of_elsewhere_is_not_shown(page: VillageView) -> None:
    page.open_argument(OpenVillage("63.11.07.2001"))
    assert page.model.page is None
    assert "Data desa ini belum ada di komputer ini." in texts(page)


def test_a_word_of_a_citizen_leads_to_it(page: VillageView, context: PageContext, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.navigator.go_to) as gone:
        click(page, "Baca Lampu jalan RT 02 padam")
    assert gone.args[0] == "feedback"


def test_the_page_has_no_place_in_the_rail_and_stands_under_rekap(desk: Desk, qtbot: QtBot) -> None:
    window = build_window(desk, InlineRunner())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    assert "village" not in window.rail.keys
    window.show_page("village", OpenVillage(BABAYAU))
    assert window.current == "village"
    page = window.page("village")
    assert page is not None
    QTest.keyClick(page.strip, Qt.Key.Key_Escape)  # type: ignore[attr-defined]
    assert window.current == "overview"


def test_what_is_agreed_is_put_down_for_this_village_and_a_message_is_begun_to_it(
    page: VillageView, context: PageContext, desk: Desk, qtbot: QtBot
) -> None:
    click(page, "Tambah pembinaan")
    question = page.findChild(Question)
    assert question is not None
    fill(question, "Yang disepakati", "Masukkan rabat beton RT 03.")
    fill(question, "Sampai tanggal", "14 Juli 2025")
    named(question, "Sampai tanggal").editingFinished.emit()  # type: ignore[attr-defined]
    question.buttons["do"].click()
    assert [row.kind for row in desk.queue.waiting()] == ["guidance.put"]
    qtbot.waitUntil(lambda: "Masukkan rabat beton RT 03." in texts(page))
    with qtbot.waitSignal(context.navigator.go_to) as gone:
        click(page, "Kirim pesan")
    assert gone.args == ["consultation", BeginConsultation(village=BABAYAU)]


def test_the_page_is_seen_on_paper_before_it_is_printed_or_saved(
    page: VillageView, tmp_path: Path, desk: Desk, qtbot: QtBot
) -> None:
    click(page, "Cetak profil")
    qtbot.waitUntil(lambda: bool(page.findChildren(DocumentDialog)))
    [dialog] = page.findChildren(DocumentDialog)
    qtbot.waitUntil(lambda: dialog.shown == "content")
    assert dialog.windowTitle() == "Profil Desa Babayau 2025"
    assert dialog.place.text() == "Halaman 1 dari 1"
    dialog.close()
    paper = desk.profiles.of_village(BABAYAU)
    assert isinstance(paper, Document)
    paper.save_pdf(tmp_path / "profil.pdf")
    words = PdfReader(tmp_path / "profil.pdf").pages[0].extract_text()
    assert "Riwayat kewajiban 2025" in words
    assert "646,3 dari 1.498,0" in words


def test_a_year_full_of_long_words_still_is_one_page() -> None:
    long = "Pemberdayaan" * 20
    profile = Profile(
        title=long, place=long, year=2025, duty_words=long,
        duties=[DutyLine(long, "21 Jul", long, long)] * 40,
        spending_title=long, spending=[SpendingLine(long, 5, 0, "1 dari 2", "tanpa anggaran")] * 6, spending_note=long,
        no_spending="", posting_words=long, postings=[(long, "1/1")] * 8, citizen_words=long,
        citizens=[("<b>#eval \U0001f600 " + long, long)] * 9, agreed=[(long, long, True)] * 9, foot=long,
    )  # fmt: skip
    made = PdfReader(BytesIO(profile_paper(profile).pdf()))
    assert len(made.pages) == 1
    assert "22 lagi tidak ditampilkan" in made.pages[0].extract_text().replace("\u200b", "")
