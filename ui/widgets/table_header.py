"""The header of a table: one or two lines, with the same inset as the cells below, so that words stand over their
column.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role


class TableHeader(QHeaderView):
    """A lying header of fixed sections; the alignment of a section is the model's, centred words use the whole
    width. Where the model sorts, `set_sorted` draws the way at its section.
    """

    def __init__(self, height: Size, inset: Size, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._height, self._inset = height, inset
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(1)
        self._sorted: tuple[int, bool] | None = None
        self._wrapped = False
        watch(self._measure)

    def set_sorted(self, section: int | None, descending: bool = False) -> None:
        """Say by which section the rows are ordered, and which way; None for no order of their own."""
        self._sorted = None if section is None else (section, descending)
        self.viewport().update()

    def set_wrapped(self, wrapped: bool) -> None:
        """Let long words go over two lines of a taller header, or keep one line."""
        if wrapped != self._wrapped:
            self._wrapped = wrapped
            self._measure()

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int, /) -> None:
        """Draw the ground, the line below and the words of a section."""
        model = self.model()
        words = str(model.headerData(logical_index, Qt.Orientation.Horizontal) or "")
        side = model.headerData(logical_index, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        where = (
            Qt.AlignmentFlag(side) if side is not None else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        left = px(self._inset) if where & Qt.AlignmentFlag.AlignLeft else 0
        right = px(self._inset) if where & Qt.AlignmentFlag.AlignRight else 0
        painter.save()
        painter.fillRect(rect, colour("sunken"))
        hair = px(Size.HAIR)
        painter.fillRect(QRect(rect.left(), rect.bottom() - hair + 1, rect.width(), hair), colour("line"))
        painter.setFont(font(Role.HEADER))
        painter.setPen(colour("ink2"))
        room = rect.adjusted(left, 0, -right, 0)
        painter.drawText(room, where.value | Qt.TextFlag.TextWordWrap.value if self._wrapped else where.value, words)
        if self._sorted is not None and self._sorted[0] == logical_index:
            side = px(Size.ICON_CHIP)
            mark = icons.pixmap("caret-down" if self._sorted[1] else "caret-up", Size.ICON_CHIP, "primary", icons.BOLD)
            painter.drawPixmap(rect.right() - side, rect.bottom() - side - hair, mark)
        painter.restore()

    def _measure(self) -> None:
        self.setFixedHeight(px(Size.TABLE_HEADER_TALL if self._wrapped else self._height))
        self.viewport().update()
