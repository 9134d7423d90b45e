"""A matter as its citizen sees it, who has number and key: the way there, the conversation, what can be done now.

A private note never stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sipa_core.domain import feedback as words
from sipa_core.domain.dates import local_date
from sipa_core.domain.feedback import Message, Speaker, Step
from sipa_core.domain.feedback_clock import MatterClock, clock_of
from sipa_core.domain.feedback_moves import ENDED, REOPEN_DAYS, citizen_may_reopen
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.messages import N_
from sipa_core.wire.records import Record, RecordType
from sipa_server.holidays import working_days

VILLAGE_LEFT: Final = N_("Desa ini tidak lagi di kecamatan ini. Sampaikan masukan kepada kecamatannya yang sekarang.")
"""Said wherever a word to a village would reach nobody here."""


@dataclass(frozen=True)
class Tracked:
    """A matter as its citizen sees it: state, the way there, the conversation; `reason` explains a *Ditolak*.

    `held_for` is why others may not read it, empty while it is not held; `clock` is the one that the offices see, None
    while nothing is expected of anybody.
    `reopen_until` is the last day to open it again, None when that cannot be done (any more); `may_write` while a
    further message has its place, `may_confirm` while the citizen is asked whether it is over. With `left` the village
    is the kecamatan's no longer: nobody would receive a further word, so none has its place.
    """

    number: str
    village: str
    kind: str
    subject: str
    name: str
    state: str
    reason: str
    visibility: str
    held_for: str
    clock: MatterClock | None
    created_at: int
    steps: tuple[Step, ...]
    messages: tuple[Message, ...]
    duplicate_of: str
    kecamatan_only: bool
    left: bool
    may_write: bool
    may_confirm: bool
    reopen_until: date | None

    @property
    def states(self) -> tuple[tuple[str, int], ...]:
        """The states it went through with their instants."""
        return tuple((step.state, step.at) for step in self.steps)

    @property
    def last_message(self) -> str:
        """The key of the last message; empty while there is none."""
        return self.messages[-1].key if self.messages else ""

    @property
    def last_step(self) -> str:
        """The key of the last step; empty while there is none."""
        return self.steps[-1].key if self.steps else ""


def tracked(record: Record, now: int, zone: str, *, left: bool) -> Tracked:
    """The matter at `now` (UTC ms); `left` as in Tracked."""
    state, visibility = record.text("state"), record.text("visibility")
    return Tracked(
        number=record.text("number"),
        village=record.village or "",
        kind=record.text("kind"),
        subject=record.text("subject"),
        name=record.text("name"),
        state=state,
        reason=record.text("reason"),
        visibility=visibility,
        held_for=record.text("visibility_reason") if visibility == Visibility.HELD else "",
        clock=None if left else clock_of(record, working_days(), now, zone),
        created_at=record.number("created_at"),
        steps=tuple(words.steps(record)),
        messages=tuple(words.messages(record)),
        duplicate_of=record.text("duplicate_of"),
        kecamatan_only=record.type == RecordType.FEEDBACK_KECAMATAN,
        left=left,
        may_write=not left and state not in ENDED,
        may_confirm=not left and state == FeedbackState.DIJAWAB,
        reopen_until=None if left else _reopen_until(record, now, zone),
    )


def said_since(matter: Tracked, text: str, seen: str) -> bool:
    """True when the citizen said this very text after the message with the key `seen`.

    A key that is not there, of a page older than the data or without one, leaves the last message to compare with.
    """
    keys = [message.key for message in matter.messages]
    after = matter.messages[keys.index(seen) + 1 :] if seen in keys else matter.messages[-1:]
    return any(message.who is Speaker.CITIZEN and message.text == text for message in after)


def reopened_since(matter: Tracked, step: str) -> bool:
    """True when the citizen opened the matter again after the step of that key; of an unknown key, with the last."""
    keys = [one.key for one in matter.steps]
    after = matter.steps[keys.index(step) + 1 :] if step in keys else matter.steps[-1:]
    return any(one.reopened for one in after)


def _reopen_until(record: Record, now: int, zone: str) -> date | None:
    if not citizen_may_reopen(record.text("state")):
        return None
    moved = [step.at for step in words.steps(record)]
    last = local_date(max(moved, default=record.number("created_at")), zone) + timedelta(days=REOPEN_DAYS)
    return last if local_date(now, zone) <= last else None
