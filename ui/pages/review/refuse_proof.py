"""Asks why a proof is sent back: ready reasons to choose from, and words of one's own. The village reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.messages import _
from sipa_core.ops.posting import MAX_REASON
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Column
from ui.widgets.field import Field
from ui.widgets.question import Answer, Question
from ui.widgets.select import Select

_DO, _STAY = "do", "stay"


def ask_refusal(parent: QWidget, title: str, reasons: Sequence[str], on_reason: Callable[[str], None]) -> Question:
    """Open the question and return at once; `on_reason` gets the reason when the person decided."""
    ready = Select(_("Alasan siap pakai"))
    ready.addItem(_("Pilih alasan"), "")
    for reason in reasons:
        ready.addItem(reason, reason)
    # A long reason must not widen the dialog.
    ready.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    ready.setMinimumContentsLength(30)
    editor = QPlainTextEdit()
    editor.setTabChangesFocus(True)
    editor.setFixedHeight(px(Size.NOTE_EDITOR))
    field = Field(_("Alasan untuk desa"), editor)
    content = QWidget()
    column = Column(content, Size.GAP_10)
    column.addWidget(ready)
    column.addWidget(field)
    content.setFocusProxy(ready)
    body = _("Desa membaca alasan ini, lalu memberi bukti lain. Salurannya kembali ke daftar desa.")
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, _("Minta bukti lain"), "danger", "arrow-u-up-left"))
    question = Question(title, body, answers, _STAY, content, parent)
    ready.activated.connect(partial(_chose, ready, editor))
    editor.textChanged.connect(partial(_allow, question, editor))
    question.accepted.connect(partial(_decided, editor, on_reason))
    question.finished.connect(question.deleteLater)
    _allow(question, editor)
    question.open()
    ready.setFocus(Qt.FocusReason.OtherFocusReason)
    return question


def _chose(ready: Select, editor: QPlainTextEdit, at: int) -> None:
    reason = str(ready.itemData(at) or "")
    if reason:
        editor.setPlainText(reason)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.moveCursor(editor.textCursor().MoveOperation.End)


def _allow(question: Question, editor: QPlainTextEdit) -> None:
    reason = editor.toPlainText().strip()
    question.buttons[_DO].setEnabled(bool(reason) and len(reason) <= MAX_REASON)


def _decided(editor: QPlainTextEdit, on_reason: Callable[[str], None]) -> None:
    on_reason(editor.toPlainText().strip())
