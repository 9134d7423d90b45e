"""The village's first page: what to do today, in order, all of it computed from records."""

from __future__ import annotations

from sipa_core.ports import Clock
from sipa_desktop.services.home_views import HomeView
from sipa_desktop.store.unit_of_work import Store


class Home:
    """The first page of a village's desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def today(self) -> HomeView:
        """The page as of now."""
        raise NotImplementedError
