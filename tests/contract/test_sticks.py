"""What goes by stick is the same as what goes by the network: one item, one receipt, in any order, there and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.stick_views import TakenIn
from tests.support.sticks import ask, stick, written
from tests.support.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def state_of(desk: Desk, op_id: str) -> OutboxState:
    with desk.store.read() as tx:
        item = tx.outbox.get(op_id)
    assert item is not None
    return item.state


def talks(desk: Desk) -> list[str]:
    return [row.subject for row in desk.consultation.list().rows]


def carried_there(world: World, courier: Desk, usb: Path) -> None:
    taken = courier.stick.take_in(usb)
    assert (taken.refused, taken.carried) == ([], 1)
    handed = courier.courier.hand_over()
    assert (handed.handed, handed.replies, handed.left, handed.words) == (1, 1, 0, "")


def carried_back(courier: Desk, village: Desk, usb: Path) -> TakenIn:
    courier.courier.write_replies(usb)
    return village.stick.take_in(usb)


def test_a_message_goes_to_the_server_and_its_receipt_comes_back_on_a_stick_alone(world: World, tmp_path: Path) -> None:
    village, courier, usb = world.village(), world.kecamatan(), stick(tmp_path)
    world.lines["babayau"].down = True
    op_id = ask(village)
    file = written(village, usb)
    assert file.name.startswith("SIPA-DESA-BABAYAU-20250710-1034-")
    assert state_of(village, op_id) is OutboxState.SENDING, "on a stick it still waits"
    carried_there(world, courier, usb)
    assert courier.sync.run_once().complete
    assert talks(courier) == ["Musrenbang"]
    done = carried_back(courier, village, usb)
    assert (done.replies, done.receipts, done.refused) == (1, 1, [])
    assert state_of(village, op_id) is OutboxState.RECEIPTED
