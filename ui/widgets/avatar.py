"""The initials of a person in a circle: in the rail, in conversations and beside a name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role


class Avatar(QWidget):
    """Initials of a person in a circle; the name stands beside it, so a reader skips it."""

    def __init__(
        self, name: str = "", ground: str = "primary", ink: str = "on_primary", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._ground, self._ink = name, ground, ink
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watch(self._measure)

    def set_name(self, name: str) -> None:
        """Show the initials of another person."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circle and initials."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._ground))
        painter.drawEllipse(self.rect())
        painter.setFont(font(Role.CHIP))
        painter.setPen(colour(self._ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, initials(self._name))
        painter.end()

    def _measure(self) -> None:
        self.setFixedSize(px(Size.AVATAR), px(Size.AVATAR))
        self.update()


def initials(name: str) -> str:
    """Return two capital letters for a name: of its first two words, or the first and a later consonant of its only
    word.
    """
    words = [word for word in name.split() if word[0].isalpha()]
    if not words:
        return ""
    if len(words) > 1:
        return (words[0][0] + words[1][0]).upper()
    only = words[0].upper()
    later = [letter for letter in only[1:] if letter.isalpha() and letter not in "AEIOUY"]
    return only[0] + (later[1] if len(later) > 1 else only[1:2])
