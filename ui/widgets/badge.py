"""The number of a note in a small yellow square: the same number stands in outline, cell and note."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.widgets.boxes import reveal

TALK = 0
"""Stands in the place of a note's number where a thread is open on the field and no note is."""

CARRIED = -1
"""Stands there where a cell was taken over from another report and not looked at since."""


def mark_words(number: int) -> str:
    """Return what a mark says to a reader."""
    if number == CARRIED:
        return _("dari laporan lalu, belum diubah")
    return _("percakapan terbuka") if number == TALK else _("catatan {n}").format(n=number)


def draw_badge(painter: QPainter, left: int, middle: int, number: int) -> QRect:
    """Draw the badge (or its sign: a thread, a cell taken over) with its left edge and vertical middle given; return
    where it stands."""
    side = px(Size.BADGE)
    box = QRect(left, middle - side // 2, side, side)
    if number in _SIGNS:
        name, tint, weight = _SIGNS[number]
        picture = icons.pixmap(name, Size.ICON_SMALL, tint, weight)
        inset = (side - px(Size.ICON_SMALL)) // 2
        painter.drawPixmap(box.left() + inset, box.top() + inset, picture)
        return box
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


_SIGNS = {TALK: ("chats-circle", "primary", icons.FILL), CARRIED: ("copy", "menunggu_fg", icons.REGULAR)}


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
        self.setAccessibleName("" if number is None else mark_words(number).capitalize())
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
