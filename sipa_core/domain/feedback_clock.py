"""The clocks of a citizen's matter in working days, as SP4N-LAPOR has them: 3 to answer, 5 to follow up, 10 to react.

answer: from the first word that nobody answered to the answer · forwarded: from the forwarding to the kecamatan's
answer · follow-up: from the last step of work on what was answered to the next news · citizen: after an answer the
office's clock stands, and the citizen has 10 days to say more before the matter may be closed.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core.domain.dates import DEFAULT_ZONE, local_date
from sipa_core.domain.feedback import Speaker, messages, states
from sipa_core.domain.feedback_moves import ENDED
from sipa_core.domain.workflow import FeedbackState
from sipa_core.domain.working_days import ANSWER_DAYS, DAY_MS, WorkingDays
from sipa_core.wire.records import Record


class Stage(StrEnum):
    """Whose time runs, and for what."""

    ANSWER = "answer"
    FORWARDED = "forwarded"
    FOLLOW_UP = "follow_up"
    CITIZEN = "citizen"


LIMITS: Final[dict[Stage, int]] = {
    Stage.ANSWER: ANSWER_DAYS,
    Stage.FORWARDED: 5,
    Stage.FOLLOW_UP: 5,
    Stage.CITIZEN: 10,
}
"""Working days of each clock."""


class MatterClock(msgspec.Struct, frozen=True):
    """One clock at one moment, `now`. `since`, `due` and `now` are UTC ms.

    `used` and `left` count day by day, so they are computed when asked for: a list of thousands needs neither.
    """

    stage: Stage
    since: int
    due: int
    now: int
    calendar: WorkingDays
    zone: str

    @property
    def used(self) -> int:
        """Working milliseconds since the beginning."""
        return self.calendar.between(self.since, self.now, self.zone)

    @property
    def left(self) -> int:
        """Working milliseconds to the end; below 0 how long it is over."""
        if self.now < self.due:
            return self.calendar.between(self.now, self.due, self.zone)
        return -self.calendar.between(self.due, self.now, self.zone)

    @property
    def days(self) -> int:
        """The clock's length in working days."""
        return LIMITS[self.stage]

    @property
    def over(self) -> bool:
        """True when the time is over."""
        return self.now >= self.due

    @property
    def late(self) -> bool:
        """True when the office owes something whose time is over; waiting for the citizen is never late."""
        return self.over and self.stage is not Stage.CITIZEN

    @property
    def permille(self) -> int:
        """The part of the time that is gone, 0 to 1000."""
        return max(0, min(1000, self.used * 1000 // (self.days * DAY_MS)))


def clock_of(record: Record, days: WorkingDays, now: int, zone: str = DEFAULT_ZONE) -> MatterClock | None:
    """The clock that runs for a matter at `now` (UTC ms); None when nothing is expected of anybody."""
    running = _running(record)
    if running is None:
        return None
    stage, since = running
    due = days.after(since, LIMITS[stage], zone)
    return MatterClock(stage, since, due, now, days, zone)


def awaited_since(record: Record) -> int | None:
    """When the first word of the citizen came that the office neither answered nor closed; None when there is none."""
    closed = [at for state, at in states(record) if state in ENDED]
    since: int | None = None
    last_closed = max(closed, default=-1)
    for message in messages(record):
        if message.who is Speaker.OFFICE:
            since = None
        elif since is None and message.at > last_closed:
            since = message.at
    return since


def working_days_until(day: date, today: date, days: WorkingDays) -> int:
    """Working days after `today` up to and with `day`; below 0 the working days after `day` up to and with `today`."""
    if day >= today:
        return _count(today, day, days)
    return -_count(day, today, days)


def last_day(clock: MatterClock, zone: str = DEFAULT_ZONE) -> date:
    """The last day on which the clock still runs."""
    return local_date(clock.due - 1, zone)


def _count(after: date, upto: date, days: WorkingDays) -> int:
    return sum(days.is_working(after + timedelta(days=n)) for n in range(1, (upto - after).days + 1))


def _running(record: Record) -> tuple[Stage, int] | None:
    state = record.text("state")
    if state in ENDED:
        return None
    steps = states(record)
    entered = next((at for name, at in reversed(steps) if name == state), record.number("created_at"))
    if state == FeedbackState.DITERUSKAN:
        return Stage.FORWARDED, entered
    waiting = awaited_since(record)
    if waiting is not None:
        return Stage.ANSWER, waiting
    if state == FeedbackState.DITINDAKLANJUTI:
        return Stage.FOLLOW_UP, entered
    answers = [message.at for message in messages(record) if message.who is Speaker.OFFICE]
    return (Stage.CITIZEN, answers[-1]) if answers else (Stage.ANSWER, record.number("created_at"))
