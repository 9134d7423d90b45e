"""Working time skips weekends and holidays, and never the hours between."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from sipa_core.domain.dates import end_of_day, instant_of, local_date
from sipa_core.domain.working_days import DAY_MS, LONGEST, HolidayError, WorkingDays, read_holidays

WITA = timezone(timedelta(hours=8))


def at(text: str) -> int:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=WITA))


@pytest.fixture(scope="module")
def shipped() -> WorkingDays:
    return read_holidays((name, resources.read_text(name)) for name in resources.names("holidays", ".toml"))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-07-08 08:51", "2025-07-11 08:51"),  # no free day between
        ("2025-07-04 10:00", "2025-07-09 10:00"),  # a weekend between
        ("2025-07-05 10:00", "2025-07-10 00:00"),  # begun on a Saturday: from Monday's first moment
        ("2025-03-27 14:00", "2025-04-10 14:00"),  # Nyepi and Idul Fitri with their leave days
        ("2025-12-24 16:00", "2025-12-31 16:00"),  # Christmas and its leave day
        ("2025-12-31 08:00", "2026-01-06 08:00"),  # New Year, over a change of years
        ("2026-03-17 09:00", "2026-03-27 09:00"),  # Nyepi and Idul Fitri of the next year
        ("2030-08-15 09:00", "2030-08-20 09:00"),  # no list for the year: weekends and fixed days only
    ],
)
def test_three_working_days_end_when_three_days_of_work_are_over(shipped: WorkingDays, start: str, end: str) -> None:
    assert shipped.after(at(start), 3) == at(end)
    assert shipped.between(at(start), at(end)) == 3 * DAY_MS


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 7, 10), True),
        (date(2025, 7, 12), False),
        (date(2025, 8, 17), False),
        (date(2025, 8, 18), False),
        (date(2024, 8, 17), False),
        (date(2028, 5, 1), False),
        (date(2026, 6, 16), False),
    ],
)
def test_offices_are_closed_on_weekends_and_holidays(shipped: WorkingDays, day: date, works: bool) -> None:
    assert shipped.is_working(day) is works


def test_no_time_passes_on_a_free_day_and_none_backwards(shipped: WorkingDays) -> None:
    assert shipped.between(at("2025-07-12 08:00"), at("2025-07-13 20:00")) == 0
    assert shipped.between(at("2025-07-10 08:00"), at("2025-07-09 08:00")) == 0


@given(
    start=st.integers(at("2025-01-01 00:00"), at("2026-12-01 00:00")),
    days=st.integers(1, 10),
)
def test_what_is_counted_forward_is_counted_the_same_back(start: int, days: int) -> None:
    plain = WorkingDays(frozenset({date(2025, 3, 31), date(2026, 3, 20)}))
    assert plain.between(start, plain.after(start, days)) == days * DAY_MS


@pytest.mark.parametrize(
    "text", ["[holidays]\n2025-02-30 = 'x'\n", "[[holiday]]\nday = '17 Agustus'\n", "[[holiday]]\nname = 'x'\n", "= ="]
)
def test_a_broken_list_is_refused_by_name(text: str) -> None:
    with pytest.raises(HolidayError, match=r"2027\.toml"):
        read_holidays([("2027.toml", text)])


def test_a_clock_that_is_wrong_by_thousands_of_years_is_not_counted_day_by_day() -> None:
    start, far = 1_752_114_840_000, 253_402_214_400_000
    last = end_of_day(local_date(start) + LONGEST)
    assert WorkingDays().between(start, far) == WorkingDays().between(start, last)
