"""The sentence that goes by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.design.theme import look
from ui.widgets.boxes import Column
from ui.widgets.button import Button
from ui.widgets.sync_strip import StripSegment, StripState, SyncStrip
from ui.widgets.toast import Toast

Make = Callable[[int], Toast]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    """Makes a window of a width with work above a strip, and the toast of it."""

    kept = []

    def made(width: int) -> Toast:
        window = QWidget()
        kept.append(window)
        qtbot.addWidget(window)
        window.resize(width, 600)
        strip = SyncStrip()
        strip.set_state(StripState((StripSegment("check", "Semua terkirim"),), "Kirim sekarang"))
        column = Column(window)
        column.addWidget(QWidget(), 1)
        column.addWidget(strip)
        toast = Toast(window, strip)
        window.show()
        QApplication.processEvents()
        return toast

    return made


def test_a_toast_can_be_taken_back(make: Make) -> None:
    toast = make(800)
    taken: list[str] = []
    toast.say("Laporan dihapus.", on_action=lambda: taken.append("back"))
    assert toast.isVisible()
    toast.button.click()
    assert taken == ["back"]
    assert not toast.isVisible()
    toast.say("Tersimpan.")
    assert not toast.button.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_toast_covers_nothing_that_a_person_works_with(make: Make, scale: float) -> None:
    look().set(scale=scale)
    toast = make(1366)
    strip = toast.parentWidget().findChild(SyncStrip)
    assert strip is not None
    toast.say("Pesan tersimpan di komputer ini, dikirim saat tersambung.", on_action=toast.hide)
    assert strip.geometry().contains(toast.geometry())
    assert not strip.action_button.geometry().translated(strip.pos()).intersects(toast.geometry())


def test_a_long_sentence_is_said_whole(make: Make) -> None:
    toast = make(500)
    toast.say("Pesan tersimpan di komputer ini, dan dikirim sendiri saat komputer ini tersambung lagi.")
    label = toast.findChild(QWidget, "sentence")
    assert label is not None
    assert label.height() >= label.heightForWidth(label.width())
    assert toast.geometry().right() < 500


def test_what_lies_below_a_toast_can_be_pressed(make: Make) -> None:
    toast = make(900)
    window = toast.parentWidget()
    below = Button("Kirim")
    below.setParent(window)
    below.show()
    toast.say("Pesan tersimpan.")
    place = toast.geometry().center()
    below.setGeometry(place.x() - 40, place.y() - 15, 80, 30)
    below.stackUnder(toast)
    assert window.childAt(place) is below
    toast.say("Laporan dihapus.", on_action=window.close)
    assert toast.isAncestorOf(window.childAt(place)) or window.childAt(place) is toast
