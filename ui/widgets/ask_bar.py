"""Asks the other side about the field in hand: its name, whether a thread is open on it, and the button.

Below it stand the other places of the same report that a thread is open on.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, Line, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, IconLabel

_MOST = 3


class AskBar(QWidget):
    """`asked` gives the path in hand (empty: the whole report); `opened` the id of a thread."""

    asked = Signal(str)
    opened = Signal(str)

    def __init__(self, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = ""
        self._thread = ""
        self._others: tuple[tuple[str, str], ...] = ()
        self._verb = verb
        self._sign = IconLabel("chats-circle", Size.ICON_SMALL, "primary", icons.FILL, _("Ada percakapan"))
        self._place = ElidedLabel("", Role.CAPTION, "ink2")
        self.button = Button(verb, "chats-circle", height="dense")
        self.button.clicked.connect(self._clicked)
        whole = Column(self, Size.NONE)
        whole.addWidget(Line())
        column = Column(gap=Size.GAP_6, margins=(Size.GAP_12, Size.GAP_8, Size.GAP_12, Size.GAP_8))
        line = Row(gap=Size.GAP_6)
        line.addWidget(self._sign)
        line.addWidget(self._place, 1)
        column.addLayout(line)
        column.addWidget(self.button)
        self._list = Column(gap=Size.NONE)
        column.addLayout(self._list)
        whole.addLayout(column)
        self.set_place("", "")

    def set_place(self, path: str, words: str, thread: str = "") -> None:
        """Say which field is in hand, and which thread is open on it (empty: none)."""
        self._path, self._thread = path, thread
        place = words or _("Seluruh laporan")
        self._place.setText(place)
        reveal(self._sign, bool(thread))
        verb = _("Buka percakapan") if thread else self._verb
        self.button.set_face(verb, "chats-circle")
        self.button.setAccessibleName(f"{verb}: {place}")

    def set_others(self, threads: Sequence[tuple[str, str]]) -> None:
        """Name the other open threads of the report: (id, place in words)."""
        if tuple(threads) == self._others:
            return
        self._others = tuple(threads)
        empty_layout(self._list)
        for thread, words in self._others[:_MOST]:
            button = Button(_short(words), "chats-circle", "link", "dense")
            button.setAccessibleName(_("Buka percakapan: {place}").format(place=words))
            button.setToolTip(words)
            button.clicked.connect(partial(self.opened.emit, thread))
            line = Row()
            line.addWidget(button)
            line.addStretch(1)
            self._list.addLayout(line)

    def _clicked(self) -> None:
        if self._thread:
            self.opened.emit(self._thread)
        else:
            self.asked.emit(self._path)


def _short(words: str) -> str:
    return words if len(words) <= 30 else f"{words[:29].rstrip()}…"
