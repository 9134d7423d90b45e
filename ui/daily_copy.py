"""Has the daily copy made by itself: once the window is at rest, and again when the day has changed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk

_log = logging.getLogger(__name__)

REST_MS: Final = 30_000
"""The first half minute belongs to the person; the copy is made beside the work, never before it."""
LOOK_MS: Final = 15 * 60_000
"""How often it is asked whether the day has changed; nothing is copied when it has not."""


class DailyCopy(QObject):
    """Lives as long as the window of the desk. A copy that fails is told by the notice on the page, never here."""

    def __init__(self, desk: Desk, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runner = desk, runner
        self._under_way = False
        self._timer = QTimer(self, interval=REST_MS)
        self._timer.timeout.connect(self.ask)
        if not desk.practice:
            self._timer.start()

    def ask(self) -> None:
        """Have the copy made if it is due; a reader of the runner does it, so no saving waits."""
        self._timer.setInterval(LOOK_MS)
        if not self._under_way:
            self._under_way = True
            self._runner.query(
                lambda: self._desk.backups.daily_quietly(), self._done, self._failed, owner=self, may_be_left=True
            )

    def end(self) -> None:
        """Ask no more: the window goes."""
        self._timer.stop()

    def _done(self, _nothing: None) -> None:
        self._under_way = False

    def _failed(self, fault: Exception) -> None:
        self._under_way = False
        _log.error("the daily copy failed", exc_info=fault)
