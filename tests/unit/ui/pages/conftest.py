"""A village's desk with the demo, of each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from tests.support.demo_office import BABAYAU, demo_desk


@pytest.fixture
def village_desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of Babayau of this test's own, on the morning of the demo."""
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    yield desk
    desk.close()
