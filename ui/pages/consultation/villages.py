"""Asks to which villages a new thread goes: one of its own for each that is ticked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Column, Line, Scroller
from ui.widgets.check_box import CheckBox
from ui.widgets.question import Answer, Question

_DO, _STAY = "do", "stay"


def ask_villages(
    parent: QWidget,
    villages: Sequence[tuple[str, str]],
    chosen: Collection[str],
    on_chosen: Callable[[tuple[str, ...]], None],
) -> Question:
    """Open the question and return at once; `on_chosen` gets the codes in the order of the list."""
    content = QWidget()
    column = Column(content, Size.GAP_4)
    everyone = CheckBox(_("Semua desa"))
    column.addWidget(everyone)
    column.addWidget(Line())
    scroller = Scroller(Size.NONE)
    boxes = {}
    for code, name in villages:
        box = CheckBox(name)
        box.setChecked(code in chosen)
        boxes[code] = box
        scroller.column.addWidget(box)
    scroller.column.addStretch(1)
    scroller.setFixedHeight(min(len(boxes) * px(Size.CONTROL_DENSE) + px(Size.GAP_8), px(Size.PREVIEW)))
    column.addWidget(scroller)
    content.setFocusProxy(everyone)
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, _("Pakai"), "primary"))
    body = _("Setiap desa mendapat percakapannya sendiri dan hanya membaca miliknya.")
    question = Question(_("Kirim ke desa mana?"), body, answers, _STAY, content, parent)

    def count() -> None:
        ticked = sum(box.isChecked() for box in boxes.values())
        was = everyone.blockSignals(True)
        everyone.setChecked(bool(boxes) and ticked == len(boxes))
        everyone.blockSignals(was)
        question.buttons[_DO].setEnabled(bool(ticked))

    def all_or_none(checked: bool) -> None:
        for box in boxes.values():
            box.setChecked(checked)

    for box in boxes.values():
        box.toggled.connect(count)
    everyone.toggled.connect(all_or_none)
    question.accepted.connect(lambda: on_chosen(tuple(code for code, box in boxes.items() if box.isChecked())))
    question.finished.connect(question.deleteLater)
    count()
    question.open()
    return question
