"""The strip at the bottom of every page: where the work is, what waits to be sent, when the desk was last connected.

It only shows the value it is given; what is true is decided elsewhere.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import font, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.bar import Bar
from ui.widgets.boxes import Line, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label


class StripSegment(msgspec.Struct, frozen=True):
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


class StripState(msgspec.Struct, frozen=True):
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
        self._shown: list[tuple[QWidget, int]] = []
        self._button = Button(kind="link", height="dense")
        self._button.clicked.connect(self.acted)
        whole = Row(self, Size.GAP_16, (Size.GAP_16, Size.HAIR, Size.GAP_4, Size.NONE))
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
        self._shown = []
        for at, segment in enumerate(state.segments):
            fact = _fact(segment, after=at > 0)
            self._facts.addWidget(fact)
            calm = segment.tone == "ink2" and not segment.bold
            self._shown.append((fact, 2 if segment.tone == "danger" else 0 if calm else 1))
        self._button.set_face(state.action, state.action_icon, state.action_key)
        reveal(self._button, bool(state.action))
        self.setAccessibleDescription(self._all())
        self._fit()

    def action_width(self) -> int:
        """Return how much of the right the action takes, in pixels."""
        return self.width() - self._button.x() if self._state.action else 0

    def minimumSizeHint(self) -> QSize:
        """Return that the strip needs no more than its action: facts without room go to the tooltip."""
        return QSize(self._button.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many facts as can be read whole."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Look again when letters have got their size."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _all(self) -> str:
        return ". ".join(spoken(segment) for segment in self._state.segments)

    def _fit(self) -> None:
        """Hide what has no room even in two lines: what tells that all is well first, what is wrong last, and never the
        first fact.
        """
        gap = px(Size.GAP_16)
        room = self.width() - 2 * gap - (self._button.sizeHint().width() if self._state.action else 0)
        taken = sum(fact.minimumSizeHint().width() + gap for fact, _rank in self._shown)
        order = sorted(self._shown[:0:-1], key=lambda one: one[1])
        hidden = set()
        while taken > room and order:
            fact = order.pop(0)[0]
            taken -= fact.minimumSizeHint().width() + gap
            hidden.add(fact)
        for fact, _rank in self._shown:
            reveal(fact, fact not in hidden)
        self.setToolTip(tip(self._all()) if hidden else "")

    def _measure(self) -> None:
        lines = 2 * QFontMetrics(font(Role.TABLE_STRONG)).height()
        self.setFixedHeight(max(px(Size.STRIP), lines + px(Size.HAIR)))
        self._fit()


def spoken(segment: StripSegment) -> str:
    """Return a fact as a sentence for a reader."""
    parts = [segment.text, segment.detail, "" if segment.percent is None else f"{segment.percent}%"]
    return " ".join(part for part in parts if part)


class _Words(Label):
    """A fact in one line, in two where it has no room."""

    def __init__(self, text: str, role: Role, tone: str) -> None:
        super().__init__(text, role, tone)
        self.setMinimumWidth(0)

    def minimumSizeHint(self) -> QSize:
        words, metrics = self.text().split(), self.fontMetrics()
        splits = (
            max(metrics.horizontalAdvance(" ".join(part)) for part in (words[:at], words[at:]))
            for at in range(1, len(words) + 1)
        )
        return QSize(min(splits, default=0) + px(Size.GAP_2), metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect(), flags, self.text())
        painter.end()


def _fact(segment: StripSegment, *, after: bool) -> QWidget:
    holder = QWidget()
    row = Row(holder, Size.GAP_8)
    if after:
        row.addWidget(Line(upright=True, short=True))
        row.addSpacing(px(Size.GAP_8))
    tint = _TINTS.get(segment.tone, "ink2")
    row.addWidget(IconLabel(segment.icon, Size.ICON_SMALL, tint, icons.REGULAR))
    role = Role.TABLE_STRONG if segment.bold else Role.TABLE
    row.addWidget(_Words(segment.text, role, segment.tone))
    if segment.detail:
        row.addWidget(Label(segment.detail, Role.TABLE, "ink2"))
    if segment.percent is not None:
        bar = Bar(segment.percent / 100, "primary", thin=True)
        bar.setMaximumWidth(px(Size.BAR_WIDTH_STRIP))
        row.addWidget(bar)
        row.addWidget(Label(f"{segment.percent}%", Role.TABLE, "ink2"))
    return holder
