"""The whole month, day by day. `python -m tests.journeys.month.story FOLDER [LAST_DAY [FIRST_DAY]]` leaves pictures.

With a first day, every day's evening is kept beside FOLDER, so that one who writes a day need not live the ones before.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.month import first_week, last_week, second_week, third_week
from tests.journeys.month.office import KecamatanServer, Month, working_days
from tests.support.phone import phone

DAYS: tuple[Callable[[Month], None], ...] = (
    first_week.day_01,
    first_week.day_02,
    first_week.day_03,
    first_week.day_04,
    first_week.day_05,
    first_week.day_06,
    second_week.day_07,
    second_week.day_08,
    second_week.day_09,
    second_week.day_10,
    second_week.day_11,
    third_week.day_12,
    third_week.day_13,
    third_week.day_14,
    third_week.day_15,
    third_week.day_16,
    third_week.day_17,
    last_week.day_18,
    last_week.day_19,
    last_week.day_20,
    last_week.day_21,
    last_week.day_22,
)


def play(folder: Path, platform: str = "offscreen", last: int = len(DAYS)) -> None:
    """Live through the days into `folder`; AssertionError tells where the story broke, with pictures of it."""
    with lived(folder, platform) as month:
        for number in range(1, last + 1):
            live(month, number)
        month.switch_off()


def play_by_days(folder: Path, first: int, last: int) -> None:
    """Live through some days, each from the evening that was kept of the one before."""
    for number in range(first, last + 1):
        if number > 1:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(evening(folder, number - 1), folder)
        with lived(folder) as month:
            live(month, number)
            month.switch_off()
            month.remember()
        shutil.rmtree(evening(folder, number), ignore_errors=True)
        shutil.copytree(folder, evening(folder, number))


def evening(folder: Path, number: int) -> Path:
    """Where the evening of a day is kept."""
    return folder.parent / f"{folder.name}-evenings" / f"{number:02d}"


def live(month: Month, number: int) -> None:
    """Live through one day."""
    month.begin(working_days()[number - 1])
    DAYS[number - 1](month)


@contextmanager
def lived(folder: Path, platform: str = "offscreen") -> Iterator[Month]:
    """The month in `folder`, from where it stands; what was begun is ended, also when the story broke."""
    folder.mkdir(parents=True, exist_ok=True)
    notes = folder / Month.NOTES
    kept = json.loads(notes.read_text("utf-8")) if notes.exists() else {}
    server = KecamatanServer(folder / "server", kept.get("port", 0))
    server.start()
    try:
        with phone() as citizen:
            month = Month(folder, server, citizen, platform, kept)
            try:
                yield month
            except BaseException:
                month.broke()
                raise
    finally:
        server.stop()


if __name__ == "__main__":
    told = sys.argv[2:]
    until = int(told[0]) if told else len(DAYS)
    if len(told) > 1:
        play_by_days(Path(sys.argv[1]), int(told[1]), until)
    else:
        shutil.rmtree(sys.argv[1], ignore_errors=True)
        play(Path(sys.argv[1]), last=until)
