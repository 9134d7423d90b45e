from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from tests.support.demo_office import demo_desk
from tests.support.demo_people import with_people


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = with_people(demo_desk(tmp_path / "kecamatan"))
    yield desk
    desk.close()
