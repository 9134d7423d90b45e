"""Attachments between desk and server, in the process and over real HTTP: whole or not at all, for whom they are."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from pathlib import Path

import pytest
import requests

from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import blobs as wire
from sipa_core.wire.blobs import UploadState
from sipa_core.wire.problems import Problem
from sipa_server.services import blobs as service
from tests.support import outside_files
from tests.support.server import (
    BABAYAU,
    BALIDA,
    Pc,
    World,
    report_ref,
)
from tests.support.uploads import PHOTO, File, begin, name, passed, read, refused, send

OTHER = passed(outside_files.photo(480, 360))
PAPER = passed(outside_files.paper(3), "surat.pdf")


@pytest.mark.parametrize("file", [PHOTO, PAPER], ids=["photo", "paper"])
@pytest.mark.parametrize("piece", [7_000, 1 << 20])
def test_a_file_goes_up_in_pieces_and_comes_back_whole(babayau: Pc, file: File, piece: int) -> None:
    assert send(babayau, file, piece).offset == file.about.size
    assert name(babayau, BABAYAU, file) == "accepted"
    assert read(babayau, file.about.sha256) == file.data
    assert read(babayau, file.about.sha256, 1_000) == file.data


def test_a_begun_upload_is_the_same_one_when_it_is_begun_again(babayau: Pc) -> None:
    first = begin(babayau, PHOTO)
    half = babayau.carrier.upload(first, PHOTO.about.sha256, PHOTO.data[:1000], babayau.place.token)
    assert half == UploadState(first.upload, 1000)
    assert begin(babayau, PHOTO) == half
    assert babayau.carrier.upload_state(first.upload, PHOTO.about.sha256, babayau.place.token) == half
    send(babayau, PHOTO)
    assert begin(babayau, PHOTO) == UploadState(first.upload, PHOTO.about.size)


def test_an_upload_of_another_size_under_the_same_hash_is_refused(babayau: Pc) -> None:
    begin(babayau, PHOTO)
    assert (
        refused(lambda: babayau.carrier.begin_upload(PHOTO.about.sha256, "image/jpeg", 5, babayau.place.token))
        == Problem.BAD_REQUEST
    )


@pytest.mark.parametrize("wrong", [0, 999, 1001, 10**12])
def test_a_piece_for_another_place_changes_nothing_and_is_asked_for_again(babayau: Pc, wrong: int) -> None:
    state = babayau.carrier.upload(begin(babayau, PHOTO), PHOTO.about.sha256, PHOTO.data[:1000], babayau.place.token)
    elsewhere = UploadState(state.upload, wrong)
    act = lambda: babayau.carrier.upload(elsewhere, PHOTO.about.sha256, b"x" * 10, babayau.place.token)  # noqa: E731
    assert refused(act) == Problem.OFFSET_MOVED
    assert babayau.carrier.upload_state(state.upload, PHOTO.about.sha256, babayau.place.token).offset == 1000


def test_more_than_was_announced_is_refused(babayau: Pc) -> None:
    state = begin(babayau, PHOTO)
    act = lambda: babayau.carrier.upload(state, PHOTO.about.sha256, PHOTO.data + b"x", babayau.place.token)  # noqa: E731
    assert refused(act) == Problem.TOO_LARGE


def test_other_bytes_than_the_hash_says_are_never_kept(world: World, babayau: Pc) -> None:
    spoilt = File(PHOTO.about, PHOTO.data[:-1] + b"\0")
    assert refused(lambda: send(babayau, spoilt)) == Problem.HASH_MISMATCH
    assert begin(babayau, PHOTO).offset == 0
    assert not world.server.blobs.files.place(PHOTO.about.sha256).exists()
    send(babayau, PHOTO)
    assert read(babayau, PHOTO.about.sha256) == PHOTO.data


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (outside_files.PROGRAM, "image/jpeg"),
        (outside_files.WEB_PAGE, "application/pdf"),
        (outside_files.paper_with_script(), "application/pdf"),
        (outside_files.screenshot(90, 60), "image/jpeg"),
        (outside_files.pixel_flood(), "image/png"),
        (PHOTO.data[:-3000], "image/jpeg"),
    ],
    ids=["program", "web page", "script", "another kind", "pixel flood", "cut photo"],
)
def test_what_is_no_photo_or_paper_is_refused_by_its_bytes(world: World, babayau: Pc, data: bytes, media: str) -> None:
    digest = hashlib.sha256(data).hexdigest()
    file = File(Attachment(digest, "foto", Media(media), len(data)), data)
    assert refused(lambda: send(babayau, file)) == Problem.FILE_REFUSED
    assert not world.server.blobs.files.place(digest).exists()
    assert refused(lambda: read(babayau, digest)) == Problem.NOT_FOUND


@pytest.mark.parametrize(
    ("digest", "media", "size", "code"),
    [
        ("A" * 64, "image/jpeg", 10, Problem.BAD_REQUEST),
        ("../../etc/passwd", "image/jpeg", 10, Problem.BAD_REQUEST),
        ("a" * 64, "text/html", 10, Problem.FILE_REFUSED),
        ("a" * 64, "image/jpeg", 0, Problem.BAD_REQUEST),
        ("a" * 64, "image/jpeg", 301 * 1024, Problem.TOO_LARGE),
        ("a" * 64, "application/pdf", 11 * 1024 * 1024, Problem.TOO_LARGE),
    ],
)
def test_what_can_never_be_an_attachment_is_not_even_begun(
    babayau: Pc, digest: str, media: str, size: int, code: Problem
) -> None:
    assert refused(lambda: babayau.carrier.begin_upload(digest, media, size, babayau.place.token)) == code


def test_a_blob_is_read_by_whoever_sees_the_record_and_by_nobody_else(world: World, babayau: Pc, balida: Pc) -> None:
    camat = world.enrol(world.first_code)
    send(babayau, PHOTO)
    assert read(babayau, PHOTO.about.sha256) == PHOTO.data  # its own place has it
    assert refused(lambda: read(camat, PHOTO.about.sha256)) == Problem.NOT_FOUND  # nothing names it yet
    assert name(babayau, BABAYAU, PHOTO) == "accepted"
    assert read(camat, PHOTO.about.sha256) == PHOTO.data
    assert refused(lambda: read(balida, PHOTO.about.sha256)) == Problem.NOT_FOUND
    assert refused(lambda: read(balida, "0" * 64)) == Problem.NOT_FOUND


def test_naming_before_sending_gives_the_right_once_the_bytes_came(world: World, babayau: Pc) -> None:
    camat = world.enrol(world.first_code)
    assert name(babayau, BABAYAU, PHOTO) == "accepted"
    assert refused(lambda: read(camat, PHOTO.about.sha256)) == Problem.NOT_FOUND
    send(babayau, PHOTO)
    assert read(camat, PHOTO.about.sha256) == PHOTO.data


def test_a_hash_that_somebody_overheard_is_no_right(world: World, babayau: Pc, balida: Pc) -> None:
    camat = world.enrol(world.first_code)
    send(babayau, PHOTO)
    name(babayau, BABAYAU, PHOTO)
    assert name(balida, BALIDA, PHOTO) == "accepted"
    assert refused(lambda: read(balida, PHOTO.about.sha256)) == Problem.NOT_FOUND
    begun = begin(balida, PHOTO)
    assert begun.offset == 0, "that another village has it is not told"
    assert refused(lambda: read(balida, PHOTO.about.sha256)) == Problem.NOT_FOUND
    send(balida, PHOTO)
    assert read(balida, PHOTO.about.sha256) == PHOTO.data
    assert read(camat, PHOTO.about.sha256) == PHOTO.data


def test_an_upload_of_another_place_is_not_there(babayau: Pc, balida: Pc) -> None:
    state = begin(babayau, PHOTO)
    for act in (
        lambda: balida.carrier.upload_state(state.upload, PHOTO.about.sha256, balida.place.token),
        lambda: balida.carrier.upload(state, PHOTO.about.sha256, PHOTO.data[:10], balida.place.token),
    ):
        assert refused(act) == Problem.NOT_FOUND


def test_a_second_pc_of_the_village_goes_on_where_the_first_stopped(world: World, babayau: Pc) -> None:
    state = babayau.carrier.upload(begin(babayau, PHOTO), PHOTO.about.sha256, PHOTO.data[:5000], babayau.place.token)
    second = world.pc("Norhayati", BABAYAU)
    assert begin(second, PHOTO) == state
    assert send(second, PHOTO).offset == PHOTO.about.size


def test_a_pc_that_was_revoked_sends_and_reads_nothing_more(world: World, babayau: Pc) -> None:
    state = begin(babayau, PHOTO)
    world.server.accounts.revoke_device(babayau.place.device)
    for act in (
        lambda: begin(babayau, OTHER),
        lambda: babayau.carrier.upload(state, PHOTO.about.sha256, PHOTO.data, babayau.place.token),
        lambda: read(babayau, PHOTO.about.sha256),
    ):
        assert refused(act) == Problem.REVOKED


def test_an_upload_is_kept_for_14_days_and_then_forgotten(world: World, babayau: Pc) -> None:
    state = babayau.carrier.upload(begin(babayau, PHOTO), PHOTO.about.sha256, PHOTO.data[:5000], babayau.place.token)
    world.clock.forward(days=13.9)
    assert begin(babayau, PHOTO) == state
    world.clock.forward(days=14.1)
    begin(babayau, OTHER)
    assert begin(babayau, PHOTO).offset == 0
    assert not (world.server.blobs.files.folder / "bagian" / state.upload).exists()


def test_a_tail_that_the_server_lost_is_sent_again_and_never_skipped(world: World, babayau: Pc) -> None:
    state = babayau.carrier.upload(begin(babayau, PHOTO), PHOTO.about.sha256, PHOTO.data[:5000], babayau.place.token)
    part = world.server.blobs.files.folder / "bagian" / state.upload
    os.truncate(part, 1200)
    assert (
        refused(lambda: babayau.carrier.upload(state, PHOTO.about.sha256, PHOTO.data[5000:], babayau.place.token))
        == Problem.OFFSET_MOVED
    )
    assert send(babayau, PHOTO).offset == PHOTO.about.size
    assert read(babayau, PHOTO.about.sha256) == PHOTO.data


def test_too_much_in_a_day_is_for_another_day(world: World, babayau: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_BEGUN", PHOTO.about.size + 10)
    send(babayau, PHOTO)
    with pytest.raises(CarriageError) as no:
        begin(babayau, OTHER)
    assert (no.value.code, no.value.retry_after) == (Problem.TOO_MANY_FILES, 3600)
    world.clock.forward(days=1.1)
    assert send(babayau, OTHER).offset == OTHER.about.size


def test_a_server_without_room_says_so(world: World, babayau: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LEAST_FREE", 1 << 60)
    assert refused(lambda: begin(babayau, PHOTO)) == Problem.STORAGE_FULL


def test_bytes_that_vanished_on_the_server_can_come_again(world: World, babayau: Pc) -> None:
    send(babayau, PHOTO)
    name(babayau, BABAYAU, PHOTO)
    world.server.blobs.files.place(PHOTO.about.sha256).unlink()
    assert refused(lambda: read(babayau, PHOTO.about.sha256)) == Problem.NOT_FOUND
    assert begin(babayau, PHOTO).offset == 0
    send(babayau, PHOTO)
    assert read(babayau, PHOTO.about.sha256) == PHOTO.data


def test_what_a_citizen_gave_passes_the_same_door(world: World, babayau: Pc) -> None:
    taken = world.server.blobs.take(outside_files.photo(300, 200), "lampu.jpg")
    assert isinstance(taken, Attachment)
    assert not isinstance(world.server.blobs.take(outside_files.PROGRAM, "x"), Attachment)
    assert refused(lambda: read(babayau, taken.sha256)) == Problem.NOT_FOUND
    with world.server.store.write() as work:
        fields = {"state": "baru", **leaves("berkas", "b1", taken)}
        work.records.write(report_ref(BABAYAU), BABAYAU, fields)
    assert world.server.blobs.read(taken.sha256) == read(babayau, taken.sha256)


# Over HTTP alone: the words of tus, ranges, streams.


@pytest.fixture
def desk(http: World) -> Pc:
    return http.pc("Norhayati", BABAYAU)


def tus(world: World, pc: Pc, method: str, path: str, data: bytes = b"", **headers: str) -> requests.Response:
    more = {"Authorization": f"Bearer {pc.place.token}", "Tus-Resumable": "1.0.0"}
    more |= {key.replace("_", "-"): value for key, value in headers.items()}
    return requests.request(method, world.url + path, data=data, headers=more, timeout=10)


def created(world: World, pc: Pc, file: File = PHOTO) -> str:
    about = wire.metadata({"sha256": file.about.sha256, "media": file.about.media.value})
    made = tus(world, pc, "POST", "/v1/uploads", Upload_Length=str(file.about.size), Upload_Metadata=about)
    assert made.status_code == 201
    assert made.headers["Tus-Resumable"] == "1.0.0"
    return made.headers["Location"]


def test_any_client_of_tus_can_send(http: World, desk: Pc) -> None:
    able = requests.options(http.url + "/v1/uploads", timeout=10)
    assert (able.status_code, able.headers["Tus-Version"], able.headers["Tus-Extension"]) == (204, "1.0.0", "creation")
    path = created(http, desk)
    seen = tus(http, desk, "HEAD", path)
    assert (seen.status_code, seen.headers["Upload-Offset"], seen.headers["Upload-Length"]) == (
        200,
        "0",
        str(PHOTO.about.size),
    )
    assert seen.headers["Cache-Control"] == "no-store"
    sent = tus(http, desk, "PATCH", path, PHOTO.data, Upload_Offset="0", Content_Type=wire.PIECE_TYPE)
    assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, str(PHOTO.about.size))


def test_what_is_not_tus_is_refused(http: World, desk: Pc) -> None:
    path = created(http, desk)
    assert tus(http, desk, "HEAD", path, Tus_Resumable="0.2.2").status_code == 412
    assert tus(http, desk, "PATCH", path, b"x", Upload_Offset="0", Content_Type="text/plain").status_code == 400
    assert tus(http, desk, "PATCH", path, b"x", Upload_Offset="-1", Content_Type=wire.PIECE_TYPE).status_code == 400
    assert tus(http, desk, "PATCH", path, b"x", Upload_Offset="7", Content_Type=wire.PIECE_TYPE).status_code == 409
    assert tus(http, desk, "POST", "/v1/uploads", Upload_Length="x").status_code == 400
    assert tus(http, desk, "POST", "/v1/uploads", Upload_Length="5", Upload_Metadata="sha256 ???").status_code == 400
    assert requests.head(http.url + path, headers={"Tus-Resumable": "1.0.0"}, timeout=10).status_code == 401


def test_ranges_of_a_blob(http: World, desk: Pc) -> None:
    send(desk, PHOTO)
    path, size = f"/v1/blobs/{PHOTO.about.sha256}", PHOTO.about.size
    whole = tus(http, desk, "GET", path)
    assert (whole.status_code, whole.content, whole.headers["Content-Type"]) == (200, PHOTO.data, "image/jpeg")
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Disposition"] == "attachment"
    about = tus(http, desk, "HEAD", path)
    assert (about.status_code, about.headers["Content-Length"], about.content) == (200, str(size), b"")
    part = tus(http, desk, "GET", path, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, PHOTO.data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{size}"
    assert tus(http, desk, "GET", path, Range=f"bytes={size - 5}-").content == PHOTO.data[-5:]
    assert tus(http, desk, "GET", path, Range="bytes=5-999999999").content == PHOTO.data[5:]
    for wrong in (f"bytes={size}-", "bytes=9-5", "bytes=-", "items=0-1", "bytes=0-1,5-6"):
        assert tus(http, desk, "GET", path, Range=wrong).status_code == 416
    assert requests.get(http.url + path, timeout=10).status_code == 401


def test_a_piece_that_was_cut_counts_as_far_as_it_came(http: World, desk: Pc) -> None:
    path = created(http, desk)
    host, _colon, port = http.url.removeprefix("http://").partition(":")
    lines = (
        f"PATCH {path} HTTP/1.1",
        f"Host: {host}",
        f"Authorization: Bearer {desk.place.token}",
        f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: {wire.PIECE_TYPE}",
        f"Content-Length: {PHOTO.about.size}\r\n\r\n",
    )
    with socket.create_connection((host, int(port))) as line:
        line.sendall("\r\n".join(lines).encode() + PHOTO.data[:3000])
        time.sleep(0.5)  # what has not been read when the line goes is lost with it
    for _try in range(200):
        offset = int(tus(http, desk, "HEAD", path).headers["Upload-Offset"])
        if offset:
            break
    assert offset == 3000
    rest = tus(http, desk, "PATCH", path, PHOTO.data[3000:], Upload_Offset="3000", Content_Type=wire.PIECE_TYPE)
    assert rest.status_code == 204
    assert read(desk, PHOTO.about.sha256) == PHOTO.data


def test_an_answer_that_our_server_has_not_proven_counts_for_nothing(
    http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "is_proven", lambda *_arguments: False)
    with pytest.raises(CarriageError) as no:
        begin(desk, PHOTO)
    assert no.value.trouble is Trouble.NOT_OURS


def test_bytes_go_to_the_disk_as_they_come(http: World, desk: Pc) -> None:
    path = created(http, desk, PAPER)
    upload = path.rpartition("/")[2]
    part = Path(http.server.blobs.files.folder / "bagian" / upload)
    seen: list[int] = []

    def slowly() -> object:
        yield PAPER.data[:100]
        for _turn in range(200):
            if part.exists():
                break
        seen.append(1)
        yield PAPER.data[100:]

    assert tus(http, desk, "PATCH", path, slowly(), Upload_Offset="0", Content_Type=wire.PIECE_TYPE).status_code == 204
    assert seen == [1]
