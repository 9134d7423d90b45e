"""The whole month, day by day. `python -m tests.journeys.month.story FOLDER [LAST_DAY]` leaves pictures."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.journeys.month import first_week
from tests.journeys.month.office import KecamatanServer, Month, working_days
from tests.support.phone import phone

DAYS: tuple[Callable[[Month], None], ...] = (first_week.day_01, first_week.day_02)


def play(folder: Path, platform: str = "offscreen", last: int = 99) -> None:
    """Live through the days into `folder`; AssertionError tells where the story broke, with pictures of it."""
    folder.mkdir(parents=True, exist_ok=True)
    server = KecamatanServer(folder / "server")
    server.start()
    try:
        with phone() as citizen:
            month = Month(folder, server, citizen, platform)
            try:
                for day, live in list(zip(working_days(), DAYS, strict=False))[:last]:
                    month.begin(day)
                    live(month)
                month.switch_off()
            except BaseException:
                month.broke()
                raise
    finally:
        server.stop()


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    play(Path(sys.argv[1]), last=int(sys.argv[2]) if len(sys.argv) > 2 else 99)
