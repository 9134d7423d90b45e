"""A data bar: how much of a whole, as one stroke or in steps. The figure stands beside it in words, so a reader skips
it.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, px, watch


def draw_bar(painter: QPainter, box: QRectF, share: float, tint: str = "bar") -> None:
    """Draw a bar filled to a share of 0 to 1 (more is drawn as full)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    round_ = box.height() / 2
    painter.setBrush(colour("bar_track"))
    painter.drawRoundedRect(box, round_, round_)
    filled = min(max(share, 0.0), 1.0)
    if filled > 0:
        painter.setBrush(colour(tint))
        painter.drawRoundedRect(
            QRectF(box.left(), box.top(), max(box.width() * filled, box.height()), box.height()), round_, round_
        )
    painter.restore()


def draw_steps(painter: QPainter, box: QRectF, done: int, total: int) -> None:
    """Draw a bar of `total` steps with the first `done` filled."""
    if total <= 0:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    gap = px(Size.GAP_4)
    width = (box.width() - gap * (total - 1)) / total
    for at in range(total):
        painter.setBrush(colour("bar" if at < done else "bar_track"))
        painter.drawRoundedRect(
            QRectF(box.left() + at * (width + gap), box.top(), width, box.height()), gap / 2, gap / 2
        )
    painter.restore()


class Bar(QWidget):
    """A bar that takes the width it is given; with `steps` it shows whole things done of a whole number."""

    def __init__(self, share: float = 0.0, tint: str = "bar", thin: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._tint = share, tint
        self._steps: tuple[int, int] | None = None
        self._size = Size.BAR_THIN if thin else Size.BAR
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        watch(self._measure)

    def set_share(self, share: float, tint: str = "bar") -> None:
        """Fill to a share of 0 to 1."""
        self._share, self._tint, self._steps = share, tint, None
        self.update()

    def set_steps(self, done: int, total: int) -> None:
        """Show steps instead of one stroke, as wide as they need."""
        self._steps = (done, total)
        self._measure()

    def sizeHint(self) -> QSize:
        """Return the least width and the height of the bar."""
        if self._steps:
            return QSize(
                self._steps[1] * px(Size.SEGMENT_WIDTH) + (self._steps[1] - 1) * px(Size.GAP_4),
                px(self._size) + px(Size.GAP_2),
            )
        return QSize(px(Size.BAR_WIDTH), px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar over the whole widget."""
        painter = QPainter(self)
        box = QRectF(0, 0, self.width(), self.height())
        if self._steps:
            draw_steps(painter, box, *self._steps)
        else:
            draw_bar(painter, box, self._share, self._tint)
        painter.end()

    def _measure(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        if self._steps:
            self.setFixedWidth(self.sizeHint().width())
        self.update()
