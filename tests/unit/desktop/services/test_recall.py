"""Taking a report back on the village's desk, and what both desks say of it."""

from __future__ import annotations

import pytest

from sipa_core.domain.workflow import ReportState, Verdict
from sipa_core.ops.base import Applied
from sipa_core.ops.reports import Submit
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.overview import Overview
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import Recalled, ReportEdit, Saved, Submitted
from sipa_desktop.services.review import Review
from sipa_desktop.services.review_views import ReviewDetail
from sipa_desktop.services.versions import DRAFT, Compared, VersionList, Versions
from sipa_desktop.store.unit_of_work import Store
from tests.support.public_figures import TOLD
from tests.unit.desktop.services.desks import BABAYAU, CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import (
    LRA,
    LRA_REPORT,
    NOTE,
    OTHER_NOTE,
    REALISASI,
    judge,
    send,
    version_ref,
)

FIRST, SECOND = version_ref(1).id, version_ref(2).id


@pytest.fixture
def reports(village: Store, clock: HandClock) -> Reports:
    return Reports(village, clock)


@pytest.fixture
def review(district: Store, clock: HandClock, entropy: CountingEntropy) -> Review:
    return Review(district, clock, entropy)


def opened(reports: Reports) -> ReportEdit:
    edit = reports.open(LRA)
    assert isinstance(edit, ReportEdit)
    return edit


def read(review: Review, version: str, against: str | None = None) -> ReviewDetail:
    detail = review.detail(version, against)
    assert isinstance(detail, ReviewDetail)
    return detail


def test_what_never_left_is_taken_out_of_the_queue(
    reports: Reports, village: Store, clock: HandClock, server: Server
) -> None:
    made = reports.create("lra_semester1", "2025-S1")
    assert isinstance(made, ReportEdit)
    reports.save(LRA, {"ringkasan.isi": "Lancar.", **TOLD})
    assert isinstance(reports.submit(LRA), Submitted)
    assert opened(reports).recall_word == "Tarik kembali"
    done = reports.recall(LRA)
    assert isinstance(done, Recalled)
    assert not done.waits
    edit = opened(reports)
    assert (edit.state, edit.editable, edit.content["ringkasan.isi"]) == (ReportState.DRAF, True, "Lancar.")
    assert edit.recall_word == ""
    assert Queue(village, clock).waiting() == []
    assert server.exchange(village) == []


def test_what_was_received_waits_for_the_servers_word(
    reports: Reports, village: Store, district: Store, clock: HandClock, server: Server, review: Review
) -> None:
    send(village, clock, server, {REALISASI: 7})
    server.exchange(district)
    done = reports.recall(LRA)
    assert isinstance(done, Recalled)
    assert done.waits
    edit = opened(reports)
    assert (edit.state, edit.editable) == (ReportState.MENUNGGU, False)
    assert "menunggu jawaban server" in edit.locked_words
    assert edit.content[REALISASI] == 7, "what was sent stays in sight while nobody has answered"
    assert isinstance(reports.save(LRA, {REALISASI: 8}), Refused)
    row = next(row for row in reports.list() if row.draft_id == LRA)
    assert row.words.startswith("Penarikan kembali menunggu")
    assert isinstance(reports.recall(LRA), Refused)
    server.exchange(village)
    edit = opened(reports)
    assert (edit.editable, edit.submit_word, edit.content[REALISASI]) == (True, "Kirim", 7)
    assert "Kiriman ke-1 ditarik kembali." in edit.saved_words
    server.exchange(district)
    assert review.waiting().rows == ()
    matrix = Overview(district, clock).matrix("2025-S1")
    assert not any(cell.version_id for row in matrix.rows for cell in row.cells)
    detail = read(review, FIRST)
    assert (detail.can_decide, detail.chip) == (False, "Ditarik kembali")
    assert "menarik kembali" in detail.closed_words


def test_another_pc_of_the_village_gets_the_text_back(
    village: Store, second_pc: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server, {REALISASI: 7})
    assert isinstance(Reports(village, clock).recall(LRA), Recalled)
    server.exchange(village)
    server.exchange(second_pc)
    edit = opened(Reports(second_pc, clock))
    assert edit.editable
    assert edit.content[REALISASI] == 7


