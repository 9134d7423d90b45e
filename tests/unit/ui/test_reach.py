"""Every page with the keys alone, and with a small window and large letters: nothing is nameless, missed or cut."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from sipa_core.domain.roles import Role
from tests.support.demo_office import BABAYAU, demo, demo_desk
from tests.support.desk_for_windows import new_desk
from tests.support.keyboard_walk import cut, missed, nameless, walk
from tests.unit.desktop.services.desks import HandClock
from ui.application import build_window
from ui.design.theme import look
from ui.main_window import MainWindow
from ui.navigation import OpenVillage
from ui.pages import others_of, pages_of
from ui.runtime.tasks import InlineRunner

VILLAGE, KECAMATAN = Role.ADMIN_DESA, Role.ADMIN_KECAMATAN
PAGES = [(role, page.key) for role in (VILLAGE, KECAMATAN) for page in (*pages_of(role), *others_of(role))]
Opener = Callable[[Role, str], MainWindow]


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> dict[Role, Path]:
    """Closed profiles of Babayau and of the kecamatan that have received the demo; copy them."""
    made = {role: tmp_path_factory.mktemp(role.name) / "profile" for role in (VILLAGE, KECAMATAN)}
    demo_desk(made[VILLAGE], BABAYAU).close()
    demo_desk(made[KECAMATAN]).close()
    return made


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, profiles: dict[Role, Path]) -> Iterator[Opener]:
    """Opens the window of a role with a page in front."""
    desks = []

    def opener(role: Role, key: str) -> MainWindow:
        shutil.copytree(profiles[role], tmp_path / "profile")
        desk = new_desk(tmp_path / "profile", HandClock(demo().now_instant))
        desks.append(desk)
        window = build_window(desk, InlineRunner())
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.show_page(key, OpenVillage(BABAYAU) if key == "village" else None)
        QApplication.processEvents()
        return window

    yield opener
    for desk in desks:
        desk.close()


@pytest.mark.parametrize(("role", "key"), PAGES)
def test_every_part_of_a_page_has_a_name_and_the_keys_come_to_it_and_back(opened: Opener, role: Role, key: str) -> None:
    window = opened(role, key)
    assert nameless(window) == []
    seen = walk(window)
    assert missed(window, seen, besides=window.rail) == []
    assert set(walk(window, Qt.Key.Key_Backtab)) == set(seen)
    window.rail.list.setFocus()
    panels = walk(window, Qt.Key.Key_F6)
    assert len(panels) >= 3
    assert window.rail.list in panels


@pytest.mark.parametrize(("role", "key"), PAGES)
def test_no_verb_of_a_page_is_cut_or_out_of_reach(opened: Opener, role: Role, key: str) -> None:
    window = opened(role, key)
    area, page = window.stack.currentWidget(), window.page(key)
    assert isinstance(area, QScrollArea)
    assert page is not None
    for scale, size in ((1.0, (1366, 697)), (1.0, (1024, 600)), (1.5, (1366, 697)), (2.0, (1366, 697))):
        look().set(scale=scale)
        window.resize(*size)
        for _turn in range(4):
            QApplication.processEvents()
        assert cut(window) == [], (scale, size)
        sideways = page.width() - area.viewport().width()
        assert scale > 1.0 or sideways <= 0, (scale, size)
