"""What the pages show of pembinaan: what a village and the kecamatan agreed shall be done, and how it stands."""

from __future__ import annotations

from datetime import date

import msgspec

from sipa_core.domain.consultation import GuidanceState
from sipa_desktop.services.feedback_views import Urgency


class GuidanceRow(msgspec.Struct, frozen=True):
    """One agreed thing. `words` is the line below the text ("Sampai 14 Juli, 4 hari lagi. LRA Sem. I"), `reason` why
    the kecamatan sent it back, `ticked` what its box shows; `pending` while an own step on it has no receipt.
    `thread` is the consultation it came from. `can_*` follow the table of rights; `mark` is a short word beside it, or
    empty.
    """

    id: str
    village: str
    village_label: str
    text: str
    due: date | None
    words: str
    label: str
    thread: str
    state: GuidanceState
    mark: str
    urgency: Urgency
    reason: str
    ticked: bool
    pending: bool
    made_at: int
    can_done: bool
    can_undo: bool
    can_confirm: bool
    can_return: bool
    can_change: bool
    can_cancel: bool


class GuidanceList(msgspec.Struct, frozen=True):
    """What is still to be done (nearest day first; what waits for the kecamatan's word among it) and what is over.

    `can_put` tells whether this desk may add one.
    """

    running: tuple[GuidanceRow, ...]
    finished: tuple[GuidanceRow, ...]
    can_put: bool

    @property
    def waiting(self) -> int:
        """How many the village ticked and the kecamatan has not judged."""
        return sum(row.state is GuidanceState.DONE for row in self.running)
