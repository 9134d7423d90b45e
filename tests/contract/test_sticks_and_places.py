"""A person who moves to another village and back, of which a stick tells the PC first."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.sticks import ask, carried_back, carried_there, stick, written
from tests.support.world import BABAYAU, BALANG, URL, World


@pytest.fixture
def world(far_world: World) -> World:
    return far_world


def held(desk: Desk) -> list[str]:
    """Which conversations the server has told this PC of."""
    with desk.store.read() as tx:
        return list(tx.server_records.revisions(RecordType.CONSULTATION))


@pytest.mark.parametrize("by_line", [True, False])
def test_what_went_with_a_place_that_a_stick_told_comes_back_with_the_place(
    world: World, tmp_path: Path, by_line: bool
) -> None:
    """Seed 70189."""
    village, courier, usb = world.desk("babayau"), world.kecamatan(), stick(tmp_path)
    assert isinstance(village.enrolment.setup(URL, world.village_code(), "PC"), Enrolled)
    written(village, usb)  # asks from the start, and is answered when more was read
    assert village.sync.run_once().complete
    ask(village)
    assert village.sync.run_once().complete
    (talk,) = held(village)
    identity = village.identity()
    assert identity is not None
    world.server.scopes.move(identity.person, BALANG)
    carried_there(courier, usb)
    carried_back(courier, village, usb)
    moved = village.identity()
    assert moved is not None
    assert (moved.village, held(village)) == (BALANG, [])
    world.server.scopes.move(identity.person, BABAYAU)
    if by_line:
        assert village.sync.run_once().complete
    else:
        world.clock.pass_time(minutes=5)
        other = stick(tmp_path, "other")
        written(village, other)
        carried_there(courier, other)
        carried_back(courier, village, other)
    back = village.identity()
    assert back is not None
    assert (back.village, held(village)) == (BABAYAU, [talk])
