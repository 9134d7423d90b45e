"""The number of a note in a small yellow square: the same number stands in outline, cell and note."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.widgets.boxes import reveal


def draw_badge(painter: QPainter, left: int, middle: int, number: int) -> QRect:
    """Draw the badge with its left edge and vertical middle given; return where it stands."""
    side = px(Size.BADGE)
    box = QRect(left, middle - side // 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("kunyit"))
    painter.drawRoundedRect(box, px(Size.GAP_4), px(Size.GAP_4))
    painter.setFont(font(Role.CHIP))
    painter.setPen(colour("on_kunyit"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
    painter.restore()
    return box


class Badge(QWidget):
    """The badge alone; hidden while it has no number."""

    def __init__(self, number: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watch(self._measure)
        self.set_number(number)

    @property
    def number(self) -> int | None:
        """Return the number shown."""
        return self._number

    def set_number(self, number: int | None) -> None:
        """Show a number or, with None, nothing."""
        self._number = number
        self.setAccessibleName("" if number is None else _("Catatan {n}").format(n=number))
        reveal(self, number is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the badge."""
        if self._number is not None:
            painter = QPainter(self)
            draw_badge(painter, 0, self.height() // 2, self._number)
            painter.end()

    def _measure(self) -> None:
        self.setFixedSize(px(Size.BADGE), px(Size.BADGE))
        self.update()
