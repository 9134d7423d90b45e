"""Two PCs of one village by turns and against each other: what a choice decides, and that it decides nothing else."""

from __future__ import annotations

import pytest

from sipa_core.sync.merge import Take
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from tests.support.two_pcs import JUNE, asked, choose, conflict, exchange, pc, stands, text, write
from tests.support.world import World


def send(desk: Desk) -> None:
    assert not isinstance(desk.reports.submit(JUNE), Refused)


def recall(desk: Desk) -> None:
    assert not isinstance(desk.reports.recall(JUNE), Refused)
    exchange(desk)


takes = pytest.mark.parametrize("take", [Take.MINE, Take.THEIRS])


@takes
def test_a_choice_leaves_what_the_other_pc_wrote_at_places_that_nobody_was_asked_about(
    world: World, kaur: Desk, sekdes: Desk, take: Take
) -> None:
    write(world, kaur, {"umum.uraian": "Awal.", "umum.kendala": "Hujan."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Dari kaur.", "umum.kendala": "Banjir.", "kegiatan[b].nama": "Posyandu"})
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(kaur, sekdes, kaur)
    assert [row.path for row in conflict(sekdes).rows] == ["umum.uraian"]
    choose(sekdes, take)
    exchange(sekdes, kaur, sekdes, kaur)
    for desk in (kaur, sekdes):
        assert text(desk) | {"umum.uraian": ""} == {
            "umum.uraian": "",
            "umum.kendala": "Banjir.",
            "kegiatan[b].nama": "Posyandu",
        }


@takes
def test_a_choice_leaves_what_the_other_pc_began_with(world: World, kaur: Desk, sekdes: Desk, take: Take) -> None:
    write(world, kaur, {"umum.uraian": "Dari kaur.", "umum.kendala": "Banjir."})
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(kaur, sekdes)
    choose(sekdes, take)
    exchange(sekdes, kaur, sekdes)
    assert text(kaur)["umum.kendala"] == text(sekdes)["umum.kendala"] == "Banjir."


@takes
def test_a_choice_leaves_what_the_other_pc_wrote_on_beside_the_open_question(
    world: World, kaur: Desk, sekdes: Desk, take: Take
) -> None:
    write(world, kaur, {"umum.uraian": "Awal.", "umum.kendala": "Hujan."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(kaur, sekdes, kaur)
    write(world, kaur, {"umum.kendala": "Banjir."})
    exchange(kaur, sekdes)
    choose(sekdes, take)
    exchange(sekdes, kaur, sekdes)
    assert text(kaur)["umum.kendala"] == text(sekdes)["umum.kendala"] == "Banjir."


def test_a_pc_that_stands_beside_the_copy_is_not_asked_what_it_does_not_show(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """kaur has its own version, sekdes the copy, and a third PC collides with that."""
    third = pc(world, "third", "PC ketiga")
    write(world, sekdes, {"umum.uraian": "Sekdes."})
    write(world, third, {"umum.uraian": "Ketiga."})
    write(world, kaur, {"umum.uraian": "Kaur."})
    send(kaur)
    exchange(kaur, sekdes, third, kaur)
    assert isinstance(kaur.conflicts.view(JUNE), Refused)
    assert stands(sekdes) == {"umum.uraian": "Sekdes."}
    assert asked(sekdes)
    assert asked(third)


def read_along_and_write_over(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, sekdes, {"umum.uraian": "1"})
    exchange(sekdes, kaur)
    write(world, sekdes, {"umum.uraian": "2"})
    send(sekdes)
    exchange(sekdes, kaur)
    assert text(kaur) == {"umum.uraian": "2"}
    recall(kaur)
    write(world, kaur, {"umum.uraian": "3"})
    exchange(kaur, sekdes, sekdes)


def test_the_pc_that_sent_a_version_follows_what_was_written_over_it_on_the_other_one(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    read_along_and_write_over(world, kaur, sekdes)
    assert text(sekdes) == text(kaur) == {"umum.uraian": "3"}


def test_who_goes_on_at_the_pc_that_sent_a_version_is_not_asked_about_their_own_words(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    read_along_and_write_over(world, kaur, sekdes)
    write(world, sekdes, {"umum.kendala": "Hujan."})
    exchange(sekdes, kaur, sekdes)
    assert asked(kaur, sekdes) == []
    assert text(kaur) == text(sekdes) == {"umum.uraian": "3", "umum.kendala": "Hujan."}


def test_a_pc_that_only_opens_a_report_collides_with_nobody(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, kaur, {"umum.uraian": "1"})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "2"})
    send(kaur)
    exchange(kaur, sekdes)
    text(sekdes)
    recall(kaur)
    write(world, kaur, {"umum.uraian": "3"})
    exchange(kaur)
    write(world, kaur, {"umum.uraian": "4"})
    send(kaur)
    exchange(kaur, sekdes)
    text(sekdes)
    exchange(sekdes, kaur)
    assert asked(kaur, sekdes) == []


def test_words_typed_behind_a_sending_that_waits_ask_nobody_on_the_other_pc(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, kaur, {"umum.uraian": "Satu."})
    send(kaur)
    write(world, kaur, {"umum.uraian": "Satu, lalu dua."})
    exchange(kaur, sekdes)
    assert asked(sekdes) == []
    recall(kaur)
    exchange(kaur, sekdes)
    assert text(sekdes) == text(kaur) == {"umum.uraian": "Satu, lalu dua."}


@takes
def test_a_choice_over_a_version_ends_the_same_question_between_the_drafts(
    world: World, kaur: Desk, sekdes: Desk, take: Take
) -> None:
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Kaur."})
    write(world, sekdes, {"umum.uraian": "Sekdes."})
    exchange(kaur, sekdes)
    send(kaur)
    exchange(kaur, sekdes)
    choose(sekdes, take)
    exchange(sekdes, kaur, sekdes, kaur)
    assert asked(kaur, sekdes) == []
    assert stands(kaur) == stands(sekdes) == {"umum.uraian": "Sekdes." if take is Take.MINE else "Kaur."}


def test_a_pc_is_asked_about_its_own_text_before_another_one_s(world: World, kaur: Desk, sekdes: Desk) -> None:
    """Another's may be one that cannot be decided here."""
    third = pc(world, "third", "PC ketiga")
    write(world, sekdes, {"umum.uraian": "Sekdes."})
    write(world, kaur, {"umum.uraian": "Kaur.", "umum.kendala": "Hanya kaur."})
    write(world, third, {"umum.uraian": "Ketiga."})
    exchange(third, sekdes, kaur, kaur)
    assert [(row.mine.text, row.theirs.text) for row in conflict(kaur).rows] == [("Kaur.", "Ketiga.")]


def test_a_choice_that_a_server_lost_stands_until_it_is_known_whether_it_holds(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Its op comes again, while the copy that came is of somebody who never saw what was chosen (seed 57889)."""
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(kaur, sekdes, kaur)
    before = world.back_up()
    choose(sekdes, Take.MINE)
    exchange(sekdes)
    world.put_back(before)
    write(world, kaur, {"umum.uraian": "Dari kaur, dua."})
    for desk in (kaur, sekdes):
        for _turn in range(3):
            desk.sync.run_once()  # the first of them finds that the server was put back
    exchange(sekdes, kaur, sekdes)
    assert stands(sekdes) == {"umum.uraian": "Dari sekdes."}
    assert stands(kaur) == {"umum.uraian": "Dari kaur, dua."}
    assert asked(kaur, sekdes)


@pytest.mark.parametrize("gone", ["kegiatan[b].nama", "kegiatan[b]"])
def test_what_was_taken_out_of_a_row_in_conflict_stays_out_when_it_is_chosen(
    world: World, kaur: Desk, sekdes: Desk, gone: str
) -> None:
    """A conflict holds whole rows, also cells that nobody had changed."""
    write(world, kaur, {"kegiatan[b].nama": "Posyandu", "kegiatan[b].tempat": "Balai"})
    exchange(kaur, sekdes)
    write(world, kaur, {"kegiatan[b].tempat": "Kantor"})
    write(world, sekdes, {"kegiatan[b].tempat": "Lapangan"})
    exchange(kaur, sekdes)
    write(world, sekdes, {gone: None})
    before = stands(sekdes)
    choose(sekdes, Take.MINE)
    exchange(sekdes, kaur, sekdes)
    assert stands(sekdes) == stands(kaur) == before


def test_what_the_other_pc_took_back_after_a_choice_whose_answer_was_lost_stays_taken_back(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, sekdes, {"umum.kendala": "Dari sekdes."})
    write(world, kaur, {"umum.kendala": "Dari kaur.", "umum.uraian": "Salah tulis."})
    exchange(sekdes, kaur)
    choose(kaur, Take.MINE)
    world.lines["kaur"].lose_reply = 1
    assert kaur.sync.run_once().trouble is not None
    exchange(sekdes)
    back = {"umum.kendala": "Dari sekdes.", "umum.uraian": None, "umum.rencana": "Rencana sekdes."}
    write(world, sekdes, back)
    write(world, kaur, {"umum.rencana": "Rencana kaur."})
    exchange(sekdes, kaur, kaur, sekdes, kaur)
    choose(kaur, Take.MINE)
    exchange(kaur, sekdes)
    left = {"umum.kendala": "Dari sekdes.", "umum.rencana": "Rencana kaur."}
    assert stands(kaur) == stands(sekdes) == left
