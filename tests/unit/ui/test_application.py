from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from sipa_core.domain.roles import Role
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.platform.removable import Medium, Place
from sipa_desktop.services.reports_views import ReportEdit, Saved
from sipa_desktop.sync.status import BlobStatus, Phase, SyncStatus
from tests.support.by_name import all_named, click, fill, named, press, texts, type_keys
from tests.support.demo_office import BABAYAU, demo, demo_desk
from tests.support.desk_for_windows import new_desk
from tests.support.page_context import page_context
from ui import window_work
from ui.main_window import MainWindow
from ui.pages import pages_of
from ui.pages.reports.page import ReportsPage
from ui.pages.settings.copies_model import CopiesModel
from ui.runtime.qt_words import install
from ui.runtime.tasks import InlineRunner, Runner
from ui.widgets.guide_window import KEYS, GuideWindow
from ui.widgets.question import Answer
from ui.window_work import build_window, strip_state

RETURNED = "Laporan Realisasi APB Desa Semester I 2025"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    yield desk
    desk.close()


@pytest.fixture
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()


def shown(qtbot: QtBot, desk: Desk, runner: Runner) -> MainWindow:
    window = build_window(desk, runner)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


def text_of(desk: Desk) -> object:
    edit = desk.reports.open(desk.reports.list()[0].draft_id)
    assert isinstance(edit, ReportEdit)
    return edit.content["kendala.isi"]


def writing(window: MainWindow, text: str) -> ReportsPage:
    """Open the returned report and type into it, not yet saved."""
    window.show_page("reports")
    page = window.page("reports")
    assert isinstance(page, ReportsPage)
    click(page, f"Perbaiki: {RETURNED}")
    page.editor.show_section("kendala")
    fill(page, "Kendala dan tindak lanjut", text)
    return page


def test_a_village_and_the_kecamatan_have_their_own_pages() -> None:
    village = [page.key for page in pages_of(Role.ADMIN_DESA)]
    assert village == ["home", "reports", "posting", "feedback", "consultation", "settings"]
    kecamatan = [page.key for page in pages_of(Role.ADMIN_KECAMATAN)]
    assert kecamatan == ["overview", "review", "feedback", "consultation", "schedule", "villages", "settings"]


@pytest.mark.parametrize("village", [BABAYAU, None])
def test_every_page_of_the_rail_opens(qtbot: QtBot, tmp_path: Path, village: str | None) -> None:
    desk = demo_desk(tmp_path / "desk", village)
    window = shown(qtbot, desk, InlineRunner())
    for number, key in enumerate(window.rail.keys, 1):
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)
        assert window.current == key
        assert not any("belum dapat dibuka" in text for text in texts(window))
    window.close()
    desk.close()


def test_a_page_is_made_at_its_first_visit(qtbot: QtBot, desk: Desk) -> None:
    window = shown(qtbot, desk, InlineRunner())
    assert window.page("home") is not None
    assert window.page("reports") is None
    window.show_page("reports")
    assert window.page("reports") is not None


def test_the_rail_counts_what_waits(qtbot: QtBot, desk: Desk) -> None:
    window = shown(qtbot, desk, InlineRunner())
    items = window.rail.list.model().items
    qtbot.waitUntil(lambda: {item.key: item.count for item in items}["reports"] == 1)
    assert {item.key: item.count for item in items}["feedback"] == len(desk.feedback.list().rows)


def test_the_strip_follows_what_is_queued(qtbot: QtBot, desk: Desk) -> None:
    window = shown(qtbot, desk, InlineRunner())
    desk.reports.submit(desk.reports.list()[0].draft_id)
    qtbot.waitUntil(lambda: "1 menunggu kirim" in texts(window.strip))


def test_the_strip_names_a_report_that_waits_for_the_person_and_does_not_say_that_all_is_sent(
    qtbot: QtBot, desk: Desk
) -> None:
    window = shown(qtbot, desk, InlineRunner())
    returned = desk.reports.list()[0]
    desk.reports.save(returned.draft_id, {"kendala.isi": "Drainase menunggu batu."})
    qtbot.waitUntil(lambda: "1 laporan belum Anda kirim" in texts(window.strip))
    desk.reports.submit(returned.draft_id)
    qtbot.waitUntil(lambda: "1 menunggu kirim" in texts(window.strip))
    assert "1 laporan belum Anda kirim" not in texts(window.strip)


