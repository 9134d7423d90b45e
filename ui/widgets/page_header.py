"""The head of a page: its title, one line of state, and at the right at most one primary button."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, reveal, sides
from ui.widgets.button import Button
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import ElidedLabel, IconLabel


class PageHeader(QFrame):
    """68 px high, 54 when `dense`. `kind="bar"` lies on white with a line below (editor, lists), `"plain"` on the
    canvas (first page).

    With `back` it has a back button, and the title is one step smaller, as for a page inside a page.
    """

    back = Signal()

    def __init__(
        self,
        title: str,
        state: str = "",
        kind: Literal["plain", "bar"] = "plain",
        with_back: bool = False,
        dense: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setProperty("kind", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._height = Size.HEADER_DENSE if dense else Size.HEADER
        self._title = ElidedLabel(title, Role.SECTION if with_back else Role.TITLE)
        self._state = ElidedLabel(state, Role.TABLE, "ink2")
        self._state_icon = IconLabel("hard-drives", Size.ICON_CHIP, "ink2")
        self._state_icon.hide()
        self._chip = StatusChip()
        self._middle = Row(gap=Size.GAP_12)
        self._right = Row(gap=Size.GAP_8)
        whole = Row(
            self,
            Size.GAP_12,
            sides(Size.GAP_20 if with_back or dense else Size.GAP_24, Size.GAP_2 if dense else Size.GAP_8),
        )
        if with_back:
            button = Button(icon="caret-left", spoken=_("Kembali"))
            button.clicked.connect(self.back)
            whole.addWidget(button)
        words = Column(gap=Size.NONE)
        line = Row(gap=Size.GAP_6)
        line.addWidget(self._state_icon)
        line.addWidget(self._state, 1)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addLayout(line)
        words.addStretch(1)
        whole.addLayout(words)
        whole.addWidget(self._chip)
        whole.addLayout(self._middle)
        whole.addStretch(1)
        whole.addLayout(self._right)
        self.set_state(state)
        watch(self._measure)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)

    def set_state(self, text: str, icon: str = "", tone: str = "ink2") -> None:
        """Change the line below the title, with an icon before it when given."""
        self._state.setText(text)
        self._state.set_tone(tone)
        reveal(self._state, bool(text))
        reveal(self._state_icon, bool(icon and text))
        if icon:
            self._state_icon.set_icon(icon)

    def set_chip(self, chip: Chip | None) -> None:
        """Show the state of what the page is about."""
        self._chip.set_chip(chip)

    def add_middle(self, widget: QWidget) -> None:
        """Add a switch between views beside the title."""
        self._middle.addWidget(widget)

    def add_action(self, widget: QWidget) -> None:
        """Add a button at the right; the last one added is the outermost."""
        self._right.addWidget(widget)

    def title(self) -> str:
        """Return the title shown."""
        return self._title.text()

    def state(self) -> str:
        """Return the line shown below the title."""
        return self._state.text()

    def _measure(self) -> None:
        self.setMinimumHeight(px(self._height))
