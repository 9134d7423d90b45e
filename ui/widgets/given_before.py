"""What was written into a question before, so that it is there when the same question is asked again.

A decision may be refused after its question has closed (the disk is full, the other office was faster), and Esc is hit
by mistake; what somebody thought out for others to read must not have to be thought out twice.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.messages import _
from ui.widgets.button import Button
from ui.widgets.question import Question

MOST: Final = 20
"""Questions whose words are kept, the newest ones."""


class _Given(QObject):
    """The words of a window, in memory only: they go with it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.words: dict[str, str] = {}


class GivenBefore(Button):
    """Puts the words of last time into `editor`; out of sight while there are none, or the same stand there."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(_("Pakai tulisan tadi"), "arrow-counter-clockwise", "link", "dense")
        self._editor = editor
        self._words = ""
        self.setVisible(False)
        self.clicked.connect(self._put)
        editor.textChanged.connect(self._look)

    def follow(self, question: Question, parent: QWidget) -> None:
        """Offer what this question was given before, and keep what it is given now."""
        window = parent.window()
        given = window.findChild(_Given) or _Given(window)
        about = f"{question.windowTitle()}\n{question.body.text()}"
        self._words = given.words.get(about, "")
        question.finished.connect(partial(_keep, given, about, self._editor))
        self._look()

    def _look(self) -> None:
        here = self._editor.toPlainText().strip()
        self.setVisible(bool(self._words) and here != self._words)

    def _put(self) -> None:
        self._editor.setPlainText(self._words)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.moveCursor(self._editor.textCursor().MoveOperation.End)


def _keep(given: _Given, about: str, editor: QPlainTextEdit, _result: int) -> None:
    words = editor.toPlainText().strip()
    if words:
        given.words.pop(about, None)
        given.words[about] = words
    while len(given.words) > MOST:
        del given.words[next(iter(given.words))]
