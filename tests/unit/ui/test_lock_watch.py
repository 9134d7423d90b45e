"""The lock of the running window: nothing is seen behind it, nothing typed is lost, and the password opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.support.by_name import click, type_keys
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.vaults import PASSWORD
from tests.unit.desktop.services.desks import HandClock
from ui import lock_watch
from ui.lock_watch import LockWatch
from ui.main_window import MainWindow
from ui.navigation import BeginReport
from ui.pages.reports.page import ReportsPage
from ui.pages.unlock.lock_cover import LockCover
from ui.runtime.tasks import InlineRunner
from ui.widgets import file_choice
from ui.widgets.question import Answer, Question
from ui.window_work import build_window

MINUTE_MS = 60_000


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(lock_watch, "LISTEN_DELAY_MS", 0)
    desk = demo_desk(tmp_path / "desk", BABAYAU)
    made = build_window(desk, InlineRunner())
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: watch_of(made).listens)
    yield made
    desk.close()


def watch_of(window: MainWindow) -> LockWatch:
    found = window.findChild(LockWatch)
    assert isinstance(found, LockWatch)
    return found


def cover_of(window: QWidget) -> LockCover:
    found = window.findChild(LockCover)
    assert isinstance(found, LockCover)
    return found


def seen(window: QWidget) -> list[str]:
    """Every text that a reader or an eye can come to."""
    return [
        part.accessibleName() or getattr(part, "text", str)()
        for part in window.findChildren(QWidget)
        if part.isVisible() and (part.accessibleName() or isinstance(getattr(part, "text", None), type(window.show)))
    ]


def test_ctrl_l_covers_everything_and_the_password_brings_it_back(qtbot: QtBot, window: MainWindow) -> None:
    assert window.rail.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    watch = watch_of(window)
    assert watch.locked
    assert not window.rail.isVisible()
    assert not window.stack.isVisible()
    cover = cover_of(window)
    assert cover.geometry() == window.rect()
    assert cover.password.edit.hasFocus() or QApplication.focusWidget() is None
    cover.password.edit.setText("sawah kering")
    cover.open.click()
    assert "tidak cocok" in cover.password.fault
    assert watch.locked
    while cover._model.pause:
        cover._model._tick()
    cover.password.edit.setText(PASSWORD)
    cover.open.click()
    assert not watch.locked
    assert window.rail.isVisible()
    assert window.stack.isVisible()


def test_no_key_of_the_window_reaches_behind_the_lock(qtbot: QtBot, window: MainWindow) -> None:
    before = window.current
    asked: list[bool] = []
    window.send_asked.connect(lambda: asked.append(True))
    watch_of(window).lock()
    for key in (Qt.Key.Key_2, Qt.Key.Key_3):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.current == before
    assert asked == []


def test_what_would_show_itself_over_the_lock_is_kept_away(qtbot: QtBot, window: MainWindow) -> None:
    watch_of(window).lock()
    window.toast.say("Balasan terkirim.")
    qtbot.waitUntil(lambda: not window.toast.isVisible())


def test_a_dialog_is_covered_too_and_comes_back_as_it_was(qtbot: QtBot, window: MainWindow) -> None:
    dialog = QDialog(window)
    column = QVBoxLayout(dialog)
    edit = QLineEdit("setengah ditulis")
    column.addWidget(edit)
    dialog.open()
    watch = watch_of(window)
    watch.lock()
    assert dialog.isVisible()
    assert not edit.isVisible()
    cover = cover_of(dialog)
    cover.password.edit.setText(PASSWORD)
    cover.open.click()
    assert not watch.locked
    assert edit.isVisible()
    assert edit.text() == "setengah ditulis"
    dialog.close()


def test_the_window_locks_itself_when_nobody_gives_a_sign_of_life(qtbot: QtBot, window: MainWindow) -> None:
    watch = watch_of(window)
    assert watch._idle.interval() == 10 * 60_000
    window.navigator.lock_minutes.emit(5)
    assert watch._idle.interval() == 5 * 60_000
    watch._idle.timeout.emit()
    assert watch.locked


def test_the_keeper_of_another_key_sees_nothing_of_the_page(window: MainWindow) -> None:
    watch_of(window).lock()
    assert not [text for text in seen(window) if "Laporan" in str(text)]


def written_dialog(window: QWidget, title: str) -> tuple[QDialog, QLineEdit]:
    dialog = QDialog(window)
    dialog.setWindowTitle(title)
    edit = QLineEdit("setengah ditulis")
    QVBoxLayout(dialog).addWidget(edit)
    dialog.open()
    return dialog, edit


def unlock(cover: LockCover) -> None:
    cover.password.edit.setText(PASSWORD)
    cover.open.click()


def test_whoever_passes_by_closes_no_dialog_with_words_in_it(qtbot: QtBot, window: MainWindow) -> None:
    dialog, edit = written_dialog(window, "Catat komentar warga")
    watch = watch_of(window)
    watch.lock()
    qtbot.keyClick(cover_of(dialog).password.edit, Qt.Key.Key_Escape)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible()
    unlock(cover_of(dialog))
    assert edit.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_dialog_that_ended_behind_the_lock_does_not_hold_up_the_unlocking(qtbot: QtBot, window: MainWindow) -> None:
    dialog, edit = written_dialog(window, "Catat komentar warga")
    edit.setFocus()
    watch_of(window).lock()
    shiboken6.delete(dialog)
    unlock(cover_of(window))
    assert not watch_of(window).locked
    assert window.rail.isVisible()


def test_a_dialog_that_opens_behind_the_lock_is_covered_from_its_first_moment(window: MainWindow) -> None:
    watch_of(window).lock()
    dialog, edit = written_dialog(window, "Rapat dengan Norhayati")
    assert not edit.isVisible()
    assert dialog.windowTitle() == "SIPA terkunci"
    unlock(cover_of(dialog))
    assert edit.isVisible()
    assert dialog.windowTitle() == "Rapat dengan Norhayati"
    dialog.close()


def test_titles_give_nothing_away_but_the_place(window: MainWindow) -> None:
    dialog, _edit = written_dialog(window, "Balas Norhayati?")
    title = window.windowTitle()
    watch_of(window).lock()
    assert window.windowTitle() == "SIPA terkunci, Desa Babayau"
    assert dialog.windowTitle() == "SIPA terkunci"
    unlock(cover_of(window))
    assert (window.windowTitle(), dialog.windowTitle()) == (title, "Balas Norhayati?")
    dialog.close()


def test_a_toast_does_not_come_back_after_its_time(window: MainWindow) -> None:
    window.toast.say("Balasan terkirim.")
    watch_of(window).lock()
    unlock(cover_of(window))
    assert not window.toast.isVisible()


def test_ctrl_l_locks_from_within_a_dialog(qtbot: QtBot, window: MainWindow) -> None:
    dialog, edit = written_dialog(window, "Catat komentar warga")
    qtbot.keyClick(edit, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert watch_of(window).locked
    assert not edit.isVisible()
    unlock(cover_of(dialog))
    dialog.close()


def test_a_small_question_has_room_for_the_password_as_long_as_it_is_locked(window: MainWindow) -> None:
    question = Question("Hapus draf ini?", "", [Answer("stay", "Jangan"), Answer("go", "Hapus")], "stay", parent=window)
    question.open()
    size = question.size()
    watch_of(window).lock()
    cover = cover_of(question)
    layout = cover.layout()
    assert layout is not None
    cover._model.try_password("sawah kering")
    assert layout.totalHeightForWidth(cover.width()) <= cover.height() == question.height()
    while cover._model.pause:
        cover._model._tick()
    unlock(cover)
    assert question.size() == size
    assert question.buttons["stay"].isVisible()
    question.close()


def test_tab_reaches_all_that_can_be_used_on_the_cover(window: MainWindow) -> None:
    watch_of(window).lock()
    cover = cover_of(window)
    window.activateWindow()
    cover.password.edit.setFocus()
    reached = []
    for _stop in range(3):
        cover.focusNextPrevChild(True)
        reached.append(QApplication.focusWidget())
    assert reached == [cover.password.eye, cover.open, cover.password.edit]


def clock_of(window: MainWindow) -> HandClock:
    clock = watch_of(window)._clock
    assert isinstance(clock, HandClock)
    return clock


def test_a_pc_that_slept_beyond_the_limit_is_locked_when_it_wakes(window: MainWindow) -> None:
    watch = watch_of(window)
    clock_of(window).instant += 9 * MINUTE_MS
    watch._beat.timeout.emit()
    assert not watch.locked
    clock_of(window).instant += MINUTE_MS
    watch._beat.timeout.emit()
    assert watch.locked
    assert not window.stack.isVisible()
    unlock(cover_of(window))
    watch._beat.timeout.emit()
    assert not watch.locked


def test_the_first_key_after_a_sleep_locks_and_reaches_nothing(qtbot: QtBot, window: MainWindow) -> None:
    dialog, edit = written_dialog(window, "Catat komentar warga")
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_A)
    clock_of(window).instant += 480 * MINUTE_MS
    qtbot.keyClick(edit, Qt.Key.Key_B)
    assert watch_of(window).locked
    assert edit.text() == "setengah ditulisa"
    unlock(cover_of(dialog))
    dialog.close()


def test_a_window_that_comes_to_the_front_after_a_sleep_shows_nothing(window: MainWindow) -> None:
    clock_of(window).instant += 11 * MINUTE_MS
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    assert watch_of(window).locked
    assert len(window.findChildren(LockCover)) == 1


def test_what_the_locking_stirs_up_begins_no_second_one(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def stir() -> None:
        QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))

    monkeypatch.setattr("ui.lock_watch.QToolTip.hideText", stir)
    clock_of(window).instant += 11 * MINUTE_MS
    watch_of(window)._idle.timeout.emit()
    assert len(window.findChildren(LockCover)) == 1


def test_a_clock_that_is_set_back_neither_locks_nor_keeps_open(window: MainWindow) -> None:
    clock_of(window).instant -= 365 * 1440 * MINUTE_MS
    watch = watch_of(window)
    watch._beat.timeout.emit()
    assert not watch.locked
    watch._idle.timeout.emit()
    assert watch.locked


def test_a_dialog_for_files_is_closed_by_the_lock_and_names_nothing(qtbot: QtBot, window: MainWindow) -> None:
    watch, seen_open = watch_of(window), []

    def lock_now() -> None:
        seen_open.extend(one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog))
        watch.lock()

    QTimer.singleShot(0, lock_now)
    chosen = file_choice.new_file(window, "Simpan gambar", "/tidak-ada/lra-babayau.png")
    assert seen_open
    assert chosen == ""
    assert watch.locked
    assert file_choice.folder(window, "Pilih folder") == "", "one that opens behind the lock"
    unlock(cover_of(window))
    assert window.stack.isVisible()


def test_a_locked_window_closes_without_its_password_also_over_words_that_cannot_be_saved(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.page(window.rail.keys[0])
    assert page is not None
    monkeypatch.setattr(page, "unsaved", lambda: True, raising=False)
    watch_of(window).lock()

    def answer() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        assert question.findChild(LockCover) is None, "who cannot open the lock can read and answer it"
        other = QDialog(window)
        other.show()
        assert other.findChild(LockCover) is not None, "what comes up beside it is covered as ever"
        click(question, "Tutup tanpa menyimpan")

    QTimer.singleShot(50, answer)
    window.close()
    assert not window.isVisible()


def test_the_cover_does_not_call_saved_what_the_disk_refused(window: MainWindow) -> None:
    watch = watch_of(window)
    watch.lock()
    assert any("Isian Anda disimpan" in text for text in seen(cover_of(window)))
    watch._runner.tell_unsaved(window, True)  # the disk answers after the lock
    assert any("Tulisan terakhir belum dapat disimpan" in text for text in seen(cover_of(window)))


def test_what_the_disk_answers_after_the_unlocking_reaches_no_cover_of_before(qtbot: QtBot, window: MainWindow) -> None:
    watch = watch_of(window)
    dialog, _edit = written_dialog(window, "Catat komentar warga")
    watch.lock()
    gone = cover_of(window)
    shiboken6.delete(dialog)  # and its cover, while it is locked
    watch._runner.tell_unsaved(window, True)
    unlock(gone)
    qtbot.waitUntil(lambda: not shiboken6.isValid(gone))
    watch._runner.tell_unsaved(window, False)
    watch.lock()
    watch._runner.tell_unsaved(window, True)
    assert any("Tulisan terakhir belum dapat disimpan" in text for text in seen(cover_of(window)))
    watch._runner.tell_unsaved(window, False)


def test_the_cover_does_not_call_saved_what_a_page_cannot_read(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("reports")
    page = window.page("reports")
    assert isinstance(page, ReportsPage)
    page.open_argument(BeginReport("blt_dd_bulanan", "2025-06"))
    qtbot.waitUntil(lambda: page.editing.edit is not None)
    page.editor.go_to("blt.nilai")
    type_keys("300 ribu")
    assert page.editor.unread() == 1
    watch_of(window).lock()
    assert any("Tulisan terakhir belum dapat disimpan" in text for text in seen(cover_of(window)))
    page.editing.close()  # else the window asks about it when the test ends
