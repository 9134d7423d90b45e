"""The kecamatan's review: what waits, what changed since the last time, notes in the making, and the verdict."""

from __future__ import annotations

import pytest

from sipa_core.domain.workflow import PublicationState, ReportState, Verdict
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.review import Review
from sipa_desktop.services.review_views import ReviewDetail
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import LRA, PUBLICATION, REALISASI, judge, send, version_ref

FIRST = version_ref(1).id
SECOND = version_ref(2).id
MONTHLY = {"umum.uraian": "Gotong royong dan posyandu.", "umum.nihil": True}


@pytest.fixture
def review(district: Store, clock: HandClock, entropy: CountingEntropy) -> Review:
    return Review(district, clock, entropy)


@pytest.fixture
def sent(village: Store, district: Store, server: Server, clock: HandClock) -> str:
    """Babayau's report has come; returns the version's id."""
    send(village, clock, server)
    server.exchange(district)
    return FIRST


def read(review: Review, version: str = FIRST) -> ReviewDetail:
    found = review.detail(version)
    assert isinstance(found, ReviewDetail)
    return found


def noted(review: Review, path: str = REALISASI, text: str = "Mohon dicek lagi.") -> str:
    key = review.save_note(FIRST, None, path, text)
    assert isinstance(key, str)
    return key


