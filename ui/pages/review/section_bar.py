"""The sections of a version as words that go on in a second line where they must, each with how many notes it has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from sipa_core.messages import _
from sipa_desktop.services.reports_views import SectionView
from ui.design.measures import Size
from ui.design.theme import colour, px
from ui.runtime.tips import tip
from ui.widgets.badge import draw_badge
from ui.widgets.button import Button
from ui.widgets.flow import Flow


class _SectionButton(Button):
    def __init__(self, section: SectionView) -> None:
        self._first_note: int | None = None
        self._changed = 0
        super().__init__(section.title, kind="quiet", height="dense")
        self.setCheckable(True)
        self.set_notes(section)

    def set_notes(self, section: SectionView) -> None:
        numbers = section.note_numbers
        self._first_note = numbers[0] if numbers else None
        self._changed = section.changed
        said = [section.title]
        if numbers:
            said.append(_("{n} catatan").format(n=len(numbers)))
        if section.changed:
            said.append(_("{n} isian berubah").format(n=section.changed))
        self.setAccessibleName(", ".join(said))
        self.setToolTip(tip(_("{n} isian berubah").format(n=section.changed)) if section.changed else "")
        self.updateGeometry()
        self.update()

    def _padding(self) -> int:
        return px(Size.GAP_8)

    def _content_width(self) -> int:
        return super()._content_width() + self._room()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self._first_note is not None:
            draw_badge(painter, self.width() - px(Size.BADGE) - self._padding(), self.height() // 2, self._first_note)
        if self._changed:
            # A triangle, as in a margin of a printed page: it is told from the round number of a note by its shape.
            side, top = px(Size.GAP_8), px(Size.GAP_6)
            left = self.width() - self._room() - self._padding() + px(Size.GAP_4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("note_line"))
            painter.drawPolygon(
                [QPoint(left, top + side), QPoint(left + side, top + side), QPoint(left + side // 2, top)]
            )
        if self.isChecked():
            line = px(Size.RING)
            inset = px(Size.GAP_8)
            painter.fillRect(inset, self.height() - line, self.width() - 2 * inset, line, colour("primary"))
        painter.end()

    def _room(self) -> int:
        note = px(Size.BADGE) + px(Size.GAP_6) if self._first_note is not None else 0
        return note + (px(Size.GAP_12) if self._changed else 0)


class SectionBar(QWidget):
    """`chosen` gives the key of the section that the person went to. Arrow keys move between them."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Bagian laporan"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = Flow(self, Size.GAP_2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _SectionButton] = {}

    def set_sections(self, sections: Sequence[SectionView], current: str) -> None:
        """Show the sections, made anew only when they are others."""
        if list(self._buttons) != [section.key for section in sections]:
            for button in self._buttons.values():
                self._group.removeButton(button)
                self._flow.removeWidget(button)
                button.hide()
                button.deleteLater()
            self._buttons = {section.key: self._made(section) for section in sections}
        for section in sections:
            self._buttons[section.key].set_notes(section)
        if current in self._buttons:
            self._buttons[current].setChecked(True)
        for button in self._buttons.values():
            tab = Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(tab)

    def _made(self, section: SectionView) -> _SectionButton:
        button = _SectionButton(section)
        button.clicked.connect(partial(self.chosen.emit, section.key))
        button.toggled.connect(partial(self._toggled, section.key))
        self._group.addButton(button)
        self._flow.addWidget(button)
        return button

    def _toggled(self, key: str, on: bool) -> None:
        # The arrow keys of a group move the check without a click.
        if on and self._buttons.get(key) is not None and self._buttons[key].hasFocus():
            self.chosen.emit(key)
