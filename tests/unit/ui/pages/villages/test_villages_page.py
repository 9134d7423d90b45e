from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.enrol import CodeReply, CodeRequest
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.keys import TOKEN
from tests.support.by_name import click, named, texts
from tests.support.demo_office import BABAYAU, page_context
from tests.support.vaults import readable
from ui.navigation import BeginConsultation
from ui.pages import PageContext
from ui.pages.counts import counters_of
from ui.pages.villages.page import VillagesPage
from ui.pages.villages.questions import ask_second_pc
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.place_table import PlaceTable
from ui.widgets.question import Question
from ui.widgets.tab_order import in_order

HUJAN_MAS = "63.11.06.2022"
TIMUR = "63.11.06.1019"
CODE = "7KM3TQ9W"


class Line:
    """Stands where the server would, for codes only."""

    def __init__(self) -> None:
        self.asked: list[CodeRequest] = []
        self.fault: CarriageError | None = None
        self.server_id = "0" * 64

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        assert token == "token"
        self.asked.append(request)
        if self.fault is not None:
            raise self.fault
        return CodeReply(request.request_id, self.server_id, CODE, 1_752_719_640_000, "p", request.name)


@pytest.fixture
def line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Line:
    line = Line()
    desk.codes._secrets.put(TOKEN, "token")
    monkeypatch.setattr(desk.codes, "_peer_of", lambda _url: line)
    return line


def seen(root: QWidget) -> list[str]:
    """What is in sight, once Qt has shown what was put into the layouts."""
    QApplication.processEvents()
    return texts(root)


@pytest.fixture
def context(desk: Desk) -> PageContext:
    return page_context(desk)


@pytest.fixture
def page(context: PageContext, line: Line, qtbot: QtBot) -> VillagesPage:
    page = VillagesPage(context)
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    qtbot.waitExposed(page)
    return page


def answered(page: VillagesPage, verb: str, typed: str | None = None) -> Question:
    """Answer the question that is open, with a name or number typed when given."""
    question = page.question
    assert question is not None
    if typed is not None:
        editor = question.findChild(QLineEdit)
        assert editor is not None
        editor.clear()
        QTest.keyClicks(editor, typed)
    click(question, verb)
    return question


def choose(page: VillagesPage, village: str) -> None:
    keys = [one.key for one in page.table.places.lines]
    page.table.setCurrentIndex(page.table.places.index(keys.index(village), 0))


def test_all_villages_and_the_kecamatan_stand_without_scrolling(page: VillagesPage, qtbot: QtBot) -> None:
    view = named(page, "Desa dan perangkat")
    assert isinstance(view, PlaceTable)
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() == 0)
    assert view.places.rowCount() == 15
    assert "14 desa, 32 perangkat. 2 desa belum tersambung lebih dari 3 hari." in seen(page)
    spoken = view.places.data(view.places.index(4, 3), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Desa Hujan Mas, Rina, 5 Jul (lewat 3 hari), Aktif"
    assert {"Desa Babayau", "Norhayati, Admin desa", "Perangkat (2)"} <= set(seen(page))


def test_search_switch_and_order_change_what_is_listed(page: VillagesPage) -> None:
    click(page, "Tampilkan kelurahan (2)")
    assert page.table.places.rowCount() == 17
    page.search.setText("rina")
    page.search.searched.emit("rina")
    assert [line.name for line in page.table.places.lines] == ["Hujan Mas"]
    assert "Desa Hujan Mas" in seen(page)
    page.search.searched.emit("tidak ada")
    assert "Tidak ada desa atau orang dengan kata itu." in seen(page)
    page.search.searched.emit("")
    box = named(page, "Urutan desa")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findText("Paling lama tidak tersambung"))
    box.activated.emit(box.currentIndex())
    assert [line.name for line in page.table.places.lines[:2]] == ["Hujan Mas", "Sungai Ketapi"]
    page.table.sort_asked.emit(0)
    assert box.currentText() == "Urut nama"


