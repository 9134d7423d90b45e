"""Which colours really meet on a drawn window: each text and icon with the ground below it, by the names of the theme.

The window is drawn twice: as SVG, which tells the colour and place of every text and icon, and as pixels, for the
ground.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QLabel, QWidget

import resources
from tests.support.colour_pairs import ICONS, TEXTS, least_in
from ui.design import tokens
from ui.design.theme import look
from ui.design.type import FAMILY
from ui.widgets.attachment_tile import AttachmentTile
from ui.widgets.guide_window import GuideText
from ui.widgets.picture_preview import PicturePreview
from ui.widgets.picture_stage import PictureStage
from ui.widgets.sheet_dialog import SheetCanvas

_PLACE = re.compile(r'transform="matrix\(([^)]*)\)"')
_PART = re.compile(
    r'<text fill="(?P<ink>#[0-9a-f]{6})"[^>]*? x="(?P<x>[^"]*)" y="(?P<y>[^"]*)"[^>]*? font-size="(?P<size>[^"]*)"'
    r'[^>]*? font-weight="(?P<weight>\d+)"[^>]*>(?P<words>[^<]*)</text>'
    r'|<image x="(?P<left>[^"]*)" y="(?P<top>[^"]*)" width="(?P<width>\d+)" height="(?P<height>\d+)"'
    r'[^>]*? xlink:href="data:image/png;base64,(?P<drawing>[^"]*)"'
)
PICTURES = (AttachmentTile, GuideText, PicturePreview, PictureStage, SheetCanvas)
"""What shows photos and papers, which have colours of their own."""

_RGB, _SOLID = 0xFFFFFF, 0xFF000000
_LARGEST_ICON = 64
_CHANCE = 60
"""So many pixels may have a colour of the other theme by chance, where letters are smoothed and in photos."""
_LEAST_PIXELS = 2
"""Fewer solid pixels of a text are in sight only where it is cut away by what it scrolls in."""


@dataclass(frozen=True)
class Meeting:
    """A text or an icon with its colour and the colour below it (`#RRGGBB`), and the words to find it by."""

    kind: str
    ink: str
    ground: str
    words: str


def meetings(widget: QWidget) -> list[Meeting]:
    """Return what is in sight of a widget that is shown."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = []
    for group in _drawn(widget).split("<g ")[1:]:
        place = _PLACE.search(group)
        if place is None:
            continue
        values = [float(value) for value in place[1].split(",")]
        for part in _PART.finditer(group):
            met = _text(part, values, picture) if part["ink"] else _icon(part, values, picture)
            if met is not None:
                found.append(met)
    return found


def colour_faults(widget: QWidget) -> list[str]:
    """Return what is too faint on its ground, and which pairs are not declared in `colour_pairs`."""
    names: dict[str, set[str]] = {}
    for name, value in look().tokens.colours.items():
        names.setdefault(value.upper(), set()).add(name)
    faults = set()
    for met in meetings(widget):
        if met.ground not in names or met.ink not in names:
            continue  # a photo, a paper or the sign of the program
        of_text, of_sign = least_in(look().theme)
        least, declared = (of_text, TEXTS) if met.kind == "text" else (of_sign, ICONS)
        if tokens.contrast(met.ink, met.ground) < least:
            faults.add(f"{met.words!r}: {met.ink} on {met.ground} is too faint")
        pairs = {(ink, ground) for ink in names[met.ink] for ground in names[met.ground]}
        if not any(ink in declared.get(ground, ()) for ink, ground in pairs):
            faults.add(f"{met.kind} {sorted(names[met.ink])} on {sorted(names[met.ground])} is not declared")
    return sorted(faults)


def stale(widget: QWidget) -> list[str]:
    """Return the colours that a window kept from the theme before: names and how many pixels have them."""
    now = look().tokens.colours
    before = tokens.load("light" if look().theme == "dark" else "dark").colours
    sign = resources.read_text("icons/sipa.svg").upper()
    kept = {
        int(value[1:], 16) | _SOLID: name
        for name, value in before.items()
        if value not in now.values() and value.upper() not in sign
    }
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    for part in widget.findChildren(QWidget):
        if isinstance(part, PICTURES) or (isinstance(part, QLabel) and part.pixmap().width() > _LARGEST_ICON):
            painter.fillRect(QRect(part.mapTo(widget, QPoint(0, 0)), part.size()), 0)
    painter.end()
    found = _pixels(picture, picture.rect())
    return [f"{kept[pixel]}: {found[pixel]} pixels" for pixel in kept if found[pixel] > _CHANCE]


def _drawn(widget: QWidget) -> str:
    held = QByteArray()
    out = QBuffer(held)
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(out)
    drawing.setSize(widget.size())
    drawing.setViewBox(widget.rect())
    painter = QPainter(drawing)
    widget.render(painter, QPoint(0, 0))
    painter.end()
    return bytes(held.data()).decode()


def _text(part: re.Match[str], place: list[float], picture: QImage) -> Meeting | None:
    words = unescape(part["words"]).strip()
    letters = QFont(FAMILY)
    letters.setPixelSize(max(1, round(float(part["size"]))))
    letters.setWeight(QFont.Weight(int(part["weight"])))
    metrics = QFontMetrics(letters)
    left, base = place[4] + float(part["x"]), place[5] + float(part["y"])
    box = QRect(round(left), round(base) - metrics.ascent(), metrics.horizontalAdvance(words), metrics.height())
    return _met("text", part["ink"].upper(), box, picture, words) if words else None


def _icon(part: re.Match[str], place: list[float], picture: QImage) -> Meeting | None:
    tint = _tint(part["drawing"])
    if not tint:
        return None
    left, top = place[4] + float(part["left"]), place[5] + float(part["top"])
    box = QRect(round(left), round(top), int(part["width"]), int(part["height"]))
    return _met("icon", tint, box, picture, f"an icon at {box.x()}, {box.y()}")


@lru_cache(maxsize=512)
def _tint(drawing: str) -> str:
    """Return the one solid colour of an icon; nothing for a photo or a sign of several colours."""
    image = QImage.fromData(base64.b64decode(drawing)).convertToFormat(QImage.Format.Format_ARGB32)
    colours = {pixel & _RGB for pixel in _pixels(image, image.rect()) if pixel >> 24 == 255}
    return f"#{colours.pop():06X}" if len(colours) == 1 and image.width() <= _LARGEST_ICON else ""


def _met(kind: str, ink: str, box: QRect, picture: QImage, words: str) -> Meeting | None:
    seen = _pixels(picture, box.intersected(picture.rect()))
    if seen.pop(_SOLID | int(ink[1:], 16), 0) < _LEAST_PIXELS or not seen:
        return None
    return Meeting(kind, ink, f"#{seen.most_common(1)[0][0] & _RGB:06X}", words)


def _pixels(image: QImage, box: QRect) -> Counter[int]:
    """Count the colours in a part of an image of 32 bits a pixel."""
    bits, line = memoryview(image.constBits()).cast("I"), image.bytesPerLine() // 4
    found: Counter[int] = Counter()
    for y in range(box.top(), box.bottom() + 1):
        found.update(bits[y * line + box.left() : y * line + box.right() + 1])
    return found
