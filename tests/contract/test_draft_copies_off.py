"""A village that switches its copies off, and perhaps on again: no words stay on the server, and none go from a PC."""

from __future__ import annotations

import pytest

from sipa_core.sync.merge import Take
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_server.services.copies_ended import end_copies
from tests.support.two_pcs import (
    JUNE,
    asked,
    choose,
    conflict,
    exchange,
    merged_in_unseen,
    pc,
    server_draft,
    sides,
    stands,
    text,
    write,
    write_both,
)
from tests.support.world import World


def words_on_the_server(world: World) -> str:
    """Every record as it is, and as it was before."""
    with world.server.store.engines.reader.connect() as connection:
        query = "SELECT type, fields FROM records UNION ALL SELECT type, fields FROM record_past"
        return str(connection.exec_driver_sql(query).all())


def begun_anew(world: World, kaur: Desk, sekdes: Desk) -> None:
    """kaur, who had sent another text, takes sekdes's words from the server, and later has copies kept again."""
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(sekdes)
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur)
    assert not isinstance(kaur.reports.recall(JUNE), Refused)
    cleared(kaur)
    write(world, kaur, {"umum.kendala": "Juga dari kaur."})


def cleared(by: Desk) -> None:
    """The village takes its words from the server, and has copies kept again."""
    by.copies.switch(on=False)
    exchange(by)
    by.copies.switch(on=True)


