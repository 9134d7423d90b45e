"""Real desks after their server was put back, in an order that does not suit them, or replaced by an empty one."""

from __future__ import annotations

import shutil

import pytest

from sipa_core import ids
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.enrolment import Enrolled
from sipa_server.bootstrap import init_server, open_server
from sipa_server.platform.keys import FILE_NAME as KEY_NAME
from sipa_server.settings import Settings
from tests.support.half_year import REPORT, hand_in_report, report_state
from tests.support.planting import bug_in
from tests.support.world import KECAMATAN, URL, World, ok


def sends_report(village: Desk) -> None:
    hand_in_report(village)
    assert village.sync.run_once().complete


def settled(desk: Desk) -> bool:
    """Everything has its receipt and nothing asks for a person."""
    with desk.store.read() as tx:
        return tx.outbox.waiting() == tx.outbox.parked() == 0


def held(desk: Desk) -> set[tuple[str, str]]:
    """Every record that this desk has of the server, by type and id."""
    with desk.store.read() as tx:
        return {(kind.value, one) for kind in RecordType for one in tx.server_records.revisions(kind)}


def test_a_kecamatan_that_comes_back_before_the_village_waits_and_nothing_asks_for_a_person(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    copy = world.back_up()
    sends_report(village)
    assert kecamatan.sync.run_once().complete
    (waiting,) = kecamatan.review.waiting().rows
    ok(kecamatan.review.accept(waiting.version_id, ""))
    assert kecamatan.sync.run_once().complete
    assert village.sync.run_once().complete
    world.put_back(copy)

    said = kecamatan.sync.run_once()
    assert (said.parked_in_all, said.trouble) == (0, None), "nobody is told of trouble while it waits for the village"
    with kecamatan.store.read() as tx:
        assert [item.code for item in tx.outbox.items((OutboxState.SENDING,))] == ["not_found"]
    assert village.sync.run_once().complete
    assert kecamatan.sync.run_once().complete
    assert village.sync.run_once().complete
    assert settled(village)
    assert settled(kecamatan)
    assert report_state(village) == "terbit"


def test_n15_absence_on_an_empty_server_deletes_nothing_and_a_new_code_brings_the_work_again(world: World) -> None:
    village = world.village()
    sends_report(village)
    sent = world.citizen_writes("Lampu jalan padam", "Sudah seminggu.")
    assert village.sync.run_once().complete
    before = held(village)

    world.server.close()
    kept = (world.folder / "server" / KEY_NAME).read_bytes()
    shutil.rmtree(world.folder / "server")
    (world.folder / "server").mkdir()
    (world.folder / "server" / KEY_NAME).write_bytes(kept)
    init_server(Settings(world.folder / "server"), KECAMATAN, "Syahrani", clock=world.clock)
    world.server = open_server(Settings(world.folder / "server"), clock=world.clock)
    for name, line in world.lines.items():
        line.peer = world.server.peer(name)

    assert village.sync.run_once().code == "unauthenticated", "an empty server takes nothing before a person said so"
    assert isinstance(village.enrolment.setup(URL, world.village_code()), Enrolled)
    assert village.sync.run_once().complete
    assert settled(village), "what this server once took from the same PC it takes again, though it knows nobody"
    with world.server.store.read() as work:
        assert work.records.get(Ref(RecordType.VERSION, ids.version_id(REPORT, 1))) is not None
    assert before <= held(village), "absence removes nothing"
    (row,) = village.feedback.list(FeedbackFilter.SEMUA).rows
    assert row.number == sent.number


def test_a_desk_that_drops_what_an_empty_server_does_not_have_is_found(world: World) -> None:
    drops = 'tx.connection.exec_driver_sql("DELETE FROM record")'
    with (
        bug_in("sipa_desktop.sync.session", "_meet_epoch", "tx.server_records.forget_revisions()", drops),
        pytest.raises(AssertionError, match="absence removes nothing"),
    ):
        test_n15_absence_on_an_empty_server_deletes_nothing_and_a_new_code_brings_the_work_again(world)
