"""Copies of drafts, told like examples: a second PC reads on, a dead disk loses nothing, PCs collide in the open."""

from __future__ import annotations

import pytest

from sipa_core.sync.merge import Take
from sipa_core.wire.exchange import Reply
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts_views import ConflictView, Settled
from sipa_server.services.blobs import LEAST_FREE
from tests.support.reports_with_files import report
from tests.support.two_pcs import JUNE, conflict, exchange, pc, server_draft, sides, text, write, write_both
from tests.support.world import BABAYAU, World


def test_a_text_being_written_stands_on_the_village_s_other_pc(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Pelatihan menjahit.", "kegiatan[a].nama": "Pelatihan"})
    exchange(kaur, sekdes)
    assert text(sekdes) == {"umum.uraian": "Pelatihan menjahit.", "kegiatan[a].nama": "Pelatihan"}

    write(world, sekdes, {"umum.uraian": "Pelatihan menjahit dua hari."})
    exchange(sekdes, kaur)
    assert text(kaur)["umum.uraian"] == "Pelatihan menjahit dua hari."


def test_after_a_dead_disk_a_new_pc_reads_on_where_the_old_one_stood(world: World, kaur: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Setengah jalan."})
    exchange(kaur)
    kaur.close()
    assert text(pc(world, "new", "PC baru"))["umum.uraian"] == "Setengah jalan."


def test_nobody_at_the_kecamatan_reads_a_draft_only_how_far_it_is(world: World, kaur: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Rahasia sampai dikirim."})
    exchange(kaur)
    camat = world.kecamatan()
    with camat.store.read() as tx:
        assert not tx.records.all(RecordType.DRAFT)
        assert not tx.records.naming(["Rahasia sampai"])
        (far,) = tx.records.all(RecordType.PROGRESS)
    assert (far.village, far.text("period"), far.number("total") > 0) == (BABAYAU, "2025-06", True)
    matrix = camat.overview.matrix("2025-S1")
    (row,) = [one for one in matrix.rows if one.code == BABAYAU]
    at = [one.period for one in matrix.columns if one.template_key == "kegiatan_bulanan"].index("2025-06")
    cells = [
        cell for cell, one in zip(row.cells, matrix.columns, strict=True) if one.template_key == "kegiatan_bulanan"
    ]
    assert "Sedang diisi desa: 1 dari" in cells[at].words
    assert sum("Sedang diisi" in cell.words for cell in row.cells) == 1


def test_what_two_pcs_wrote_in_different_places_is_put_together(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Awal.", "umum.kendala": "Hujan."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    write(world, sekdes, {"umum.kendala": "Dari sekdes.", "kegiatan[b].nama": "Posyandu"})
    exchange(kaur, sekdes, kaur)
    both = {"umum.uraian": "Dari kaur.", "umum.kendala": "Dari sekdes.", "kegiatan[b].nama": "Posyandu"}
    assert text(kaur) == text(sekdes) == both
    assert isinstance(kaur.conflicts.view(JUNE), Refused)


def test_where_two_pcs_collide_both_texts_stay_and_one_choice_ends_it_on_both(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    write(world, sekdes, {"umum.uraian": "Dari sekdes.", "umum.kendala": "Hanya di laptop."})
    exchange(kaur, sekdes, kaur)

    # The laptop came second: its words are on the server beside the others, and nothing of its own text moved.
    seen = conflict(sekdes)
    assert sides(seen) == [("Awal.", "Dari sekdes.", "Dari kaur.")]
    assert "Komputer Kaur Keuangan" in seen.theirs.words
    assert text(sekdes)["umum.uraian"] == "Dari sekdes."

    # The other PC is told as well, with the sides changed.
    other = conflict(kaur)
    assert sides(other) == [("Awal.", "Dari kaur.", "Dari sekdes.")]
    assert "Laptop Sekdes" in other.theirs.words
    assert [one.target for one in kaur.home.today().tasks if one.action == "Pilih isian"] == [JUNE]

    done = sekdes.conflicts.resolve(JUNE, seen.seal, {seen.rows[0].path: Take.MINE})
    assert isinstance(done, Settled)
    exchange(sekdes, kaur, sekdes)
    for desk in (kaur, sekdes):
        assert text(desk) == {"umum.uraian": "Dari sekdes.", "umum.kendala": "Hanya di laptop."}
        assert isinstance(desk.conflicts.view(JUNE), Refused)
        assert desk.sync.status().parked == 0


def test_the_other_pc_may_choose_and_the_second_choice_changes_nothing(world: World, kaur: Desk, sekdes: Desk) -> None:
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes, kaur)
    for desk in (kaur, sekdes):
        seen = conflict(desk)
        assert isinstance(desk.conflicts.resolve(JUNE, seen.seal, {seen.rows[0].path: Take.THEIRS}), Settled)
    exchange(kaur, sekdes, kaur)
    draft = server_draft(world)
    assert draft is not None
    # The first choice to arrive was the kaur's, of the laptop's words; the laptop is told so, and follows.
    assert draft.fields["umum.uraian"] == text(kaur)["umum.uraian"] == text(sekdes)["umum.uraian"] == "Dari sekdes."
    (late,) = sekdes.queue.view().parked
    assert "Keputusan yang pertama tetap berlaku" in f"{late.problem} {late.todo}"


def test_what_a_pc_alone_had_written_stays_in_its_draft_when_the_other_one_chose_first(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """The first choice holds, but it says nothing of words that nobody was asked about (seed 118)."""
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes, kaur)
    write(world, sekdes, {"umum.kendala": "Mesin kurang.", "kegiatan[b].nama": "Posyandu"})  # while the line is down
    for desk, take in ((kaur, Take.MINE), (sekdes, Take.BOTH)):
        seen = conflict(desk)
        assert isinstance(desk.conflicts.resolve(JUNE, seen.seal, {seen.rows[0].path: take}), Settled)
    exchange(kaur, sekdes, sekdes, kaur)
    both = {"umum.uraian": "Dari kaur.", "umum.kendala": "Mesin kurang.", "kegiatan[b].nama": "Posyandu"}
    assert text(sekdes) == text(kaur) == both
    assert [desk.conflicts.list() for desk in (kaur, sekdes)] == [(), ()]


@pytest.mark.parametrize(("first", "asked"), [(Take.THEIRS, True), (Take.MINE, False)])
def test_newer_words_stay_when_the_other_pc_chose_first_and_had_not_seen_them(
    world: World, kaur: Desk, sekdes: Desk, first: Take, asked: bool
) -> None:
    """Over a text that their writer had not seen they are asked anew; the kaur's own one was seen and turned down."""
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes, kaur)
    write(world, sekdes, {"umum.uraian": "Dari sekdes, lebih lengkap."})  # while the line is down
    for desk, take in ((kaur, first), (sekdes, Take.MINE)):
        seen = conflict(desk)
        assert isinstance(desk.conflicts.resolve(JUNE, seen.seal, {seen.rows[0].path: take}), Settled)
    exchange(kaur, sekdes, sekdes, kaur)
    assert text(sekdes)["umum.uraian"] == "Dari sekdes, lebih lengkap."
    if asked:
        assert [(one.mine.text, one.theirs.text) for one in conflict(sekdes).rows] == [
            ("Dari sekdes, lebih lengkap.", "Dari sekdes.")
        ]
    else:
        assert text(kaur) == text(sekdes)


def test_a_choice_between_texts_that_moved_on_is_asked_anew(world: World, kaur: Desk, sekdes: Desk) -> None:
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes)
    seen = conflict(sekdes)
    assert isinstance(sekdes.conflicts.resolve(JUNE, seen.seal, {seen.rows[0].path: Take.MINE}), Settled)
    write(world, kaur, {"umum.uraian": "Dari kaur, diperbaiki.", "umum.kendala": "Hujan."})
    exchange(kaur, sekdes, sekdes)
    assert sekdes.sync.status().parked == 0
    assert "Dari kaur, diperbaiki." in [one.theirs.text for one in conflict(sekdes).rows]
    assert text(sekdes)["umum.uraian"] == "Dari sekdes."


def test_typing_goes_on_into_the_conflict_until_it_is_decided(world: World, kaur: Desk, sekdes: Desk) -> None:
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes)
    write(world, sekdes, {"umum.uraian": "Dari sekdes, lebih lengkap.", "umum.kendala": "Mesin kurang."})
    exchange(sekdes, kaur)
    with world.server.store.read() as work:
        (kept,) = work.records.of_type(RecordType.CONFLICT)
    assert kept.fields["mine:umum.uraian"] == "Dari sekdes, lebih lengkap."
    assert kept.fields["mine:umum.kendala"] == "Mesin kurang."
    assert [one.theirs.text for one in conflict(kaur).rows] == ["Dari sekdes, lebih lengkap."]


def test_an_op_without_its_answer_is_followed_by_another_that_names_it(world: World, kaur: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Satu."})
    world.lines["kaur"].lose_reply = 1
    assert kaur.sync.run_once().trouble is not None
    write(world, kaur, {"umum.kendala": "Dua."})
    exchange(kaur)
    draft = server_draft(world)
    assert draft is not None
    assert (draft.fields["umum.uraian"], draft.fields["umum.kendala"]) == ("Satu.", "Dua.")


def test_a_report_that_is_sent_at_once_costs_no_copy(world: World, kaur: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Langsung dikirim."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur)
    assert server_draft(world) is None


def test_a_pc_that_only_read_along_follows_what_the_other_one_sent(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Konsep."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Akhir."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur, sekdes)
    assert isinstance(sekdes.conflicts.view(JUNE), Refused)
    assert text(sekdes)["umum.uraian"] == "Akhir."


def test_a_village_that_switches_copies_off_leaves_no_words_on_the_server(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, kaur, {"umum.uraian": "Hanya di kantor."})
    exchange(kaur, sekdes)
    kaur.copies.switch(on=False)
    exchange(kaur, sekdes)
    draft = server_draft(world)
    assert draft is not None
    assert "umum.uraian" not in draft.fields
    write(world, sekdes, {"umum.kendala": "Tetap di sini."})
    exchange(sekdes, kaur)
    draft = server_draft(world)
    assert draft is not None
    assert "umum.kendala" not in draft.fields
    assert text(kaur)["umum.uraian"] == text(sekdes)["umum.uraian"] == "Hanya di kantor."
    sekdes.copies.switch(on=True)
    write(world, sekdes, {"umum.kendala": "Boleh lagi."})
    exchange(sekdes, kaur)
    assert text(kaur)["umum.kendala"] == "Boleh lagi."


def test_copies_are_nothing_that_waits_to_be_sent(world: World, kaur: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Konsep."})
    world.lines["kaur"].down = True
    assert kaur.sync.run_once().trouble is not None
    assert kaur.sync.status().waiting == 0


def test_words_that_are_on_their_way_are_not_replaced_by_the_copy_of_before(world: World, kaur: Desk) -> None:
    """Found by kills: a draft that equals the waiting submission was taken for nobody's own."""
    write(world, kaur, {"umum.uraian": "Satu."})

    def types_and_sends_meanwhile(reply: Reply) -> Reply:
        write(world, kaur, {"umum.uraian": "Satu, lalu dua."})
        assert not isinstance(kaur.reports.submit(JUNE), Refused)
        world.lines["kaur"].lose_reply = 1
        return reply

    world.lines["kaur"].spoil = types_and_sends_meanwhile
    assert kaur.sync.run_once().trouble is not None
    with kaur.store.read() as tx:
        assert tx.documents.content(JUNE)["umum.uraian"] == "Satu, lalu dua."
    exchange(kaur)
    assert text(kaur)["umum.uraian"] == "Satu, lalu dua."


def test_a_copy_from_before_the_sending_does_not_take_the_sent_text_back(world: World, kaur: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Satu."})
    world.lines["kaur"].lose_reply = 1
    assert kaur.sync.run_once().trouble is not None
    write(world, kaur, {"umum.uraian": "Satu, lalu dua."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur)
    assert text(kaur)["umum.uraian"] == "Satu, lalu dua."
    exchange(kaur)
    assert text(kaur)["umum.uraian"] == "Satu, lalu dua."


def test_what_room_a_server_has_left_is_for_reports_and_the_copies_of_drafts_wait(
    world: World, kaur: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, kaur, {"umum.uraian": "Pelatihan menjahit."})
    report(kaur)
    monkeypatch.setattr(type(world.server.store), "free", lambda _store: LEAST_FREE - 1)
    done = kaur.sync.run_once()
    assert (done.accepted, done.parked) == (1, 0), "the report"
    assert server_draft(world) is None
    assert kaur.sync.status().all_sent, "nobody is told of a copy that waits"
    assert not isinstance(kaur.reports.save(JUNE, {"umum.uraian": "Pelatihan menjahit dan merajut."}), Refused)
    monkeypatch.undo()
    exchange(kaur, kaur)
    held = server_draft(world)
    assert held is not None
    assert held.text("umum.uraian") == "Pelatihan menjahit dan merajut."


def test_a_village_that_ends_its_copies_is_heard_also_where_a_server_has_little_room(
    world: World, kaur: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, kaur, {"umum.uraian": "Kata satu."})
    exchange(kaur)
    monkeypatch.setattr(type(world.server.store), "free", lambda _store: LEAST_FREE - 1)
    write(world, kaur, {"umum.uraian": "Kata dua."})
    kaur.sync.run_once()
    assert not isinstance(kaur.copies.switch(on=False), Refused)
    for _day in range(2):
        kaur.sync.run_once()
        world.clock.pass_time(hours=25)
    held = server_draft(world)
    assert held is not None
    assert not any(path.startswith("umum.") for path in held.fields), "its words are gone from there"
    monkeypatch.undo()
    exchange(kaur, kaur)
    assert kaur.queue.parked() == [], "nobody is asked about a copy that nobody wrote"


def test_a_text_that_collides_only_after_the_server_was_put_back_stays_until_a_person_chose(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Awal, dari kaur.", "umum.kendala": "Hujan."})
    write(world, sekdes, {"umum.uraian": "Awal, dari sekdes."})
    before = world.back_up()
    exchange(kaur)
    exchange(kaur)  # its copy is settled: nothing of the text is its own any more
    world.put_back(before)
    exchange(sekdes, sekdes)
    with kaur.store.write() as tx:
        tx.server_records.forget_revisions()
    kaur.copies.follow()  # as in a session that is cut before the op was answered anew
    exchange(kaur, kaur)
    assert conflict(kaur).rows
    assert text(kaur) == {"umum.uraian": "Awal, dari kaur.", "umum.kendala": "Hujan."}


def test_a_choice_made_before_the_other_pc_typed_on_into_the_conflict_is_asked_anew(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes, kaur)
    seen = conflict(kaur)
    assert isinstance(kaur.conflicts.resolve(JUNE, seen.seal, {seen.rows[0].path: Take.MINE}), Settled)
    write(world, sekdes, {"umum.kendala": "Mesin kurang."})
    exchange(sekdes, kaur, kaur)
    assert kaur.sync.status().parked == 0
    again = conflict(kaur)
    assert isinstance(kaur.conflicts.resolve(JUNE, again.seal, {again.rows[0].path: Take.MINE}), Settled)
    exchange(kaur, sekdes, kaur)
    assert text(kaur) == text(sekdes) == {"umum.uraian": "Dari kaur.", "umum.kendala": "Mesin kurang."}


def test_a_choice_that_counts_for_nothing_is_said_anew_also_when_the_other_pc_has_chosen_meanwhile(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(kaur, sekdes, kaur)
    write(world, sekdes, {"umum.uraian": "Dari sekdes, dua."})
    exchange(sekdes)
    for desk, take in ((kaur, Take.THEIRS), (sekdes, Take.MINE)):
        seen = conflict(desk)
        assert isinstance(desk.conflicts.resolve(JUNE, seen.seal, {seen.rows[0].path: take}), Settled)
    exchange(kaur, sekdes, kaur, kaur)
    assert text(sekdes)["umum.uraian"] == "Dari sekdes, dua."
    assert text(kaur) == text(sekdes) or isinstance(kaur.conflicts.view(JUNE), ConflictView)


def test_a_revision_of_the_same_number_in_another_history_is_not_what_an_op_was_begun_from(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    before = world.back_up()
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    exchange(kaur)
    world.put_back(before)
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(sekdes)
    write(world, kaur, {"umum.uraian": "Dari kaur, dua."})
    for _ in range(3):
        kaur.sync.run_once()
    exchange(kaur, sekdes)
    draft = server_draft(world)
    assert draft is not None
    assert draft.text("umum.uraian") == text(sekdes)["umum.uraian"] == "Dari sekdes."
    assert text(kaur)["umum.uraian"] == "Dari kaur, dua."
    assert kaur.conflicts.list()
