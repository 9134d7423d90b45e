"""What a stick brought of a time that a server which was put back by hand has lost (docs/protocol.md, "Restore")."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.problems import Problem
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync import cursors_seen
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.sync.session import read_anew
from tests.support.sticks import ask, carried_back, carried_there, state_of, stick, written
from tests.support.world import BALANG, URL, World


@pytest.fixture
def village(world: World) -> Desk:
    desk = world.desk("babayau")
    assert isinstance(desk.enrolment.setup(URL, world.village_code(), "PC"), Enrolled)
    assert desk.sync.run_once().complete
    return desk


@pytest.fixture
def courier(world: World) -> Desk:
    return world.kecamatan()


def is_there(world: World, op_id: str) -> bool:
    """Whether the server has the op."""
    with world.server.store.read() as work:
        return work.ops.find(op_id) is not None


def told_of(desk: Desk) -> list[str]:
    """The cursors that the next message names."""
    with desk.store.read() as tx:
        return cursors_seen.kept(tx)


def comes_again(world: World, village: Desk, op_id: str) -> bool:
    """Whether the PC's next session sends an op again that a server which was put back by hand has lost."""
    world.put_back(world.folder / "server-copy")
    assert not is_there(world, op_id)
    assert village.sync.run_once().complete
    return is_there(world, op_id)


@pytest.fixture
def op_id(world: World, village: Desk, courier: Desk, tmp_path: Path) -> str:
    """An op whose receipt came on a second stick, written at the same place of the feed as the first: the PC reads on
    from what the first one brought. The server's copy is of the time between them.
    """
    first, second = stick(tmp_path, "first"), stick(tmp_path, "second")
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
    assert comes_again(world, village, op_id)
    assert told_of(village) == []


def test_a_server_that_knows_what_a_stick_brought_is_told_of_it_once(world: World, village: Desk, op_id: str) -> None:
    line = world.lines["babayau"]
    (brought,), asked = told_of(village), len(line.requests)
    assert village.sync.run_once().complete
    (only,) = line.requests[asked:]
    assert only.seen == [brought]
    assert only.cursor not in (None, brought), "it reads on from its own place"
    ask(village, "Kapan lagi?")
    assert village.sync.run_once().complete
    assert [one.seen for one in line.requests[asked + 1 :]] == [[]]
    assert is_there(world, op_id)


def answered(courier: Desk, usb: Path) -> None:
    """The stick is handed over, and its answer lies on it."""
    carried_there(courier, usb)
    courier.courier.write_replies(usb)


def test_answers_taken_in_whatever_order_hide_none_of_what_one_of_them_brought(
    world: World, village: Desk, courier: Desk, tmp_path: Path
) -> None:
    sticks = [stick(tmp_path, f"usb{n}") for n in range(4)]
    for usb in sticks[:3]:
        written(village, usb)
    sent = ask(village)
    written(village, sticks[3])
    for usb in sticks[:3]:
        world.citizen_writes("Lampu", "Lampu jalan padam.")
        answered(courier, usb)
    village.stick.take_in(sticks[0])
    world.back_up()
    answered(courier, sticks[3])
    for usb in (sticks[3], sticks[1], sticks[2]):
        village.stick.take_in(usb)
    assert comes_again(world, village, sent)


def test_an_answer_to_a_question_of_another_place_takes_no_newer_cursor_away_unseen(
    world: World, village: Desk, courier: Desk, tmp_path: Path
) -> None:
    usb, identity = stick(tmp_path), village.identity()
    assert identity is not None
    written(village, usb)
    world.server.scopes.move(identity.person, BALANG)
    answered(courier, usb)
    world.clock.pass_time(minutes=5)
    assert village.sync.run_once().complete
    world.back_up()
    sent = ask(village)
    assert village.sync.run_once().complete
    village.stick.take_in(usb)
    assert comes_again(world, village, sent)


