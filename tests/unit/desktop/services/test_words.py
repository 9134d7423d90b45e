"""Every state has its word, and times are said as people say them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

import pytest

from sipa_core.domain.feedback import FeedbackKind
from sipa_core.domain.periods import parse_period
from sipa_core.domain.workflow import FeedbackState, PostingState, PublicationState, ReportState, Visibility
from sipa_desktop.services import times, words
from tests.unit.desktop.services.desks import at

TODAY = date(2025, 7, 10)
ZONE = "Asia/Makassar"


@pytest.mark.parametrize(
    ("states", "word"),
    [
        (ReportState, words.report_word),
        (FeedbackState, words.feedback_word),
        (PostingState, words.posting_word),
        (PublicationState, words.publication_word),
        (Visibility, words.visibility_word),
        (FeedbackKind, words.kind_word),
    ],
)
def test_every_state_has_a_word_of_its_own(states: type[StrEnum], word: Callable[[StrEnum], str]) -> None:
    said = [word(state) for state in states]
    assert all(said)
    assert len(set(said)) == len(said)


def test_what_a_newer_server_says_gets_an_honest_word() -> None:
    assert words.kind_word("aduan_baru") == "Lainnya"
    assert words.held_words("baru").startswith("Belum terbit.")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2025-07-10 10:34", "10.34"),
        ("2025-07-09 20:14", "kemarin 20.14"),
        ("2025-07-08 14:20", "8 Jul 14.20"),
        ("2024-12-31 08:00", "31 Des 2024 08.00"),
    ],
)
def test_a_moment_is_said_by_its_distance(when: str, said: str) -> None:
    assert times.stamp_words(at(when), TODAY, ZONE) == said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2025, 7, 14), "Batas 14 Juli, 4 hari lagi"),
        (date(2025, 7, 11), "Batas 11 Juli, besok"),
        (date(2025, 7, 7), "Batas 7 Juli, lewat 3 hari"),
        (date(2026, 1, 21), "Batas 21 Januari 2026, 195 hari lagi"),
        (None, ""),
    ],
)
def test_a_deadline_is_said_with_its_distance(due: date | None, said: str) -> None:
    assert times.deadline_words(due, TODAY) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2025-07-10 10:59", "Selamat pagi, Norhayati"),
        ("2025-07-10 11:00", "Selamat siang, Norhayati"),
        ("2025-07-10 15:00", "Selamat sore, Norhayati"),
        ("2025-07-10 18:00", "Selamat malam, Norhayati"),
    ],
)
def test_the_greeting_follows_the_hour_of_the_office(when: str, said: str) -> None:
    assert times.greeting(at(when), ZONE, "Norhayati") == said


@pytest.mark.parametrize(
    ("period", "due", "half"),
    [
        ("2025-S1", date(2025, 7, 14), "2025-S1"),
        ("2025-06", date(2025, 7, 21), "2025-S1"),
        ("2025-07", date(2025, 8, 21), "2025-S2"),
        ("2024", date(2025, 3, 31), "2025-S1"),
        ("2024", None, "2024-S2"),
    ],
)
def test_a_report_belongs_to_the_half_year_of_its_figures_and_a_yearly_one_to_that_of_its_day(
    period: str, due: date | None, half: str
) -> None:
    assert times.half_for(parse_period(period), due) == parse_period(half)
