"""A month of 22 working days at two desks, lived through in their windows against a real server over HTTP."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.journeys.month import story
from tests.journeys.month.office import WORKING_DAYS, working_days


def test_a_month_of_working_days_is_lived_through_and_every_day_leaves_a_picture(tmp_path: Path) -> None:
    assert len(story.DAYS) == WORKING_DAYS == 22
    story.play(tmp_path / "bulan")
    for day in working_days():
        pictures = sorted((tmp_path / "bulan").glob(f"{day:%m-%d}-*.png"))
        assert pictures, f"no picture of {day}"
        for picture in pictures:
            with Image.open(picture) as seen:
                assert len(seen.convert("L").getcolors(256) or []) > 20, picture
