"""How the list of what waits and the version in hand are laid out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.design.measures import Size
from ui.widgets.boxes import Column, Line, Row
from ui.widgets.filter_button import FilterButton
from ui.widgets.list_cards import ListCards
from ui.widgets.pane import Pane


def list_pane(filter_button: FilterButton, cards: ListCards) -> Pane:
    """Return the left pane: the filter, and what waits."""
    pane = Pane("master", Size.MASTER_LIST)
    tools = Row(gap=Size.GAP_8, margins=(Size.GAP_12, Size.GAP_8, Size.GAP_12, Size.GAP_8))
    tools.addWidget(filter_button)
    tools.addStretch(1)
    pane.column.addLayout(tools)
    pane.column.addWidget(Line())
    pane.column.addWidget(cards)
    return pane


def version_pane(head: tuple[QWidget, QWidget], above: Sequence[QWidget], view: QWidget) -> QWidget:
    """Return the version in hand: whose it is and how it stands, what stands above it, and the version itself."""
    content = QWidget()
    column = Column(content, Size.GAP_8, (Size.GAP_16, Size.GAP_12, Size.GAP_16, Size.GAP_12))
    row = Row(gap=Size.GAP_8)
    row.addWidget(head[0], 1)
    row.addWidget(head[1])
    column.addLayout(row)
    for part in above:
        column.addWidget(part)
    column.addWidget(Line())
    column.addWidget(view, 1)
    return content
