"""Locks the running window: after some minutes without key or mouse, or at once with Ctrl+L. Sending goes on.

What was typed is given to the runner first. While it is locked nothing of the content can be seen, reached or heard;
dialogs that stood open are covered too and come back as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ui.navigation import call_optional
from ui.pages.unlock.lock_cover import LockCover
from ui.pages.unlock.unlocking import Unlocking
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.platform.vault import Vault
    from ui.main_window import MainWindow

FIRST_MINUTES = 10
_SIGNS_OF_LIFE = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class LockWatch(QObject):
    """Watches one window and its dialogs; `locked` tells how it stands."""

    def __init__(self, window: MainWindow, vault: Vault, runner: Runner, place: str) -> None:
        super().__init__(window)
        self._window, self._vault, self._runner, self._place = window, vault, runner, place
        self._covers: list[LockCover] = []
        self._hidden: list[QWidget] = []
        self._stilled: list[QShortcut] = []
        self._focus: QWidget | None = None
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self.set_minutes(FIRST_MINUTES)
        QShortcut(QKeySequence("Ctrl+L"), window, self.lock)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    @property
    def locked(self) -> bool:
        """Tell whether nothing can be seen now."""
        return bool(self._covers)

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes without a sign of life."""
        self._idle.start(minutes * 60_000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to wait anew with every key and every move; keep whatever would show itself over the cover away."""
        if event.type() in _SIGNS_OF_LIFE:
            if not self.locked:
                self._idle.start()
        elif (
            event.type() == QEvent.Type.Show
            and self.locked
            and isinstance(watched, QWidget)
            and watched.parentWidget() is self._window
            and not isinstance(watched, LockCover)
            and not watched.isWindow()
        ):
            QTimer.singleShot(0, watched, watched.hide)
        return False

    def lock(self) -> None:
        """Cover the window and its dialogs, after what is being typed was given to be saved."""
        if self.locked or not self._window.isVisible():
            return
        for key in self._window.rail.keys:
            page = self._window.page(key)
            if page is not None:
                call_optional(page, "flush")
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        QToolTip.hideText()
        self._focus = QApplication.focusWidget()
        model = Unlocking(self._vault, self._runner, self)
        model.opened.connect(self._open)
        for window in self._open_windows():
            self._stilled += [one for one in window.findChildren(QShortcut) if one.isEnabled()]
            parts = window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            shown = [part for part in parts if part.isVisible() and not part.isWindow()]
            cover = LockCover(model, self._place, window)
            self._covers.append(cover)
            for part in shown:
                part.hide()
            self._hidden += shown
        for shortcut in self._stilled:
            shortcut.setEnabled(False)
        front = QApplication.activeModalWidget() or self._window
        for cover in self._covers:
            cover.show()
            cover.raise_()
            if cover.parentWidget() is front:
                cover.password.setFocus()

    def _open_windows(self) -> list[QWidget]:
        return [self._window, *(one for one in QApplication.topLevelWidgets() if one.isVisible() and self._owns(one))]

    def _owns(self, window: QWidget) -> bool:
        """Tell whether a dialog was opened from this window, or from a dialog of it."""
        parent = window.parentWidget()
        while parent is not None and parent is not self._window:
            parent = parent.parentWidget()
        return parent is not None

    def _open(self) -> None:
        covers, self._covers = self._covers, []
        for part in self._hidden:
            part.show()
        for shortcut in self._stilled:
            shortcut.setEnabled(True)
        self._hidden, self._stilled = [], []
        for cover in covers:
            cover.hide()
            cover.deleteLater()
        if self._focus is not None:
            self._focus.setFocus()
        self._idle.start()
