"""What was agreed, one below the other: a box, the text, its day, and what this side may do about it.

The village ticks, the kecamatan confirms; a box that may not be touched only shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QMenu, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Line, Row, empty_layout, sides
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.label import Label


class GuidanceItem(msgspec.Struct, frozen=True):
    """One agreed thing. `tag` stands above the text (a village), `words` below it in `tone`, `reason` why it came back,
    `mark` a short word of its state in `mark_tone`. `tickable` lets the box be used; `actions` are (key, verb): the
    first two stand as buttons, the rest in a menu.
    """

    key: str
    text: str
    words: str
    tone: str = "ink2"
    tag: str = ""
    mark: str = ""
    mark_tone: str = "warn"
    reason: str = ""
    ticked: bool = False
    tickable: bool = False
    over: bool = False
    actions: tuple[tuple[str, str], ...] = ()
    more: tuple[tuple[str, str], ...] = ()


class GuidanceRow(QWidget):
    """The row; `ticked` gives key and new tick, `acted` the key and what was asked for."""

    ticked = Signal(str, bool)
    acted = Signal(str, str)

    def __init__(self, item: GuidanceItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.box = CheckBox()
        self.box.setChecked(item.ticked)
        self.box.setEnabled(item.tickable)
        state = _("sudah dikerjakan") if item.ticked else _("belum dikerjakan")
        self.box.setAccessibleName(f"{item.text}. {item.words}")
        self.setAccessibleName(". ".join(part for part in (item.tag, item.text, item.words, item.mark, state) if part))
        self.buttons: dict[str, Button] = {}
        row = Row(self, Size.GAP_8, sides(Size.NONE, Size.GAP_8))
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(), 1)
        if item.more:
            row.addWidget(self._menu_button(), 0, Qt.AlignmentFlag.AlignTop)
        # `clicked`, not `toggled`: only what the person did is told.
        self.box.clicked.connect(self._clicked)
        watch(self._measure)

    def _words(self) -> Column:
        item = self.item
        column = Column(gap=Size.GAP_2)
        if item.tag:
            column.addWidget(Label(item.tag, Role.CAPTION, "ink2"))
        look = (Role.TABLE, "ink2") if item.over else (Role.TABLE_STRONG, "ink")
        text = Label(item.text, *look, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(text)
        if item.mark:
            column.addWidget(Label(item.mark, Role.CHIP, item.mark_tone))
        column.addWidget(Label(item.words, Role.CAPTION, item.tone, wrap=True))
        if item.reason:
            column.addWidget(Label(_("Alasan: {reason}").format(reason=item.reason), Role.CAPTION, "ink", wrap=True))
        if item.actions:
            line = Row(gap=Size.GAP_6)
            for key, verb in item.actions:
                button = Button(verb, height="dense")
                button.setAccessibleName(f"{verb}: {item.text}")
                button.clicked.connect(partial(self.acted.emit, item.key, key))
                self.buttons[key] = button
                line.addWidget(button)
            line.addStretch(1)
            column.addLayout(line)
        return column

    def _menu_button(self) -> Button:
        menu = QMenu(self)
        for key, verb in self.item.more:
            menu.addAction(verb, partial(self.acted.emit, self.item.key, key))
        spoken = _("Pilihan lain: {text}").format(text=self.item.text)
        button = Button(icon="dots-three", kind="quiet", height="dense", spoken=spoken)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        self.buttons["more"] = button
        return button

    def _clicked(self, checked: bool) -> None:
        # The box shows what is; what was asked for comes back with the next reading.
        self.ticked.emit(self.item.key, checked)

    def _measure(self) -> None:
        self.box.setFixedWidth(px(Size.CHECK) + px(Size.GAP_8))


class GuidanceRows(QWidget):
    """The rows with hairlines between them; signals as of the row."""

    ticked = Signal(str, bool)
    acted = Signal(str, str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._items: tuple[GuidanceItem, ...] = ()
        self.rows: dict[str, GuidanceRow] = {}
        self._column = Column(self, Size.NONE)

    @property
    def items(self) -> tuple[GuidanceItem, ...]:
        """Return what is shown."""
        return self._items

    def set_items(self, items: Sequence[GuidanceItem]) -> None:
        """Show these; the same ones change nothing, and the focus stays with its row."""
        if tuple(items) == self._items:
            for key, row in self.rows.items():
                row.box.setChecked(next(item.ticked for item in items if item.key == key))
            return
        focus = QApplication.focusWidget()
        focused = next((key for key, row in self.rows.items() if focus is not None and row.isAncestorOf(focus)), "")
        self._items = tuple(items)
        empty_layout(self._column)
        self.rows = {}
        for at, item in enumerate(items):
            if at:
                self._column.addWidget(Line())
            row = GuidanceRow(item)
            row.ticked.connect(self.ticked)
            row.acted.connect(self.acted)
            self.rows[item.key] = row
            self._column.addWidget(row)
        if focused in self.rows:
            row = self.rows[focused]
            target: QCheckBox | Button = row.box if row.item.tickable else next(iter(row.buttons.values()), row.box)
            target.setFocus(Qt.FocusReason.OtherFocusReason)
