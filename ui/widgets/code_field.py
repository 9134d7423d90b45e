"""The field for the registration code: one line for keyboard, reader and clipboard, drawn as eight boxes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.messages import _
from sipa_core.wire.enrol import CODE_ALPHABET, CODE_LENGTH
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role

LONGEST_PASTE = 40
"""What is pasted may carry words and dashes around the code."""


class CodeField(QLineEdit):
    """Takes the letters of a code only, in capitals; `unusable` gives a typed sign that no code has."""

    unusable = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Kode pendaftaran"))
        self.setMaxLength(LONGEST_PASTE)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textChanged.connect(self._clean)
        self.cursorPositionChanged.connect(self._stay_at_end)
        watch(self._measure)

    @property
    def code(self) -> str:
        """Return what was typed so far, without dashes."""
        return self.text()

    def sizeHint(self) -> QSize:
        """Return the room for eight boxes and the dash between."""
        gaps = px(Size.GAP_10) * (CODE_LENGTH - 1) + px(Size.GAP_24)
        return QSize(px(Size.CODE_BOX_WIDTH) * CODE_LENGTH + gaps, px(Size.CODE_BOX_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return less width: the boxes become narrower."""
        return QSize(self.sizeHint().width() * 2 // 3, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a box for each letter; the one to be filled next has the ring of the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wrong = self.property("state") == "error"
        for at, box in enumerate(self._boxes()):
            here = self.hasFocus() and at == min(len(self.text()), CODE_LENGTH - 1)
            pen = painter.pen()
            pen.setWidth(px(Size.RING if here else Size.HAIR))
            pen.setColor(colour("focus" if here else "danger" if wrong else "line_strong"))
            painter.setPen(pen)
            painter.setBrush(colour("surface" if self.isEnabled() else "sunken"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(Size.RADIUS_CONTROL), px(Size.RADIUS_CONTROL))
            painter.setPen(colour("ink" if self.isEnabled() else "ink3"))
            painter.setFont(font(Role.KPI_DENSE))
            letter = self.text()[at : at + 1]
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
            if here and not letter:
                painter.setPen(colour("ink"))
                middle, half = box.center(), box.height() // 5
                painter.drawLine(middle.x(), middle.y() - half, middle.x(), middle.y() + half)
        self._dash(painter)
        painter.end()

    def _dash(self, painter: QPainter) -> None:
        boxes = self._boxes()
        left, right = boxes[CODE_LENGTH // 2 - 1].right(), boxes[CODE_LENGTH // 2].left()
        pen = painter.pen()
        pen.setColor(colour("line_strong"))
        pen.setWidth(px(Size.RING))
        painter.setPen(pen)
        inset, middle = (right - left) // 4, self.height() // 2
        painter.drawLine(left + inset, middle, right - inset, middle)

    def _boxes(self) -> list[QRect]:
        gap, wide = px(Size.GAP_10), px(Size.GAP_24)
        room = (self.width() - gap * (CODE_LENGTH - 1) - wide) // CODE_LENGTH
        side = min(px(Size.CODE_BOX_WIDTH), room)
        return [
            QRect(at * (side + gap) + (wide if at >= CODE_LENGTH // 2 else 0), 0, side, self.height())
            for at in range(CODE_LENGTH)
        ]

    def _clean(self, text: str) -> None:
        letters = [sign for sign in text.upper() if sign in CODE_ALPHABET]
        refused = [sign for sign in text.upper() if sign not in CODE_ALPHABET and sign.isalnum()]
        cleaned = "".join(letters)[:CODE_LENGTH]
        if cleaned != text:
            self.setText(cleaned)
        if refused:
            self.unusable.emit(refused[0])

    def _stay_at_end(self, _old: int, new: int) -> None:
        if new != len(self.text()) and not self.hasSelectedText():
            self.setCursorPosition(len(self.text()))

    def _measure(self) -> None:
        self.setFixedHeight(px(Size.CODE_BOX_HEIGHT))
        self.updateGeometry()
        self.update()
