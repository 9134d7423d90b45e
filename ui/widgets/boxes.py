"""Layouts and frames that scale themselves: a column, a row, a hairline, a card and a column that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.design.measures import Size
from ui.design.theme import px, watch

Margins = tuple[Size, Size, Size, Size]
"""Left, top, right, bottom."""

NO_MARGINS: Margins = (Size.NONE, Size.NONE, Size.NONE, Size.NONE)
_NO_BAR = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def even(size: Size) -> Margins:
    """Return the same margin on four sides."""
    return (size, size, size, size)


def sides(horizontal: Size, vertical: Size) -> Margins:
    """Return one margin for left and right and one for top and bottom."""
    return (horizontal, vertical, horizontal, vertical)


class Column(QVBoxLayout):
    """A vertical layout whose gap and margins follow the scale."""

    def __init__(self, parent: QWidget | None = None, gap: Size = Size.GAP_8, margins: Margins = NO_MARGINS) -> None:
        super().__init__()
        self._gap, self._margins = gap, margins
        if parent is not None:
            parent.setLayout(self)
        watch(self._measure)

    def _measure(self) -> None:
        self.setSpacing(px(self._gap))
        self.setContentsMargins(*(px(side) for side in self._margins))


class Row(QHBoxLayout):
    """A horizontal layout whose gap and margins follow the scale."""

    def __init__(self, parent: QWidget | None = None, gap: Size = Size.GAP_8, margins: Margins = NO_MARGINS) -> None:
        super().__init__()
        self._gap, self._margins = gap, margins
        if parent is not None:
            parent.setLayout(self)
        watch(self._measure)

    def _measure(self) -> None:
        self.setSpacing(px(self._gap))
        self.setContentsMargins(*(px(side) for side in self._margins))


class Line(QFrame):
    """A hairline, lying by default; a short upright one stands between facts of one line."""

    def __init__(self, upright: bool = False, short: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upright, self._short = upright, short
        self.setObjectName("line")
        watch(self._measure)

    def _measure(self) -> None:
        if self._upright:
            self.setFixedWidth(px(Size.HAIR))
            if self._short:
                self.setFixedHeight(px(Size.GAP_16))
        else:
            self.setFixedHeight(px(Size.HAIR))


class Scroller(QScrollArea):
    """A column that scrolls up and down, and sideways only where letters are too large to fit; put widgets into
    `column`.
    """

    def __init__(self, gap: Size = Size.GAP_8, margins: Margins = NO_MARGINS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self.column = Column(inner, gap, margins)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the bar for going sideways only where something real would be out of reach."""
        super().resizeEvent(event)
        self._choose_bar()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again when what is inside asks for another room."""
        done = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._choose_bar()
        return done

    def _choose_bar(self) -> None:
        inner = self.widget()
        if inner is None:
            return
        # A few pixels beyond the edge are margin: a bar for them would take the room of a line.
        beyond = inner.minimumSizeHint().width() - self.viewport().width()
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if beyond > px(Size.GAP_12) else _NO_BAR
        if policy != self.horizontalScrollBarPolicy():
            self.setHorizontalScrollBarPolicy(policy)


def empty_layout(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout and delete the widgets that were in it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, (QVBoxLayout, QHBoxLayout)):
            empty_layout(inner)


def reveal(widget: QWidget, visible: bool) -> None:
    """Show or hide a widget; one without a parent yet is only marked, since showing it would open a window of its
    own.
    """
    if not visible:
        widget.hide()
    elif widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.show()
