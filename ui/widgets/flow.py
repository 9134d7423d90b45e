"""A layout that fills a line and goes on in the next, so that a legend or chips are never cut when letters grow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.design.measures import Size
from ui.design.theme import px, watch


class Flow(QLayout):
    """Items side by side with one gap, as many as fit in a line; `spread` shares what is left of a full line
    among the gaps.
    """

    def __init__(self, parent: QWidget | None = None, gap: Size = Size.GAP_12, spread: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._spread = gap, spread
        self.setContentsMargins(0, 0, 0, 0)
        watch(self._measure)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, at: int, /) -> QLayoutItem | None:
        """Return an item, None beyond the last."""
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int, /) -> QLayoutItem | None:
        """Take an item out and return it, None beyond the last."""
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that the layout needs no more room than it has."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Return the height of all lines at a width."""
        lines = self._lines(width)
        return sum(height for _items, height in lines) + self._gap_pixels() * max(0, len(lines) - 1)

    def setGeometry(self, box: QRect, /) -> None:
        """Put every item in its place."""
        super().setGeometry(box)
        top = box.top()
        for items, height in self._lines(box.width()):
            taken = sum(item.sizeHint().width() for item in items)
            gap = self._gap_pixels()
            if self._spread and len(items) > 1 and len(items) == len(self._items):
                gap = max(gap, (box.width() - taken) // (len(items) - 1))
            left = box.left()
            for item in items:
                size = item.sizeHint()
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + gap
            top += height + self._gap_pixels()

    def sizeHint(self) -> QSize:
        """Return the size in one line."""
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() for size in sizes) + self._gap_pixels() * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest item."""
        sizes = [item.sizeHint() for item in self._items]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def _lines(self, width: int) -> list[tuple[list[QLayoutItem], int]]:
        lines: list[tuple[list[QLayoutItem], int]] = []
        items: list[QLayoutItem] = []
        taken = 0
        for item in self._items:
            needs = item.sizeHint().width() + (self._gap_pixels() if items else 0)
            if items and taken + needs > width:
                lines.append((items, max(one.sizeHint().height() for one in items)))
                items, taken, needs = [], 0, item.sizeHint().width()
            items.append(item)
            taken += needs
        if items:
            lines.append((items, max(one.sizeHint().height() for one in items)))
        return lines

    def _gap_pixels(self) -> int:
        return px(self._gap)

    def _measure(self) -> None:
        self.invalidate()
