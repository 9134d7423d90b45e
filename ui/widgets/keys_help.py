"""F1: the keys that work here, those of the page by the verbs in sight and those of every page.

The keys of the page are read from its own buttons and fields, so that the list never promises what is not there.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from sipa_core.messages import N_, _
from ui.design.measures import Size
from ui.design.theme import colour, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Scroller, even
from ui.widgets.button import Button
from ui.widgets.label import Label

EVERYWHERE = (
    ("F6", N_("Pindah ke bagian berikutnya, Shift+F6 ke sebelumnya")),
    ("Tab", N_("Pindah ke isian atau tombol berikutnya, Shift+Tab ke sebelumnya")),
    ("Esc", N_("Tutup atau batal")),
    ("Ctrl+F", N_("Cari di halaman ini atau di semua isi")),
    ("Ctrl+K", N_("Cari di semua yang ada di komputer ini")),
    ("F5", N_("Kirim dan terima sekarang")),
    ("Ctrl++", N_("Huruf lebih besar, Ctrl+- lebih kecil, Ctrl+0 seperti semula")),
    ("F1", N_("Daftar tombol ini")),
)


def keys_of(page: QWidget) -> list[tuple[str, str]]:
    """Return the keys that buttons in sight of a page show, each with its verb, in the order of the page."""
    found: dict[str, str] = {}
    for button in page.findChildren(Button):
        if button.key and button.text() and button.isVisible():
            found.setdefault(button.key, button.text())
    return list(found.items())


class KeysList(Scroller):
    """The list as the content of a question; a reader is told each line whole, and arrows scroll it."""

    def __init__(self, page: QWidget, menus: int) -> None:
        super().__init__(margins=even(Size.GAP_8))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Tombol papan ketik"))
        last = (f"Alt+1-{menus}", _("Buka menu menurut urutannya di kiri"))
        own = keys_of(page)
        others = [(key, _(words)) for key, words in EVERYWHERE if key not in dict(own)]
        self.lines = [*own, last, *others]
        self.setAccessibleDescription(". ".join(f"{key}: {words}" for key, words in self.lines))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        for at, (key, words) in enumerate(self.lines):
            self._grid.addWidget(Label(key, Role.TABLE_STRONG), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Label(words, Role.TABLE, wrap=True), at, 1)
        self.column.addLayout(self._grid)
        self.column.addStretch(1)
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the list, with a ring while the arrows scroll it."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(colour("focus"), px(Size.RING)))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()

    def _measure(self) -> None:
        self._grid.setHorizontalSpacing(px(Size.GAP_16))
        self._grid.setVerticalSpacing(px(Size.GAP_8))
        natural = self.column.totalSizeHint().height() + 2 * px(Size.RING)
        self.setFixedHeight(min(natural, self.screen().availableGeometry().height() // 2))
