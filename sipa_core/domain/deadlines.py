"""When a report is due: small rules (`14-07 N`, `31-03 N+1`, `21 M+1`, `term_end -5m`) and the days they give.

A rule is data of the kecamatan, not of the program. A report is late only after its day has ended in the zone of the
office: sent at 23.59 WITA on the day is in time, whatever the zone of the computer.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from sipa_core.domain.dates import DEFAULT_ZONE, end_of_day, last_day_of_month, month_name
from sipa_core.domain.periods import Period
from sipa_core.messages import _, ngettext

_FIXED = re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2}) N(?P<years>[+-][0-9]{1,2})?")
_MONTHLY = re.compile(r"(?P<day>[0-9]{1,2}) M(?P<months>[+-][0-9]{1,2})?")
_TERM_END = re.compile(r"term_end -(?P<months>[0-9]{1,2})m")


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


Rule = FixedDate | DayOfMonth | BeforeTermEnd


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
    raise RuleError(f"not a deadline rule: {text!r}")


def due_date(rule: Rule, period: Period, term_end: date | None = None) -> date | None:
    """Return the last day on which the report is in time, or None when the rule needs a term end that is not known.

    A day that the month does not have is that month's last day (`31 M+1` after January is 28 or 29 February).
    """
    match rule:
        case FixedDate(day, month, years):
            return _clamped(period.year + years, month, day)
        case DayOfMonth(day, months):
            last = period.last_day
            return _shifted(last.year, last.month, months, day)
        case BeforeTermEnd(months):
            return None if term_end is None else _shifted(term_end.year, term_end.month, -months, term_end.day)


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