def test_words_that_were_taken_from_the_server_while_a_pc_did_not_look_stay_there(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Seeds 58355 and 60116: what sekdes had on the server once stands in that PC alone, and nobody had it."""
    begun_anew(world, kaur, sekdes)
    exchange(kaur, sekdes)
    assert text(sekdes) == {"umum.uraian": "Dari sekdes."}
    exchange(sekdes, kaur)
    assert text(sekdes) == {"umum.uraian": "Dari sekdes."}
    assert kaur.conflicts.list()


def test_what_a_pc_wrote_on_from_words_that_were_taken_from_the_server_is_put_to_no_others_unasked(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """The op names the copy of before as its base, of which the server keeps nothing."""
    begun_anew(world, kaur, sekdes)
    exchange(kaur)
    write(world, sekdes, {"umum.rencana": "Rencana sekdes."})
    exchange(sekdes)
    assert text(sekdes) == {"umum.uraian": "Dari sekdes.", "umum.rencana": "Rencana sekdes."}
    exchange(sekdes, kaur)
    assert sides(conflict(sekdes)) == [("kosong", "Dari sekdes.", "Dari kaur.")]


def test_no_words_of_a_village_without_copies_are_left_on_the_server_not_even_earlier_ones(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """The PC that switches them off has never heard of the other one's."""
    merged_in_unseen(world, kaur, sekdes)
    exchange(kaur, sekdes)
    write(world, sekdes, {"umum.uraian": "Rahasia sekdes."})
    exchange(sekdes)
    third = pc(world, "third", "PC ketiga")
    third.copies.switch(on=False)
    exchange(third)
    with world.server.store.engines.reader.connect() as connection:
        rows = connection.exec_driver_sql("SELECT fields FROM records UNION ALL SELECT fields FROM record_past").all()
    kept = str(rows)
    assert not [word for word in ("Awal.", "Dari kaur.", "Dari sekdes.", "Rahasia sekdes.") if word in kept]
    exchange(kaur, sekdes)
    assert text(sekdes)["umum.uraian"] == "Rahasia sekdes."


def test_a_copy_that_was_begun_anew_from_the_same_words_asks_nobody(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(sekdes, kaur)
    cleared(kaur)
    write(world, kaur, {"umum.kendala": "Dari kaur."})
    exchange(kaur, sekdes)
    write(world, sekdes, {"umum.kendala": "Lanjutan."})
    exchange(sekdes, kaur)
    assert text(kaur) == text(sekdes) == {"umum.uraian": "Dari sekdes.", "umum.kendala": "Lanjutan."}
    assert kaur.conflicts.list() == sekdes.conflicts.list() == ()


def test_words_whose_copy_met_a_village_without_copies_are_copied_once_they_are_on_again(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    sekdes.copies.switch(on=False)
    exchange(sekdes)
    write(world, kaur, {"umum.uraian": "Kaur."})
    exchange(kaur)  # which had not heard of it
    sekdes.copies.switch(on=True)
    exchange(sekdes, kaur, kaur)
    draft = server_draft(world)
    assert draft is not None
    assert draft.text("umum.uraian") == "Kaur."


@pytest.mark.parametrize("lost", [0, 1])
def test_who_did_not_hear_that_copies_were_off_and_on_says_the_whole_text_anew(
    world: World, kaur: Desk, sekdes: Desk, lost: int
) -> None:
    """Of what their op changes the server keeps nothing."""
    write(world, kaur, {"umum.uraian": "Uraian.", "umum.kendala": "Kendala."})
    world.lines["kaur"].lose_reply = lost
    kaur.sync.run_once()
    cleared(sekdes)
    exchange(sekdes)
    write(world, kaur, {"umum.rencana": "Rencana."})
    exchange(kaur, kaur, sekdes)
    whole = {"umum.uraian": "Uraian.", "umum.kendala": "Kendala.", "umum.rencana": "Rencana."}
    assert stands(kaur) == stands(sekdes) == whole
    assert kaur.queue.parked() == []


def test_a_collision_ends_with_the_copies_and_each_pc_keeps_its_own_text(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write_both(world, kaur, sekdes)
    write(world, kaur, {"umum.kendala": "Hanya kaur."})
    exchange(kaur, sekdes, kaur)
    assert asked(kaur, sekdes)
    kaur.copies.switch(on=False)
    exchange(kaur, sekdes)
    assert asked(kaur, sekdes) == []
    assert stands(kaur) == {"umum.uraian": "Dari kaur.", "umum.kendala": "Hanya kaur."}
    assert stands(sekdes) == {"umum.uraian": "Dari sekdes."}
    assert "Dari sekdes." not in words_on_the_server(world)
    sekdes.copies.switch(on=True)
    exchange(sekdes, kaur, sekdes, kaur)
    assert asked(kaur, sekdes)


def test_a_choice_that_comes_when_the_copies_have_ended_stays_on_its_pc_and_says_nothing(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes, kaur)
    choose(sekdes, Take.THEIRS)
    kaur.copies.switch(on=False)
    exchange(kaur, sekdes, kaur, sekdes)
    assert stands(kaur) == stands(sekdes) == {"umum.uraian": "Dari kaur."}
    assert "Dari kaur." not in words_on_the_server(world)
    assert sekdes.queue.parked() == []
    kaur.copies.switch(on=True)
    exchange(kaur, sekdes, kaur, sekdes)
    assert asked(kaur, sekdes) == []


def test_what_was_decided_before_leaves_no_words_either(world: World, kaur: Desk, sekdes: Desk) -> None:
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes, kaur)
    choose(sekdes, Take.MINE)
    exchange(sekdes, kaur)
    kaur.copies.switch(on=False)
    exchange(kaur)
    assert not [word for word in ("Awal.", "Dari kaur.", "Dari sekdes.") if word in words_on_the_server(world)]


def test_a_server_takes_at_its_start_what_one_from_before_left_of_a_village_without_copies(
    world: World, kaur: Desk, sekdes: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, kaur, {"umum.uraian": "Rahasia satu."})
    exchange(kaur)
    write(world, kaur, {"umum.uraian": "Rahasia dua."})
    exchange(kaur)
    monkeypatch.setattr("sipa_server.services.exchange.with_copies_ended", lambda _work, writes, _now: writes)
    sekdes.copies.switch(on=False)
    exchange(sekdes)
    assert "Rahasia dua." in words_on_the_server(world)
    end_copies(world.server.store, world.clock)
    assert "Rahasia" not in words_on_the_server(world)
    exchange(kaur)
    assert stands(kaur) == {"umum.uraian": "Rahasia dua."}


@pytest.mark.parametrize("mended", ["Dari kaur, diperbaiki sekdes.", None])
def test_who_begins_a_copy_anew_goes_on_from_it_also_where_the_answer_was_lost(
    world: World, kaur: Desk, sekdes: Desk, mended: str | None
) -> None:
    write(world, kaur, {"umum.kendala": "Kendala."})
    exchange(kaur, sekdes)
    cleared(kaur)
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    world.lines["kaur"].lose_reply = 1
    kaur.sync.run_once()
    exchange(sekdes)
    write(world, sekdes, {"umum.uraian": mended})
    exchange(sekdes, kaur, sekdes, kaur)
    assert asked(kaur, sekdes) == []
    assert stands(kaur).get("umum.uraian") == stands(sekdes).get("umum.uraian") == mended


def test_a_choice_holds_also_between_texts_that_were_begun_anew(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, kaur, {"umum.kendala": "Kendala."})
    exchange(kaur, sekdes)
    cleared(kaur)
    exchange(kaur, sekdes, kaur)
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes, kaur)
    choose(kaur, Take.MINE)
    choose(sekdes, Take.MINE)
    exchange(kaur, sekdes, kaur, sekdes)
    assert asked(kaur, sekdes) == []


def test_words_typed_behind_a_copy_that_met_no_copies_are_copied_with_it(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    kaur.copies.switch(on=False)
    exchange(kaur)
    write(world, sekdes, {"umum.kendala": "Dari sekdes."})
    world.lines["sekdes"].lose_reply = 1
    sekdes.sync.run_once()
    kaur.copies.switch(on=True)
    exchange(kaur)
    write(world, sekdes, {"umum.uraian": "Juga dari sekdes."})
    for _session in range(3):
        sekdes.sync.run_once()
    assert sekdes.queue.parked() == []
    draft = server_draft(world)
    assert draft is not None
    assert (draft.text("umum.kendala"), draft.text("umum.uraian")) == ("Dari sekdes.", "Juga dari sekdes.")


def test_off_and_on_again_before_a_session_changes_nothing(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    kaur.copies.switch(on=False)
    kaur.copies.switch(on=True)
    exchange(kaur, sekdes, kaur, sekdes)
    assert asked(kaur, sekdes) == []
    assert stands(kaur) == stands(sekdes) == {"umum.uraian": "Dari sekdes."}


def test_after_a_restore_what_was_set_last_holds_whoever_comes_first(world: World, kaur: Desk, sekdes: Desk) -> None:
    before = world.back_up()
    kaur.copies.switch(on=False)
    exchange(kaur, sekdes)
    world.clock.pass_time(days=1)
    sekdes.copies.switch(on=True)
    exchange(sekdes, kaur)
    world.put_back(before)
    for desk in (sekdes, sekdes):
        desk.sync.run_once()
    write(world, sekdes, {"umum.uraian": "Setengah jalan."})
    for desk in (sekdes, kaur, kaur, sekdes, kaur):
        desk.sync.run_once()
    assert kaur.copies.kept()
    assert sekdes.copies.kept()
    draft = server_draft(world)
    assert draft is not None
    assert draft.text("umum.uraian") == "Setengah jalan."
