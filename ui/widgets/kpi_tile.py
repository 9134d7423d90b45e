"""Key figures: label, number with its unit, a bar, and a comparison in words; several share one card with hairlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QWidget

from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Line, Row, empty_layout, sides
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.share_bar import Share, ShareBar


@dataclass(frozen=True)
class Kpi:
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
        head = Row(gap=Size.GAP_8)
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


class KpiTiles(QFrame):
    """A card with figures side by side."""

    def __init__(self, kpis: Sequence[Kpi] = (), dense: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._dense = dense
        self._row = Row(self, Size.GAP_16, sides(Size.GAP_16, Size.GAP_4 if dense else Size.GAP_12))
        self.set_kpis(kpis)

    def set_kpis(self, kpis: Sequence[Kpi]) -> None:
        """Show other figures."""
        empty_layout(self._row)
        for at, kpi in enumerate(kpis):
            if at:
                self._row.addWidget(Line(upright=True))
            self._row.addWidget(KpiTile(kpi, self._dense), kpi.stretch)
