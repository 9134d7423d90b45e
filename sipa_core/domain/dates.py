"""Days and instants in Indonesian words, and the border between them.

A day is a calendar value and has no zone; an instant is UTC milliseconds with the zone name kept beside it. Nothing
here may ask what time it is: "today" is always given.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from sipa_core.domain.unreadable import Unreadable as Unreadable
from sipa_core.messages import N_, _, ngettext

DEFAULT_ZONE = "Asia/Makassar"
"""WITA, the zone of Balangan."""

MONTHS = (
    N_("Januari"), N_("Februari"), N_("Maret"), N_("April"), N_("Mei"), N_("Juni"),
    N_("Juli"), N_("Agustus"), N_("September"), N_("Oktober"), N_("November"), N_("Desember"),
)  # fmt: skip
SHORT_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("Mei"), N_("Jun"),
    N_("Jul"), N_("Agu"), N_("Sep"), N_("Okt"), N_("Nov"), N_("Des"),
)  # fmt: skip
WEEKDAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))

_ZONE_WORDS = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}
_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_SLASHED = re.compile(r"(?P<d>[0-9]{1,2})[-/. ](?P<m>[0-9]{1,2})[-/. ](?P<y>[0-9]{4})")
_WORDED = re.compile(r"(?:[a-z']+ ?, ?)?(?P<d>[0-9]{1,2}) (?P<month>[a-z]+)\.? (?P<y>[0-9]{4})")
_YEARLESS = re.compile(r"(?P<d>[0-9]{1,2})[-/. ](?P<m>[0-9]{1,2})(?:[-/.](?P<y>[0-9]{2}))?")
_WORDED_YEARLESS = re.compile(r"(?:[a-z']+ ?, ?)?(?P<d>[0-9]{1,2}) (?P<month>[a-z]+)\.?")
_LAST_INSTANT = 253_118_303_999_999
"""The end of 9990, UTC ms: what is reckoned from a day, as the days on which next year's reports are due, is a date."""
_MONTH_NUMBERS = {name.lower(): n for names in (MONTHS, SHORT_MONTHS) for n, name in enumerate(names, 1)}
_MONTH_NUMBERS |= {"agt": 8, "agust": 8, "agus": 8, "sept": 9, "nop": 11, "nopember": 11, "pebruari": 2, "peb": 2}


def month_name(month: int) -> str:
    """Return `Juli` for 7."""
    return _(MONTHS[month - 1])


def short_month_name(month: int) -> str:
    """Return `Jul` for 7."""
    return _(SHORT_MONTHS[month - 1])


def format_date(day: date) -> str:
    """Return `10 Juli 2025`."""
    return f"{day.day} {month_name(day.month)} {day.year}"


def format_date_long(day: date) -> str:
    """Return `Kamis, 10 Juli 2025`."""
    return f"{_(WEEKDAYS[day.weekday()])}, {format_date(day)}"


def format_date_tight(day: date) -> str:
    """Return `10 Jul`, where the year is clear from its place."""
    return f"{day.day} {short_month_name(day.month)}"


def iso_date(text: str) -> date | None:
    """Return the day of an ISO text (`2025-07-14`, as reports store it), or None when it is none."""
    found = _ISO.fullmatch(text)
    return None if found is None else _day(found["y"], found["m"], found["d"])


class YearMeant(msgspec.Struct, frozen=True):
    """Of which year a day is that a person wrote without one.

    Where the report's time (`first` to `last`) is shorter than a year and holds the day, that day; else the one within
    the twelve months that end `ahead` days after `today`. So what happened is of the past, and never far ahead.
    """

    today: date
    first: date | None = None
    last: date | None = None
    ahead: int = 31

    def day(self, month: int, day: int) -> date | None:
        """Return the day of the year that is meant; None where the calendar has none there."""
        end = self.today + timedelta(days=self.ahead)
        years = range(self.today.year - 1, self.today.year + 2)
        if self.first is not None and self.last is not None and (self.last - self.first).days < _MOST_OF_A_YEAR:
            for year in (self.first.year, self.last.year):
                found = _day(str(year), str(month), str(day))
                if found is not None and self.first <= found <= self.last:
                    return found
        known = (_day(str(year), str(month), str(day)) for year in years)
        fit = (found for found in known if found is not None and timedelta() <= end - found < _TWELVE_MONTHS)
        return max(fit, default=None)


HALF_A_YEAR: Final = 183
"""`ahead` for days that may lie on either side: the nearest one is meant."""
_MOST_OF_A_YEAR: Final = 360
_TWELVE_MONTHS: Final = timedelta(days=366)


