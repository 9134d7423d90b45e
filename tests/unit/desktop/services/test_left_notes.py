"""Notes typed on a sending that was taken back, overtaken or decided elsewhere: nothing typed becomes invisible."""

from __future__ import annotations

import pytest

from sipa_core.domain.workflow import Verdict
from sipa_core.ops.review import MAX_NOTE, MAX_NOTES
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Receipt, Status
from sipa_desktop.errors import Refused
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import Recalled
from sipa_desktop.services.review import Review
from sipa_desktop.services.review_views import LeftNotes, ReviewDetail
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import LRA, REALISASI, judge, send, version_ref

FIRST, SECOND, THIRD = (version_ref(n).id for n in (1, 2, 3))


@pytest.fixture
def review(district: Store, clock: HandClock, entropy: CountingEntropy) -> Review:
    return Review(district, clock, entropy)


@pytest.fixture
def noted(review: Review, village: Store, district: Store, server: Server, clock: HandClock) -> str:
    """A report came, and two notes were typed on it that nobody gave back; returns the key of the first."""
    send(village, clock, server)
    server.exchange(district)
    key = review.save_note(FIRST, None, REALISASI, "Tidak sama dengan lampiran.")
    assert isinstance(key, str)
    review.save_note(FIRST, None, "", "Alasan belum ditulis.")
    review.save_note(FIRST, None, "kendala.isi", "  ")
    return key


@pytest.fixture
def resent(noted: str, village: Store, district: Store, server: Server, clock: HandClock) -> str:
    """The village took the report back, before it heard of an opening, and sent a newer one."""
    take_back(village, clock, server)
    send(village, clock, server, {REALISASI: 253_180_000})
    server.exchange(district)
    return SECOND


def take_back(village: Store, clock: HandClock, server: Server) -> None:
    assert isinstance(Reports(village, clock).recall(LRA), Recalled)
    server.exchange(village)


def read(review: Review, version: str) -> ReviewDetail:
    found = review.detail(version)
    assert isinstance(found, ReviewDetail)
    return found


def left(review: Review, version: str) -> LeftNotes:
    (found,) = read(review, version).left
    return found


def texts(found: LeftNotes) -> list[tuple[int, str, str]]:
    return [(note.number, note.where, note.text) for note in found.notes]


TYPED = [
    (1, "Pelaksanaan Pembangunan Desa, Realisasi", "Tidak sama dengan lampiran."),
    (2, "Catatan umum", "Alasan belum ditulis."),
]


def test_what_is_being_written_is_not_left(review: Review, noted: str) -> None:
    assert len(read(review, FIRST).notes) == 3
    assert read(review, FIRST).left == ()


