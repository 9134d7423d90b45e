"""The village's reports: what is owed, begun, written, sent and returned.

What a person typed is on the disk before anybody says so; nothing is sent that no person has seen.
"""

from __future__ import annotations

from sipa_core.domain.paths import Content
from sipa_core.ports import Clock
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import DutyRow, ReportEdit, ReportRow, Saved, Submitted
from sipa_desktop.store.unit_of_work import Store


class Reports:
    """The reports of this desk's own village."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self) -> list[ReportRow]:
        """Every report that was begun or sent, and every one owed whose period is over: what needs work first."""
        raise NotImplementedError

    def duties(self) -> list[DutyRow]:
        """What can be begun now: owed and not begun; late ones first, then by due day."""
        raise NotImplementedError

    def create(self, template_key: str, period: str) -> ReportEdit | Refused:
        """Begin the report (or open the one begun before) with the newest version of its template."""
        raise NotImplementedError

    def open(self, draft_id: str) -> ReportEdit | Refused:
        """The report in the editor. A draft that is not on this PC is rebuilt from the newest version."""
        raise NotImplementedError

    def save(self, draft_id: str, changes: Content) -> Saved | Refused:
        """Journal changed leaves in one commit; `table[row] = None` removes a row. Refused while it may not be edited."""
        raise NotImplementedError

    def submit(self, draft_id: str) -> Submitted | Refused:
        """Queue the whole text for the kecamatan. Checks are advice; an empty report is refused in words."""
        raise NotImplementedError

    def mark_note_fixed(self, draft_id: str, key: str, fixed: bool) -> Saved | Refused:
        """Tick a note of the kecamatan as mended, on this PC only."""
        raise NotImplementedError
