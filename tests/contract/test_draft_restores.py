"""Drafts of two PCs over a restore of the server: nobody is asked without need, and nothing goes with a question that
the server knows no more.
"""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.ops.drafts import Discard
from sipa_core.sync.merge import Take
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts_views import ConflictView, Settled
from sipa_desktop.services.drafts import COPY_SUFFIX
from tests.support.two_pcs import (
    JUNE,
    asked,
    choose,
    conflict,
    exchange,
    sides,
    stands,
    text,
    write,
    write_both,
)
from tests.support.world import BALANG, World


def rest(*desks: Desk) -> None:
    """Let them speak until nobody has anything to say."""
    for _round in range(3):
        exchange(*desks)


def lose_anothers(world: World) -> None:
    """The server is put back, and what it lost is another village's alone."""
    other = world.village("balang", BALANG, "Rahmat")
    before = world.back_up()
    assert not isinstance(other.reports.create("kegiatan_bulanan", "2025-06"), Refused)
    draft = ids.draft_id(BALANG, "kegiatan_bulanan", "2025-06")
    assert not isinstance(other.reports.save(draft, {"umum.uraian": "Desa lain."}), Refused)
    exchange(other)
    world.put_back(before)
    exchange(other)


def off_meanwhile(world: World, kaur: Desk, sekdes: Desk) -> None:
    """sekdes's PC is off while kaur mends a place, and hears of that together with the new history."""
    write(world, kaur, {"umum.uraian": "Satu.", "umum.kendala": "Awal.", "kegiatan[a].nama": "Gotong royong"})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Dua.", "kegiatan[a].nama": None})
    exchange(kaur)
    lose_anothers(world)
    rest(kaur, sekdes)


def test_a_pc_that_was_off_reads_on(world: World, kaur: Desk, sekdes: Desk) -> None:
    """Also what was taken out."""
    off_meanwhile(world, kaur, sekdes)
    assert text(sekdes) == text(kaur) == {"umum.uraian": "Dua.", "umum.kendala": "Awal."}
    write(world, kaur, {"umum.rencana": "Sesudahnya."})
    rest(kaur, sekdes)
    assert text(sekdes)["umum.rencana"] == "Sesudahnya."


def test_a_pc_that_was_off_sends_what_the_other_one_wrote(world: World, kaur: Desk, sekdes: Desk) -> None:
    off_meanwhile(world, kaur, sekdes)
    assert not isinstance(sekdes.reports.submit(JUNE), Refused)
    rest(sekdes, kaur)
    with world.server.store.read() as work:
        (version,) = work.records.of_type(RecordType.VERSION)
    assert version.text("umum.uraian") == "Dua."


