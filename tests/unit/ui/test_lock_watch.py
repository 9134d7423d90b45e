"""The lock of the running window: nothing is seen behind it, nothing typed is lost, and the password opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.vaults import PASSWORD
from ui.lock_watch import LockWatch
from ui.main_window import MainWindow
from ui.pages.unlock.lock_cover import LockCover
from ui.runtime.tasks import InlineRunner
from ui.window_work import build_window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    desk = demo_desk(tmp_path / "desk", BABAYAU)
    made = build_window(desk, InlineRunner())
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
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
