"""What a search found: headings with their hits, the words in bold where they stand; Enter opens the hit in hand.

Headings cannot be chosen, so the arrow keys go from hit to hit.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.widgets.chip import Chip, draw_chip

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Result(msgspec.Struct, frozen=True):
    """One row: a heading (`heading`), or a hit with `title`, `place` beside it, `words` with `marks` (start, length) in
    bold, `aside` at the right and a chip.
    """

    key: str
    title: str
    heading: bool = False
    icon: str = ""
    place: str = ""
    words: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    aside: str = ""
    chip: Chip | None = None

    def sentence(self) -> str:
        """Return the row as one sentence."""
        chip = self.chip.text if self.chip else ""
        return ", ".join(part for part in (self.title, self.place, chip, self.aside, self.words) if part)


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.results: tuple[Result, ...] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.results)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and self.results[index.row()].heading:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        result = self.results[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return result.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return result.sentence()
            case Qt.ItemDataRole.UserRole:
                return result
            case _:
                return None

    def replace(self, results: Sequence[Result]) -> None:
        self.beginResetModel()
        self.results = tuple(results)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        result: Result = index.data(Qt.ItemDataRole.UserRole)
        if result.heading:
            return QSize(px(Size.MASTER_LIST), px(Size.ROW))
        lines = _line(Role.TABLE_TOTAL) + (_line(Role.TABLE) if result.words else 0)
        return QSize(px(Size.MASTER_LIST), lines + 2 * px(Size.GAP_8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        result: Result = index.data(Qt.ItemDataRole.UserRole)
        box, hair = option.rect, px(Size.HAIR)
        painter.save()
        if result.heading:
            painter.fillRect(box, colour("sunken"))
            painter.setFont(font(Role.HEADER))
            painter.setPen(colour("ink2"))
            room = box.adjusted(px(Size.GAP_16), 0, -px(Size.GAP_16), 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, result.title)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, result.aside)
        else:
            here = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(box, colour("selection" if here else "surface"))
            if here:
                painter.fillRect(QRect(box.left(), box.top(), px(Size.BAR_LEFT), box.height()), colour("primary"))
            self._hit(painter, box.adjusted(px(Size.GAP_16), px(Size.GAP_8), -px(Size.GAP_16), -px(Size.GAP_8)), result)
        painter.fillRect(QRect(box.left(), box.bottom() - hair + 1, box.width(), hair), colour("line"))
        if option.state & QStyle.StateFlag.State_HasFocus and not result.heading:
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def _hit(self, painter: QPainter, box: QRect, result: Result) -> None:
        side = px(Size.ICON_CONTROL)
        top = QRect(box.left(), box.top(), box.width(), _line(Role.TABLE_TOTAL))
        painter.drawPixmap(
            top.left(), top.center().y() - side // 2, icons.pixmap(result.icon, Size.ICON_CONTROL, "ink2")
        )
        left, right = top.left() + side + px(Size.GAP_10), top.right()
        if result.aside:
            painter.setFont(font(Role.CAPTION))
            painter.setPen(colour("ink2"))
            painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, result.aside)
            right -= QFontMetrics(font(Role.CAPTION)).horizontalAdvance(result.aside) + px(Size.GAP_12)
        strong = QFontMetrics(font(Role.TABLE_TOTAL))
        title = strong.elidedText(result.title, Qt.TextElideMode.ElideRight, right - left)
        painter.setFont(font(Role.TABLE_TOTAL))
        painter.setPen(colour("ink"))
        painter.drawText(QRect(left, top.top(), right - left, top.height()), Qt.AlignmentFlag.AlignVCenter, title)
        after = left + strong.horizontalAdvance(title) + px(Size.GAP_8)
        if result.place and right - after > px(Size.COLUMN_NUMBER):
            painter.setFont(font(Role.TABLE))
            painter.setPen(colour("primary"))
            letters = QFontMetrics(font(Role.TABLE))
            place = letters.elidedText(result.place, Qt.TextElideMode.ElideRight, right - after)
            painter.drawText(QRect(after, top.top(), right - after, top.height()), Qt.AlignmentFlag.AlignVCenter, place)
            after += letters.horizontalAdvance(place) + px(Size.GAP_8)
        if result.chip is not None and right - after > px(Size.COLUMN_NUMBER):
            draw_chip(painter, after, top.center().y(), result.chip)
        low = QRect(left, top.bottom() + 1, box.right() - left, _line(Role.TABLE))
        _draw_marked(painter, low, result.words, result.marks)


def _draw_marked(painter: QPainter, box: QRect, words: str, marks: Sequence[tuple[int, int]]) -> None:
    """Draw a line with some of its letters in bold, cut where it does not fit."""
    plain, bold = Role.TABLE, Role.TABLE_TOTAL
    left, at = box.left(), 0
    pieces: list[tuple[str, Role, str]] = []
    for start, length in marks:
        pieces += [(words[at:start], plain, "ink2"), (words[start : start + length], bold, "ink")]
        at = start + length
    pieces.append((words[at:], plain, "ink2"))
    for text, role, tint in pieces:
        room = box.right() - left
        if not text or room <= 0:
            continue
        metrics = QFontMetrics(font(role))
        shown = (
            text
            if metrics.horizontalAdvance(text) <= room
            else metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        )
        painter.setFont(font(role))
        painter.setPen(colour(tint))
        painter.drawText(
            QRect(left, box.top(), room + px(Size.GAP_4), box.height()), Qt.AlignmentFlag.AlignVCenter, shown
        )
        left += metrics.horizontalAdvance(shown)


def _line(role: Role) -> int:
    return QFontMetrics(font(role)).height() + px(Size.GAP_2)


class ResultList(QListView):
    """The list; `opened` gives the key of a hit (Enter, click), `left_above` when Up is pressed on the first."""

    opened = Signal(str)
    left_above = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._results = _Model(self)
        self.setModel(self._results)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._picked)
        watch(self.doItemsLayout)

    @property
    def results(self) -> tuple[Result, ...]:
        """Return the rows in order, headings among them."""
        return self._results.results

    @property
    def current(self) -> str:
        """Return the key of the hit in hand, empty when none is."""
        index = self.currentIndex()
        result = self.results[index.row()] if index.isValid() else None
        return result.key if result is not None and not result.heading else ""

    def set_results(self, results: Sequence[Result]) -> None:
        """Show others; the same hit stays in hand when it is still there, else the first comes to hand."""
        if tuple(results) == self.results:
            return
        held = self.current
        self._results.replace(results)
        hits = [at for at, result in enumerate(results) if not result.heading]
        kept = next((at for at in hits if results[at].key == held), hits[0] if hits else -1)
        if kept >= 0:
            self.setCurrentIndex(self._results.index(kept, 0))
        self.scrollToTop()

    def step(self, by: int) -> bool:
        """Take the next (1) or previous (-1) hit in hand; False at the end."""
        at = self.currentIndex().row() + by
        while 0 <= at < len(self.results):
            if not self.results[at].heading:
                self.setCurrentIndex(self._results.index(at, 0))
                return True
            at += by
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from hit to hit; Enter opens."""
        match event.key():
            case Qt.Key.Key_Up:
                if not self.step(-1):
                    self.left_above.emit()
            case Qt.Key.Key_Down:
                self.step(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.open_current()
            case _:
                super().keyPressEvent(event)

    def open_current(self) -> None:
        """Open the hit in hand."""
        if self.current:
            self.opened.emit(self.current)

    def _picked(self, index: QModelIndex) -> None:
        if not self.results[index.row()].heading:
            self.opened.emit(self.results[index.row()].key)
