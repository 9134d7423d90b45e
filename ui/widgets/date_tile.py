"""A day and its month in a small tile, warm when it is near or has passed."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role


class DateTile(QWidget):
    """`day` and the short `month` as shown; `hot` for what is near."""

    def __init__(self, day: int, month: str, hot: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day, self._month, self._hot = day, month, hot
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{day} {month}")
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tile."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("dikembalikan_bg" if self._hot else "sunken"))
        painter.drawRoundedRect(self.rect(), px(Size.RADIUS_CHIP), px(Size.RADIUS_CHIP))
        painter.setPen(colour("dikembalikan_fg" if self._hot else "ink"))
        half = self.height() // 2
        painter.setFont(font(Role.SECTION))
        day = QRect(0, px(Size.GAP_2), self.width(), half + px(Size.GAP_4))
        painter.drawText(day, Qt.AlignmentFlag.AlignCenter, str(self._day))
        painter.setFont(font(Role.CAPTION))
        month = QRect(0, half + px(Size.GAP_2), self.width(), half - px(Size.GAP_4))
        painter.drawText(month, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._month)
        painter.end()

    def _measure(self) -> None:
        self.setFixedSize(px(Size.DATE_TILE), px(Size.DATE_TILE))
        self.update()
