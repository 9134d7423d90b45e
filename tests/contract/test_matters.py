"""Citizens' matters through real desks and the real server: who receives what, offline, after a restore, on two PCs."""

from __future__ import annotations

from sipa_core.domain.feedback import Source
from sipa_core.domain.workflow import FeedbackState
from sipa_core.sync.peer import Trouble
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.feedback_views import EventView, FeedbackDetail, FeedbackFilter, FeedbackQuery, NoteView
from sipa_server.services.feedback import FeedbackSent, NewFeedback
from sipa_server.services.tracking import Tracked
from tests.support.vaults import readable
from tests.support.world import BABAYAU, World, exchange, ok

SEMUA = FeedbackFilter.SEMUA
SECRET = "Kaur-minta-uang-pelicin-8841"
HERE = "192.0.2.1"


def only_for_kecamatan(world: World, text: str = SECRET) -> FeedbackSent:
    form = NewFeedback(BABAYAU, "keluhan", "Judul-8842", text, "Nama-8843", kecamatan_only=True)
    sent = world.server.feedback.submit(form, HERE)
    assert isinstance(sent, FeedbackSent)
    return sent


def detail(desk: Desk, matter: str) -> FeedbackDetail:
    return ok(desk.feedback.detail(matter))


def test_no_byte_of_a_word_for_the_kecamatan_alone_reaches_a_villages_disk(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    sent = only_for_kecamatan(world)
    world.citizen_writes("Lampu", "Padam.")
    copy = world.back_up()
    exchange(village, kecamatan)
    [row] = [row for row in kecamatan.feedback.list(SEMUA).rows if row.mark]
    assert row.mark == "Hanya kecamatan"
    ok(kecamatan.feedback.save_note(row.id, "Catatan-8844"))
    ok(kecamatan.feedback.add_note(row.id))
    ok(kecamatan.feedback.save_answer(row.id, "Jawaban-8845"))
    ok(kecamatan.feedback.answer(row.id, close=True))
    exchange(kecamatan, village)

    # The server is put back and begins another history: everybody reads the feed from its start, and ops come again.
    world.put_back(copy)
    again = only_for_kecamatan(world, f"{SECRET} lagi")
    exchange(village, kecamatan, village)

    told = readable(world.folder / "babayau")
    for marker in (
        SECRET,
        "Judul-8842",
        "Nama-8843",
        "Catatan-8844",
        "Jawaban-8845",
        sent.number,
        again.number,
        row.id,
    ):
        assert marker.encode() not in told, marker
    assert SECRET.encode() in readable(world.folder / "kecamatan")
    assert [row.subject for row in village.feedback.list(SEMUA).rows] == ["Lampu"]
    assert village.feedback.list(FeedbackQuery(SEMUA, search="pelicin")).rows == ()


def test_the_citizen_of_a_kecamatan_only_word_reads_the_answer_with_the_same_number_and_key(world: World) -> None:
    kecamatan = world.kecamatan()
    sent = only_for_kecamatan(world)
    exchange(kecamatan)
    [row] = kecamatan.feedback.list().rows
    ok(kecamatan.feedback.save_answer(row.id, "Kami periksa."))
    ok(kecamatan.feedback.answer(row.id))
    exchange(kecamatan)
    found = world.server.feedback.track(sent.number, sent.key, HERE)
    assert isinstance(found, Tracked)
    assert (found.state, found.messages[-1].text, found.messages[-1].office) == (
        "dijawab",
        "Kami periksa.",
        "admin_kecamatan",
    )


def test_a_message_written_while_the_kecamatan_reads_is_not_released_with_the_rest(world: World) -> None:
    kecamatan = world.kecamatan()
    sent = world.citizen_writes("Lampu", "Pertama.")
    exchange(kecamatan)
    [row] = kecamatan.feedback.list(SEMUA).rows
    screen = detail(kecamatan, row.id)
    world.clock.pass_time(minutes=1)
    assert isinstance(world.server.feedback.add_message(sent.number, sent.key, "NIK istri saya …", HERE), Tracked)
    exchange(kecamatan)
    ok(kecamatan.feedback.release(row.id, screen.seen))
    exchange(kecamatan)
    office = world.server.reads.village("babayau")
    assert office is not None
    [shown] = world.server.reads.feedback(office)
    assert [message.text for message in shown.messages] == ["Pertama."]
    assert detail(kecamatan, row.id).can_release, "the new one can be released after it was read"
    ok(kecamatan.feedback.release(row.id, detail(kecamatan, row.id).seen))
    exchange(kecamatan)
    assert len(world.server.reads.feedback(office)[0].messages) == 2


def test_a_matter_opened_again_by_its_citizen_is_the_villages_again(world: World) -> None:
    village = world.village()
    sent = world.citizen_writes("Lampu", "Padam.")
    exchange(village)
    [row] = village.feedback.list().rows
    ok(village.feedback.save_answer(row.id, "Sudah."))
    ok(village.feedback.answer(row.id, close=True))
    exchange(village)
    assert village.feedback.list().rows == ()
    world.clock.pass_time(minutes=1)
    opened = world.server.feedback.reopen(sent.number, sent.key, "Masih padam.", HERE)
    assert isinstance(opened, Tracked)
    exchange(village)
    [row] = village.feedback.list().rows
    assert row.snippet == "Masih padam."
    entries = detail(village, row.id).entries
    assert "Dibuka lagi oleh warga" in [entry.words for entry in entries if isinstance(entry, EventView)]


def test_two_offices_act_offline_and_the_table_decides_which_stands(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    world.citizen_writes("Lampu", "Padam.")
    exchange(village, kecamatan)
    [row] = village.feedback.list().rows
    world.lines["babayau"].down = True
    ok(village.feedback.save_note(row.id, "Sudah telepon RT."))
    ok(village.feedback.add_note(row.id))
    ok(village.feedback.set_state(row.id, FeedbackState.SELESAI))
    assert village.sync.run_once().trouble is Trouble.NO_NETWORK
    ok(kecamatan.feedback.set_state(row.id, FeedbackState.DITERUSKAN, note="Kami ambil alih."))
    exchange(kecamatan)
    world.lines["babayau"].down = False
    village.sync.run_once()
    exchange(kecamatan)
    [parked] = village.queue.parked()
    assert parked.kind == "feedback.state"
    assert detail(village, row.id).state is FeedbackState.DITERUSKAN
    notes = [entry.text for entry in detail(kecamatan, row.id).entries if isinstance(entry, NoteView)]
    assert sorted(notes) == ["Kami ambil alih.", "Sudah telepon RT."]


def test_comments_recorded_offline_reach_the_kecamatan_once(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    world.lines["babayau"].down = True
    chat = "[10/07/25 09.12] Rina Marlina: Kapan BLT cair? 0812-0000-0001"
    ok(village.intake.record(village.intake.look(chat, Source.WHATSAPP).comments, Source.WHATSAPP))
    world.lines["babayau"].down = False
    exchange(village, kecamatan)
    [row] = kecamatan.feedback.list(SEMUA).rows
    assert row.mark == "WhatsApp"
    for folder in ("babayau", "kecamatan"):
        kept = readable(world.folder / folder)
        assert b"Rina M." in kept
        assert b"Marlina" not in kept
        assert b"0812-0000" not in kept
