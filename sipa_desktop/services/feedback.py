"""Citizens' words: the inbox, one conversation with its clock, the answer, and what others may read.

An answer being written is journalled; nothing is said to be sent before its receipt.
"""

from __future__ import annotations

from sipa_core.domain.workflow import FeedbackState
from sipa_core.ports import Clock
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import FeedbackDetail, FeedbackFilter, FeedbackList
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.store.unit_of_work import Store


class Feedback:
    """The citizens' words in this desk's scope."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self, chosen: FeedbackFilter = FeedbackFilter.BELUM) -> FeedbackList:
        """The list under a filter, with the counts of all: the longest waiting first, answered ones newest first."""
        raise NotImplementedError

    def detail(self, feedback_id: str) -> FeedbackDetail | Refused:
        """One conversation."""
        raise NotImplementedError

    def save_answer(self, feedback_id: str, text: str) -> Saved | Refused:
        """Journal the answer being written."""
        raise NotImplementedError

    def answer(self, feedback_id: str) -> Done | Refused:
        """Queue the journalled answer and clear it; refused in words when it is empty."""
        raise NotImplementedError

    def set_state(self, feedback_id: str, state: FeedbackState, reason: str = "") -> Done | Refused:
        """Queue a change of state; *Ditolak* needs a reason that the citizen reads."""
        raise NotImplementedError

    def release(self, feedback_id: str) -> Done | Refused:
        """Let others read it on the public page (kecamatan)."""
        raise NotImplementedError

    def hold(self, feedback_id: str, reason: str) -> Done | Refused:
        """Keep it from the public page, with the reason (kecamatan)."""
        raise NotImplementedError
