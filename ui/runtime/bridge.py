"""From the desk's plain events to one Qt signal on the main thread.

The bus calls back on whatever thread published; nothing of a window may run there. After `close` nothing arrives any
more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ui.runtime.lent_call import LentCall

PACE_MS = 100
"""A person does not read faster, and to paint each step of a sending would hold the windows' thread."""


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
        self._lent = LentCall(self._catch)
        self.destroyed.connect(self._lent.shut)
        self._leave = bus.subscribe(self._lent)

    def close(self) -> None:
        """End the subscription; events already on their way are dropped."""
        if self._open:
            self._open = False
            self._leave()
            self._lent.shut()

    def _catch(self, event: Any) -> None:
        if self._open:
            self._crossing.emit(event)

    def _land(self, event: Any) -> None:
        if self._open:
            self.arrived.emit(event)


class NewestBridge(Bridge):
    """The same for states, of which only the newest counts: the first at once, later ones every tenth of a second."""

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        self._newest: Any = None
        self._on_its_way = False
        super().__init__(bus, parent)
        self._pace = QTimer(self, singleShot=True, interval=PACE_MS)
        self._pace.timeout.connect(self._give)

    def close(self) -> None:
        """End the subscription; the state on its way is dropped."""
        super().close()
        self._pace.stop()

    def _catch(self, event: Any) -> None:
        self._newest = event
        if not self._on_its_way:
            self._on_its_way = True
            super()._catch(event)

    def _land(self, event: Any) -> None:
        if not self._pace.isActive():
            self._give()

    def _give(self) -> None:
        if not self._open or not self._on_its_way:
            return
        self._on_its_way = False  # before it is read: one that comes now crosses by itself
        self.arrived.emit(self._newest)
        self._pace.start()
