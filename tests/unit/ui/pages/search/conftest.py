"""The demo on the desks of a village and of the kecamatan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from tests.support.demo_office import BABAYAU, demo_desk


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Desk]:
    opened = demo_desk(tmp_path / "desa", BABAYAU)
    yield opened
    opened.close()


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Desk]:
    opened = demo_desk(tmp_path / "kecamatan")
    yield opened
    opened.close()
