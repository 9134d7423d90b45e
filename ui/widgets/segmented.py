"""A choice of one in a few views of the same thing, side by side: Belum, Berjalan, Semua."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Row, even


class Choice(msgspec.Struct, frozen=True):
    """One view; a count is shown in a pill, and not at all when it is None."""

    key: str
    label: str
    count: int | None = None


class _Part(QAbstractButton):
    def __init__(self, choice: Choice, first: bool, last: bool, pills: bool) -> None:
        super().__init__()
        self.choice = choice
        self._first, self._last, self._pills = first, last, pills
        self.setCheckable(True)
        self.setText(choice.label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_count(choice.count)
        watch(self._measure)

    def set_count(self, count: int | None) -> None:
        self.choice = Choice(self.choice.key, self.choice.label, count)
        self.setAccessibleName(self.choice.label if count is None else f"{self.choice.label} {count}")
        self._measure()

    def sizeHint(self) -> QSize:
        width = (
            QFontMetrics(font(Role.TABLE_STRONG)).horizontalAdvance(self._words()) + self._pill() + 2 * self._padding()
        )
        return QSize(width, px(Size.CONTROL_DENSE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setClipPath(self._shape())
            painter.fillRect(self.rect(), colour("soft"))
            painter.setClipping(False)
        painter.setFont(font(Role.TABLE_STRONG))
        painter.setPen(colour("on_soft" if self.isChecked() else "ink2"))
        words = QFontMetrics(font(Role.TABLE_STRONG)).horizontalAdvance(self._words())
        left = (self.width() - words - self._pill()) // 2
        painter.drawText(
            QRect(left, 0, words + px(Size.GAP_4), self.height()), Qt.AlignmentFlag.AlignVCenter, self._words()
        )
        if self._pill():
            self._draw_pill(painter, left + words + px(Size.GAP_6))
        if self.hasFocus():
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(Size.GAP_6), px(Size.GAP_6))
        painter.end()

    def _padding(self) -> int:
        # Plain counts are chosen where there is little room, such as a list at the left.
        return px(Size.GAP_12 if self._pills else Size.GAP_8)

    def _words(self) -> str:
        count = "" if self._pills or self.choice.count is None else f" {self.choice.count}"
        return f"{self.choice.label}{count}"

    def _pill(self) -> int:
        if self.choice.count is None or not self._pills:
            return 0
        return px(Size.GAP_6) + max(
            px(Size.BADGE), QFontMetrics(font(Role.CHIP)).horizontalAdvance(str(self.choice.count)) + px(Size.GAP_12)
        )

    def _draw_pill(self, painter: QPainter, left: int) -> None:
        height = px(Size.BADGE)
        box = QRect(left, (self.height() - height) // 2, self._pill() - px(Size.GAP_6), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface" if self.isChecked() else "sunken"))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(font(Role.CHIP))
        painter.setPen(colour("on_soft" if self.isChecked() else "ink2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.choice.count))

    def _shape(self) -> QPainterPath:
        corner = px(Size.RADIUS_CONTROL) - 1
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(self.rect(), corner, corner)
        if not self._first:
            path.addRect(0, 0, corner, self.height())
        if not self._last:
            path.addRect(self.width() - corner, 0, corner, self.height())
        return path

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()


class Segmented(QFrame):
    """The choice; `changed` gives the key that the person chose. Arrow keys move, Tab enters and leaves.

    Without `pills` the counts stand in plain letters after the words, for where there is little room.
    """

    changed = Signal(str)

    def __init__(
        self, choices: Sequence[Choice], name: str = "", pills: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("segmented")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._parts: dict[str, _Part] = {}
        row = Row(self, Size.NONE, even(Size.HAIR))
        for at, choice in enumerate(choices):
            part = _Part(choice, at == 0, at == len(choices) - 1, pills)
            self._parts[choice.key] = part
            self._group.addButton(part)
            row.addWidget(part, 1)
            part.clicked.connect(self._clicked)
        # Tab comes to the choice in force, so that the space bar alone never changes it.
        self._group.buttonToggled.connect(_hold_tab)
        for part in self._parts.values():
            _hold_tab(part, False)
        if choices:
            self._parts[choices[0].key].setChecked(True)

    @property
    def current(self) -> str:
        """Return the key in force."""
        return next((key for key, part in self._parts.items() if part.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Choose without saying that the person did; KeyError for an unknown key."""
        self._parts[key].setChecked(True)

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """Change the counts of some choices."""
        for key, count in counts.items():
            self._parts[key].set_count(count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        keys = list(self._parts)
        if step is None or not keys:
            super().keyPressEvent(event)
            return
        key = keys[(keys.index(self.current) + step) % len(keys)]
        self._parts[key].setChecked(True)
        self._parts[key].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(key)

    def _clicked(self) -> None:
        self.changed.emit(self.current)


def _hold_tab(part: QAbstractButton, checked: bool) -> None:
    part.setFocusPolicy(Qt.FocusPolicy.StrongFocus if checked else Qt.FocusPolicy.ClickFocus)
