"""The state chip: icon and word on a tint, alone as a widget or in the rows of a view.

A state is never shown by colour alone; the word is always there.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from sipa_core.messages import N_, _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, state, watch
from ui.design.type import Role
from ui.widgets.boxes import reveal

WORDS = {
    "draf": N_("Draf"),
    "siap": N_("Siap kirim"),
    "menunggu": N_("Menunggu kirim"),
    "terkirim": N_("Terkirim"),
    "diperiksa": N_("Diperiksa"),
    "dikembalikan": N_("Dikembalikan"),
    "disetujui": N_("Disetujui"),
    "terbit": N_("Terbit"),
    "terlambat": N_("Terlambat"),
    "belum_masuk": N_("Belum masuk"),
    "tidak_berlaku": N_("Tidak berlaku"),
}


class Chip(msgspec.Struct, frozen=True):
    """A chip: `look` names the state whose colours it takes; without an icon it takes that of the state."""

    look: str
    text: str
    icon: str = ""


def word(key: str) -> str:
    """Return the word of a report state in the person's language; KeyError for an unknown state."""
    return _(WORDS[key])


def state_chip(key: str, more: str = "") -> Chip:
    """Return the chip of a report state, with a date or the like after the word."""
    return Chip(key, f"{word(key)} {more}".strip())


def chip_width(chip: Chip) -> int:
    """Return the width of a chip in pixels of the screen."""
    letters = QFontMetrics(font(Role.CHIP)).horizontalAdvance(chip.text)
    return 2 * px(Size.GAP_8) + px(Size.ICON_CHIP) + px(Size.GAP_4) + letters + px(Size.HAIR)


def draw_chip(painter: QPainter, left: int, middle: int, chip: Chip, widest: int | None = None) -> QRect:
    """Draw a chip with its left edge and vertical middle given, its text cut at `widest`; return where it stands."""
    look = state(chip.look)
    width = chip_width(chip) if widest is None else min(chip_width(chip), widest)
    box = QRect(left, middle - px(Size.CHIP) // 2, width, px(Size.CHIP))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(f"{chip.look}_bg"))
    painter.drawRoundedRect(box, px(Size.RADIUS_CHIP), px(Size.RADIUS_CHIP))
    side = px(Size.ICON_CHIP)
    at = box.left() + px(Size.GAP_8)
    name = chip.icon or look.icon
    painter.drawPixmap(at, middle - side // 2, icons.pixmap(name, Size.ICON_CHIP, f"{chip.look}_fg", icons.BOLD))
    at += side + px(Size.GAP_4)
    letters = font(Role.CHIP)
    painter.setFont(letters)
    painter.setPen(colour(f"{chip.look}_fg"))
    room = QRect(at, box.top(), box.right() - px(Size.GAP_6) - at, box.height())
    text = QFontMetrics(letters).elidedText(chip.text, Qt.TextElideMode.ElideRight, room.width() + px(Size.GAP_2))
    painter.drawText(room.adjusted(0, 0, px(Size.GAP_4), 0), Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()
    return box


class StatusChip(QLabel):
    """A chip alone on a page; hidden while it has none."""

    def __init__(self, chip: Chip | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip: Chip | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watch(self._measure)
        self.set_chip(chip)

    @property
    def chip(self) -> Chip | None:
        """Return what is shown."""
        return self._chip

    def set_chip(self, chip: Chip | None) -> None:
        """Show a chip or, with None, nothing."""
        self._chip = chip
        self.setAccessibleName(chip.text if chip else "")
        reveal(self, chip is not None)
        self._measure()

    def sizeHint(self) -> QSize:
        """Return the size of the chip."""
        return QSize(chip_width(self._chip) if self._chip else 0, px(Size.CHIP))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        if self._chip:
            painter = QPainter(self)
            draw_chip(painter, 0, self.height() // 2, self._chip)
            painter.end()

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()
