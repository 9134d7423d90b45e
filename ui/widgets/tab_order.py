"""The order in which Tab goes through a window: the order in which the layouts hold the widgets, as the eye reads them.

Qt's own chain follows the order of making, which is wrong as soon as a list is filled again.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QStackedWidget, QTabWidget, QWidget


def in_order(root: QWidget) -> Iterator[QWidget]:
    """Yield the widgets inside a widget that Tab may stop at, in the order of its layouts; what is hidden is left
    out.
    """
    for child in _children(root):
        if child.isHidden():
            continue
        if child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None:
            yield child
        yield from in_order(child)


def next_of(root: QWidget, focus: QWidget | None, forward: bool) -> QWidget | None:
    """Return where Tab (or Shift+Tab) goes from the widget in focus, around at the end; None when there is nothing."""
    stops = list(in_order(root))
    if not stops:
        return None
    if focus in stops:
        return stops[(stops.index(focus) + (1 if forward else -1)) % len(stops)]
    inside = [stop for stop in stops if focus is not None and focus.isAncestorOf(stop)]
    holder = [stop for stop in stops if focus is not None and stop.isAncestorOf(focus)]
    if holder:
        return stops[(stops.index(holder[-1]) + (1 if forward else -1)) % len(stops)]
    if inside:
        return inside[0] if forward else stops[stops.index(inside[0]) - 1]
    return stops[0 if forward else -1]


def _children(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QStackedWidget):
        yield from _present(widget.currentWidget())
    elif isinstance(widget, QTabWidget):
        yield from _present(widget.tabBar(), widget.currentWidget())
    elif isinstance(widget, QScrollArea):
        yield from _present(widget.widget())
    elif isinstance(widget, QSplitter):
        yield from _present(*(widget.widget(at) for at in range(widget.count())))
    else:
        layout = widget.layout()
        yield from _held(layout) if layout is not None else ()


def _present(*widgets: QWidget | None) -> Iterator[QWidget]:
    yield from (widget for widget in widgets if widget is not None)


def _held(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _held(inner)