def test_f5_asks_for_sending_now(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(desk.sync, "sync_now", lambda: woken.append(True))
    window = shown(qtbot, desk, InlineRunner())
    QTest.keyClick(window, Qt.Key.Key_F5)
    click(window.strip, "Kirim sekarang")
    assert woken == [True, True]


def test_the_strip_says_what_the_status_says_and_no_more() -> None:
    status = SyncStatus(phase=Phase.SENDING, waiting=3, sending_total=3, sent=1, last_contact=demo().now_instant)
    state = strip_state(status, demo().now_instant, "Asia/Makassar", Role.ADMIN_KECAMATAN)
    assert "Mengirim 2 dari 3" in [segment.text for segment in state.segments]
    assert state.action == "Sambungkan sekarang"
    assert not any("Semua terkirim" in segment.text for segment in state.segments)


def test_closing_saves_what_was_just_typed_and_stops_sending(qtbot: QtBot, desk: Desk, runner: Runner) -> None:
    window = shown(qtbot, desk, runner)
    window.show_page("reports")
    page = window.page("reports")
    assert isinstance(page, ReportsPage)
    qtbot.waitUntil(lambda: page.model.rows is not None)
    page.open_report(desk.reports.list()[0].draft_id)
    qtbot.waitUntil(lambda: page.editing.edit is not None)
    desk.sync.start()
    page.editor.show_section("kendala")
    fill(page, "Kendala dan tindak lanjut", "kata terakhir")
    assert page.unsaved()
    window.close()
    assert text_of(desk) == "kata terakhir"
    assert desk.sync.stop(0)
    assert not window.isVisible()


def test_a_window_does_not_close_over_words_that_cannot_be_saved(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = shown(qtbot, desk, InlineRunner())
    page = writing(window, "jangan hilang")

    def full(*_arguments: object) -> Saved | Refused:
        raise KnownError("Penuh", "Penyimpanan komputer ini penuh.")

    monkeypatch.setattr(desk.reports, "save", full)
    answer_next("Kembali ke isian")
    window.close()
    assert window.isVisible()
    field = named(page, "Kendala dan tindak lanjut")
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "jangan hilang"
    answer_next("Tutup tanpa menyimpan")
    window.close()
    assert not window.isVisible()


def test_a_window_does_not_cut_off_the_writing_of_a_stick_without_asking(
    qtbot: QtBot, desk: Desk, runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.place_of = lambda folder: Place(Medium.STICK, folder.name)
    monkeypatch.setattr(window_work, "STOP_SECONDS", 0.3)
    asked: list[tuple[str, str, list[str], str]] = []
    answers = ["stay", "close"]

    def answer(_window: QWidget, title: str, words: str, ways: list[Answer], safe: str) -> str:
        asked.append((title, words, [one.verb for one in ways], safe))
        return answers.pop(0)

    monkeypatch.setattr(window_work, "ask", answer)
    going, ended = threading.Event(), threading.Event()

    def slow(*_about: object) -> object:
        going.wait(20)
        ended.set()
        raise KnownError("USB", "USB tercabut.")

    monkeypatch.setattr(desk.backups, "copy_to", slow)
    window = shown(qtbot, desk, runner)
    CopiesModel(page_context(desk, runner), window).copy_to(tmp_path)
    window.close()
    assert window.isVisible(), "the safe answer is to wait"
    title, words, ways, safe = asked[0]
    assert title == "Cadangan ke USB masih disalin. Tutup sekarang?"
    assert words.startswith("Data di komputer ini aman.")
    assert (ways, safe) == (["Tunggu", "Tutup sekarang"], "stay")
    window.close()
    assert (len(asked), window.isVisible()) == (2, False)
    going.set()
    assert ended.wait(5)


def test_a_window_closes_without_a_question_once_the_stick_is_written(
    qtbot: QtBot, desk: Desk, runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.place_of = lambda folder: Place(Medium.STICK, folder.name)
    window = shown(qtbot, desk, runner)
    monkeypatch.setattr(window_work, "ask", lambda *_about: pytest.fail("nothing would be cut off"))
    CopiesModel(page_context(desk, runner), window).copy_to(tmp_path)
    window.close()
    assert not window.isVisible()
    assert list(tmp_path.rglob("*.db"))


def answer_next(verb: str) -> None:
    """Press a verb of the question that is about to open."""

    def press() -> None:
        front = QApplication.activeModalWidget()
        assert front is not None
        click(front, verb)

    QTimer.singleShot(50, press)


def test_a_village_mends_and_sends_its_report_by_keyboard_alone(qtbot: QtBot, desk: Desk) -> None:
    window = shown(qtbot, desk, InlineRunner())
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    page = window.page("reports")
    assert isinstance(page, ReportsPage)
    tab_to(named(page, "Daftar laporan"))
    press(Qt.Key.Key_Return)
    grid = named(page, "Tabel anggaran dan realisasi")
    assert grid.hasFocus()
    type_keys("144300000")
    press(Qt.Key.Key_Return)
    for number in (1, 2):
        name = f"Sudah diperbaiki: catatan {number}"
        qtbot.waitUntil(lambda name=name: bool(all_named(page, name)))
        tab_to(named(page, name))
        press(Qt.Key.Key_Space)
        QApplication.processEvents()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    [waiting] = desk.queue.waiting()
    assert waiting.title == "Realisasi APB Desa Semester I 2025"
    assert window.toast.sentence.endswith("tersimpan di komputer ini, dikirim saat tersambung.")


def test_f1_shows_the_guide_of_the_page_in_front_with_its_keys_and_esc_closes_it(qtbot: QtBot, desk: Desk) -> None:
    window = shown(qtbot, desk, InlineRunner())
    press(Qt.Key.Key_F1)
    guide = window.findChild(GuideWindow)
    assert guide is not None
    assert guide.isVisible()
    assert guide.list.current == "beranda"
    assert "apa yang dikerjakan hari ini" in guide.text.toPlainText()
    guide.list.set_current(KEYS)
    told = guide.text.toPlainText()
    assert "Ctrl+N" in told
    assert "Alt+1-6" in told
    assert told.count("Ctrl+F") == 1
    QTest.keyClick(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()
    window.show_page("reports")
    press(Qt.Key.Key_F1)
    assert guide.list.current == "laporan"
    guide.close()


def tab_to(widget: QWidget) -> None:
    """Press Tab until the widget has the focus."""
    for _turn in range(80):
        if widget.hasFocus():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never came to {widget.accessibleName()!r}")


def test_a_desk_without_registration_has_no_window(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    with pytest.raises(RuntimeError):
        build_window(desk, InlineRunner())
    desk.close()


def test_qt_speaks_indonesian_where_it_speaks_by_itself(qtbot: QtBot, qapp: QApplication) -> None:
    words = install(qapp)
    field = QLineEdit("teks")
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    said = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert any(text.startswith("Salin") for text in said)
    assert not any(text.startswith(("Copy", "Paste", "Undo", "Select")) for text in said)
    qapp.removeTranslator(words)


def test_a_long_sending_of_files_can_be_stopped_and_taken_up_again() -> None:
    long = BlobStatus(waiting=1, size=4_000_000, sent=100_000, under_way=True)
    now, zone = demo().now_instant, "Asia/Makassar"

    def action(blobs: BlobStatus) -> str:
        return strip_state(SyncStatus(blobs=blobs), now, zone, Role.ADMIN_DESA).action

    assert action(long) == "Hentikan dulu"
    assert action(replace(long, paused=True)) == "Lanjutkan kirim"
    assert action(replace(long, sent=3_900_000)) == "Kirim sekarang"
    assert action(replace(long, under_way=False)) == "Kirim sekarang"


def test_the_kecamatans_strip_tells_of_villages_that_fell_silent() -> None:
    silent = strip_state(SyncStatus(), 0, "Asia/Makassar", Role.ADMIN_KECAMATAN, silent=2)
    assert silent.segments[-1].text == "2 desa belum tersambung lebih dari 3 hari"
    none = strip_state(SyncStatus(), 0, "Asia/Makassar", Role.ADMIN_KECAMATAN)
    assert not any("belum tersambung lebih" in segment.text for segment in none.segments)
