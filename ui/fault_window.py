"""The window that stands in place of the desk when the data cannot be opened: what happened, what is safe, what to do.

It tells faults only; who shows it decides what a button does.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.errors import KnownError
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, Scroller, even
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label
from ui.widgets.notice import Notice

AGAIN: Final = "again"
FOLDER: Final = "folder"
CLOSE: Final = "close"
MEND: Final = "mend"
OTHER: Final = "other"
RENEW: Final = "renew"
CARRY: Final = "carry"

WITH_COPIES: Final = frozenset({"damaged", "vault_damaged", "nothing_to_mend"})
"""Faults that only a copy of the data, or a new registration, puts right."""
READABLE: Final = frozenset({"profile_unwritable", "read_only", "disk_full", "disk_fault"})
"""Faults of a disk or folder whose data can be carried away."""

NO_USE_AGAIN: Final = frozenset({"newer_database", "old_sqlite", "not_a_practice", "no_wal"})
"""Faults that a second try cannot heal."""


class FaultWindow(QWidget):
    """`acted(key)` with the key of a button when it was pressed. `copy` is the newest good copy in words (when it was
    made), empty without one; `say` adds a sentence about what was tried.
    """

    acted = Signal(str)

    def __init__(self, fault: KnownError, copy: str = "") -> None:
        super().__init__()
        self._copy = copy
        self.notice = Notice()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("SIPA Desktop")
        self.setWindowIcon(icons.window_icon())
        self.setAccessibleName(fault.title)
        opening = fault.opening if copy or fault.code != "damaged" else _without_copy()
        self.setAccessibleDescription(opening)
        self.buttons: dict[str, Button] = {}
        self._words = QWidget()
        column = Column(self._words, Size.GAP_12)
        mark = Row(gap=Size.NONE)
        mark.addWidget(IconLabel("warning-circle", Size.ICON_EMPTY, "danger"))
        mark.addStretch(1)
        column.addLayout(mark)
        column.addWidget(Label(fault.title, Role.KPI_DENSE, wrap=True))
        column.addWidget(Label(opening, Role.BODY, "ink2", wrap=True))
        column.addWidget(self.notice)
        copies = Column(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_12, Size.NONE, Size.NONE))
        row = Row(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_12, Size.NONE, Size.NONE))
        for button_key, button in self._made(fault.code):
            button.clicked.connect(partial(self.acted.emit, button_key))
            self.buttons[button_key] = button
            if button_key in (MEND, OTHER, RENEW, CARRY):
                line = Row()
                line.addWidget(button)
                line.addStretch(1)
                copies.addLayout(line)
            else:
                row.addWidget(button)
        row.addStretch(1)
        column.addLayout(copies)
        column.addLayout(row)
        scroller = Scroller(Size.NONE, even(Size.GAP_24))  # large letters need more height than a small screen has
        middle = Row(gap=Size.NONE)
        middle.addStretch(1)
        middle.addWidget(self._words)
        middle.addStretch(1)
        scroller.column.addStretch(1)
        scroller.column.addLayout(middle)
        scroller.column.addStretch(1)
        Column(self, Size.NONE).addWidget(scroller)
        QShortcut(QKeySequence("Esc"), self, partial(self.acted.emit, CLOSE))
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)
        watch(self._measure)
        next(iter(self.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, code: str) -> list[tuple[str, Button]]:
        close = (CLOSE, Button(_("Tutup"), height="large", key="Esc"))
        folder = (FOLDER, Button(_("Buka folder data"), "folder-open", height="large"))
        if code in WITH_COPIES:
            return [*self._ways_back(code), folder, close]
        if code in READABLE:
            carry = Button(_("Salin data ke tempat lain…"), "usb", height="large")
            again = Button(_("Coba lagi"), "arrows-clockwise", "primary", "large", key="Enter")
            return [(AGAIN, again), (CARRY, carry), folder, close]
        if code in NO_USE_AGAIN:
            return [(CLOSE, Button(_("Tutup"), "", "primary", "large", key="Esc")), folder]
        return [(AGAIN, Button(_("Coba lagi"), "arrows-clockwise", "primary", "large", key="Enter")), folder, close]

    def _ways_back(self, code: str) -> list[tuple[str, Button]]:
        other = (OTHER, Button(_("Cari cadangan lain…"), "folder-open", height="large"))
        renew = (RENEW, Button(_("Daftarkan lagi"), "key", height="large"))
        if self._copy:
            words = _("Pulihkan dari cadangan {when}").format(when=self._copy)
            return [(MEND, Button(words, "clock-counter-clockwise", "primary", "large")), other]
        if code == "damaged":
            words = _("Perbaiki tanpa cadangan")
            return [(MEND, Button(words, "wrench", "primary", "large")), other, renew]
        return [other, renew]

    def say(self, words: str) -> None:
        """Add a sentence about what was tried; an empty one takes it away."""
        self.notice.say(words)

    def work(self, under_way: bool) -> None:
        """Hold the buttons while something is under way."""
        for button in self.buttons.values():
            button.setEnabled(not under_way)

    def _measure(self) -> None:
        self._words.setFixedWidth(px(Size.DIALOG))


def _without_copy() -> str:
    """What is said of damaged data on a PC that has no copy which could be put back."""
    return _(
        "Sebagian berkas data tidak terbaca, jadi tidak dipakai. Yang sudah terkirim aman di kecamatan. Di komputer "
        "ini tidak ada cadangan yang utuh. Colokkan USB yang berisi cadangan, atau perbaiki dari bagian yang "
        "masih terbaca; berkas yang rusak disisihkan, tidak dihapus."
    )


def unexpected() -> KnownError:
    """The fault to show when opening failed for a reason that nobody foresaw; the reason itself belongs in the log."""
    return KnownError(
        _("SIPA belum dapat dibuka"),
        _("Data di komputer ini tidak diubah. Coba lagi. Bila tetap tidak terbuka, nyalakan ulang komputer ini."),
        "unexpected",
    )
