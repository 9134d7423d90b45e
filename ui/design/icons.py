"""Icons: Phosphor drawings from the program's own files, tinted with a named colour and drawn sharp for the screen.

A tint is always given by name; Qt's own grey for disabled icons is never relied on.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from ui.design.measures import Size
from ui.design.theme import look, px

REGULAR, BOLD, FILL = "regular", "bold", "fill"
_COLOUR = re.compile(r"#[0-9A-F]{6}")


def pixmap(name: str, size: Size, tint: str = "ink2", weight: str = REGULAR) -> QPixmap:
    """Return an icon at a named size in a named colour; FileNotFoundError for an icon that is not shipped."""
    return _draw(f"icons/{weight}/{name}.svg", px(size), look().tokens.value(tint), ratio())


def icon(name: str, size: Size = Size.ICON_CONTROL, tint: str = "ink2", weight: str = REGULAR) -> QIcon:
    """Return the same as a QIcon, equal in every mode."""
    made = QIcon()
    drawn = pixmap(name, size, tint, weight)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled, QIcon.Mode.Active, QIcon.Mode.Selected):
        made.addPixmap(drawn, mode)
    return made


def logo(size: Size = Size.LOGO) -> QPixmap:
    """Return the sign of the program in its own colours."""
    return _draw("icons/sipa.svg", px(size), "", ratio())


def logo_on_brand(size: Size = Size.LOGO) -> QPixmap:
    """Return the sign with its two colours the other way round, for a ground that has the sign's own colour."""
    return _draw("icons/sipa.svg", px(size), "", ratio(), turned=True)


def window_icon() -> QIcon:
    """Return the sign of the program for the task bar."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128):
        made.addPixmap(_draw("icons/sipa.svg", side, "", 1.0))
    return made


def ratio() -> float:
    """Return how many dots of the screen a pixel has."""
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


@lru_cache(maxsize=512)
def _draw(path: str, side: int, tint: str, ratio: float, *, turned: bool = False) -> QPixmap:
    drawing = resources.read_text(path).replace("currentColor", tint)
    if turned:
        first, second = dict.fromkeys(_COLOUR.findall(drawing))
        drawing = _COLOUR.sub(lambda found: second if found[0] == first else first, drawing)
    drawn = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side * ratio, side * ratio))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
