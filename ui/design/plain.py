"""Colours for the window that shows before the look is loaded: a palette with a ground and an ink, no style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from ui.design.tokens import Tokens


def dress_plainly(widget: QWidget, colours: Tokens, ground: str, ink: str) -> None:
    """Give a widget these two named colours as ground and ink; KeyError for an unknown name."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(colours.value(ground)))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colours.value(ink)))
    widget.setPalette(palette)
