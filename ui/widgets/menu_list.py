"""A short menu of sections at the left of a page: icon and word, one of them in front."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from ui.design.theme import watch
from ui.widgets.nav_rail import NavDelegate, NavItem, NavModel


class MenuList(QListView):
    """The list; `chosen` gives the key of the section that the person moved to."""

    chosen = Signal(str)

    def __init__(
        self, items: Sequence[NavItem], name: str, parent: QWidget | None = None, *, ring_always: bool = False
    ) -> None:
        super().__init__(parent)
        self._items = NavModel(items, self)
        self.setObjectName("clear")
        self.setModel(self._items)
        self.setItemDelegate(NavDelegate(self, ring_always=ring_always))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCurrentIndex(self._items.index(0))
        self.selectionModel().currentChanged.connect(self._moved)
        watch(self._measure)

    @property
    def current(self) -> str:
        """Return the key of the section in front."""
        return self._items.items[self.currentIndex().row()].key

    def set_current(self, key: str) -> None:
        """Choose a section as the person would; an unknown key changes nothing."""
        keys = [item.key for item in self._items.items]
        if key in keys:
            self.setCurrentIndex(self._items.index(keys.index(key)))

    def set_count(self, key: str, count: int, *, hot: bool = False) -> None:
        """Show what waits in a section."""
        self._items.set_count(key, count, hot)

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self._items.items[now.row()].key)

    def _measure(self) -> None:
        self._items.layoutChanged.emit()
