"""Saves what a person types a moment after they stop, and in time for a power cut to take two seconds of it at most.

Nothing may be called saved before the command that saves it has come back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from sipa_desktop.errors import Refused
from ui.runtime.tasks import Runner

PAUSE_MS = 800
MOST_MS = 1100
"""How long the first unsaved key waits at most; the rest of two seconds is for the saving itself on an old PC."""
AGAIN_MS = 2_000
LONGEST_AGAIN_MS = 30_000


def saved_first(save: Callable[[], object], send: Callable[[], object]) -> object:
    """Save and only then send; the answer of what came last. What lies on the disk may be older than what the person
    sees, and must not be sent in its place.
    """
    kept = save()
    return kept if isinstance(kept, Refused) else send()


class Autosave(QObject):
    """Holds the newest unsaved job of each thing and gives it to the runner in time.

    `saved` brings the key and the result of a job that came back, `failed` the key and the exception of one that did
    not; that job stays and is tried again by itself, at first after two seconds, later every half minute, until it is
    saved: the disk may have room again, or whoever held the file may be done.
    """

    saved = Signal(str, object)
    failed = Signal(str, object)

    def __init__(
        self, runner: Runner, pause_ms: int = PAUSE_MS, most_ms: int = MOST_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._jobs: dict[str, Callable[[], object]] = {}
        self._running = 0
        self._pause = self._timer(pause_ms)
        self._most = self._timer(most_ms)
        self._again = self._timer(AGAIN_MS)
        self._pause_again = AGAIN_MS

    @property
    def clean(self) -> bool:
        """Tell whether everything given has been saved."""
        return not self._jobs and not self._running

    def put(self, key: str, job: Callable[[], object]) -> None:
        """Take the job that saves the newest state of a thing; an older one that has not begun is forgotten."""
        self._jobs[key] = job
        self._pause.start()
        self.expect()

    def expect(self) -> None:
        """Count the longest wait from now: something is being typed and will be put in a moment."""
        if not self._most.isActive():
            self._most.start()

    def forget(self, key: str) -> None:
        """Let go of what waits under the key to be tried again: it was sent, and must not come back as a draft."""
        self._jobs.pop(key, None)
        if self.clean:
            self._again.stop()
            self._runner.tell_unsaved(self, False)

    def flush(self) -> None:
        """Give what waits to the runner now; commands given after this run after it."""
        self._pause.stop()
        self._most.stop()
        self._again.stop()
        jobs, self._jobs = self._jobs, {}
        for key, job in jobs.items():
            self._running += 1
            self._runner.command(job, partial(self._came_back, key), partial(self._stayed, key, job), owner=self)

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(self.flush)
        return timer

    def _came_back(self, key: str, result: object) -> None:
        self._running -= 1
        self._pause_again = AGAIN_MS
        if not self._again.isActive():
            self._runner.tell_unsaved(self, False)
        self.saved.emit(key, result)

    def _stayed(self, key: str, job: Callable[[], object], fault: Exception) -> None:
        self._running -= 1
        self._jobs.setdefault(key, job)
        self._runner.tell_unsaved(self, True)
        if not self._again.isActive():
            self._again.start(self._pause_again)
            self._pause_again = min(self._pause_again * 2, LONGEST_AGAIN_MS)
        self.failed.emit(key, fault)
