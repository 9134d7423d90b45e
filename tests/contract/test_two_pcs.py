"""N11: two PCs of one village, told like examples: both write one report without a line, and nobody's words are lost.

Every message goes by real HTTP.
"""

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
from sipa_desktop.services.versions import VersionList
from tests.support.two_pcs import JUNE, REPORT, exchange
from tests.support.world import World

KAUR: dict[str, Value] = {
    "umum.uraian": "Pelatihan menjahit dua hari.",
    "umum.kendala": "Pelatih datang terlambat. Hari kedua diganti hari Sabtu.",
    "kegiatan[a].nama": "Pelatihan menjahit",
    "kegiatan[a].peserta": 24,
    "kegiatan[b].nama": "Musyawarah dusun",
}
SEKDES: dict[str, Value] = {
    "umum.uraian": "Pelatihan menjahit dua hari.",
    "umum.kendala": "Pelatih datang terlambat. Mesin jahit kurang dua.",
    "kegiatan[a].nama": "Pelatihan menjahit",
    "kegiatan[a].peserta": 26,
    "kegiatan[c].nama": "Posyandu balita",
}
BOTH = "Pelatih datang terlambat. Hari kedua diganti hari Sabtu. Mesin jahit kurang dua."


@pytest.fixture
def world(far_world: World) -> World:
    return far_world


def write(desk: Desk, changes: dict[str, Value]) -> None:
    assert not isinstance(desk.reports.create("kegiatan_bulanan", "2025-06"), Refused)
    assert not isinstance(desk.reports.save(JUNE, changes), Refused)


def send(desk: Desk) -> None:
    assert not isinstance(desk.reports.submit(JUNE), Refused)


def seen(desk: Desk) -> ConflictView:
    view = desk.conflicts.view(JUNE)
    assert isinstance(view, ConflictView), view
    return view


def opened(desk: Desk) -> ReportEdit:
    edit = desk.reports.open(JUNE)
    assert isinstance(edit, ReportEdit), edit
    return edit


def version(world: World, n: int) -> dict[str, Value]:
    with world.server.store.read() as work:
        record = work.records.get(Ref(RecordType.VERSION, ids.version_id(REPORT, n)))
    assert record is not None
    return dict(record.fields)


def both_wrote_offline(world: World, kaur: Desk, sekdes: Desk) -> None:
    """Both send; the laptop has a line first."""
    for name in ("kaur", "sekdes"):
        world.lines[name].down = True
    write(kaur, KAUR)
    write(sekdes, SEKDES)
    send(kaur)
    send(sekdes)
    for name in ("sekdes", "kaur"):
        world.lines[name].down = False
    exchange(sekdes, kaur)


