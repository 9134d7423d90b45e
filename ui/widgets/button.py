"""Buttons: an icon, a verb and, where there is one, the key that does the same.

Text, icon and key are drawn here because a Qt button knows no third part; click, keyboard and reader stay Qt's own.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, dress_again, font, look, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip

Kind = Literal["plain", "primary", "danger", "link", "quiet", "inverse"]
Height = Literal["normal", "dense", "large"]
_WITH_ENTER = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
_INK = {
    "plain": "ink",
    "primary": "on_primary",
    "danger": "danger",
    "link": "primary",
    "quiet": "ink2",
    "inverse": "on_tooltip",
}


class Button(QPushButton):
    """A push button in one of six kinds; `inverse` is for the dark ground of a toast.

    `key` is only shown ("Ctrl+N"); the page makes the shortcut. A button without text needs `spoken`, which also is
    its tooltip.
    """

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        kind: Kind = "plain",
        height: Height = "normal",
        key: str = "",
        spoken: str = "",
        icon_after: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind: Kind = kind
        self._height: Height = height
        self._icon, self._key, self._after = icon, key, icon_after
        self.setProperty("kind", kind)
        self.setProperty("dense", height == "dense")
        self.setProperty("large", height == "large")
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        if spoken:
            self.setAccessibleName(spoken)
            self.setToolTip(tip(spoken))
        watch(self._measure)

    @property
    def key(self) -> str:
        """Return the key that does the same, empty when there is none."""
        return self._key

    def set_face(self, text: str, icon: str = "", key: str = "") -> None:
        """Change text, icon and shown key together."""
        self._icon, self._key = icon, key
        self.setText(text)
        self._measure()

    def set_kind(self, kind: Kind) -> None:
        """Change the kind: one button of a page is primary, and which one may change."""
        self._kind = kind
        self.setProperty("kind", kind)
        dress_again(self)
        self._measure()

    def sizeHint(self) -> QSize:
        """Return the width of all three parts and the height of the kind."""
        side = {"normal": Size.CONTROL, "dense": Size.CONTROL_DENSE, "large": Size.CONTROL_LARGE}[self._height]
        content = self._content_width()
        square = not self.text()
        return QSize(px(side) if square else content + 2 * self._padding(), px(side))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: a verb is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the style draw the box, then draw icon, text and key in the middle of it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        ink = _INK[self._kind] if self.isEnabled() else "ink3"
        if self.isEnabled() and self._kind == "quiet" and self.isChecked():
            ink = "on_soft"
        left = (self.width() - self._content_width()) // 2
        parts = [self._draw_icon, self._draw_text]
        for draw in reversed(parts) if self._after else parts:
            left = draw(painter, left, ink)
        self._draw_key(painter, left, ink)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it with Enter too where it has the focus; held down it presses once."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & _WITH_ENTER:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when enabled or disabled, since the text is drawn here."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()

    def _role(self) -> Role:
        return Role.TABLE_STRONG if self._height == "dense" else Role.BUTTON

    def _padding(self) -> int:
        return px(Size.GAP_12 if self._height == "dense" or self._kind in ("link", "quiet", "inverse") else Size.GAP_16)

    def _label(self) -> str:
        return self.text().replace("&&", "&")

    def _shown_key(self) -> str:
        # With large letters the verb needs the room; the key still works and the help names it.
        return self._key if look().scale < 1.5 else ""

    def _gap(self) -> int:
        return px(Size.GAP_8)

    def _content_width(self) -> int:
        widths = []
        if self._icon:
            widths.append(px(Size.ICON_CONTROL))
        if self.text():
            widths.append(QFontMetrics(font(self._role())).horizontalAdvance(self._label()))
        if self._shown_key():
            widths.append(QFontMetrics(font(Role.CAPTION)).horizontalAdvance(self._shown_key()) + px(Size.GAP_4))
        return sum(widths) + self._gap() * max(0, len(widths) - 1)

    def _draw_icon(self, painter: QPainter, left: int, ink: str) -> int:
        if not self._icon:
            return left
        side = px(Size.ICON_CONTROL)
        picture = icons.pixmap(self._icon, Size.ICON_CONTROL, ink, icons.REGULAR)
        painter.drawPixmap(left, (self.height() - side) // 2, picture)
        return left + side + self._gap()

    def _draw_text(self, painter: QPainter, left: int, ink: str) -> int:
        if not self.text():
            return left
        letters = font(self._role())
        width = QFontMetrics(letters).horizontalAdvance(self._label())
        painter.setFont(letters)
        painter.setPen(colour(ink))
        where = QRect(left, 0, width + px(Size.GAP_4), self.height())
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._label())
        return left + width + self._gap()

    def _draw_key(self, painter: QPainter, left: int, ink: str) -> None:
        if not self._shown_key():
            return
        painter.setFont(font(Role.CAPTION))
        painter.setPen(colour("ink2" if self._kind in ("plain", "link") else ink))
        where = QRect(left + px(Size.GAP_4), 0, self.width(), self.height())
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._shown_key())
