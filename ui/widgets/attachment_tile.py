"""One attachment: its picture or the sign of its kind, its name, and where it stands in words.

Enter opens it, Delete asks to take it away; the cross does the same for the mouse.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button, Kind
from ui.widgets.label import ElidedLabel, IconLabel

_TINTS = {"warn": "menunggu_fg", "sent": "terkirim_fg"}
"""The colour of the sign beside a word in that tone."""


class AttachmentItem(msgspec.Struct, frozen=True):
    """An attachment as shown. `state` is a word such as "Menunggu kirim" with its icon and tone; `picture` is its
    thumbnail (None while it loads, or for a PDF, whose `icon` stands in its place).
    """

    key: str
    name: str
    detail: str = ""
    icon: str = "image"
    state: str = ""
    state_icon: str = ""
    state_tone: str = "ink2"
    picture: QImage | None = None
    caption: str = ""

    @property
    def spoken(self) -> str:
        """Return the whole of it as a sentence."""
        return ". ".join(part for part in (self.name, self.caption, self.detail, self.state) if part)


class Thumbnail(QWidget):
    """The picture, cut to its box, or the sign of its kind on a sunken ground."""

    def __init__(self, width: Size, height: Size, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = (width, height)
        self._icon = "image"
        self._picture: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watch(self._measure)

    def show_item(self, item: AttachmentItem) -> None:
        """Show another attachment."""
        self._icon, self._picture = item.icon, item.picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, then the picture filling it or the sign in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(box, px(Size.RADIUS_CHIP), px(Size.RADIUS_CHIP))
        painter.fillPath(shape, colour("sunken"))
        if self._picture is not None and not self._picture.isNull():
            painter.setClipPath(shape)
            painter.drawImage(box, self._picture, self._middle(self._picture.width(), self._picture.height()))
        else:
            side = px(Size.ICON_EMPTY)
            sign = icons.pixmap(self._icon, Size.ICON_EMPTY, "ink2")
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, sign)
        painter.end()

    def _middle(self, width: int, height: int) -> QRectF:
        """The largest part of the picture, from its middle, in the shape of the box."""
        scale = min(width / self.width(), height / self.height())
        part_width, part_height = self.width() * scale, self.height() * scale
        return QRectF((width - part_width) / 2, (height - part_height) / 2, part_width, part_height)

    def _measure(self) -> None:
        self.setFixedSize(px(self._box[0]), px(self._box[1]))
        self.update()


class AttachmentTile(QFrame):
    """`opened` and `removed` give the key; `dense` lays the words beside a small picture instead of under it."""

    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, item: AttachmentItem, editable: bool, dense: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._editable, self._dense = editable, dense
        self.setObjectName("attachment")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._thumbnail = Thumbnail(*((Size.THUMB_DENSE,) * 2 if dense else (Size.THUMB, Size.THUMB_HIGH)))
        self._name = ElidedLabel(role=Role.CAPTION)
        self._state = ElidedLabel(role=Role.CAPTION)
        self._state_icon = IconLabel("circle-dashed", Size.ICON_CHIP)
        kind: Kind = "quiet" if dense else "plain"
        self.remove = Button(icon="x", kind=kind, height="dense", spoken=_("Hapus {name}").format(name=item.name))
        # Delete does the same, so that Tab goes from one file to the next and not through twice as many stops.
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.remove.clicked.connect(self._ask_away)
        self.remove.setVisible(editable)
        (self._lay_dense if dense else self._lay_tall)()
        self.show_item(item)
        watch(self._measure)

    def show_item(self, item: AttachmentItem) -> None:
        """Show what has changed about the same attachment."""
        self.item = item
        self._thumbnail.show_item(item)
        self._name.setText(item.caption or item.name)
        self._state.setText(item.state or item.detail)
        self._state.set_tone(item.state_tone if item.state else "ink2")
        self._state_icon.setHidden(not item.state_icon)
        if item.state_icon:
            self._state_icon.set_icon(item.state_icon, _TINTS.get(item.state_tone, item.state_tone))
        self.setAccessibleName(item.spoken)
        keys = _("Enter untuk membuka, Delete untuk menghapus.") if self._editable else _("Enter untuk membuka.")
        self.setAccessibleDescription(keys)
        self.setToolTip(tip(item.spoken))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter or Space, take away with Delete or Backspace."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.item.key)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._editable:
            self._ask_away()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open with a click."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.item.key)

    def sizeHint(self) -> QSize:
        """Return the size of every tile of its kind, whatever its words."""
        return QSize(px(Size.TILE_FILE_DENSE if self._dense else Size.TILE_FILE), super().sizeHint().height())

    def _lay_dense(self) -> None:
        row = Row(self, Size.GAP_8, even(Size.GAP_6))
        row.addWidget(self._thumbnail)
        words = Column(gap=Size.NONE)
        words.addWidget(self._name)
        words.addLayout(self._state_line())
        row.addLayout(words, 1)
        row.addWidget(self.remove)

    def _lay_tall(self) -> None:
        column = Column(self, Size.GAP_4, even(Size.GAP_6))
        column.addWidget(self._thumbnail)
        column.addWidget(self._name)
        column.addLayout(self._state_line())
        self.remove.setParent(self)

    def _state_line(self) -> Row:
        row = Row(gap=Size.GAP_4)
        row.addWidget(self._state_icon)
        row.addWidget(self._state, 1)
        return row

    def _ask_away(self) -> None:
        self.removed.emit(self.item.key)

    def _measure(self) -> None:
        self.setFixedWidth(px(Size.TILE_FILE_DENSE if self._dense else Size.TILE_FILE))
        if not self._dense:
            self.remove.adjustSize()
            inset = px(Size.GAP_6)
            self.remove.move(self.width() - self.remove.sizeHint().width() - inset, inset)
            self.remove.raise_()
