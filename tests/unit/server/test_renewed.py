"""A server that ran before gets the report types and duties of a new program, and keeps what the kecamatan changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sipa_core import ids
from sipa_core.domain.dates import instant_of
from sipa_core.wire.records import RecordType, Ref
from sipa_server.services.setup import renew
from tests.support.server import World
from tests.support.world import World as Whole

LPPD = Ref(RecordType.TEMPLATE, ids.natural_id("template", "lppd_tahunan", 1))
APBDES = Ref(RecordType.DUTY, ids.natural_id("duty", "apbdes"))
LRA = Ref(RecordType.DUTY, ids.natural_id("duty", "lra_semester1"))


def revision(world: World, ref: Ref) -> tuple[int, str]:
    with world.server.store.read() as work:
        record = work.records.get(ref)
        assert record is not None
        return record.rev, record.text("name")


def test_what_the_new_program_says_is_told_once_and_a_changed_duty_stays(world: World) -> None:
    with world.server.store.write() as work:
        work.records.write(LPPD, None, {"name": "LPPD dari program lama", "definition": "{}"})
        work.records.write(LRA, None, {"name": "Seperti diubah kecamatan", "changed_at": 1})
    before = revision(world, LPPD)[0]
    renew(world.server.store, world.clock)
    after, name = revision(world, LPPD)
    assert (after > before, name) == (True, "LPPD Akhir Tahun Anggaran")
    assert revision(world, LRA)[1] == "Seperti diubah kecamatan"
    renew(world.server.store, world.clock)
    assert revision(world, LPPD)[0] == after


def begun(world: Whole, ref: Ref) -> str:
    with world.server.store.read() as work:
        record = work.records.get(ref)
        assert record is not None
        return record.text("active_from")


def test_a_duty_begins_with_the_month_after_it_came_and_a_later_release_does_not_move_it(tmp_path: Path) -> None:
    world = Whole(tmp_path, now=instant_of(datetime(2029, 12, 30, 9, tzinfo=UTC)))
    assert (begun(world, APBDES), begun(world, LRA)) == ("2030-01-01", "2023-01-03")
    world.clock.pass_time(days=500)
    renew(world.server.store, world.clock)
    assert begun(world, APBDES) == "2030-01-01"
    world.close()
