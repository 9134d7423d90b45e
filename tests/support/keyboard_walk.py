"""Goes through a window with the keys alone, as a person without a mouse does, and tells what was met and what not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollArea,
    QWidget,
)

from tests.support.by_name import name_of
from tests.support.colour_pairs import LEAST_SIGN
from ui.design import tokens
from ui.widgets.sync_strip import SyncStrip
from ui.widgets.typing_table import TypingTable

MOST_STOPS = 200
MOST_CELLS = 1000
MOST_ROWS = 8
TRIES = 5
LEAST_RING = 60
"""More pixels than a text cursor has, and fewer than the ring around the smallest of all stops."""

_RGB = 0xFFFFFF


def stops_of(root: QWidget) -> list[QWidget]:
    """Return every part in sight that a Tab could stop at; of rows with buttons the view itself is the stop."""
    return [
        part
        for part in root.findChildren(QWidget)
        if part.isVisible()
        and part.isEnabled()
        and part.window() is root.window()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.focusProxy() is None
        and not _inside(part, (QAbstractItemView, QAbstractSpinBox))
    ]


def nameless(root: QWidget) -> list[str]:
    """Return what a reader could not tell of: parts that take the focus without a name, by what they are."""
    return [
        f"{type(part).__name__} in {type(part.parentWidget()).__name__}" for part in stops_of(root) if not said(part)
    ]


def said(part: QWidget) -> str:
    """Return what a reader says of a part: its name, else the words of a button."""
    return part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")


def walk(root: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Press Tab until it comes back to where it first stopped; AssertionError when it never does."""
    seen: list[QWidget] = []
    for _turn in range(MOST_STOPS):
        _step(root, key)
        focus = QApplication.focusWidget()
        assert focus is not None, f"the focus was lost after {[said(one) for one in seen]}"
        if seen and focus is seen[0]:
            return seen
        assert not seen or focus is not seen[-1], f"Tab stays at {said(focus)!r}"
        seen.append(focus)
    raise AssertionError(f"Tab never came back: {[said(one) for one in seen]}")


def _step(root: QWidget, key: Qt.Key) -> None:
    """Press the key once, and in a table that is typed into until it has gone through all cells and out of it."""
    for _cell in range(MOST_CELLS):
        before = QApplication.focusWidget()
        table = before if isinstance(before, TypingTable) else None
        cell = table.currentIndex() if table is not None else None
        QTest.keyClick(root if before is None else before, key)
        QApplication.processEvents()
        if table is None or QApplication.focusWidget() is not table or table.currentIndex() == cell:
            return


def missed(root: QWidget, seen: list[QWidget], besides: QWidget | None = None) -> list[str]:
    """Return the names of the stops that a walk did not come to; what lies in `besides` has a way of its own."""
    return [
        said(part)
        for part in stops_of(root)
        if part not in seen and not (besides is not None and besides.isAncestorOf(part))
    ]


def twins(root: QWidget) -> list[str]:
    """Return the names that several stops of a window share, so that a reader could not tell which one it is on.

    The action of the strip may be offered by a page too.
    """
    names = Counter(said(part) for part in stops_of(root) if not _inside(part, (SyncStrip,)))
    return sorted(name for name, times in names.items() if times > 1 and name)


def mute(root: QWidget) -> list[str]:
    """Return the lists and tables in sight with a row of which a reader says nothing."""
    found = []
    for view in root.findChildren(QAbstractItemView):
        model = view.model()
        if not view.isVisible() or model is None or _inside(view, (QAbstractItemView, QComboBox)):
            continue
        rows = range(min(model.rowCount(), MOST_ROWS))
        silent = [row for row in rows if not model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)]
        found += [f"{said(view) or type(view).__name__}: row {row}" for row in silent]
    return found


def ringless(root: QWidget) -> list[str]:
    """Return the stops on which the focus cannot be seen, by the measure of WCAG 2.2 (2.4.13): too few pixels change
    so much that a ratio of `LEAST_SIGN` lies between what was there and what is there now. Another hue is not enough.
    """
    return [f"{said(part)} ({type(part).__name__}): {told} pixels" for part, told in _told(root) if told < LEAST_RING]


def _told(root: QWidget) -> Iterator[tuple[QWidget, int]]:
    """Give the focus to each stop in turn, and tell how many pixels show that it has it."""
    for part in stops_of(root):
        for _try in range(TRIES):
            part.setFocus(Qt.FocusReason.TabFocusReason)
            _bring_into_sight(part)
            QApplication.processEvents()
            place = _place(part)
            with_it = _pixels(part.window(), place)
            part.clearFocus()
            QApplication.processEvents()
            if _place(part) == place:
                break  # else it was still being laid out, and what changed is its size
        without = _pixels(part.window(), place)
        changes = Counter((was, now) for was, now in zip(without, with_it, strict=True) if was != now)
        yield part, sum(times for change, times in changes.items() if _apart(*change) >= LEAST_SIGN)


@lru_cache(maxsize=4096)
def _apart(one: int, other: int) -> float:
    return tokens.contrast(f"#{one & _RGB:06X}", f"#{other & _RGB:06X}")


def _bring_into_sight(part: QWidget) -> None:
    holder = part.parentWidget()
    while holder is not None:
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(part)
        holder = holder.parentWidget()


def _place(part: QWidget) -> QRect:
    return QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size())


def _pixels(window: QWidget, place: QRect) -> list[int]:
    image = window.grab(place).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return memoryview(image.constBits()).cast("I").tolist()


def cut(root: QWidget) -> list[str]:
    """Return what cannot be read or reached whole: buttons narrower than their words, pages wider than they scroll."""
    parts = [part for part in root.findChildren(QAbstractButton) if part.isVisible() and name_of(part)]
    found = [
        f"{name_of(part)}: {part.width()} of {part.sizeHint().width()} pixels"
        for part in parts
        if part.width() < part.minimumSizeHint().width() and not _inside(part, (QAbstractItemView,))
    ]
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    for area in root.findChildren(QScrollArea):
        held = area.widget()
        if area.isVisible() and held is not None:
            over = held.width() - area.viewport().width()
            how = "out of reach" if area.horizontalScrollBarPolicy() == never else "sideways"
            found += [f"{type(held).__name__}: {over} pixels {how}"] if over > 0 else []
    return found


def _inside(part: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    holder = part.parentWidget()
    while holder is not None:
        if isinstance(holder, kinds):
            return True
        holder = holder.parentWidget()
    return False
