"""The sentence that goes by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.button import Button
from ui.widgets.toast import Toast


def test_a_toast_can_be_taken_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    toast = Toast(window)
    taken: list[str] = []
    toast.say("Laporan dihapus.", on_action=lambda: taken.append("back"))
    assert toast.isVisible()
    assert toast.geometry().bottom() <= 600 - px(Size.STRIP)
    toast.button.click()
    assert taken == ["back"]
    assert not toast.isVisible()
    toast.say("Tersimpan.")
    assert not toast.button.isVisible()


def test_what_lies_below_a_toast_can_be_pressed(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    below = Button("Kirim")
    below.setParent(window)
    toast = Toast(window)
    window.show()
    toast.say("Pesan tersimpan.")
    place = toast.geometry().center()
    below.setGeometry(place.x() - 40, place.y() - 15, 80, 30)
    assert window.childAt(place) is below
    toast.say("Laporan dihapus.", on_action=window.close)
    assert toast.isAncestorOf(window.childAt(place)) or window.childAt(place) is toast
