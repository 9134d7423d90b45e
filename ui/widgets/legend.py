"""What the tiles of the matrix mean: always on the screen, so that no colour has to be known by heart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Row
from ui.widgets.chip import word
from ui.widgets.flow import Flow
from ui.widgets.label import IconLabel, Label
from ui.widgets.matrix_view import draw_tile


class _Tile(QWidget):
    def __init__(self, look: str) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_tile(painter, self.rect(), self._look)
        painter.end()

    def _measure(self) -> None:
        self.setFixedSize(px(Size.TILE_WIDTH), px(Size.TILE_HEIGHT))
        self.update()


class Legend(QWidget):
    """Tiles of report states with their words, then icons with theirs in the colour of a warning."""

    def __init__(self, states: Sequence[str], *flags: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = Flow(self, Size.GAP_12, spread=True)
        for look in states:
            flow.addWidget(_pair(_Tile(look), Label(word(look), Role.CAPTION, "ink2")))
        for icon, words in flags:
            sign = IconLabel(icon, Size.ICON_SMALL, "menunggu_fg")
            flow.addWidget(_pair(sign, Label(words, Role.CAPTION, "warn")))


def _pair(sign: QWidget, words: Label) -> QWidget:
    pair = QWidget()
    row = Row(pair, Size.GAP_8)
    row.addWidget(sign)
    row.addWidget(words)
    return pair
