"""One thing to do today: what, why with number and date, where it stands, and the button that starts it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Row, sides
from ui.widgets.button import Button
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import IconLabel, Label


class Task(msgspec.Struct, frozen=True):
    """A row. `tint` is a named colour of the icon; one of `chip`, `aside` (with `aside_icon`, `aside_tone`) and
    `steps` says how it stands; `action` is the verb of the button, `primary` for the first row only. `key` is
    given back by the signal.
    """

    key: str
    icon: str
    title: str
    reason: str
    action: str
    tint: str = "ink2"
    chip: Chip | None = None
    aside: str = ""
    aside_icon: str = ""
    aside_tone: str = "ink2"
    steps: tuple[int, int] | None = None
    primary: bool = False


class TaskRow(QWidget):
    """The row; `started` gives the key of the task."""

    started = Signal(str)

    def __init__(self, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task = task
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{task.title}. {task.reason}")
        row = Row(self, Size.GAP_12, sides(Size.GAP_16, Size.GAP_8))
        row.addWidget(IconLabel(task.icon, Size.ICON_ROW, task.tint))
        words = Column(gap=Size.NONE)
        words.addStretch(1)
        words.addWidget(Label(task.title, Role.STRONG, wrap=True))
        words.addWidget(Label(task.reason, Role.TABLE, "ink2", wrap=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        if task.chip:
            row.addWidget(StatusChip(task.chip))
        if task.steps:
            bar = Bar()
            bar.set_steps(*task.steps)
            row.addWidget(bar)
            row.addWidget(Label(f"{task.steps[0]}/{task.steps[1]}", Role.TABLE_STRONG))
        if task.aside:
            if task.aside_icon:
                row.addWidget(IconLabel(task.aside_icon, Size.ICON_SMALL, _TINT.get(task.aside_tone, "ink2")))
            role = Role.TABLE if task.aside_tone == "ink2" else Role.TABLE_STRONG
            row.addWidget(Label(task.aside, role, task.aside_tone))
        self.button = Button(task.action, kind="primary" if task.primary else "plain", height="dense")
        self.button.setAccessibleName(f"{task.action}: {task.title}")
        self.button.clicked.connect(self._start)
        row.addWidget(self.button)
        watch(self._measure)

    def _start(self) -> None:
        self.started.emit(self.task.key)

    def _measure(self) -> None:
        self.setMinimumHeight(px(Size.ROW_TASK))
        self.button.setMinimumWidth(px(Size.TASK_BUTTON))


_TINT = {"warn": "menunggu_fg", "late": "terlambat_fg", "danger": "danger", "good": "disetujui_fg"}
