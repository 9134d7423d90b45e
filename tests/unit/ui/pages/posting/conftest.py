"""A village with an approved report of which some channels are still owed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from tests.support.demo_office import demo_desk

MURUNG_ILUNG = "63.11.06.2012"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = demo_desk(tmp_path, MURUNG_ILUNG)
    yield opened
    opened.close()
