"""Threads on both desks: begun offline, answered, read, solved, refused, full, and about a field of a report."""

from __future__ import annotations

from datetime import date

import pytest

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, Media
from sipa_core.domain.consultation import MAX_MESSAGES, Side, ThreadState
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.consultation import Consultation
from sipa_desktop.services.consultation_views import (
    Begun,
    EventView,
    Outline,
    Sent,
    TalkMessage,
    ThreadDetail,
    ThreadFilter,
)
from sipa_desktop.services.guidance import Guidance
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, DAHAI, CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import LRA, LRA_REPORT, REALISASI, send

SUBJECT = "Rabat beton belum masuk"


@pytest.fixture
def desa(village: Store, clock: HandClock, entropy: CountingEntropy) -> Consultation:
    return Consultation(village, clock, entropy)


@pytest.fixture
def camat(district: Store, clock: HandClock, entropy: CountingEntropy) -> Consultation:
    return Consultation(district, clock, entropy)


def ok(outcome: ThreadDetail | Refused) -> ThreadDetail:
    assert isinstance(outcome, ThreadDetail), outcome
    return outcome


def ask(talk: Consultation, text: str = "Masuk Semester I atau II?", village: str = "", **place: str) -> str:
    """Begin a thread and send its first message; returns its id."""
    begun = talk.begin(village, **place)
    assert isinstance(begun, Begun)
    outline = Outline(begun.village, SUBJECT, begun.report, begun.path, begun.label)
    assert isinstance(talk.save_new(begun.thread, text, outline), Saved)
    assert isinstance(talk.send(begun.thread), Done)
    return begun.thread


def say(talk: Consultation, thread: str, text: str) -> None:
    assert isinstance(talk.save_draft(thread, text), Saved)
    assert isinstance(talk.send(thread), Done)


def said(detail: ThreadDetail) -> list[tuple[str, Sent]]:
    return [(one.text, one.sent) for one in detail.entries if isinstance(one, TalkMessage)]


def test_a_thread_is_begun_without_a_network_and_says_where_each_message_is(
    desa: Consultation, camat: Consultation, village: Store, district: Store, server: Server
) -> None:
    thread = ask(desa)
    assert said(ok(desa.detail(thread))) == [("Masuk Semester I atau II?", Sent.WAITING)]
    assert (desa.list().rows[0].side, desa.list().rows[0].pending) == ("10.34", True)
    server.exchange(village)
    assert said(ok(desa.detail(thread))) == [("Masuk Semester I atau II?", Sent.SENT)]
    server.exchange(district)
    assert (camat.list().unread, camat.list().words) == (1, "1 pesan baru dari desa.")
    assert camat.list().rows[0].village == "Desa Babayau"
    say(camat, thread, "Semester I, Bu.")
    server.exchange(district)
    server.exchange(village)
    assert desa.list().words == "1 jawaban baru dari kecamatan."
    assert said(ok(desa.detail(thread)))[-1] == ("Semester I, Bu.", Sent.THEIRS)
    assert desa.list().rows[0].snippet == "Syahrani: Semester I, Bu."


def test_a_mark_is_made_only_when_something_new_was_in_sight(
    desa: Consultation, camat: Consultation, village: Store, district: Store, server: Server
) -> None:
    thread = ask(camat, village=BABAYAU)
    server.exchange(district)
    server.exchange(village)
    seen = ok(desa.detail(thread))
    assert (seen.unread, desa.unread()) == (1, 1)
    assert desa.mark_read(thread, seen.last_theirs)
    assert not desa.mark_read(thread, seen.last_theirs)
    assert desa.unread() == 0
    say(camat, thread, "Satu lagi.")
    server.exchange(district)
    with village.write() as tx:
        tx.server_records.take([server.records[Ref(RecordType.CONSULTATION, thread)]])
        tx.reproject()
    assert desa.mark_read(thread, ok(desa.detail(thread)).last_theirs)
    queue = Queue(village, HandClock())
    assert [row.kind for row in queue.waiting()] == ["consultation.read"]
    assert (queue.view().waiting, queue.view().quiet) == ((), 1)
    server.exchange(village)
    server.exchange(district)
    assert [sent for _text, sent in said(ok(camat.detail(thread)))] == [Sent.READ, Sent.READ]


def test_a_mark_is_not_made_for_own_words(desa: Consultation) -> None:
    thread = ask(desa)
    detail = ok(desa.detail(thread))
    assert detail.last_theirs == ""
    assert not desa.mark_read(thread, detail.last_theirs)


def test_a_solved_thread_leaves_the_open_ones_and_a_message_brings_it_back(
    desa: Consultation, camat: Consultation, village: Store, district: Store, server: Server
) -> None:
    thread = ask(desa)
    desa.solve(thread)
    server.exchange(village)
    server.exchange(district)
    assert desa.list().rows == ()
    [row] = desa.list(ThreadFilter.SELESAI).rows
    assert (row.state, row.snippet) == (ThreadState.SOLVED, "Selesai")
    detail = ok(camat.detail(thread))
    assert detail.words == "Ditandai selesai oleh Norhayati, 10 Juli. Pesan baru membukanya lagi."
    assert isinstance(detail.entries[-1], EventView)
    assert not detail.can_solve
    say(camat, thread, "Maaf, satu lagi.")
    assert camat.list().counts[ThreadFilter.TERBUKA] == 1