def test_what_waits_stands_with_the_longest_waiting_first(
    review: Review, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    clock.set("2025-07-08 15:02")
    send(village, clock, server, template="kegiatan_bulanan", period="2025-05", content=MONTHLY)
    clock.set("2025-07-10 10:34")
    send(village, clock, server)
    server.exchange(district)
    waiting = review.waiting()
    late, lra = waiting.rows
    assert (late.title, late.late) == ("Laporan Kegiatan Bulanan Mei 2025", True)
    assert (lra.title, lra.late, lra.village) == ("Realisasi APB Desa Sem. I 2025", False, "Desa Babayau")
    assert lra.chip == "Baru masuk"
    assert waiting.words == "2 laporan menunggu diperiksa."


def test_nothing_waits_and_it_is_said(review: Review) -> None:
    assert review.waiting().rows == ()
    assert review.waiting().words == "Tidak ada yang menunggu."


def test_a_version_is_shown_with_its_lines_checks_and_what_a_verdict_does(review: Review, sent: str) -> None:
    detail = read(review)
    assert detail.words == "Laporan Realisasi APB Desa Semester I 2025, dikirim 10.34, tepat waktu"
    assert detail.state is ReportState.TERKIRIM
    assert (detail.previous, detail.changed_paths) == (0, frozenset())
    assert not any(line.changed or line.before for line in detail.lines)
    bidang = next(line for line in detail.lines if line.line.code == "02")
    assert bidang.path == REALISASI
    assert detail.checks
    assert detail.can_decide
    assert detail.return_word == "Kembalikan"
    assert "terbit di halaman publik" in detail.decision_words


def test_opening_is_told_to_the_village_once(review: Review, sent: str, district: Store, server: Server) -> None:
    first, second = review.open(sent), review.open(sent)
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert len(server.exchange(district)) == 1
    assert isinstance(review.open(sent), Done)
    assert server.exchange(district) == []
    assert read(review).chip == "Diperiksa"


def test_notes_are_journalled_numbered_and_tied_to_their_sections(review: Review, sent: str) -> None:
    first = noted(review)
    noted(review, "", "Terima kasih atas laporannya.")
    assert review.save_note(sent, first, REALISASI, "Realisasi rabat beton belum masuk.") == first
    detail = read(review)
    assert [(note.number, note.where, note.section, note.text) for note in detail.notes] == [
        (1, "Pelaksanaan Pembangunan Desa, Realisasi", "realisasi", "Realisasi rabat beton belum masuk."),
        (2, "Catatan umum", "", "Terima kasih atas laporannya."),
    ]
    numbers = {section.key: section.note_numbers for section in detail.sections if section.note_numbers}
    assert numbers == {"realisasi": (1,)}
    assert detail.return_word == "Kembalikan dengan 2 catatan"
    assert "14 Juli" in detail.decision_words
    review.remove_note(sent, first)
    assert [(note.number, note.where) for note in read(review).notes] == [(1, "Catatan umum")]


def test_a_note_on_no_address_or_too_long_is_refused(review: Review, sent: str) -> None:
    assert isinstance(review.save_note(sent, None, "bukan alamat", "x"), Refused)
    assert isinstance(review.save_note(sent, None, "", "x" * 2001), Refused)
    assert isinstance(review.save_note("tidak-ada", None, "", "x"), Refused)


def test_a_note_can_lie_on_a_computed_sum(
    review: Review, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    parts = {f"apbdes[02.0{n}/-/-].{column}": 10 * n for n in (1, 2) for column in ("anggaran", "realisasi")}
    send(village, clock, server, {"apbdes[02/-/-]": None, **parts})
    server.exchange(district)
    bidang = next(line for line in read(review).lines if line.line.code == "02")
    assert bidang.line.key is None
    assert bidang.path == REALISASI
    noted(review, bidang.path or "")
    assert read(review).notes[0].where == "Pelaksanaan Pembangunan Desa, Realisasi"


def test_nothing_is_given_back_without_a_note(review: Review, sent: str) -> None:
    no = review.give_back(sent)
    assert isinstance(no, Refused)
    assert "catatan" in no.words
    noted(review, text="   ")
    assert isinstance(review.give_back(sent), Refused)


def test_nothing_is_approved_past_a_note(review: Review, sent: str) -> None:
    key = noted(review)
    no = review.accept(sent)
    assert isinstance(no, Refused)
    assert "catatan" in no.words
    review.remove_note(sent, key)
    assert isinstance(review.accept(sent), Done)


def test_notes_given_back_reach_the_village_and_leave_the_list(
    review: Review, sent: str, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    noted(review)
    done = review.give_back(sent)
    assert isinstance(done, Done)
    assert "dikirim saat tersambung" in done.words
    assert review.waiting().rows == ()
    waiting = read(review)
    assert not waiting.can_decide
    assert "menunggu kirim" in waiting.closed_words
    server.exchange(district)
    assert "menunggu kirim" not in read(review).closed_words
    server.exchange(village)
    edit = Reports(village, clock).open(LRA)
    assert not isinstance(edit, Refused)
    assert [note.text for note in edit.notes] == ["Mohon dicek lagi."]


def test_notes_of_a_return_that_the_server_refused_are_still_there(review: Review, sent: str, district: Store) -> None:
    noted(review)
    review.give_back(sent)
    with district.write() as tx:
        (item,), _next = tx.outbox.seal(1, 1, 1 << 20)
        tx.outbox.park(Receipt(item.op_id, item.content_hash, Status.REJECTED, 1, code=Problem.INTERNAL.value))
        tx.reproject()
    detail = read(review)
    assert detail.can_decide
    assert [note.text for note in detail.notes] == ["Mohon dicek lagi."]


def test_a_second_version_shows_what_changed_and_what_was_asked(
    review: Review, sent: str, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    send(village, clock, server, {REALISASI: 253_180_000})
    server.exchange(district)
    (row,) = review.waiting().rows
    assert (row.version_id, row.n) == (SECOND, 2)
    detail = read(review, SECOND)
    assert detail.previous == 1
    assert detail.changed_paths == {REALISASI}
    changed = {line.line.label: line for line in detail.lines if line.changed}
    assert set(changed) == {
        "Pelaksanaan Pembangunan Desa", "Jumlah belanja", "Surplus (defisit)", "Sisa lebih (SiLPA)",
    }  # fmt: skip
    bidang = changed["Pelaksanaan Pembangunan Desa"]
    assert bidang.before is not None
    assert bidang.before.realisasi == 214_780_000
    assert bidang.difference == 68
    assert [note.text for note in detail.earlier_notes] == ["Mohon dicek lagi.", "Sebutkan alasannya."]
    assert detail.notes == ()
    old = read(review, FIRST)
    assert not old.can_decide
    assert old.closed_words
    assert old.state is ReportState.DIKEMBALIKAN
    assert isinstance(review.save_note(FIRST, None, "", "terlambat"), Refused)


def test_a_verdict_on_a_version_that_was_overtaken_is_refused(
    review: Review, sent: str, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    noted(review)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    send(village, clock, server, {REALISASI: 1})
    server.exchange(district)
    no = review.give_back(FIRST)
    assert isinstance(no, Refused)
    assert no.code == "superseded"


def test_an_approval_publishes_and_is_closed(
    review: Review, sent: str, district: Store, village: Store, server: Server
) -> None:
    done = review.accept(sent, "Lengkap.")
    assert isinstance(done, Done)
    assert done.words.startswith("Persetujuan Realisasi APB Desa")
    server.exchange(district)
    detail = read(review)
    assert detail.state is ReportState.TERBIT
    assert not detail.can_decide
    assert isinstance(review.accept(sent), Refused)
    assert isinstance(review.open(sent), Refused)


def test_a_publication_with_a_personal_number_waits_for_a_person(
    review: Review, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    send(village, clock, server, {"ringkasan.isi": "Hubungi Bu Siti, NIK 6311062401900001."})
    judge(server, district, Verdict.ACCEPTED)
    (held,) = review.waiting().held
    assert held.village == "Desa Babayau"
    assert held.findings == ("Ringkasan: NIK",)
    assert "NIK" in held.words
    assert isinstance(review.release_publication(PUBLICATION), Done)
    assert review.waiting().held == ()
    server.exchange(district)
    record = server.get(Ref(RecordType.PUBLICATION, PUBLICATION))
    assert record is not None
    assert record.text("state") == PublicationState.PUBLIC
    assert isinstance(review.release_publication(PUBLICATION), Refused)


def test_a_publication_whose_figures_do_not_close_says_which(
    review: Review, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    send(village, clock, server, {"apbdes[02/-/-].anggaran": 1})
    judge(server, district, Verdict.ACCEPTED)
    (held,) = review.waiting().held
    assert any("belum seimbang" in words for words in held.findings)


def test_a_village_may_not_judge(village: Store, clock: HandClock, server: Server, entropy: CountingEntropy) -> None:
    send(village, clock, server)
    no = Review(village, clock, entropy).accept(FIRST)
    assert isinstance(no, Refused)
    assert no.code == "forbidden"
    assert Queue(village, clock).waiting() == []
