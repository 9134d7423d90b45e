"""Check box, radio button and switch, drawn here; keyboard and reader stay Qt's own."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, metrics, px, watch
from ui.design.type import Role


def draw_box(
    painter: QPainter, left: int, middle: int, checked: bool, enabled: bool = True, focus: bool = False
) -> QRect:
    """Draw a check box with its left edge and vertical middle given; return where it stands."""
    side = px(Size.CHECK)
    box = QRect(left, middle - side // 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _outline(painter, "primary" if checked and enabled else "line_strong")
    painter.setBrush(colour(("primary" if enabled else "line_strong") if checked else "surface"))
    corner = px(Size.GAP_4)
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
    if checked:
        mark = px(Size.ICON_CHIP)
        at = box.center()
        painter.drawPixmap(
            at.x() - mark // 2 + 1,
            at.y() - mark // 2 + 1,
            icons.pixmap("check", Size.ICON_CHIP, "on_primary", icons.BOLD),
        )
    if focus:
        away = _ring(painter)
        painter.drawRoundedRect(box.adjusted(-away, -away, away, away), corner + away, corner + away)
    painter.restore()
    return box


def _outline(painter: QPainter, tint: str, width: Size = Size.HAIR) -> None:
    pen = painter.pen()
    pen.setStyle(Qt.PenStyle.SolidLine)
    pen.setColor(colour(tint))
    pen.setWidth(px(width))
    painter.setPen(pen)


def _ring(painter: QPainter) -> int:
    """Take the pen of the focus; return how far around a mark it goes, so that the ground is seen between them."""
    _outline(painter, "focus", Size.RING)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    return px(Size.RING)


def _words(painter: QPainter, button: QAbstractButton, left: int) -> None:
    painter.setFont(font(Role.BODY))
    painter.setPen(colour("ink" if button.isEnabled() else "ink3"))
    room = QRect(left, 0, button.width() - left, button.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, button.text())


def _size(button: QAbstractButton, mark: int) -> QSize:
    words = metrics(Role.BODY).horizontalAdvance(button.text()) if button.text() else 0
    gap = px(Size.GAP_8) if words else 0
    return QSize(mark + gap + words + px(Size.GAP_8), px(Size.CONTROL_DENSE))


class CheckBox(QCheckBox):
    """A check box with its word."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        watch(self._measure)

    def sizeHint(self) -> QSize:
        """Return the room for box and word."""
        return _size(self, px(Size.CHECK))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: what Qt asks for is the room of its own box and letters."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        """Take a click anywhere on box or word."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box and word."""
        painter = QPainter(self)
        edge = px(Size.GAP_4)
        box = draw_box(painter, edge, self.height() // 2, self.isChecked(), self.isEnabled(), self.hasFocus())
        _words(painter, self, box.right() + px(Size.GAP_8))
        painter.end()

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()


class RadioButton(QRadioButton):
    """One of several, with its word."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        watch(self._measure)

    def sizeHint(self) -> QSize:
        """Return the room for circle and word."""
        return _size(self, px(Size.CHECK))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: what Qt asks for is the room of its own box and letters."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        """Take a click anywhere on circle or word."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circle and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(Size.CHECK)
        box = QRectF(px(Size.GAP_4), (self.height() - side) / 2, side, side)
        _outline(painter, "primary" if self.isChecked() else "line_strong")
        painter.setBrush(colour("primary" if self.isChecked() else "surface"))
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("on_primary"))
            inner = side * 0.3
            painter.drawEllipse(box.adjusted(inner, inner, -inner, -inner))
        if self.hasFocus():
            away = _ring(painter)
            painter.drawEllipse(box.adjusted(-away, -away, away, away))
        _words(painter, self, round(box.right()) + px(Size.GAP_8))
        painter.end()

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()


class Switch(QCheckBox):
    """On or off at once; the word is drawn at its right, or beside it by the page when the text is empty."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watch(self._measure)

    def sizeHint(self) -> QSize:
        """Return the room for switch and word."""
        return _size(self, px(Size.SWITCH_WIDTH))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: a word is never cut."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        """Take a click anywhere on switch or word."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track, knob and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height, knob = px(Size.SWITCH_WIDTH), px(Size.SWITCH_HEIGHT), px(Size.KNOB)
        track = QRectF(px(Size.GAP_4), (self.height() - height) / 2, width, height)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("primary" if on and self.isEnabled() else "line_strong"))
        painter.drawRoundedRect(track, height / 2, height / 2)
        inset = (height - knob) / 2
        left = track.right() - inset - knob if on else track.left() + inset
        painter.setBrush(colour("on_primary" if on else "surface"))
        painter.drawEllipse(QRectF(left, track.top() + inset, knob, knob))
        if self.hasFocus():
            away = _ring(painter)
            painter.drawRoundedRect(track.adjusted(-away, -away, away, away), height / 2 + away, height / 2 + away)
        _words(painter, self, round(track.right()) + px(Size.GAP_8))
        painter.end()

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()
