"""Every page with the keys alone, and with a small window and large letters: nothing is nameless, missed or cut."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.support.by_name import click
from tests.support.demo_office import demo
from tests.support.desk_for_windows import new_desk
from tests.support.every_window import (
    ALONE,
    ARGUMENTS,
    DESKS,
    DIALOGS,
    LOCKED,
    PAGES,
    WITHIN,
    Way,
    take,
    walk_to,
    windows_in_the_code,
)
from tests.support.keyboard_walk import cut, missed, mute, nameless, ringless, stops_of, twins, walk
from tests.support.seen_colours import colour_faults, stale
from tests.unit.desktop.services.desks import HandClock
from ui.design.theme import look
from ui.main_window import MainWindow
from ui.pages.unlock.lock_cover import LockCover
from ui.runtime.tasks import InlineRunner
from ui.widgets.pane import Panes
from ui.widgets.tabs import Tabs
from ui.window_work import build_window

Opener = Callable[[str, str], MainWindow]


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes each desk once and closes it; copy its profile."""
    made: dict[str, Path] = {}

    def profile(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name) / "profile"
            DESKS[name](made[name]).close()
        return made[name]

    return profile


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, profiles: Callable[[str], Path]) -> Iterator[Opener]:
    """Opens the window of a desk with a page in front."""
    desks = []

    def opener(name: str, key: str) -> MainWindow:
        shutil.copytree(profiles(name), tmp_path / "profile")
        desk = new_desk(tmp_path / "profile", HandClock(demo().now_instant))
        desks.append(desk)
        window = build_window(desk, InlineRunner())
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.show_page(key, ARGUMENTS.get(key))
        QApplication.processEvents()
        return window

    yield opener
    for desk in desks:
        desk.close()


def unseen(window: QWidget) -> list[str]:
    """What cannot be read in a window, in each theme after the other, without a restart in between."""
    found = [*mute(window), *twins(window)]
    for theme in ("contrast", "light", "dark"):
        look().set(theme)
        QApplication.processEvents()
        found += [f"{theme}: {fault}" for fault in (*ringless(window), *colour_faults(window))]
    return [*found, *stale(window)]


SIZES = (
    (1.0, ((1366, 697), (1024, 600))),
    (1.25, ((1024, 600),)),
    (1.5, ((1024, 600), (1366, 697))),
    (2.0, ((1366, 697),)),
)
"""What a page must fit, by scale: nothing is cut, and it scrolls up and down only."""
LAYING_OUT = 6
"""So often a page is looked at until nothing of it is cut; what is wrong for good is so the last time too."""
LAID_OUT_MS = 40


# One test of both, since opening the window takes most of the time.
@pytest.mark.parametrize("way", [*PAGES, *WITHIN], ids=str)
def test_every_part_of_a_page_has_a_name_and_the_keys_come_to_it_and_no_size_cuts_it(opened: Opener, way: Way) -> None:
    window = opened(way.desk, way.page)
    for step in way.steps:
        take(window, way.page, step)
    assert nameless(window) == []
    seen = walk(window)
    assert missed(window, seen, besides=window.rail) == []
    assert set(walk(window, Qt.Key.Key_Backtab)) == set(seen)
    window.rail.list.setFocus()
    panels = walk(window, Qt.Key.Key_F6)
    assert len(panels) >= 3
    assert window.rail.list in panels
    assert unseen(window) == []
    assert cut_or_far(window, way.page) == []


def cut_or_far(window: MainWindow, key: str) -> list[str]:
    """What is cut or out of reach of a page in any size and scale."""
    found = []
    for scale, sizes in SIZES:
        look().set(scale=scale)
        for size in sizes:
            window.resize(*size)
            found += [f"{scale} {size}: {fault}" for fault in settled(window, key)]
    return found


