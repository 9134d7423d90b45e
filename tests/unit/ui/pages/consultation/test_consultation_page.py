"""The page of consultations, used by the names that a reader is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.disk_faults import DiskFullError
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.consultation_views import ThreadFilter
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.store.outbox import OutboxState
from tests.support import outside_files
from tests.support.by_name import click, fill, named, texts
from tests.support.demo_office import BABAYAU
from tests.support.page_context import HeldRunner, page_context
from ui.navigation import BeginConsultation, OpenPlace
from ui.pages.consultation import view_model
from ui.pages.consultation.page import SEEN_MS, ConsultationPage, create
from ui.runtime.tasks import Runner
from ui.widgets.check_box import CheckBox
from ui.widgets.date_field import DateField
from ui.widgets.question import Question

CONCRETE = ids.natural_id("consultation", BABAYAU, "Rabat beton belum masuk")
UNREAD = ids.natural_id("consultation", BABAYAU, "Cara mengisi sisa kas bank")
MINUTES = ids.natural_id("consultation", BABAYAU, "Format berita acara musdes")
LRA_REPORT = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")


@dataclass
class Pages:
    """Makes pages, and remembers what they asked for."""

    qtbot: QtBot
    toasts: list[str] = field(default_factory=list)
    went: list[tuple[str, object]] = field(default_factory=list)

    def open(self, desk: Desk, runner: Runner | None = None) -> ConsultationPage:
        context = page_context(desk, runner)
        context.navigator.toast.connect(lambda sentence, *_: self.toasts.append(sentence))
        context.navigator.go_to.connect(lambda page, argument: self.went.append((page, argument)))
        made = create(context)
        assert isinstance(made, ConsultationPage)
        context.changes.setParent(made)
        context.navigator.setParent(made)
        self.qtbot.addWidget(made)
        made.resize(1158, 661)
        made.show()
        made.activateWindow()
        QApplication.processEvents()
        return made


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    return Pages(qtbot)


def question(page: ConsultationPage) -> Question:
    QApplication.processEvents()
    found = [one for one in page.findChildren(Question) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def photo(folder: Path, name: str = "Rabat.jpg") -> Path:
    path = folder / name
    path.write_bytes(outside_files.photo(200, 150))
    return path


def files_of(desk: Desk, thread_id: str) -> list[str]:
    detail = desk.consultation.detail(thread_id)
    assert not isinstance(detail, Refused)
    return [one.name for _row, one in detail.files]


def test_the_list_names_subject_place_and_what_is_new(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    sentences = [card.sentence() for card in page.list.cards]
    assert sentences[0].startswith("Rabat beton belum masuk, Realisasi Sem. I, Bidang 2, Realisasi")
    assert "pesan baru" in sentences[1]
    assert page.header.state() == "1 jawaban baru dari kecamatan. 3 pembinaan berjalan."


def test_a_message_stands_in_the_thread_and_waits_to_be_sent(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(CONCRETE)
    fill(page, "Tulis pesan", "Kuitansinya sudah saya foto, Pak.")
    page.primary_action()
    bubble = page.talk.bubbles.bubbles[-1]
    assert (bubble.side, bubble.text, bubble.mark) == ("out", "Kuitansinya sudah saya foto, Pak.", "Menunggu kirim")
    box = named(page, "Tulis pesan")
    assert isinstance(box, QPlainTextEdit)
    assert box.toPlainText() == ""
    assert "dikirim saat tersambung" in pages.toasts[-1]


def test_while_the_disk_is_full_no_older_message_is_sent_and_what_to_do_stands_whole(
    pages: Pages, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, full = village.consultation.save_draft, [True]

    def hindered(thread: str, text: str) -> Saved | Refused:
        if full:
            raise DiskFullError
        return save(thread, text)

    page = pages.open(village)
    page.open_argument(CONCRETE)
    fill(page, "Tulis pesan", "Belum.")
    page.model.flush()
    monkeypatch.setattr(village.consultation, "save_draft", hindered)
    fill(page, "Tulis pesan", "Sudah saya foto, Pak.")
    page.primary_action()
    assert not village.queue.waiting(), "nobody reads what the person has changed since"
    QApplication.processEvents()
    (told,) = [one for one in page.findChildren(QLabel) if one.isVisible() and one.text().startswith("Hard disk")]
    assert told.wordWrap()
    full.clear()
    page.model.flush()
    assert (page.model.writing.fault, page.model.writing.words) == ("", "Draf tersimpan di komputer ini.")
    page.primary_action()
    assert page.talk.bubbles.bubbles[-1].text == "Sudah saya foto, Pak."


def test_what_is_typed_is_there_again_after_the_page_was_closed(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(CONCRETE)
    fill(page, "Tulis pesan", "Setengah kalimat")
    page.flush()
    assert not page.unsaved()
    again = pages.open(village)
    again.open_argument(CONCRETE)
    assert again.talk.text.toPlainText() == "Setengah kalimat"


def test_a_new_thread_asks_for_its_matter_and_is_sent_with_one_key(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.new_item()
    fill(page, "Tulis pesan", "Apakah honor RT boleh dinaikkan?")
    page.primary_action()
    assert "Tulis dulu perihalnya" in " ".join(texts(page))
    subject = named(page, "Perihal")
    assert isinstance(subject, QLineEdit)
    QTest.keyClicks(subject, "Honor RT")
    page.primary_action()
    assert page.list.cards[0].title == "Honor RT"
    assert page.talk.bubbles.bubbles[-1].mark == "Menunggu kirim"


def test_who_only_pressed_the_button_leaves_nothing_behind(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    before = [card.key for card in page.list.cards]
    page.new_item()
    page.model.choose(CONCRETE)
    assert [card.key for card in page.list.cards] == before
    with village.store.read() as tx:
        assert tx.documents.last_saved() is None


def test_the_field_is_named_with_its_value_and_leads_back_to_the_cell(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(CONCRETE)
    assert page.talk.about.accessibleName() == (
        "Realisasi APB Desa Semester I 2025, Pelaksanaan Pembangunan Desa, Realisasi, Realisasi (Rp), 214.780.000"
    )
    page.talk.about.open.click()
    draft = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
    assert pages.went[-1] == ("reports", OpenPlace(draft, "apbdes[02/-/-].realisasi"))


def test_asking_about_a_field_opens_the_thread_that_is_open_on_it(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(BeginConsultation(report=LRA_REPORT, path="apbdes[02/-/-].realisasi"))
    assert page.model.current == CONCRETE
    page.open_argument(BeginConsultation(report=LRA_REPORT, path="kendala.isi"))
    assert page.model.current != CONCRETE
    assert "Kendala" in page.talk.about.accessibleName()
    assert page.talk.new_subject.text().startswith("Realisasi APB Desa Sem. I 2025")


def test_words_count_as_read_only_after_they_were_in_sight(pages: Pages, village: Desk, qtbot: QtBot) -> None:
    page = pages.open(village)
    page.open_argument(UNREAD)
    assert page.model.detail is not None
    assert page.model.detail.unread > 0
    qtbot.waitUntil(lambda: page.model.detail is not None and page.model.detail.unread == 0, timeout=SEEN_MS * 6)
    kinds = [row.kind for row in village.queue.waiting()]
    assert kinds == ["consultation.read"]
    page.model.mark_seen()
    page.model.refresh()
    assert [row.kind for row in village.queue.waiting()] == kinds


def test_a_page_behind_others_reads_nothing(pages: Pages, village: Desk, qtbot: QtBot) -> None:
    page = pages.open(village)
    page.open_argument(UNREAD)
    page.hide()
    page.model.refresh()
    qtbot.wait(SEEN_MS * 2)
    assert page.model.detail is not None
    assert page.model.detail.unread > 0


def test_a_refused_message_comes_back_with_words_and_can_be_written_on(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(CONCRETE)
    fill(page, "Tulis pesan", "Sudah saya kirim.")
    page.primary_action()
    with village.store.write() as tx:
        [item] = [one for one in tx.outbox.items([OutboxState.QUEUED]) if one.kind == "message.send"]
        tx.outbox.park_unsent(item.op_id, "full", 1)
        tx.reproject()
    page.model.refresh()
    bubble = page.talk.bubbles.bubbles[-1]
    assert (bubble.mark, bubble.action) == ("Tidak diterima", "Tulis lagi")
    assert "Lanjutkan di percakapan baru" in bubble.problem
    QApplication.processEvents()
    click(page, "Tulis lagi")
    assert page.talk.text.toPlainText() == "Sudah saya kirim."


def test_a_village_ticks_what_was_agreed_and_the_kecamatan_confirms(
    pages: Pages, village: Desk, district: Desk
) -> None:
    page = pages.open(village)
    row = next(iter(page.side.agreed.running.rows.values()))
    row.box.click()
    [shown] = [one for one in page.side.agreed.running.items if one.key == row.item.key]
    assert (shown.ticked, shown.mark) == (True, "Menunggu kirim")
    there = pages.open(district)
    there.open_argument("agreed")
    box = next(iter(there.board.running.rows.values())).box
    assert isinstance(box, CheckBox)
    assert not box.isEnabled()


def test_the_kecamatan_confirms_or_sends_back_what_was_ticked(pages: Pages, district: Desk) -> None:
    guidance = ids.natural_id("guidance", BABAYAU, "Masukkan rabat beton RT 03 dan lampirkan kuitansi")
    with district.store.write() as tx:
        record = tx.records.get(Ref(RecordType.GUIDANCE, guidance))
        assert record is not None
        ticked = {**record.fields, "state": "done", "done_at": 1_752_100_000_000}
        tx.server_records.take([type(record)(record.type, record.id, record.rev + 1000, record.village, ticked)])
    page = pages.open(district)
    page.open_argument("agreed")
    page.board.running.rows[guidance].buttons["give_back"].click()
    asked = question(page)
    assert not asked.buttons["do"].isEnabled()
    asked.findChild(QPlainTextEdit).setPlainText("Kuitansinya belum ada.")  # type: ignore[union-attr]
    asked.buttons["do"].click()
    assert page.board.running.rows[guidance].item.reason == "Kuitansinya belum ada."


def test_a_thread_becomes_something_agreed(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(MINUTES)
    page.talk.agree.click()
    asked = question(page)
    assert not asked.buttons["do"].isEnabled()
    day = asked.findChild(DateField)
    assert isinstance(day, DateField)
    day.setText("31 Juli 20")
    day.setText("31 Juli 2025")
    # The caret still stands in the field: nobody must leave it before the button can be pressed.
    assert asked.buttons["do"].isEnabled()
    asked.buttons["do"].click()
    assert any("Format berita acara musdes" in one.text for one in page.side.agreed.running.items)
    assert page.talk.bubbles.bubbles[-1].text.startswith("Disepakati sebagai pembinaan: Format berita acara musdes")


def test_the_kecamatan_chooses_villages_and_writes_to_them_all(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    page.new_item()
    page.talk.pick.click()
    asked = question(page)
    everyone = next(box for box in asked.findChildren(CheckBox) if box.text() == "Semua desa")
    everyone.click()
    asked.buttons["do"].click()
    assert len(page.model.writing.villages) == len(page.model.villages) > 10
    QTest.keyClicks(page.talk.new_subject, "Pelatihan")
    fill(page, "Tulis pesan", "Pelatihan hari Kamis.")
    page.primary_action()
    assert f"{len(page.model.villages)} desa" in pages.toasts[-1]


def test_solved_threads_are_found_under_their_filter(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(CONCRETE)
    click(page, "Tandai selesai")
    page.model.set_filter(ThreadFilter.SELESAI)
    assert "Rabat beton belum masuk" in [card.title for card in page.list.cards]


def test_the_search_keeps_what_has_the_words(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.model.find("kas bank")
    assert [card.title for card in page.list.cards] == ["Cara mengisi sisa kas bank"]
    page.model.find("tidak ada kata ini")
    assert "Tidak ada percakapan dengan kata itu." in " ".join(texts(page))


def test_a_reading_that_fails_says_so_and_can_be_tried_again(
    pages: Pages, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise KnownError("Tidak terbaca", "Data Anda aman. Coba lagi.")

    with monkeypatch.context() as broken:
        broken.setattr(village.consultation, "list", fail)
        page = pages.open(village)
        assert "Data Anda aman. Coba lagi." in " ".join(texts(page))
    page.model.refresh()
    assert page.list.cards


def test_tab_goes_from_the_list_to_the_message_and_the_panel(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.open_argument(CONCRETE)
    order = [panel.accessibleName() for panel in page.panels()[1:4]]
    assert order == ["Daftar percakapan", "Isi percakapan", "Tulis pesan"]
    page.focus_search()
    assert QApplication.focusWidget() is page.search


def test_very_long_names_and_words_fit(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    page.new_item()
    QTest.keyClicks(page.talk.new_subject, "P" * 200)
    assert len(page.talk.new_subject.text()) == 120
    page.model.writing.write("kata " * 1000)
    page.primary_action()
    assert "Pendekkan dulu" in page.model.writing.fault
    page.model.writing.write("kata" * 900)
    page.primary_action()
    assert page.talk.bubbles.bubbles[-1].text == "kata" * 900
    assert page.width() == 1158


def test_a_link_is_opened_only_after_it_was_shown_whole(
    pages: Pages, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    asked: list[str] = []
    monkeypatch.setattr(
        "ui.pages.consultation.page.QDesktopServices.openUrl", lambda url: opened.append(url.toString())
    )
    monkeypatch.setattr("ui.pages.consultation.page.ask", lambda _p, _t, body, *_: asked.append(body) or "stay")
    page = pages.open(village)
    page.open_argument(CONCRETE)
    fill(page, "Tulis pesan", "Lihat https://contoh.example/a?b=1 <b>tebal</b> javascript:alert(1)")
    page.primary_action()
    bubble = page.talk.bubbles.bubbles[-1]
    assert bubble.links == ("https://contoh.example/a?b=1",)
    assert "<b>tebal</b>" in bubble.text
    QApplication.processEvents()
    click(page, "Buka tautan https://contoh.example/a?b=1")
    assert "https://contoh.example/a?b=1" in asked[0]
    assert opened == []


def test_what_is_left_of_the_list_is_shown_at_once_and_the_keys_stay_with_it(
    pages: Pages, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_model, "PAGE", 1)
    page = pages.open(village)
    total = page.model.count(ThreadFilter.TERBUKA)
    assert total > 1
    assert named(page, f"Tampilkan {total - 1} lagi").isVisible()
    monkeypatch.setattr(view_model, "PAGE", total)
    page.more.setFocus()
    page.more.click()
    assert len(page.list.cards) == total
    assert not page.more.isVisible()
    assert page.list.hasFocus()


def test_a_file_given_once_stands_beside_the_message_once(pages: Pages, village: Desk, tmp_path: Path) -> None:
    page = pages.open(village)
    page.model.open(CONCRETE)
    page.strip.files_given.emit([photo(tmp_path)])
    assert files_of(village, CONCRETE) == ["Rabat.jpg"]
    assert [item.name for item in page.strip.items] == ["Rabat.jpg"]


def test_a_file_comes_to_the_thread_for_which_it_was_given(pages: Pages, district: Desk, tmp_path: Path) -> None:
    runner = HeldRunner()
    page = pages.open(district, runner)
    runner.run_all()
    first, other = [row.id for row in page.model.rows][:2]
    page.model.open(first)
    runner.run_all()
    page.strip.files_given.emit([photo(tmp_path)])
    assert page.unsaved(), "the window waits for it"
    page.model.choose(other)
    runner.run_all()
    assert not page.unsaved()
    assert (files_of(district, first), files_of(district, other)) == (["Rabat.jpg"], [])


def test_a_message_is_not_sent_without_the_files_that_are_still_being_taken(
    pages: Pages, village: Desk, tmp_path: Path
) -> None:
    runner = HeldRunner()
    page = pages.open(village, runner)
    runner.run_all()
    page.model.open(CONCRETE)
    runner.run_all()
    page.model.writing.write("Ini fotonya.")
    page.strip.files_given.emit([photo(tmp_path)])
    assert "Mengambil 1 berkas…" in texts(page)
    assert not page.talk.send.isEnabled()
    page.primary_action()
    runner.run_all()
    assert files_of(village, CONCRETE) == ["Rabat.jpg"]
    assert page.talk.send.isEnabled()
    page.primary_action()
    runner.run_all()
    sent = village.consultation.detail(CONCRETE)
    assert not isinstance(sent, Refused)
    assert [one.name for _row, one, _words in sent.attachments] == ["Rabat.jpg"]
