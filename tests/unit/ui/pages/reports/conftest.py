from __future__ import annotations

import pytest

from sipa_desktop.bootstrap import Desk


@pytest.fixture
def desk(village_desk: Desk) -> Desk:
    return village_desk
