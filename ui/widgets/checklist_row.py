"""The channels of a publication: what has been posted, with which proof, whether the kecamatan has looked at it.

The box is set by the proof, never by a click.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Line, Row, empty_layout, sides
from ui.widgets.button import Button
from ui.widgets.card import EdgeCard
from ui.widgets.check_box import draw_box
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import IconLabel, Label


class ChecklistItem(msgspec.Struct, frozen=True):
    """A row. `done` fills the box; `automatic` shows a round mark instead of a box; `menu` is (key, words) behind
    "..."; `action` is the one button of a row that is still open; `current` marks the row whose proof is in hand.
    """

    key: str
    icon: str
    title: str
    detail: str = ""
    done: bool = False
    automatic: bool = False
    chip: Chip | None = None
    action: str = ""
    action_icon: str = ""
    menu: tuple[tuple[str, str], ...] = ()
    current: bool = False


class _ProofMark(QWidget):
    """The box, or the round mark of what happens by itself."""

    def __init__(self, item: ChecklistItem) -> None:
        super().__init__()
        self._item = item
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("sudah ada bukti") if item.done else _("belum ada bukti"))
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._item.automatic:
            side = px(Size.CHECK)
            name, tint = ("check-circle", "primary") if self._item.done else ("circle-dashed", "ink3")
            weight = icons.FILL if self._item.done else icons.REGULAR
            painter.drawPixmap(0, (self.height() - side) // 2, icons.pixmap(name, Size.CHECK, tint, weight))
        else:
            draw_box(painter, 0, self.height() // 2, self._item.done)
        painter.end()

    def _measure(self) -> None:
        self.setFixedSize(px(Size.CHECK), px(Size.CHECK))
        self.update()


class ChecklistRow(QWidget):
    """One channel; `acted` gives its key, `menu_chosen` the key and the menu entry, `selected` a click on the row."""

    acted = Signal(str)
    menu_chosen = Signal(str, str)
    selected = Signal(str)

    def __init__(self, item: ChecklistItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._menu: QMenu | None = None
        said = _("sudah ada bukti") if item.done else _("belum ada bukti")
        self.setAccessibleName(f"{item.title}, {said}. {item.detail}")
        row = Row(self, Size.GAP_12, sides(Size.GAP_16, Size.GAP_4))
        row.addWidget(_ProofMark(item))
        row.addWidget(IconLabel(item.icon, Size.ICON_ROW, "ink2"))
        words = Column(gap=Size.NONE)
        words.addStretch(1)
        words.addWidget(Label(item.title, Role.BUTTON))
        if item.detail:
            words.addWidget(Label(item.detail, Role.CAPTION, "ink2"))
        words.addStretch(1)
        row.addLayout(words, 1)
        if item.chip:
            row.addWidget(StatusChip(item.chip))
        self.button = Button(item.action, item.action_icon, height="dense")
        self.more = Button(
            icon="dots-three", kind="quiet", height="dense", spoken=_("Pilihan untuk {name}").format(name=item.title)
        )
        if item.action:
            self.button.setAccessibleName(f"{item.action}: {item.title}")
            self.button.clicked.connect(self._act)
            row.addWidget(self.button)
        if item.menu:
            self.more.clicked.connect(self._open_menu)
            row.addWidget(self.more)
        watch(self._measure)

    @property
    def lacks_proof(self) -> bool:
        """Return whether a person is asked for a proof here."""
        return not self.item.done and not self.item.automatic and bool(self.item.action)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select the row."""
        super().mouseReleaseEvent(event)
        self.selected.emit(self.item.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint the row that happens by itself, where nothing is to be done, and the row in hand."""
        if self.item.automatic or self.item.current:
            painter = QPainter(self)
            painter.fillRect(self.rect(), colour("selection" if self.item.current else "canvas"))
            if self.item.current:
                painter.fillRect(0, 0, px(Size.BAR_LEFT), self.height(), colour("primary"))
            painter.end()

    def _act(self) -> None:
        self.acted.emit(self.item.key)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for key, words in self.item.menu:
            menu.addAction(words).setData(key)
        menu.triggered.connect(self._chose)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _chose(self, action: object) -> None:
        self.menu_chosen.emit(self.item.key, action.data())  # type: ignore[attr-defined]

    def _measure(self) -> None:
        self.setMinimumHeight(px(Size.ROW_CHECKLIST))


class Checklist(EdgeCard):
    """A card of channels; the signals are those of its rows."""

    acted = Signal(str)
    menu_chosen = Signal(str, str)
    selected = Signal(str)

    def __init__(self, items: Sequence[ChecklistItem] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, ChecklistRow] = {}
        self.set_items(items)

    def set_items(self, items: Sequence[ChecklistItem]) -> None:
        """Show other rows; the focus returns to the row it was in."""
        focus = QApplication.focusWidget() or self
        held = next((key for key, row in self.rows.items() if row.isAncestorOf(focus)), "")
        empty_layout(self.column)
        self.rows = {}
        for at, item in enumerate(items):
            if at:
                self.column.addWidget(Line())
            row = ChecklistRow(item)
            row.acted.connect(self.acted)
            row.menu_chosen.connect(self.menu_chosen)
            row.selected.connect(self.selected)
            self.rows[item.key] = row
            self.column.addWidget(row)
        self.focus_row(held)

    def focus_row(self, key: str) -> None:
        """Put the focus on what can be done on a row; an unknown key changes nothing."""
        if key in self.rows:
            row = self.rows[key]
            (row.button if row.item.action else row.more).setFocus()
