"""Days as they stand in other people's tables: Indonesian, ISO, with a time behind, as an Excel number, in short form.

The day stands before the month, always; a text that says no day of the calendar is refused with its reason.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from sipa_core.domain.dates import read_date
from sipa_core.domain.unreadable import Unreadable
from sipa_core.messages import _

_TIME_BEHIND = re.compile(r"[T ]\d{1,2}[:.]\d\d([:.]\d\d([.,]\d+)?)?$")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_050
"""1990 to 2099: other numbers of five digits are no days."""

_EXCEL_ZERO = date(1899, 12, 30)
_SHORT_YEAR = re.compile(r"(?P<before>\d{1,2}[-/. ](?:\d{1,2}|[a-z]+)\.?[-/. ])(?P<year>\d\d)", re.IGNORECASE)
_ENGLISH = {
    "january": "januari",
    "february": "februari",
    "march": "maret",
    "may": "mei",
    "june": "juni",
    "july": "juli",
    "august": "agustus",
    "aug": "agu",
    "october": "oktober",
    "oct": "okt",
    "december": "desember",
    "dec": "des",
}
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}")


def read_day(text: str) -> date | Unreadable[date]:
    """Return the day that a cell of a table says, or why it says none."""
    plain = _TIME_BEHIND.sub("", " ".join(text.split()))
    serial = _SERIAL.fullmatch(plain)
    if serial is not None and _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
        return _EXCEL_ZERO + timedelta(days=int(serial[1]))
    short = _SHORT_YEAR.fullmatch(plain)
    if short is not None:
        plain = f"{short['before']}20{short['year']}"
    worded = _WORD.search(plain) is not None
    if worded:
        plain = _WORD.sub(lambda word: _ENGLISH.get(word[0].lower(), word[0]), plain.replace("-", " "))
    found = read_date(plain)
    if isinstance(found, Unreadable) and (worded or _NUMBERED.fullmatch(plain)) and any(ch.isdigit() for ch in plain):
        words = _("Tanggal {text} tidak ada di kalender atau belum terbaca. Tulis seperti 10 Juli 2025.")
        return Unreadable(words.format(text=text[:30]))
    return found
