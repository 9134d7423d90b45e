"""The page of citizens' words, used by the names that a reader is told."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLineEdit, QListView, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.domain.feedback import Source
from sipa_core.domain.workflow import FeedbackState
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from tests.support.by_name import all_named, click, fill, name_of, named, texts
from tests.support.page_context import page_context
from ui.pages.feedback.intake import IntakeDialog
from ui.pages.feedback.page import FeedbackPage, create
from ui.widgets.question import Question

LAMP = ids.natural_id("feedback", "PRG-4H9T7")
WELL = ids.natural_id("feedback", "PRG-Y6N4S")


@dataclass
class Pages:
    """Makes pages and takes them down again."""

    qtbot: QtBot
    toasts: list[str] = field(default_factory=list)

    def open(self, desk: Desk) -> FeedbackPage:
        context = page_context(desk)
        context.navigator.toast.connect(lambda sentence, *_: self.toasts.append(sentence))
        made = create(context)
        assert isinstance(made, FeedbackPage)
        context.changes.setParent(made)
        context.navigator.setParent(made)
        self.qtbot.addWidget(made)
        made.resize(1158, 661)
        made.show()
        QApplication.processEvents()
        return made


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    return Pages(qtbot)


def lamp(pages: Pages, village: Desk) -> FeedbackPage:
    page = pages.open(village)
    page.open_argument(LAMP)
    return page


def menu_entry(page: FeedbackPage, words: str) -> None:
    menus = [menu for menu in page.talk.findChildren(QMenu) if menu.parent() is page.talk]
    [action] = [action for menu in menus for action in menu.actions() if action.text() == words]
    action.trigger()


def test_an_answer_stands_in_the_conversation_and_waits_to_be_sent(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    fill(page, "Jawaban untuk warga", "Kami cek hari ini.")
    click(page, "Kirim jawaban")
    bubble = page.talk.bubbles.bubbles[-1]
    assert (bubble.side, bubble.text, bubble.mark) == ("out", "Kami cek hari ini.", "Menunggu kirim")
    assert named(page, "Jawaban untuk warga").toPlainText() == ""  # type: ignore[attr-defined]
    assert "dikirim saat tersambung" in pages.toasts[-1]
    assert "Terkirim" not in texts(page)


def test_the_primary_action_of_the_page_sends_the_answer(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    fill(page, "Jawaban untuk warga", "Kami cek hari ini.")
    page.primary_action()
    assert page.talk.bubbles.bubbles[-1].mark == "Menunggu kirim"


def test_a_draft_is_saved_while_it_is_written_and_comes_again(pages: Pages, village: Desk, qtbot: QtBot) -> None:
    page = lamp(pages, village)
    fill(page, "Jawaban untuk warga", "Terima kasih")
    assert "Draf belum tersimpan" in texts(page)
    with qtbot.waitSignal(page.model.answer_changed, timeout=3000):
        pass
    assert "Draf tersimpan di komputer ini." in texts(page)
    again = lamp(pages, village)
    assert named(again, "Jawaban untuk warga").toPlainText() == "Terima kasih"  # type: ignore[attr-defined]


def test_an_answer_that_the_server_has_is_called_sent(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(ids.natural_id("feedback", "PRG-7K2MD"))
    assert page.talk.bubbles.bubbles[-1].mark == "Terkirim"


def test_filters_show_their_counts_and_change_the_list(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    model = page.model
    shown = len(page.list.cards)
    named(page, f"Belum {shown}")
    click(page, "Semua 6")
    assert len(page.list.cards) == 6
    assert len(model.rows) == 6
    page.search.setText("tenda")
    page.search.searched.emit("tenda")
    assert [card.tag for card in page.list.cards] == ["PRG-2V5DE"]


def test_moving_in_the_list_shows_the_conversation(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_End)
    assert page.model.current == page.list.cards[-1].key
    assert page.list.cards[-1].title in texts(page)


def test_the_state_is_changed_from_the_menu(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    assert named(page, "Ubah status").isEnabled()
    menu_entry(page, "Selesai")
    assert any("Status menjadi Selesai, menunggu kirim" in bubble.text for bubble in page.talk.bubbles.bubbles)


def test_a_refusal_to_a_citizen_needs_its_reason(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    menu_entry(page, "Ditolak")
    question = page.findChild(Question)
    assert question is not None
    assert not named(question, "Ubah status").isEnabled()
    fill(question, "Alasan", "Lampu itu milik PLN.")
    click(question, "Ubah status")
    QApplication.processEvents()
    assert "Lampu itu milik PLN." in texts(page)


def test_a_village_has_no_say_in_what_is_shown(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    assert not all_named(page, "Tampilkan untuk warga")
    assert not all_named(page, "Tahan")
    assert "Tidak, hanya pemegang kunci" in texts(page)


def test_the_kecamatan_releases_what_waits(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    page.list.chosen.emit(WELL)
    QApplication.processEvents()
    assert "Desa Kalahiang" in texts(page)
    waiting = page.model.waiting
    click(page, "Tampilkan untuk warga")
    assert any(words.startswith("Menunggu kirim. Tampil") for words in texts(page))
    assert WELL not in {card.key for card in page.list.cards}
    assert named(page, f"Menunggu ditampilkan ({waiting - 1})")
    assert "dikirim saat tersambung" in pages.toasts[-1]


def test_the_kecamatan_holds_with_a_reason(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    page.list.chosen.emit(WELL)
    click(page, "Tahan")
    question = page.findChild(Question)
    assert question is not None
    assert not named(question, "Tahan masukan").isEnabled()
    fill(question, "Alasan", "Menyebut nama orang.")
    click(question, "Tahan masukan")
    assert any("Menyebut nama orang." in words for words in texts(page))
    assert not all_named(page, "Tahan")
    assert all_named(page, "Tampilkan untuk warga")


def test_taking_back_the_question_changes_nothing(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    page.list.chosen.emit(WELL)
    click(page, "Tahan")
    question = page.findChild(Question)
    assert question is not None
    click(question, "Batal")
    assert all_named(page, "Tampilkan untuk warga")
    assert not district.queue.waiting()


def test_what_is_private_says_so_and_offers_no_release(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    page.open_argument(LAMP)
    assert any("hanya kantor yang membaca" in words for words in texts(page))
    assert not all_named(page, "Tampilkan untuk warga")
    assert not all_named(page, "Tahan")


def test_the_waiting_filter_is_left_with_its_box(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    todo = len(page.list.cards)
    page.waiting_only.click()
    assert len(page.list.cards) == page.model.waiting < todo
    page.waiting_only.click()
    assert len(page.list.cards) == todo


def test_an_empty_place_says_why(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.model.find("tidak ada kata seperti ini")
    assert "Tidak ada masukan dengan kata itu." in texts(page)


def test_a_list_that_cannot_be_read_can_be_tried_again(
    pages: Pages, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KnownError("Tidak terbaca", "Data belum dapat dibaca. Isian Anda aman.", "broken")

    with monkeypatch.context() as bad:
        bad.setattr(village.feedback, "list", broken)
        page = pages.open(village)
        assert "Data belum dapat dibaca. Isian Anda aman." in texts(page)
    click(page, "Coba lagi")
    assert page.list.cards


def test_changes_of_the_desk_are_shown(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    village.feedback.save_answer(LAMP, "Dari tempat lain.")
    village.feedback.answer(LAMP)
    QApplication.processEvents()
    assert page.talk.bubbles.bubbles[-1].text == "Dari tempat lain."


def test_everything_that_takes_the_focus_has_a_name(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QCheckBox, QListView)
    parts = [part for kind in kinds for part in page.findChildren(kind) if part.isVisible()]
    assert len(parts) > 9
    assert [part for part in parts if not name_of(part)] == []


def test_in_a_narrow_window_the_panels_are_tabs(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    page.resize(900, 560)
    QApplication.processEvents()
    assert page.panes.narrow
    assert not page.side.isVisible()
    page.panes.show_pane(0)
    place = page.list.visualRect(page.list.model().index(1, 0)).center()
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.talk.isVisible()
    page.panes.show_pane(2)
    assert page.side.isVisible()
    assert "Waktu menjawab" in texts(page)


CHAT = """[10/07/25 09.12] Rina Marlina: Kapan BLT cair?
[10/07/25 09.15] Pak RT 03: Lampu padam, hubungi 0812-0000-0001
"""


def answer_question(page: FeedbackPage, label: str, words: str, verb: str) -> None:
    question = page.findChild(Question)
    assert question is not None
    assert not named(question, verb).isEnabled()
    fill(question, label, words)
    click(question, verb)


def test_a_note_is_kept_with_a_lock_and_never_looks_like_an_answer(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    fill(page, "Jawaban untuk warga", "Kami cek.")
    click(page, "Catatan dalam")
    assert not all_named(page, "Kirim jawaban")
    fill(page, "Catatan dalam, tidak dilihat warga", "Sudah telepon Pak RT.")
    click(page, "Simpan catatan")
    bubble = page.talk.bubbles.bubbles[-1]
    assert (bubble.side, bubble.text, bubble.mark) == ("note", "Sudah telepon Pak RT.", "Menunggu kirim")
    assert "Catatan dalam, tidak dilihat warga" in texts(page)
    assert page.model.detail is not None
    assert page.model.detail.state is FeedbackState.DITINDAKLANJUTI
    click(page, "Jawab warga")
    assert named(page, "Jawaban untuk warga").toPlainText() == "Kami cek."  # type: ignore[attr-defined]


def test_ctrl_enter_keeps_the_note_while_a_note_is_written(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    click(page, "Catatan dalam")
    fill(page, "Catatan dalam, tidak dilihat warga", "Rahasia kantor.")
    page.primary_action()
    assert page.talk.bubbles.bubbles[-1].side == "note"
    assert [row.kind for row in village.queue.waiting()] == ["feedback.note"]


def test_an_answer_can_close_the_matter(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    fill(page, "Jawaban untuk warga", "Sudah diganti.")
    click(page, "Balas dan selesaikan")
    assert page.model.detail is not None
    assert page.model.detail.state is FeedbackState.SELESAI


def test_forwarding_asks_for_a_note_to_the_kecamatan(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    click(page, "Teruskan ke kecamatan")
    answer_question(page, "Catatan untuk kecamatan", "Tiang milik kabupaten.", "Teruskan")
    sides = [(bubble.side, bubble.text) for bubble in page.talk.bubbles.bubbles]
    assert ("note", "Tiang milik kabupaten.") in sides
    assert page.model.detail is not None
    assert page.model.detail.state is FeedbackState.DITERUSKAN
    assert not all_named(page, "Teruskan ke kecamatan")
    assert not all_named(page, "Ubah status")
    assert "Waktu kecamatan menjawab" in texts(page)


def test_a_duplicate_is_tied_to_the_other_matter(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    menu_entry(page, "Duplikat")
    QApplication.processEvents()
    question = page.findChild(Question)
    assert question is not None
    chosen = named(question, "Masukan yang sama")
    assert chosen.count() == 5  # type: ignore[attr-defined]
    click(question, "Tandai duplikat")
    assert page.model.detail is not None
    assert page.model.detail.state is FeedbackState.DUPLIKAT
    assert "Sama dengan" in texts(page)


def test_the_kecamatan_gives_a_matter_back_with_a_note(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    page.open_argument(ids.natural_id("feedback", "PRG-2V5DE"))
    click(page, "Kembalikan ke desa")
    answer_question(page, "Catatan untuk desa", "Pakai tarif perdes.", "Kembalikan")
    assert page.model.detail is not None
    assert page.model.detail.state is FeedbackState.DITINDAKLANJUTI


def test_a_ready_answer_is_a_beginning_that_can_be_changed(pages: Pages, village: Desk) -> None:
    page = lamp(pages, village)
    [menu] = page.talk.composer.findChildren(QMenu)
    [action] = [action for action in menu.actions() if action.text() == "Sudah dikerjakan"]
    action.trigger()
    assert "Pekerjaan sudah selesai" in named(page, "Jawaban untuk warga").toPlainText()  # type: ignore[attr-defined]
    assert not village.queue.waiting()


def test_comments_are_pasted_looked_at_ticked_and_recorded(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    click(page, "Catat komentar")
    dialog = page.findChild(IntakeDialog)
    assert dialog is not None
    assert not named(dialog, "Catat").isEnabled()
    dialog.source.setCurrentIndex(1)
    dialog.block.setPlainText(CHAT)
    dialog._read()
    assert "2 komentar terbaca." in texts(dialog)
    assert "0812" not in dialog.list.item(1).text()
    dialog.list.setFocus()
    dialog.list.setCurrentRow(0)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    click(dialog, "Catat 1 komentar")
    assert "1 komentar dicatat" in pages.toasts[-1]
    assert [row.mark for row in page.model.rows if row.mark] == ["WhatsApp"]
    page.model.narrow(None, Source.WHATSAPP)
    [card] = page.list.cards
    page.list.chosen.emit(card.key)
    fill(page, "Jawaban untuk warga", "Sudah kami cek.")
    click(page, "Salin jawaban")
    assert QApplication.clipboard().text() == "Sudah kami cek."
    assert [row.kind for row in village.queue.waiting()] == ["feedback.record"], "copying is not answering"
    click(page, "Tandai sudah dijawab")
    assert page.talk.bubbles.bubbles[-1].text == "Sudah kami cek."


def test_what_was_recorded_before_cannot_be_ticked_again(pages: Pages, village: Desk) -> None:
    seen = village.intake.look(CHAT, Source.WHATSAPP)
    village.intake.record(seen.comments, Source.WHATSAPP)
    page = pages.open(village)
    page.open_intake()
    dialog = page.findChild(IntakeDialog)
    assert dialog is not None
    dialog.source.setCurrentIndex(1)
    dialog.block.setPlainText(CHAT)
    dialog._read()
    for at in range(2):
        place = dialog.list.visualItemRect(dialog.list.item(at)).center()
        QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.ticked == ()
    assert not dialog.keep.isEnabled()


def test_a_word_typed_by_hand_may_have_its_writer(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_intake()
    dialog = page.findChild(IntakeDialog)
    assert dialog is not None
    dialog.source.setCurrentIndex(2)
    dialog.block.setPlainText("Jalan ke sawah becek")
    dialog._read()
    dialog.author.setText("Pak Amat Hasan")
    dialog._read()
    assert dialog.list.item(0).text() == "Pak A.: Jalan ke sawah becek (Keluhan)"
    dialog.link.setText("ftp://x")
    click(dialog, "Catat 1 komentar")
    assert "https://" in dialog.fault.sentence
    assert dialog.isVisible()


def test_the_kecamatan_looks_at_what_others_would_read_before_releasing(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    page.list.chosen.emit(WELL)
    click(page, "Pratinjau")
    question = page.findChild(Question)
    assert question is not None
    assert "sumur bor" in named(question, "Yang dibaca warga lain").toPlainText()  # type: ignore[attr-defined]


def test_the_list_is_narrowed_by_state_and_by_village(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    page.model.show_everything()
    at = next(n for n in range(page.narrow.count()) if page.narrow.itemText(n).startswith("Diteruskan"))
    page.narrow.setCurrentIndex(at)
    page.narrow.activated.emit(at)
    assert {card.chip.text for card in page.list.cards if card.chip} == {"Diteruskan"}
    page.model.show_everything()
    at = next(n for n in range(page.village.count()) if page.village.itemText(n).startswith("Desa Kalahiang"))
    page.village.setCurrentIndex(at)
    page.village.activated.emit(at)
    assert page.list.cards
    assert all("Kalahiang" in card.tag for card in page.list.cards)


def test_a_long_list_is_shown_a_page_at_a_time(pages: Pages, village: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.pages.feedback.view_model.PAGE", 2)
    page = pages.open(village)
    page.model.show_everything()
    assert len(page.list.cards) == 2
    click(page, "Tampilkan 4 lagi")
    click(page, "Tampilkan 2 lagi")
    assert len(page.list.cards) == 6
    assert not page.more.isVisible()
