"""Where a sheet of paper lies in sight; the keys go through it, and on to the next sheet beyond its end."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea

from sipa_core.messages import _
from ui.widgets.focus_ring import FocusRing


class PageArea(QScrollArea):
    """Where a page lies; `stepped` when the keys go beyond its end (1) or its beginning (-1)."""

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Lembar, panah dan PageDown menggulir"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        FocusRing(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Down go through the page first, then to the next one."""
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_PageDown if bar.value() >= bar.maximum():
                self.stepped.emit(1)
            case Qt.Key.Key_PageUp if bar.value() <= bar.minimum():
                self.stepped.emit(-1)
            case _:
                super().keyPressEvent(event)
