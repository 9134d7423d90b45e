"""Choosing from a list, and a field to search with: Qt's own controls with this program's icons drawn on them."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role

TYPING_MS = 200


class Select(QComboBox):
    """A combo box; `userData` of the items is the caller's. The wheel does not change it while a page scrolls."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The style sheet reaches the list only when it is a view of its own.
        self.setView(QListView(self))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        watch(self.update)

    def wheelEvent(self, event: object) -> None:
        """Leave the wheel to the page."""
        event.ignore()  # type: ignore[attr-defined]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box by the style and the caret from the icon set."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        side = px(Size.ICON_SMALL)
        tint = "ink2" if self.isEnabled() else "ink3"
        where = (self.width() - side - px(Size.GAP_10), (self.height() - side) // 2)
        painter.drawPixmap(*where, icons.pixmap("caret-down", Size.ICON_SMALL, tint, icons.BOLD))
        painter.end()


class SearchField(QLineEdit):
    """A field with a magnifying glass and its key; `searched` comes 200 ms after the last key, so that typing stays
    light.
    """

    searched = Signal(str)

    def __init__(self, hint: str = "", key: str = "Ctrl+F", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setPlaceholderText(hint or _("Cari"))
        self.setAccessibleName(hint or _("Cari"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._say)
        self.textChanged.connect(self._typed)
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, then glass and key."""
        super().paintEvent(event)
        painter = QPainter(self)
        side = px(Size.ICON_CONTROL)
        glass = icons.pixmap("magnifying-glass", Size.ICON_CONTROL, "ink2")
        painter.drawPixmap(px(Size.GAP_12), (self.height() - side) // 2, glass)
        if self._key and not self.text():
            painter.setFont(font(Role.CAPTION))
            painter.setPen(colour("ink3"))
            room = QRect(0, 0, self.width() - px(Size.GAP_12), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._key)
        painter.end()

    def _measure(self) -> None:
        self.setTextMargins(px(Size.GAP_24) + px(Size.GAP_2), 0, 0, 0)
        self.setMinimumWidth(px(Size.RAIL))
        self.update()

    def _typed(self) -> None:
        self._timer.start()

    def _say(self) -> None:
        self.searched.emit(self.text().strip())
