"""Working time of an office: whole days from Monday to Friday that are no holiday, counted by the clock.

Three working days are three times 24 hours of such days, as SP4N-LAPOR counts the first answer.
Holidays are dated data; a year whose list is missing has its weekends and its fixed holidays only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from sipa_core.domain.dates import DEFAULT_ZONE, end_of_day, iso_date, local_date

DAY_MS = 86_400_000
ANSWER_DAYS = 3
LONGEST = timedelta(days=3_660)
_MONTH_DAY = re.compile(r"(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


class HolidayError(ValueError):
    """A list of holidays that cannot be read; names its source and the entry."""


class WorkingDays(msgspec.Struct, frozen=True):
    """The days on which offices are closed: of single years (`dated`), and of every year (`yearly`, month and day)."""

    dated: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()

    def is_working(self, day: date) -> bool:
        """True when offices are open on the day."""
        return day.weekday() < 5 and day not in self.dated and (day.month, day.day) not in self.yearly

    def knows(self, year: int) -> bool:
        """True when the moving holidays of the year are in the lists; else only its fixed ones are."""
        return any(day.year == year for day in self.dated)

    def later(self, day: date, count: int) -> date:
        """Return the working day so many working days after the day, which is not counted itself; 0 is the day."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def last_before(self, day: date) -> date:
        """Return the last working day before the day."""
        day -= timedelta(days=1)
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def after(self, start: int, days: int, zone: str = DEFAULT_ZONE) -> int:
        """Return the instant (UTC ms) at which so many working days have passed since `start`; `days` is at least 1.

        A start on a free day counts from the first moment of the next working day.
        """
        left = days * DAY_MS
        day = local_date(start, zone)
        while True:
            closes = end_of_day(day, zone)
            if self.is_working(day):
                opens = max(start, closes - DAY_MS)
                if opens + left <= closes:
                    return opens + left
                left -= closes - opens
            day += timedelta(days=1)

    def between(self, start: int, end: int, zone: str = DEFAULT_ZONE) -> int:
        """Return the working time between two instants in milliseconds; 0 when the end is not after the start.

        Of a time longer than `LONGEST` only its first part counts: such an instant comes from a clock that is wrong.
        """
        total = 0
        day, last = local_date(start, zone), local_date(max(start, end), zone)
        last = min(last, day + LONGEST)
        while day <= last:
            if self.is_working(day):
                closes = end_of_day(day, zone)
                total += max(0, min(end, closes) - max(start, closes - DAY_MS))
            day += timedelta(days=1)
        return total


def read_holidays(texts: Iterable[tuple[str, str]]) -> WorkingDays:
    """Return the working days from lists of holidays (source name and TOML text); HolidayError when one is broken.

    A text holds either `[holidays]` with whole days or `[[holiday]]` with a month and a day that hold for every year.
    """
    dated: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    for source, text in texts:
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            raise HolidayError(f"{source}: {fault}") from fault
        for key in raw.get("holidays", {}):
            day = iso_date(key)
            if day is None:
                raise HolidayError(f"{source}: {key}")
            dated.add(day)
        for entry in raw.get("holiday", []):
            found = _MONTH_DAY.fullmatch(str(entry.get("day")))
            if found is None:
                raise HolidayError(f"{source}: {entry}")
            yearly.add((int(found["month"]), int(found["day"])))
    return WorkingDays(frozenset(dated), frozenset(yearly))
