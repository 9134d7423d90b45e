"""A small world of each test's own: real desks and the real server, reached within the process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.domain.attachments import Attachment
from sipa_desktop.bootstrap import Desk
from sipa_desktop.sync import pieces
from tests.support import outside_files
from tests.support.faulty_peer import FaultyPeer
from tests.support.http_world import http_world
from tests.support.reports_with_files import attach, report
from tests.support.two_pcs import pc
from tests.support.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server of Paringin in July 2025, and desks that a test opens."""
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def far_world(tmp_path: Path) -> Iterator[World]:
    """The same, where every message goes by real HTTP; its server cannot be put back."""
    with http_world(tmp_path) as made:
        yield made


@pytest.fixture
def babayau(world: World) -> Desk:
    """A village's desk that has seen the server once."""
    return world.village()


@pytest.fixture
def kaur(world: World) -> Desk:
    """One PC of Babayau's admin, that has seen the server once."""
    return pc(world, "kaur", "Komputer Kaur Keuangan")


@pytest.fixture
def sekdes(world: World) -> Desk:
    """Another PC of the same admin."""
    return pc(world, "sekdes", "Laptop Sekdes")


@pytest.fixture
def line(world: World, babayau: Desk) -> FaultyPeer:
    """The line of that desk, which a test can cut."""
    return world.lines["babayau"]


@pytest.fixture
def photo(babayau: Desk) -> Attachment:
    """A photo in a report that waits to be sent; it goes in more than three pieces."""
    one = attach(babayau, outside_files.photo(900, 700))
    report(babayau, one)
    assert one.size > 3 * pieces.MIN_PIECE
    return one