def test_a_pc_that_was_off_is_asked_nothing_about_places_that_it_only_read(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    off_meanwhile(world, kaur, sekdes)
    write(world, sekdes, {"umum.rencana": "Dari sekdes."})
    rest(sekdes, kaur)
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    rest(kaur, sekdes)
    assert asked(kaur, sekdes) == []


@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("typed_on", [True, False])
def test_where_one_pc_typed_alone_since_the_backup_nobody_is_asked(
    world: World, kaur: Desk, sekdes: Desk, read: bool, typed_on: bool
) -> None:
    write(world, kaur, {"umum.uraian": "Satu.", "umum.kendala": "Awal."})
    exchange(kaur, sekdes)
    before = world.back_up()
    write(world, kaur, {"umum.uraian": "Dua."})
    exchange(kaur, *([sekdes] if read else []))
    world.put_back(before)
    if typed_on:
        write(world, kaur, {"umum.uraian": "Tiga."})
    rest(kaur, sekdes)
    assert asked(kaur, sekdes) == []
    assert text(sekdes) == text(kaur) == {"umum.uraian": "Tiga." if typed_on else "Dua.", "umum.kendala": "Awal."}


def test_what_each_pc_wrote_at_a_place_of_its_own_is_put_together(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Kaur.", "umum.kendala": "Sekdes."})
    exchange(kaur, sekdes)
    before = world.back_up()
    write(world, kaur, {"umum.uraian": "Kaur, dua."})
    exchange(kaur, sekdes)
    write(world, sekdes, {"umum.kendala": "Sekdes, dua."})
    exchange(sekdes)
    world.put_back(before)
    rest(kaur, sekdes)
    assert text(kaur) == text(sekdes) == {"umum.uraian": "Kaur, dua.", "umum.kendala": "Sekdes, dua."}


def test_a_draft_that_was_thrown_away_before_the_backup_stays_away(world: World, kaur: Desk, sekdes: Desk) -> None:
    """By a desk from before, which said `draft.discard`."""
    write(world, kaur, {"umum.uraian": "Satu."})
    exchange(kaur, sekdes)
    with kaur.store.write() as tx:
        tx.documents.discard(JUNE)
        tx.documents.discard(JUNE + COPY_SUFFIX)
        tx.propose("draft.discard", Ref(RecordType.DRAFT, JUNE), Discard(), "Buang")
    exchange(kaur)
    lose_anothers(world)
    rest(sekdes, kaur)
    assert stands(sekdes) == stands(kaur) == {}


@pytest.mark.parametrize("take", [Take.MINE, Take.THEIRS])
@pytest.mark.parametrize("by_kaur", [True, False])
def test_a_question_of_a_lost_history_is_over_where_the_other_text_collides_in_the_new_one(
    world: World, kaur: Desk, sekdes: Desk, take: Take, by_kaur: bool
) -> None:
    before = world.back_up()
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    exchange(sekdes, kaur)
    assert sides(conflict(kaur)) == [("kosong", "Dari kaur.", "Dari sekdes.")]
    world.put_back(before)
    rest(kaur, sekdes)
    chooser = kaur if by_kaur else sekdes
    seen = conflict(chooser)
    assert isinstance(chooser.conflicts.resolve(JUNE, seen.seal, {row.path: take for row in seen.rows}), Settled)
    rest(chooser, kaur, sekdes)
    assert asked(kaur, sekdes) == []
    write(world, sekdes, {"umum.kendala": "Sesudahnya."})
    rest(sekdes, kaur)
    assert stands(kaur) == stands(sekdes)


def test_a_question_of_a_lost_history_is_asked_once_the_server_has_it_again(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """With what the other PC typed into it meanwhile."""
    before = world.back_up()
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes, kaur)
    assert isinstance(kaur.conflicts.view(JUNE), ConflictView)
    world.put_back(before)
    exchange(kaur)
    assert isinstance(kaur.conflicts.view(JUNE), Refused)
    write(world, sekdes, {"umum.kendala": "Hanya di laptop."})
    rest(kaur, sekdes)
    rest(kaur, sekdes)
    choose(kaur, Take.THEIRS)
    rest(kaur, sekdes)
    assert text(kaur)["umum.kendala"] == text(sekdes)["umum.kendala"] == "Hanya di laptop."


@pytest.mark.parametrize("take", [Take.MINE, Take.THEIRS])
def test_a_choice_that_meets_a_restore_keeps_nobody_from_going_on(
    world: World, kaur: Desk, sekdes: Desk, take: Take
) -> None:
    before = world.back_up()
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    exchange(sekdes, kaur)
    world.put_back(before)
    choose(kaur, take)
    exchange(sekdes)
    write(world, kaur, {"umum.rencana": "Sesudah pilihan."})
    rest(kaur, sekdes)
    world.clock.pass_time(days=31)
    rest(kaur, sekdes)
    assert asked(kaur, sekdes) or text(kaur) == text(sekdes)
    assert asked(kaur, sekdes) or text(sekdes)["umum.rencana"] == "Sesudah pilihan."


def test_a_choice_whose_answer_is_lost_keeps_nobody_from_going_on(world: World, kaur: Desk, sekdes: Desk) -> None:
    """No server is put back here."""
    write(world, sekdes, {"umum.kendala": "Dari sekdes."})
    write(world, kaur, {"umum.kendala": "Dari kaur."})
    exchange(sekdes, kaur)
    choose(kaur, Take.THEIRS)
    world.lines["kaur"].lose_reply = 1
    assert kaur.sync.run_once().trouble is not None
    write(world, sekdes, {"umum.rencana": "Rencana sekdes."})
    write(world, kaur, {"umum.rencana": "Rencana kaur."})
    exchange(sekdes)
    rest(kaur, sekdes)
    assert sides(conflict(kaur)) == [("kosong", "Rencana kaur.", "Rencana sekdes.")]


def test_an_own_earlier_word_that_a_person_goes_back_to_is_no_word_that_the_server_had(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Typed behind an own sending, where the copy is of the lost history."""
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    exchange(kaur, sekdes)
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(sekdes, kaur)
    lose_anothers(world)
    write(world, sekdes, {"umum.kendala": "Hujan."})
    exchange(sekdes)
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    world.clock.pass_time(minutes=1)
    assert not isinstance(kaur.reports.save(JUNE, {"umum.uraian": "Dari kaur."}), Refused)
    rest(kaur, sekdes)
    assert stands(kaur)["umum.uraian"] == "Dari kaur."


@pytest.mark.parametrize("recalled", [True, False])
def test_what_one_pc_alone_took_out_and_sent_without_stays_out(world: World, kaur: Desk, recalled: bool) -> None:
    write(world, kaur, {"umum.uraian": "Satu.", "umum.kendala": "Ditarik lagi."})
    exchange(kaur)
    write(world, kaur, {"umum.kendala": None})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur)
    if recalled:
        assert not isinstance(kaur.reports.recall(JUNE), Refused)
        exchange(kaur)
    lose_anothers(world)
    rest(kaur, kaur)
    assert stands(kaur) == {"umum.uraian": "Satu."}


def test_a_choice_about_one_own_text_takes_nothing_from_a_second_one(world: World, kaur: Desk, sekdes: Desk) -> None:
    """The server is put back, and both copies of kaur's lie in conflicts of their own then."""
    before = world.back_up()
    for words in ({"umum.uraian": "Uraian kaur."}, {"umum.kendala": "Kendala kaur."}):
        write(world, kaur, {**words})
        exchange(kaur)
    write(world, sekdes, {"umum.uraian": "Uraian sekdes.", "umum.kendala": "Kendala sekdes."})
    world.put_back(before)
    exchange(sekdes)
    rest(kaur, sekdes)
    choose(kaur, Take.MINE)
    rest(kaur, sekdes)
    assert text(kaur)["umum.kendala"] == "Kendala kaur."
