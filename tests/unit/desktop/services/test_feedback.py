"""Citizens' words on the desk: whose turn it is, how long, and what becomes of an answer."""

from __future__ import annotations

import pytest

from sipa_core.domain.feedback import Speaker
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_views import (
    EventView,
    FeedbackDetail,
    FeedbackFilter,
    MessageView,
    Urgency,
)
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import DAHAI, HandClock, Server

LAMP = "Sudah seminggu lampu di depan langgar RT 02 mati."


@pytest.fixture
def inbox(village: Store, clock: HandClock) -> Feedback:
    return Feedback(village, clock)


@pytest.fixture
def lamp(village: Store, server: Server) -> str:
    matter = server.citizen("PRG-4H9T7", LAMP, "2025-07-08 08:51")
    server.exchange(village)
    return matter


def read(inbox: Feedback, matter: str) -> FeedbackDetail:
    found = inbox.detail(matter)
    assert isinstance(found, FeedbackDetail)
    return found


def reply(inbox: Feedback, matter: str, text: str = "Terima kasih, lampu diganti Sabtu.") -> Done:
    inbox.save_answer(matter, text)
    done = inbox.answer(matter)
    assert isinstance(done, Done)
    return done


def test_the_clock_counts_three_working_days_and_what_is_left(inbox: Feedback, lamp: str) -> None:
    clock = read(inbox, lamp).clock
    assert clock.left == "22 jam"
    assert clock.words == "tersisa dari 3 hari kerja"
    assert (clock.start_words, clock.end_words) == ("8 Jul 08.51", "11 Jul 08.51")
    assert clock.permille == 690
    assert clock.urgency is Urgency.SOON


def test_the_pane_counts_the_days_that_are_left_as_the_list_does(
    inbox: Feedback, village: Store, server: Server, clock: HandClock
) -> None:
    matter = server.citizen("PRG-AAAAA", "Kapan BLT?", "2025-07-10 09:00")
    server.exchange(village)
    [row] = inbox.list().rows
    assert (row.side, read(inbox, matter).clock.left) == ("3 hari kerja lagi", "3 hari kerja")
    clock.set("2025-07-18 12:00")
    [row] = inbox.list().rows
    assert (row.side, read(inbox, matter).clock.left) == ("lewat 3 hari kerja", "Lewat 3 hari kerja")


def test_weekends_do_not_count_against_the_office(inbox: Feedback, village: Store, server: Server) -> None:
    matter = server.citizen("PRG-AAAAA", "Kapan BLT?", "2025-07-04 10:00")
    server.exchange(village)
    assert read(inbox, matter).clock.end_words == "9 Jul 10.00"


def test_a_late_answer_is_said_to_be_late(inbox: Feedback, lamp: str, clock: HandClock) -> None:
    clock.set("2025-07-11 12:51")
    late = read(inbox, lamp).clock
    assert late.left == "Lewat 4 jam"
    assert late.permille == 1000
    assert late.urgency is Urgency.LATE
    (row,) = inbox.list().rows
    assert row.side == "lewat batas"


def test_the_list_counts_under_every_filter_and_puts_the_longest_waiting_first(
    inbox: Feedback, village: Store, server: Server, lamp: str
) -> None:
    server.citizen("PRG-8C1XQ", "Mau tanya jadwal BLT.", "2025-07-09 15:00", subject="Kapan BLT bulan Juli?")
    done = server.citizen("PRG-9M3AQ", "Timbangan barunya bagus.", "2025-07-01 09:00", subject="Terima kasih posyandu")
    server.exchange(village)
    reply(inbox, done)
    assert isinstance(inbox.set_state(done, FeedbackState.SELESAI), Done)
    server.exchange(village)
    view = inbox.list()
    assert [row.number for row in view.rows] == ["PRG-4H9T7", "PRG-8C1XQ"]
    assert [row.side for row in view.rows] == ["Batas besok", "2 hari kerja lagi"]
    assert view.counts == {FeedbackFilter.BELUM: 2, FeedbackFilter.BERJALAN: 2, FeedbackFilter.SEMUA: 3}
    assert view.words == "2 belum dijawab. Rata-rata jawab 7,1 hari kerja."
    assert [row.number for row in inbox.list(FeedbackFilter.SEMUA).rows][-1] == "PRG-9M3AQ"


def test_an_empty_inbox_says_so(inbox: Feedback) -> None:
    view = inbox.list()
    assert view.rows == ()
    assert view.words == "Belum ada masukan warga."


