from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Topic
from tests.support.by_name import all_named, click, fill, named, texts
from tests.support.demo_office import demo_version, held_back, page_context
from ui.pages import PageContext
from ui.pages.review.page import ReviewPage
from ui.widgets.button import Button
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.question import Question

LAYAP, KALAHIANG, LAMIDA_BAWAH = "63.11.06.2009", "63.11.06.2006", "63.11.06.2015"


@pytest.fixture
def context(desk: Desk) -> PageContext:
    return page_context(desk)


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> ReviewPage:
    page = ReviewPage(context)
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.open_argument(demo_version(KALAHIANG))
    return page


def queued(desk: Desk) -> list[str]:
    return [row.kind for row in desk.queue.waiting()]


def answering(verb: str, asked: list[str]) -> Callable[[], None]:
    """Press a button of the question that comes, and remember what was asked."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Question)
        asked.append(f"{dialog.windowTitle()} {dialog.body.text()}")
        click(dialog, verb)

    return answer


def test_a_note_is_written_beside_its_line_and_makes_giving_back_the_first_thing(
    page: ReviewPage, desk: Desk, qtbot: QtBot
) -> None:
    click(page, "Beri catatan: Dana Desa")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    assert named(page, "Isi catatan 1").hasFocus()
    fill(page, "Isi catatan 1", "Mohon lampirkan SPJ.")
    back = named(page, "Kembalikan dengan 1 catatan")
    assert back.property("kind") == "primary"
    assert named(page, "Catatan 1: Dana Desa").isVisible()
    page.primary_action()
    assert queued(desk) == ["review.return"]


def test_the_notes_of_a_section_are_counted_at_its_name(page: ReviewPage, qtbot: QtBot) -> None:
    click(page, "Kendala")
    click(page, "Beri catatan: Kendala")
    qtbot.waitUntil(lambda: bool(all_named(page, "Kendala, 1 catatan")))
    click(page, "Catatan umum")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 2")))
    click(page, "Hapus catatan 1")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    assert not all_named(page, "Isi catatan 2")
    assert named(page, "Catatan 1, Catatan umum").isVisible()


def test_a_general_note_marks_no_line_of_a_table(page: ReviewPage, qtbot: QtBot) -> None:
    click(page, "Realisasi APB Desa")
    click(page, "Catatan umum")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    lines = page.view.table.lines
    assert not [line.name for line in lines.table.lines if page.view.table.note_of(line) is not None]
    assert not [line for line in lines.table.lines if "Catatan 1" in lines.sentence(line)]


def test_approval_is_asked_once_and_says_what_will_be_published(page: ReviewPage, desk: Desk) -> None:
    asked: list[str] = []
    QTimer.singleShot(0, answering("Periksa lagi", asked))
    click(page, "Setujui laporan")
    assert queued(desk) == []
    QTimer.singleShot(0, answering("Setujui", asked))
    click(page, "Setujui laporan")
    assert queued(desk) == ["review.accept"]
    assert asked[0].startswith("Setujui laporan Desa Kalahiang? Laporan Realisasi APB Desa Semester I 2025 terbit")
    assert "alamat pengaduan" in asked[0]


def test_nothing_of_the_report_before_stands_greyed_while_the_next_one_is_read(page: ReviewPage, qtbot: QtBot) -> None:
    page.model.begin_note("")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    read, page.model.detail = page.model.detail, None
    page.model.detail_changed.emit()
    assert not all_named(page, "Isi catatan 1")
    assert not page.panel.accept.isVisible()
    page.model.detail = read
    page.model.detail_changed.emit()
    assert all_named(page, "Isi catatan 1")
    assert page.panel.accept.isVisible()


def test_no_key_approves(page: ReviewPage, desk: Desk) -> None:
    page.primary_action()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert queued(desk) == []


def test_giving_back_without_a_note_says_what_is_missing(page: ReviewPage, desk: Desk) -> None:
    click(page, "Kembalikan")
    assert queued(desk) == []
    assert any("Belum ada catatan" in words for words in texts(page))


def test_alt_and_arrows_go_through_the_list(page: ReviewPage) -> None:
    page.list.setFocus()
    order = page.model.order
    at = order.index(demo_version(KALAHIANG))
    QTest.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.model.current == order[at + 1]
    click(page, "Sebelumnya")
    assert page.model.current == order[at]
    assert page.list.current == order[at]


def test_a_click_on_the_version_in_hand_says_that_it_is_looked_at(
    context: PageContext, desk: Desk, qtbot: QtBot
) -> None:
    page = ReviewPage(context)
    qtbot.addWidget(page)
    page.show()
    page.model.choose(demo_version(LAYAP), by_person=False)
    assert queued(desk) == []
    row = [card.key for card in page.list.cards].index(demo_version(LAYAP))
    page.list.clicked.emit(page.list.model().index(row, 0))
    assert queued(desk) == ["review.open"]


def test_a_decided_version_can_only_be_read(page: ReviewPage) -> None:
    page.open_argument(demo_version(LAMIDA_BAWAH))
    assert "Laporan ini sudah disetujui." in texts(page)
    assert not all_named(page, "Setujui laporan")
    assert not all_named(page, "Beri catatan: Dana Desa")


def test_a_held_publication_goes_out_after_a_question(page: ReviewPage, desk: Desk, qtbot: QtBot) -> None:
    held_back(desk, LAMIDA_BAWAH)
    qtbot.waitUntil(lambda: any(card.tag == "Terbitan ditahan" for card in page.list.cards))
    page.open_argument(demo_version(LAMIDA_BAWAH))
    asked: list[str] = []
    QTimer.singleShot(0, answering("Terbitkan", asked))
    button = next(one for one in all_named(page, "Terbitkan") if isinstance(one, Button))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked[0].startswith("Terbitkan laporan Desa Lamida Bawah?")
    assert queued(desk) == ["publication.release"]


def test_every_card_is_a_sentence_for_a_reader(page: ReviewPage) -> None:
    first = page.list.model().index(0, 0)
    words = str(first.data(Qt.ItemDataRole.AccessibleTextRole))
    assert words == "Desa Dahai, Laporan Kegiatan Bulanan Jun 2025, Diperiksa, dikirim 2 Jul 11.36, tepat waktu"


def test_in_a_narrow_window_the_chosen_report_and_then_its_note_come_to_the_front(
    page: ReviewPage, qtbot: QtBot
) -> None:
    page.resize(800, 560)
    qtbot.waitUntil(lambda: not page.list.isVisible())
    assert page.view.table.isVisible()
    click(page, "Beri catatan: Dana Desa")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    assert not page.view.table.isVisible()


def test_what_is_typed_is_on_the_disk_once_the_page_was_left(page: ReviewPage, qtbot: QtBot) -> None:
    click(page, "Catatan umum")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    fill(page, "Isi catatan 1", "Laporan rapi.")
    assert page.unsaved()
    page.hide()
    assert not page.unsaved()


def test_the_version_in_hand_and_its_receipt_can_be_printed(page: ReviewPage) -> None:
    page.print_page()
    QApplication.processEvents()
    [dialog] = page.findChildren(DocumentDialog)
    assert dialog.shown == "content"
    assert [dialog.choice.itemText(n) for n in range(dialog.choice.count())] == ["Kiriman ke-1", "Tanda terima"]
    dialog.choice.setCurrentIndex(1)
    dialog.choice.activated.emit(1)
    assert dialog.windowTitle().startswith("Tanda terima Laporan")
    dialog.close()


def test_looking_from_another_page_opens_no_review(page: ReviewPage, desk: Desk) -> None:
    page.open_argument(demo_version(LAYAP))
    assert page.model.detail is not None
    assert page.model.detail.state.value == "terkirim"
    assert queued(desk) == []


def test_the_list_is_filtered_by_village_and_type_and_ordered_by_due_day(page: ReviewPage) -> None:
    everything = [card.key for card in page.list.cards]
    menu = page.filter.findChild(QMenu)
    assert menu is not None
    by_words = {action.text(): action for action in menu.actions()}
    by_words["Laporan Kegiatan Bulanan"].trigger()
    assert 0 < len(page.list.cards) < len(everything)
    assert all("Kegiatan" in card.sub for card in page.list.cards)
    assert page.filter.text() == "Saring (1)"
    assert "Laporan Kegiatan Bulanan" in page.filter.accessibleName()
    next(action for action in menu.actions() if action.text() == "Hapus saringan").trigger()
    assert [card.key for card in page.list.cards] == everything
    next(action for action in menu.actions() if action.text() == "Batas, terdekat dahulu").trigger()
    dues = [row.due for row in page.model.rows if row.due is not None]
    assert dues == sorted(dues)
    assert page.filter.text() == "Saring", "an order leaves nothing out"


def test_an_approved_report_is_opened_again_only_with_a_reason(page: ReviewPage, desk: Desk) -> None:
    page.open_argument(demo_version(LAMIDA_BAWAH))
    click(page, "Buka kembali")
    question = page.findChild(Question)
    assert question is not None
    assert "Halaman publik tetap" in question.body.text()
    assert not question.buttons["do"].isEnabled()
    fill(question, "Alasan", "Angka belanja keliru.")
    click(question, "Buka kembali")
    assert queued(desk) == ["review.reopen"]


def test_a_published_report_is_taken_from_the_public_page_with_a_reason_and_comes_back(
    page: ReviewPage, desk: Desk, qtbot: QtBot
) -> None:
    page.open_argument(demo_version(LAMIDA_BAWAH))
    qtbot.waitUntil(lambda: bool(all_named(page, "Tarik dari halaman publik")))
    assert not all_named(page, "Terbitkan lagi")
    click(page, "Tarik dari halaman publik")
    question = page.findChild(Question)
    assert question is not None
    assert "Warga tidak lagi melihat laporan ini." in question.body.text()
    assert not question.buttons["do"].isEnabled()
    fill(question, "Alasan", "Angka belanja keliru.")
    click(question, "Tarik dari halaman publik")
    assert queued(desk) == ["publication.withdraw"]
    qtbot.waitUntil(lambda: bool(all_named(page, "Terbitkan lagi")))
    assert not all_named(page, "Tarik dari halaman publik")
    assert any("Alasan untuk warga: Angka belanja keliru." in text for text in texts(page))
    asked: list[str] = []
    QTimer.singleShot(0, answering("Terbitkan lagi", asked))
    click(page, "Terbitkan lagi")
    assert "di alamat yang sama" in asked[0]
    assert queued(desk) == ["publication.withdraw", "publication.release"]
    qtbot.waitUntil(lambda: bool(all_named(page, "Tarik dari halaman publik")))


def test_a_place_for_another_view_is_in_the_header(page: ReviewPage) -> None:
    proofs = QWidget()
    page.add_view("proofs", "Bukti posting", proofs)
    assert page.tabs is not None
    page.tabs.changed.emit("proofs")
    page.show_view("proofs")
    assert proofs.isVisible()
    assert not all_named(page, "Berikutnya")
    page.open_argument(demo_version(LAYAP))
    assert not proofs.isVisible()
    assert page.tabs.current == "reports"


def sent_again(desk: Desk, village: str) -> str:
    """The village took its first sending back and sent another, of which this PC hears now; returns its version."""
    ref = Ref(RecordType.VERSION, demo_version(village))
    with desk.store.write() as tx:
        first = tx.server_records.get(ref)
        assert first is not None
        report = tx.server_records.get(Ref(RecordType.REPORT, first.text("meta.report")))
        assert report is not None
        again = Ref(RecordType.VERSION, demo_version(village, n=2))
        content = {**first.fields, "meta.n": 2, "kendala.isi": "Hujan."}
        came = [
            Record(ref.type, ref.id, first.rev + 1000, village, {**first.fields, "meta.recalled_at": 1}),
            Record(again.type, again.id, first.rev + 1001, village, content),
            Record(report.type, report.id, report.rev + 1000, village, {**report.fields, "newest": 2}),
        ]
        tx.server_records.take(came)
        tx.reproject()
        tx.touch(Topic.REPORTS, Topic.REVIEWS)
    return again.id


def test_notes_on_a_sending_that_was_overtaken_are_read_copied_and_used_on_the_newer_one(
    page: ReviewPage, desk: Desk, qtbot: QtBot
) -> None:
    page.model.begin_note("kendala.isi")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    fill(page, "Isi catatan 1", "Sebutkan alasannya.")
    page.model.begin_note("")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 2")))
    fill(page, "Isi catatan 2", "Rapi.")
    newer = sent_again(desk, KALAHIANG)
    qtbot.waitUntil(lambda: any("menarik kembali" in words for words in texts(page)))
    assert all_named(page, "Isi catatan 2"), "what is not saved yet stays where it is typed"
    assert page.unsaved()
    page.flush()
    qtbot.waitUntil(lambda: "Sebutkan alasannya." in texts(page))
    assert not all_named(page, "Isi catatan 1")
    assert "Belum dikirim ke desa. Hanya ada di komputer ini." in texts(page)
    click(page, "Salin Catatan pada kiriman ke-1")
    assert QApplication.clipboard().text() == "Kendala: Sebutkan alasannya.\nCatatan umum: Rapi."
    page.open_argument(newer)
    qtbot.waitUntil(lambda: "Catatan pada kiriman ke-1" in texts(page))
    click(page, "Hapus catatan 2")
    qtbot.waitUntil(lambda: bool(all_named(page, "Pakai 1 catatan")))
    click(page, "Pakai 1 catatan")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    assert not all_named(page, "Catatan pada kiriman ke-1")
    assert named(page, "Kembalikan dengan 1 catatan").isVisible()
    assert queued(desk) == ["review.open"]


def test_no_other_report_comes_to_hand_when_the_one_with_the_cursor_in_a_note_was_taken_back(
    page: ReviewPage, desk: Desk, qtbot: QtBot
) -> None:
    page.model.begin_note("")
    qtbot.waitUntil(lambda: bool(all_named(page, "Isi catatan 1")))
    fill(page, "Isi catatan 1", "Rapi.")
    page.flush()
    sent_again(desk, KALAHIANG)
    qtbot.waitUntil(lambda: not all_named(page, "Isi catatan 1"))
    assert page.model.current == demo_version(KALAHIANG)
    assert QApplication.focusWidget() is page.panel, "what is typed on presses no button"
    assert queued(desk) == []
