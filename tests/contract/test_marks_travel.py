"""What was taken over and not looked at is marked on the village's other PC too, and no report says so."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.sync.merge import Take
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts_views import ConflictView, Settled
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.services.take_over import Taken
from tests.support.two_pcs import exchange, pc
from tests.support.world import BABAYAU, World

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")
MAY: dict[str, Value] = {
    "umum.uraian": "Warga memperbaiki saluran air di dua RT selama dua hari.",
    "kegiatan[a].nama": "Gotong royong",
    "kegiatan[a].tempat": "RT 01",
}


@pytest.fixture
def kaur(world: World) -> Desk:
    """A PC whose June took over what stood in May, copied to the server."""
    desk = pc(world, "kaur", "Komputer Kaur Keuangan")
    may = desk.reports.create("kegiatan_bulanan", "2025-05")
    assert isinstance(may, ReportEdit)
    desk.reports.save(may.draft_id, MAY)
    assert not isinstance(desk.reports.submit(may.draft_id), Refused)
    desk.reports.create("kegiatan_bulanan", "2025-06")
    sources = desk.take_over.sources(JUNE)
    assert not isinstance(sources, Refused)
    assert isinstance(desk.take_over.take(JUNE, sources[0].id), Taken)
    assert set(opened(desk).carried) == set(MAY)
    exchange(desk)
    return desk


@pytest.fixture
def sekdes(world: World, kaur: Desk) -> Desk:
    return pc(world, "sekdes", "Laptop Sekdes")


def opened(desk: Desk) -> ReportEdit:
    edit = desk.reports.open(JUNE)
    assert isinstance(edit, ReportEdit), edit
    return edit


def save(world: World, desk: Desk, changes: dict[str, Value]) -> None:
    world.clock.pass_time(minutes=1)
    assert not isinstance(desk.reports.save(JUNE, changes), Refused)


def test_marks_stand_on_the_other_pc_and_go_on_both_when_one_has_looked(world: World, kaur: Desk, sekdes: Desk) -> None:
    assert dict(opened(sekdes).carried) == dict(opened(kaur).carried)
    save(world, sekdes, {"umum.uraian": "Warga memperbaiki jalan setapak di RT 03."})
    world.clock.pass_time(minutes=1)
    kaur.take_over.confirm(JUNE, ("kegiatan[a].nama",))
    exchange(sekdes, kaur, sekdes)
    assert set(opened(sekdes).carried) == set(opened(kaur).carried) == {"kegiatan[a].tempat"}
    assert opened(kaur).content["umum.uraian"] == "Warga memperbaiki jalan setapak di RT 03."


def test_a_report_that_is_sent_says_nothing_of_marks(world: World, kaur: Desk, sekdes: Desk) -> None:
    assert not isinstance(sekdes.reports.submit(JUNE), Refused)
    exchange(sekdes, kaur)
    version = Ref(RecordType.VERSION, ids.version_id(ids.report_id(BABAYAU, "kegiatan_bulanan", "2025-06"), 1))
    with world.server.store.read() as work:
        sent = work.records.get(version)
    leaves = set(sent.fields) if sent is not None else set()
    assert {"kegiatan[a].nama"} <= leaves
    assert not {leaf for leaf in leaves if leaf.startswith("_")}
    assert not {leaf for leaf in opened(kaur).content if leaf.startswith("_")}


def test_a_choice_between_two_texts_asks_nothing_about_marks(world: World, kaur: Desk, sekdes: Desk) -> None:
    save(world, kaur, {"umum.uraian": "Dua RT, kata Kaur."})
    save(world, sekdes, {"umum.uraian": "Tiga RT, kata Sekdes.", "kegiatan[a].nama": "Kerja bakti"})
    exchange(kaur, sekdes, kaur)
    view = sekdes.conflicts.view(JUNE)
    assert isinstance(view, ConflictView)
    assert [row.path for row in view.rows] == ["umum.uraian"]
    settled = sekdes.conflicts.resolve(JUNE, view.seal, {"umum.uraian": Take.MINE})
    assert isinstance(settled, Settled)
    exchange(sekdes, kaur, sekdes, kaur)
    assert set(opened(sekdes).carried) == set(opened(kaur).carried) == {"kegiatan[a].tempat"}
    assert opened(kaur).content["kegiatan[a].nama"] == "Kerja bakti"


def test_what_a_new_pc_reads_on_after_a_dead_disk_is_marked_as_before(world: World, kaur: Desk) -> None:
    marks = dict(opened(kaur).carried)
    kaur.close()
    assert dict(opened(pc(world, "new", "PC baru")).carried) == marks