def test_one_conversation_shows_who_wrote_and_heads_each_day(
    inbox: Feedback, village: Store, server: Server, lamp: str, clock: HandClock
) -> None:
    clock.set("2025-07-08 09:15")
    assert isinstance(inbox.set_state(lamp, FeedbackState.DITINDAKLANJUTI), Done)
    server.exchange(village)
    server.citizen_again(lamp, "m2", "Tadi malam masih gelap, Bu.", "2025-07-09 20:14")
    server.exchange(village)
    clock.set("2025-07-10 10:34")
    detail = read(inbox, lamp)
    assert detail.words == "Nomor PRG-4H9T7, tanpa nama, lewat halaman publik"
    first, event, second = detail.entries
    assert isinstance(first, MessageView)
    assert (first.who, first.text, first.at_words, first.day) == (
        Speaker.CITIZEN,
        LAMP,
        "08.51",
        "Selasa, 8 Juli 2025",
    )
    assert isinstance(event, EventView)
    assert event.words == "Status menjadi Ditindaklanjuti, warga dapat melihatnya"
    assert event.day == ""
    assert isinstance(second, MessageView)
    assert second.day == "Rabu, 9 Juli 2025"
    assert [(fact.label, fact.value) for fact in detail.facts] == [
        ("Pengirim", "Tanpa nama"),
        ("Jenis", "Keluhan"),
        ("Status", "Ditindaklanjuti"),
        ("Terlihat umum", "Belum, menunggu dilihat kecamatan"),
    ]


def test_an_answer_is_journalled_sent_and_only_then_gone_from_the_box(
    inbox: Feedback, village: Store, server: Server, lamp: str
) -> None:
    saved = inbox.save_answer(lamp, "Terima kasih, lampu diganti Sabtu.")
    assert isinstance(saved, Saved)
    assert read(inbox, lamp).answer == "Terima kasih, lampu diganti Sabtu."
    assert read(inbox, lamp).answer_words.startswith("Draf tersimpan 10.34.")
    assert isinstance(inbox.answer(lamp), Done)
    waiting = read(inbox, lamp)
    assert waiting.answer == ""
    assert waiting.state is FeedbackState.DIJAWAB
    last = waiting.entries[-1]
    assert isinstance(last, MessageView)
    assert last.pending
    assert last.at_words == "menunggu kirim"
    (row,) = inbox.list(FeedbackFilter.SEMUA).rows
    assert (row.side, row.pending) == ("Menunggu kirim", True)
    server.exchange(village)
    sent = read(inbox, lamp)
    last = sent.entries[-1]
    assert isinstance(last, MessageView)
    assert not last.pending
    assert sent.clock.left == "2 hari kerja"
    assert not sent.clock.running
    record = server.get(Ref(RecordType.FEEDBACK, lamp))
    assert record is not None
    assert record.text("state") == "dijawab"


def test_an_empty_answer_is_not_sent(inbox: Feedback, lamp: str) -> None:
    inbox.save_answer(lamp, "   ")
    no = inbox.answer(lamp)
    assert isinstance(no, Refused)
    assert no.code == "empty"


def test_an_answer_that_the_server_refused_comes_back_to_be_mended(inbox: Feedback, village: Store, lamp: str) -> None:
    reply(inbox, lamp, "Sedang kami kerjakan.")
    with village.write() as tx:
        (item,), _next = tx.outbox.seal(1, 1, 1 << 20)
        receipt = Receipt(item.op_id, item.content_hash, Status.REJECTED, 1, code=Problem.NOT_NOW.value)
        tx.outbox.park(receipt)
        tx.reproject()
    detail = read(inbox, lamp)
    assert detail.answer == "Sedang kami kerjakan."
    assert len(detail.entries) == 1


def test_a_second_answer_may_be_written_while_the_first_waits(inbox: Feedback, lamp: str) -> None:
    reply(inbox, lamp)
    inbox.save_answer(lamp, "Tambahan: mulai pukul 8.")
    assert read(inbox, lamp).answer == "Tambahan: mulai pukul 8."
    assert isinstance(inbox.answer(lamp), Done)
    assert [entry.pending for entry in read(inbox, lamp).entries if isinstance(entry, MessageView)] == [
        False,
        True,
        True,
    ]


