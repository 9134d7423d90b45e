"""The kecamatan's matrix: what every village owes, and what became of it; a village that sent nothing must be seen."""

from __future__ import annotations

from sipa_core.ports import Clock
from sipa_desktop.services.overview_views import Matrix
from sipa_desktop.store.unit_of_work import Store


class Overview:
    """The matrix of a kecamatan's desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def matrix(self, half: str | None = None) -> Matrix:
        """The matrix of a half-year (`2025-S1`); None chooses the one whose next due day is nearest."""
        raise NotImplementedError
