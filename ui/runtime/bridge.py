"""From the desk's plain events to one Qt signal on the main thread.

The bus calls back on whatever thread published; nothing of a window may run there. After `close` nothing arrives any
more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal


class Bus(Protocol):
    """What the desk offers: subscribe returns the function that ends the subscription."""

    def subscribe(self, callback: Callable[[Any], None], /) -> Callable[[], None]:
        """Call `callback` with every event, on any thread, until the returned function is called."""
        ...


class Bridge(QObject):
    """Every event of the bus, given by `arrived` on the thread that made the bridge, in the order published."""

    arrived = Signal(object)
    _crossing = Signal(object)

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._crossing.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._open = True
        self._leave = bus.subscribe(self._catch)

    def close(self) -> None:
        """End the subscription; events already on their way are dropped."""
        if self._open:
            self._open = False
            self._leave()

    def _catch(self, event: Any) -> None:
        if self._open and shiboken6.isValid(self):
            self._crossing.emit(event)

    def _land(self, event: Any) -> None:
        if self._open:
            self.arrived.emit(event)
