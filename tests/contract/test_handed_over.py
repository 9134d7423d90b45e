"""A PC that was handed over holds what its person before had sent; a server that was put back gets it as theirs."""

from __future__ import annotations

import pytest

from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.reports_with_files import report
from tests.support.sticks import ask, state_of, talks
from tests.support.world import URL, World


def handed_over(world: World, village: Desk) -> None:
    """Somebody else has the village's place now, on the same PC."""
    code = world.village_code(name="Pengganti", hand_over=True)
    village.sync.run_once()
    assert isinstance(village.enrolment.setup(URL, code), Enrolled)
    assert village.sync.run_once().complete


def proofs(village: Desk, ops: list[str]) -> int:
    """How many of them have their receipt to show."""
    found = 0
    with village.store.read() as tx:
        for op_id in ops:
            item = tx.outbox.get(op_id)
            assert item is not None
            found += tx.outbox.proof(item.content_hash) is not None
    return found


def spoken_by(world: World, op_ids: list[str]) -> set[str]:
    with world.server.store.read() as work:
        people = {known.person for op_id in op_ids if (known := work.ops.find(op_id)) is not None}
        return {person.name for one in people if (person := work.accounts.person(one)) is not None}


def test_what_the_server_still_has_of_the_person_before_keeps_its_receipts(world: World) -> None:
    village = world.village()
    village.sync.run_once()
    ops = [ask(village, f"Pesan {n}") for n in range(3)]
    village.sync.run_once()
    handed_over(world, village)
    copy = world.back_up()
    ask(village, "Pesan pengganti")
    village.sync.run_once()
    world.put_back(copy)
    for _round in range(3):
        done = village.sync.run_once()
    assert (done.parked_in_all, done.trouble) == (0, None)
    assert [state_of(village, op) for op in ops] == [OutboxState.RECEIPTED] * 3
    assert proofs(village, ops) == 3
    office = world.kecamatan()
    office.sync.run_once()
    assert len(talks(office)) == 4, "each message once"


@pytest.mark.parametrize("times", [1, 2])
def test_what_the_server_lost_of_the_person_before_comes_again_as_theirs(world: World, times: int) -> None:
    village = world.village()
    village.sync.run_once()
    early = world.back_up()
    asked = ask(village, "Pesan lama")
    report(village)
    village.sync.run_once()
    handed_over(world, village)
    for _time in range(times):
        world.clock.pass_time(days=5)
        world.put_back(early)
        village.sync.run_once()
        assert isinstance(village.enrolment.setup(URL, world.village_code(name="Pengganti", hand_over=True)), Enrolled)
        for _round in range(3):
            done = village.sync.run_once()
        assert (done.parked_in_all, done.trouble) == (0, None)
    with world.server.store.read() as work:
        (version,) = work.records.of_type(RecordType.VERSION)
        assert version.number("meta.sent_at") < world.clock.now() - 4 * 86_400_000, "as of the day on which it came"
    assert spoken_by(world, [asked]) == {"Norhayati"}


def test_an_answer_that_was_lost_before_the_hand_over_is_asked_for_again(world: World) -> None:
    village = world.village()
    village.sync.run_once()
    asked = ask(village, "Pesan")
    world.lines["babayau"].lose_reply = 1
    village.sync.run_once()
    assert state_of(village, asked) is OutboxState.SENDING
    handed_over(world, village)
    assert state_of(village, asked) is OutboxState.RECEIPTED
