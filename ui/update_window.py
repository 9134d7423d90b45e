"""What stands while another release takes over: what is being done, and that the data are safe. Nothing to press."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row
from ui.widgets.label import IconLabel, Label


class UpdateWindow(QWidget):
    """The window; the new release's own takes its place."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("SIPA Desktop")
        self.setWindowIcon(icons.window_icon())
        title = _("SIPA sedang diperbarui")
        words = _(
            "Data disalin dan diperiksa, lalu versi yang baru dibuka, kadang beberapa menit. Bila versi baru "
            "tidak terbuka, SIPA yang lama dipakai lagi dengan data yang sama."
        )
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self._words = QWidget()
        column = Column(self._words, Size.GAP_12)
        mark = Row(gap=Size.NONE)
        mark.addWidget(IconLabel("arrows-clockwise", Size.ICON_EMPTY, "primary"))
        mark.addStretch(1)
        column.addLayout(mark)
        column.addWidget(Label(title, Role.KPI_DENSE, wrap=True))
        column.addWidget(Label(words, Role.BODY, "ink2", wrap=True))
        column.addWidget(Label(_("Jangan matikan komputer dulu."), Role.STRONG, "ink", wrap=True))
        whole = Column(self, Size.NONE)
        middle = Row(gap=Size.NONE)
        middle.addStretch(1)
        middle.addWidget(self._words)
        middle.addStretch(1)
        whole.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(1)
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)
        watch(self._measure)

    def _measure(self) -> None:
        self.setMinimumSize(Size.WINDOW_MIN_WIDTH.pixels, Size.WINDOW_MIN_HEIGHT.pixels)
        self._words.setFixedWidth(px(Size.DIALOG))
