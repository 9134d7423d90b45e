"""Tabs over a panel: a few words side by side, the one in front underlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from ui.design.theme import watch


class Tabs(QTabBar):
    """The words; `chosen` gives the key that the person went to. Arrow keys move, Tab enters and leaves."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = [key for key, _label in tabs]
        self._telling = True
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        for _key, label in tabs:
            self.addTab(label)
        self.currentChanged.connect(self._changed)
        watch(self.updateGeometry)

    @property
    def current(self) -> str:
        """Return the key of the tab in front."""
        return self._keys[self.currentIndex()] if self._keys else ""

    def set_current(self, key: str) -> None:
        """Bring a tab to the front without saying that the person did; KeyError for an unknown key."""
        if key not in self._keys:
            raise KeyError(key)
        self._telling = False
        self.setCurrentIndex(self._keys.index(key))
        self._telling = True

    def set_label(self, key: str, label: str) -> None:
        """Change the words of a tab, such as a count in brackets."""
        self.setTabText(self._keys.index(key), label)

    def _changed(self, at: int) -> None:
        if self._telling and at >= 0:
            self.chosen.emit(self._keys[at])