def test_a_message_being_written_stays_and_can_be_thrown_away(desa: Consultation) -> None:
    thread = ask(desa)
    desa.save_draft(thread, "Kuitansinya sudah")
    detail = ok(desa.detail(thread))
    assert (detail.draft, detail.draft_words) == ("Kuitansinya sudah", "Draf tersimpan 10.34.")
    assert desa.list().rows[0].snippet == "Draf: Kuitansinya sudah"
    desa.discard(thread)
    assert ok(desa.detail(thread)).draft == ""


def test_a_new_thread_that_was_only_begun_is_listed_as_a_draft(desa: Consultation) -> None:
    begun = desa.begin()
    assert isinstance(begun, Begun)
    desa.save_new(begun.thread, "Bagaimana", Outline("", ""))
    [row] = desa.list().rows
    assert (row.draft, row.subject, row.snippet) == (True, "Percakapan baru", "Draf: Bagaimana")
    assert ok(desa.detail(begun.thread)).new
    refused = desa.send(begun.thread)
    assert isinstance(refused, Refused)
    assert refused.field == "subject"
    desa.discard(begun.thread)
    assert desa.list().rows == ()


def test_a_refused_message_comes_back_with_words_and_can_be_written_on(
    desa: Consultation, village: Store, server: Server
) -> None:
    begun = desa.begin()
    assert isinstance(begun, Begun)
    desa.save_new(begun.thread, "Pagi, Pak.", Outline("", SUBJECT))
    desa.send(begun.thread)
    ref = Ref(RecordType.VILLAGE, ids.natural_id("village", BABAYAU))
    kept = server.records.pop(ref)
    server.exchange(village)
    server.records[ref] = kept
    detail = ok(desa.detail(begun.thread))
    [message] = [one for one in detail.entries if isinstance(one, TalkMessage)]
    assert (message.sent, message.text) == (Sent.REFUSED, "Pagi, Pak.")
    assert "aman di komputer ini" in message.problem
    assert desa.list().rows[0].refused
    assert isinstance(desa.take_back(begun.thread, message.key), Saved)
    again = ok(desa.detail(begun.thread))
    assert (again.draft, again.subject, again.entries) == ("Pagi, Pak.", SUBJECT, ())
    assert Queue(village, HandClock()).parked() == []
    desa.send(begun.thread)
    server.exchange(village)
    assert said(ok(desa.detail(begun.thread))) == [("Pagi, Pak.", Sent.SENT)]


def test_a_full_thread_says_so_and_keeps_what_was_being_written(
    desa: Consultation, village: Store, server: Server
) -> None:
    thread = ask(desa)
    server.exchange(village)
    more = {}
    for n in range(MAX_MESSAGES - 1):
        row = f"msg[{ids.natural_id('m', n)}]"
        more |= {f"{row}.who": "kecamatan", f"{row}.text": "Ya.", f"{row}.at": n + 1, f"{row}.by": "Syahrani"}
    server.put(RecordType.CONSULTATION, thread, BABAYAU, more)
    server.exchange(village)
    detail = ok(desa.detail(thread))
    assert (detail.can_send, detail.closed_words) == (
        False,
        "Percakapan ini sudah penuh. Lanjutkan di percakapan baru.",
    )
    desa.save_draft(thread, "Satu lagi")
    refused = desa.send(thread)
    assert isinstance(refused, Refused)
    assert refused.code == "full"
    assert ok(desa.detail(thread)).draft == "Satu lagi"


