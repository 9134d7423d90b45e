"""A button with a menu of what a list leaves out and how it is ordered: many choices in the room of one button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from sipa_core.messages import _
from ui.runtime.tips import tip
from ui.widgets.button import Button, Height


@dataclass(frozen=True)
class FilterGroup:
    """One question of the menu: its key, its title, and the answers (value, label). The first answer leaves nothing
    out; `order` groups sort and are never counted as a filter."""

    key: str
    title: str
    answers: tuple[tuple[str, str], ...]
    order: bool = False


class FilterButton(Button):
    """`chosen(key, value)` tells what the person chose. The button says how many filters are in force."""

    chosen = Signal(str, str)

    def __init__(self, spoken: str = "", height: Height = "normal", parent: QWidget | None = None) -> None:
        super().__init__(_("Saring"), "funnel", height=height, parent=parent)
        self._spoken = spoken or _("Saring daftar")
        self._groups: tuple[FilterGroup, ...] = ()
        self._values: dict[str, str] = {}
        self._menu = QMenu(self)
        self._menu.setAccessibleName(self._spoken)
        self.setAccessibleName(self._spoken)
        self.clicked.connect(self._open)

    @property
    def values(self) -> Mapping[str, str]:
        """Return the answer in force of each group."""
        return dict(self._values)

    @property
    def active(self) -> int:
        """Return how many groups leave something out."""
        return sum(
            bool(group.answers) and not group.order and self._values.get(group.key) != group.answers[0][0]
            for group in self._groups
        )

    def set_groups(self, groups: Sequence[FilterGroup], values: Mapping[str, str]) -> None:
        """Show these questions with their answers; an answer that is no longer there becomes the first."""
        known = {group.key: {value for value, _label in group.answers} for group in groups}
        kept = {
            group.key: values.get(group.key, "") if values.get(group.key) in known[group.key] else group.answers[0][0]
            for group in groups
            if group.answers
        }
        if (tuple(groups), kept) == (self._groups, self._values):
            return
        self._groups, self._values = tuple(groups), kept
        self._fill()
        self._tell()

    def _fill(self) -> None:
        self._menu.clear()
        for group in self._groups:
            title = self._menu.addSection(group.title)
            title.setText(group.title)
            exclusive = QActionGroup(self._menu)
            for value, label in group.answers:
                action = QAction(label, self._menu, checkable=True)
                action.setChecked(self._values.get(group.key) == value)
                action.triggered.connect(partial(self._choose, group.key, value))
                exclusive.addAction(action)
                self._menu.addAction(action)
        if self.active:
            self._menu.addSeparator()
            clear = self._menu.addAction(_("Hapus saringan"))
            clear.triggered.connect(self._clear)

    def _choose(self, key: str, value: str) -> None:
        if self._values.get(key) != value:
            self._values[key] = value
            self._fill()
            self._tell()
            self.chosen.emit(key, value)

    def _clear(self) -> None:
        for group in self._groups:
            if not group.order:
                self._choose(group.key, group.answers[0][0])

    def _tell(self) -> None:
        count = self.active
        self.set_face(_("Saring ({n})").format(n=count) if count else _("Saring"), "funnel")
        labels = [
            label
            for group in self._groups
            if not group.order
            for value, label in group.answers[1:]
            if self._values.get(group.key) == value
        ]
        said = f"{self._spoken}: {', '.join(labels)}" if labels else self._spoken
        self.setAccessibleName(said)
        self.setToolTip(tip(said))

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
