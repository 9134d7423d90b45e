"""One picture as large as the place allows, to be looked at closely: larger, smaller, whole again."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, sides
from ui.widgets.button import Button
from ui.widgets.focus_ring import FocusRing
from ui.widgets.label import Label

STEPS = (100, 150, 200, 300, 400)
"""Percent of the size at which the whole picture is in sight."""


class _Canvas(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.words = ""
        self._shown: QImage | None = None

    def set_image(self, image: QImage | None) -> None:
        self.image, self._shown = image, None

    def _scaled(self, size: QSize) -> QImage:
        """The picture at this size, kept, since scaling it well costs more than drawing it."""
        assert self.image is not None
        if self._shown is None or self._shown.size() != size:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._shown = self.image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        return self._shown

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("sunken"))
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            inset = px(Size.GAP_12)
            room = self.rect().adjusted(inset, inset, -inset, -inset)
            size = self.image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            corner = room.center() - QPoint(size.width() // 2, size.height() // 2)
            painter.drawImage(QRect(corner, size), self._scaled(size * self.devicePixelRatioF()))
        elif self.words:
            painter.setFont(font(Role.BODY))
            painter.setPen(colour("ink2"))
            inset = px(Size.GAP_24)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(inset, inset, -inset, -inset), flags, self.words)
        painter.end()


class _Area(QScrollArea):
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class PictureStage(QWidget):
    """Shows an image, or words in its place. `+`, `-` and `0` work while it has the focus; the mouse drags it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = 0
        self._held: QPoint | None = None
        self._canvas = _Canvas()
        self._canvas.setAccessibleName(name)
        self._area = _Area()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._canvas)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.smaller = Button(icon="magnifying-glass-minus", kind="quiet", height="dense", spoken=_("Perkecil gambar"))
        self.larger = Button(icon="magnifying-glass-plus", kind="quiet", height="dense", spoken=_("Perbesar gambar"))
        self.whole = Button(icon="corners-out", kind="quiet", height="dense", spoken=_("Tampilkan seluruh gambar"))
        self._share = Label("", Role.TABLE_STRONG, "ink2")
        column = Column(self, Size.NONE)
        column.addWidget(self._area, 1)
        tools = Row(gap=Size.GAP_4, margins=sides(Size.GAP_12, Size.GAP_4))
        tools.addStretch(1)
        for part in (self.smaller, self._share, self.larger, self.whole):
            tools.addWidget(part)
        tools.addStretch(1)
        column.addLayout(tools)
        self._area.resized.connect(self._keep)
        self.smaller.clicked.connect(self.zoom_out)
        self.larger.clicked.connect(self.zoom_in)
        self.whole.clicked.connect(self.fit)
        FocusRing(self)
        watch(self._measure)

    @property
    def image(self) -> QImage | None:
        """Return the picture shown."""
        return self._canvas.image

    @property
    def words(self) -> str:
        """Return what is said in the picture's place."""
        return self._canvas.words

    @property
    def percent(self) -> int:
        """Return how large it is shown, in percent of the size at which it is whole."""
        return STEPS[self._step]

    def show_image(self, image: QImage) -> None:
        """Show a picture, whole."""
        self._canvas.set_image(image)
        self._canvas.words = ""
        self.setAccessibleDescription("")
        self.fit()

    def show_words(self, words: str) -> None:
        """Say why there is no picture."""
        self._canvas.set_image(None)
        self._canvas.words = words
        self.setAccessibleDescription(words)
        self.fit()

    def zoom_in(self) -> None:
        """Show it one step larger."""
        self._zoom(self._step + 1)

    def zoom_out(self) -> None:
        """Show it one step smaller."""
        self._zoom(self._step - 1)

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make it larger, smaller or whole."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) and not event.modifiers() & ~_SHIFT:
            self.zoom_in()
        elif event.key() == Qt.Key.Key_Minus and not event.modifiers():
            self.zoom_out()
        elif event.key() == Qt.Key.Key_0 and not event.modifiers():
            self.fit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl and the wheel."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._held = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._held is not None:
            now = event.position().toPoint()
            moved, self._held = now - self._held, now
            for bar, by in (
                (self._area.horizontalScrollBar(), moved.x()),
                (self._area.verticalScrollBar(), moved.y()),
            ):
                bar.setValue(bar.value() - by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self._held = None

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(px(Size.EDITOR_TALLER), px(Size.EDITOR_TALLER))

    def _zoom(self, step: int) -> None:
        self._step = max(0, min(len(STEPS) - 1, step))
        # Without bars when whole: the room is the same before and after they come.
        room = self._area.maximumViewportSize()
        self._canvas.resize(room * self.percent / 100)
        self._canvas.update()
        self._share.setText(f"{self.percent}%")
        shown = self._canvas.image is not None
        self.smaller.setEnabled(shown and self._step > 0)
        self.larger.setEnabled(shown and self._step < len(STEPS) - 1)
        self.whole.setEnabled(shown and self._step > 0)

    def _keep(self) -> None:
        """Keep the size that was chosen, for the room there is now."""
        self._zoom(self._step)

    def _measure(self) -> None:
        self._zoom(self._step)
        self.update()


_SHIFT = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
