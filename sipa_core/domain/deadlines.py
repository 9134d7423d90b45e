"""When a report is due: small rules (`31-03 N+1`, `21 M+1`, `term_end -5m`, `+7wd`, `yearly`) and the days they give.

A rule is data of the kecamatan, not of the program. A report is late only after its day has ended in the zone of the
office: sent at 23.59 WITA on the day is in time, whatever the zone of the computer.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from sipa_core.domain.dates import DEFAULT_ZONE, end_of_day, last_day_of_month, month_name
from sipa_core.domain.periods import Period
from sipa_core.domain.working_days import WorkingDays
from sipa_core.messages import _, ngettext

_FIXED = re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2}) N(?P<years>[+-][0-9]{1,2})?")
_MONTHLY = re.compile(r"(?P<day>[0-9]{1,2}) M(?P<months>[+-][0-9]{1,2})?")
_TERM_END = re.compile(r"term_end -(?P<months>[0-9]{1,2})m")
_AFTER = re.compile(r"\+(?P<days>[0-9]{1,3})(?P<unit>d|wd)")
_YEARLY = "yearly"


class RuleError(ValueError):
    """A text that is no deadline rule."""


class FixedDate(msgspec.Struct, frozen=True):
    """A day of the year, `years` after the year of the report: `31-03 N+1`."""

    day: int
    month: int
    years: int = 0

    def __str__(self) -> str:
        return f"{self.day:02d}-{self.month:02d} N{_offset(self.years)}"


class DayOfMonth(msgspec.Struct, frozen=True):
    """A day of the month, `months` after the last month of the period: `21 M+1`."""

    day: int
    months: int = 0

    def __str__(self) -> str:
        return f"{self.day} M{_offset(self.months)}"


class BeforeTermEnd(msgspec.Struct, frozen=True):
    """So many months before the village head's term ends: `term_end -5m` (PP 43/2014)."""

    months: int

    def __str__(self) -> str:
        return f"term_end -{self.months}m"


class DaysAfter(msgspec.Struct, frozen=True):
    """So many days after the period ends or the event happened, working days when `working`: `+3d`, `+7wd`."""

    days: int
    working: bool = False

    def __str__(self) -> str:
        return f"+{self.days}{'wd' if self.working else 'd'}"


class SetEachYear(msgspec.Struct, frozen=True):
    """Another day every year, by a rule that is new each year: no day until one is set for the period (`yearly`)."""

    def __str__(self) -> str:
        return _YEARLY


Rule = FixedDate | DayOfMonth | BeforeTermEnd | DaysAfter | SetEachYear


@lru_cache(maxsize=256)
def parse_rule(text: str) -> Rule:
    """Return the rule of a text; RuleError when it is none or names a day that no year has."""
    fixed, monthly, term = _FIXED.fullmatch(text), _MONTHLY.fullmatch(text), _TERM_END.fullmatch(text)
    if fixed is not None:
        day, month = int(fixed["day"]), int(fixed["month"])
        # 2024 has a 29 February; in other years that rule falls on the 28th.
        if 1 <= month <= 12 and 1 <= day <= last_day_of_month(2024, month).day:
            return FixedDate(day, month, int(fixed["years"] or 0))
    if monthly is not None and 1 <= int(monthly["day"]) <= 31:
        return DayOfMonth(int(monthly["day"]), int(monthly["months"] or 0))
    if term is not None:
        return BeforeTermEnd(int(term["months"]))
    after = _AFTER.fullmatch(text)
    if after is not None:
        return DaysAfter(int(after["days"]), after["unit"] == "wd")
    if text == _YEARLY:
        return SetEachYear()
    raise RuleError(f"not a deadline rule: {text!r}")


def due_date(rule: Rule, period: Period, days: WorkingDays) -> date | None:
    """Return the last day on which the report is in time, or None when the rule gives none until somebody sets it.

    A day that the month does not have is that month's last day (`31 M+1` after January is 28 or 29 February). The term
    ends on the day that the period names. Weekends and holidays in `days` move only what is counted in working days.
    """
    match rule:
        case FixedDate(day, month, years):
            return _clamped(period.year + years, month, day)
        case DayOfMonth(day, months):
            last = period.last_day
            return _shifted(last.year, last.month, months, day)
        case BeforeTermEnd(months):
            end = period.last_day
            return _shifted(end.year, end.month, -months, end.day)
        case DaysAfter(count, working):
            return days.later(period.last_day, count) if working else period.last_day + timedelta(days=count)
        case SetEachYear():
            return None


def rule_words(rule: Rule) -> str:
    """Return the rule as people say it: `14 Juli tahun yang sama`, `tanggal 21 bulan berikutnya`."""
    match rule:
        case FixedDate(day, month, years):
            return f"{day} {month_name(month)} {_year_words(years)}"
        case DayOfMonth(day, months):
            return _("tanggal {day}{month}").format(day=day, month=_month_words(months))
        case BeforeTermEnd(months):
            words = ngettext(
                "{n} bulan sebelum masa jabatan berakhir", "{n} bulan sebelum masa jabatan berakhir", months
            )
            return words.format(n=months)
        case DaysAfter(0):
            return _("hari itu juga")
        case DaysAfter(days, working):
            return (_("{n} hari kerja sesudahnya") if working else _("{n} hari sesudahnya")).format(n=days)
        case SetEachYear():
            return _("ditetapkan tiap tahun")


def is_late(due: date, instant: int, zone: str = DEFAULT_ZONE) -> bool:
    """True when the due day has ended in the zone at the instant (UTC milliseconds)."""
    return instant >= end_of_day(due, zone)


def _offset(number: int) -> str:
    return f"{number:+d}" if number else ""


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, last_day_of_month(year, month).day))


def _shifted(year: int, month: int, months: int, day: int) -> date:
    years, index = divmod(month - 1 + months, 12)
    return _clamped(year + years, index + 1, day)


def _year_words(years: int) -> str:
    if years == 0:
        return _("tahun yang sama")
    if years == 1:
        return _("tahun berikutnya")
    if years == -1:
        return _("tahun sebelumnya")
    return _("{n} tahun sesudahnya").format(n=years) if years > 0 else _("{n} tahun sebelumnya").format(n=-years)


def _month_words(months: int) -> str:
    if months == 0:
        return _(" bulan yang sama")
    if months == 1:
        return _(" bulan berikutnya")
    if months == -1:
        return _(" bulan sebelumnya")
    return _(", {n} bulan sesudahnya").format(n=months) if months > 0 else _(", {n} bulan sebelumnya").format(n=-months)
