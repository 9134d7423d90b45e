from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit
from tests.support.by_name import all_named, click, fill, named, texts
from tests.support.desk_for_windows import new_desk
from tests.support.keyboard_walk import cut, missed, walk
from tests.support.page_context import HeldRunner
from tests.support.world import BABAYAU, URL, World
from ui.design.theme import look
from ui.pages.setup.page import SetupWindow
from ui.pages.setup.view_model import SetupModel, Stage, with_scheme
from ui.runtime.tasks import InlineRunner, Runner
from ui.widgets import file_choice

SERVER, CODE, NAME = "Alamat server kecamatan", "Kode pendaftaran", "Nama komputer"

STEPS = ((1, "selesai"), (2, "selesai"), (3, "sekarang"), (4, "nanti"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def opened(qtbot: QtBot, desk: Desk) -> SetupWindow:
    window = SetupWindow(desk, InlineRunner())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def desk_behind(profile: Path, trouble: Trouble, code: str | None = None) -> Desk:
    """A new desk whose every try ends in one trouble."""

    def peer_of(_url: str) -> Peer:
        raise CarriageError(trouble, code)

    return new_desk(profile, peer_of=peer_of)


def test_a_right_code_shows_person_and_place_then_opens_the_desk(qtbot: QtBot, world: World) -> None:
    desk = world.desk("babayau")
    window = opened(qtbot, desk)
    assert [bool(all_named(window, f"Langkah {n}, {how}")) for n, how in STEPS] == [True] * 4
    fill(window, SERVER, URL)
    fill(window, CODE, world.village_code())
    fill(window, NAME, "Komputer Kaur Keuangan")
    click(window, "Daftarkan")
    assert "Halo, Norhayati" in texts(window)
    assert "Komputer ini terdaftar untuk Desa Babayau, Anda sebagai admin desa." in texts(window)
    assert any("dikunci dengan kata sandi" in text for text in texts(window))
    with qtbot.waitSignal(window.finished):
        click(window, "Buka SIPA")
    identity = desk.identity()
    assert identity is not None
    assert identity.device_name == "Komputer Kaur Keuangan"


def test_it_goes_by_keyboard_alone(qtbot: QtBot, world: World) -> None:
    window = opened(qtbot, world.desk("kecamatan"))
    window.activateWindow()
    server = named(window, SERVER)
    server.setFocus()
    QTest.keyClicks(server, URL)
    QTest.keyClick(server, Qt.Key.Key_Tab)
    code = QApplication.focusWidget()
    assert code is named(window, CODE)
    QTest.keyClicks(code, world.kecamatan_code.lower())
    QTest.keyClick(code, Qt.Key.Key_Return)
    assert "Halo, Syahrani" in texts(window)
    with qtbot.waitSignal(window.finished):
        QTest.keyClick(named(window, "Buka SIPA"), Qt.Key.Key_Return)


def test_a_wrong_code_is_said_at_the_code_and_keeps_what_was_typed(qtbot: QtBot, world: World) -> None:
    window = opened(qtbot, world.desk("babayau"))
    fill(window, SERVER, URL)
    fill(window, CODE, "AAAABBBB")
    click(window, "Daftarkan")
    code = named(window, CODE)
    assert isinstance(code, QLineEdit)
    assert code.accessibleDescription().startswith("Kode itu tidak cocok.")
    assert code.text() == "AAAABBBB"
    assert code.hasFocus()
    assert all_named(window, "Halo, Norhayati") == []


def test_a_lost_answer_is_repeated_with_the_same_code(qtbot: QtBot, world: World) -> None:
    window = opened(qtbot, world.desk("babayau"))
    world.lines["babayau"].lose_reply = 1
    fill(window, SERVER, URL)
    fill(window, CODE, world.village_code())
    click(window, "Daftarkan")
    assert "Jaringan putus di tengah jalan. Tekan Daftarkan lagi dengan kode yang sama." in texts(window)
    click(window, "Daftarkan")
    assert "Halo, Norhayati" in texts(window)


@pytest.mark.parametrize("trouble", [one for one in Trouble if one is not Trouble.PROBLEM])
def test_every_trouble_of_the_line_has_words_that_are_true_before_the_registration(
    tmp_path: Path, trouble: Trouble
) -> None:
    desk = desk_behind(tmp_path, trouble)
    model = SetupModel(desk, InlineRunner())
    model.register("https://sipa.contoh.go.id", "ABCD2369", "PC")
    words = model.message or model.server_fault
    assert words
    assert "isian aman" not in words.lower()
    assert "dikirim sendiri" not in words
    assert model.stage is Stage.FORM
    desk.close()


def test_a_portal_is_told_apart_from_no_network(qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_behind(tmp_path, Trouble.PORTAL)
    window = opened(qtbot, desk)
    fill(window, SERVER, "sipa.contoh.go.id")
    fill(window, CODE, "ABCD2369")
    click(window, "Daftarkan")
    assert any("meminta masuk lebih dahulu" in text for text in texts(window))
    desk.close()


@pytest.mark.parametrize(
    ("code", "where"),
    [
        (Problem.CODE_USED, "code_fault"),
        (Problem.CODE_EXPIRED, "code_fault"),
        (Problem.TOO_MANY_TRIES, "message"),
        (Problem.VERSION, "message"),
    ],
)
def test_a_refusal_of_the_server_is_said_where_it_belongs(tmp_path: Path, code: Problem, where: str) -> None:
    desk = desk_behind(tmp_path, Trouble.PROBLEM, code.value)
    model = SetupModel(desk, InlineRunner())
    model.register("https://sipa.contoh.go.id", "ABCD2369", "PC")
    assert getattr(model, where)
    assert [bool(model.server_fault), bool(model.code_fault), bool(model.message)].count(True) == 1
    desk.close()


def test_what_is_not_filled_in_is_said_without_asking_the_server(qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_behind(tmp_path, Trouble.NO_NETWORK)
    window = opened(qtbot, desk)
    fill(window, CODE, "ABC")
    click(window, "Daftarkan")
    assert named(window, SERVER).accessibleDescription() == "Isi alamat server dari admin kecamatan."
    assert named(window, CODE).accessibleDescription() == "Kode belum lengkap, kurang 5 huruf atau angka."
    desk.close()


def test_the_code_takes_letters_of_a_code_only_and_a_pasted_code_with_its_dash(qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_behind(tmp_path, Trouble.NO_NETWORK)
    window = opened(qtbot, desk)
    code = named(window, CODE)
    assert isinstance(code, QLineEdit)
    fill(window, CODE, "ab0")
    assert code.text() == "AB"
    assert code.accessibleDescription() == "Tanda 0 tidak dipakai dalam kode. Periksa lagi kode dari admin kecamatan."
    code.clear()
    QApplication.clipboard().setText(" 7km2 - t9xy ")
    code.paste()
    assert code.text() == "7KM2T9XY"
    desk.close()


def test_while_the_server_is_asked_nothing_can_be_pressed_twice(qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_behind(tmp_path, Trouble.TIMEOUT)
    runner = Runner()
    window = SetupWindow(desk, runner)
    qtbot.addWidget(window)
    window.show()
    fill(window, SERVER, "sipa.contoh.go.id")
    fill(window, CODE, "ABCD2369")
    click(window, "Daftarkan")
    assert not named(window, "Menghubungi server").isEnabled()
    qtbot.waitUntil(lambda: window.model.stage is Stage.FORM)
    assert named(window, "Daftarkan").isEnabled()
    runner.close()
    desk.close()


def test_a_fault_nobody_expected_is_said_without_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_behind(tmp_path, Trouble.NO_NETWORK)

    def broken(*_arguments: object) -> Refused:
        raise RuntimeError("boom")

    monkeypatch.setattr(desk.enrolment, "setup", broken)
    model = SetupModel(desk, InlineRunner())
    model.register("https://sipa.contoh.go.id", "ABCD2369", "PC")
    assert "boom" not in model.message
    assert model.message
    desk.close()


def test_an_address_without_a_scheme_gets_the_safe_one() -> None:
    assert with_scheme(" sipa.contoh.go.id ") == "https://sipa.contoh.go.id"
    assert with_scheme("http://127.0.0.1:8000") == "http://127.0.0.1:8000"


def test_the_line_is_checked_without_registering_or_using_up_tries(qtbot: QtBot, world: World) -> None:
    desk = world.desk("babayau")
    window = opened(qtbot, desk)
    fill(window, SERVER, URL)
    for _again in range(8):
        click(window, "Periksa sambungan")
    assert "Server kecamatan menjawab. Lanjutkan dengan kode pendaftaran." in texts(window)
    assert desk.identity() is None
    fill(window, CODE, world.village_code())
    click(window, "Daftarkan")
    assert "Halo, Norhayati" in texts(window)


def test_while_the_line_is_checked_it_says_so_and_the_focus_comes_back(qtbot: QtBot, world: World) -> None:
    runner = HeldRunner()
    window = SetupWindow(world.desk("babayau"), runner)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    fill(window, SERVER, URL)
    check = named(window, "Periksa sambungan")
    check.setFocus()
    click(window, "Periksa sambungan")
    assert isinstance(check, QAbstractButton)
    assert (check.text(), check.isEnabled()) == ("Memeriksa", False)
    assert not isinstance(window.focusWidget(), QAbstractButton)
    runner.run_all()
    assert check.text() == "Periksa sambungan"
    assert window.focusWidget() is check


@pytest.mark.parametrize("trouble", [one for one in Trouble if one is not Trouble.PROBLEM])
def test_the_check_has_words_for_every_trouble(tmp_path: Path, trouble: Trouble) -> None:
    desk = desk_behind(tmp_path, trouble)
    model = SetupModel(desk, InlineRunner())
    model.check("sipa.contoh.go.id")
    assert model.server_fault
    assert not model.found_words
    assert "isian aman" not in model.server_fault.lower()
    model.check("http://sipa.contoh.go.id")
    assert "https" in model.server_fault
    model.check(" ")
    assert model.server_fault == "Isi alamat server dari admin kecamatan."
    desk.close()


def test_the_office_s_data_is_looked_over_and_fills_the_next_report(qtbot: QtBot, world: World) -> None:
    desk = world.desk("babayau")
    window = opened(qtbot, desk)
    fill(window, SERVER, URL)
    fill(window, CODE, world.village_code())
    click(window, "Daftarkan")
    click(window, "Periksa data kantor")
    assert "Desa Babayau" in texts(window)
    fill(window, "Nama kepala desa", "  Rahmadi   Saputra ")
    fill(window, "Alamat kantor", "Jalan Desa RT 02 Babayau")
    fill(window, "Telepon pengaduan", "rumah saya")
    click(window, "Simpan dan buka SIPA")
    assert "hanya angka" in named(window, "Telepon pengaduan").accessibleDescription()
    fill(window, "Telepon pengaduan", "0526-20 12345")
    with qtbot.waitSignal(window.finished):
        click(window, "Simpan dan buka SIPA")
    edit = desk.reports.create("lra_semester1", "2025-S1")
    assert isinstance(edit, ReportEdit)
    assert edit.content["pengesahan.kepala_desa"] == "Rahmadi Saputra"
    assert edit.content["pengesahan.alamat_pengaduan"] == "Jalan Desa RT 02 Babayau, telepon 0526-20 12345"
    # What stood there by itself is nobody's report yet.
    sent = desk.reports.submit(edit.draft_id)
    assert isinstance(sent, Refused)
    assert sent.code == "empty"


def test_the_kecamatan_is_not_asked_for_a_village_s_data(qtbot: QtBot, world: World) -> None:
    window = opened(qtbot, world.desk("kecamatan"))
    fill(window, SERVER, URL)
    fill(window, CODE, world.kecamatan_code)
    click(window, "Daftarkan")
    assert "Halo, Syahrani" in texts(window)
    assert all_named(window, "Periksa data kantor") == []


def test_data_that_does_not_come_holds_nobody_up(qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = world.desk("babayau")
    window = opened(qtbot, desk)
    line = world.lines["babayau"]
    monkeypatch.setattr(line, "exchange", lambda _request, _token: (_ for _ in ()).throw(CarriageError(Trouble.CUT)))
    fill(window, SERVER, URL)
    fill(window, CODE, world.village_code())
    click(window, "Daftarkan")
    assert any("Data belum terambil" in text for text in texts(window))
    assert all_named(window, "Periksa data kantor") == []
    with qtbot.waitSignal(window.finished):
        click(window, "Buka SIPA")


def test_practice_can_be_asked_for_before_there_is_a_code(qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_behind(tmp_path, Trouble.NO_NETWORK)
    window = opened(qtbot, desk)
    with qtbot.waitSignal(window.practice_asked):
        click(window, "Coba latihan dulu")
    desk.close()


def test_large_letters_begin_in_the_first_window_and_leave_the_room_to_the_form(qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_behind(tmp_path / "new", Trouble.NO_NETWORK)
    window = opened(qtbot, desk)
    window.resize(1366, 697)
    window.activateWindow()
    assert "SIPA BERMEDSOS" in texts(window)
    for _step in range(3):
        QTest.keyClick(named(window, SERVER), Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert look().scale == 1.5
    assert desk.preferences.read().scale == 150
    QApplication.processEvents()
    assert "SIPA BERMEDSOS" not in texts(window)
    assert cut(window) == []
    assert missed(window, walk(window)) == []
    QTest.keyClick(named(window, SERVER), Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert "SIPA BERMEDSOS" in texts(window)
    window.close()
    desk.close()


def test_a_file_from_a_stick_registers_without_a_line(
    qtbot: QtBot, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.server.enrolment_files.make(BABAYAU, "Norhayati", URL)
    file = tmp_path / made.name
    file.write_bytes(made.content)
    desk = world.desk("babayau")
    world.lines["babayau"].down = True
    window = opened(qtbot, desk)
    choice = named(window, "Cara mendaftar").findChildren(QAbstractButton)[1]
    choice.click()
    click(window, "Daftarkan")
    assert any("Pilih berkas pendaftaran desa Anda" in text for text in texts(window))
    monkeypatch.setattr(file_choice, "file_on_stick", lambda *_all: str(tmp_path / "lain.sipadaftar"))
    (tmp_path / "lain.sipadaftar").write_bytes(made.content[:-1])
    click(window, "Pilih berkas")
    assert any("bukan berkas pendaftaran SIPA yang utuh" in text for text in texts(window))
    monkeypatch.setattr(file_choice, "file_on_stick", lambda *_all: str(file))
    click(window, "Pilih berkas")
    assert "Berkas untuk Desa Babayau, atas nama Norhayati." in texts(window)
    click(window, "Daftarkan")
    assert "Halo, Norhayati" in texts(window)
    assert any("mulai bekerja tanpa jaringan" in text for text in texts(window))
    assert any("sesudah kecamatan membenarkan komputer ini" in text for text in texts(window))


def test_the_kecamatan_s_own_pc_is_not_told_to_wait_for_the_kecamatan(world: World, tmp_path: Path) -> None:
    made = world.server.enrolment_files.make(None, "Syahrani", URL)
    file = tmp_path / made.name
    file.write_bytes(made.content)
    model = SetupModel(world.desk("kecamatan"), InlineRunner())
    model.choose_way(True)
    model.read_file(str(file))
    model.register_by_file("Komputer Camat")
    assert "mulai bekerja tanpa jaringan" in model.fetch_words
    assert "membenarkan" not in model.fetch_words
