"""A dialog that is never larger than the window below it, which fits the screen: what has no room there scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Column, Scroller


class Dialog(QDialog):
    """Lay it out as any dialog. Only where large letters ask for more height than there is, all of it scrolls.

    One that is `spacious` opens as large as its size hint asks, which Qt would hold to two thirds of the screen.
    """

    spacious = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scrolled: QLayout | None = None

    def setVisible(self, visible: bool) -> None:
        """Open within the window: what must scroll is laid out so before anything of it is seen."""
        if visible and not self.isVisible():
            self.ensurePolished()
            if self.spacious and not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
                self.resize(self.sizeHint().boundedTo(self._room()))
            self.stay_within()
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        """Keep within the window also what only now has its size."""
        super().showEvent(event)
        self.stay_within()

    def fit(self) -> None:
        """Be as high as the words need at this width, and no higher than the window."""
        layout = self._scrolled or self.layout()
        if layout is None:
            return
        layout.activate()
        width = self.width()
        tall = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        self.resize(width, min(tall, self._room().height()))

    def stay_within(self) -> None:
        """Be no larger than the window; scroll where less than the least height is left."""
        layout, room = self.layout(), self._room()
        if layout is None:
            return
        width = min(self.width(), room.width())
        if self._scrolled is None and _least_height(layout, width) > room.height():
            self._scroll(layout)
        if self.width() > room.width() or self.height() > room.height():
            self.setMinimumSize(min(self.minimumWidth(), room.width()), min(self.minimumHeight(), room.height()))
            self.resize(width, min(self.height(), room.height()))

    def _scroll(self, layout: QLayout) -> None:
        focus = self.focusWidget()
        inner = QWidget()
        inner.setObjectName("scrolled")
        inner.setLayout(layout)  # takes the layout away from the dialog, with all that lies in it
        scroller = Scroller()
        scroller.setWidget(inner)
        self._scrolled = layout
        Column(self, Size.NONE).addWidget(scroller)
        if focus is not None:
            focus.setFocus()

    def _room(self) -> QSize:
        parent = self.parentWidget()
        room = parent.window().size() if parent is not None else self.screen().availableSize()
        return QSize(room.width() - px(Size.GAP_16), room.height() - px(Size.GAP_40))


def _least_height(layout: QLayout, width: int) -> int:
    return layout.minimumHeightForWidth(width) if layout.hasHeightForWidth() else layout.minimumSize().height()