def test_a_taking_back_that_came_too_late_is_said_and_the_report_stays_sent(
    reports: Reports, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    assert isinstance(reports.recall(LRA), Recalled)
    judge(server, district, None)
    assert [receipt.code for receipt in server.exchange(village)] == ["opened"]
    edit = opened(reports)
    assert (edit.state, edit.recall_word) == (ReportState.DIPERIKSA, "")
    (parked,) = Queue(village, clock).parked()
    assert "Kecamatan sudah membuka laporan ini" in parked.problem
    assert "Laporan tetap terkirim" in parked.todo
    assert not parked.retry


def test_nothing_is_taken_back_that_was_opened(
    reports: Reports, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    judge(server, district, None)
    server.exchange(village)
    no = reports.recall(LRA)
    assert isinstance(no, Refused)
    assert "sudah membuka" in no.words


def test_a_first_sending_that_was_taken_back_is_no_delivery_in_time(
    reports: Reports, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    clock.set("2025-07-10 09:00")
    send(village, clock, server)
    assert isinstance(reports.recall(LRA), Recalled)
    server.exchange(village)
    clock.set("2025-07-20 09:00")
    send(village, clock, server)
    server.exchange(district)
    matrix = Overview(district, clock).matrix("2025-S1")
    row = next(row for row in matrix.rows if row.name == "Babayau")
    cell = next(cell for cell in row.cells if cell.version_id == SECOND)
    assert cell.late_arrival


def test_a_note_ticks_itself_when_its_place_was_mended_and_the_reviewer_sees_which(
    reports: Reports, village: Store, district: Store, clock: HandClock, server: Server, review: Review
) -> None:
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    assert [(note.changed, note.fixed) for note in opened(reports).notes] == [(False, False), (False, False)]
    reports.save(LRA, {REALISASI: 253_180_000})
    assert [(note.changed, note.fixed) for note in opened(reports).notes] == [(True, True), (False, False)]
    assert isinstance(reports.mark_note_fixed(LRA, NOTE, False), Saved)
    assert [note.fixed for note in opened(reports).notes] == [False, False], "the person's word goes before"
    reports.mark_note_fixed(LRA, OTHER_NOTE, True)
    assert isinstance(reports.submit(LRA), Submitted)
    server.exchange(village)
    server.exchange(district)
    notes = read(review, SECOND).earlier_notes
    assert [note.answered for note in notes] == [True, False]
    assert [note.answer for note in notes] == [
        "Isiannya sudah diubah.",
        "Desa menandai sudah diperbaiki, tetapi isiannya sama.",
    ]
    record = server.get(Ref(RecordType.REVIEW, read_review(server)))
    assert record is not None
    assert record.fields[f"notes[{NOTE}].fixed"] is True
    assert record.fields[f"notes[{OTHER_NOTE}].said"] is True


def read_review(server: Server) -> str:
    return next(record.id for record in server.all(RecordType.REVIEW))


def test_a_version_is_laid_beside_any_other_and_beside_the_year_before(
    village: Store, district: Store, clock: HandClock, server: Server, review: Review
) -> None:
    send(village, clock, server, {REALISASI: 100}, period="2024-S1")
    send(village, clock, server, {REALISASI: 200})
    server.exchange(district)
    first = read(review, FIRST)
    assert first.against is not None
    assert (first.against.words, first.against.same_report) == ("Semester I 2024", False)
    assert first.changed_paths == frozenset()
    assert not any(line.changed for line in first.lines)
    assert read(review, FIRST, "").against is None
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    send(village, clock, server, {REALISASI: 300, "kendala.isi": "Hujan."})
    server.exchange(district)
    second = read(review, SECOND)
    assert [one.words for one in second.choices] == ["kiriman ke-1", "Semester I 2024"]
    assert second.previous == 1
    assert {one.key: one.changed for one in second.sections if one.changed} == {"realisasi": 1, "kendala": 1}
    assert read(review, SECOND, second.choices[1].version_id).previous == 0


def test_versions_are_listed_with_receipt_and_verdict_and_compared_with_what_is_being_written(
    reports: Reports, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    reports.save(LRA, {REALISASI: 5})
    versions = Versions(village, clock)
    listed = versions.of_report(LRA_REPORT)
    assert isinstance(listed, VersionList)
    (row,) = listed.rows
    assert (row.title, row.words) == ("Kiriman ke-1", "Norhayati, 10.34")
    assert row.verdict == "Dikembalikan dengan 2 catatan, 10.34"
    assert row.receipt.startswith("TT-2025-07-")
    assert listed.draft
    compared = versions.compare(LRA_REPORT, DRAFT, FIRST)
    assert isinstance(compared, Compared)
    (place,) = compared.places
    assert (place.where, place.before, place.after) == (
        "Pelaksanaan Pembangunan Desa, Realisasi", "214.780.000", "5",
    )  # fmt: skip
    alone = versions.compare(LRA_REPORT, FIRST)
    assert isinstance(alone, Compared)
    assert len(alone.places) > 10
    assert isinstance(versions.compare(LRA_REPORT, "tidak ada"), Refused)


def test_an_approved_report_is_opened_again_with_a_reason_that_reaches_the_village(
    reports: Reports, village: Store, district: Store, clock: HandClock, server: Server, review: Review
) -> None:
    send(village, clock, server)
    judge(server, district, Verdict.ACCEPTED)
    detail = read(review, FIRST)
    assert detail.reopen_word == "Buka kembali"
    assert "Halaman publik tetap" in detail.reopen_words
    assert isinstance(review.reopen(FIRST, "  "), Refused)
    assert not isinstance(review.reopen(FIRST, "Angka keliru."), Refused)
    assert read(review, FIRST).reopen_word == ""
    server.exchange(district)
    server.exchange(village)
    edit = opened(reports)
    assert (edit.state, edit.editable) == (ReportState.DIKEMBALIKAN, True)
    assert [note.text for note in edit.notes] == ["Angka keliru."]


def test_a_text_sent_twice_after_a_return_is_laid_beside_the_one_that_came_back(
    village: Store, district: Store, clock: HandClock, server: Server, review: Review
) -> None:
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    send(village, clock, server, {REALISASI: 1})
    with village.write() as tx:
        again = Submit(BABAYAU, "lra_semester1", 1, "2025-S1", {"kendala.isi": "Baru."}, newest_seen=2)
        assert isinstance(tx.propose("report.submit", Ref(RecordType.REPORT, LRA_REPORT), again, "Lagi"), Applied)
    server.exchange(village)
    server.exchange(district)
    third = read(review, version_ref(3).id)
    assert third.previous == 1, "what was judged, since the notes are about that"
    assert [one.words for one in third.choices] == ["kiriman ke-2", "kiriman ke-1"]
    assert [note.text for note in third.earlier_notes] == ["Mohon dicek lagi.", "Sebutkan alasannya."]
