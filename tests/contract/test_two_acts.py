"""N12: one PC takes away what another one is at work on, without a line between them; what was written stays in sight.

Every message goes by real HTTP.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.domain.roles import Role
from sipa_core.sync.merge import Take
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts_views import ConflictView
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.two_pcs import JUNE, REPORT, exchange
from tests.support.world import BABAYAU, URL, World, ok

TOGETHER: dict[str, Value] = {
    "umum.uraian": "Pelatihan menjahit dua hari.",
    "kegiatan[a].nama": "Pelatihan menjahit",
    "kegiatan[a].peserta": 24,
    "kegiatan[b].nama": "Musyawarah dusun",
}
WITHOUT_A: dict[str, Value] = {"kegiatan[a].nama": None, "kegiatan[a].peserta": None}


@pytest.fixture
def world(far_world: World) -> World:
    return far_world


def write(world: World, desk: Desk, changes: dict[str, Value]) -> None:
    ok(desk.reports.create("kegiatan_bulanan", "2025-06"))
    ok(desk.reports.save(JUNE, changes))
    world.clock.pass_time(minutes=20)  # a copy goes once nobody has typed for a while


def text(desk: Desk) -> dict[str, Value]:
    with desk.store.read() as tx:
        return dict(tx.documents.content(JUNE))


def apart(world: World, kaur: Desk, sekdes: Desk, of_kaur: dict[str, Value], of_sekdes: dict[str, Value]) -> None:
    """Both have the same text, then each changes it without a line; the laptop's comes first."""
    write(world, kaur, TOGETHER)
    exchange(kaur, sekdes)
    assert text(sekdes) == TOGETHER
    write(world, kaur, of_kaur)
    write(world, sekdes, of_sekdes)
    exchange(sekdes, kaur, sekdes)


@pytest.mark.parametrize("remover", ["kaur", "sekdes"])
def test_a_row_removed_on_one_pc_and_edited_on_the_other_is_asked_for_and_the_edit_stays(
    world: World, kaur: Desk, sekdes: Desk, remover: str
) -> None:
    edit: dict[str, Value] = {"kegiatan[a].peserta": 26}
    apart(world, kaur, sekdes, *((WITHOUT_A, edit) if remover == "kaur" else (edit, WITHOUT_A)))
    view = kaur.conflicts.view(JUNE)
    assert isinstance(view, ConflictView), view
    (row,) = view.rows
    removed, edited = (row.mine, row.theirs) if remover == "kaur" else (row.theirs, row.mine)
    assert (row.kind, removed.text) == ("baris", "baris dihapus")
    assert "26" in edited.text
    take = Take.THEIRS if remover == "kaur" else Take.MINE
    ok(kaur.conflicts.resolve(JUNE, view.seal, {row.path: take}))
    exchange(kaur, sekdes)
    assert text(kaur)["kegiatan[a].peserta"] == text(sekdes)["kegiatan[a].peserta"] == 26


def test_a_row_removed_on_both_pcs_is_gone_and_nobody_is_asked(world: World, kaur: Desk, sekdes: Desk) -> None:
    apart(world, kaur, sekdes, WITHOUT_A, WITHOUT_A)
    for desk in (kaur, sekdes):
        assert isinstance(desk.conflicts.view(JUNE), Refused)
        assert (desk.queue.parked(), [path for path in text(desk) if path.startswith("kegiatan[a]")]) == ([], [])
        assert text(desk)["kegiatan[b].nama"] == "Musyawarah dusun"


def test_what_is_written_on_one_pc_while_the_other_sends_stays_in_its_draft_and_is_asked_for(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, kaur, TOGETHER)
    exchange(kaur, sekdes)
    write(world, kaur, {"kegiatan[a].peserta": 26})
    ok(sekdes.reports.submit(JUNE))
    exchange(sekdes, kaur)
    with world.server.store.read() as work:
        sent = work.records.get(Ref(RecordType.VERSION, ids.version_id(REPORT, 1)))
    assert sent is not None
    assert sent.fields["kegiatan[a].peserta"] == 24
    assert (
        "Keduanya tersimpan, tidak ada yang hilang. Pilih isian yang dipakai."
        in ok(kaur.reports.open(JUNE)).newer_words
    )
    assert text(kaur)["kegiatan[a].peserta"] == 26
    view = kaur.conflicts.view(JUNE)
    assert isinstance(view, ConflictView), view
    assert [(row.mine.text, row.theirs.text) for row in view.rows] == [("26", "24")]


@pytest.fixture
def camat(world: World) -> Desk:
    return world.kecamatan()


def agreed(camat: Desk, *others: Desk) -> str:
    """What the kecamatan asks of the village, as all of the desks know it."""
    ok(camat.guidance.put(BABAYAU, "Pasang papan informasi.", date(2025, 7, 31)))
    exchange(camat, *others)
    (one,) = others[0].guidance.of_village(BABAYAU).running
    return one.id


def fields_of(world: World, guidance: str) -> dict[str, Value]:
    with world.server.store.read() as work:
        record = work.records.get(Ref(RecordType.GUIDANCE, guidance))
    assert record is not None
    return dict(record.fields)


def test_a_word_about_what_was_taken_away_meanwhile_is_parked_and_can_be_read_and_carried_away(
    world: World, camat: Desk, kaur: Desk, tmp_path: Path
) -> None:
    guidance = agreed(camat, kaur)
    ok(camat.guidance.cancel(guidance))
    ok(kaur.guidance.done(guidance, "Sudah dipasang di balai desa."))
    exchange(camat, kaur)
    (parked,) = kaur.queue.parked()
    assert "sudah diputuskan sebelumnya" in parked.problem
    assert "lihat keadaan terbaru" in parked.todo
    assert "Sudah dipasang di balai desa." in ok(kaur.queue.text(parked.op_id)).text
    assert kaur.queue.save_unsent(tmp_path / "belum.txt") == 1
    assert "Sudah dipasang di balai desa." in (tmp_path / "belum.txt").read_text("utf-8-sig")
    assert fields_of(world, guidance)["state"] == "cancelled"


def test_what_was_said_before_the_taking_away_stays_in_the_record(world: World, camat: Desk, kaur: Desk) -> None:
    guidance = agreed(camat, kaur)
    ok(camat.guidance.cancel(guidance))
    ok(kaur.guidance.done(guidance, "Sudah dipasang di balai desa."))
    exchange(kaur, camat, kaur)
    kept = fields_of(world, guidance)
    assert (kept["state"], kept["done_note"]) == ("cancelled", "Sudah dipasang di balai desa.")
    assert (kaur.queue.parked(), camat.queue.parked()) == ([], [])


def test_of_two_that_take_the_same_away_one_does_it_and_the_other_is_told(world: World, camat: Desk) -> None:
    other = world.desk("camat-2")
    code = world.server.accounts.invite("Rahman", Role.ADMIN_KECAMATAN, None).code
    assert isinstance(other.enrolment.setup(URL, code), Enrolled)
    guidance = agreed(camat, other)
    ok(camat.guidance.cancel(guidance))
    ok(other.guidance.cancel(guidance))
    exchange(camat)
    first = fields_of(world, guidance)
    exchange(other, camat)
    assert fields_of(world, guidance) == first
    assert camat.queue.parked() == []
    (parked,) = other.queue.parked()
    assert "Keputusan yang pertama tetap berlaku" in parked.problem
    assert [len(desk.guidance.of_village(BABAYAU).finished) for desk in (camat, other)] == [1, 1]
