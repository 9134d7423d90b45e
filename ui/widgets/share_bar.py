"""A bar cut into states, each as long as its number: how many reports are approved, late, returned."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, px, watch


class Share(msgspec.Struct, frozen=True):
    """A part: the number and the named colour of it."""

    number: int
    tint: str


class ShareBar(QWidget):
    """The bar over the whole width; `setAccessibleName` is the caller's, who knows the words of the parts."""

    def __init__(self, shares: tuple[Share, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares = shares
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        watch(self._measure)

    def set_shares(self, shares: tuple[Share, ...]) -> None:
        """Show other numbers."""
        self._shares = shares
        self.update()

    def sizeHint(self) -> QSize:
        """Return the least width and the height."""
        return QSize(px(Size.BAR_WIDTH), px(Size.GAP_10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts side by side with a hairline between them."""
        total = sum(share.number for share in self._shares)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), colour("bar_track"))
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0.0
        for share in self._shares if total else ():
            width = self.width() * share.number / total
            painter.fillRect(QRectF(left, 0, max(width - px(Size.HAIR), 1.0), self.height()), colour(share.tint))
            left += width
        painter.end()

    def _measure(self) -> None:
        self.setFixedHeight(px(Size.GAP_10))
        self.update()
