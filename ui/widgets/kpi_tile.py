"""Key figures: label, number with its unit, a bar, and a comparison in words; several share one card with hairlines."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Line, Row, empty_layout, reveal, sides
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.share_bar import Share, ShareBar


class Kpi(msgspec.Struct, frozen=True):
    """One figure as shown; `share` (0 to 1) draws a bar, `parts` a bar of several states; `stretch` is its part of
    the width.
    """

    label: str
    number: str
    unit: str = ""
    share: float | None = None
    compare: str = ""
    aside: str = ""
    parts: tuple[Share, ...] = ()
    stretch: int = 1


class KpiTile(QWidget):
    """One figure; `dense` for the recap."""

    def __init__(self, kpi: Kpi, dense: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{kpi.label}: {kpi.number} {kpi.unit}. {kpi.compare}".strip())
        column = Column(self, Size.NONE if dense else Size.GAP_4)
        head = self._head = Row(gap=Size.GAP_8)
        head.addWidget(ElidedLabel(kpi.label, Role.TABLE, "ink2"), 1)
        if kpi.aside:
            head.addWidget(Label(kpi.aside, Role.TABLE, "ink2"))
        column.addLayout(head)
        figure = Row(gap=Size.GAP_6)
        figure.addWidget(Label(kpi.number, Role.TITLE if dense else Role.KPI))
        unit = Label(kpi.unit, Role.TABLE, "ink2")
        figure.addWidget(unit)
        figure.addStretch(1)
        column.addLayout(figure)
        if kpi.parts:
            column.addWidget(ShareBar(kpi.parts))
        if kpi.share is not None:
            column.addWidget(Bar(kpi.share))
        if kpi.compare:
            column.addWidget(ElidedLabel(kpi.compare, Role.CAPTION, "ink2"))
        column.addStretch(1)

    def words_width(self) -> int:
        """Return the width in which the label is not cut."""
        return max(self.minimumSizeHint().width(), self._head.sizeHint().width())


class KpiTiles(QFrame):
    """A card with figures side by side, in two lines where they have no room in one."""

    def __init__(self, kpis: Sequence[Kpi] = (), dense: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._dense = dense
        self._tiles: list[tuple[Line | None, KpiTile, int]] = []
        self._split = False
        self._lines = (Row(gap=Size.GAP_16), Row(gap=Size.GAP_16))
        column = Column(self, Size.GAP_8, sides(Size.GAP_16, Size.GAP_4 if dense else Size.GAP_12))
        for line in self._lines:
            column.addLayout(line)
        self.set_kpis(kpis)

    def set_kpis(self, kpis: Sequence[Kpi]) -> None:
        """Show other figures."""
        for line in self._lines:
            empty_layout(line)
        self._tiles = [
            (Line(upright=True) if at else None, KpiTile(kpi, self._dense), kpi.stretch) for at, kpi in enumerate(kpis)
        ]
        self._put()

    def minimumSizeHint(self) -> QSize:
        """Return that half of the figures are wide enough, since the others can go below them."""
        least = super().minimumSizeHint()
        half = self._half()
        gap = 2 * px(Size.GAP_16)
        lines = (self._tiles[:half], self._tiles[half:])
        widest = max(sum(tile.minimumSizeHint().width() + gap for _hair, tile, _part in line) for line in lines)
        return QSize(min(least.width(), widest + px(Size.HAIR)), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use a second line, or give it up, as the width asks for."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Look again when a figure has grown."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def _half(self) -> int:
        return (len(self._tiles) + 1) // 2

    def _fits(self) -> bool:
        """Say whether every label can be read with all figures in one line, each in its part of the width."""
        gap = 2 * px(Size.GAP_16) + px(Size.HAIR)
        room = self.width() - gap * len(self._tiles)
        parts = sum(part for _hair, _tile, part in self._tiles)
        return all(tile.words_width() * parts <= room * part for _hair, tile, part in self._tiles)

    def _arrange(self) -> None:
        split = not self._fits()
        if split != self._split:
            self._split = split
            self._put()

    def _put(self) -> None:
        """Lay the figures out; the first of a line has no hairline before it."""
        for line in self._lines:
            while line.takeAt(0) is not None:
                pass
        for at, (hair, tile, stretch) in enumerate(self._tiles):
            first = self._split and at == self._half()
            line = self._lines[self._split and at >= self._half()]
            if hair is not None:
                line.addWidget(hair)
                reveal(hair, not first)
            line.addWidget(tile, stretch)
