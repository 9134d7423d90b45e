"""A question whose answer needs a reason: nothing happens without one, since somebody else will read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.button import Kind
from ui.widgets.field import Field
from ui.widgets.question import Answer, Question

_DO, _STAY = "do", "stay"


def ask_for_reason(
    parent: QWidget,
    title: str,
    body: str,
    verb: str,
    on_reason: Callable[[str], None],
    *,
    most: int,
    kind: Kind = "primary",
) -> Question:
    """Open the question and return at once; `on_reason` gets the reason (1 to `most` letters) when it was given."""
    editor = QPlainTextEdit()
    editor.setTabChangesFocus(True)
    editor.setFixedHeight(px(Size.NOTE_EDITOR))
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, verb, kind))
    question = Question(title, body, answers, _STAY, Field(_("Alasan"), editor), parent)
    editor.textChanged.connect(partial(_allow, question, editor, most))
    question.accepted.connect(partial(_decided, editor, on_reason))
    question.finished.connect(question.deleteLater)
    _allow(question, editor, most)
    question.open()
    return question


def _allow(question: Question, editor: QPlainTextEdit, most: int) -> None:
    reason = editor.toPlainText().strip()
    question.buttons[_DO].setEnabled(bool(reason) and len(reason) <= most)


def _decided(editor: QPlainTextEdit, on_reason: Callable[[str], None]) -> None:
    on_reason(editor.toPlainText().strip())
