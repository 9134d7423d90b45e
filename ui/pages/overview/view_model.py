"""Rekap without a window: the matrix of one half-year, read again when something of it changed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from sipa_desktop.events import Topic
from sipa_desktop.services.overview_views import Matrix
from ui.pages import PageContext
from ui.pages.overview.arrange import arranged
from ui.pages.overview.table import version_at
from ui.runtime.faults import sentence_of
from ui.runtime.following import FollowingModel


class OverviewModel(FollowingModel):
    """Attributes are plain; `changed` says that one of them is another. `fault` is a sentence when reading failed.

    While the page is behind others (`awake` False) a change is only remembered.
    """

    topics = (Topic.REPORTS, Topic.REVIEWS, Topic.PUBLICATIONS, Topic.FEEDBACK, Topic.OFFICE, Topic.PEOPLE)

    changed = Signal()

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(context.changes, parent)
        self._context = context
        self._asked = 0
        self.half: str | None = None
        self.with_kelurahan = False
        self.filters: dict[str, str] = {}
        self.order: tuple[str, bool] | None = None
        self.matrix: Matrix | None = None
        self.silent: frozenset[str] = frozenset()
        self.fault = ""

    def load(self) -> None:
        """Read the matrix."""
        self._stale = False
        self._asked += 1
        half = self.half
        self._context.runner.query(
            lambda: (self._context.desk.overview.matrix(half), self._context.desk.people.silent_villages()),
            partial(self._came, self._asked),
            partial(self._failed, self._asked),
            owner=self,
        )

    def choose_half(self, period: str) -> None:
        """Show another half-year (`2025-S1`)."""
        if self.matrix is None or period != self.matrix.half.period:
            self.half = period
            self.load()

    def show_kelurahan(self, shown: bool) -> None:
        """Show the kelurahan below the villages, or leave them out."""
        self.with_kelurahan = shown
        self.changed.emit()

    @property
    def shown(self) -> Matrix | None:
        """Return the matrix as filtered and ordered by the person."""
        if self.matrix is None:
            return None
        return arranged(self.matrix, self.filters, self.order, with_kelurahan=self.with_kelurahan)

    def filter_by(self, key: str, value: str) -> None:
        """Leave villages or duties out by the answer to one question of the filter."""
        self.filters[key] = value
        self.changed.emit()

    def sort_by(self, column: str, descending: bool | None = None) -> None:
        """Order by a column; without a way the first time up, then down, then as the office lists them."""
        if descending is not None:
            self.order = (column, descending)
        elif self.order == (column, False):
            self.order = (column, True)
        else:
            self.order = None if self.order == (column, True) else (column, False)
        self.changed.emit()

    def version_at(self, village: str, column: str) -> str | None:
        """Return the newest version in a cell, None where nothing can be opened."""
        return version_at(self.matrix, village, column) if self.matrix is not None else None

    def _came(self, number: int, found: tuple[Matrix, frozenset[str]]) -> None:
        if number == self._asked:
            (self.matrix, self.silent), self.fault = found, ""
            self.changed.emit()

    def _failed(self, number: int, fault: Exception) -> None:
        if number == self._asked:
            self.fault = sentence_of(fault)
            self.changed.emit()
