"""Asks what a village and the kecamatan agree shall be done, and until which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.domain.dates import YearMeant
from sipa_core.messages import _
from sipa_core.ops.guidance import MAX_GUIDANCE, MAX_REASON
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Column
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.given_before import GivenBefore
from ui.widgets.question import Answer, Question
from ui.widgets.reason_question import ask_for_reason
from ui.widgets.select import Select

_DO, _STAY = "do", "stay"
_AHEAD = 334
"""Of the year of a day: what is agreed lies ahead, at most a month behind."""


def ask_agreed(
    parent: QWidget,
    title: str,
    text: str,
    due: date | None,
    today: date,
    on_agreed: Callable[[str, str, date], None],
    villages: Sequence[tuple[str, str]] = (),
) -> Question:
    """Ask what shall be done until which day (and by which village, when some are given); `on_agreed` gets village,
    text and day.
    """
    content = QWidget()
    column = Column(content, Size.GAP_12)
    village = Select(_("Desa"))
    for code, name in villages:
        village.addItem(name, code)
    if villages:
        column.addWidget(Field(_("Desa"), village))
    editor = QPlainTextEdit(text[:MAX_GUIDANCE])
    editor.setTabChangesFocus(True)
    editor.setFixedHeight(px(Size.NOTE_EDITOR))
    what = Field(_("Yang disepakati"), editor)
    day = DateField(_("Sampai tanggal"))
    day.meant = YearMeant(today, ahead=_AHEAD)
    if due is not None:
        day.set_iso(due.isoformat())
    until = Field(_("Sampai tanggal"), day)
    before = GivenBefore(editor)
    column.addWidget(what)
    column.addWidget(before, 0, Qt.AlignmentFlag.AlignLeft)
    column.addWidget(until)
    content.setFocusProxy(editor)
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, _("Simpan"), "primary"))
    body = _("Desa mencentang bila sudah dikerjakan, kecamatan mengesahkan.")
    question = Question(title, body, answers, _STAY, content, parent)
    before.follow(question, parent)

    def allow() -> None:
        said = editor.toPlainText().strip()
        what.set_fault(
            _("Lebih dari {n} huruf. Pendekkan dulu.").format(n=MAX_GUIDANCE) if len(said) > MAX_GUIDANCE else ""
        )
        question.buttons[_DO].setEnabled(bool(said) and len(said) <= MAX_GUIDANCE and day.day is not None)

    def decided() -> None:
        until_day = day.day
        if until_day is not None:
            on_agreed(str(village.currentData() or ""), editor.toPlainText().strip(), until_day)

    editor.textChanged.connect(allow)
    day.textChanged.connect(allow)
    question.accepted.connect(decided)
    question.finished.connect(question.deleteLater)
    allow()
    question.open()
    return question


def ask_give_back(parent: QWidget, text: str, on_reason: Callable[[str], None]) -> Question:
    """Ask why what was agreed does not count as done; the village reads it."""
    title = _("Kembalikan pembinaan ini?")
    label = _("Alasan untuk desa")
    return ask_for_reason(parent, title, text, _("Kembalikan"), on_reason, most=MAX_REASON, label=label)
