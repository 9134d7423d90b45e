"""The whole year, step by step. `python -m tests.journeys.year.story FOLDER` leaves pictures and documents there."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from tests.journeys.year import closing, half, months, opening, others
from tests.journeys.year.each_month import STEPS as MONTHS
from tests.journeys.year.office import Year, opened

SHORT: Final[tuple[Callable[[Year], None], ...]] = (
    opening.both_begin,
    opening.days_are_set,
    opening.budget_is_sent,
    opening.budget_is_told,
    months.january,
    half.priorities_are_told,
    months.february,
    closing.last_year_is_explained,
    half.half_is_sent,
    half.half_is_guided,
    half.citizen_is_answered,
    half.budget_is_changed,
    closing.year_is_accounted_for,
    closing.year_is_told,
    closing.year_is_explained,
    closing.year_is_complete,
)
"""The reports that differ from one another, once each."""

WHOLE: Final[tuple[Callable[[Year], None], ...]] = (
    opening.both_begin,
    opening.days_are_set,
    others.second_day_is_set,
    MONTHS["2026-11"],
    opening.budget_is_sent,
    opening.budget_is_told,
    MONTHS["2026-12"],
    partial(others.information, half="Semester II 2026", signed="3 Januari 2027"),
    MONTHS["2027-01"],
    half.priorities_are_told,
    MONTHS["2027-02"],
    closing.last_year_is_explained,
    partial(closing.year_is_accounted_for, of=2026),
    partial(closing.year_is_told, of=2026),
    partial(others.board, of=2026, signed="15 Maret 2027"),
    MONTHS["2027-03"],
    MONTHS["2027-04"],
    MONTHS["2027-05"],
    half.first_stage_is_asked_for,
    MONTHS["2027-06"],
    half.half_is_sent,
    half.half_is_guided,
    half.citizen_is_answered,
    partial(others.information, half="Semester I 2027", signed="8 Juli 2027"),
    MONTHS["2027-07"],
    MONTHS["2027-08"],
    others.second_stage,
    MONTHS["2027-09"],
    half.budget_is_changed,
    half.road_is_reported,
    MONTHS["2027-10"],
    MONTHS["2027-11"],
    others.next_budget,
    MONTHS["2027-12"],
    partial(others.information, half="Semester II 2027", signed="3 Januari 2028"),
    closing.year_is_accounted_for,
    closing.year_is_told,
    closing.year_is_explained,
    partial(others.board, of=2027, signed="2 Februari 2028"),
    closing.year_is_complete,
    closing.nothing_is_left,
)
"""Everything that falls due from December 2026 to the closing of 2027."""


def play(folder: Path, platform: str = "offscreen", *, thorough: bool = True) -> Year:
    """Live through the year into `folder`; AssertionError tells where it broke, with pictures of it."""
    with opened(folder, platform, thorough=thorough) as year:
        for step in WHOLE if thorough else SHORT:
            step(year)
        return year


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    play(Path(sys.argv[1]))
