"""The window of the first moment: whose program this is, and that the data is being opened.

It shows before anything heavy is loaded: no style sheet, no drawings from files, none of the widgets. Nothing here may
name `Qt`, or call what has one of its enumerations among its overloads (setPen, setBrush, fillRect): to build them all
costs a seventh of the way to this window.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sipa_core.messages import _
from ui.design import tokens
from ui.design import type as letters
from ui.design.kept_look import KeptLook
from ui.design.measures import Size
from ui.design.plain import dress_plainly, plain_brushes
from ui.design.tokens import Tokens
from ui.design.type import Role

UNSEEN_MS = 400
"""A window that nobody can see (minimised, covered) is never painted; the opening then goes on without it."""

SIGN_UNITS = 34.0
CORNER = 8.0
TRIANGLES = (
    ((6.0, 10.0), (16.4, 10.0), (11.2, 18.6)),
    ((17.6, 10.0), (28.0, 10.0), (22.8, 18.6)),
    ((11.8, 19.4), (22.2, 19.4), (17.0, 28.0)),
)
"""The sign as in `resources/icons/sipa.svg`; a test holds the two together."""


class StartWindow(QWidget):
    """`seen` comes once, after the window was painted: from then on heavy work may begin."""

    seen = Signal()

    def __init__(self, kept: KeptLook) -> None:
        super().__init__()
        scale, colours = kept.percent / 100, tokens.load(kept.theme)
        self._told = False
        words = _("Membuka data di komputer ini…")
        self.setWindowTitle("SIPA Desktop")
        self.setAccessibleName("SIPA Desktop")
        self.setAccessibleDescription(words)
        self.setAutoFillBackground(True)
        dress_plainly(self, colours, "canvas", "ink")
        column = QVBoxLayout(self)
        column.setSpacing(round(Size.GAP_12.pixels * scale))
        column.addStretch(1)
        column.addLayout(_centred(_Sign(colours, scale)))
        column.addLayout(_centred(_label("SIPA Desktop", Role.KPI_DENSE, "ink", colours, scale)))
        self._words = _label(words, Role.BODY, "ink2", colours, scale)
        column.addLayout(_centred(self._words))
        column.addStretch(1)
        self.setMinimumSize(Size.WINDOW_MIN_WIDTH.pixels, Size.WINDOW_MIN_HEIGHT.pixels)
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)
        QTimer.singleShot(UNSEEN_MS, self._tell)

    def say(self, words: str) -> None:
        """Say what is being done that takes long; lines lie below each other."""
        from PySide6.QtCore import Qt

        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setText(words)
        self.setAccessibleDescription(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, once all of it is in sight."""
        super().paintEvent(event)
        QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self.seen.emit()


class _Sign(QWidget):
    """The sign of the program."""

    def __init__(self, colours: Tokens, scale: float) -> None:
        super().__init__()
        self._ground, self._ink = plain_brushes(colours, "brand", "kunyit")
        side = round(3 * Size.ICON_EMPTY.pixels * scale)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it over the whole widget."""
        unit = self.width() / SIGN_UNITS
        ground, marks = QPainterPath(), QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), CORNER * unit, CORNER * unit)
        for triangle in TRIANGLES:
            marks.addPolygon(QPolygonF([QPointF(x * unit, y * unit) for x, y in triangle]))
            marks.closeSubpath()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(ground, self._ground)
        painter.fillPath(marks, self._ink)
        painter.end()


def _label(text: str, role: Role, ink: str, colours: Tokens, scale: float) -> QLabel:
    label = QLabel(text)
    label.setFont(letters.make(role, scale))
    dress_plainly(label, colours, "canvas", ink)
    # The style sheet comes later, and must find what stands here already.
    label.setProperty("role", role.name.lower())
    label.setProperty("tone", ink)
    return label


def _centred(part: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(part)
    row.addStretch(1)
    return row
