"""Asks for the reason of a decision: it is told to the citizen, so nothing happens without one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.domain.feedback import MAX_TEXT
from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.field import Field
from ui.widgets.question import Answer, Question

_DO, _STAY = "do", "stay"


def ask_reason(parent: QWidget, title: str, body: str, verb: str, on_reason: Callable[[str], None]) -> Question:
    """Open the question and return at once; `on_reason` gets the reason when the person decided."""
    editor = QPlainTextEdit()
    editor.setTabChangesFocus(True)
    editor.setFixedHeight(px(Size.NOTE_EDITOR))
    field = Field(_("Alasan"), editor)
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, verb, "danger"))
    question = Question(title, body, answers, _STAY, field, parent)
    editor.textChanged.connect(partial(_allow, question, editor))
    question.accepted.connect(partial(_decided, editor, on_reason))
    question.finished.connect(question.deleteLater)
    _allow(question, editor)
    question.open()
    return question


def _allow(question: Question, editor: QPlainTextEdit) -> None:
    reason = editor.toPlainText().strip()
    question.buttons[_DO].setEnabled(bool(reason) and len(reason) <= MAX_TEXT)


def _decided(editor: QPlainTextEdit, on_reason: Callable[[str], None]) -> None:
    on_reason(editor.toPlainText().strip())
