"""The head of a page: its title, one line of state, and at the right at most one primary button.

Where title and buttons have no room side by side the buttons go on in lines of their own, so that no verb is cut.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, reveal, sides
from ui.widgets.button import Button
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import ElidedLabel, IconLabel, TwoLineLabel


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
        self._title.cut = Qt.TextElideMode.ElideMiddle
        self._state = TwoLineLabel(state, Role.TABLE, "ink2")
        self._state_icon = IconLabel("hard-drives", Size.ICON_CHIP, "ink2")
        self._state_icon.hide()
        self._chip = StatusChip()
        self._middle = Row(gap=Size.GAP_12)
        self._actions: list[QWidget] = []
        self._lines: list[list[QWidget]] = [[]]
        self._right = Row(gap=Size.GAP_8)
        self._rows = [self._right]
        self._below = Column(gap=Size.GAP_8)
        self._inset = Size.GAP_20 if with_back or dense else Size.GAP_24
        # All is centred in the height, so little is enough above and below; a second line of words then has room.
        all_lines = Column(self, Size.NONE, sides(self._inset, Size.GAP_2))
        whole = Row(gap=Size.GAP_12)
        all_lines.addLayout(whole, 1)
        all_lines.addLayout(self._below)
        self._first = whole
        if with_back:
            button = Button(icon="caret-left", spoken=_("Kembali"))
            button.clicked.connect(self.back)
            whole.addWidget(button)
        words = Column(gap=Size.NONE)
        # Beside an empty layout Qt would give the title the least room; a widget that is hidden takes no part.
        self._line = QWidget()
        line = Row(self._line, Size.GAP_6)
        line.addWidget(self._state_icon)
        line.addWidget(self._state, 1)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._line)
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
        reveal(self._line, bool(text))
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
        self._actions.append(widget)
        self._lines = [list(self._actions)]

    def title(self) -> str:
        """Return the title shown."""
        return self._title.text()

    def state(self) -> str:
        """Return the line shown below the title."""
        return self._state.text()

    def minimumSizeHint(self) -> QSize:
        """Return that the widest button alone is wide enough, since the others can go below it."""
        hint = super().minimumSizeHint()
        words = self._first.minimumSize().width() - self._right.minimumSize().width()
        shown = [one for one in self._actions if not one.isHidden()]
        widest = max((max(one.minimumSizeHint().width(), one.minimumWidth()) for one in shown), default=0)
        width = min(hint.width(), max(words, widest) + 2 * px(self._inset))
        return QSize(width, max(hint.height(), px(self._height)))

    def sizeHint(self) -> QSize:
        """Return the width of all in one line, and the height of the lines there are."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), px(self._height)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where they have room."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Look again when a button has come, gone or grown."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def _split(self) -> list[list[QWidget]]:
        """Return the buttons by lines: all beside the title where they fit there, else as many a line as fit below."""
        gap, room = px(Size.GAP_8), self.width() - 2 * px(self._inset)
        wide = {
            one: 0 if one.isHidden() else max(one.sizeHint().width(), one.minimumWidth()) + gap for one in self._actions
        }
        title = min(self._title.sizeHint().width(), px(Size.MASTER_LIST))
        others = self._first.minimumSize().width() - self._title.minimumSizeHint().width()
        others -= self._right.minimumSize().width()
        if not self._right.count():
            others += px(Size.GAP_12)  # an empty row has no gap before it, and would seem to fit where it does not
        if title + others + sum(wide.values()) <= room:
            return [list(self._actions)]
        lines: list[list[QWidget]] = [[], []]
        left = room + gap
        for one in self._actions:
            if wide[one] > left and lines[-1]:
                lines.append([])
                left = room + gap
            lines[-1].append(one)
            left -= wide[one]
        return lines

    def _arrange(self) -> None:
        lines = self._split()
        if lines == self._lines:
            return
        self._lines = lines
        under = px(Size.GAP_6) if len(lines) > 1 else 0
        self._below.setContentsMargins(0, under, 0, under)
        for row in self._rows:
            for one in self._actions:
                row.removeWidget(one)
        while len(self._rows) < len(lines):
            row = Row(gap=Size.GAP_8)
            row.addStretch(1)
            self._below.addLayout(row)
            self._rows.append(row)
        for row, line in zip(self._rows, lines, strict=False):
            for one in line:
                row.addWidget(one)
        # Hidden, as behind another page of a stack, nobody would measure anew before it is seen again.
        self._first.invalidate()
        self._below.invalidate()
        self.updateGeometry()

    def _measure(self) -> None:
        self.updateGeometry()