def test_a_citizen_who_writes_again_is_unanswered_again(
    inbox: Feedback, village: Store, server: Server, lamp: str, clock: HandClock
) -> None:
    reply(inbox, lamp)
    server.exchange(village)
    assert inbox.list().rows == ()
    server.citizen_again(lamp, "m9", "Kok belum?", "2025-07-14 08:00")
    server.exchange(village)
    clock.set("2025-07-14 09:00")
    (row,) = inbox.list().rows
    assert row.snippet == "Kok belum?"
    assert read(inbox, lamp).clock.start_words == "14 Jul 08.00"


def test_what_was_forwarded_is_the_kecamatans_to_answer_while_the_clock_goes_on(
    inbox: Feedback, village: Store, district: Store, server: Server, lamp: str, clock: HandClock
) -> None:
    assert isinstance(inbox.set_state(lamp, FeedbackState.DITERUSKAN, "Lampu itu milik PLN."), Done)
    assert inbox.list().rows == ()
    assert [row.side for row in inbox.list(FeedbackFilter.BERJALAN).rows] == ["Menunggu kirim"]
    assert read(inbox, lamp).clock.running
    server.exchange(village)
    server.exchange(district)
    assert [row.number for row in Feedback(district, clock).list().rows] == ["PRG-4H9T7"]
    assert isinstance(inbox.set_state(lamp, FeedbackState.DITERUSKAN), Refused)


def test_rejecting_needs_a_reason_for_the_citizen(inbox: Feedback, village: Store, server: Server, lamp: str) -> None:
    no = inbox.set_state(lamp, FeedbackState.DITOLAK)
    assert isinstance(no, Refused)
    assert no.field == "reason"
    assert isinstance(inbox.set_state(lamp, FeedbackState.DITOLAK, "Bukan wewenang desa."), Done)
    assert ("Alasan untuk warga", "Bukan wewenang desa.") in [(f.label, f.value) for f in read(inbox, lamp).facts]
    assert inbox.list().rows == ()


def test_a_village_neither_sees_anothers_words_nor_decides_what_all_may_read(
    inbox: Feedback, village: Store, server: Server, lamp: str
) -> None:
    other = server.citizen("PRG-DAHAI", "Untuk Dahai.", "2025-07-09 08:00", village=DAHAI)
    server.exchange(village)
    assert [row.number for row in inbox.list(FeedbackFilter.SEMUA).rows] == ["PRG-4H9T7"]
    assert isinstance(inbox.detail(other), Refused)
    detail = read(inbox, lamp)
    assert detail.can_answer
    assert not detail.can_release
    assert not detail.can_hold
    no = inbox.release(lamp)
    assert isinstance(no, Refused)
    assert no.code == "forbidden"


def test_the_kecamatan_sees_all_villages_and_releases_or_holds(
    district: Store, village: Store, server: Server, lamp: str, clock: HandClock
) -> None:
    other = server.citizen("PRG-DAHAI", "Untuk Dahai.", "2025-07-09 08:00", village=DAHAI)
    secret = server.citizen("PRG-SSSSS", "Rahasia.", "2025-07-09 08:30", visibility=Visibility.PRIVATE)
    server.exchange(district)
    desk = Feedback(district, clock)
    waiting = desk.list(FeedbackFilter.MENUNGGU)
    assert {(row.number, row.village) for row in waiting.rows} == {
        ("PRG-4H9T7", "Desa Babayau"),
        ("PRG-DAHAI", "Desa Dahai"),
    }
    assert waiting.counts[FeedbackFilter.MENUNGGU] == 2
    assert isinstance(desk.release(lamp), Done)
    assert isinstance(desk.hold(other, "  "), Refused)
    assert isinstance(desk.hold(other, "Menyebut nama orang."), Done)
    assert desk.list(FeedbackFilter.MENUNGGU).rows == ()
    held = read(desk, other)
    assert held.visibility_words == "Menunggu kirim. Ditahan setelah diterima server. Alasan: Menyebut nama orang."
    assert read(desk, lamp).visibility_words.startswith("Menunggu kirim. Tampil")
    private = read(desk, secret)
    assert not private.can_release
    assert isinstance(desk.release(secret), Refused)
    server.exchange(district)
    held = read(desk, other)
    assert held.visibility_words == "Tidak tampil di halaman publik. Alasan: Menyebut nama orang."
    assert read(desk, lamp).visibility_words == "Tampil di halaman publik."
    record = server.get(Ref(RecordType.FEEDBACK, lamp))
    assert record is not None
    assert record.text("visibility") == "released"
