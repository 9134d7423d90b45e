"""A card with a short table of facts: a title, a band with the names of columns, rows with hairlines between them.

For tens of rows that are read, not for lists that are worked in; those are views with a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Row, sides
from ui.widgets.card import EdgeCard
from ui.widgets.label import Label

Kind = Literal["plain", "asked", "last"]


class FactColumn(msgspec.Struct, frozen=True):
    """A column: its name, and its share of the width, or a fixed width when `width` is given; figures stand `right`."""

    title: str
    share: int = 1
    width: Size | None = None
    right: bool = False


class FactTable(EdgeCard):
    """The card; `head` takes a widget at the right of the title."""

    def __init__(self, title: str, columns: Sequence[FactColumn], aside: str = "") -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._columns = tuple(columns)
        self.head = Row(gap=Size.GAP_8, margins=sides(Size.GAP_16, Size.GAP_10))
        self.heading = Label(title, Role.CARD)
        self.head.addWidget(self.heading)
        self.head.addStretch(1)
        if aside:
            self.head.addWidget(Label(aside, Role.TABLE, "ink2"))
        self.column.addLayout(self.head)
        names = [Label(column.title, Role.HEADER, "ink2") for column in self._columns]
        for name, column in zip(names, self._columns, strict=True):
            if column.right:
                name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.column.addWidget(_Line("band", self._columns, names, Size.GAP_8))

    def add(self, cells: Sequence[QWidget], kind: Kind = "plain", spoken: str = "") -> None:
        """Add a row; when there are fewer cells than columns, the last one takes the room of the rest."""
        line = _Line("fact", self._columns, cells, Size.GAP_6)
        line.setProperty("kind", kind)
        line.setAccessibleName(spoken)
        self.column.addWidget(line)


class _Line(QFrame):
    def __init__(self, name: str, columns: Sequence[FactColumn], cells: Sequence[QWidget], pad: Size) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cells = list(zip(cells, columns, strict=False))
        self._rest = columns[len(cells) - 1 :]
        row = Row(self, Size.GAP_12, sides(Size.GAP_16, pad))
        for at, (cell, column) in enumerate(self._cells):
            spans = at == len(self._cells) - 1 and len(self._rest) > 1
            share = sum(one.share for one in self._rest if one.width is None) if spans else column.share
            if column.width is None or spans:
                # Only the shares decide, so that the cells of all rows stand under each other.
                cell.setSizePolicy(QSizePolicy.Policy.Ignored, cell.sizePolicy().verticalPolicy())
                row.addWidget(cell, share)
            else:
                row.addWidget(cell)
        watch(self._measure)

    def _measure(self) -> None:
        spans = len(self._rest) > 1
        for at, (cell, column) in enumerate(self._cells):
            if column.width is not None and not (spans and at == len(self._cells) - 1):
                cell.setFixedWidth(px(column.width))
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return the height of a row, or what its cells need where that is more."""
        least = px(Size.ROW) if self.objectName() == "fact" else px(Size.ROW_DENSE)
        return super().minimumSizeHint().expandedTo(QSize(0, least))

    def sizeHint(self) -> QSize:
        """Return no less than the least height."""
        return super().sizeHint().expandedTo(QSize(0, self.minimumSizeHint().height()))
