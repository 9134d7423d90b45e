"""A field of a form: the label above, the editor, and below it help, a fault or the number of a note."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import set_state
from ui.design.type import Role
from ui.widgets.badge import TALK, Badge
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.date_field import DateField
from ui.widgets.label import IconLabel, Label


class Field(QWidget):
    """Wraps any editor. A fault takes the place of the help and goes to the reader; a note keeps the help and adds
    its number.
    """

    def __init__(
        self, label: str, editor: QWidget, help_text: str = "", optional: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._help_text = help_text
        self._label = Label(label, Role.TABLE_STRONG)
        self._label.setBuddy(editor)
        self._badge = Badge()
        self._optional = Label(_("boleh kosong") if optional else "", Role.CAPTION, "ink3")
        self._icon = IconLabel("warning-circle", Size.ICON_SMALL, "danger", icons.FILL)
        self._below = Label(help_text, Role.CAPTION, "ink2", wrap=True)
        head = Row(gap=Size.GAP_8)
        head.addWidget(self._label)
        head.addWidget(self._badge)
        head.addStretch(1)
        head.addWidget(self._optional)
        foot = Row(gap=Size.GAP_6)
        foot.addWidget(self._icon)
        foot.addWidget(self._below, 1)
        column = Column(self, Size.GAP_4)
        column.addLayout(head)
        column.addWidget(editor)
        column.addLayout(foot)
        editor.setAccessibleName(label)
        self.setFocusProxy(editor)
        self.set_fault("")
        if isinstance(editor, DateField):
            editor.unreadable.connect(self.set_fault)
            editor.changed.connect(lambda _iso: self.set_fault(""))

    @property
    def label(self) -> str:
        """Return the words of the label."""
        return self._label.text()

    @property
    def fault(self) -> str:
        """Return the sentence of the fault shown, or an empty text."""
        return self._below.text() if self._icon.isVisibleTo(self) else ""

    def set_label(self, label: str) -> None:
        """Change the words above the editor, also for the reader."""
        self._label.setText(label)
        self.editor.setAccessibleName(label)

    def set_help(self, text: str) -> None:
        """Change the help below the editor; a fault stays until it is taken away."""
        self._help_text = text
        if not self.fault:
            self._say(text)
            self.editor.setAccessibleDescription(text)

    def set_fault(self, sentence: str) -> None:
        """Say what is not right with the value, or with an empty text that all is well."""
        reveal(self._icon, bool(sentence))
        self._say(sentence or self._help_text)
        self._below.set_tone("danger" if sentence else "ink2")
        self.editor.setAccessibleDescription(sentence or self._help_text)
        self._dress()

    def set_note(self, number: int | None) -> None:
        """Mark the field with the number of a note, or take the mark away with None."""
        self._badge.set_number(number)
        self._dress()

    def _say(self, text: str) -> None:
        self._below.setText(text)
        reveal(self._below, bool(text))

    def _dress(self) -> None:
        noted = self._badge.number is not None and self._badge.number > TALK
        set_state(self.editor, "error" if self.fault else "note" if noted else "")
