"""Every page with the keys alone, and with a small window and large letters: nothing is nameless, missed or cut."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from sipa_core.domain.roles import Role
from tests.support.by_name import click
from tests.support.demo_office import BABAYAU, demo, demo_desk
from tests.support.desk_for_windows import new_desk
from tests.support.keyboard_walk import cut, missed, nameless, stops_of, walk
from tests.unit.desktop.services.desks import HandClock
from ui.design.theme import look
from ui.main_window import MainWindow
from ui.navigation import OpenVillage
from ui.pages import others_of, pages_of
from ui.runtime.tasks import InlineRunner
from ui.window_work import build_window

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


MEND = "Perbaiki: Laporan Realisasi APB Desa Semester I 2025"
DIALOGS = [
    (VILLAGE, "reports", ("Buat laporan",)),
    (VILLAGE, "reports", (MEND, "Tambah baris")),
    (VILLAGE, "reports", (MEND, "Cetak")),
    (VILLAGE, "reports", (MEND, "Kirim ulang")),
    (VILLAGE, "feedback", ("Catat komentar",)),
    (VILLAGE, "feedback", ("Teruskan ke kecamatan",)),
    (VILLAGE, "consultation", ("Jadikan pembinaan",)),
    (VILLAGE, "settings", ("computer", "Daftar ulang")),
    (KECAMATAN, "overview", ("Cetak",)),
    (KECAMATAN, "review", ("Setujui laporan",)),
    (KECAMATAN, "schedule", ("Ubah batas",)),
    (KECAMATAN, "schedule", ("Tambah kewajiban",)),
    (KECAMATAN, "schedule", ("Ingatkan 3",)),
    (KECAMATAN, "villages", ("Buat kode",)),
    (KECAMATAN, "village", ("Tambah pembinaan",)),
]


@pytest.mark.parametrize(("role", "key", "steps"), DIALOGS)
def test_every_part_of_a_dialog_has_a_name_and_tab_comes_to_it_and_esc_closes_it(
    qtbot: QtBot, opened: Opener, role: Role, key: str, steps: tuple[str, ...]
) -> None:
    window = opened(role, key)
    *before, last = steps
    for step in before:
        if key == "settings":
            window.show_page(key, step)
        else:
            click(window, step)
    told: list[object] = []

    def look_at() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(50, look_at)
            return
        try:
            dialog.activateWindow()
            qtbot.waitUntil(dialog.isActiveWindow)
            first = QApplication.focusWidget()
            told.extend(["no stop has the focus"] if first not in stops_of(dialog) else [])
            told.extend([*nameless(dialog), *missed(dialog, walk(dialog))])
        except Exception as fault:  # noqa: BLE001  a dialog of its own loop would swallow it
            told.append(fault)
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
        told.append("open" if dialog.isVisible() else "closed")
        dialog.close()

    QTimer.singleShot(0, look_at)
    click(window, last)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["closed"]
