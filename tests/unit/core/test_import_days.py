from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.dates import format_date
from sipa_core.domain.unreadable import Unreadable
from sipa_core.imports.days import read_day

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("10 Juli 2025", "Kamis, 10 Juli 2025", "2025-07-10", "2025-07-10 00:00:00", "2025-07-10T08:30", "10/7/2025"),
        *("10/07/25", "10-07-2025", "10.7.2025", "10-Jul-25", "10-Jul-2025", "10 July 2025", "45848", "45848.5"),
        *(" 10  Juli  2025 ", "10 Jul. 2025"),
    ],
)
def test_a_day_is_read_however_clerks_and_spreadsheets_write_it(text: str) -> None:
    assert read_day(text) == date(2025, 7, 10)


@pytest.mark.parametrize(("text", "month"), [("3-Aug-25", 8), ("3 Agt 2025", 8), ("3 Dec 2025", 12), ("3 May 2025", 5)])
def test_months_of_an_english_excel_are_read(text: str, month: int) -> None:
    assert read_day(text) == date(2025, month, 3)


@pytest.mark.parametrize(
    "text", ["31 Juni 2025", "31/06/2025", "2025-02-30", "7/13/2025", "10-12 Juli 2025", "12345", "besok", "1"]
)
def test_what_is_no_day_is_refused_with_a_reason(text: str) -> None:
    read = read_day(text)
    assert isinstance(read, Unreadable)
    assert read.reason.endswith(".")


@given(DAYS)
def test_every_day_comes_back_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = (day.isoformat(), format_date(day), f"{day.day}/{day.month}/{day.year}", str(serial), f"{day} 00:00:00")
    assert {read_day(form) for form in forms} == {day}


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    read = read_day(text)
    assert isinstance(read, date | Unreadable)
    assert not isinstance(read, date) or abs(read - date(2000, 1, 1)) < timedelta(days=3_000_000)