def settled(window: MainWindow, key: str) -> list[str]:
    """What is still cut or out of reach when the page is laid out; on a busy PC a bar may come a moment later, and
    what it takes the room from follows it.
    """
    area, page = window.stack.currentWidget(), window.page(key)
    assert isinstance(area, QScrollArea)
    assert page is not None
    found: list[str] = []
    for again in range(LAYING_OUT):
        if again:
            QTest.qWait(LAID_OUT_MS)
        for _turn in range(4):
            QApplication.processEvents()
        sideways = page.width() - area.viewport().width()
        found = [*cut(window), *cut_behind(page), *([f"{sideways} pixels sideways"] if sideways > 0 else [])]
        if not found:
            break
    return found


def cut_behind(page: QWidget) -> list[str]:
    """What is cut of the panes that are tabs now, each brought to the front."""
    found = []
    for panes in page.findChildren(Panes):
        if panes.isVisible() and panes.narrow:
            (tabs,) = [bar for bar in panes.findChildren(Tabs) if bar.accessibleName() == "Bagian halaman"]
            before = tabs.currentIndex()
            for at in range(tabs.count()):
                panes.show_pane(at)
                QApplication.processEvents()
                found += [f"{tabs.tabText(at)}: {fault}" for fault in cut(panes)]
            panes.show_pane(before)
            QApplication.processEvents()
    return found


@pytest.mark.parametrize("way", DIALOGS, ids=str)
def test_every_part_of_a_dialog_has_a_name_and_tab_comes_to_it_and_esc_closes_it(
    qtbot: QtBot, opened: Opener, way: Way
) -> None:
    window = opened(way.desk, way.page)
    last = walk_to(window, way)
    told: list[object] = []

    def look_at() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(50, look_at)
            return
        try:
            told.append(type(dialog).__name__)
            told.extend(examined(qtbot, dialog))
        except Exception as fault:  # noqa: BLE001  a dialog of its own loop would swallow it
            told.append(fault)
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
        told.append("open" if dialog.isVisible() else "closed")
        dialog.close()

    QTimer.singleShot(0, look_at)
    click(window, last)
    qtbot.waitUntil(lambda: len(told) > 1)
    assert told == [way.kind, "closed"]


def examined(qtbot: QtBot, window: QWidget) -> list[str]:
    """What is wrong with a window of its own: its first focus, names, ways of the keys, and what is seen of it."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    first = QApplication.focusWidget()
    found = ["no stop has the focus"] if first not in stops_of(window) else []
    found += [*nameless(window), *missed(window, walk(window)), *unseen(window)]
    if first is not None:
        first.setFocus()
    return found


@pytest.mark.parametrize("name", ALONE)
def test_every_window_without_a_page_below_it_can_be_used_with_the_keys_alone(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    with closing(new_desk(tmp_path / "profile")) as desk:
        window = ALONE[name](desk)
        qtbot.addWidget(window)
        window.show()
        QApplication.processEvents()
        assert type(window).__name__ == name
        assert examined(qtbot, window) == []


def test_the_locked_window_can_be_used_with_the_keys_alone_and_no_size_cuts_it(qtbot: QtBot, opened: Opener) -> None:
    window = opened(LOCKED.desk, LOCKED.page)
    click(window, walk_to(window, LOCKED))
    (cover,) = window.findChildren(LockCover)
    assert type(cover).__name__ == LOCKED.kind
    assert examined(qtbot, window) == []
    assert set(walk(window)) == {cover.password.edit, cover.password.eye, cover.open}
    for scale, sizes in SIZES:
        look().set(scale=scale)
        for size in sizes:
            window.resize(*size)
            QApplication.processEvents()
            assert cut(window) == []
            assert cover.geometry() == window.rect()


def test_no_window_of_the_program_is_forgotten_here() -> None:
    tried = {*ALONE, *(way.kind for way in (*DIALOGS, LOCKED)), MainWindow.__name__}
    assert windows_in_the_code() - tried == set()
    assert "PhoneDialog" in windows_in_the_code()
