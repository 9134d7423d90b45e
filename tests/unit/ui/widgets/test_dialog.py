"""A dialog never grows beyond the window below it: with the largest letters it scrolls, the keys reach all of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from sipa_core.domain.attachments import Attachment, Media
from sipa_core.domain.roles import Role
from sipa_core.media.sheets import WHOLE
from sipa_desktop.errors import Refused
from sipa_desktop.services.attachments import BlobState
from tests.support.keyboard_walk import cut
from ui.design.theme import look
from ui.runtime.tasks import InlineRunner
from ui.widgets.boxes import Column
from ui.widgets.check_box import CheckBox, RadioButton
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.field import Field
from ui.widgets.guide_window import GuideWindow
from ui.widgets.picture_viewer import PictureViewer
from ui.widgets.question import Answer, Question
from ui.widgets.sheet_dialog import SheetDialog

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


def test_no_picture_sheet_or_guide_opens_larger_than_the_window(window: QWidget) -> None:
    look().set(scale=2.0)
    window.resize(1024, 600)
    absent: Any = SimpleNamespace(bytes_of=lambda _about: None, state=lambda _sha: BlobState.MISSING)
    photo = Attachment("0" * 64, "posyandu.jpg", Media.JPEG, 190_000, 1280, 960)
    image = QImage(900, 1300, QImage.Format.Format_RGB32)
    dialogs = (
        SheetDialog(image, WHOLE, window),
        GuideWindow(Role.ADMIN_DESA, window),
        PictureViewer(absent, InlineRunner(), [(photo, "Posyandu balita")], 0, window),
    )
    for dialog in dialogs:
        dialog.show()
        QApplication.processEvents()
        assert dialog.width() <= window.width()
        assert dialog.height() <= window.height()
        assert dialog.width() > window.width() * 3 // 4, "as large as there is room"


def test_enter_on_a_choice_or_in_a_field_presses_the_filled_answer(window: QWidget) -> None:
    for part in (RadioButton("Hanya ini"), CheckBox("Ikut"), QLineEdit()):
        content = QWidget()
        Column(content).addWidget(part)
        answers = [Answer("stay", "Batal"), Answer("keep", "Simpan", "primary")]
        question = Question("Simpan?", "", answers, "stay", content, window)
        question.buttons["keep"].setEnabled(False)
        question.show()
        question.activateWindow()
        part.setFocus()
        QTest.keyClick(part, Qt.Key.Key_Return)
        assert question.isVisible(), "what cannot be pressed is not pressed by a key"
        question.buttons["keep"].setEnabled(True)
        QTest.keyClick(part, Qt.Key.Key_Return)
        assert question.answer == "keep"
        assert not question.isVisible()
