"""A few words that must be read before going on: what is not right yet, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label


class Notice(QFrame):
    """A yellow box with an icon, a sentence and lines below it; hidden while it has nothing to say."""

    def __init__(self, icon: str = "warning", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note")
        self._title = Label("", Role.TABLE_STRONG, "note", wrap=True)
        self._lines = Column(gap=Size.GAP_2)
        self._words = words = Column(gap=Size.GAP_4)
        words.addWidget(self._title)
        words.addLayout(self._lines)
        row = Row(self, Size.GAP_8, (Size.GAP_12, Size.GAP_10, Size.GAP_12, Size.GAP_10))
        row.addWidget(IconLabel(icon, Size.ICON_CONTROL, "on_note"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    @property
    def sentence(self) -> str:
        """Return everything that is said, empty while the box is hidden."""
        return self.accessibleName()

    def add_buttons(self, *buttons: Button) -> None:
        """Offer these below the words."""
        row = Row(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_6, Size.NONE, Size.NONE))
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self._words.addLayout(row)

    def say(self, title: str, lines: Sequence[str] = ()) -> None:
        """Show a sentence with lines below it; an empty sentence hides the box."""
        sentence = " ".join((title, *lines)) if title else ""
        if sentence == self.sentence:
            return
        self.setAccessibleName(sentence)
        self._title.setText(title)
        empty_layout(self._lines)
        for line in lines:
            self._lines.addWidget(Label(line, Role.TABLE, "note", wrap=True))
        reveal(self, bool(title))
