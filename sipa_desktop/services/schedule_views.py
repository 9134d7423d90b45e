"""What *Jadwal* shows: the year as a grid of duties and months, and one duty in one period beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.villages import VillageKind
from sipa_desktop.services.overview_views import StateShare


class DateState(StrEnum):
    """done: all villages delivered · late: the day is over and a village did not · nearest: the next open day ·
    month: in this month · coming: later · off: "tidak berlaku" for this period."""

    DONE = "done"
    LATE = "late"
    NEAREST = "nearest"
    MONTH = "month"
    COMING = "coming"
    OFF = "off"


class Group(StrEnum):
    """The groups of the grid, in its order."""

    YEARLY = "yearly"
    SEMESTER = "semester"
    OFTEN = "often"
    EVENT = "event"
    UNUSED = "unused"


@dataclass(frozen=True)
class DateCell:
    """A due day in the grid. `moved`: the day was set for this period only. `words` tell it whole."""

    duty: str
    period: str
    due: date
    state: DateState
    moved: bool
    words: str


@dataclass(frozen=True)
class DutyLine:
    """A row of the grid; its cells lie in the months of their due days, nearest to open first where two meet.

    A row without cells has a `note` that says why, and the `period` that it stands for.
    """

    key: str
    duty: str
    name: str
    group: Group
    cells: tuple[DateCell, ...]
    note: str = ""
    period: str = ""


@dataclass(frozen=True)
class YearView:
    """One year. `month` is today's month when the year is this one, else 0. `start` is the cell to begin at."""

    year: int
    years: tuple[int, ...]
    words: str
    lines: tuple[DutyLine, ...]
    month: int
    start: tuple[str, str] | None


@dataclass(frozen=True)
class Reminder:
    """A reminder that can be switched: days before the due day (negative: after it)."""

    days: int
    words: str
    on: bool


@dataclass(frozen=True)
class EventRow:
    """An event that was recorded of a village; `open` while its report was not sent, so that it can be taken back."""

    id: str
    village: str
    name: str
    open: bool


@dataclass(frozen=True)
class DutyView:
    """One duty in one period: facts in words, what villages did, and the values that a change begins with.

    `rule_due` is the day by the rule, `moved` the one set for this period only (ISO, or empty).
    `missing` are the villages that have not delivered. `off`: the period is let off. `waiting`: an own change waits.
    `used`: the kecamatan asks for it. `events` are those of the day when owed `by_event`. `notes` tell of holidays.
    """

    duty: str
    period: str
    title: str
    subtitle: str
    period_label: str
    due: date | None
    due_words: str
    repeat_words: str
    owed_words: str
    basis: str
    after_words: str
    reminders: tuple[Reminder, ...]
    state_title: str
    state_words: str
    shares: tuple[StateShare, ...]
    missing: tuple[tuple[str, str], ...]
    kind: PeriodKind
    deadline: str
    rule_words: str
    rule_due: str
    moved: str
    off: bool
    active_from: str
    owed_by: tuple[VillageKind, ...]
    villages: tuple[tuple[str, str], ...]
    skip_villages: tuple[str, ...]
    waiting: bool
    changed_words: str
    used: bool = True
    by_event: bool = False
    template: str = ""
    name: str = ""
    events: tuple[EventRow, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What is changed of a duty; None stays. `moved` and `off` are about `period` only."""

    period: str = ""
    moved: str | None = None
    off: bool | None = None
    deadline: str | None = None
    active_from: str | None = None
    owed_by: tuple[VillageKind, ...] | None = None
    skip_villages: dict[str, bool] = field(default_factory=dict)
    used: bool | None = None

    @property
    def nothing(self) -> bool:
        """True when nothing would change."""
        return self == Change(self.period)


@dataclass(frozen=True)
class NewDuty:
    """A duty to be made on a report type that the server has."""

    template: str
    name: str
    short_name: str
    parts: tuple[str, ...]
    deadline: str
    owed_by: tuple[VillageKind, ...]
    basis: str
    active_from: str


@dataclass(frozen=True)
class TypeOffer:
    """A report type on which a duty can be made, with the parts of a year that nobody asks for yet."""

    template: str
    name: str
    short_name: str
    basis: str
    kind: PeriodKind
    parts: tuple[tuple[str, str], ...]
