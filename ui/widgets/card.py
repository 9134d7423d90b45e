"""A card: the white box with a hairline that holds what belongs together, with or without a title."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, dress_again, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Margins, Row, even
from ui.widgets.label import ElidedLabel, Label


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
        self.aside = ElidedLabel(aside, Role.CAPTION, "ink2")
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
        dress_again(self)


class EdgeCard(Card):
    """A card whose content reaches its edge, such as a table or rows with hairlines; its corners stay round."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=Size.NONE, margins=even(Size.HAIR), parent=parent)
        self._corners = _Corners(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the corners over the whole card."""
        super().resizeEvent(event)
        self._corners.setGeometry(self.rect())
        self._corners.raise_()

    def childEvent(self, event: QChildEvent) -> None:
        """Keep the corners above whatever comes into the card."""
        super().childEvent(event)
        if event.added() and hasattr(self, "_corners"):
            self._corners.raise_()


class _Corners(QWidget):
    """Covers what content draws beyond the round corners, and draws the border again over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        watch(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the four corners and the border."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = px(Size.HAIR) / 2
        edge = QRectF(self.rect()).adjusted(half, half, -half, -half)
        outline = QPainterPath()
        outline.addRoundedRect(edge, px(Size.RADIUS_CARD), px(Size.RADIUS_CARD))
        beyond = QPainterPath()
        beyond.addRect(QRectF(self.rect()))
        painter.fillPath(beyond.subtracted(outline), colour("canvas"))
        pen = painter.pen()
        pen.setColor(colour("line"))
        pen.setWidth(px(Size.HAIR))
        painter.setPen(pen)
        painter.drawPath(outline)
        painter.end()
