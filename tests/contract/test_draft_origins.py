"""What a copy of a draft was made from: only what its author had before them, whatever the server had put to it."""

from __future__ import annotations

import shutil

import msgspec
import pytest

from sipa_core.ops.base import Begun
from sipa_core.sync.merge import Take
from sipa_core.wire.ops import Base, MadeAt, OpBody
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts_views import ConflictView, Settled
from sipa_server.services.bases import begun_from
from tests.support.two_pcs import (
    JUNE,
    REPORT,
    choose,
    conflict,
    exchange,
    merged_in_unseen,
    server_draft,
    sides,
    text,
    write,
    write_both,
)
from tests.support.world import World


def test_what_was_put_to_a_text_before_its_author_had_the_answer_is_not_written_over(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Seed 58157."""
    merged_in_unseen(world, kaur, sekdes)
    write(world, kaur, {"umum.kendala": "Juga dari kaur."})
    exchange(kaur)
    draft = server_draft(world)
    assert draft is not None
    assert (draft.text("umum.uraian"), draft.text("umum.kendala")) == ("Dari kaur.", "Dari sekdes.")
    assert sides(conflict(kaur)) == [("kosong", "Juga dari kaur.", "Dari sekdes.")]


def test_what_was_put_to_a_text_before_its_author_had_the_answer_stays_beside_what_they_write_on(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    merged_in_unseen(world, kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Dari kaur, dua."})
    exchange(kaur, sekdes)
    assert text(kaur) == text(sekdes) == {"umum.uraian": "Dari kaur, dua.", "umum.kendala": "Dari sekdes."}
    assert kaur.conflicts.list() == sekdes.conflicts.list() == ()


def test_a_conflict_goes_on_from_what_its_author_had_not_from_what_was_put_to_it(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """The second op collides at one place, the third writes at another that sekdes had filled unseen."""
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    write(world, sekdes, {"umum.kendala": "Dari sekdes.", "umum.rencana": "Rencana sekdes."})
    exchange(sekdes)
    for changes in (
        {"umum.uraian": "Dari kaur."},
        {"umum.kendala": "Juga dari kaur."},
        {"umum.rencana": "Rencana kaur."},
    ):
        write(world, kaur, changes)
        world.lines["kaur"].lose_reply = 1
        assert kaur.sync.run_once().trouble is not None
    exchange(kaur)
    with world.server.store.read() as work:
        (kept,) = work.records.of_type(RecordType.CONFLICT)
    assert kept.fields["mine:umum.rencana"] == "Rencana kaur."
    assert "base:umum.rencana" not in kept.fields
    assert {row.theirs.text for row in conflict(kaur).rows} == {"Dari sekdes.", "Rencana sekdes."}


def sent_again(world: World, kaur: Desk, sekdes: Desk) -> None:
    """kaur's sending of before the server was put back comes when another version has its number."""
    before = world.back_up()
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur)
    assert not isinstance(kaur.reports.recall(JUNE), Refused)
    exchange(kaur)
    write(world, kaur, {"umum.kendala": "Juga dari kaur."})
    exchange(kaur)
    world.put_back(before)
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    assert not isinstance(sekdes.reports.submit(JUNE), Refused)
    exchange(sekdes)


def after_a_month(world: World, desk: Desk) -> None:
    """Until then what is refused may yet be taken, when others have come again too."""
    world.clock.pass_time(days=31)
    exchange(desk)


