"""Figures from other programs: read a table, show what would change, then lay it over the draft, never in silence."""

from __future__ import annotations

from sipa_core.ports import Clock
from sipa_desktop.services.reports import Reports
from sipa_desktop.store.unit_of_work import Store


class Imports:
    """Tables and pasted blocks on their way into a draft."""

    def __init__(self, store: Store, clock: Clock, reports: Reports) -> None:
        self._store = store
        self._clock = clock
        self._reports = reports