def read_date(text: str, meant: YearMeant | None = None) -> date | Unreadable[date]:
    """Return the day a person wrote (`10 Juli 2025`, `10/7/2025`, ISO; the day stands before the month), or why not.

    `10/7`, `10 Juli` and `10/7/25` are read only where it is known what year may be `meant`.
    """
    plain = " ".join(text.split()).lower()
    if not plain:
        return Unreadable(_("Belum diisi."))
    numbers = _ISO.fullmatch(plain) or _SLASHED.fullmatch(plain)
    day = None
    if numbers is not None:
        day = _day(numbers["y"], numbers["m"], numbers["d"])
    else:
        worded = _WORDED.fullmatch(plain)
        if worded is not None and worded["month"] in _MONTH_NUMBERS:
            day = _day(worded["y"], str(_MONTH_NUMBERS[worded["month"]]), worded["d"])
    if day is None and meant is not None:
        day = _yearless(plain, meant)
    return day or Unreadable(_("Tanggal ini belum terbaca. Tulis seperti 10 Juli 2025."))


def _yearless(plain: str, meant: YearMeant) -> date | None:
    numbers, worded = _YEARLESS.fullmatch(plain), _WORDED_YEARLESS.fullmatch(plain)
    if numbers is not None and numbers["y"] is not None:
        return _day(f"20{numbers['y']}", numbers["m"], numbers["d"])
    if numbers is not None:
        return meant.day(int(numbers["m"]), int(numbers["d"]))
    if worded is not None and worded["month"] in _MONTH_NUMBERS:
        return meant.day(_MONTH_NUMBERS[worded["month"]], int(worded["d"]))
    return None


def local(instant: int, zone: str = DEFAULT_ZONE) -> datetime:
    """Return the instant (UTC milliseconds) as an aware local time; an unknown zone name is read as UTC+8 (WITA).

    A clock that shows a later day than reports can be about is read as showing the last one.
    """
    told = min(instant, _LAST_INSTANT)
    return datetime.fromtimestamp(told // 1000, tz=_zone(zone)).replace(microsecond=told % 1000 * 1000)


def local_date(instant: int, zone: str = DEFAULT_ZONE) -> date:
    """Return the day on which the instant falls in the zone."""
    return local(instant, zone).date()


def instant_of(moment: datetime) -> int:
    """Return an aware time as UTC milliseconds; ValueError when it carries no zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is no instant")
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@lru_cache(maxsize=4096)
def end_of_day(day: date, zone: str = DEFAULT_ZONE) -> int:
    """Return the first instant after the day in the zone, UTC milliseconds: what happens from then on is late."""
    after = day + timedelta(days=1)
    return instant_of(datetime(after.year, after.month, after.day, tzinfo=_zone(zone)))


def format_time(instant: int, zone: str = DEFAULT_ZONE) -> str:
    """Return `10.34`, the local time of the instant."""
    moment = local(instant, zone)
    return f"{moment.hour:02d}.{moment.minute:02d}"


def format_stamp(instant: int, zone: str = DEFAULT_ZONE) -> str:
    """Return `9 Jul 14.20`."""
    return f"{format_date_tight(local_date(instant, zone))} {format_time(instant, zone)}"


def format_moment(instant: int, zone: str = DEFAULT_ZONE) -> str:
    """Return `14 Juli 2025, 15.40 WITA`, for paper: it names its zone."""
    return f"{format_date(local_date(instant, zone))}, {format_time(instant, zone)} {zone_word(zone)}"


def zone_word(zone: str) -> str:
    """Return WIB, WITA or WIT, or the zone's own name outside Indonesia."""
    return _ZONE_WORDS.get(zone, zone)


COUNTED_DAYS: Final = 2 * 366
"""Days farther off than that are not counted in words: it is this PC's date that is wrong."""


def due_words(due: date, today: date) -> str:
    """Return how far a due date is: `4 hari lagi`, `besok`, `hari ini`, `lewat 3 hari`; beyond two years in words only,
    since by a wrong date of the PC it would be thousands of days.
    """
    days = (due - today).days
    if abs(days) > COUNTED_DAYS:
        return _("lebih dari 2 tahun lagi") if days > 0 else _("lewat lebih dari 2 tahun")
    if days == 0:
        return _("hari ini")
    if days == 1:
        return _("besok")
    if days > 0:
        return ngettext("{n} hari lagi", "{n} hari lagi", days).format(n=days)
    return ngettext("lewat {n} hari", "lewat {n} hari", -days).format(n=-days)


@lru_cache(maxsize=1024)
def last_day_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo | timezone:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # ZoneInfoNotFoundError is a KeyError. A record from a newer or a broken clock must not stop the page.
        return timezone(timedelta(hours=8), "WITA")
