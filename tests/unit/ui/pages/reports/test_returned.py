"""The village's side of a report that came back, and of one that it wants back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from tests.support.by_name import all_named, click, named, texts
from tests.support.demo_office import BABAYAU, page_context
from ui.navigation import OpenPlace
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.section import SectionView
from ui.widgets.note_card import NoteCard
from ui.widgets.question import Question
from ui.widgets.versions_dialog import VersionsDialog

RETURNED = "Laporan Realisasi APB Desa Semester I 2025"
DRAFT = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReportsPage:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.open_report(DRAFT)
    return page


def test_a_report_that_is_opened_at_a_place_begins_there_and_makes_nothing_else(desk: Desk, qtbot: QtBot) -> None:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.open_argument(OpenPlace(DRAFT, "kendala.isi"))
    assert page.editor.current is not None
    assert page.editor.current.section.key == "kendala"
    assert len(page.editor.findChildren(SectionView)) == 1
    page.open_argument(OpenPlace(DRAFT, "pengantar.isi"))
    assert page.editor.current.section.key == "pengantar"


def in_hand(page: ReportsPage) -> str:
    return page.editor.side.selected


def test_f8_goes_round_the_notes_and_their_places(page: ReportsPage) -> None:
    assert page.editing.edit is not None
    first, second = (note.key for note in page.editing.edit.notes)
    assert in_hand(page) == first
    QTest.keyClick(page.editor.outline.list, Qt.Key.Key_F8)
    assert in_hand(page) == second
    QTest.keyClick(page.editor.outline.list, Qt.Key.Key_F8)
    assert in_hand(page) == first
    QTest.keyClick(page.editor.outline.list, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert in_hand(page) == second


def test_a_note_ticks_itself_when_its_cell_was_changed(page: ReportsPage, qtbot: QtBot) -> None:
    assert page.editing.edit is not None
    note = page.editing.edit.notes[0]
    page.editing.set_values({note.path: 1})
    page.editing.flush()
    qtbot.waitUntil(lambda: page.editing.edit is not None and page.editing.edit.notes[0].fixed)
    qtbot.waitUntil(lambda: "Isiannya sudah Anda ubah." in texts(page))
    card = next(
        card for card in page.editor.side.findChildren(NoteCard) if card.note.key == note.key and card.isVisible()
    )
    assert card.note.resolved
    assert card.resolve.text() == "Batalkan tanda"


def test_a_sent_report_is_taken_back_after_a_question(page: ReportsPage, desk: Desk, qtbot: QtBot) -> None:
    assert not all_named(page, "Tarik kembali")
    desk.reports.submit(DRAFT)
    qtbot.waitUntil(lambda: bool(all_named(page, "Tarik kembali")))
    click(page, "Tarik kembali")
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    assert "Tidak ada isian yang hilang" in question.body.text()
    click(question, "Tarik kembali")
    assert desk.queue.waiting() == []
    assert page.editing.edit is not None
    assert page.editing.edit.state.value == "dikembalikan"
    qtbot.waitUntil(lambda: not all_named(page, "Tarik kembali"))


def test_what_was_sent_is_read_and_compared_with_what_is_being_written(
    page: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.reports.save(DRAFT, {"kendala.isi": "Hujan lebat & banjir <b>."})
    page.editor.side._turn("history")
    qtbot.waitUntil(lambda: bool(all_named(page, "Lihat semua kiriman")))
    click(page, "Lihat semua kiriman")
    dialog = page.findChild(VersionsDialog)
    assert dialog is not None
    assert dialog.chosen.currentText() == "Kiriman ke-1"
    version = dialog.chosen.currentData()
    record = next(one for one in records(desk) if one == version)
    assert record
    dialog.chosen.setCurrentIndex(dialog.chosen.findText("Isian di komputer ini"))
    dialog.against.setCurrentIndex(dialog.against.findText("Kiriman ke-1"))
    dialog.chosen.activated.emit(dialog.chosen.currentIndex())
    qtbot.waitUntil(lambda: any("isian berbeda" in words for words in texts(dialog)))
    assert named(dialog, "Tutup").isVisible()


def records(desk: Desk) -> list[str]:
    with desk.store.read() as tx:
        return [record.id for record in tx.records.all(RecordType.VERSION, BABAYAU)]


def test_a_recall_that_waits_locks_the_text_and_says_so(page: ReportsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.reports.submit(DRAFT)
    with desk.store.write() as tx:
        tx.outbox.seal(1, 1, 1 << 20)
    desk.reports.recall(DRAFT)
    qtbot.waitUntil(lambda: any("menunggu jawaban server" in words for words in texts(page)))
    assert not page.editing.editable
    assert not all_named(page, "Tarik kembali")


def test_what_a_regulation_wants_told_holds_the_report_back_and_leads_there(page: ReportsPage, desk: Desk) -> None:
    desk.reports.save(DRAFT, {"pengesahan.alamat_pengaduan": None})
    page.primary_action()
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    assert question.windowTitle() == "Laporan belum dapat dikirim"
    assert any("Alamat pengaduan (Permendagri 20/2018 Pasal 72)" in text for text in texts(question))
    assert not all_named(question, "Tetap kirim")
    click(question, "Isi sekarang")
    assert page.editor.current is not None
    assert page.editor.current.section.key == "pengesahan"
    assert desk.queue.waiting() == []


def test_text_of_another_month_is_taken_over_marked_and_said_to_be_right(page: ReportsPage, desk: Desk) -> None:
    made = desk.reports.create("kegiatan_bulanan", "2025-07")
    assert not isinstance(made, Refused)
    page.open_report(made.draft_id)
    click(page, "Ambil isian")
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    click(question, "Ambil")
    assert page.editing.edit is not None
    assert page.editing.edit.carried
    assert any("dari Laporan Kegiatan Bulanan" in text and "belum diubah" in text for text in texts(page))
    click(page, "Sudah benar")
    assert not [view for view in page.editing.edit.sections if view.key == "umum" and view.carried]
