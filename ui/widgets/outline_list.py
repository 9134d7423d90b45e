"""The outline of a report: its sections, each done, still open, or with the number of a note."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.widgets.badge import draw_badge

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Section(msgspec.Struct, frozen=True):
    """A section; `note` is the first open note in it and wins over the mark of being done. `taken` says that some of it
    was taken over from another report and not looked at since.
    """

    key: str
    name: str
    done: bool = False
    note: int | None = None
    taken: bool = False


class _SectionModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sections: tuple[Section, ...] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.sections)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        section = self.sections[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return section.name
            case Qt.ItemDataRole.UserRole:
                return section
            case Qt.ItemDataRole.AccessibleTextRole:
                if section.note is not None:
                    return _("{name}, catatan {n}").format(name=section.name, n=section.note)
                if section.taken:
                    return f"{section.name}, {_('dari laporan lain, belum diubah')}"
                return f"{section.name}, {_('terisi') if section.done else _('belum terisi')}"
            case _:
                return None

    def replace(self, sections: Sequence[Section]) -> None:
        same = [section.key for section in sections] == [section.key for section in self.sections]
        if same:
            self.sections = tuple(sections)
            if sections:
                self.dataChanged.emit(self.index(0), self.index(len(sections) - 1))
        else:
            self.beginResetModel()
            self.sections = tuple(sections)
            self.endResetModel()


class _SectionDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """A second line where the name in strong letters does not fit on one."""
        view = self.parent()
        wide = view.viewport().width() if isinstance(view, QListView) else px(Size.OUTLINE)
        letters = QFontMetrics(font(Role.TABLE_TOTAL))
        room = wide - 2 * px(Size.GAP_6) - px(Size.GAP_8) - px(Size.ICON_CONTROL) - px(Size.GAP_12) - px(Size.GAP_8)
        more = letters.lineSpacing() if letters.horizontalAdvance(str(index.data())) > room else 0
        return QSize(px(Size.ROW_OUTLINE), px(Size.ROW_OUTLINE) + more)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        section: Section = index.data(Qt.ItemDataRole.UserRole)
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        box = option.rect.adjusted(px(Size.GAP_6), px(Size.HAIR), -px(Size.GAP_6), -px(Size.HAIR))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if here or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(colour("soft" if here else "sunken"))
            painter.drawRoundedRect(box, px(Size.RADIUS_CONTROL), px(Size.RADIUS_CONTROL))
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(Size.RADIUS_CONTROL), px(Size.RADIUS_CONTROL))
        right = box.right() - px(Size.GAP_8)
        side = px(Size.ICON_CONTROL)
        middle = box.center().y() + 1
        if section.note is not None:
            draw_badge(painter, right - px(Size.BADGE) + 1, middle, section.note)
        else:
            name, tint = ("check", "disetujui_fg") if section.done else ("circle-dashed", "ink3")
            if section.taken:
                name, tint = "copy", "menunggu_fg"
            painter.drawPixmap(right - side, middle - side // 2, icons.pixmap(name, Size.ICON_CONTROL, tint))
        letters = font(Role.TABLE_TOTAL if here else Role.TABLE)
        painter.setFont(letters)
        painter.setPen(colour("on_soft" if here else "ink2"))
        room = QRect(box.left() + px(Size.GAP_8), box.top(), right - side - px(Size.GAP_12) - box.left(), box.height())
        lines = 2 if box.height() > px(Size.ROW_OUTLINE) else 1
        most = lines * room.width() - (px(Size.GAP_32) if lines > 1 else 0)  # a word that moves on leaves room behind
        text = QFontMetrics(letters).elidedText(section.name, Qt.TextElideMode.ElideRight, most)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, text)
        painter.restore()


class OutlineList(QListView):
    """The list; `chosen` gives the key of the section that the person moved to."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections = _SectionModel(self)
        self.setObjectName("clear")
        self.setModel(self._sections)
        self.setItemDelegate(_SectionDelegate(self))
        self.setAccessibleName(_("Bagian laporan"))
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._moved)
        watch(self._measure)

    @property
    def current(self) -> str:
        """Return the key of the selected section, or an empty text."""
        row = self.currentIndex().row()
        return self._sections.sections[row].key if row >= 0 else ""

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show other sections, or the same with other marks; the selection stays when it can."""
        was = self.current
        self._sections.replace(sections)
        self.set_current(was)

    def set_current(self, key: str) -> None:
        """Select a section without saying that the person chose it; an unknown key changes nothing."""
        keys = [section.key for section in self._sections.sections]
        if key in keys and key != self.current:
            was = self.blockSignals(True)
            self.setCurrentIndex(self._sections.index(keys.index(key)))
            self.blockSignals(was)

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self._sections.sections[now.row()].key)

    def _measure(self) -> None:
        self._sections.layoutChanged.emit()
