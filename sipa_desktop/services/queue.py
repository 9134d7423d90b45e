"""The outbox in the user's words: what waits, what needs a person, what was answered. Nothing is dropped in silence."""

from __future__ import annotations

from sipa_core.ports import Clock
from sipa_desktop.errors import Refused
from sipa_desktop.services.queue_views import Done, QueueRow, QueueView
from sipa_desktop.store.unit_of_work import Store


class Queue:
    """The queue of this desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def waiting(self) -> list[QueueRow]:
        """What has no receipt yet, in the order of sending."""
        raise NotImplementedError

    def parked(self) -> list[QueueRow]:
        """What the server refused, with what to do now."""
        raise NotImplementedError

    def recent(self, limit: int = 50) -> list[QueueRow]:
        """What was answered, last first."""
        raise NotImplementedError

    def view(self) -> QueueView:
        """All three at once, from one snapshot."""
        raise NotImplementedError

    def retry(self, op_id: str) -> Done | Refused:
        """Seal the parked op's words anew and withdraw the old one; refused when the rules still say no."""
        raise NotImplementedError

    def withdraw(self, op_id: str) -> Done | Refused:
        """Put a parked op aside: it was read, and nothing more shall come of it."""
        raise NotImplementedError
