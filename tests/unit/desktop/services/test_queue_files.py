"""Files on their way: named, with how far they are and why they lack; a report whose photos wait says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.ops.reports import Submit
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.services.attachments import Attachments
from sipa_desktop.services.home import Home
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.queue_views import FileState
from sipa_desktop.services.reports import Reports
from sipa_desktop.store.blob_files import BlobFiles
from sipa_desktop.store.unit_of_work import Store
from tests.support import outside_files
from tests.support.clock import SeededEntropy
from tests.support.vaults import KEY
from tests.unit.desktop.services.desks import BABAYAU, HandClock

MONTH = "kegiatan_bulanan"


@pytest.fixture
def photo(village: Store, clock: HandClock, tmp_path: Path) -> Attachment:
    """A photo of a report that is in the queue."""
    files = BlobFiles(tmp_path / "blobs", KEY, SeededEntropy("files"))
    files.begin()
    one = Attachments(village, files, clock).take_bytes(outside_files.photo(400, 300), "Posyandu.jpg")
    assert isinstance(one, Attachment)
    ref = Ref(RecordType.REPORT, ids.report_id(BABAYAU, MONTH, "2025-06", 0))
    content = {"umum.uraian": "Posyandu.", **leaves("foto", "f1", one)}
    with village.write() as tx:
        tx.propose("report.submit", ref, Submit(BABAYAU, MONTH, 1, "2025-06", content), "Kegiatan Juni 2025")
    return one


def test_a_photo_that_waits_is_named_with_its_report_and_how_far_it_is(
    village: Store, clock: HandClock, photo: Attachment
) -> None:
    queue = Queue(village, clock)
    [row] = queue.view().files
    assert (row.title, row.chip, row.state, row.leaves) == ("Posyandu.jpg", "Menunggu kirim", FileState.WAITING, True)
    assert row.detail.startswith("Kegiatan Juni 2025, ")
    with village.write() as tx:
        tx.blobs.progress(photo.sha256, "unggah-1", photo.size // 2)
    view = queue.view()
    assert (view.files[0].state, view.files[0].percent) == (FileState.BEGUN, 49 if photo.size % 2 else 50)
    assert view.files[0].detail.endswith("sampai")
    assert view.files_words.startswith("1 berkas, ")
    with village.write() as tx:
        tx.blobs.sent(photo.sha256, clock.now())
    assert (queue.view().files, queue.view().files_words) == ((), "")


def test_a_photo_that_was_refused_stands_among_what_needs_a_person_only(
    village: Store, clock: HandClock, photo: Attachment
) -> None:
    with village.write() as tx:
        tx.blobs.refuse(photo.sha256, "file_refused")
    view = Queue(village, clock).view()
    assert (view.files, view.files_words) == ((), "")
    assert [row.target for row in view.parked] == [photo.sha256]


def test_a_photo_that_nobody_has_sent_says_so_and_what_to_do(village: Store, clock: HandClock) -> None:
    about = Attachment("c" * 64, "Jalan usaha tani.jpg", Media.JPEG, 1000, 10, 10)
    ref = Ref(RecordType.CONSULTATION, ids.natural_id("thread", "1"))
    with village.write() as tx:
        tx.server_records.take([Record(ref.type, ref.id, 1, BABAYAU, leaves("berkas", "b1", about))])
        tx.reproject()
        tx.blobs.want(about.sha256, about.media, about.size, clock.now())
    queue = Queue(village, clock)
    [row] = queue.view().files
    assert (row.title, row.chip, row.leaves) == ("Jalan usaha tani.jpg", "Menunggu diambil", False)
    with village.write() as tx:
        tx.blobs.refuse(about.sha256, "not_found")
    [row] = queue.view().files
    assert (row.chip, row.state) == ("Belum ada di server", FileState.ABSENT)
    assert row.problem
    assert "tersambung" in row.todo


def test_a_report_whose_photos_wait_says_so_until_they_are_there(
    village: Store, clock: HandClock, photo: Attachment
) -> None:
    reports, home = Reports(village, clock), Home(village, clock)
    words = next(row.words for row in reports.list() if row.template_key == MONTH and row.period == "2025-06")
    assert words.endswith("1 lampiran menunggu kirim.")
    assert home.today().files_words.startswith("1 berkas, ")
    with village.write() as tx:
        tx.blobs.sent(photo.sha256, clock.now())
    words = next(row.words for row in reports.list() if row.template_key == MONTH and row.period == "2025-06")
    assert "lampiran" not in words
    assert home.today().files_words == ""
