"""What a stick brought of a time that a server which was put back by hand has lost (docs/protocol.md, "Restore")."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync import unproved
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.sync.session import MetaKey
from tests.support.sticks import ask, carried_back, carried_there, state_of, stick, written
from tests.support.world import URL, World


@pytest.fixture
def village(world: World) -> Desk:
    desk = world.desk("babayau")
    assert isinstance(desk.enrolment.setup(URL, world.village_code(), "PC"), Enrolled)
    assert desk.sync.run_once().complete
    return desk


def is_there(world: World, op_id: str) -> bool:
    """Whether the server has the op."""
    with world.server.store.read() as work:
        return work.ops.find(op_id) is not None


def to_ask(desk: Desk) -> str | None:
    """The cursor that the PC asks about next."""
    with desk.store.read() as tx:
        return unproved.to_ask(tx)


@pytest.fixture
def op_id(world: World, village: Desk, tmp_path: Path) -> str:
    """An op whose receipt came on a second stick, written at the same place of the feed as the first: the PC reads on
    from what the first one brought. The server's copy is of the time between them.
    """
    courier, first, second = world.kecamatan(), stick(tmp_path, "first"), stick(tmp_path, "second")
    written(village, first)
    world.citizen_writes("Lampu", "Lampu jalan padam.")
    carried_there(courier, first)
    world.back_up()
    sent = ask(village)
    written(village, second)
    carried_back(courier, village, first)
    carried_there(courier, second)
    carried_back(courier, village, second)
    assert state_of(village, sent) is OutboxState.RECEIPTED
    return sent


def test_a_server_put_back_by_hand_is_noticed_by_what_a_stick_brought(world: World, village: Desk, op_id: str) -> None:
    """Seeds 99243 and 99169."""
    world.put_back(world.folder / "server-copy")
    assert not is_there(world, op_id)
    assert village.sync.run_once().complete
    assert is_there(world, op_id), "its receipt was of a history that is over"
    assert to_ask(village) is None


@pytest.mark.parametrize("news", [False, True])
def test_a_server_that_knows_what_a_stick_brought_is_asked_once_and_read_on_from_the_own_place(
    world: World, village: Desk, op_id: str, monkeypatch: pytest.MonkeyPatch, news: bool
) -> None:
    line, small = world.lines["babayau"], list[str]()
    unchanged = line.unchanged
    monkeypatch.setattr(line, "unchanged", lambda cursor, token: small.append(cursor) or unchanged(cursor, token))
    if news:
        world.citizen_writes("Jembatan", "Jembatan rusak.")
    ask(village, "Kapan lagi?")
    with village.store.read() as tx:
        stood, own = unproved.to_ask(tx), tx.meta.get(MetaKey.CURSOR)
    asked = len(line.requests)
    assert village.sync.run_once().complete
    assert small == [stood]
    assert [(one.cursor, len(one.ops)) for one in line.requests[asked:]] == [(stood, 0)] * news + [(own, 1)]
    assert to_ask(village) is None
    assert is_there(world, op_id)
    assert village.sync.run_once().complete
    assert small[1:] != [stood]