def test_a_thread_on_a_field_names_it_and_its_present_value(
    desa: Consultation, camat: Consultation, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    server.exchange(district)
    thread = ask(camat, "Belum ada rabat beton.", BABAYAU, report=LRA_REPORT, path=REALISASI)
    server.exchange(district)
    server.exchange(village)
    about = ok(desa.detail(thread)).about
    assert about is not None
    assert (about.title, about.place) == (
        "Realisasi APB Desa Semester I 2025",
        "Pelaksanaan Pembangunan Desa, Realisasi",
    )
    assert (about.value_label, about.target, about.path) == ("Realisasi (Rp)", LRA, REALISASI)
    assert about.value
    there = ok(camat.detail(thread)).about
    assert there is not None
    assert there.target == ids.version_id(LRA_REPORT, 1)
    assert desa.on_report(LRA_REPORT) == {REALISASI: thread}
    again = desa.begin(report=LRA_REPORT, path=REALISASI)
    assert isinstance(again, Begun)
    assert (again.thread, again.known) == (thread, True)
    desa.solve(thread)
    assert desa.on_report(LRA_REPORT) == {}


def test_a_field_of_a_report_that_was_never_sent_can_be_asked_about(
    desa: Consultation, village: Store, clock: HandClock
) -> None:

    Reports(village, clock).create("lra_semester1", "2025-S1")
    thread = ask(desa, report=LRA_REPORT, path="kendala.isi")
    about = ok(desa.detail(thread)).about
    assert about is not None
    assert (about.place, about.value, about.target) == ("Kendala", "–", LRA)


def test_the_kecamatan_writes_to_several_villages_at_once_one_thread_each(
    camat: Consultation, desa: Consultation, village: Store, district: Store, server: Server
) -> None:
    begun = camat.begin()
    assert isinstance(begun, Begun)
    camat.save_new(begun.thread, "Pelatihan Kamis.", Outline("", SUBJECT, villages=(BABAYAU, DAHAI)))
    done = camat.send(begun.thread)
    assert isinstance(done, Done)
    assert "2 desa" in done.words
    server.exchange(district)
    assert {row.village for row in camat.list().rows} == {"Desa Babayau", "Desa Dahai"}
    server.exchange(village)
    assert len(desa.list().rows) == 1


def test_without_a_village_nothing_is_sent(camat: Consultation) -> None:
    begun = camat.begin()
    assert isinstance(begun, Begun)
    camat.save_new(begun.thread, "Pelatihan Kamis.", Outline("", SUBJECT))
    refused = camat.send(begun.thread)
    assert isinstance(refused, Refused)
    assert (refused.field, refused.words) == ("village", "Pilih dulu desa yang dikirimi pesan.")


def test_a_village_never_sees_another_ones_thread(
    camat: Consultation, desa: Consultation, village: Store, district: Store, server: Server
) -> None:
    thread = ask(camat, village=DAHAI)
    server.exchange(district)
    server.exchange(village)
    assert desa.list(ThreadFilter.SEMUA).rows == ()
    assert isinstance(desa.detail(thread), Refused)
    assert isinstance(desa.save_draft(thread, "Halo"), Refused)
    begun = desa.begin(village=DAHAI)
    assert isinstance(begun, Begun)
    assert begun.village == BABAYAU


def test_files_lie_beside_the_message_and_go_with_it(desa: Consultation, village: Store, server: Server) -> None:
    begun = desa.begin()
    assert isinstance(begun, Begun)
    desa.save_new(begun.thread, "", Outline("", SUBJECT))
    photo = Attachment("ab" * 32, "kuitansi.jpg", Media.JPEG, 9000, 800, 600)
    desa.add_files(begun.thread, [photo, photo])
    held = ok(desa.detail(begun.thread)).files
    assert [one.name for _row, one in held] == ["kuitansi.jpg", "kuitansi.jpg"]
    desa.remove_file(begun.thread, held[0][0])
    assert isinstance(desa.send(begun.thread), Done)
    server.exchange(village)
    detail = ok(desa.detail(begun.thread))
    [message] = [one for one in detail.entries if isinstance(one, TalkMessage)]
    assert message.files == ((held[1][0], photo),)
    assert [(name.name, words) for _row, name, words in detail.attachments] == [("kuitansi.jpg", "Anda, 10.34")]
    assert isinstance(desa.add_files(begun.thread, [photo] * 9), Refused)


def test_what_was_agreed_stands_between_the_messages(
    desa: Consultation, camat: Consultation, village: Store, district: Store, clock: HandClock, server: Server
) -> None:

    thread = ask(desa)
    server.exchange(village)
    server.exchange(district)
    guidance = Guidance(district, clock, CountingEntropy(500))
    guidance.put(BABAYAU, "Masukkan rabat beton RT 03.", date(2025, 7, 14), thread=thread)
    server.exchange(district)
    server.exchange(village)
    detail = ok(desa.detail(thread))
    [event] = [one for one in detail.entries if isinstance(one, EventView)]
    assert event.words == "Disepakati sebagai pembinaan: Masukkan rabat beton RT 03, sampai 14 Juli"
    assert len(detail.guidance.running) == 1
    assert "1 pembinaan berjalan." in desa.list().words


def test_days_are_named_once(desa: Consultation, clock: HandClock) -> None:
    thread = ask(desa)
    clock.set("2025-07-11 08:00")
    say(desa, thread, "Pagi.")
    say(desa, thread, "Jadi?")
    days = [one.day for one in ok(desa.detail(thread)).entries]
    assert days == ["Kamis, 10 Juli 2025", "Jumat, 11 Juli 2025", ""]


def test_two_pcs_of_a_village_write_into_the_same_thread(
    desa: Consultation, village: Store, second_pc: Store, clock: HandClock, entropy: CountingEntropy, server: Server
) -> None:
    thread = ask(desa)
    server.exchange(village)
    server.exchange(second_pc)
    other = Consultation(second_pc, clock, entropy)
    say(desa, thread, "Dari meja depan")
    say(other, thread, "Dari meja belakang")
    server.exchange(village)
    server.exchange(second_pc)
    server.exchange(village)
    assert [text for text, _sent in said(ok(desa.detail(thread)))][1:] == ["Dari meja depan", "Dari meja belakang"]
    assert Side.VILLAGE.other is Side.KECAMATAN
