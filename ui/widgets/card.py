"""A card: the white box with a hairline that holds what belongs together, with or without a title."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, Margins, Row, even
from ui.widgets.label import Label


class Card(QFrame):
    """A box; put widgets into `column`. The title row exists when a title is given and has room for one widget at its
    right.
    """

    def __init__(
        self,
        title: str = "",
        aside: str = "",
        gap: Size = Size.GAP_8,
        margins: Margins | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.column = Column(self, gap, even(Size.GAP_16) if margins is None else margins)
        self.title = Label(title, Role.CARD)
        self.aside = Label(aside, Role.CAPTION, "ink2")
        self.title_row = Row(gap=Size.GAP_8)
        if title:
            self.title_row.addWidget(self.title)
            self.title_row.addStretch(1)
            self.title_row.addWidget(self.aside)
            self.column.addLayout(self.title_row)
            self.setAccessibleName(title)

    def set_sunken(self, sunken: bool) -> None:
        """Show the card as lying lower than its surroundings."""
        self.setProperty("sunken", sunken)
        self.style().unpolish(self)
        self.style().polish(self)
