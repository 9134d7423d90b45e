"""The window: rail, pages made at their first visit, the strip below, and the keys that work everywhere.

It knows the pages only through `ui.navigation`; a page that cannot be made must not take the window down with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QMainWindow, QScrollArea, QStackedWidget, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import look, px, watch
from ui.navigation import Making, Navigator, PageSpec, call_optional, panels_of
from ui.widgets.boxes import Column, Row
from ui.widgets.nav_rail import Identity, NavItem, NavRail
from ui.widgets.practice_banner import PracticeBanner
from ui.widgets.state_stack import EmptyState
from ui.widgets.sync_strip import StripState, SyncStrip
from ui.widgets.tab_order import next_of

if TYPE_CHECKING:
    from ui.widgets.toast import Toast

_log = logging.getLogger(__name__)

_TURNS = 4
_NOTHING = QRect(0, 0, 1, 1)


class MainWindow(QMainWindow):
    """Signals: `send_asked` (F5), `strip_acted` (the action of the strip), `help_asked(page_key)` (F1),
    `scale_changed(factor)` to be kept in the settings, `page_changed(page_key)`, `closing` before the window goes.
    """

    send_asked = Signal()
    strip_acted = Signal()
    help_asked = Signal(str)
    scale_changed = Signal(float)
    page_changed = Signal(str)
    closing = Signal()

    def __init__(
        self,
        pages: Sequence[PageSpec],
        identity: Identity,
        navigator: Navigator,
        start: str = "",
        parent: QWidget | None = None,
        *,
        practice: bool = False,
    ) -> None:
        super().__init__(parent)
        self.navigator = navigator
        self._practice = practice
        self._specs = {page.key: page for page in pages}
        self._made: dict[str, QWidget] = {}
        self._ahead: dict[str, QWidget] = {}
        self._in_making: dict[str, Making] = {}
        self._unplaced: dict[str, _PageScroll] = {}
        self._undressed: list[_PageScroll] = []
        self._not_laid_out: list[_PageScroll] = []
        self._rehearsed: set[str] = set()
        self._current = ""
        self.rail = NavRail([NavItem(page.key, page.icon, page.label) for page in pages if page.icon], identity)
        self.stack = QStackedWidget()
        self.strip = SyncStrip()
        self._build(identity)
        self.rail.chosen.connect(self.show_page)
        self.strip.acted.connect(self.strip_acted)
        navigator.go_to.connect(self.show_page)
        navigator.toast.connect(self._say)
        self._keys()
        watch(self._measure)
        if pages:
            self.show_page(start or pages[0].key)

    @cached_property
    def toast(self) -> Toast:
        """Return what tells of work that went well, made when there is something to tell."""
        from ui.widgets.toast import Toast

        return Toast(self, self.strip)

    @property
    def current(self) -> str:
        """Return the key of the page in front."""
        return self._current

    def page(self, key: str) -> QWidget | None:
        """Return a page if it has been made."""
        return self._made.get(key)

    def show_page(self, key: str, argument: object = None) -> None:
        """Bring a page to the front, made now if this is the first visit, and give it the argument; KeyError if
        unknown.
        """
        spec = self._specs[key]
        if key not in self._made:
            self._put(spec)
        page = self._made[key]
        self._bring_to_front(list(self._made).index(key))
        self.rail.set_current(spec.under or key)
        changed, self._current = key != self._current, key
        if not self.rail.isAncestorOf(QApplication.focusWidget() or self):
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        call_optional(page, "page_shown")
        if argument is not None:
            call_optional(page, "open_argument", argument)
        if changed:
            self.page_changed.emit(key)

    def _bring_to_front(self, at: int) -> None:
        """Show a page; the one before stays where it was, though the focus goes on through it while it is hidden."""
        before = self.stack.currentWidget()
        bar = before.verticalScrollBar() if isinstance(before, _PageScroll) else None
        place = bar.value() if bar is not None else 0
        self.stack.setCurrentIndex(at)
        if bar is not None:
            bar.setValue(place)

    def make_ahead(self) -> bool:
        """Do one step towards pages that nobody has visited yet, so that the first visit finds them made; return
        whether there was one left.
        """
        if self._undressed:
            area = self._undressed.pop()
            area.resize(self.stack.size())
            area.ensurePolished()
            self._not_laid_out.append(area)
            return True
        if self._not_laid_out:
            self._not_laid_out.pop().grab(_NOTHING)  # to draw something Qt lays out all of it, also what is hidden
            return True
        spec = next((spec for key, spec in self._specs.items() if key not in self._made), None)
        if spec is None:
            return self._rehearse()
        if spec.key in self._unplaced:
            self._undressed.append(self._put(spec))
        elif spec.key in self._ahead:
            self._unplaced[spec.key] = _PageScroll(self._ahead[spec.key])
        elif (page := self._advance(spec)) is not None:
            self._ahead[spec.key] = page
        return True

    def _rehearse(self) -> bool:
        """Let one more page do what its first use would wait for; return whether there was one left."""
        for key, page in self._made.items():
            if key not in self._rehearsed:
                self._rehearsed.add(key)
                if call_optional(page, "make_ahead"):
                    return True
        return False

    def set_counts(self, counts: Mapping[str, tuple[int, bool]]) -> None:
        """Show in the rail what waits on each page: (number, urgent)."""
        self.rail.set_counts(counts)

    def set_strip(self, state: StripState) -> None:
        """Show where the work is and what waits to be sent."""
        self.strip.set_state(state)

    def set_identity(self, identity: Identity) -> None:
        """Show whose desk this is and who works here."""
        self.rail.set_identity(identity)
        title = _("Latihan SIPA, {place}") if self._practice else _("SIPA Desktop, {place}")
        self.setWindowTitle(title.format(place=identity.place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the narrow rail in a narrow window or with large letters."""
        super().resizeEvent(event)
        self._measure()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go through the window in the order in which it is read: header, lists, detail, side panel, strip."""
        body = self.centralWidget()
        there = next_of(body, QApplication.focusWidget(), forward) if body is not None else None
        if there is None:
            return False
        there.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        _bring_into_sight(there)
        return True

    def closeEvent(self, event: object) -> None:
        """Say that the window goes."""
        self.closing.emit()
        event.accept()  # type: ignore[attr-defined]

    def _say(self, sentence: str, action: str, on_action: object) -> None:
        self.toast.say(sentence, action, on_action if callable(on_action) else None)

    def _build(self, identity: Identity) -> None:
        self.setWindowIcon(icons.window_icon())
        self.set_identity(identity)
        body = QWidget()
        body.setObjectName("canvas")
        above = Row(gap=Size.NONE)
        above.addWidget(self.rail)
        above.addWidget(self.stack, 1)
        whole = Column(body, Size.NONE)
        if self._practice:
            whole.addWidget(PracticeBanner())
        whole.addLayout(above, 1)
        whole.addWidget(self.strip)
        self.setCentralWidget(body)
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)

    def _put(self, spec: PageSpec) -> _PageScroll:
        self._made[spec.key] = self._ahead.pop(spec.key) if spec.key in self._ahead else self._make(spec)
        area = self._unplaced.pop(spec.key, None) or _PageScroll(self._made[spec.key])
        self.stack.addWidget(area)
        return area

    def _make(self, spec: PageSpec) -> QWidget:
        while (page := self._advance(spec)) is None:
            pass
        return page

    def _advance(self, spec: PageSpec) -> QWidget | None:
        """Do one step of making a page; return the page with the last."""
        try:
            page = self._next_of(spec)
            if page is not None:
                # The page itself has the focus at first; a reader must be able to say where that is.
                page.setAccessibleName(page.accessibleName() or spec.label)
            return page
        except Exception:  # noqa: BLE001 - one page that fails must not take the window with it
            _log.exception("the page %s could not be made", spec.key)
            self._in_making.pop(spec.key, None)
            sentence = _("Halaman ini belum dapat dibuka. Isian Anda aman di komputer ini.")
            return EmptyState("warning-circle", sentence)

    def _next_of(self, spec: PageSpec) -> QWidget | None:
        steps = self._in_making.get(spec.key)
        if steps is None:
            made = spec.factory()
            if isinstance(made, QWidget):
                return made
            self._in_making[spec.key] = made
            return None
        try:
            next(steps)
        except StopIteration as end:
            del self._in_making[spec.key]
            page: QWidget = end.value
            return page
        return None

    def _keys(self) -> None:
        for number, key in enumerate(self.rail.keys[:7], 1):
            self._key(f"Alt+{number}", partial(self.show_page, key))
        self._key("F5", self.send_asked.emit)
        self._key("F6", partial(self._next_panel, 1))
        self._key("Shift+F6", partial(self._next_panel, -1))
        self._key("F1", self._ask_help)
        for keys in ("Ctrl++", "Ctrl+="):
            self._key(keys, partial(self._scale, 1))
        self._key("Ctrl+-", partial(self._scale, -1))
        self._key("Ctrl+0", partial(self._scale, 0))
        self._key("Ctrl+F", self._find)
        for keys, name in (
            ("Ctrl+Return", "primary_action"),
            ("Ctrl+N", "new_item"),
            ("Ctrl+P", "print_page"),
        ):
            self._key(keys, partial(self._ask_page, name))
        self._key("Ctrl+S", partial(self._ask_page, "save_asked"))
        if "search" in self._specs:
            self._key("Ctrl+K", partial(self.show_page, "search"))

    def _key(self, keys: str, call: Callable[[], object]) -> None:
        # A key held a moment too long must not do it twice.
        QShortcut(QKeySequence(keys), self, call).setAutoRepeat(False)

    def _ask_page(self, name: str) -> None:
        page = self._made.get(self._current)
        if page is not None:
            call_optional(page, name)

    def _find(self) -> None:
        """Go to the page's own field to search with; a page without one leads to the search of everything."""
        page = self._made.get(self._current)
        offered = page is not None and call_optional(page, "focus_search")
        if not offered and "search" in self._specs:
            self.show_page("search")

    def _ask_help(self) -> None:
        self.help_asked.emit(self._current)

    def _scale(self, step: int) -> None:
        if step:
            look().step_scale(step)
        else:
            look().set(scale=1.0)
        self.scale_changed.emit(look().scale)

    def _next_panel(self, step: int) -> None:
        page = self._made.get(self._current)
        panels = [self.rail.list, *(panels_of(page) if page is not None else ()), self.strip.action_button]
        shown = [panel for panel in panels if panel.isVisible() and panel.isEnabled()]
        focus = QApplication.focusWidget()
        at = next(
            (n for n, panel in enumerate(shown) if focus is not None and (panel is focus or panel.isAncestorOf(focus))),
            -1,
        )
        for turn in range(1, len(shown) + 1):
            if _focus_in(shown[(at + step * turn) % len(shown)]):
                return

    def _measure(self) -> None:
        self.setMinimumSize(Size.WINDOW_MIN_WIDTH.pixels, Size.WINDOW_MIN_HEIGHT.pixels)
        self.rail.set_narrow(self.width() < px(Size.RAIL_BREAK))


class _PageScroll(QScrollArea):
    """Where a page can scroll, so that nothing is cut when letters are large or the window is small.

    Beside the bar a page is narrower, and may then need less height than without it (panes become tabs): bar and page
    would call each other without end. The bar stays then, until the window has another size.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._depth = 0
        self._kept_at = QSize()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the page, but not round in a circle."""
        if self._depth >= _TURNS:
            self._kept_at = self.size()
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
            return False
        self._depth += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._depth -= 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew about the bar in another size."""
        if self.size() != self._kept_at:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        super().resizeEvent(event)


def _bring_into_sight(widget: QWidget) -> None:
    holder = widget.parentWidget()
    while holder is not None:
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(widget, 0, px(Size.GAP_16))
        holder = holder.parentWidget()


def _focus_in(panel: QWidget) -> bool:
    """Put the focus on a panel or on the first part of it that takes it; return whether something took it."""
    for widget in (panel, *panel.findChildren(QWidget)):
        wanted = Qt.FocusPolicy.ClickFocus if widget is panel else Qt.FocusPolicy.TabFocus
        if widget.focusPolicy() & wanted and widget.isVisible() and widget.isEnabled():
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
    return False
