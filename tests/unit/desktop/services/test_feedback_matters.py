"""Daily work on citizens' matters: notes, hand-over, duplicates, who must act, thousands, release as seen."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.feedback import Source
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_intake import FeedbackIntake, NameShown
from sipa_desktop.services.feedback_views import EventView, FeedbackDetail, FeedbackFilter, FeedbackQuery, NoteView
from sipa_desktop.services.home import Home
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, DAHAI, HandClock, Server, at

SEMUA = FeedbackFilter.SEMUA
CHAT = """[10/07/25 09.12] Rina Marlina: Kapan BLT cair?
[10/07/25 09.15] Pak RT 03: Lampu padam, hubungi 0812-0000-0001
"""


@pytest.fixture
def inbox(village: Store, clock: HandClock) -> Feedback:
    return Feedback(village, clock)


@pytest.fixture
def camat(district: Store, clock: HandClock) -> Feedback:
    return Feedback(district, clock)


@pytest.fixture
def intake(village: Store, clock: HandClock) -> FeedbackIntake:
    return FeedbackIntake(village, clock)


def read(inbox: Feedback, matter: str) -> FeedbackDetail:
    found = inbox.detail(matter)
    assert isinstance(found, FeedbackDetail)
    return found


def done(outcome: Done | Refused) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def kecamatan_word(server: Server, number: str, text: str, when: str) -> str:
    matter = server.citizen(number, text, when, visibility=Visibility.PRIVATE)
    ref = Ref(RecordType.FEEDBACK, matter)
    record = server.records.pop(ref)
    server.put(RecordType.FEEDBACK_KECAMATAN, matter, record.village, record.fields)
    return matter


def test_a_note_is_journalled_queued_and_read_by_both_offices(
    inbox: Feedback, camat: Feedback, village: Store, district: Store, server: Server
) -> None:
    lamp = server.citizen("PRG-4H9T7", "Lampu padam.", "2025-07-09 08:00")
    server.exchange(village)
    inbox.save_note(lamp, "Sudah telepon RT.")
    inbox.save_answer(lamp, "Kami cek.")
    assert (read(inbox, lamp).note, read(inbox, lamp).answer) == ("Sudah telepon RT.", "Kami cek.")
    done(inbox.add_note(lamp))
    waiting = read(inbox, lamp)
    assert (waiting.note, waiting.answer, waiting.state) == ("", "Kami cek.", FeedbackState.BARU)
    [note] = [entry for entry in waiting.entries if isinstance(entry, NoteView)]
    assert (note.text, note.by, note.pending) == ("Sudah telepon RT.", "Norhayati", True)
    server.exchange(village)
    server.exchange(district)
    [note] = [entry for entry in read(camat, lamp).entries if isinstance(entry, NoteView)]
    assert (note.text, note.pending) == ("Sudah telepon RT.", False)
    assert isinstance(inbox.add_note(lamp), Refused), "there is nothing to send"


def test_a_matter_goes_to_the_kecamatan_and_comes_back_with_notes(
    inbox: Feedback, camat: Feedback, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    lamp = server.citizen("PRG-4H9T7", "Lampu padam.", "2025-07-09 08:00")
    server.exchange(village)
    over = read(inbox, lamp).hand_over
    assert over is not None
    assert (over.word, over.needs_note) == ("Teruskan ke kecamatan", True)
    done(inbox.set_state(lamp, FeedbackState.DITERUSKAN, note="Tiang milik kabupaten."))
    server.exchange(village)
    server.exchange(district)
    assert read(inbox, lamp).hand_over is None
    assert read(inbox, lamp).choices == ()
    assert read(inbox, lamp).clock.title == "Waktu kecamatan menjawab"
    assert read(inbox, lamp).clock.words == "tersisa dari 5 hari kerja"
    [row] = camat.list().rows
    assert row.id == lamp
    back = read(camat, lamp).hand_over
    assert back is not None
    assert back.word == "Kembalikan ke desa"
    done(camat.set_state(lamp, FeedbackState.DITINDAKLANJUTI, note="Sudah dicek, milik desa."))
    server.exchange(district)
    server.exchange(village)
    # Nothing is owed by the kecamatan any more; the word itself still waits to be shown to everybody.
    [left] = camat.list().rows
    assert (left.id, left.mark) == (lamp, "")
    [row] = inbox.list().rows
    assert row.id == lamp
    assert [entry.text for entry in read(inbox, lamp).entries if isinstance(entry, NoteView)] == [
        "Tiang milik kabupaten.",
        "Sudah dicek, milik desa.",
    ]


def test_a_duplicate_names_the_other_matter_to_the_citizen(inbox: Feedback, village: Store, server: Server) -> None:
    lamp = server.citizen("PRG-AAAAA", "Lampu padam.", "2025-07-09 08:00")
    again = server.citizen("PRG-BBBBB", "Lampu langgar mati.", "2025-07-10 08:00")
    server.citizen("PRG-CCCCC", "Untuk Dahai.", "2025-07-10 08:00", village=DAHAI)
    server.exchange(village)
    assert [other.number for other in inbox.others(again)] == ["PRG-AAAAA"]
    no = inbox.set_state(again, FeedbackState.DUPLIKAT)
    assert isinstance(no, Refused)
    assert no.field == "of"
    done(inbox.set_state(again, FeedbackState.DUPLIKAT, other=lamp))
    assert ("Sama dengan", "PRG-AAAAA") in [(fact.label, fact.value) for fact in read(inbox, again).facts]
    assert inbox.others(lamp) == ()


def test_an_answer_may_close_the_matter(inbox: Feedback, village: Store, server: Server) -> None:
    lamp = server.citizen("PRG-AAAAA", "Lampu padam.", "2025-07-09 08:00")
    server.exchange(village)
    inbox.save_answer(lamp, "Sudah diganti.")
    done(inbox.answer(lamp, close=True))
    assert read(inbox, lamp).state is FeedbackState.SELESAI
    assert any(isinstance(entry, EventView) and "Selesai" in entry.words for entry in read(inbox, lamp).entries)


def test_what_is_late_in_a_village_reaches_the_kecamatan_by_itself(
    inbox: Feedback, camat: Feedback, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    late = server.citizen("PRG-LATE1", "Lampu padam.", "2025-07-04 08:00")
    server.citizen("PRG-FRESH", "Baru saja.", "2025-07-10 08:00", village=DAHAI)
    server.exchange(district)
    server.exchange(village)
    row, *fresh = camat.list().rows
    assert [one.number for one in fresh] == ["PRG-FRESH"]  # only waits to be shown
    assert (row.id, row.mark, row.side) == (late, "Lewat batas", "lewat 1 hari kerja")
    assert camat.list().late
    assert [row.number for row in camat.list(SEMUA).rows] == ["PRG-LATE1", "PRG-FRESH"]
    clock.set("2025-07-09 07:59")
    assert not camat.list().late


def test_an_answered_matter_waits_for_the_citizen_and_may_then_be_closed(
    inbox: Feedback, village: Store, server: Server, clock: HandClock
) -> None:
    lamp = server.citizen("PRG-AAAAA", "Lampu padam.", "2025-07-09 08:00")
    server.exchange(village)
    inbox.save_answer(lamp, "Sudah diganti.")
    done(inbox.answer(lamp))
    server.exchange(village)
    waits = {fact.label: fact.value for fact in read(inbox, lamp).facts}
    assert waits["Penutupan"] == "Menunggu tanggapan sampai 24 Jul, lalu boleh ditutup"
    assert inbox.list().rows == ()
    clock.set("2025-07-25 08:00")
    [row] = inbox.list(FeedbackFilter.BERJALAN).rows
    assert row.side == "Boleh ditutup"
    assert not inbox.list().late


def test_a_word_for_the_kecamatan_alone_stands_on_its_desk_with_a_mark_and_in_no_village(
    inbox: Feedback, camat: Feedback, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    before = (inbox.list(SEMUA), Home(village, clock).today())
    secret = kecamatan_word(server, "PRG-KKKKK", "Kaur minta uang pelicin.", "2025-07-10 08:00")
    server.exchange(village)
    server.exchange(district)
    assert (inbox.list(SEMUA), Home(village, clock).today()) == before
    assert inbox.list(FeedbackQuery(SEMUA, search="pelicin")).rows == ()
    assert isinstance(inbox.detail(secret), Refused)
    [row] = camat.list().rows
    assert (row.mark, row.village) == ("Hanya kecamatan", "Desa Babayau")
    detail = read(camat, secret)
    assert detail.kecamatan_only
    assert (detail.can_release, detail.can_hold, detail.hand_over) == (False, False, None)
    assert ("Dibaca oleh", "Hanya kecamatan") in [(fact.label, fact.value) for fact in detail.facts]
    camat.save_answer(secret, "Kami periksa.")
    done(camat.answer(secret))
    camat.save_note(secret, "Panggil Kaur.")
    done(camat.add_note(secret))
    server.exchange(district)
    server.exchange(village)
    assert (inbox.list(SEMUA), Home(village, clock).today()) == before
    with village.read() as tx:
        assert list(tx.records.all(RecordType.FEEDBACK_KECAMATAN)) == []


def test_even_a_record_that_reached_a_village_by_mistake_is_not_shown_there(
    inbox: Feedback, village: Store, server: Server
) -> None:
    secret = kecamatan_word(server, "PRG-KKKKK", "Kaur minta uang pelicin.", "2025-07-10 08:00")
    with village.write() as tx:
        tx.server_records.take([server.records[Ref(RecordType.FEEDBACK_KECAMATAN, secret)]])
        tx.reproject()
    assert isinstance(inbox.detail(secret), Refused)
    assert inbox.list(SEMUA).rows == ()
    assert inbox.list(SEMUA).counts[SEMUA] == 0


def test_a_release_names_the_last_message_that_was_on_the_screen(
    camat: Feedback, district: Store, server: Server
) -> None:
    lamp = server.citizen("PRG-AAAAA", "Lampu padam.", "2025-07-09 08:00")
    server.exchange(district)
    on_screen = read(camat, lamp)
    assert on_screen.preview == ("Lampu jalan RT 02 padam", "Lampu padam.")
    server.citizen_again(lamp, "m2", "NIK istri saya 6311064505900001", "2025-07-09 09:00")
    server.exchange(district)
    done(camat.release(lamp, on_screen.seen))
    server.exchange(district)
    record = server.get(Ref(RecordType.FEEDBACK, lamp))
    assert record is not None
    assert record.text("moderated_upto") == on_screen.seen
    after = read(camat, lamp)
    assert after.can_release
    assert after.visibility_words.endswith("pesan baru warga yang belum Anda tampilkan.")
    assert "6311064505900001" not in " ".join(after.preview)
    assert [row.id for row in camat.list(FeedbackFilter.MENUNGGU).rows] == [lamp]
    done(camat.release(lamp, after.seen))
    server.exchange(district)
    assert not read(camat, lamp).can_release
    assert camat.list(FeedbackFilter.MENUNGGU).rows == ()


def test_the_list_is_filtered_by_state_village_and_words_in_messages_and_notes(
    camat: Feedback, inbox: Feedback, village: Store, district: Store, server: Server
) -> None:
    lamp = server.citizen("PRG-AAAAA", "Lampu padam.", "2025-07-09 08:00")
    server.citizen("PRG-DDDDD", "Untuk Dahai.", "2025-07-10 08:00", village=DAHAI)
    server.exchange(village)
    inbox.save_note(lamp, "Telepon Pak Jalil.")
    done(inbox.add_note(lamp))
    done(inbox.set_state(lamp, FeedbackState.DITINDAKLANJUTI))
    server.exchange(village)
    server.exchange(district)

    def numbers(query: FeedbackQuery) -> list[str]:
        return [row.number for row in camat.list(query).rows]

    assert numbers(FeedbackQuery(SEMUA, search="pak jalil")) == ["PRG-AAAAA"]
    assert numbers(FeedbackQuery(SEMUA, search="desa dahai")) == ["PRG-DDDDD"]
    assert numbers(FeedbackQuery(SEMUA, village=DAHAI)) == ["PRG-DDDDD"]
    assert numbers(FeedbackQuery(SEMUA, state=FeedbackState.DITINDAKLANJUTI)) == ["PRG-AAAAA"]
    assert numbers(FeedbackQuery(SEMUA, source=Source.FACEBOOK)) == []
    whole = camat.list(SEMUA)
    assert [(one.word, one.count) for one in whole.states] == [("Baru", 1), ("Ditindaklanjuti", 1)]
    assert [(one.word, one.count) for one in whole.villages] == [("Desa Babayau", 1), ("Desa Dahai", 1)]
    assert camat.list(FeedbackQuery(SEMUA, village=DAHAI)).counts[SEMUA] == 1


def test_thousands_are_listed_a_page_at_a_time(camat: Feedback, district: Store, server: Server) -> None:
    for n in range(450):
        server.citizen(f"PRG-{n:05}", f"Pesan {n}", "2025-07-09 08:00")
    server.exchange(district)
    first = camat.list(FeedbackQuery(SEMUA))
    assert (len(first.rows), first.more, first.counts[SEMUA]) == (200, 250, 450)
    assert len(camat.list(FeedbackQuery(SEMUA, limit=600)).rows) == 450


def test_a_chat_is_looked_at_ticked_and_recorded_without_numbers_of_persons(
    intake: FeedbackIntake, inbox: Feedback, camat: Feedback, village: Store, district: Store, server: Server
) -> None:
    seen = intake.look(CHAT, Source.WHATSAPP)
    assert seen.words == "2 komentar terbaca."
    assert [(one.author, one.said_on, one.masked_words) for one in seen.comments] == [
        ("Rina M.", "10 Juli 2025", ""),
        ("Pak R.", "10 Juli 2025", "nomor telepon ditutup"),
    ]
    assert inbox.list(SEMUA).rows == (), "looking keeps nothing"
    done(intake.record(seen.comments[1:], Source.WHATSAPP))
    [row] = inbox.list(SEMUA).rows
    assert (row.mark, row.pending, row.visibility) == ("WhatsApp", True, Visibility.PRIVATE)
    server.exchange(village)
    server.exchange(district)
    assert "0812" not in str([record.fields for record in server.records.values()])
    detail = read(camat, row.id)
    assert (detail.elsewhere, detail.words) == ("WhatsApp", f"Nomor {row.number}, Pak R., dari WhatsApp")
    assert not detail.can_release
    assert [(one.key, one.count) for one in inbox.list(SEMUA).sources] == [("whatsapp", 1)]
    again = intake.look(CHAT, Source.WHATSAPP)
    assert [one.known for one in again.comments] == [False, True]
    assert "1 sudah pernah dicatat" in again.words


def test_the_same_chat_on_two_computers_is_entered_once(
    village: Store, second_pc: Store, server: Server, clock: HandClock, entropy: object
) -> None:
    for store in (village, second_pc):
        pasted = FeedbackIntake(store, clock)
        done(pasted.record(pasted.look(CHAT, Source.WHATSAPP).comments, Source.WHATSAPP))
    receipts = [*server.exchange(village), *server.exchange(second_pc)]
    assert {receipt.status.value for receipt in receipts} == {"accepted"}
    assert len(server.all(RecordType.FEEDBACK)) == 2


def test_how_much_of_a_name_is_kept_is_the_villages_choice_and_changes_no_matter(intake: FeedbackIntake) -> None:
    by_choice = {names: intake.look(CHAT, Source.WHATSAPP, names).comments[0] for names in NameShown}
    assert {names: one.author for names, one in by_choice.items()} == {
        NameShown.SHORT: "Rina M.",
        NameShown.NONE: "",
        NameShown.FULL: "Rina Marlina",
    }
    assert len({one.id for one in by_choice.values()}) == 1
    assert ids.is_id(by_choice[NameShown.SHORT].id)


@pytest.mark.parametrize("link", ["http://facebook.com/p", "javascript:alert(1)", "https://x" + "a" * 600])
def test_a_link_that_is_none_is_asked_back(intake: FeedbackIntake, link: str) -> None:
    no = intake.record(intake.look(CHAT, Source.WHATSAPP).comments, Source.WHATSAPP, link)
    assert isinstance(no, Refused)
    assert no.field == "link"


def test_nothing_ticked_is_nothing_recorded(intake: FeedbackIntake, inbox: Feedback) -> None:
    assert isinstance(intake.record((), Source.WHATSAPP), Refused)
    assert inbox.list(SEMUA).rows == ()


def test_a_refusal_of_one_takes_back_all(intake: FeedbackIntake, inbox: Feedback, village: Store) -> None:
    comments = intake.look(CHAT, Source.WHATSAPP).comments
    taken = server_word(village, comments[1].id)
    assert isinstance(intake.record(comments, Source.WHATSAPP), Refused)
    assert [row.id for row in inbox.list(SEMUA).rows] == [taken]


def server_word(village: Store, matter: str) -> str:
    from sipa_core.wire.records import Record

    fields = {"number": "PRG-X", "state": "baru", "visibility": "private", "created_at": at("2025-07-10 08:00")}
    with village.write() as tx:
        tx.server_records.take([Record(RecordType.FEEDBACK, matter, 1, BABAYAU, fields)])  # type: ignore[arg-type]
        tx.reproject()
    return matter


def test_ready_answers_are_there_to_start_from(inbox: Feedback) -> None:
    assert any(phrase.title == "Sudah dikerjakan" for phrase in inbox.examples())
