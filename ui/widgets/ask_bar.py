"""Asks the other side about the field in hand: its name, whether a thread is open on it, and the button.

Below it stand the other places of the same report that a thread is open on.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from sipa_core.messages import _, ngettext
from ui.design import icons
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, Line, Row, reveal
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, SteadyLabel


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
        self._place = SteadyLabel(_("Seluruh laporan"), Role.CAPTION, "ink2")
        self.button = Button(verb, "chats-circle", height="dense")
        self.button.clicked.connect(self._clicked)
        self._menu = QMenu(self)
        self.others = Button("", kind="link", height="dense", icon_after=True)
        self.others.clicked.connect(self._open_menu)
        whole = Column(self, Size.NONE)
        whole.addWidget(Line())
        column = Column(gap=Size.GAP_6, margins=(Size.GAP_12, Size.GAP_8, Size.GAP_12, Size.GAP_8))
        line = Row(gap=Size.GAP_6)
        line.addWidget(self._sign)
        line.addWidget(self._place, 1)
        column.addLayout(line)
        column.addWidget(self.button)
        low = Row()
        low.addWidget(self.others)
        low.addStretch(1)
        column.addLayout(low)
        whole.addLayout(column)
        self.set_place("", "")
        reveal(self.others, False)

    def set_place(self, path: str, words: str, thread: str = "") -> None:
        """Say which field is in hand, and which thread is open on it (empty: none)."""
        self._path, self._thread = path, thread
        place = words or _("Seluruh laporan")
        self._place.show_line(place)
        reveal(self._sign, bool(thread))
        verb = _("Buka percakapan") if thread else self._verb
        if verb != self.button.text():
            self.button.set_face(verb, "chats-circle")
        self.button.setAccessibleName(f"{verb}: {place}")

    def set_others(self, threads: Sequence[tuple[str, str]]) -> None:
        """Name the other open threads of the report: (id, place in words)."""
        if tuple(threads) == self._others:
            return
        self._others = tuple(threads)
        self._menu.clear()
        for thread, words in self._others:
            self._menu.addAction(words, partial(self.opened.emit, thread))
        count = len(self._others)
        self.others.set_face(
            ngettext("{n} percakapan lain", "{n} percakapan lain", count).format(n=count), "caret-down"
        )
        reveal(self.others, bool(count))

    def _open_menu(self) -> None:
        self._menu.popup(self.others.mapToGlobal(self.others.rect().bottomLeft()))

    def _clicked(self) -> None:
        if self._thread:
            self.opened.emit(self._thread)
        else:
            self.asked.emit(self._path)
