"""A village's desk with the demo: made once a run, and copied for every test that works on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from tests.support.demo_office import BABAYAU, demo, demo_desk
from tests.support.desk_for_windows import new_desk
from tests.unit.desktop.services.desks import HandClock


@pytest.fixture(scope="session")
def village_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed profile of Babayau that has received the demo; never open it, copy it."""
    profile = tmp_path_factory.mktemp("babayau") / "profile"
    demo_desk(profile, BABAYAU).close()
    return profile


@pytest.fixture
def village_desk(village_profile: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk of Babayau of this test's own, on the morning of the demo."""
    profile = tmp_path / "babayau"
    shutil.copytree(village_profile, profile)
    desk = new_desk(profile, HandClock(demo().now_instant))
    yield desk
    desk.close()