def test_a_copy_that_goes_on_from_a_version_which_a_server_lost_is_not_taken_for_one_after_its_number(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Seed 60811."""
    sent_again(world, kaur, sekdes)
    for desk in (kaur, kaur, kaur, sekdes, sekdes):
        desk.sync.run_once()
    draft = server_draft(world)
    assert draft is not None
    assert draft.text("umum.kendala") == "Juga dari kaur."
    with sekdes.store.read() as tx:
        assert tx.documents.content(JUNE) == {"umum.uraian": "Dari sekdes."}


def test_a_text_that_goes_on_from_a_version_which_a_server_lost_is_not_sent_over_its_number_unasked(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    sent_again(world, kaur, sekdes)
    for desk in (kaur, kaur, kaur, sekdes):
        desk.sync.run_once()
    after_a_month(world, kaur)
    assert isinstance(kaur.conflicts.view(JUNE), ConflictView)
    assert isinstance(kaur.reports.submit(JUNE), Refused)


def test_a_sending_that_comes_after_a_version_which_a_server_lost_does_not_take_the_place_of_its_number(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """It was sealed when kaur had seen the lost one."""
    before = world.back_up()
    for words in ("Dari kaur.", "Dari kaur, dua."):
        write(world, kaur, {"umum.uraian": words})
        assert not isinstance(kaur.reports.submit(JUNE), Refused)
        exchange(kaur)
        if words == "Dari kaur.":
            assert not isinstance(kaur.reports.recall(JUNE), Refused)
            exchange(kaur)
    world.put_back(before)
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    assert not isinstance(sekdes.reports.submit(JUNE), Refused)
    exchange(sekdes)
    for desk in (kaur, kaur, kaur):
        desk.sync.run_once()
    with world.server.store.read() as work:
        report = work.records.get(Ref(RecordType.REPORT, REPORT))
    assert report is not None
    assert report.number("newest") == 1
    after_a_month(world, kaur)
    assert isinstance(kaur.conflicts.view(JUNE), ConflictView)


def test_a_draft_of_a_program_from_before_gets_the_mark_of_its_version_when_another_history_begins(
    world: World, kaur: Desk, sekdes: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("drafts", "draft_copies", "reports"):
        monkeypatch.setattr(f"sipa_desktop.services.{name}.version_mark", lambda _version: "")
    sent_again(world, kaur, sekdes)
    monkeypatch.undo()
    for desk in (kaur, kaur, kaur, sekdes):
        desk.sync.run_once()
    after_a_month(world, kaur)
    assert isinstance(kaur.conflicts.view(JUNE), ConflictView)


@pytest.mark.parametrize("heard", [True, False])
def test_a_pc_keeps_what_it_had_from_another_also_when_the_server_lost_it(
    world: World, kaur: Desk, sekdes: Desk, heard: bool
) -> None:
    """kaur never comes back: of its words sekdes's PC has the only ones."""
    before = world.back_up()
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    exchange(kaur, sekdes)
    world.put_back(before)
    if heard:
        exchange(sekdes)
    write(world, sekdes, {"umum.kendala": "Dari sekdes."})
    for _session in range(2):
        sekdes.sync.run_once()
    after_a_month(world, sekdes)
    exchange(sekdes, sekdes)
    draft = server_draft(world)
    assert draft is not None
    assert (draft.text("umum.uraian"), draft.text("umum.kendala")) == ("Dari kaur.", "Dari sekdes.")
    assert text(sekdes) == {"umum.uraian": "Dari kaur.", "umum.kendala": "Dari sekdes."}


@pytest.mark.parametrize("take", [Take.MINE, Take.THEIRS])
def test_a_clone_decides_nothing_over_what_the_other_one_wrote_alone(
    world: World, kaur: Desk, sekdes: Desk, take: Take
) -> None:
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    kaur.close()
    shutil.copytree(world.folder / "kaur", world.folder / "copy")
    kaur, copy = world.desk("kaur"), world.desk("copy", secrets=world.secrets("kaur"))
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    exchange(sekdes)
    write(world, copy, {"umum.uraian": "Dari salinan.", "umum.kendala": "Hanya di salinan."})
    exchange(copy, kaur)
    seen = conflict(kaur)
    assert "Dari salinan." in [row.theirs.text for row in seen.rows]
    assert isinstance(kaur.conflicts.resolve(JUNE, seen.seal, {row.path: take for row in seen.rows}), Settled)
    exchange(kaur, copy, sekdes, copy, kaur)
    assert text(copy)["umum.kendala"] == "Hanya di salinan."


def cloned_in_a_conflict(world: World, kaur: Desk, sekdes: Desk) -> tuple[Desk, Desk]:
    """sekdes's text lies in a conflict, and its data run on two PCs."""
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes)
    sekdes.close()
    shutil.copytree(world.folder / "sekdes", world.folder / "copy")
    return world.desk("sekdes"), world.desk("copy", secrets=world.secrets("sekdes"))


