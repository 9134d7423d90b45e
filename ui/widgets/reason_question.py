"""A question whose answer needs a reason: nothing happens without one, since somebody else will read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Column
from ui.widgets.button import Kind
from ui.widgets.field import Field
from ui.widgets.given_before import GivenBefore
from ui.widgets.question import Answer, Question
from ui.widgets.select import Select

_DO, _STAY = "do", "stay"
_READY_LETTERS = 30


def ask_for_reason(
    parent: QWidget,
    title: str,
    body: str,
    verb: str,
    on_reason: Callable[[str], None],
    *,
    most: int,
    kind: Kind = "primary",
    icon: str = "",
    label: str = "",
    ready: Sequence[str] = (),
) -> Question:
    """Open the question and return at once; `on_reason` gets the reason (1 to `most` letters) when it was given.

    `ready` are reasons to choose from, laid into the field to be changed; `label` is the field's name.
    """
    editor = QPlainTextEdit()
    editor.setTabChangesFocus(True)
    editor.setFixedHeight(px(Size.NOTE_EDITOR))
    choice = _choice(ready, editor) if ready else None
    before = GivenBefore(editor)
    content = _content(choice, Field(label or _("Alasan"), editor), before)
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, verb, kind, icon))
    question = Question(title, body, answers, _STAY, content, parent)
    before.follow(question, parent)
    editor.textChanged.connect(partial(_allow, question, editor, most))
    question.accepted.connect(partial(_decided, editor, on_reason))
    question.finished.connect(question.deleteLater)
    _allow(question, editor, most)
    question.open()
    if choice is not None:
        choice.setFocus(Qt.FocusReason.OtherFocusReason)
    return question


def _choice(ready: Sequence[str], editor: QPlainTextEdit) -> Select:
    choice = Select(_("Alasan siap pakai"))
    choice.addItem(_("Pilih alasan"), "")
    for reason in ready:
        choice.addItem(reason, reason)
    # A long reason must not widen the dialog.
    choice.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(_READY_LETTERS)
    choice.activated.connect(partial(_chose, choice, editor))
    return choice


def _content(choice: Select | None, field: QWidget, before: GivenBefore) -> QWidget:
    content = QWidget()
    column = Column(content, Size.GAP_10)
    if choice is not None:
        column.addWidget(choice)
    column.addWidget(field)
    column.addWidget(before, 0, Qt.AlignmentFlag.AlignLeft)
    content.setFocusProxy(choice or field)
    return content


def _chose(choice: Select, editor: QPlainTextEdit, at: int) -> None:
    reason = str(choice.itemData(at) or "")
    if reason:
        editor.setPlainText(reason)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.moveCursor(editor.textCursor().MoveOperation.End)


def _allow(question: Question, editor: QPlainTextEdit, most: int) -> None:
    reason = editor.toPlainText().strip()
    question.buttons[_DO].setEnabled(bool(reason) and len(reason) <= most)


def _decided(editor: QPlainTextEdit, on_reason: Callable[[str], None]) -> None:
    on_reason(editor.toPlainText().strip())
