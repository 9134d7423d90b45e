"""A picture in a sunken box, or words in its place while there is none; whoever gives the picture scales it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role


class PicturePreview(QWidget):
    """Shows an image at its own pixels in the middle; `room_changed` tells how many pixels it may have."""

    room_changed = Signal(int, int)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._image: QImage | None = None
        self._words = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        watch(self._measure)

    @property
    def words(self) -> str:
        """Return what is said in the picture's place."""
        return self._words

    @property
    def image(self) -> QImage | None:
        """Return the picture shown."""
        return self._image

    def show_image(self, image: QImage) -> None:
        """Show a picture that has been scaled for the room told."""
        self._image, self._words = image, ""
        self.setAccessibleDescription("")
        self.update()

    def show_words(self, words: str) -> None:
        """Say why there is no picture."""
        self._image, self._words = None, words
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size in which a picture can be told from another."""
        return QSize(px(Size.MASTER_LIST), px(Size.PREVIEW))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(px(Size.EDITOR_TALL), px(Size.EDITOR_TALL))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the room inside the box."""
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then picture or words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), px(Size.RADIUS_CARD), px(Size.RADIUS_CARD))
        if self._image is not None:
            size = self._image.size() / self._image.devicePixelRatio()
            left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.drawImage(left, top, self._image)
        elif self._words:
            painter.setFont(font(Role.TABLE))
            painter.setPen(colour("ink2"))
            inset = px(Size.GAP_12)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(inset, inset, -inset, -inset), flags, self._words)
        painter.end()

    def _tell(self) -> None:
        inset = 2 * px(Size.GAP_10)
        ratio = self.devicePixelRatioF()
        self.room_changed.emit(round((self.width() - inset) * ratio), round((self.height() - inset) * ratio))

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()
