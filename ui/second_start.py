"""Comes to the front when SIPA is started once more on the same profile: the second start leaves a sign and ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject
from PySide6.QtWidgets import QApplication, QWidget

from sipa_desktop.platform.profile_lock import RAISE_NAME


class SecondStart(QObject):
    """Watches the folder of a held profile; `window` gives the window that is to come to the front, if there is one."""

    def __init__(self, profile: Path, window: Callable[[], QWidget | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sign = profile / RAISE_NAME
        self._window = window
        self._watcher = QFileSystemWatcher([str(profile)], self)
        self._watcher.directoryChanged.connect(self.look)
        self.look()  # somebody may have called before anybody watched

    def look(self) -> None:
        """Bring the window to the front when the sign is there, and take the sign away."""
        window = self._window()
        if self._sign.exists() and window is not None:
            self._sign.unlink(missing_ok=True)
            window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
            window.raise_()
            window.activateWindow()
            QApplication.alert(window)
