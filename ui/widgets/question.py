"""A question to the person: the title is the question, one or two sentences, and verbs as buttons.

The safe answer has Esc and the focus, Enter in a field presses the filled one; what destroys is outlined, never filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QRadioButton, QWidget

from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button, Kind
from ui.widgets.dialog import Dialog
from ui.widgets.label import Label
from ui.widgets.tab_order import in_order, next_of

_WITH_ENTER = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


class Answer(msgspec.Struct, frozen=True):
    """A button: what comes back, its verb, and its kind (`primary`, `plain` or `danger`)."""

    key: str
    verb: str
    kind: Kind = "plain"
    icon: str = ""


class Question(Dialog):
    """The dialog; `answer` is the key of the button pressed, or `safe` after Esc and closing.

    `content` is a widget between the sentences and the buttons, such as a field; its focus comes first when given.
    """

    def __init__(
        self,
        title: str,
        body: str,
        answers: Sequence[Answer],
        safe: str,
        content: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(body)
        self.answer = safe
        self._safe = safe
        self.buttons: dict[str, Button] = {}
        column = Column(self, Size.GAP_12, even(Size.GAP_20))
        heading = Label(title, Role.SECTION, wrap=True)
        column.addWidget(heading)
        self.body = Label(body, Role.BODY, "ink2", wrap=True)
        self.body.setHidden(not body)
        column.addWidget(self.body)
        if content is not None:
            column.addWidget(content)
        column.addStretch(1)
        row = Row(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_8, Size.NONE, Size.NONE))
        row.addStretch(1)
        for answer in answers:
            button = Button(answer.verb, answer.icon, answer.kind)
            button.clicked.connect(partial(self._answered, answer.key))
            self.buttons[answer.key] = button
            row.addWidget(button)
        column.addLayout(row)
        watch(self._measure)
        if content is not None:
            _first_stop(content).setFocus(Qt.FocusReason.OtherFocusReason)
        elif safe in self.buttons:
            self.buttons[safe].setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Take the safe answer, as Esc does."""
        self.answer = self._safe
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the filled answer with Enter from a field or a choice, unless that field has a use for Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _WITH_ENTER
        main = next((button for button in self.buttons.values() if button.property("kind") == "primary"), None)
        here = self.focusWidget()
        taken = isinstance(here, QLineEdit) and here.receivers(SIGNAL("returnPressed()")) > 0
        if enter and main is not None and isinstance(here, QRadioButton | QCheckBox | QLineEdit) and not taken:
            if not event.isAutoRepeat():
                main.click()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go through the question in the order in which it is read, with the choice in force as one stop."""
        there = next_of(self, QApplication.focusWidget(), forward)
        if there is None:
            return False
        there.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _answered(self, key: str) -> None:
        self.answer = key
        if self.answer == self._safe:
            super().reject()
        else:
            self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Open as high as the words need at this width."""
        super().showEvent(event)
        self.fit()

    def _measure(self) -> None:
        self.setFixedWidth(px(Size.DIALOG))


def _first_stop(content: QWidget) -> QWidget:
    """Return what the person types into first: never a frame, on which the focus could not be seen."""
    here = content
    while (proxy := here.focusProxy()) is not None:
        here = proxy
    if here.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return here
    return next(in_order(here), here)


def ask(
    parent: QWidget,
    title: str,
    body: str,
    answers: Sequence[Answer],
    safe: str,
    content: QWidget | None = None,
) -> str:
    """Ask and wait; return the key of the answer, `safe` when the person closed the dialog."""
    dialog = Question(title, body, answers, safe, content, parent)
    dialog.exec()
    answer = dialog.answer
    dialog.deleteLater()
    return answer
