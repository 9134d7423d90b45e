"""A text with a role (how large, how heavy) and a tone (which named colour); a picture from the icon set beside or
alone.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import dress_again, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip


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
        self.setToolTip(tip(self.text()) if cut != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, self.alignment() | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.end()


class TwoLineLabel(ElidedLabel):
    """Words that go on in a second line where one is too short for them, and are cut only at the end of that."""

    def __init__(self, text: str, role: Role, tone: str = "ink", parent: QWidget | None = None) -> None:
        super().__init__(text, role, tone, parent=parent)
        self._lines = 1

    def setText(self, text: str) -> None:
        """Change the words."""
        super().setText(text)
        self._count()

    def sizeHint(self) -> QSize:
        """Return the width of all in one line, and the height of the lines that are needed."""
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + (self._lines - 1) * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return that a few letters are enough, over so many lines."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count the lines anew."""
        super().resizeEvent(event)
        self._count()

    def shown(self) -> tuple[str, ...]:
        """Return the lines as they are drawn: whole words in the first, what does not fit cut from the last."""
        metrics, words, room = self.fontMetrics(), self.text().split(" "), self.contentsRect().width()
        fit = 1 if self._lines > 1 else len(words)
        while fit < len(words) and metrics.horizontalAdvance(" ".join(words[: fit + 1])) <= room:
            fit += 1
        parts = (" ".join(words[:fit]), " ".join(words[fit:]))
        return tuple(metrics.elidedText(part, self.cut, room) for part in parts if part)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw one line, or two."""
        lines = self.shown()
        self.setToolTip(tip(self.text()) if " ".join(lines) != self.text() else "")
        high, room = self.fontMetrics().height(), self.contentsRect()
        top = room.top() + (room.height() - len(lines) * high) // 2
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        for at, words in enumerate(lines):
            line = QRect(room.left(), top + at * high, room.width(), high)
            painter.drawText(line, self.alignment() | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def _count(self) -> None:
        long = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        lines = 2 if long and " " in self.text() else 1
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()


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