def test_a_place_that_changed_back_is_read_anew_without_forgetting_what_was_read(
    world: World, courier: Desk, tmp_path: Path
) -> None:
    village, usb = world.desk("babayau"), stick(tmp_path)
    assert isinstance(village.enrolment.setup(URL, world.village_code(), "PC"), Enrolled)
    written(village, usb)  # asks from the start
    assert village.sync.run_once().complete
    world.back_up()
    sent, identity = ask(village), village.identity()
    assert identity is not None
    assert village.sync.run_once().complete
    world.put_back(world.folder / "server-copy")
    world.clock.pass_time(minutes=5)
    world.server.scopes.move(identity.person, BALANG)
    answered(courier, usb)
    village.stick.take_in(usb)
    village.sync.run_once()
    assert state_of(village, sent) is OutboxState.PARKED, "it was sent again, of a village that is not the person's now"


def test_a_pc_that_began_to_read_once_more_still_knows_how_far_it_had_read(world: World, village: Desk) -> None:
    world.citizen_writes("Lampu", "Lampu jalan padam.")
    assert village.sync.run_once().complete
    world.back_up()
    sent = ask(village)
    assert village.sync.run_once().complete
    with village.store.write() as tx:
        read_anew(tx)  # as after a digest that differs; the line is cut there
    assert comes_again(world, village, sent)


def test_a_reply_by_the_line_that_cannot_be_taken_shows_its_history_too(
    world: World, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(village)
    assert village.sync.run_once().complete
    world.back_up()
    with village.store.read() as tx:
        item = tx.outbox.get(first)
        assert item is not None
    village.consultation.save_draft(item.ref.id, "Kedua?")
    done = village.consultation.send(item.ref.id)
    assert isinstance(done, Done)
    with village.store.write() as tx:
        tx.forgetting.remove([item.ref])  # damaged here: what the server says of it builds on what is not there
    line, count = world.lines["babayau"], list[int]()
    exchange = line.exchange

    def cut(request: Request, token: str) -> Reply:
        count.append(len(request.ops))
        if len(count) > 1:
            raise CarriageError(Trouble.CUT)
        return exchange(request, token)

    monkeypatch.setattr(line, "exchange", cut)
    assert not village.sync.run_once().complete
    assert state_of(village, done.op_id) is OutboxState.RECEIPTED
    monkeypatch.undo()
    assert comes_again(world, village, done.op_id)


def test_one_op_that_spoils_its_message_keeps_the_cursors_from_nobody(
    world: World, village: Desk, op_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, spoilt = world.lines["babayau"], ask(village, "Rusak?")
    exchange = line.exchange

    def picky(request: Request, token: str) -> Reply:
        if any(op.op_id == spoilt for op in request.ops):
            raise CarriageError(Trouble.PROBLEM, Problem.BAD_REQUEST)
        return exchange(request, token)

    monkeypatch.setattr(line, "exchange", picky)
    world.put_back(world.folder / "server-copy")
    village.sync.run_once()
    assert state_of(village, spoilt) is OutboxState.PARKED
    assert is_there(world, op_id)


def test_a_server_of_before_is_told_of_no_cursors_and_gets_what_waits(
    world: World, village: Desk, op_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = world.lines["babayau"]
    exchange = line.exchange

    def older(request: Request, token: str) -> Reply:
        if request.seen or request.terse:
            raise CarriageError(Trouble.PROBLEM, Problem.BAD_REQUEST)
        return exchange(request, token)

    monkeypatch.setattr(line, "exchange", older)
    sent = ask(village, "Kapan lagi?")
    assert village.sync.run_once().complete
    assert is_there(world, sent)
    assert len(told_of(village)) == 1, "it may be told of them when it is another one"
    village.close()
    monkeypatch.undo()
    again = world.desk("babayau")
    assert told_of(again) != []
    assert comes_again(world, again, op_id)


def test_a_stick_names_no_cursors_so_that_a_server_of_before_takes_it(
    world: World, village: Desk, courier: Desk, op_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []
    carried = world.server.exchanges.carried
    monkeypatch.setattr(
        world.server.exchanges,
        "carried",
        lambda request, *rest, **more: asked.append(request) or carried(request, *rest, **more),
    )
    usb = stick(tmp_path, "third")
    written(village, usb)
    carried_there(courier, usb)
    assert len(told_of(village)) == 1
    assert [one.seen for one in asked] == [[]]
    assert is_there(world, op_id)
