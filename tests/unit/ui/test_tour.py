"""The walk through the window, and the window of a practice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core.domain.roles import Role
from sipa_desktop.bootstrap import Desk, open_practice
from tests.support.by_name import click, press
from tests.support.demo_office import BABAYAU, demo_desk
from ui.design.theme import look
from ui.main_window import MainWindow
from ui.runtime.tasks import InlineRunner
from ui.tour_steps import tour_steps
from ui.widgets.practice_banner import PracticeBanner
from ui.widgets.tour import Tour
from ui.window_work import build_window


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    yield desk
    desk.close()


def shown(qtbot: QtBot, desk: Desk) -> MainWindow:
    window = build_window(desk, InlineRunner())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


def tour_of(window: MainWindow) -> Tour:
    tour = window.findChild(Tour)
    assert tour is not None
    return tour


def test_the_walk_goes_by_keyboard_and_is_not_offered_twice(qtbot: QtBot, desk: Desk) -> None:
    window = shown(qtbot, desk)
    window.navigator.tour_asked.emit()
    tour = tour_of(window)
    assert QApplication.focusWidget() is tour.next
    QTest.keyClick(tour.next, Qt.Key.Key_Right)
    assert tour.step == 2
    QTest.keyClick(tour.next, Qt.Key.Key_Left)
    assert tour.step == 1
    for _step in range(4):
        tour.go_on()
    assert tour.next.text() == "Selesai"
    with qtbot.waitSignal(tour.finished):
        tour.next.click()
    assert desk.preferences.read().toured


def test_esc_leaves_the_walk_at_any_step(qtbot: QtBot, desk: Desk) -> None:
    window = shown(qtbot, desk)
    window.navigator.tour_asked.emit()
    tour = tour_of(window)
    with qtbot.waitSignal(tour.finished):
        QTest.keyClick(tour.next, Qt.Key.Key_Escape)
    assert desk.preferences.read().toured


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(1366, 697), (1024, 600)])
def test_the_card_stays_in_the_window_at_every_step(
    qtbot: QtBot, desk: Desk, scale: float, size: tuple[int, int]
) -> None:
    look().set("light", scale)
    try:
        window = shown(qtbot, desk)
        window.resize(*size)
        QApplication.processEvents()
        window.navigator.tour_asked.emit()
        tour = tour_of(window)
        for _step in range(5):
            QApplication.processEvents()
            assert window.rect().contains(tour.geometry()), tour.step
            tour.go_on()
    finally:
        look().set("light", 1.0)


def test_both_roles_have_their_own_walk_of_five_steps(qtbot: QtBot, desk: Desk) -> None:
    window = shown(qtbot, desk)
    village, office = (tour_steps(window, role) for role in (Role.ADMIN_DESA, Role.ADMIN_KECAMATAN))
    assert len(village) == len(office) == 5
    assert village[1].words != office[1].words


def test_pengaturan_shows_the_walk_again(qtbot: QtBot, desk: Desk) -> None:
    desk.preferences.put(toured=True)
    window = shown(qtbot, desk)
    window.show_page("settings", "about")
    click(window, "Tunjukkan SIPA")
    assert window.current == "home"
    assert tour_of(window).step == 1


def test_letters_made_larger_by_keys_are_kept(qtbot: QtBot, desk: Desk) -> None:
    shown(qtbot, desk)
    try:
        press(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        assert desk.preferences.read().scale == 110
    finally:
        look().set("light", 1.0)


def test_a_practice_says_so_on_every_page_and_sends_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_practice(tmp_path / "latihan")
    try:
        window = shown(qtbot, desk)
        asked: list[bool] = []
        monkeypatch.setattr(desk.sync, "sync_now", lambda: asked.append(True))
        for key in window.rail.keys:
            window.show_page(key)
            QApplication.processEvents()
            banner = window.findChild(PracticeBanner)
            assert banner is not None
            assert banner.isVisible()
            assert "bukan data sungguhan" in banner.accessibleName()
        window.send_asked.emit()
        assert asked == []
        assert window.windowTitle().startswith("Latihan SIPA")
        window.close()
    finally:
        desk.close()
