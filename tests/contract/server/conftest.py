from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.remote_pc import RemotePc
from tests.support.server import BABAYAU, BALIDA, Pc, Prepared, World, direct_world, http_world, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A folder initialised once for all tests."""
    return prepare(tmp_path_factory.mktemp("server") / "data")


@pytest.fixture(params=["direct", "http"])
def world(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[World]:
    """A fresh server, reached within the process and over real HTTP."""
    make = direct_world if request.param == "direct" else http_world
    with make(prepared, tmp_path / "data") as made:
        yield made


@pytest.fixture
def http(prepared: Prepared, tmp_path: Path) -> Iterator[World]:
    """A fresh server over real HTTP only."""
    with http_world(prepared, tmp_path / "data") as made:
        yield made


@pytest.fixture
def camat(world: World) -> Pc:
    """The PC of the kecamatan's admin."""
    return world.enrol(world.first_code)


@pytest.fixture
def babayau(world: World) -> Pc:
    """A PC of this village's admin."""
    return world.pc("Norhayati", BABAYAU)


@pytest.fixture
def balida(world: World) -> Pc:
    """A PC of this village's admin."""
    return world.pc("Rusmini", BALIDA)


@pytest.fixture
def far(world: World) -> RemotePc:
    """A village's PC that speaks in sealed files alone."""
    return RemotePc.enrolled(world)
