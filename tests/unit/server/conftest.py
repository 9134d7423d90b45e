from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Prepared, World, direct_world, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A folder initialised once for all tests."""
    return prepare(tmp_path_factory.mktemp("server") / "data")


@pytest.fixture
def world(prepared: Prepared, tmp_path: Path) -> Iterator[World]:
    """A fresh server within the process."""
    with direct_world(prepared, tmp_path / "data") as made:
        yield made
