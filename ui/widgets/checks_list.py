"""The checks of a report: what must be put right, what is suggested, what is well; each jumps to its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, px
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, empty_layout, sides
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label

Weight = Literal["must", "should", "good"]
_LOOK = {
    "must": ("warning-circle", "terlambat_fg"),
    "should": ("info", "menunggu_fg"),
    "good": ("check-circle", "disetujui_fg"),
}


class Check(msgspec.Struct, frozen=True):
    """One result. `field` is what the list gives back when the person picks it; empty when there is nowhere to go."""

    weight: Weight
    sentence: str
    detail: str = ""
    field: str = ""


class _CheckRow(QWidget):
    """One check; Enter, Space or a click picks it."""

    picked = Signal(str)

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._field = check.field
        icon, tint = _LOOK[check.weight]
        row = Row(self, Size.GAP_10, sides(Size.GAP_2, Size.GAP_4))
        row.addWidget(IconLabel(icon, Size.ICON_CONTROL, tint, icons.FILL), 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Size.NONE)
        words.addWidget(Label(check.sentence, Role.TABLE_STRONG if check.weight != "good" else Role.TABLE, wrap=True))
        if check.detail:
            words.addWidget(Label(check.detail, Role.CAPTION, "ink2", wrap=True))
        row.addLayout(words, 1)
        kind = {"must": _("Perlu diperbaiki"), "should": _("Saran"), "good": _("Baik")}[check.weight]
        self.setAccessibleName(f"{kind}: {check.sentence} {check.detail}".strip())
        if check.field:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the check."""
        super().mouseReleaseEvent(event)
        self._pick()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick the check with Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._pick()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring of the focus."""
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(Size.GAP_6), px(Size.GAP_6))
            painter.end()

    def _pick(self) -> None:
        if self._field:
            self.picked.emit(self._field)


class ChecksList(QWidget):
    """The list with its head "n dari m baik"; `picked` gives the field of a check. Checks that are well stand last
    and beyond the first `good_shown` of them behind a button.
    """

    picked = Signal(str)

    def __init__(self, title: str = "", good_shown: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks: tuple[Check, ...] = ()
        self._good_shown = good_shown
        self._all = False
        self._title = Label(title or _("Pemeriksaan isian"), Role.CARD)
        self._count = Label("", Role.TABLE, "ink2")
        self._rows = Column(gap=Size.GAP_2)
        self._more = Button(kind="link", height="dense")
        self._more.clicked.connect(self._show_all)
        head = Row(gap=Size.GAP_8)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        whole = Column(self, Size.GAP_8)
        whole.addLayout(head)
        whole.addLayout(self._rows)
        below = Row(margins=(Size.ICON_CONTROL, Size.NONE, Size.NONE, Size.NONE))
        below.addWidget(self._more)
        below.addStretch(1)
        whole.addLayout(below)
        self.setAccessibleName(self._title.text())
        self._fill()

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return the checks in the order given."""
        return self._checks

    def set_checks(self, checks: Sequence[Check]) -> None:
        """Show other results."""
        if tuple(checks) != self._checks:
            self._checks = tuple(checks)
            self._fill()

    def _show_all(self) -> None:
        self._all = not self._all
        self._fill()

    def _fill(self) -> None:
        empty_layout(self._rows)
        order = {"must": 0, "should": 1, "good": 2}
        ranked = sorted(self._checks, key=lambda check: order[check.weight])
        good = sum(check.weight == "good" for check in ranked)
        kept = len(ranked) if self._all else len(ranked) - good + min(good, self._good_shown)
        for check in ranked[:kept]:
            row = _CheckRow(check)
            row.picked.connect(self.picked)
            self._rows.addWidget(row)
        self._count.setText(_("{n} dari {m} baik").format(n=good, m=len(ranked)) if ranked else "")
        hidden = good - min(good, self._good_shown)
        self._more.setVisible(hidden > 0)
        self._more.set_face(_("Ringkas") if self._all else _("Lihat {n} pemeriksaan lain").format(n=hidden))
