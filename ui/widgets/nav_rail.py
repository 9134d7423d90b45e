"""The rail at the left: whose desk this is, the pages with what waits on each, and who works here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sipa_core.messages import _, ngettext
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, is_dark, metrics, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.avatar import Avatar
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.label import Label

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def word_role(label: str, room: int, here: bool) -> Role:
    """Return the letters of a page's name: a step smaller where a count beside it leaves too little room (pixels)."""
    full, small = (Role.STRONG, Role.TABLE_STRONG) if here else (Role.BODY, Role.TABLE)
    return full if metrics(full).horizontalAdvance(label) <= room else small


class NavItem(msgspec.Struct, frozen=True):
    """A page in the rail; `count` is what waits there, `hot` when it is urgent."""

    key: str
    icon: str
    label: str
    count: int = 0
    hot: bool = False


class Identity(msgspec.Struct, frozen=True):
    """Whose desk this is and who works at it, as shown: `Desa Babayau`, `Norhayati`, `Admin desa`."""

    place: str
    person: str
    role: str


class NavModel(QAbstractListModel):
    """The items; `UserRole` gives the `NavItem`."""

    def __init__(self, items: Sequence[NavItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items = list(items)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of pages."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the word, the sentence for a reader or the item."""
        if not index.isValid():
            return None
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.label
            case Qt.ItemDataRole.ToolTipRole:
                return tip(item.label)
            case Qt.ItemDataRole.AccessibleTextRole:
                if not item.count:
                    return item.label
                waiting = ngettext("{n} menunggu", "{n} menunggu", item.count).format(n=item.count)
                return f"{item.label}, {waiting}"
            case Qt.ItemDataRole.UserRole:
                return item
            case _:
                return None

    def set_count(self, key: str, count: int, hot: bool) -> None:
        """Change what waits on one page; unknown keys are ignored because the roles see different pages."""
        for row, item in enumerate(self.items):
            if item.key == key and (item.count, item.hot) != (count, hot):
                self.items[row] = replace(item, count=count, hot=hot)
                self.dataChanged.emit(self.index(row), self.index(row))


class _Mouse(QObject):
    """Tells whether the mouse brought the focus to a view (`brought`), and no key was pressed there since.

    Qt's own mark of this knows the Tab key only: F6 and the keys of the pages would bring a focus that nobody sees.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.brought = False
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at how the focus comes, and at the keys."""
        if isinstance(event, QFocusEvent) and event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.brought = event.gotFocus() and event.reason() is Qt.FocusReason.MouseFocusReason
        elif event.type() is QEvent.Type.KeyPress and self.brought:
            self.brought = False
            self._view.viewport().update()
        return False


class NavDelegate(QStyledItemDelegate):
    """Draws one item: icon, word, count; the narrow rail has the icon over a short word."""

    narrow = False

    def __init__(self, view: QAbstractItemView, *, ring_always: bool = False) -> None:
        super().__init__(view)
        self._mouse = _Mouse(view)
        self.ring_always = ring_always
        """Show the focus also where the mouse brought it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of an item with its gap."""
        return QSize(px(Size.RAIL_ITEM), px(Size.RAIL_ITEM_NARROW if self.narrow else Size.RAIL_ITEM))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the item as selected, under the mouse, with focus or plain."""
        item: NavItem = index.data(Qt.ItemDataRole.UserRole)
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        box = option.rect.adjusted(0, 0, 0, -px(Size.GAP_2))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if here or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(colour("rail_on" if here else "count"))
            painter.drawRoundedRect(box, px(Size.RADIUS_CONTROL), px(Size.RADIUS_CONTROL))
        if option.state & QStyle.StateFlag.State_HasFocus and (self.ring_always or not self._mouse.brought):
            ring = px(Size.RING)
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setWidth(ring)
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(Size.RADIUS_CONTROL), px(Size.RADIUS_CONTROL))
        if self.narrow:
            self._narrow(painter, box, item, here)
        else:
            self._wide(painter, box, item, here)
        painter.restore()

    def _wide(self, painter: QPainter, box: QRect, item: NavItem, here: bool) -> None:
        side = px(Size.ICON_NAV)
        left = box.left() + px(Size.GAP_10)
        middle = box.center().y() + 1
        tint, weight = ("primary", icons.FILL) if here else ("ink2", icons.REGULAR)
        painter.drawPixmap(left, middle - side // 2, icons.pixmap(item.icon, Size.ICON_NAV, tint, weight))
        left += side + px(Size.GAP_10)
        right = self._count(painter, box.right() - px(Size.GAP_8), middle, item) if item.count else box.right()
        room = QRect(left, box.top(), right - px(Size.GAP_4) - left, box.height())
        letters = font(word_role(item.label, room.width(), here))
        painter.setFont(letters)
        painter.setPen(colour(_selected_ink() if here else "ink2"))
        text = QFontMetrics(letters).elidedText(item.label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _narrow(self, painter: QPainter, box: QRect, item: NavItem, here: bool) -> None:
        side = px(Size.ICON_NAV)
        middle = box.center().x()
        tint, weight = ("primary", icons.FILL) if here else ("ink2", icons.REGULAR)
        top = box.top() + px(Size.GAP_8)
        painter.drawPixmap(middle - side // 2, top, icons.pixmap(item.icon, Size.ICON_NAV, tint, weight))
        letters = font(Role.CHIP if here else Role.CAPTION)
        painter.setFont(letters)
        painter.setPen(colour(_selected_ink() if here else "ink2"))
        room = QRect(box.left(), top + side, box.width(), box.bottom() - top - side)
        text = QFontMetrics(letters).elidedText(item.label.split()[0], Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        if item.count:
            self._count(painter, box.right() - px(Size.GAP_2), top + px(Size.GAP_4), item)

    def _count(self, painter: QPainter, right: int, middle: int, item: NavItem) -> int:
        text = str(item.count) if item.count < 1000 else "999+"
        letters = font(Role.CHIP)
        height = px(Size.COUNT)
        width = max(height, QFontMetrics(letters).horizontalAdvance(text) + px(Size.GAP_10))
        box = QRect(right - width, middle - height // 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("dikembalikan_bg" if item.hot else "count"))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(letters)
        painter.setPen(colour("dikembalikan_fg" if item.hot else "ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return box.left()


def _selected_ink() -> str:
    return "on_soft" if is_dark() else "ink"


class NavRail(QFrame):
    """The rail; `chosen` gives the key of the page that the person picked."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[NavItem], identity: Identity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._narrow = False
        self._logo = Label()
        self._name = Label("SIPA", Role.CARD)
        self._place = Label("", Role.CAPTION, "ink2")
        self._avatar = Avatar()
        self._person = Label("", Role.TABLE_STRONG)
        self._role = Label("", Role.CAPTION, "ink2")
        self.list = QListView()
        self._delegate = NavDelegate(self.list)
        self._model = NavModel(items, self)
        self._build()
        self.set_identity(identity)
        self.list.selectionModel().currentChanged.connect(self._moved)
        watch(self._measure)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the pages in their order."""
        return tuple(item.key for item in self._model.items)

    @property
    def current(self) -> str:
        """Return the key of the selected page, or an empty text."""
        row = self.list.currentIndex().row()
        return self._model.items[row].key if row >= 0 else ""

    def set_current(self, key: str) -> None:
        """Select a page without saying that the person chose it; none for a page that has no place in the rail."""
        if key != self.current:
            index = self._model.index(self.keys.index(key)) if key in self.keys else QModelIndex()
            was = self.blockSignals(True)
            self.list.setCurrentIndex(index)
            self.blockSignals(was)

    def set_counts(self, counts: Mapping[str, tuple[int, bool]]) -> None:
        """Show what waits: page key to (number, urgent)."""
        for key, (count, hot) in counts.items():
            self._model.set_count(key, count, hot)

    def set_identity(self, identity: Identity) -> None:
        """Show whose desk this is and who works here."""
        self._place.setText(identity.place)
        self._person.setText(identity.person)
        self._role.setText(identity.role)
        self._avatar.set_name(identity.person)

    def set_narrow(self, narrow: bool) -> None:
        """Use the narrow rail: icons over short words."""
        if narrow != self._narrow:
            self._narrow = self._delegate.narrow = narrow
            self._measure()

    def _build(self) -> None:
        self.list.setObjectName("clear")
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(_("Menu"))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = Row(gap=Size.GAP_10, margins=(Size.GAP_6, Size.NONE, Size.NONE, Size.NONE))
        words = Column(gap=Size.NONE)
        words.addWidget(self._name)
        words.addWidget(self._place)
        head.addWidget(self._logo)
        head.addLayout(words, 1)
        foot = Row(gap=Size.GAP_10, margins=(Size.GAP_6, Size.NONE, Size.NONE, Size.NONE))
        who = Column(gap=Size.NONE)
        who.addWidget(self._person)
        who.addWidget(self._role)
        foot.addWidget(self._avatar)
        foot.addLayout(who, 1)
        self._whole = Column(self, Size.GAP_16, (Size.GAP_10, Size.GAP_16, Size.GAP_10, Size.GAP_12))
        self._whole.addLayout(head)
        self._whole.addWidget(self.list, 1)
        self._whole.addLayout(foot)

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self._model.items[now.row()].key)

    def _measure(self) -> None:
        self.setFixedWidth(px(Size.RAIL_NARROW if self._narrow else Size.RAIL))
        side = px(Size.GAP_4 if self._narrow else Size.GAP_10)
        self._whole.setContentsMargins(side, px(Size.GAP_16), side, px(Size.GAP_12))
        self._logo.setPixmap(icons.logo())
        for part in (self._name, self._place, self._person, self._role):
            reveal(part, not self._narrow)
        self._model.layoutChanged.emit()
