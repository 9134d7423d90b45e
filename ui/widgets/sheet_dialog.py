"""Straightening the photo of a sheet: four handles on its corners, by mouse or by keyboard, first where it may lie.

*Pakai apa adanya* takes the photo as it is; nothing is stored here.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from sipa_core.media.sheets import Corners
from sipa_core.messages import N_, _
from ui.design.measures import Size
from ui.design.theme import colour, px
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.label import Label

NAMES = (N_("Sudut kiri atas"), N_("Sudut kanan atas"), N_("Sudut kanan bawah"), N_("Sudut kiri bawah"))
STEP = 0.01
FINE = 0.002
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class _Handle(QWidget):
    """One corner. Arrows move it by a hundredth of the picture, with Shift by less."""

    moved = Signal(float, float)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Panah menggeser, Shift dengan panah menggeser sedikit."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self._held: QPoint | None = None
        self.setFixedSize(px(Size.CONTROL_DENSE), px(Size.CONTROL_DENSE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is None:
            super().keyPressEvent(event)
            return
        step = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        self.moved.emit(arrow[0] * step, arrow[1] * step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position().toPoint()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        parent = self.parentWidget()
        if self._held is not None and isinstance(parent, SheetCanvas):
            by = event.position().toPoint() - self._held
            room = parent.room()
            self.moved.emit(by.x() / room.width(), by.y() / room.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("focus" if self.hasFocus() else "primary"), px(Size.BAR_LEFT)))
        painter.setBrush(colour("surface"))
        inset = px(Size.GAP_6)
        painter.drawEllipse(self.rect().adjusted(inset, inset, -inset, -inset))
        if self.hasFocus():  # a dot too, for the two colours of the ring differ in their hue only
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("focus"))
            inset = px(Size.GAP_10)
            painter.drawEllipse(self.rect().adjusted(inset, inset, -inset, -inset))
        painter.end()


class SheetCanvas(QWidget):
    """The photo with the shape of the sheet over it; `changed` when a corner was moved."""

    changed = Signal()

    def __init__(self, image: QImage, corners: Corners, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self._points = list(corners.points)
        self.handles: list[_Handle] = []
        for at, name in enumerate(NAMES):
            handle = _Handle(_(name), self)
            handle.moved.connect(lambda x, y, at=at: self._move(at, x, y))
            self.handles.append(handle)

    @property
    def corners(self) -> Corners:
        """Return where the handles stand."""
        return Corners(*self._points)

    def sizeHint(self) -> QSize:
        """Return a size in which corners can be told."""
        return QSize(px(Size.DIALOG), px(Size.DIALOG))

    def minimumSizeHint(self) -> QSize:
        """Return the least in which a handle can be told from the next; below it the dialog scrolls."""
        return QSize(px(Size.EDITOR_TALLER), px(Size.EDITOR_TALLER))

    def room(self) -> QRectF:
        """Return where the photo stands."""
        inset = px(Size.GAP_16)
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        size = self._image.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        corner = box.center() - QPointF(size.width() / 2, size.height() / 2)
        return QRectF(corner, size.toSizeF())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the handles on their corners."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw photo and shape; a shape that is no sheet is drawn in the colour of a fault."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), colour("sunken"))
        painter.drawImage(self.room(), self._image)
        painter.setPen(QPen(colour("primary" if self.corners.usable else "danger"), px(Size.BAR_LEFT)))
        painter.drawPolygon(QPolygonF([self._spot(at) for at in range(4)]))
        painter.end()

    def _spot(self, at: int) -> QPointF:
        room, (x, y) = self.room(), self._points[at]
        return QPointF(room.left() + x * room.width(), room.top() + y * room.height())

    def _move(self, at: int, x: float, y: float) -> None:
        old_x, old_y = self._points[at]
        self._points[at] = (min(1.0, max(0.0, old_x + x)), min(1.0, max(0.0, old_y + y)))
        self._place()
        self.update()
        self.changed.emit()

    def _place(self) -> None:
        for at, handle in enumerate(self.handles):
            spot = self._spot(at).toPoint()
            handle.move(spot - QPoint(handle.width() // 2, handle.height() // 2))


class SheetDialog(Dialog):
    """`chosen` is the corners after *Luruskan*, None after *Pakai apa adanya*; closing gives `accepted` no signal."""

    spacious = True

    def __init__(self, image: QImage, corners: Corners, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen: Corners | None = None
        self.setWindowTitle(_("Luruskan lembar ini?"))
        self.canvas = SheetCanvas(image, corners)
        self.straight = Button(_("Luruskan"), "corners-out", "primary")
        self.plain = Button(_("Pakai apa adanya"))
        self.leave = Button(_("Jangan lampirkan"), kind="quiet")
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        column = Column(self, Size.GAP_12, even(Size.GAP_20))
        column.addWidget(Label(_("Luruskan lembar ini?"), Role.SECTION))
        column.addWidget(self._words)
        column.addWidget(self.canvas, 1)
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.plain)
        row.addWidget(self.straight)
        column.addLayout(row)
        self.straight.clicked.connect(self._straighten)
        self.plain.clicked.connect(self.accept)
        self.leave.clicked.connect(self.reject)
        self.canvas.changed.connect(self._look)
        self._look()
        self.canvas.handles[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        """Return a size that fits beside the smallest window."""
        return QSize(px(Size.TEXT_WIDTH), px(Size.WINDOW_MIN_HEIGHT))

    def _look(self) -> None:
        usable = self.canvas.corners.usable
        self.straight.setEnabled(usable)
        self._words.setText(
            _("Geser keempat bulatan ke sudut kertas. Tab berpindah sudut, panah menggeser.")
            if usable
            else _("Bentuk ini bukan lembar kertas. Geser bulatan ke sudutnya masing-masing, atau pakai apa adanya.")
        )

    def _straighten(self) -> None:
        self.chosen = self.canvas.corners
        self.accept()
