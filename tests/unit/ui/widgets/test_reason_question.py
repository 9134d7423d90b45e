"""Questions that need a reason: what was written once is there when the same is asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.agreed_question import ask_agreed
from ui.widgets.given_before import MOST, GivenBefore
from ui.widgets.question import Question
from ui.widgets.reason_question import ask_for_reason

Ask = Callable[[str], Question]


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    inner = QWidget(window)
    inner.show()
    yield inner
    window.close()


def _reason(page: QWidget, title: str) -> Question:
    return ask_for_reason(page, title, "Desa membacanya.", "Buka", lambda _words: None, most=500)


def _agreed(page: QWidget, title: str) -> Question:
    return ask_agreed(page, title, "", date(2026, 12, 1), date(2026, 11, 1), lambda *_given: None)


def written(question: Question) -> QPlainTextEdit:
    found = question.findChild(QPlainTextEdit)
    assert isinstance(found, QPlainTextEdit)
    return found


def offered(question: Question) -> GivenBefore | None:
    found = question.findChild(GivenBefore)
    assert isinstance(found, GivenBefore)
    return found if found.isVisible() else None


@pytest.mark.parametrize("ask", [_reason, _agreed])
@pytest.mark.parametrize("answer", ["do", "stay"])
def test_words_of_a_question_that_came_to_nothing_can_be_used_again(
    page: QWidget, ask: Callable[[QWidget, str], Question], answer: str
) -> None:
    first = ask(page, "Buka kembali laporan Balang?")
    assert offered(first) is None
    written(first).setPlainText("Angka realisasi keliru.")
    first.buttons[answer].click()

    other = ask(page, "Buka kembali laporan Balida?")
    assert (offered(other), written(other).toPlainText()) == (None, "")
    other.reject()

    again = ask(page, "Buka kembali laporan Balang?")
    before = offered(again)
    assert before is not None
    assert written(again).toPlainText() == "", "nothing is decided by words of before without the person"
    assert not again.buttons["do"].isEnabled()
    before.click()
    assert written(again).toPlainText() == "Angka realisasi keliru."
    assert again.buttons["do"].isEnabled()
    assert offered(again) is None
    again.reject()


def test_no_more_words_are_kept_than_those_of_the_newest_questions(page: QWidget) -> None:
    for number in range(MOST + 1):
        asked = _reason(page, f"Buka {number}?")
        written(asked).setPlainText("Sebab.")
        asked.reject()
    assert offered(_reason(page, "Buka 0?")) is None
    assert offered(_reason(page, f"Buka {MOST}?")) is not None
