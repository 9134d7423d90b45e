"""A dialog never grows beyond the window below it: with the largest letters it scrolls, the keys reach all of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from sipa_desktop.errors import Refused
from tests.support.keyboard_walk import cut
from ui.design.theme import look
from ui.runtime.tasks import InlineRunner
from ui.widgets.boxes import Column
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.field import Field
from ui.widgets.question import Answer, Question

FIELDS = 6


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 697)
    made.show()
    return made


def asked(window: QWidget) -> Question:
    content = QWidget()
    column = Column(content)
    for at in range(FIELDS):
        column.addWidget(Field(f"Isian {at}", QLineEdit()))
    answers = [Answer("stay", "Jangan dulu"), Answer("keep", "Simpan", "primary")]
    made = Question("Tambah baris?", "Isi semuanya.", answers, "stay", content, window)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def test_a_question_that_has_room_does_not_scroll(window: QWidget) -> None:
    assert asked(window).findChildren(QScrollArea) == []


def test_with_the_largest_letters_a_question_stays_within_the_window_and_every_button_is_reached(
    window: QWidget,
) -> None:
    look().set(scale=2.0)
    QApplication.processEvents()
    question = asked(window)
    assert question.height() <= window.height()
    (area,) = question.findChildren(QScrollArea)
    assert cut(question) == []
    first = question.focusWidget()
    assert isinstance(first, QLineEdit), "what is typed first has the focus as before"
    for _stop in range(FIELDS + 1):
        QTest.keyClick(QApplication.focusWidget() or question, Qt.Key.Key_Tab)
        QApplication.processEvents()
    last = question.buttons["keep"]
    assert last.hasFocus()
    place = last.mapTo(area.viewport(), QPoint())
    assert area.viewport().rect().contains(place)
    QTest.keyClick(last, Qt.Key.Key_Space)
    assert question.answer == "keep"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_tools_over_a_paper_go_below_each_other_and_none_is_cut(window: QWidget, scale: float) -> None:
    look().set(scale=scale)
    none = [(name, lambda: Refused("none", "Belum ada.")) for name in ("Isian di komputer ini", "Yang diterima")]
    dialog = DocumentDialog(InlineRunner(), "Laporan Realisasi APB Desa Semester I 2025", none, window)
    for button in (dialog.word, dialog.excel):
        button.show()
    dialog.show()
    QApplication.processEvents()
    assert dialog.width() <= window.width()
    assert cut(dialog) == []
