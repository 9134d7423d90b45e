"""The right of the page: the time left to answer, and what is known of the matter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.feedback_views import ClockView, Fact, FeedbackDetail, Urgency
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal
from ui.widgets.label import IconLabel, Label
from ui.widgets.pane import Pane

_TONES = {Urgency.NONE: "ink", Urgency.CALM: "ink", Urgency.SOON: "warn", Urgency.LATE: "late"}
_BARS = {Urgency.NONE: "bar", Urgency.CALM: "bar", Urgency.SOON: "note_line", Urgency.LATE: "terlambat_fg"}


class SidePanel(Pane):
    """Shows one conversation's clock and facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", Size.SIDE_PANEL_NARROW, parent=parent)
        self._title = Label(_("Waktu menjawab"), Role.CARD, wrap=True)
        self._left = Label("", Role.KPI_DENSE)
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        self._bar = Bar(thin=False)
        self._start, self._end = Label("", Role.CAPTION, "ink2"), Label("", Role.CAPTION, "ink2")
        self._facts = Column(gap=Size.GAP_8)
        self._told: tuple[Fact, ...] = ()
        self._privacy = Label("", Role.CAPTION, "ink2", wrap=True)
        self._clock = QWidget()
        inner = self._inner = Scroller(Size.GAP_16, even(Size.GAP_16))
        inner.column.addWidget(self._clock)
        self._build_clock()
        facts = Column(gap=Size.GAP_8)
        facts.addWidget(Label(_("Keterangan"), Role.CARD))
        facts.addLayout(self._facts)
        inner.column.addLayout(facts)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(IconLabel("lock-simple", Size.ICON_SMALL, "ink2"), 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._privacy, 1)
        inner.column.addLayout(foot)
        inner.column.addStretch(1)
        self.column.addWidget(inner)

    def show_detail(self, detail: FeedbackDetail | None) -> None:
        """Show another conversation, or nothing."""
        reveal(self._inner, detail is not None)
        if detail is None:
            return
        self._show_clock(detail.clock)
        self._show_facts(detail.facts)
        self._privacy.setText(detail.privacy_words)

    def _show_facts(self, facts: tuple[Fact, ...]) -> None:
        if facts == self._told:
            return
        self._told = facts
        empty_layout(self._facts)
        for at, fact in enumerate(facts):
            if at:
                self._facts.addWidget(Line())
            self._facts.addWidget(_fact(fact.label, fact.value))

    def _show_clock(self, clock: ClockView) -> None:
        self._title.setText(clock.title)
        self._left.setText(clock.left)
        self._left.set_tone(_TONES[clock.urgency] if clock.running else "ink")
        self._words.setText(clock.words)
        self._bar.set_share(clock.permille / 1000, _BARS[clock.urgency])
        self._start.setText(clock.start_words)
        self._end.setText(clock.end_words)
        self._clock.setAccessibleName(f"{clock.title}: {clock.left} {clock.words}")

    def _build_clock(self) -> None:
        column = Column(self._clock, Size.GAP_6)
        column.addWidget(self._title)
        column.addWidget(self._left)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        ends = Row(gap=Size.GAP_8)
        ends.addWidget(self._start)
        ends.addStretch(1)
        ends.addWidget(self._end)
        column.addLayout(ends)


def _fact(label: str, value: str) -> QWidget:
    made = QWidget()
    made.setAccessibleName(f"{label}: {value}")
    column = Column(made, Size.NONE)
    column.addWidget(Label(label, Role.CAPTION, "ink2"))
    column.addWidget(Label(value, Role.TABLE_STRONG, wrap=True))
    return made
