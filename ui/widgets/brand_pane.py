"""The left half of the first run: whose program this is, the steps, and the band of Sasirangan below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, even
from ui.widgets.label import Label


class _StepMark(QWidget):
    """The number of a step in a circle, filled while it is at hand; a check in the place of the number once done."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.lit = self.done = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circle and number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(colour("kunyit" if self.lit else "on_brand2"))
        painter.setPen(pen)
        painter.setBrush(colour("kunyit") if self.lit else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        if self.done:
            inset = (self.width() - px(Size.ICON_CONTROL)) // 2
            painter.drawPixmap(inset, inset, icons.pixmap("check", Size.ICON_CONTROL, "on_brand", icons.BOLD))
        else:
            painter.setPen(colour("on_kunyit" if self.lit else "on_brand"))
            painter.setFont(font(Role.STRONG))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()

    def show_at(self, step: int) -> None:
        """Show how this step stands while the given one is at hand."""
        self.lit, self.done = self._number == step, self._number < step
        now = _("selesai") if self.done else _("sekarang") if self.lit else _("nanti")
        self.setAccessibleName(_("Langkah {n}, {now}").format(n=self._number, now=now))
        self.update()

    def _measure(self) -> None:
        self.setFixedSize(px(Size.AVATAR), px(Size.AVATAR))


class BrandPane(QWidget):
    """The pane; `set_step` says which step is at hand, counted from 1."""

    def __init__(self, title: str, steps: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logo = Label()
        self._logo.setAccessibleName("SIPA")
        self._marks = [_StepMark(number) for number in range(1, len(steps) + 1)]
        column = Column(self, Size.GAP_24, even(Size.GAP_40))
        head = Row(gap=Size.GAP_16)
        names = Column(gap=Size.NONE)
        names.addWidget(Label("SIPA BERMEDSOS", Role.SECTION, "on_brand"))
        names.addWidget(Label(_("Laporan desa untuk kecamatan dan warga"), Role.TABLE, "on_brand2"))
        head.addWidget(self._logo)
        head.addLayout(names, 1)
        column.addLayout(head)
        column.addWidget(Label(title, Role.KPI, "on_brand", wrap=True))
        for mark, (name, detail) in zip(self._marks, steps, strict=True):
            row = Row(gap=Size.GAP_16)
            row.addWidget(mark)
            words = Column(gap=Size.NONE)
            words.addWidget(Label(name, Role.STRONG, "on_brand", wrap=True))
            words.addWidget(Label(detail, Role.TABLE, "on_brand2", wrap=True))
            row.addLayout(words, 1)
            column.addLayout(row)
        column.addStretch(1)
        self.set_step(1)
        watch(self._measure)

    def set_step(self, step: int) -> None:
        """Light the mark of the step at hand, and check off those before it."""
        for mark in self._marks:
            mark.show_at(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the stitched dots, the teeth and the flowers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour("brand"))
        painter.setPen(Qt.PenStyle.NoPen)
        step = px(Size.GAP_40)
        band = self.height() - 2 * step - px(Size.GAP_24)
        self._dots(painter, band - step, "kunyit")
        self._dots(painter, band - step // 2, "bar")
        painter.setBrush(colour("brand_deep"))
        painter.drawRect(0, band + step // 2, self.width(), self.height())
        for left in range(-step // 2, self.width() + step, step):
            tooth = [
                QPointF(left, band + step // 2),
                QPointF(left + step / 2, band - step // 4),
                QPointF(left + step, band + step // 2),
            ]
            painter.drawPolygon(QPolygonF(tooth))
        for left in range(step, self.width() + step, 2 * step):
            self._flower(painter, QPoint(left, band + step + px(Size.GAP_12)))
        painter.end()

    def _dots(self, painter: QPainter, top: int, tint: str) -> None:
        painter.setBrush(colour(tint))
        step, dot = px(Size.GAP_40), px(Size.BAR_LEFT)
        for at in range(0, self.width(), 2 * dot):
            share = abs(at % step - step / 2) / (step / 2)
            painter.drawEllipse(QRectF(at, top + share * px(Size.GAP_24), dot, dot))

    def _flower(self, painter: QPainter, middle: QPoint) -> None:
        petal = px(Size.PETAL)
        painter.save()
        painter.translate(middle)
        painter.setBrush(colour("kunyit"))
        for _petal in range(6):
            painter.drawEllipse(QRect(-petal // 5, -petal, 2 * petal // 5, petal - petal // 6))
            painter.rotate(60)
        painter.setBrush(colour("on_brand"))
        painter.drawEllipse(QRect(-petal // 6, -petal // 6, petal // 3, petal // 3))
        painter.restore()

    def _measure(self) -> None:
        self.setFixedWidth(px(Size.SETUP_SIDE))
        self._logo.setPixmap(icons.logo_on_brand(Size.CONTROL_LARGE))
        self.update()