def test_what_a_clone_wrote_into_the_conflict_of_both_is_chosen_with_the_own_text(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Seed 73004."""
    sekdes, copy = cloned_in_a_conflict(world, kaur, sekdes)
    for words in ("Satu di laptop.", "Hanya di laptop."):
        write(world, sekdes, {"umum.kendala": words})
        exchange(sekdes, copy)
    choose(copy, Take.MINE)
    exchange(copy, sekdes, kaur)
    for desk in (copy, sekdes, kaur):
        assert text(desk) == {"umum.uraian": "Dari sekdes.", "umum.kendala": "Hanya di laptop."}


def test_what_both_clones_wrote_at_one_place_is_chosen_together(world: World, kaur: Desk, sekdes: Desk) -> None:
    write(world, kaur, {"umum.kendala": "Mesin kurang."})
    sekdes, copy = cloned_in_a_conflict(world, kaur, sekdes)
    write(world, sekdes, {"umum.kendala": "Hanya di laptop."})
    exchange(sekdes)
    write(world, copy, {"umum.kendala": "Hanya di salinan."})
    exchange(copy, copy, sekdes)
    assert text(sekdes)["umum.kendala"] == "Hanya di laptop."
    both = "Hanya di laptop. Hanya di salinan."
    choose(sekdes, Take.MINE)
    exchange(sekdes, copy, kaur)
    assert text(kaur)["umum.kendala"] == both


def test_what_a_clone_wrote_at_a_place_that_this_pc_only_read_is_chosen_too(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Of a date two values make no third one: the later stands."""
    write(world, kaur, {"kegiatan[b].nama": "Posyandu", "umum.rencana": "Awal."})
    sekdes, copy = cloned_in_a_conflict(world, kaur, sekdes)
    write(world, sekdes, {"kegiatan[b].tanggal": "2025-06-02"})
    exchange(sekdes)
    write(world, copy, {"kegiatan[b].tanggal": "2025-06-03", "umum.rencana": "Dari salinan."})
    exchange(copy, sekdes)
    choose(sekdes, Take.MINE)
    exchange(sekdes, copy, kaur)
    assert (text(kaur)["kegiatan[b].tanggal"], text(kaur)["umum.rencana"]) == ("2025-06-03", "Dari salinan.")


def test_what_a_person_typed_back_is_not_chosen_away_with_a_clone_s_word(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    sekdes, copy = cloned_in_a_conflict(world, kaur, sekdes)
    write(world, sekdes, {"umum.uraian": "Sekdes kedua."})
    exchange(sekdes)
    write(world, copy, {"umum.uraian": "Dari salinan."})
    exchange(copy, sekdes)
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    assert isinstance(sekdes.conflicts.view(JUNE), Refused), "something unsent stands there"
    exchange(sekdes)
    choose(sekdes, Take.MINE)
    exchange(sekdes)
    assert text(sekdes)["umum.uraian"] == "Dari sekdes."


def test_what_data_that_were_put_back_had_written_into_a_conflict_is_asked_beside_what_is_written_anew(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Seed 80319: the choice was made before the PC heard of its own later words."""
    write_both(world, kaur, sekdes)
    exchange(kaur, sekdes)
    sekdes.close()
    shutil.copytree(world.folder / "sekdes", world.folder / "before")
    sekdes = world.desk("sekdes")
    write(world, sekdes, {"umum.uraian": "Kemudian."})
    exchange(sekdes)
    sekdes.close()
    shutil.rmtree(world.folder / "sekdes")
    shutil.copytree(world.folder / "before", world.folder / "sekdes")
    sekdes = world.desk("sekdes")
    choose(sekdes, Take.THEIRS)
    write(world, sekdes, {"umum.uraian": "Lain lagi."})
    for _session in range(4):
        sekdes.sync.run_once()
    assert text(sekdes)["umum.uraian"] == "Lain lagi."
    assert ("Lain lagi.", "Kemudian.") in [(mine, theirs) for _base, mine, theirs in sides(conflict(sekdes))]


def test_a_text_that_was_kept_for_an_author_is_no_revision_of_another_draft(world: World, kaur: Desk) -> None:
    """Whoever names their op by another village's draft."""
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    exchange(kaur)
    with world.server.store.write() as work:
        work.past.keep_own(JUNE, {"umum.uraian": "Kata desa lain.", "meta.of": REPORT}, world.clock.now())
        made = MadeAt(world.clock.now(), "Asia/Makassar")
        body = OpBody("draft.save", Ref(RecordType.DRAFT, JUNE), msgspec.Raw(b"{}"), "p", made, Base())
        assert begun_from(work, body) == Begun()


def test_what_a_pc_read_before_a_server_was_put_back_is_not_taken_from_it_and_is_said_anew(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """The copy that the server has is older; kaur, who wrote what it lost, never comes back."""
    write(world, kaur, {"umum.uraian": "Satu."})
    exchange(kaur, sekdes)
    before = world.back_up()
    write(world, kaur, {"umum.uraian": "Satu, lalu dua.", "umum.kendala": "Hujan."})
    exchange(kaur, sekdes)
    world.put_back(before)
    for _session in range(4):
        sekdes.sync.run_once()
    draft = server_draft(world)
    assert draft is not None
    assert (draft.text("umum.uraian"), draft.text("umum.kendala")) == ("Satu, lalu dua.", "Hujan.")
    assert text(sekdes) == {"umum.uraian": "Satu, lalu dua.", "umum.kendala": "Hujan."}


def test_what_a_history_beside_the_known_one_has_is_not_written_over_with_what_a_pc_only_read(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Seed 68312: the server is put back twice, and each PC has seen another history meanwhile."""
    write(world, kaur, {"umum.uraian": "Satu."})
    exchange(kaur, sekdes)
    before = world.back_up()
    write(world, kaur, {"umum.uraian": "Dua."})
    exchange(kaur)
    world.put_back(before)
    write(world, sekdes, {"umum.kendala": "Hujan."})
    exchange(sekdes)
    world.put_back(before)
    exchange(kaur, sekdes, kaur, sekdes)
    draft = server_draft(world)
    assert draft is not None
    assert draft.text("umum.uraian") == "Dua."
    assert draft.text("umum.kendala") == "Hujan." or sides(conflict(sekdes))


def test_a_choice_that_a_server_lost_and_that_counts_no_more_takes_nothing_along_that_was_typed_with_it(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Seed 69717: what follows it was sealed before kaur heard of the new history, and is taken."""
    write_both(world, kaur, sekdes)
    write(world, kaur, {"kegiatan[b].nama": "Posyandu"})
    exchange(kaur, sekdes, kaur)
    before = world.back_up()
    write(world, kaur, {"kegiatan[b].nama": "Posyandu balita"})
    choose(kaur, Take.MINE)
    exchange(kaur, kaur)
    world.put_back(before)
    write(world, sekdes, {"umum.kendala": "Dari sekdes."})
    for _session in range(2):
        sekdes.sync.run_once()
    write(world, kaur, {"umum.rencana": "Dari kaur."})
    kaur.sync.run_once()
    after_a_month(world, kaur)
    exchange(kaur, kaur)
    assert text(kaur)["umum.rencana"] == "Dari kaur."
    assert text(kaur)["kegiatan[b].nama"] == "Posyandu balita"