def test_two_pcs_write_one_report_offline_and_a_person_chooses_field_by_field(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    kecamatan = world.kecamatan()
    both_wrote_offline(world, kaur, sekdes)

    # The second one is told, in words, where both stand, and by whom.
    (task,) = [one for one in kaur.home.today().tasks if one.target == JUNE]
    assert (task.action, task.words.split(".")[0]) == ("Pilih isian", "2 isian bertabrakan")
    (parked,) = kaur.queue.parked()
    assert parked.choose == JUNE
    view = seen(kaur)
    assert view.mine.words.startswith("Komputer Kaur Keuangan, ")
    assert view.theirs.words.startswith("Laptop Sekdes, Norhayati, ")
    assert [(row.label, row.mine.text, row.theirs.text) for row in view.rows] == [
        ("Kendala", KAUR["umum.kendala"], SEKDES["umum.kendala"]),
        ("Pelatihan menjahit, Peserta (orang)", "24", "26"),
    ]
    assert view.merged == 2

    # A choice half made is there after the program was closed.
    kaur.conflicts.choose(JUNE, {"umum.kendala": Take.BOTH})
    kaur.close()
    kaur = world.desk("kaur")
    assert [row.choice for row in seen(kaur).rows] == [Take.BOTH, None]

    # Chosen, read again, sent: what the kecamatan opens is the chosen text.
    choices = {"umum.kendala": Take.BOTH, "kegiatan[a].peserta": Take.THEIRS}
    assert isinstance(kaur.conflicts.resolve(JUNE, seen(kaur).seal, choices), Settled)
    assert kaur.queue.parked() == []
    assert opened(kaur).content["umum.kendala"] == BOTH
    send(kaur)
    exchange(kaur, kecamatan)
    sent = version(world, 2)
    assert sent["umum.kendala"] == BOTH
    assert sent["kegiatan[a].peserta"] == 26
    assert (sent["kegiatan[b].nama"], sent["kegiatan[c].nama"]) == ("Musyawarah dusun", "Posyandu balita")
    (row,) = kecamatan.review.waiting().rows
    assert row.n == 2

    # Nothing of either text has disappeared.
    assert version(world, 1).items() >= SEKDES.items()
    told = kaur.queue.text(parked.op_id)
    assert not isinstance(told, Refused)
    assert all(str(value) in told.text for value in KAUR.values())

    # The other PC follows by itself, since nothing of its own is missing.
    exchange(sekdes)
    assert sekdes.conflicts.list() == ()
    assert opened(sekdes).content["umum.kendala"] == BOTH


def test_a_draft_that_was_never_sent_meets_what_the_other_pc_sent(world: World, kaur: Desk, sekdes: Desk) -> None:
    world.lines["kaur"].down = True
    write(kaur, KAUR)
    write(sekdes, SEKDES)
    send(sekdes)
    exchange(sekdes)
    world.lines["kaur"].down = False
    exchange(kaur)
    assert "Pilih isian yang dipakai" in opened(kaur).newer_words
    assert isinstance(kaur.reports.submit(JUNE), Refused)
    choices = {row.path: Take.MINE for row in seen(kaur).rows}
    assert isinstance(kaur.conflicts.resolve(JUNE, seen(kaur).seal, choices), Settled)
    send(kaur)
    exchange(kaur)
    assert version(world, 2).items() >= KAUR.items()
    assert version(world, 1).items() >= SEKDES.items()


def test_two_copies_stay_on_the_pc_and_the_other_text_goes_on(world: World, kaur: Desk, sekdes: Desk) -> None:
    both_wrote_offline(world, kaur, sekdes)
    assert isinstance(kaur.conflicts.keep_two(JUNE, seen(kaur).seal), Settled)
    assert (kaur.conflicts.list(), kaur.queue.parked()) == ((), [])
    assert opened(kaur).content["kegiatan[a].peserta"] == 26
    listed = kaur.versions.of_report(REPORT)
    assert isinstance(listed, VersionList)
    (kept,) = listed.kept
    read = kaur.versions.compare(REPORT, kept.id)
    assert not isinstance(read, Refused)
    said = " ".join(place.after for place in read.places)
    assert KAUR["umum.kendala"] in said
    assert "Musyawarah dusun" in said or "24" in said, said


def test_a_third_sending_while_the_person_chooses_is_never_overwritten(world: World, kaur: Desk, sekdes: Desk) -> None:
    kecamatan = world.kecamatan()
    both_wrote_offline(world, kaur, sekdes)
    old = seen(kaur)
    choices = {row.path: Take.MINE for row in old.rows}
    kaur.conflicts.choose(JUNE, choices)
    assert isinstance(kaur.conflicts.resolve(JUNE, old.seal, choices), Settled)
    send(kaur)

    # Before it leaves, the laptop's next text was returned, mended and sent.
    exchange(kecamatan)
    (waiting,) = kecamatan.review.waiting().rows
    assert isinstance(kecamatan.review.save_note(waiting.version_id, None, "umum.kendala", "Jelaskan."), str)
    assert not isinstance(kecamatan.review.give_back(waiting.version_id), Refused)
    exchange(kecamatan, sekdes)
    write(sekdes, {"kegiatan[a].peserta": 27})
    send(sekdes)
    exchange(sekdes, kaur)
    assert version(world, 2)["kegiatan[a].peserta"] == 27
    assert [one.draft_id for one in kaur.conflicts.list()] == [JUNE]
    view = seen(kaur)
    assert [(row.base.text, row.mine.text, row.theirs.text, row.choice) for row in view.rows] == [
        ("26", "24", "27", None)
    ]
    assert isinstance(kaur.conflicts.resolve(JUNE, view.seal, {view.rows[0].path: Take.THEIRS}), Settled)
    send(kaur)
    exchange(kaur)
    third = version(world, 3)
    assert (third["umum.kendala"], third["kegiatan[a].peserta"]) == (KAUR["umum.kendala"], 27)
