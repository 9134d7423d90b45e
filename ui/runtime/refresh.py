"""Keeps one reading of the desk up to date. Wishes that come while a reading is under way become one more reading.

An older result never takes the place of a newer one, since only one reading runs at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from ui.runtime.tasks import Runner


class Refresh(QObject):
    """`ask` reads again; `on_value` gets each result, `on_fault` each failure, on the thread of the windows.

    With `in_order` the reading waits its turn among the commands, so that it sees every save given before it.
    """

    def __init__(
        self,
        runner: Runner,
        read: Callable[[], Any],
        on_value: Callable[[Any], None],
        on_fault: Callable[[Exception], None],
        parent: QObject | None = None,
        *,
        in_order: bool = False,
    ) -> None:
        super().__init__(parent)
        self._submit = runner.command if in_order else runner.query
        self._read = read
        self._on_value = on_value
        self._on_fault = on_fault
        self._running = False
        self._again = False

    def ask(self) -> None:
        """Read now, or once more after the reading under way."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._submit(self._read, self._came, self._failed, owner=self)

    def _came(self, value: Any) -> None:
        self._running = False
        self._on_value(value)
        self._repeat()

    def _failed(self, fault: Exception) -> None:
        self._running = False
        self._on_fault(fault)
        self._repeat()

    def _repeat(self) -> None:
        if self._again:
            self._again = False
            self.ask()
