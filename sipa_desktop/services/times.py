"""Times in the words of the pages: `Batas 14 Juli, 4 hari lagi`, `kemarin 20.14`; and the half-years of the office."""

from __future__ import annotations

from datetime import date

from sipa_core.domain.dates import (
    due_words,
    format_date,
    format_date_tight,
    format_time,
    local,
    local_date,
    month_name,
)
from sipa_core.domain.periods import Period, PeriodKind, period_containing
from sipa_core.messages import _

MORNING_ENDS, NOON_ENDS, AFTERNOON_ENDS = 11, 15, 18


def day_words(day: date, today: date) -> str:
    """`14 Juli`, with the year when it is another than today's."""
    return f"{day.day} {month_name(day.month)}" if day.year == today.year else format_date(day)


def deadline_words(due: date | None, today: date) -> str:
    """`Batas 14 Juli, 4 hari lagi`; empty when nobody set a day."""
    if due is None:
        return ""
    return _("Batas {day}, {distance}").format(day=day_words(due, today), distance=due_words(due, today))


def stamp_words(instant: int, today: date, zone: str) -> str:
    """`10.34` today, `kemarin 20.14`, else `9 Jul 14.20`."""
    day, time = local_date(instant, zone), format_time(instant, zone)
    if day == today:
        return time
    if (today - day).days == 1:
        return _("kemarin {time}").format(time=time)
    return f"{date_words(day, today)} {time}"


def date_words(day: date, today: date) -> str:
    """`9 Jul`, with the year when it is another than today's."""
    return format_date_tight(day) if day.year == today.year else f"{format_date_tight(day)} {day.year}"


def greeting(now: int, zone: str, name: str) -> str:
    """`Selamat pagi, Norhayati` by the hour of the office."""
    hour = local(now, zone).hour
    if hour < MORNING_ENDS:
        words = _("Selamat pagi, {name}")
    elif hour < NOON_ENDS:
        words = _("Selamat siang, {name}")
    elif hour < AFTERNOON_ENDS:
        words = _("Selamat sore, {name}")
    else:
        words = _("Selamat malam, {name}")
    return words.format(name=name)


def half_of(day: date) -> Period:
    """The half-year in which the day lies."""
    return period_containing(PeriodKind.SEMESTER, day)


def half_for(period: Period, due: date | None) -> Period:
    """The half-year in which a duty of the period is shown.

    It belongs where its period ends; a report on a whole year or owed by an event belongs where it falls due, since it
    is asked for then.
    """
    at = due if period.kind in (PeriodKind.YEAR, PeriodKind.EVENT) and due is not None else period.last_day
    return half_of(at)
