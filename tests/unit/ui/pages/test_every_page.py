"""What holds for every page of both roles: it says that it loads, that it is empty, what went wrong, and fits the
window.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from sipa_core.domain.roles import Role
from sipa_desktop.bootstrap import Desk
from tests.support.by_name import texts
from tests.support.demo_conflict import JUNE, with_a_conflict
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.page_context import BrokenRunner, HeldRunner, page_context
from ui.navigation import OpenConflict, OpenVillage, call_optional
from ui.pages import PageEntry, others_of, pages_of
from ui.runtime.tasks import InlineRunner, Runner
from ui.widgets.state_stack import StateStack
from ui.window_work import build_window

EVERY = [(role, entry) for role in Role for entry in (*pages_of(role), *others_of(role))]
every_page = pytest.mark.parametrize(("role", "entry"), EVERY, ids=[f"{role}-{entry.key}" for role, entry in EVERY])
LAMIDA_BAWAH = "63.11.06.2015"
"""A village with something published; Babayau, which has most else, has not."""

ARGUMENTS: dict[str, object] = {
    "village": OpenVillage(BABAYAU),
    "search": "beton",
    "conflict": OpenConflict(JUNE),
}
"""What the pages without a place in the rail are opened with."""

PARTS = {"settings": "Tidak ada yang menunggu kirim.", "home": "Tidak ada yang harus dikerjakan sekarang."}
"""Pages that are never empty as a whole say so in a part."""


class Desks:
    """Opens each desk once: of a role, with the demo or with nothing received."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.opened: dict[str, Desk] = {}

    def of(self, role: Role, entry: PageEntry, *, received: bool = True) -> Desk:
        village = None if role is Role.ADMIN_KECAMATAN else LAMIDA_BAWAH if entry.key == "posting" else BABAYAU
        name = f"{village}-{received}"
        conflict = entry.key == "conflict" and received
        name = f"{name}-conflict" if conflict else name
        if name not in self.opened:
            self.opened[name] = demo_desk(self._folder / name, village, received=received)
            if conflict:
                with_a_conflict(self.opened[name])
        return self.opened[name]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    made = Desks(tmp_path_factory.mktemp("every-page"))
    yield made
    for desk in made.opened.values():
        desk.close()


def shown(qtbot: QtBot, desk: Desk, entry: PageEntry, runner: Runner) -> QWidget:
    page = entry.create(page_context(desk, runner))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    call_optional(page, "page_shown")
    if entry.key in ARGUMENTS:
        call_optional(page, "open_argument", ARGUMENTS[entry.key])
    QApplication.processEvents()
    return page


def states(page: QWidget) -> set[str]:
    return {stack.shown for stack in page.findChildren(StateStack) if stack.isVisible()}


@every_page
def test_it_says_that_it_is_being_opened(qtbot: QtBot, desks: Desks, role: Role, entry: PageEntry) -> None:
    page = shown(qtbot, desks.of(role, entry), entry, HeldRunner())
    assert "loading" in states(page)
    assert "Sedang dibuka" in texts(page)


@every_page
def test_it_says_that_there_is_nothing(qtbot: QtBot, desks: Desks, role: Role, entry: PageEntry) -> None:
    page = shown(qtbot, desks.of(role, entry, received=False), entry, InlineRunner())
    told = texts(page)
    assert "empty" in states(page) or PARTS.get(entry.key, "?") in told, told
    assert "loading" not in states(page)
    assert "error" not in states(page)


@every_page
def test_it_says_what_went_wrong_and_tries_again(qtbot: QtBot, desks: Desks, role: Role, entry: PageEntry) -> None:
    runner = BrokenRunner()
    page = shown(qtbot, desks.of(role, entry), entry, runner)
    assert "error" in states(page)
    assert any("Yang sudah tersimpan tetap aman" in words for words in texts(page))
    again = [one for one in page.findChildren(QAbstractButton) if one.isVisible() and one.text() == "Coba lagi"]
    assert again
    runner.mended = True
    again[0].click()
    QApplication.processEvents()
    assert "content" in states(page)
    assert not states(page) & {"error", "loading"}


@every_page
def test_it_shows_what_there_is(qtbot: QtBot, desks: Desks, role: Role, entry: PageEntry) -> None:
    page = shown(qtbot, desks.of(role, entry), entry, InlineRunner())
    assert not states(page) & {"error", "loading"}
    assert "content" in states(page)


@every_page
def test_it_fits_the_smallest_screen_of_an_office(qtbot: QtBot, desks: Desks, role: Role, entry: PageEntry) -> None:
    window = build_window(desks.of(role, entry), InlineRunner())
    qtbot.addWidget(window)
    window.resize(1366, 697)
    window.show()
    window.show_page(entry.key, ARGUMENTS.get(entry.key))
    QApplication.processEvents()
    QApplication.processEvents()
    area = window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    assert (area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum()) == (0, 0)
