"""The whole year, step by step. `python -m tests.journeys.year.story FOLDER` leaves pictures and documents there."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.journeys.year import closing, half, months, opening
from tests.journeys.year.office import Year, opened

STEPS: tuple[Callable[[Year], None], ...] = (
    opening.both_begin,
    opening.days_are_set,
    opening.budget_is_sent,
    opening.budget_is_told,
    months.january,
    half.priorities_are_told,
    months.february,
    closing.last_year_is_explained,
    half.first_stage_is_asked_for,
    half.half_is_sent,
    half.half_is_guided,
    half.citizen_is_answered,
    half.budget_is_changed,
    half.road_is_reported,
    closing.year_is_accounted_for,
    closing.year_is_told,
    closing.year_is_explained,
    closing.year_is_complete,
)


THOROUGH: Final = frozenset((half.first_stage_is_asked_for, half.road_is_reported))
"""What is left out when time is short."""


def play(folder: Path, platform: str = "offscreen", *, thorough: bool = True) -> Year:
    """Live through the year into `folder`; AssertionError tells where it broke, with pictures of it."""
    with opened(folder, platform, thorough=thorough) as year:
        for step in STEPS:
            if thorough or step not in THOROUGH:
                step(year)
        return year


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    play(Path(sys.argv[1]))
