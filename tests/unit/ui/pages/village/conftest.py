from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from tests.support.demo_office import demo_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = demo_desk(tmp_path / "kecamatan")
    yield desk
    desk.close()
