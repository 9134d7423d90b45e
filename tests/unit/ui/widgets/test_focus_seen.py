"""Who works with the keys alone sees where they are: on every ground, in every theme, whatever way led there."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.support.keyboard_walk import ringless
from ui.design import tokens
from ui.design.theme import colour, look, set_read_only, set_state
from ui.widgets.boxes import Column
from ui.widgets.button import Button, Kind
from ui.widgets.check_box import CheckBox, RadioButton, Switch
from ui.widgets.date_field import DateField
from ui.widgets.menu_list import MenuList
from ui.widgets.nav_rail import Identity, NavItem, NavRail
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.select import Select

EDITORS: dict[str, Callable[[], QWidget]] = {
    "line": lambda: QLineEdit("Rp1.250.000"),
    "paragraphs": lambda: QPlainTextEdit("Jalan Masjid belum dimulai."),
    "choice": lambda: Select("Kegiatan"),
    "day": lambda: DateField("Tanggal"),
}


def shown(qtbot: QtBot, *parts: QWidget) -> QWidget:
    window = QWidget()
    window.setObjectName("canvas")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    qtbot.addWidget(window)
    column = Column(window)
    for part in parts:
        column.addWidget(part)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def unseen(window: QWidget) -> list[str]:
    """What shows no focus, in any theme and at the smallest and largest letters."""
    found = []
    for theme in tokens.THEMES:
        for scale in (1.0, 2.0):
            look().set(theme, scale)
            QApplication.processEvents()
            found += [f"{theme} {scale}: {fault}" for fault in ringless(window)]
    return found


def test_the_focus_is_seen_on_every_kind_of_button(qtbot: QtBot) -> None:
    buttons = [Button(f"Kirim {kind}", kind=kind) for kind in get_args(Kind) if kind != "inverse"]
    heights = [Button("Buka", kind="primary", height="large"), Button("Ya, benar", kind="primary", height="dense")]
    assert unseen(shown(qtbot, *buttons, *heights)) == []


def test_the_focus_is_seen_on_marks_that_are_filled(qtbot: QtBot) -> None:
    marks = [CheckBox("Sertakan gambar"), RadioButton("Pakai punya desa"), Switch("Kunci")]
    for mark in marks:
        mark.setChecked(True)
    assert unseen(shown(qtbot, *marks, Segmented([Choice("a", "Belum", 3), Choice("b", "Semua", 12)]))) == []


@pytest.mark.parametrize("state", ["", "error", "note"])
@pytest.mark.parametrize("kind", EDITORS)
def test_the_focus_is_seen_on_a_field_in_each_of_its_states(qtbot: QtBot, kind: str, state: str) -> None:
    editor = EDITORS[kind]()
    set_state(editor, state)
    assert unseen(shown(qtbot, editor)) == []


@pytest.mark.parametrize("state", ["", "error", "note"])
@pytest.mark.parametrize("made", [QLineEdit, QPlainTextEdit])
def test_the_focus_is_seen_on_a_field_that_can_only_be_read(
    qtbot: QtBot, made: type[QLineEdit | QPlainTextEdit], state: str
) -> None:
    editor = made("470/118/DB/2025")
    set_state(editor, state)
    set_read_only(editor, True)
    assert unseen(shown(qtbot, editor)) == []


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_a_line_parts_the_ring_from_the_fill_of_a_primary_button(qtbot: QtBot, theme: str) -> None:
    look().set(theme)
    button = Button("Kirim ulang", kind="primary")
    window = shown(qtbot, button)
    button.setFocus()
    QApplication.processEvents()
    picture = window.grab(QRect(button.mapTo(window, QPoint(0, 0)), button.size())).toImage()
    inwards = [picture.pixelColor(button.width() // 2, row).name() for row in range(6)]
    assert inwards == [colour(name).name() for name in ("focus", "on_primary", "primary") for _pixel in range(2)]


def _menu() -> tuple[QWidget, QAbstractItemView]:
    menu = MenuList([NavItem("a", "house", "Kantor desa"), NavItem("b", "user", "Akun dan kunci")], "Bagian")
    return menu, menu


def _rail() -> tuple[QWidget, QAbstractItemView]:
    items = [NavItem("home", "house", "Beranda"), NavItem("reports", "file-text", "Laporan")]
    rail = NavRail(items, Identity("Desa Babayau", "Norhayati", "Admin desa"))
    rail.set_current("home")
    return rail, rail.list


@pytest.mark.parametrize("made", [_menu, _rail])
def test_a_menu_shows_the_focus_that_any_key_brought_and_hides_what_the_mouse_did(
    qtbot: QtBot, made: Callable[[], tuple[QWidget, QAbstractItemView]]
) -> None:
    part, menu = made()
    other = Button("lain")
    window = shown(qtbot, part, other)
    window.resize(400, 400)

    def ring() -> bool:
        QApplication.processEvents()
        image = menu.grab().toImage()
        tint = colour("focus").rgb()
        return any(image.pixel(x, y) == tint for x in range(image.width()) for y in range(image.height()))

    for reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.OtherFocusReason):
        other.setFocus()
        assert not ring()
        menu.setFocus(reason)
        assert ring(), reason
    other.setFocus()
    QTest.mouseClick(menu.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 12))
    assert menu.hasFocus()
    assert not ring()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    assert ring()


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_the_entry_in_hand_of_a_menu_and_of_a_choice_is_told_by_more_than_its_tint(qtbot: QtBot, theme: str) -> None:
    look().set(theme)
    select = Select("Saluran")
    select.addItems(["Instagram", "Facebook"])
    window = shown(qtbot, select)
    menu = QMenu(window)
    for words in ("Buka posting", "Salin tautan"):
        menu.addAction(words)
    menu.popup(QPoint(0, 0))
    menu.setActiveAction(menu.actions()[1])
    drawn = menu.grab(menu.actionGeometry(menu.actions()[1])).toImage()
    menu.close()
    select.showPopup()
    rows = select.view()
    rows.setCurrentIndex(select.model().index(1, 0))
    QApplication.processEvents()
    chosen = rows.viewport().grab(rows.visualRect(rows.currentIndex())).toImage()
    select.hidePopup()
    bars = [[one.pixelColor(x, one.height() // 2).name() for x in range(4)] for one in (drawn, chosen)]
    wanted = [colour(name).name() for name in ("primary", "primary", "primary", "selection")]
    assert bars == [wanted, wanted]
