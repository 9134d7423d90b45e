"""The whole year, step by step. `python -m tests.journeys.year.story FOLDER` leaves pictures and documents there."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.journeys.year import opening
from tests.journeys.year.office import Year, opened

STEPS: tuple[Callable[[Year], None], ...] = (
    opening.both_begin,
    opening.days_are_set,
    opening.budget_is_sent,
    opening.budget_is_told,
)


def play(folder: Path, platform: str = "offscreen") -> Year:
    """Live through the year into `folder`; AssertionError tells where it broke, with pictures of it."""
    with opened(folder, platform) as year:
        for step in STEPS:
            step(year)
        return year


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    play(Path(sys.argv[1]))
