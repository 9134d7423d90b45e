"""A server that ran before gets the report types and duties of a new program, and keeps what the kecamatan changed."""

from __future__ import annotations

from sipa_core import ids
from sipa_core.wire.records import RecordType, Ref
from sipa_server.services.setup import renew
from tests.support.server import World

LPPD = Ref(RecordType.TEMPLATE, ids.natural_id("template", "lppd_tahunan", 1))
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
