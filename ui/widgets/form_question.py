"""A question with a form: it is not answered while the form has a complaint, which it says instead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, reveal
from ui.widgets.date_field import DateField
from ui.widgets.label import Label
from ui.widgets.question import Answer, Question

DO, STAY = "do", "stay"


class FormQuestion(Question):
    """The dialog; `check` says why the form cannot be taken, empty when it can."""

    check: Callable[[], str]
    fault: Label

    def accept(self) -> None:
        """Close only with a form that can be taken."""
        words = self.check()
        self.fault.setText(words)
        reveal(self.fault, bool(words))
        fit_question(self)
        if words:
            return
        super().accept()


def ask_form(
    parent: QWidget,
    title: str,
    body: str,
    verb: str,
    form: QWidget,
    complaint: Callable[[], str],
    on_yes: Callable[[], None],
) -> FormQuestion:
    """Open a form; `on_yes` is called once it was taken."""
    holder = QWidget()
    column = Column(holder, Size.GAP_8)
    column.addWidget(form)
    fault = Label("", Role.TABLE_STRONG, "danger", wrap=True)
    fault.hide()
    column.addWidget(fault)
    holder.setFocusProxy(form)
    answers = (Answer(STAY, _("Batal")), Answer(DO, verb, "primary"))
    question = FormQuestion(title, body, answers, STAY, holder, parent)
    question.check = complaint
    question.fault = fault
    question.accepted.connect(on_yes)
    question.finished.connect(question.deleteLater)
    for day in form.findChildren(DateField):
        # Its field says below it why it cannot be read, as soon as it is left.
        day.unreadable.connect(lambda _reason: fit_question(question))
    question.open()
    return question


def fit_question(window: QWidget) -> None:
    """Make a question as high as what it shows now."""
    layout = window.layout()
    if isinstance(window, Question) and window.isVisible() and layout is not None:
        layout.activate()
        window.resize(window.width(), layout.heightForWidth(window.width()))
