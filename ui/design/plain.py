"""Colours for the window that shows before the look is loaded: a palette with a ground and an ink, no style sheet."""

from __future__ import annotations

from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QWidget

from ui.design.tokens import Tokens


def dress_plainly(widget: QWidget, colours: Tokens, ground: str, ink: str) -> None:
    """Give a widget these two named colours as ground and ink; KeyError for an unknown name."""
    widget.setPalette(_palette(colours, ground, ink))


def plain_brushes(colours: Tokens, ground: str, ink: str) -> tuple[QBrush, QBrush]:
    """Return brushes of two named colours; a palette makes them without the costly enumerations of `Qt`."""
    palette = _palette(colours, ground, ink)
    return palette.window(), palette.windowText()


def _palette(colours: Tokens, ground: str, ink: str) -> QPalette:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(colours.value(ground)))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colours.value(ink)))
    return palette