def test_a_second_pc_gets_a_code_that_stands_on_the_screen_and_nowhere_else(
    page: VillagesPage, line: Line, desk: Desk
) -> None:
    page.new_item()
    assert page.question is not None
    assert page.question.windowTitle() == "Buat kode untuk Norhayati, Desa Babayau?"
    assert "satu komputer tambahan Norhayati" in page.question.body.text()
    answered(page, "Buat kode")
    [asked] = line.asked
    assert (asked.name, asked.village, asked.hand_over) == ("Norhayati", BABAYAU, False)
    assert "7KM3 – TQ9W" in seen(page)
    assert named(page, "Kode 7 K M 3 T Q 9 W").isVisible()
    assert "berlaku 7 hari" in seen(page)
    address = page._context.identity.server_url
    assert named(page, f"Alamat server {address}").text().replace("\u200b", "") == address
    choose(page, HUJAN_MAS)
    assert "7KM3 – TQ9W" not in seen(page)
    choose(page, BABAYAU)
    assert "7KM3 – TQ9W" in seen(page)
    assert CODE.encode() not in readable(desk.profile)
    assert CODE not in repr(page.model.made)
    click(page, "Selesai")
    assert "7KM3 – TQ9W" not in seen(page)
    assert page.model.made is None


def test_the_first_code_of_a_person_speaks_of_no_other_pc(page: VillagesPage) -> None:
    assert page.model.row is not None
    question = ask_second_pc(page, replace(page.model.row, devices=()), lambda: None)
    assert question.body.text().startswith("Kode sekali pakai untuk komputer Norhayati, berlaku 7 hari.")


def test_without_a_network_no_code_is_made_and_the_words_promise_nothing(page: VillagesPage, line: Line) -> None:
    line.fault = CarriageError(Trouble.NO_NETWORK)
    click(page, "Buat kode")
    answered(page, "Buat kode")
    words = "Tidak ada jaringan. Kode hanya dapat dibuat saat tersambung ke server. Tidak ada yang berubah."
    assert words in seen(page)
    assert page.make_code.isEnabled()


@pytest.mark.parametrize(
    ("fault", "begins"),
    [
        (CarriageError(Trouble.CUT), "Jaringan putus. Belum pasti"),
        (CarriageError(Trouble.PROBLEM, "village_taken"), "Desa ini sudah punya admin lain."),
        (CarriageError(Trouble.PROBLEM, "not_found"), "Server kecamatan belum dapat membuat kode"),
        (CarriageError(Trouble.PROBLEM, "revoked"), "Izin komputer ini sudah dicabut"),
        (CarriageError(Trouble.BUSY, "too_many_tries"), "Sudah terlalu banyak kode"),
    ],
)
def test_every_refusal_of_a_code_has_words(page: VillagesPage, line: Line, fault: CarriageError, begins: str) -> None:
    line.fault = fault
    click(page, "Buat kode")
    answered(page, "Buat kode")
    assert any(text.startswith(begins) for text in seen(page))


def test_an_answer_of_another_server_shows_no_code(page: VillagesPage, line: Line) -> None:
    line.server_id = "1" * 64
    click(page, "Buat kode")
    answered(page, "Buat kode")
    assert "7KM3 – TQ9W" not in seen(page)
    assert any(text.startswith("Bukan server kami. Belum pasti") for text in seen(page))


def test_a_hand_over_names_what_ends_and_needs_another_name(page: VillagesPage, line: Line) -> None:
    click(page, "Serah terima")
    question = page.question
    assert question is not None
    assert "Norhayati berhenti menjadi admin Desa Babayau; 2 perangkatnya" in question.accessibleDescription()
    go = question.buttons["do"]
    editor = question.findChild(QLineEdit)
    assert editor is not None
    assert not go.isEnabled()
    QTest.keyClicks(editor, "norhayati")
    assert not go.isEnabled()
    assert "Norhayati sudah menjadi admin di sini. Tulis nama penerimanya." in seen(question)
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert line.asked == []
    click(page, "Serah terima")
    answered(page, "Serahkan", "  Siti   Hamidah ")
    [asked] = line.asked
    assert (asked.name, asked.hand_over) == ("Siti Hamidah", True)


