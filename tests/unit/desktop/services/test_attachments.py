"""What the desk promises about a file: it is here once it is called attached, it is refused in words, it comes back."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import msgspec
import pytest

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.media.faults import FileFault
from sipa_core.media.sheets import WHOLE
from sipa_core.ops.reports import Submit
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.platform.whole_files import NotWritten
from sipa_desktop.services import attachments as service
from sipa_desktop.services.attachments import Attachments
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store import blob_files
from sipa_desktop.store.blob_files import BlobFiles
from sipa_desktop.store.blobs import BlobState
from sipa_desktop.store.unit_of_work import Store
from tests.support import outside_files
from tests.support.clock import SeededEntropy
from tests.support.vaults import KEY
from tests.unit.desktop.services.desks import BABAYAU, HandClock


@pytest.fixture
def files(tmp_path: Path) -> BlobFiles:
    made = BlobFiles(tmp_path / "blobs", KEY, SeededEntropy("files"))
    made.begin()
    return made


@pytest.fixture
def attachments(village: Store, files: BlobFiles, clock: HandClock) -> Attachments:
    return Attachments(village, files, clock)


def given(folder: Path, data: bytes | None = None, name: str = "Rapat dusun.jpg") -> Path:
    path = folder / name
    path.write_bytes(outside_files.photo(400, 300) if data is None else data)
    return path


def taken(result: Attachment | Refused) -> Attachment:
    assert isinstance(result, Attachment), result
    return result


def refused(result: Attachment | Refused) -> Refused:
    assert isinstance(result, Refused), result
    return result


def test_a_file_is_here_once_it_is_called_attached(attachments: Attachments, tmp_path: Path) -> None:
    one = taken(attachments.take_file(given(tmp_path)))
    assert (one.name, one.media) == ("Rapat dusun.jpg", Media.JPEG)
    assert len(attachments.bytes_of(one) or b"") == one.size
    assert attachments.state(one.sha256) is BlobState.HERE
    assert (attachments.thumbnail(one.sha256, 80) or b"").startswith(b"\xff\xd8\xff")


def test_small_pictures_are_kept_up_to_so_many_bytes(
    attachments: Attachments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = taken(attachments.take_file(given(tmp_path)))
    sizes = {edge: len(attachments.thumbnail(one.sha256, edge) or b"") for edge in (80, 90, 100)}
    monkeypatch.setattr(service, "SMALL_BYTES", sum(sizes.values()))
    attachments.thumbnail(one.sha256, 110)
    assert sum(map(len, attachments._small.values())) == attachments._small_bytes <= service.SMALL_BYTES
    assert (one.sha256, 110) in attachments._small
    assert (one.sha256, 80) not in attachments._small


def test_a_file_that_changes_or_goes_after_it_was_attached_changes_nothing(
    attachments: Attachments, tmp_path: Path
) -> None:
    path = given(tmp_path)
    one = taken(attachments.take_file(path))
    kept = attachments.bytes_of(one)
    assert kept is not None
    path.write_bytes(b"lain")
    path.unlink()
    assert attachments.bytes_of(one) == kept


def test_the_person_is_told_that_a_file_came(attachments: Attachments, village: Store, tmp_path: Path) -> None:
    told: list[Changes] = []
    village.changes.subscribe(told.append)
    attachments.take_file(given(tmp_path))
    assert [change.topics for change in told] == [frozenset({Topic.ATTACHMENTS})]
    attachments.take_file(given(tmp_path, b"bukan gambar"))
    assert len(told) == 1


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: folder / "tidak ada.jpg", FileFault.GONE),
        (lambda folder: folder, FileFault.FOLDER),
        (lambda folder: given(folder, b""), FileFault.EMPTY),
        (lambda folder: given(folder, outside_files.PROGRAM), FileFault.PROGRAM),
        (lambda folder: given(folder, outside_files.office_file(), "SPJ.docm"), FileFault.OFFICE),
        (lambda folder: Path("/dev/zero"), FileFault.UNREADABLE),
        (lambda folder: folder / "a\x00b.jpg", FileFault.UNREADABLE),
        (lambda folder: folder / ("x" * 5000), FileFault.UNREADABLE),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(attachments: Attachments, tmp_path: Path, make, code) -> None:
    no = refused(attachments.take_file(make(tmp_path)))
    assert no.code == code.value
    assert no.words.count(".") >= 1
    assert "\x00" not in no.words


def test_a_pipe_that_nobody_writes_to_holds_nobody_up(attachments: Attachments, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.jpg")
    assert refused(attachments.take_file(tmp_path / "pipa.jpg")).code == FileFault.UNREADABLE.value


def test_a_huge_file_is_not_even_read(
    attachments: Attachments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = tmp_path / "video.jpg"
    with open(huge, "wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr("builtins.open", lambda *_arguments: pytest.fail("it was opened"))
    assert refused(attachments.take_file(huge)).code == FileFault.TOO_LARGE.value


def test_a_file_that_may_not_be_read_says_so(
    attachments: Attachments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = given(tmp_path)

    def denied(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr("builtins.open", denied)
    assert refused(attachments.take_file(path)).code == FileFault.NOT_ALLOWED.value


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, FileFault.DISK_FULL), (errno.EIO, FileFault.NOT_STORED)], ids=["full", "broken"]
)
def test_nothing_is_called_attached_that_the_disk_did_not_take(
    attachments: Attachments,
    village: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    code: FileFault,
) -> None:
    path = given(tmp_path)

    def failing(_handle: int) -> None:
        raise OSError(number, "no")

    with monkeypatch.context() as broken:
        broken.setattr(blob_files.os, "fsync", failing)
        assert refused(attachments.take_file(path)).code == code.value
    with village.read() as tx:
        assert tx.blobs.unsent().count == 0
    one = taken(attachments.take_file(path))
    assert attachments.state(one.sha256) is BlobState.HERE


def test_rotten_bytes_are_asked_for_again_and_never_shown(
    attachments: Attachments, files: BlobFiles, village: Store, tmp_path: Path
) -> None:
    one = taken(attachments.take_file(given(tmp_path)))
    files.place(one.sha256).write_bytes(b"\xff\xd8\xff rusak")
    assert attachments.thumbnail(one.sha256, 80) is None
    assert attachments.state(one.sha256) is BlobState.MISSING
    with village.read() as tx:
        wanted = tx.blobs.next_wanted()
    assert wanted is not None
    assert wanted.sha256 == one.sha256


def test_a_copy_for_the_person_is_whole_or_leaves_what_stood_there(
    attachments: Attachments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = taken(attachments.take_file(given(tmp_path)))
    copy = tmp_path / "salinan" / "rapat.jpg"
    copy.parent.mkdir()
    assert attachments.save_copy(one, copy)
    kept = copy.read_bytes()
    assert kept == attachments.bytes_of(one)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    other = taken(attachments.take_file(given(tmp_path, outside_files.photo(300, 200), "Lain.jpg")))
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(NotWritten) as told:
            attachments.save_copy(other, copy)
    assert "sudah penuh" in told.value.message
    assert {one.name: one.read_bytes() for one in copy.parent.iterdir()} == {"rapat.jpg": kept}


def test_bytes_of_which_nothing_is_known_are_asked_for_once(attachments: Attachments, village: Store) -> None:
    about = Attachment("c" * 64, "Posyandu.jpg", Media.JPEG, 1000, 10, 10)
    told: list[Changes] = []
    village.changes.subscribe(told.append)
    assert attachments.thumbnail(about.sha256, 80, about) is None
    assert attachments.bytes_of(about) is None
    assert attachments.state(about.sha256) is BlobState.MISSING
    assert len(told) == 1
    with village.read() as tx:
        wanted = tx.blobs.next_wanted()
    assert wanted is not None
    assert (wanted.sha256, wanted.size) == (about.sha256, 1000)


def test_an_op_that_names_a_file_lets_it_wait_to_be_sent(
    attachments: Attachments, village: Store, tmp_path: Path
) -> None:
    one = taken(attachments.take_file(given(tmp_path)))
    other = taken(attachments.take_bytes(outside_files.paper(), "Surat"))
    ref = Ref(RecordType.REPORT, ids.report_id(BABAYAU, "kegiatan_bulanan", "2025-06", 0))
    content = leaves("foto", "f1", one)
    fields = Submit(BABAYAU, "kegiatan_bulanan", 1, "2025-06", content)
    with village.write() as tx:
        tx.propose("report.submit", ref, fields, "Kegiatan Juni")
    assert attachments.states([one.sha256, other.sha256]) == {
        one.sha256: BlobState.WAITING,
        other.sha256: BlobState.HERE,
    }
    with village.read() as tx:
        assert (tx.blobs.unsent().count, tx.blobs.unsent().size) == (1, one.size)
    with village.write() as tx:
        tx.blobs.sent(one.sha256, 5)
    assert attachments.state(one.sha256) is BlobState.SENT
    with village.write() as tx:
        assert not tx.blobs.send([one.sha256])


@pytest.mark.parametrize("lost", [False, True])
def test_when_the_server_has_another_history_no_file_is_called_sent_not_even_one_that_was_lost_here(
    attachments: Attachments, village: Store, tmp_path: Path, lost: bool
) -> None:
    one = taken(attachments.take_file(given(tmp_path)))
    with village.write() as tx:
        tx.blobs.send([one.sha256])
        tx.blobs.sent(one.sha256, 5)
        if lost:
            tx.blobs.lost(one.sha256, 1)
        tx.blobs.send_again(6)
    with village.read() as tx:
        known, wanted = tx.blobs.get(one.sha256), tx.blobs.next_wanted()
    assert known is not None
    assert (known.sent_at, known.to_send, known.wanted_at) == (None, True, 6 if lost else None)
    assert (wanted is not None) is lost


def test_a_photo_of_a_sheet_can_be_looked_at_and_is_straightened(attachments: Attachments, tmp_path: Path) -> None:
    path = given(tmp_path, outside_files.photo(900, 1200))
    seen = attachments.sheet(path)
    assert isinstance(seen, service.Sheet)
    assert seen.preview.startswith(b"\xff\xd8\xff")
    assert seen.corners.usable
    flat = taken(attachments.take_file(path, straighten=WHOLE))
    assert flat.height / flat.width == pytest.approx(297 / 210, rel=0.02)
    assert isinstance(attachments.sheet(outside_files.paper()), Refused)
    assert isinstance(attachments.sheet(outside_files.PROGRAM), Refused)


def test_two_at_once_end_as_one(attachments: Attachments, tmp_path: Path) -> None:
    path = given(tmp_path)
    found: list[Attachment | Refused] = []
    threads = [threading.Thread(target=lambda: found.append(attachments.take_file(path))) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({taken(one).sha256 for one in found}) == 1


def test_the_words_of_a_refusal_carry_no_path(attachments: Attachments, tmp_path: Path) -> None:
    no = refused(attachments.take_file(given(tmp_path, b"x" * 90, "catatan.jpg")))
    assert "catatan.jpg" in no.words
    assert str(tmp_path) not in no.words
    assert msgspec.json.encode(no.words)


def test_a_file_that_the_server_refused_stands_among_what_needs_a_person(
    attachments: Attachments, village: Store, clock: HandClock, tmp_path: Path
) -> None:
    one = taken(attachments.take_file(given(tmp_path)))
    queue = Queue(village, clock)
    with village.write() as tx:
        tx.blobs.send([one.sha256])
        tx.blobs.refuse(one.sha256, "file_refused")
    [row] = queue.parked()
    assert (row.title, row.retry) == ("Foto lampiran", True)
    assert "tidak menerima berkas ini" in row.problem
    assert isinstance(queue.retry(row.op_id), Done)
    assert queue.parked() == []
    assert attachments.state(one.sha256) is BlobState.WAITING
    with village.write() as tx:
        tx.blobs.refuse(one.sha256, "file_lost")
    [row] = queue.view().parked
    assert not row.retry
    assert isinstance(queue.withdraw(row.op_id), Done)
    assert attachments.state(one.sha256) is BlobState.HERE
    assert isinstance(queue.retry(row.op_id), Refused)
