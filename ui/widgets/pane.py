"""The panes of a page: an outline or list at the left, the work in the middle, a panel at the right.

In a narrow window, or with large letters, they become tabs instead of being squeezed.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.widgets.boxes import NO_MARGINS, Column, Line, Margins, Row, reveal, sides
from ui.widgets.tabs import Tabs

Kind = Literal["side", "master", "panel", "surface", "canvas"]


class Pane(QFrame):
    """A pane with a width that follows the scale (none: as wide as there is room); put widgets into `column`.

    `side` lies on the canvas with a line at its right, `master` on white with a line at its right, `panel` on
    white with a line at its left, `surface` and `canvas` have no line.
    """

    def __init__(
        self,
        kind: Kind = "canvas",
        width: Size | None = None,
        gap: Size = Size.NONE,
        margins: Margins = NO_MARGINS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._width = width
        self.column = Column(self, gap, margins)
        watch(self._measure)

    def set_free(self, free: bool) -> None:
        """Let the pane take all the room there is, or hold it to its width again."""
        self.setMaximumWidth(16777215 if free or self._width is None else px(self._width))
        self.setMinimumWidth(0 if free or self._width is None else px(self._width))

    def needs(self) -> int:
        """Return the least width in pixels in which nothing of the content is cut."""
        return self.column.totalMinimumSize().width()

    def _measure(self) -> None:
        self.set_free(self._width is None)


class Panes(QWidget):
    """Panes side by side, with the names that their tabs have in a narrow window; `main` is the one shown first
    there.
    """

    narrowed = Signal(bool)

    def __init__(self, panes: list[tuple[str, Pane]], main: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panes = [pane for _name, pane in panes]
        self._narrow = False
        self._tabs = Tabs([(name, name) for name, _pane in panes], _("Bagian halaman"))
        self._tabs.setCurrentIndex(main)
        self._tabs.currentChanged.connect(self._arrange)
        self._bar = QWidget()
        head = Column(self._bar)
        holder = Row(margins=sides(Size.GAP_16, Size.GAP_2))
        holder.addWidget(self._tabs, 1)
        head.addLayout(holder)
        head.addWidget(Line())
        self._bar.hide()
        row = Row(gap=Size.NONE)
        for pane in self._panes:
            row.addWidget(pane, 0 if pane._width is not None else 1)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._bar)
        whole.addLayout(row, 1)
        watch(self._fit)

    @property
    def narrow(self) -> bool:
        """Tell whether the panes are tabs now."""
        return self._narrow

    def show_pane(self, at: int) -> None:
        """Bring a pane to the front where they are tabs; elsewhere all are in sight."""
        self._tabs.setCurrentIndex(at)

    def sizeHint(self) -> QSize:
        """Return the room in which all panes stand side by side."""
        hint = super().sizeHint()
        return QSize(max(hint.width(), self._side_by_side()), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return that the widest pane alone is wide enough, since they can be tabs; else they could not become tabs."""
        widest = max((pane.needs() for pane in self._panes), default=0)
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), widest), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn into tabs, or back, as the width asks for."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Stand side by side again once what was too wide is gone; becoming tabs is left to the window's size."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._narrow:
            self._fit()
        return done

    def _side_by_side(self) -> int:
        held = sum(px(pane._width) for pane in self._panes if pane._width is not None)
        free = sum(max(px(Size.PANE_LEAST), pane.needs()) for pane in self._panes if pane._width is None)
        return held + free

    def _fit(self) -> None:
        narrow = self.width() < self._side_by_side()
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()
            self.narrowed.emit(narrow)

    def _arrange(self) -> None:
        reveal(self._bar, self._narrow)
        for at, pane in enumerate(self._panes):
            pane.set_free(self._narrow)
            reveal(pane, not self._narrow or at == self._tabs.currentIndex())