def test_a_place_without_a_person_asks_for_the_name(
    page: VillagesPage, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(page, "Tampilkan kelurahan (2)")
    keys = [one.key for one in page.table.places.lines]
    empty = next(key for key in keys if key.startswith("63.11.06.1"))
    choose(page, empty)
    row = page.model.row
    assert row is not None
    monkeypatch.setattr(type(page.model), "row", replace(row, person_id="", person=""))
    page.new_item()
    answered(page, "Buat kode", "Ahmad")
    assert [(one.name, one.village) for one in line.asked] == [("Ahmad", empty)]


def test_ending_a_pc_asks_first_and_is_queued(page: VillagesPage, desk: Desk) -> None:
    click(page, "Cabut Laptop Sekdes")
    question = page.question
    assert question is not None
    assert question.accessibleDescription().startswith(
        "Mencabut perangkat tidak menghapus laporan yang sudah terkirim."
    )
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert desk.queue.waiting() == []
    QApplication.processEvents()
    click(page, "Cabut Laptop Sekdes")
    answered(page, "Cabut")
    assert [row.title for row in desk.queue.waiting()] == ["Cabut Laptop Sekdes"]
    assert "Pencabutan menunggu kirim" in seen(page)
    button = named(page, "Cabut Laptop Sekdes")
    assert isinstance(button, Button)
    assert not button.isEnabled()


def test_the_own_pc_has_no_way_to_be_ended(page: VillagesPage) -> None:
    last = page.table.places.lines[-1].key
    assert last.startswith("kecamatan/")
    choose(page, last)
    assert "Komputer ini" in seen(page)
    assert not any(
        isinstance(one, Button) and one.text() == "Cabut" and one.isVisible() for one in page.findChildren(Button)
    )


def test_a_number_is_asked_back_until_it_is_one(page: VillagesPage, desk: Desk) -> None:
    click(page, "Ubah nomor")
    question = page.question
    assert question is not None
    editor = question.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "telepon")
    assert not question.buttons["do"].isEnabled()
    answered(page, "Simpan", "0812-1234-5678")
    assert "0812-1234-5678" in seen(page)
    assert [row.title for row in desk.queue.waiting()] == ["Nomor telepon Norhayati"]


def test_a_message_is_begun_with_the_chosen_village(page: VillagesPage, context: PageContext, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.navigator.go_to) as gone:
        click(page, "Pesan")
    assert gone.args == ["consultation", BeginConsultation(BABAYAU)]


def test_the_keyboard_reaches_everything_in_the_order_of_reading(page: VillagesPage) -> None:
    stops = list(in_order(page))
    order = [stops.index(one) for one in (page.kelurahan, page.search, page.make_code, page.table, page.side.hand_over)]
    assert order == sorted(order)
    assert page.panels() == (page.header, page.table, page.side)
    page.focus_search()
    assert page.search.hasFocus()


def test_a_page_that_cannot_be_read_offers_to_try_again(desk: Desk, qtbot: QtBot) -> None:
    good = desk.people.view

    def broken() -> object:
        raise KnownError("Data tidak terbaca", "Data tidak terbaca. Isian aman.")

    desk.people.view = broken  # type: ignore[method-assign, assignment]
    page = VillagesPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    assert "Data tidak terbaca. Isian aman." in seen(page)
    desk.people.view = good  # type: ignore[method-assign]
    click(page, "Coba lagi")
    assert "Desa Babayau" in seen(page)


def test_a_pc_that_came_with_a_file_is_let_in_by_ya_benar(page: VillagesPage, desk: Desk) -> None:
    count = counters_of(desk, Role.ADMIN_KECAMATAN)["villages"]
    assert count() == (0, True)
    with desk.store.write() as tx:
        person = next(one for one in tx.records.all(RecordType.PERSON) if one.village == BABAYAU)
        about = {"person": person.id, "name": "Komputer Baru", "created_at": 1, "waiting_since": 1}
        tx.server_records.take([Record(RecordType.DEVICE, ids.natural_id("device", "baru"), 1, BABAYAU, about)])
        tx.reproject()
    page.model.load()
    page.model.choose(BABAYAU)
    assert "Komputer Baru" in seen(page)
    assert any("menunggu Anda membenarkan" in text for text in seen(page))
    assert any("Satu komputer baru dari Babayau menunggu jawaban Anda." in text for text in seen(page))
    told = next(one for one in page.findChildren(Label) if "membenarkan" in one.text())
    assert told.wordWrap(), "it says what is to be done, so none of it may be cut"
    assert count() == (1, True)
    row = page.model.row
    assert row is not None
    assert row.door_words == "Komputer baru"
    click(page, "Ya, Komputer Baru benar")
    row = page.model.row
    assert row is not None
    assert not any(device.waiting for device in row.devices)
    assert count() == (0, True)
