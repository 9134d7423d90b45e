"""Days in Indonesian words, and instants that fall on the day of the office, not of the computer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.dates import (
    HALF_A_YEAR,
    Unreadable,
    YearMeant,
    due_words,
    end_of_day,
    format_date,
    format_date_long,
    format_date_tight,
    format_moment,
    format_stamp,
    format_time,
    instant_of,
    iso_date,
    last_day_of_month,
    local,
    local_date,
    read_date,
)

TODAY = date(2025, 7, 10)
NOW = instant_of(datetime(2025, 7, 10, 2, 34, tzinfo=UTC))


def test_a_day_has_three_lengths() -> None:
    assert format_date(TODAY) == "10 Juli 2025"
    assert format_date_long(TODAY) == "Kamis, 10 Juli 2025"
    assert format_date_tight(TODAY) == "10 Jul"
    assert format_date_long(date(2024, 2, 29)) == "Kamis, 29 Februari 2024"


def test_the_same_instant_is_told_in_the_zone_beside_it() -> None:
    assert format_time(NOW) == "10.34"
    assert format_time(NOW, "Asia/Jakarta") == "09.34"
    assert format_stamp(NOW) == "10 Jul 10.34"
    assert format_moment(NOW) == "10 Juli 2025, 10.34 WITA"
    assert format_moment(NOW, "Asia/Jayapura") == "10 Juli 2025, 11.34 WIT"


def test_an_unknown_zone_is_read_as_wita_and_stops_nothing() -> None:
    assert format_time(NOW, "Mars/Olympus") == "10.34"
    assert format_time(NOW, "../etc/passwd") == "10.34"


def test_a_day_ends_at_midnight_of_its_own_zone() -> None:
    # 14 July 24.00 WITA is 16.00 UTC; in Jakarta it comes an hour later.
    assert end_of_day(date(2025, 7, 14)) == instant_of(datetime(2025, 7, 14, 16, tzinfo=UTC))
    assert end_of_day(date(2025, 7, 14), "Asia/Jakarta") == instant_of(datetime(2025, 7, 14, 17, tzinfo=UTC))
    assert end_of_day(date(2025, 12, 31)) == instant_of(datetime(2025, 12, 31, 16, tzinfo=UTC))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_last_millisecond_of_a_day_lies_in_it_and_the_next_does_not(day: date) -> None:
    assert local_date(end_of_day(day) - 1) == day
    assert local_date(end_of_day(day)) > day


@given(st.integers(0, 4_102_444_800_000), st.sampled_from(["Asia/Makassar", "Asia/Jayapura", "UTC"]))
def test_an_instant_survives_the_way_through_local_time_to_the_millisecond(instant: int, zone: str) -> None:
    assert instant_of(local(instant, zone)) == instant


@pytest.mark.parametrize("instant", [253_402_300_799_999, 2**48, 2**63])
def test_a_clock_beyond_the_years_of_reports_shows_a_day_from_which_days_can_be_reckoned(instant: int) -> None:
    assert local_date(instant) == date(9991, 1, 1)
    assert format_moment(instant, "Asia/Jakarta") == "1 Januari 9991, 06.59 WIB"
    assert instant_of(local(instant)) < instant


def test_a_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="zone"):
        instant_of(datetime(2025, 7, 10))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2025, 7, 14), "4 hari lagi"),
        (date(2025, 7, 11), "besok"),
        (date(2025, 7, 10), "hari ini"),
        (date(2025, 7, 9), "lewat 1 hari"),
        (date(2025, 7, 7), "lewat 3 hari"),
        (date(2050, 7, 7), "lebih dari 2 tahun lagi"),
        (date(2000, 7, 7), "lewat lebih dari 2 tahun"),
    ],
)
def test_a_due_date_is_told_from_today(due: date, words: str) -> None:
    assert due_words(due, TODAY) == words


@pytest.mark.parametrize(
    "text",
    [
        "10 Juli 2025",
        "Kamis, 10 juli 2025",
        "10 Jul 2025",
        "10/7/2025",
        "10-07-2025",
        "10.07.2025",
        "2025-07-10",
        " 10  JULI 2025 ",
    ],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_date(text) == TODAY


@pytest.mark.parametrize("text", ["", "besok", "31/2/2025", "7/2025", "10 July 2025x", "10/7/25", "2025-7-10"])
def test_what_is_no_day_is_asked_back(text: str) -> None:
    read = read_date(text)
    assert isinstance(read, Unreadable)
    assert read.reason


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/6", date(2025, 6, 3)),
        ("03-06", date(2025, 6, 3)),
        ("3 juni", date(2025, 6, 3)),
        ("3/6/25", date(2025, 6, 3)),
        ("28/12", date(2024, 12, 28)),
        ("10/8", date(2025, 8, 10)),
        ("11/8", date(2024, 8, 11)),
    ],
)
def test_a_day_without_a_year_is_of_the_months_behind_today_or_the_next_one(text: str, day: date) -> None:
    assert read_date(text, YearMeant(TODAY)) == day
    assert isinstance(read_date(text), Unreadable)


def test_a_day_without_a_year_is_of_the_time_of_its_report() -> None:
    july = YearMeant(date(2026, 6, 20), date(2024, 7, 1), date(2024, 7, 31))
    assert read_date("3/7", july) == date(2024, 7, 3)
    assert read_date("12/6", july) == date(2026, 6, 12)
    whole_year = YearMeant(date(2026, 2, 20), date(2025, 1, 1), date(2025, 12, 31))
    assert read_date("28/2", whole_year) == date(2026, 2, 28)
    ahead = YearMeant(TODAY, ahead=HALF_A_YEAR)
    assert (read_date("20/12", ahead), read_date("1/2", ahead)) == (date(2025, 12, 20), date(2025, 2, 1))


@pytest.mark.parametrize("text", ["31/2", "29/2", "13/13", "besok", "3/6/", "juni"])
def test_what_is_no_day_of_any_year_that_is_meant_is_asked_back(text: str) -> None:
    assert isinstance(read_date(text, YearMeant(TODAY)), Unreadable)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_written_day_is_read_back(day: date) -> None:
    assert read_date(format_date(day)) == day
    assert read_date(format_date_long(day)) == day
    assert iso_date(day.isoformat()) == day


def test_only_a_real_iso_day_is_taken_from_a_report() -> None:
    assert iso_date("2025-02-29") is None
    assert iso_date("10 Juli 2025") is None


def test_the_last_day_of_a_month_knows_leap_years() -> None:
    assert last_day_of_month(2024, 2) == date(2024, 2, 29)
    assert last_day_of_month(2025, 2) == date(2025, 2, 28)
    assert last_day_of_month(2025, 12) == date(2025, 12, 31)
