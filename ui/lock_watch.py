"""Locks the running window: after some minutes without key or mouse, or at once with Ctrl+L. Sending goes on.

What was typed is given to the runner first. While it is locked nothing of the content can be seen, reached or heard;
dialogs that stood open are covered too and come back as they were. A dialog for files, which may be one of the system
that nothing can cover, is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QToolTip, QWidget
from shiboken6 import isValid

from sipa_core.messages import _
from sipa_core.ports import Clock
from ui.navigation import call_optional
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.platform.vault import Vault
    from ui.main_window import MainWindow
    from ui.pages.unlock.lock_cover import LockCover
    from ui.pages.unlock.unlocking import Unlocking

FIRST_MINUTES = 10
BEAT_MS = 5_000
"""So often it is looked whether the PC has slept: a timer does not run meanwhile, the wall clock goes on."""
LISTEN_DELAY_MS = 1_000
_SIGNS_OF_LIFE = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


_COMING_BACK = frozenset({QEvent.Type.WindowActivate, QEvent.Type.ApplicationActivate, QEvent.Type.Expose})


class LockWatch(QObject):
    """Watches one window and its dialogs; `locked` tells how it stands, `listens` whether it hears of keys yet."""

    def __init__(self, window: MainWindow, vault: Vault, runner: Runner, place: str, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._vault, self._runner, self._place = window, vault, runner, place
        self._clock = clock
        self._limit_ms = FIRST_MINUTES * 60_000
        self._alive_at = clock.now()
        self._covers: list[LockCover] = []
        self._lets_through = False
        self._over: QWidget | None = None
        self._hidden: list[QWidget] = []
        self._stilled: list[QShortcut] = []
        self._titles: dict[QWidget, str] = {}
        self._focus: QWidget | None = None
        self._model: Unlocking | None = None
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self.look)
        self._beat.start()
        self.set_minutes(FIRST_MINUTES)
        QShortcut(QKeySequence("Ctrl+L"), window, self.lock)
        runner.unsaved_changed.connect(self._tell_covers)
        self.listens = False
        QTimer.singleShot(LISTEN_DELAY_MS, self, self._listen)

    @property
    def locked(self) -> bool:
        """Tell whether nothing can be seen now."""
        return bool(self._covers)

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes without a sign of life."""
        self._limit_ms = minutes * 60_000
        self._alive()
        self._idle.start(self._limit_ms)

    def look(self) -> bool:
        """Lock when the PC slept beyond the limit, as the wall clock tells; True when that was so.

        A clock that somebody sets ahead locks too: one password too many is better than one too few.
        """
        slept = not self.locked and self._clock.now() - self._alive_at >= self._limit_ms
        if slept:
            self.lock()
        return slept and self.locked

    def _alive(self) -> None:
        self._alive_at = self._clock.now()
        self._idle.start()

    def _listen(self) -> None:
        """Hear every event of the program, once: by then the first page stands, which is made of thousands."""
        app = QApplication.instance()
        if not self.listens and app is not None:
            self.listens = True
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to wait anew with every sign of life; while locked, keep away what would show itself or be closed."""
        kind = event.type()
        if kind in _COMING_BACK:
            self.look()
        elif kind in _SIGNS_OF_LIFE and self.look():
            return True  # whoever woke the PC meant to work; the first key is not for what lies below
        if kind == QEvent.Type.KeyPress and not self.locked and self._locks_by_key(watched, event):
            return True
        if kind == QEvent.Type.KeyPress and self.locked and isinstance(event, QKeyEvent):
            return event.key() == Qt.Key.Key_Escape
        if kind in _SIGNS_OF_LIFE and not self.locked:
            self._alive()
        elif kind == QEvent.Type.Close and self.locked and isinstance(watched, QDialog) and watched in self._titles:
            # What is half written in a dialog must not go because somebody passed by.
            event.ignore()
            return True
        elif kind == QEvent.Type.Show and self.locked and isinstance(watched, QWidget):
            self._came_up(watched)
        return False

    def _locks_by_key(self, watched: QObject, event: QEvent) -> bool:
        """Take Ctrl+L also while a dialog is open, where the window's own key does not reach."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget) or not self._owns(watched.window()):
            return False
        asked = event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if asked:
            self.lock()
        return asked

    @contextmanager
    def shown_over(self) -> Iterator[None]:
        """Let a question that holds nothing of the content stand over the lock for as long as it is asked."""
        self._lets_through = True
        try:
            yield
        finally:
            self._lets_through, self._over = False, None

    def _came_up(self, part: QWidget) -> None:
        """Take from sight what a job that ended now shows behind the lock."""
        if part in self._covers or part.window() is self._over:
            return
        if self._lets_through and self._over is None and isinstance(part, QDialog):
            self._over = part  # the question itself, and no dialog that comes up beside it
            return
        if isinstance(part, QFileDialog):
            QTimer.singleShot(0, part, part.reject)
        elif isinstance(part, QDialog) and part not in self._titles and self._owns(part):
            cover = self._cover(part)
            cover.show()
            cover.raise_()
            cover.password.setFocus()
        elif part.parentWidget() is self._window and not part.isWindow():
            QTimer.singleShot(0, part, part.hide)

    def lock(self) -> None:
        """Cover the window and its dialogs, after what is being typed was given to be saved."""
        if self.locked or not self._window.isVisible():
            return
        self._alive_at = self._clock.now()  # what the locking itself stirs up must not begin another one
        self._listen()
        for key in self._window.rail.keys:
            page = self._window.page(key)
            if page is not None:
                call_optional(page, "flush")
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        QToolTip.hideText()
        self._window.toast.hide()  # what it said is over by the time somebody is back
        self._focus = QApplication.focusWidget()
        from ui.pages.unlock.unlocking import Unlocking

        self._model = Unlocking(self._vault, self._runner, self)
        self._model.opened.connect(self._open)
        for window in self._open_windows():
            if isinstance(window, QFileDialog):
                window.reject()
            else:
                self._cover(window)
        front = QApplication.activeModalWidget() or self._window
        for cover in self._covers:
            cover.show()
            cover.raise_()
            if cover.parentWidget() is front:
                cover.password.setFocus()

    def _unsaved(self) -> bool:
        """Tell whether the disk refused something, or a page holds a text that nobody can read and so none stored."""
        pages = (self._window.page(key) for key in self._window.rail.keys)
        asked = (getattr(page, "unread", None) for page in pages)
        return self._runner.unsaved or any(unread() for unread in asked if unread is not None)

    def _tell_covers(self) -> None:
        for cover in self._covers:
            if isValid(cover):  # it goes with its dialog
                cover.tell_unsaved(self._unsaved())

    def _cover(self, window: QWidget) -> LockCover:
        """Lay a cover, not yet shown, over a window, and put out of reach what lies below."""
        from ui.pages.unlock.lock_cover import LockCover

        assert self._model is not None
        stilled = [one for one in window.findChildren(QShortcut) if one.isEnabled()]
        for shortcut in stilled:
            shortcut.setEnabled(False)
        parts = window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        shown = [part for part in parts if part.isVisible() and not part.isWindow()]
        cover = LockCover(self._model, self._place, window, unsaved=self._unsaved())
        self._covers.append(cover)
        for part in shown:
            part.hide()
        self._stilled += stilled
        self._hidden += shown
        self._titles[window] = window.windowTitle()
        whose = _("SIPA terkunci, {place}").format(place=self._place)
        window.setWindowTitle(whose if window is self._window else _("SIPA terkunci"))
        return cover

    def _open_windows(self) -> list[QWidget]:
        return [self._window, *(one for one in QApplication.topLevelWidgets() if one.isVisible() and self._owns(one))]

    def _owns(self, window: QWidget) -> bool:
        """Tell whether a dialog was opened from this window, or from a dialog of it."""
        parent = window.parentWidget()
        while parent is not None and parent is not self._window:
            parent = parent.parentWidget()
        return parent is not None

    def _open(self) -> None:
        """Bring everything back as it was; a dialog that ended meanwhile took its parts with it."""
        covers, self._covers = self._covers, []
        for window, title in self._titles.items():
            if isValid(window):
                window.setWindowTitle(title)
        for part in self._hidden:
            if isValid(part):
                part.show()
        for shortcut in self._stilled:
            if isValid(shortcut):
                shortcut.setEnabled(True)
        self._hidden, self._stilled, self._titles = [], [], {}
        for cover in covers:
            if isValid(cover):
                cover.take_off()
        if self._model is not None:
            self._model.deleteLater()
            self._model = None
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()
        self._focus = None
        self._alive()