def test_notes_on_a_report_that_was_taken_back_are_still_shown_with_it(
    review: Review, noted: str, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    take_back(village, clock, server)
    server.exchange(district)
    assert read(review, FIRST).notes == ()
    found = left(review, FIRST)
    assert (found.title, found.take_word) == ("Catatan pada kiriman ke-1", "")
    assert found.words == "Belum dikirim ke desa. Hanya ada di komputer ini."
    assert texts(found) == TYPED


def test_the_newer_sending_shows_the_notes_of_the_one_before_and_offers_to_use_them(
    review: Review, resent: str
) -> None:
    assert texts(left(review, FIRST)) == TYPED
    found = left(review, resent)
    assert texts(found) == TYPED
    assert found.take_word == "Pakai 2 catatan"
    assert read(review, resent).notes == ()


def test_used_notes_are_notes_on_the_newer_sending_and_go_back_with_it(
    review: Review, resent: str, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    review.save_note(resent, None, "kendala.isi", "Sebutkan alasannya.")
    assert [note.number for note in left(review, resent).notes] == [2, 3], "they are counted after those being written"
    assert review.take_notes(resent, FIRST) == 2
    assert read(review, FIRST).left == ()
    detail = read(review, resent)
    assert detail.left == ()
    assert [(note.path, note.text) for note in detail.notes] == [
        ("kendala.isi", "Sebutkan alasannya."),
        (REALISASI, "Tidak sama dengan lampiran."),
        ("", "Alasan belum ditulis."),
    ]
    assert review.take_notes(resent, FIRST) == 0
    assert isinstance(review.give_back(resent), Done)
    assert read(review, resent).left == ()
    server.exchange(district)
    server.exchange(village)
    edit = Reports(village, clock).open(LRA)
    assert not isinstance(edit, Refused)
    assert [note.text for note in edit.notes] == [
        "Sebutkan alasannya.", "Tidak sama dengan lampiran.", "Alasan belum ditulis.",
    ]  # fmt: skip


def test_a_note_whose_row_is_gone_becomes_a_general_one_that_names_it(
    review: Review, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    row = "apbdes[02.01/-/-]"
    send(village, clock, server, {f"{row}.anggaran": 9, f"{row}.realisasi": 4})
    server.exchange(district)
    review.save_note(FIRST, None, f"{row}.realisasi", "Kuitansinya mana?")
    review.save_note(FIRST, None, f"{row}.realisasi", "x" * MAX_NOTE)
    take_back(village, clock, server)
    send(village, clock, server, {f"{row}.anggaran": None, f"{row}.realisasi": None})
    server.exchange(district)
    place = left(review, SECOND).notes[0].where
    assert place == "Pendidikan, Realisasi", "as it was called in the sending that has the row"
    review.take_notes(SECOND, FIRST)
    assert [(note.path, note.text) for note in read(review, SECOND).notes] == [
        ("", "Pendidikan, Realisasi: Kuitansinya mana?"),
        ("", "x" * MAX_NOTE),
    ]


def test_notes_beside_those_of_the_own_second_pc_are_not_lost(
    review: Review, noted: str, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    judge(server, district, Verdict.RETURNED)
    detail = read(review, FIRST)
    assert [note.text for note in detail.earlier_notes] == ["Mohon dicek lagi.", "Sebutkan alasannya."]
    assert texts(left(review, FIRST)) == TYPED
    server.exchange(village)
    send(village, clock, server, {REALISASI: 1})
    server.exchange(district)
    assert left(review, SECOND).take_word == "Pakai 2 catatan"


def test_notes_beside_an_approval_of_the_own_second_pc_are_not_lost(
    review: Review, noted: str, district: Store, server: Server
) -> None:
    judge(server, district, Verdict.ACCEPTED)
    assert texts(left(review, FIRST)) == TYPED
    review.remove_note(FIRST, noted)
    assert [note.text for note in left(review, FIRST).notes] == ["Alasan belum ditulis."]


def test_notes_that_were_given_back_are_not_left_and_are_again_once_the_server_refused(
    review: Review, noted: str, district: Store, clock: HandClock
) -> None:
    review.give_back(FIRST)
    assert read(review, FIRST).left == ()
    with district.write() as tx:
        (item,), _next = tx.outbox.seal(1, 1, 1 << 20)
        tx.outbox.park(Receipt(item.op_id, item.content_hash, Status.REJECTED, 1, code=Problem.RECALLED.value))
        tx.reproject()
    assert [note.text for note in read(review, FIRST).notes if note.text.strip()] == [text for _n, _w, text in TYPED]
    (row,) = Queue(district, clock).parked()
    assert row.todo == "Buka Pemeriksaan dan lihat kiriman terbaru desa. Catatan Anda masih ada di sana."


def test_words_typed_while_the_newer_sending_came_are_kept(review: Review, resent: str, noted: str) -> None:
    more = "Tidak sama dengan lampiran 3, halaman 2."
    assert review.save_note(FIRST, noted, REALISASI, more) == noted
    assert left(review, resent).notes[0].text == more
    no = review.save_note(FIRST, None, "", "Catatan baru.")
    assert isinstance(no, Refused)
    assert no.code == "recalled"


def test_notes_are_used_only_on_an_open_sending_of_the_same_report_and_all_or_none(
    review: Review, resent: str, district: Store, server: Server
) -> None:
    for version, origin in ((FIRST, FIRST), (resent, resent), (resent, THIRD), (resent, "tidak-ada")):
        assert isinstance(review.take_notes(version, origin), Refused)
    for n in range(MAX_NOTES - 1):
        review.save_note(resent, None, "", f"Catatan {n}.")
    full = review.take_notes(resent, FIRST)
    assert isinstance(full, Refused)
    assert full.code == "too_large"
    assert len(left(review, resent).notes) == 2
    judge(server, district, Verdict.ACCEPTED, n=2)
    assert isinstance(review.take_notes(resent, FIRST), Refused)
