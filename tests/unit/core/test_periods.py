"""Periods are read, named and followed as the office does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.periods import (
    Period,
    PeriodError,
    PeriodKind,
    is_period,
    parse_period,
    period_containing,
    periods_of,
)

PERIODS = st.builds(
    lambda kind, year, number: Period(kind, year, number % (12 // kind.months if kind.months else 365) + 1),
    st.sampled_from(list(PeriodKind)),
    st.integers(1950, 2150),
    st.integers(0, 364),
)


@pytest.mark.parametrize(
    ("text", "label", "short", "in_year", "first", "last", "previous"),
    [
        ("2025", "2025", "2025", "2025", date(2025, 1, 1), date(2025, 12, 31), "2024"),
        ("2025-S1", "Semester I 2025", "Sem. I 2025", "Sem. I", date(2025, 1, 1), date(2025, 6, 30), "2024-S2"),
        ("2025-S2", "Semester II 2025", "Sem. II 2025", "Sem. II", date(2025, 7, 1), date(2025, 12, 31), "2025-S1"),
        ("2025-Q2", "Triwulan II 2025", "Trw. II 2025", "Trw. II", date(2025, 4, 1), date(2025, 6, 30), "2025-Q1"),
        ("2025-06", "Juni 2025", "Jun 2025", "Juni", date(2025, 6, 1), date(2025, 6, 30), "2025-05"),
        ("2024-02", "Februari 2024", "Feb 2024", "Februari", date(2024, 2, 1), date(2024, 2, 29), "2024-01"),
        ("2024-02-29", "29 Februari 2024", "29 Feb 2024", "29 Feb", date(2024, 2, 29), date(2024, 2, 29), "2024-02-28"),
        ("2025-01-01", "1 Januari 2025", "1 Jan 2025", "1 Jan", date(2025, 1, 1), date(2025, 1, 1), "2024-12-31"),
        ("2025-01", "Januari 2025", "Jan 2025", "Januari", date(2025, 1, 1), date(2025, 1, 31), "2024-12"),
    ],
)
def test_a_period_has_its_names_and_days(
    text: str, label: str, short: str, in_year: str, first: date, last: date, previous: str
) -> None:
    period = parse_period(text)
    assert (str(period), period.label, period.short_label, period.label_in_year) == (text, label, short, in_year)
    assert (period.first_day, period.last_day, str(period.previous())) == (first, last, previous)


@pytest.mark.parametrize(
    "text", ["", "25", "2025-", "2025-S3", "2025-Q5", "2025-13", "2025-00", "2025-6", "2025-s1", "0025", "2025-02-29"]
)
def test_what_names_no_period_is_refused(text: str) -> None:
    assert not is_period(text)
    with pytest.raises(PeriodError):
        parse_period(text)


def test_a_number_beyond_the_year_is_refused() -> None:
    with pytest.raises(PeriodError):
        Period(PeriodKind.SEMESTER, 2025, 3)


@given(PERIODS)
def test_periods_of_a_kind_follow_one_another_without_gap_or_overlap(period: Period) -> None:
    assert parse_period(str(period)) == period
    assert period.following().previous() == period
    assert period.following().first_day == period.last_day + timedelta(days=1)
    assert period_containing(period.kind, period.first_day) == period
    assert period_containing(period.kind, period.last_day) == period


@pytest.mark.parametrize(("kind", "count"), [("year", 1), ("semester", 2), ("quarter", 4), ("month", 12)])
def test_a_year_holds_all_its_periods(kind: str, count: int) -> None:
    periods = periods_of(PeriodKind(kind), 2025)
    assert len(periods) == count
    assert periods[0].first_day == date(2025, 1, 1)
    assert periods[-1].last_day == date(2025, 12, 31)


def test_the_calendar_owes_no_event_but_every_day_can_be_one() -> None:
    assert periods_of(PeriodKind.EVENT, 2025) == ()
    assert str(period_containing(PeriodKind.EVENT, date(2025, 8, 17))) == "2025-08-17"


@pytest.mark.parametrize(
    ("text", "earlier"),
    [("2025", "2024"), ("2025-06", "2024-06"), ("2025-08-17", "2024-08-17"), ("2024-02-29", "2023-02-28")],
)
def test_a_period_has_its_twin_a_year_earlier(text: str, earlier: str) -> None:
    assert str(parse_period(text).year_earlier()) == earlier
