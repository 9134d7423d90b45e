"""A draft beside a version that another PC sent: what its sender had seen goes with it, the rest stays."""

from __future__ import annotations

from unittest.mock import patch

import msgspec

from sipa_core.sync.merge import Take
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts_views import Settled
from sipa_desktop.services.drafts import COPY_SUFFIX
from sipa_desktop.sync import engine
from sipa_server.services import feed
from tests.support.sticks import carried_there, stick, written
from tests.support.two_pcs import JUNE, conflict, exchange, pc, server_draft, text, write
from tests.support.world import World


def test_words_that_the_sender_of_a_version_had_not_seen_stay_when_it_is_written_on_in(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Also on the PC that they were written on, whose person has not put the two together yet (seed 53608)."""
    write(world, sekdes, {"umum.kendala": "Mesin kurang."})
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur, sekdes)
    assert not isinstance(kaur.reports.recall(JUNE), Refused)
    exchange(kaur)
    write(world, kaur, {"umum.uraian": "Dari kaur, lagi."})
    exchange(kaur, sekdes, kaur)
    both = {"umum.kendala": "Mesin kurang.", "umum.uraian": "Dari kaur, lagi."}
    assert text(kaur) == text(sekdes) == both


def test_a_pc_does_not_follow_a_version_past_a_copy_that_its_sender_had_not_seen(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    third = pc(world, "third", "PC ketiga")
    write(world, sekdes, {"umum.kendala": "Mesin kurang."})
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(sekdes, third, kaur, third)
    assert not isinstance(kaur.reports.recall(JUNE), Refused)
    exchange(kaur, third)
    write(world, third, {"kegiatan[a].nama": "Posyandu"})
    exchange(third, sekdes, kaur, third)
    assert text(sekdes)["umum.kendala"] == text(third)["umum.kendala"] == "Mesin kurang."


def test_a_pc_whose_words_were_all_before_the_sender_of_a_version_is_asked_nothing(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, sekdes, {"umum.uraian": "Konsep sekdes.", "umum.kendala": "Mesin kurang."})
    exchange(sekdes, kaur)
    write(world, kaur, {"umum.uraian": "Sudah diperbaiki kaur."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur, sekdes)
    assert isinstance(sekdes.conflicts.view(JUNE), Refused)
    assert text(sekdes) == {"umum.uraian": "Sudah diperbaiki kaur.", "umum.kendala": "Mesin kurang."}


def test_words_that_a_person_turned_down_for_a_version_do_not_come_back_when_it_is_written_on_in(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, sekdes, {"umum.uraian": "Dari sekdes.", "umum.kendala": "Mesin kurang."})
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(kaur, sekdes)
    assert isinstance(sekdes.conflicts.keep_two(JUNE, conflict(sekdes).seal), Settled)
    exchange(sekdes)
    assert not isinstance(kaur.reports.recall(JUNE), Refused)
    exchange(kaur)
    write(world, kaur, {"umum.uraian": "Dari kaur, lagi."})
    exchange(kaur, sekdes, kaur)
    assert text(kaur) == text(sekdes) == {"umum.uraian": "Dari kaur, lagi."}


def test_a_person_s_choice_of_their_own_text_over_a_version_is_followed_on_the_pc_that_sent_it(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    exchange(sekdes, kaur, sekdes)
    seen = conflict(sekdes)
    assert isinstance(sekdes.conflicts.resolve(JUNE, seen.seal, {seen.rows[0].path: Take.MINE}), Settled)
    assert not isinstance(kaur.reports.recall(JUNE), Refused)
    exchange(sekdes, kaur, kaur)
    assert text(kaur) == text(sekdes) == {"umum.uraian": "Dari sekdes."}
    assert [desk.conflicts.list() for desk in (kaur, sekdes)] == [(), ()]


def test_what_was_typed_behind_a_sending_that_had_no_answer_is_followed_on_the_other_pc(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    write(world, kaur, {"umum.uraian": "Awal, lalu lebih lengkap."})
    exchange(kaur, sekdes)
    assert not isinstance(kaur.reports.recall(JUNE), Refused)
    exchange(kaur, sekdes)
    assert text(kaur) == {"umum.uraian": "Awal, lalu lebih lengkap."}
    exchange(kaur, sekdes)
    assert text(sekdes) == {"umum.uraian": "Awal, lalu lebih lengkap."}
    assert [desk.conflicts.list() for desk in (kaur, sekdes)] == [(), ()]
    held = server_draft(world)
    exchange(kaur, sekdes, kaur, sekdes)
    assert server_draft(world) == held


def test_what_was_typed_behind_a_sending_is_copied_in_the_session_that_brings_its_answer(
    world: World, kaur: Desk
) -> None:
    write(world, kaur, {"umum.uraian": "Satu."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    write(world, kaur, {"umum.kendala": "Sesudah Kirim."})
    exchange(kaur)
    draft = server_draft(world)
    assert draft is not None
    assert (draft.text("umum.kendala"), draft.number("meta.newest_seen")) == ("Sesudah Kirim.", 1)


def test_what_was_typed_behind_a_sending_goes_along_on_the_stick_whose_answer_takes_weeks(
    world: World, kaur: Desk
) -> None:
    office = world.kecamatan()
    exchange(office)
    write(world, kaur, {"umum.uraian": "Satu."})
    assert not isinstance(kaur.reports.submit(JUNE), Refused)
    write(world, kaur, {"umum.kendala": "Sesudah Kirim."})
    usb = stick(world.folder)
    written(kaur, usb)
    carried_there(office, usb)
    draft = server_draft(world)
    assert draft is not None
    assert draft.text("umum.kendala") == "Sesudah Kirim."


def test_a_draft_that_only_read_along_before_the_upgrade_follows_what_was_sent_then(
    world: World, kaur: Desk, sekdes: Desk
) -> None:
    """Versions of that time name no copy; the copy of that time says that nobody typed here."""
    write(world, kaur, {"umum.uraian": "Konsep."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Akhir."})
    with patch("sipa_desktop.services.reports.copy_mark", return_value=""):
        assert not isinstance(kaur.reports.submit(JUNE), Refused)
    with sekdes.store.write() as tx:
        copy = tx.documents.get(JUNE + COPY_SUFFIX)
        assert copy is not None
        tx.documents.start(copy.id, copy.kind, {**copy.about, "typed": False}, copy.saved_at)
    exchange(kaur, sekdes)
    assert sekdes.conflicts.list() == ()
    assert text(sekdes) == {"umum.uraian": "Akhir."}


def test_a_copy_goes_on_from_no_version_whose_text_has_not_come(world: World, kaur: Desk, sekdes: Desk) -> None:
    """Seed 85214: the session ended between the report and its version, after an own sending was refused."""
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})
    for desk in (sekdes, kaur):
        assert not isinstance(desk.reports.submit(JUNE), Refused)
    exchange(sekdes)
    with patch.object(feed, "MAX_CHANGES", 1), patch.object(engine, "MAX_TURNS", 1):
        while not has(kaur, RecordType.REPORT):
            kaur.sync.run_once()
    assert not has(kaur, RecordType.VERSION)
    kaur.copies.queue()
    with kaur.store.read() as tx:
        (copy,) = [one for one in tx.outbox.naming(JUNE, 0) if one.kind == "draft.save"]
    assert msgspec.json.decode(copy.decoded().fields)["newest_seen"] == 0


def has(desk: Desk, kind: RecordType) -> bool:
    with desk.store.read() as tx:
        return bool(tx.server_records.revisions(kind))
