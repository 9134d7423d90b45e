"""The line over a window in which nothing is real; it cannot be closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Row, sides
from ui.widgets.label import IconLabel, Label


class PracticeBanner(QFrame):
    """Says that this is practice with invented data, always in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = _("Latihan, bukan data sungguhan. Orang dan angkanya rekaan, dan tidak ada yang dikirim.")
        self.setAccessibleName(words)
        row = Row(self, Size.GAP_8, sides(Size.GAP_16, Size.GAP_6))
        row.addWidget(IconLabel("warning", Size.ICON_SMALL, "on_kunyit", icons.FILL))
        row.addWidget(Label(words, Role.TABLE_TOTAL, "on_kunyit"), 1)
