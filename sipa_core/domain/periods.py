"""Reporting periods as calendar values: `2025`, `2025-S1`, `2025-Q2`, `2025-06`, and the day of an event `2025-08-17`.

A period is a name in the calendar of the office, not a stretch of milliseconds; it never shifts with a zone.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from sipa_core.domain.dates import format_date, iso_date, last_day_of_month, month_name, short_month_name
from sipa_core.messages import _

ROMAN = ("I", "II", "III", "IV")
_TEXT = re.compile(r"(?P<year>[0-9]{4})(?:-(?:S(?P<semester>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


class PeriodError(ValueError):
    """A text that names no period."""


class PeriodKind(StrEnum):
    """How often a report is owed."""

    YEAR = "year"
    SEMESTER = "semester"
    QUARTER = "quarter"
    MONTH = "month"
    EVENT = "event"

    @property
    def months(self) -> int:
        """The length of one period in months; 0 for the day of an event."""
        return _MONTHS.get(self, 0)


_MONTHS: Final = {PeriodKind.YEAR: 12, PeriodKind.SEMESTER: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}


class Period(msgspec.Struct, frozen=True):
    """The `number`-th period of its kind in a year, counted from 1 (always 1 for a whole year).

    A report owed by an event has the event's day as its period: `number` is then the day of the year.
    """

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9998 and 1 <= self.number <= _last_number(self.kind, self.year)):
            raise PeriodError(f"no such period: {self.kind} {self.number} of {self.year}")

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.year:04d}"
            case PeriodKind.MONTH:
                return f"{self.year:04d}-{self.number:02d}"
            case PeriodKind.EVENT:
                return self.first_day.isoformat()
            case _:
                return f"{self.year:04d}-{self.part}"

    @property
    def part(self) -> str:
        """The text after the year: `S1`, `Q2`, `06`, `08-17`; empty for a whole year."""
        match self.kind:
            case PeriodKind.YEAR:
                return ""
            case PeriodKind.SEMESTER:
                return f"S{self.number}"
            case PeriodKind.QUARTER:
                return f"Q{self.number}"
            case PeriodKind.MONTH:
                return f"{self.number:02d}"
            case PeriodKind.EVENT:
                return self.first_day.isoformat()[5:]

    @property
    def label(self) -> str:
        """`2025`, `Semester I 2025`, `Triwulan II 2025`, `Juni 2025`, `17 Agustus 2025`."""
        match self.kind:
            case PeriodKind.YEAR:
                return str(self.year)
            case PeriodKind.SEMESTER:
                return _("Semester {number} {year}").format(number=ROMAN[self.number - 1], year=self.year)
            case PeriodKind.QUARTER:
                return _("Triwulan {number} {year}").format(number=ROMAN[self.number - 1], year=self.year)
            case PeriodKind.MONTH:
                return f"{month_name(self.number)} {self.year}"
            case PeriodKind.EVENT:
                return format_date(self.first_day)

    @property
    def short_label(self) -> str:
        """`2025`, `Sem. I 2025`, `Trw. II 2025`, `Jun 2025`, `17 Agu 2025`: for lists and narrow columns."""
        if self.kind is PeriodKind.MONTH:
            return f"{short_month_name(self.number)} {self.year}"
        return self.label if self.kind is PeriodKind.YEAR else f"{self.label_in_year} {self.year}"

    @property
    def label_in_year(self) -> str:
        """`2025`, `Sem. I`, `Trw. II`, `Juni`, `17 Agu`: where the year is clear from its place."""
        match self.kind:
            case PeriodKind.YEAR:
                return str(self.year)
            case PeriodKind.SEMESTER:
                return _("Sem. {number}").format(number=ROMAN[self.number - 1])
            case PeriodKind.QUARTER:
                return _("Trw. {number}").format(number=ROMAN[self.number - 1])
            case PeriodKind.MONTH:
                return month_name(self.number)
            case PeriodKind.EVENT:
                day = self.first_day
                return f"{day.day} {short_month_name(day.month)}"

    @property
    def first_day(self) -> date:
        """The first day that the report speaks about."""
        if self.kind is PeriodKind.EVENT:
            return date(self.year, 1, 1) + timedelta(days=self.number - 1)
        return date(self.year, (self.number - 1) * self.kind.months + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day that the report speaks about."""
        if self.kind is PeriodKind.EVENT:
            return self.first_day
        return last_day_of_month(self.year, self.number * self.kind.months)

    def previous(self) -> Period:
        """The period of the same kind just before this one."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, _last_number(self.kind, self.year - 1))

    def year_earlier(self) -> Period:
        """The same period a year earlier; of 29 February the last day of that month."""
        if self.kind is not PeriodKind.EVENT:
            return Period(self.kind, self.year - 1, self.number)
        day = self.first_day
        last = last_day_of_month(self.year - 1, day.month)
        return event_period(last.replace(day=min(day.day, last.day)))

    def following(self) -> Period:
        """The period of the same kind just after this one."""
        if self.number < _last_number(self.kind, self.year):
            return Period(self.kind, self.year, self.number + 1)
        return Period(self.kind, self.year + 1, 1)


@lru_cache(1024)
def parse_period(text: str) -> Period:
    """Return the period of a text such as `2025-S1`; PeriodError when it names none."""
    found = _TEXT.fullmatch(text)
    day = iso_date(text)
    if day is not None and 1900 <= day.year <= 9998:
        return event_period(day)
    if found is None:
        raise PeriodError(f"not a period: {text!r}")
    year = int(found["year"])
    for kind in (PeriodKind.SEMESTER, PeriodKind.QUARTER, PeriodKind.MONTH):
        number = found[kind.value]
        if number is not None:
            return Period(kind, year, int(number))
    return Period(PeriodKind.YEAR, year)


def is_period(text: str) -> bool:
    """True when the text names a period."""
    try:
        parse_period(text)
    except PeriodError:
        return False
    return True


def periods_of(kind: PeriodKind, year: int) -> tuple[Period, ...]:
    """Return every period of the kind in the year, in order; the calendar gives none of events."""
    if kind is PeriodKind.EVENT:
        return ()
    return tuple(Period(kind, year, number) for number in range(1, 12 // kind.months + 1))


def period_containing(kind: PeriodKind, day: date) -> Period:
    """Return the period of the kind in which the day lies."""
    if kind is PeriodKind.EVENT:
        return event_period(day)
    return Period(kind, day.year, (day.month - 1) // kind.months + 1)


def event_period(day: date) -> Period:
    """Return the period of what happened on the day."""
    return Period(PeriodKind.EVENT, day.year, day.timetuple().tm_yday)


def _last_number(kind: PeriodKind, year: int) -> int:
    return 12 // kind.months if kind.months else date(year, 12, 31).timetuple().tm_yday
