"""The strip at the bottom of every page: where the work is, what waits to be sent, when the desk was last connected.

It only shows the value it is given; what is true is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Line, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, IconLabel, Label


@dataclass(frozen=True)
class StripSegment:
    """One fact. `tone` is a tone of a label (`ink2`, `warn`, `good`, `danger`, `sent`); `detail` follows in plain
    letters.

    `percent` (0 to 100) shows a bar and the figure after the text.
    """

    icon: str
    text: str
    tone: str = "ink2"
    bold: bool = False
    detail: str = ""
    percent: int | None = None


@dataclass(frozen=True)
class StripState:
    """What the strip shows: facts from the left, one action at the right (none when `action` is empty)."""

    segments: tuple[StripSegment, ...] = ()
    action: str = ""
    action_icon: str = "arrows-clockwise"
    action_key: str = ""


_TINTS = {
    "ink": "ink",
    "ink2": "ink2",
    "warn": "menunggu_fg",
    "good": "disetujui_fg",
    "danger": "danger",
    "late": "terlambat_fg",
    "sent": "terkirim_fg",
}


class SyncStrip(QFrame):
    """The strip, 36 px; `acted` when the person pressed its action."""

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Keadaan penyimpanan dan pengiriman"))
        self._state = StripState()
        self._facts = Row(gap=Size.GAP_16)
        self._button = Button(kind="link", height="dense")
        self._button.clicked.connect(self.acted)
        whole = Row(self, Size.GAP_16, (Size.GAP_16, Size.GAP_2, Size.GAP_4, Size.GAP_2))
        whole.addLayout(self._facts)
        whole.addStretch(1)
        whole.addWidget(self._button)
        self._button.hide()
        watch(self._measure)

    @property
    def state(self) -> StripState:
        """Return what is shown."""
        return self._state

    @property
    def action_button(self) -> Button:
        """Return the button of the action."""
        return self._button

    def set_state(self, state: StripState) -> None:
        """Show another state; nothing is rebuilt when it is the same."""
        if state == self._state:
            return
        self._state = state
        empty_layout(self._facts)
        for at, segment in enumerate(state.segments):
            if at:
                self._facts.addWidget(Line(upright=True, short=True))
            self._facts.addLayout(_fact(segment))
        self._button.set_face(state.action, state.action_icon, state.action_key)
        reveal(self._button, bool(state.action))
        self.setAccessibleDescription(". ".join(spoken(segment) for segment in state.segments))

    def _measure(self) -> None:
        self.setFixedHeight(px(Size.STRIP))


def spoken(segment: StripSegment) -> str:
    """Return a fact as a sentence for a reader."""
    parts = [segment.text, segment.detail, "" if segment.percent is None else f"{segment.percent}%"]
    return " ".join(part for part in parts if part)


def _fact(segment: StripSegment) -> Row:
    row = Row(gap=Size.GAP_8)
    tint = _TINTS.get(segment.tone, "ink2")
    row.addWidget(IconLabel(segment.icon, Size.ICON_SMALL, tint, icons.REGULAR))
    role = Role.TABLE_STRONG if segment.bold else Role.TABLE
    # What is wrong is never cut; what goes its way may be, where there is no room for all.
    words = Label(segment.text, role, segment.tone) if segment.tone == "danger" else None
    row.addWidget(words or ElidedLabel(segment.text, role, segment.tone))
    if segment.detail:
        row.addWidget(Label(segment.detail, Role.TABLE, "ink2"))
    if segment.percent is not None:
        bar = Bar(segment.percent / 100, "primary", thin=True)
        bar.setMaximumWidth(px(Size.BAR_WIDTH_STRIP))
        row.addWidget(bar)
        row.addWidget(Label(f"{segment.percent}%", Role.TABLE, "ink2"))
    return row
