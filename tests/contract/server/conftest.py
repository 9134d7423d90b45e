from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support.remote_pc import RemotePc
from tests.support.server import (
    BABAYAU,
    BALIDA,
    Pc,
    Prepared,
    World,
    dense_paper_world,
    direct_world,
    http_world,
    paper_world,
    prepare,
)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A folder initialised once for all tests."""
    return prepare(tmp_path_factory.mktemp("server") / "data")


CARRIERS: Final = {"direct": direct_world, "http": http_world, "paper": paper_world, "paper-dense": dense_paper_world}
NO_FILES: Final = {"test_enrolment", "test_exchange", "test_feed", "test_loop", "test_matters", "test_people"}
"""What is asked of a client without attachments and sticks; those of the paper's have tests of their own."""
NEVER_DENSE: Final = {"test_enrolment", "test_people"}
"""What is said in other messages than exchanges for the most part: those have no short form."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask the same of a server however it is reached."""
    if "world" in metafunc.fixturenames:
        module = metafunc.module.__name__.rpartition(".")[2]
        only = {"paper": NO_FILES, "paper-dense": NO_FILES - NEVER_DENSE}
        metafunc.parametrize("world", [name for name in CARRIERS if module in only.get(name, {module})], indirect=True)


@pytest.fixture
def world(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[World]:
    """A fresh server, reached within the process, over real HTTP, and by the client from the paper."""
    with CARRIERS[request.param](prepared, tmp_path / "data") as made:
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
