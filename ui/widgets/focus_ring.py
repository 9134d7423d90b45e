"""The ring around a list, a picture or a paper while the keys go there; what lies inside is neither moved nor cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.design.measures import Size
from ui.design.theme import colour, px


class FocusRing(QWidget):
    """Lies over its parent while that has the focus, and lets the mouse through; give it the parent and forget it."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come with the focus, go with it, and be as large as what it is around."""
        around = self.parentWidget()
        if watched is around and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize):
            self.setGeometry(around.rect())
            self.setVisible(around.hasFocus())
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        ring = px(Size.RING)
        painter = QPainter(self)
        painter.setPen(QPen(colour("focus"), ring))
        painter.drawRect(self.rect().adjusted(ring // 2, ring // 2, -ring + ring // 2, -ring + ring // 2))
        painter.end()
