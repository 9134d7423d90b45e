"""Deadline rules against days worked out by hand with a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sipa_core.domain.dates import instant_of
from sipa_core.domain.deadlines import (
    BeforeTermEnd,
    DayOfMonth,
    DaysAfter,
    FixedDate,
    RuleError,
    SetEachYear,
    due_date,
    is_late,
    parse_rule,
    rule_words,
)
from sipa_core.domain.periods import parse_period
from sipa_core.domain.working_days import WorkingDays


@pytest.mark.parametrize(
    ("rule", "period", "due"),
    [
        ("14-07 N", "2025-S1", date(2025, 7, 14)),
        ("14-07 N", "2026-S1", date(2026, 7, 14)),
        ("31-03 N+1", "2024", date(2025, 3, 31)),
        ("31-12 N-1", "2026", date(2025, 12, 31)),
        ("29-02 N", "2024", date(2024, 2, 29)),
        ("29-02 N", "2025", date(2025, 2, 28)),
        ("21 M+1", "2025-06", date(2025, 7, 21)),
        ("21 M+1", "2025-12", date(2026, 1, 21)),
        ("5 M+1", "2025-01", date(2025, 2, 5)),
        ("31 M+1", "2025-01", date(2025, 2, 28)),
        ("31 M+1", "2024-01", date(2024, 2, 29)),
        ("10 M", "2025-06", date(2025, 6, 10)),
        ("15 M+1", "2025-Q2", date(2025, 7, 15)),
        ("15 M+1", "2025-S2", date(2026, 1, 15)),
        ("1 M+13", "2025-12", date(2027, 1, 1)),
        ("30-09 N-1", "2026", date(2025, 9, 30)),
        ("+3d", "2025-06-27", date(2025, 6, 30)),
        ("+3wd", "2025-06-27", date(2025, 7, 2)),
        ("+0d", "2025-06-28", date(2025, 6, 28)),
        ("+14d", "2025-S1", date(2025, 7, 14)),
        ("yearly", "2026", None),
    ],
)
def test_a_rule_gives_the_day(rule: str, period: str, due: date | None) -> None:
    assert due_date(parse_rule(rule), parse_period(period), WorkingDays()) == due


@pytest.mark.parametrize(
    ("term_end", "due"),
    [
        ("2026-08-17", date(2026, 3, 17)),
        ("2026-03-10", date(2025, 10, 10)),
        ("2025-07-31", date(2025, 2, 28)),
        ("2024-07-30", date(2024, 2, 29)),
    ],
)
def test_the_end_of_term_report_is_due_five_months_before(term_end: str, due: date) -> None:
    assert due_date(parse_rule("term_end -5m"), parse_period(term_end), WorkingDays()) == due


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("14-07 N", FixedDate(14, 7), "14 Juli tahun yang sama"),
        ("31-03 N+1", FixedDate(31, 3, 1), "31 Maret tahun berikutnya"),
        ("31-12 N-1", FixedDate(31, 12, -1), "31 Desember tahun sebelumnya"),
        ("21 M+1", DayOfMonth(21, 1), "tanggal 21 bulan berikutnya"),
        ("10 M", DayOfMonth(10), "tanggal 10 bulan yang sama"),
        ("5 M+2", DayOfMonth(5, 2), "tanggal 5, 2 bulan sesudahnya"),
        ("term_end -5m", BeforeTermEnd(5), "5 bulan sebelum masa jabatan berakhir"),
        ("+7wd", DaysAfter(7, working=True), "7 hari kerja sesudahnya"),
        ("+3d", DaysAfter(3), "3 hari sesudahnya"),
        ("+0d", DaysAfter(0), "hari itu juga"),
        ("yearly", SetEachYear(), "ditetapkan tiap tahun"),
    ],
)
def test_a_rule_is_read_written_and_said(text: str, rule: object, words: str) -> None:
    read = parse_rule(text)
    assert read == rule
    assert str(read) == text
    assert rule_words(read) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14-07",
        "31-06 N",
        "30-02 N",
        "00-01 N",
        "1-13 N",
        "32 M+1",
        "0 M",
        "term_end",
        "N+1",
        "+7",
        "7d",
        "+7w",
        "tahunan",
    ],
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse_rule(text)


def test_a_report_is_late_only_after_its_day_has_ended_in_wita() -> None:
    due = date(2025, 7, 14)
    last = instant_of(datetime(2025, 7, 14, 15, 59, 59, 999000, tzinfo=UTC))
    assert not is_late(due, last)
    assert is_late(due, last + 1)
    assert not is_late(due, last + 1, "Asia/Jakarta")
