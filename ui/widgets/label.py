"""A text with a role (how large, how heavy) and a tone (which named colour); a picture from the icon set beside or
alone.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import dress_again, px, watch
from ui.design.type import Role


class Label(QLabel):
    """Plain text, never mark-up: what a citizen wrote is shown as it is."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: str = "ink",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.name.lower())
        self.setProperty("tone", tone)
        if wrap:
            self.setWordWrap(True)

    def set_tone(self, tone: str) -> None:
        """Change the named colour of the text."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            dress_again(self)


class ElidedLabel(Label):
    """One line that is cut with dots where it does not fit; the whole of it is the tooltip then.

    `cut` is where: a title that ends with its year is cut in the middle.
    """

    cut = Qt.TextElideMode.ElideRight

    def minimumSizeHint(self) -> QSize:
        """Return that a few letters are enough."""
        return QSize(min(super().sizeHint().width(), px(Size.COLUMN_NUMBER)), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, cut when it has to be."""
        metrics = self.fontMetrics()
        room = self.contentsRect()
        cut = metrics.elidedText(self.text(), self.cut, room.width())
        self.setToolTip(self.text() if cut != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, self.alignment() | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.end()


class SteadyLabel(ElidedLabel):
    """An elided line whose words change with each key stroke: they never change the layout around it.

    The room is that of the first words; the label below keeps them, since each `setText` of Qt lays the page out anew.
    """

    def __init__(self, text: str, role: Role, tone: str = "ink", parent: QWidget | None = None) -> None:
        super().__init__(text, role, tone, parent=parent)
        self._line = text

    def text(self) -> str:
        """Return the words that are shown."""
        return self._line

    def show_line(self, words: str) -> None:
        """Show other words in the same room."""
        if words != self._line:
            self._line = words
            self.setAccessibleName(words)
            self.update()


class IconLabel(QLabel):
    """A picture of the icon set that follows theme and scale; say what it means in `spoken` when no word stands
    beside it.
    """

    def __init__(
        self,
        name: str,
        size: Size = Size.ICON_CONTROL,
        tint: str = "ink2",
        weight: str = icons.REGULAR,
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._tint, self._weight = name, size, tint, weight
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watch(self._paint)

    def set_icon(self, name: str, tint: str | None = None, weight: str | None = None) -> None:
        """Show another picture, and where given in another colour or weight."""
        self._name = name
        self._tint = tint if tint is not None else self._tint
        self._weight = weight if weight is not None else self._weight
        self._paint()

    def _paint(self) -> None:
        self.setPixmap(icons.pixmap(self._name, self._size, self._tint, self._weight))
