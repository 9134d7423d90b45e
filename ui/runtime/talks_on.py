"""Which fields of a report have an open thread, kept true while a page shows the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from sipa_desktop.events import Changes, Topic
from ui.runtime.bridge import Bridge
from ui.runtime.tasks import Runner


class TalksOn(QObject):
    """`threads` maps path (empty: the whole report) to thread; `changed` when it is another.

    `read` gives the open threads of a report (its id) and is called off the windows' thread.
    """

    changed = Signal()

    def __init__(
        self,
        read: Callable[[str], Mapping[str, str]],
        runner: Runner,
        changes: Bridge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reading = read
        self._runner = runner
        self.report = ""
        self.threads: Mapping[str, str] = {}
        changes.arrived.connect(self._heard)

    def show(self, report: str) -> None:
        """Follow another report; the same one is not read again."""
        if report != self.report:
            self.report, self.threads = report, {}
            self._read()

    def _read(self) -> None:
        report = self.report
        self._runner.query(partial(self._reading, report), partial(self._came, report), _unknown, owner=self)

    def _came(self, report: str, threads: Mapping[str, str]) -> None:
        if report == self.report and threads != self.threads:
            self.threads = threads
            self.changed.emit()

    def _heard(self, changes: Changes) -> None:
        if self.report and changes.touches(Topic.CONSULTATION):
            self._read()


def _unknown(_fault: Exception) -> None:
    """Without the sign a thread is still found in Konsultasi."""
