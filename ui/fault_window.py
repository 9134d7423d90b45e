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
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label

AGAIN: Final = "again"
FOLDER: Final = "folder"
CLOSE: Final = "close"

NO_USE_AGAIN: Final = frozenset({"newer_database", "old_sqlite", "not_a_practice", "no_wal"})
"""Faults that a second try cannot heal."""


class FaultWindow(QWidget):
    """`acted(key)` with AGAIN, FOLDER or CLOSE when a button was pressed."""

    acted = Signal(str)

    def __init__(self, fault: KnownError) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("SIPA Desktop")
        self.setWindowIcon(icons.window_icon())
        self.setAccessibleName(fault.title)
        self.setAccessibleDescription(fault.message)
        self.buttons: dict[str, Button] = {}
        self._words = QWidget()
        column = Column(self._words, Size.GAP_12)
        mark = Row(gap=Size.NONE)
        mark.addWidget(IconLabel("warning-circle", Size.ICON_EMPTY, "danger"))
        mark.addStretch(1)
        column.addLayout(mark)
        column.addWidget(Label(fault.title, Role.KPI_DENSE, wrap=True))
        column.addWidget(Label(fault.message, Role.BODY, "ink2", wrap=True))
        row = Row(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_12, Size.NONE, Size.NONE))
        for button_key, button in self._made(fault.code):
            button.clicked.connect(partial(self.acted.emit, button_key))
            self.buttons[button_key] = button
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        whole = Column(self, Size.NONE)
        middle = Row(gap=Size.NONE)
        middle.addStretch(1)
        middle.addWidget(self._words)
        middle.addStretch(1)
        whole.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(1)
        QShortcut(QKeySequence("Esc"), self, partial(self.acted.emit, CLOSE))
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)
        watch(self._measure)
        next(iter(self.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, code: str) -> list[tuple[str, Button]]:
        close = (CLOSE, Button(_("Tutup"), height="large", key="Esc"))
        folder = (FOLDER, Button(_("Buka folder data"), "folder-open", height="large"))
        if code in NO_USE_AGAIN:
            return [(CLOSE, Button(_("Tutup"), "", "primary", "large", key="Esc")), folder]
        return [(AGAIN, Button(_("Coba lagi"), "arrows-clockwise", "primary", "large", key="Enter")), folder, close]

    def _measure(self) -> None:
        self._words.setFixedWidth(px(Size.DIALOG))


def unexpected() -> KnownError:
    """The fault to show when opening failed for a reason that nobody foresaw; the reason itself belongs in the log."""
    return KnownError(
        _("SIPA belum dapat dibuka"),
        _("Data di komputer ini tidak diubah. Coba lagi. Bila tetap tidak terbuka, nyalakan ulang komputer ini."),
        "unexpected",
    )
