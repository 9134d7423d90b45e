"""Spending by bidang: what was spent solid, the budget hatched behind it, so that a grey print still reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role


@dataclass(frozen=True)
class SpendingBar:
    """One line: its name, both figures as numbers for the bar and as words, and the percent."""

    name: str
    spent: int
    budget: int
    figures: str
    percent: str
    total: bool = False


def draw_key(painter: QPainter, box: QRectF, *, spent: bool) -> None:
    """Draw what a solid or a hatched piece looks like, for the legend."""
    _draw(painter, box, box.width() if spent else 0)


class SpendingBars(QWidget):
    """The lines, drawn together; each is a sentence in the accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[SpendingBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        watch(self._measure)

    def set_bars(self, bars: Sequence[SpendingBar]) -> None:
        """Show other lines."""
        self.bars = tuple(bars)
        self.setAccessibleDescription(". ".join(f"{bar.name}: {bar.figures}, {bar.percent}" for bar in bars))
        self._measure()

    def sizeHint(self) -> QSize:
        """Return a line's height for each line."""
        return QSize(px(Size.TEXT_WIDTH), len(self.bars) * px(Size.ROW_SPENDING))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, bar, figures and percent of each line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((max(bar.budget, bar.spent) for bar in self.bars if not bar.total), default=0)
        height = px(Size.ROW_SPENDING)
        for at, bar in enumerate(self.bars):
            self._line(painter, QRect(0, at * height, self.width(), height), bar, most)
        painter.end()

    def _line(self, painter: QPainter, box: QRect, bar: SpendingBar, most: int) -> None:
        name, figures, percent = px(Size.COLUMN_NAME_LEAST), px(Size.COLUMN_FIGURES), px(Size.COLUMN_PERCENT)
        middle = Qt.AlignmentFlag.AlignVCenter
        if bar.total:
            painter.fillRect(QRect(box.left(), box.top(), box.width(), px(Size.HAIR)), colour("line_strong"))
        painter.setFont(font(Role.TABLE_TOTAL if bar.total else Role.TABLE_STRONG))
        painter.setPen(colour("ink"))
        metrics = painter.fontMetrics()
        painter.drawText(
            QRect(box.left(), box.top(), name, box.height()),
            middle,
            metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, name - px(Size.GAP_8)),
        )
        room = box.width() - name - figures - percent
        if not bar.total and most > 0 and room > 0:
            length = room * max(bar.budget, bar.spent) / most
            tall = px(Size.BAR_SPENDING)
            whole = QRectF(name, box.top() + (box.height() - tall) / 2, max(length, px(Size.GAP_6)), tall)
            share = min(1.0, bar.spent / bar.budget) if bar.budget > 0 else 1.0
            _draw(painter, whole, whole.width() * max(0.0, share))
        painter.setFont(font(Role.TABLE_TOTAL if bar.total else Role.TABLE))
        right = Qt.AlignmentFlag.AlignRight | middle
        painter.setPen(colour("ink"))
        painter.drawText(QRect(box.right() - figures - percent, box.top(), figures, box.height()), right, bar.figures)
        painter.setFont(font(Role.TABLE_TOTAL))
        painter.drawText(QRect(box.right() - percent, box.top(), percent, box.height()), right, bar.percent)

    def _measure(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()


def _draw(painter: QPainter, whole: QRectF, filled: float) -> None:
    """A frame with hatching, and the part that is spent solid over it."""
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), px(Size.GAP_2), px(Size.GAP_2))
    painter.setClipPath(shape)
    painter.fillRect(whole, colour("surface"))
    brush = painter.brush()
    brush.setStyle(Qt.BrushStyle.BDiagPattern)
    brush.setColor(colour("line_strong"))
    painter.fillRect(whole, brush)
    painter.fillRect(QRectF(whole.left(), whole.top(), filled, whole.height()), colour("primary"))
    painter.setClipping(False)
    pen = painter.pen()
    pen.setColor(colour("ink2"))
    pen.setWidth(px(Size.HAIR))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    painter.restore()
