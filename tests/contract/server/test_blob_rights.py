"""Whom a file is for: no record that names it gives its namer a right, whatever others do with the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.media.door import Admitted, admit
from sipa_core.ops.reports import MAX_REPORT_FILES
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.blobs import UploadState
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Ref
from tests.support import outside_files
from tests.support.server import (
    BABAYAU,
    BALIDA,
    Pc,
    World,
    naming,
    posting_ref,
    report_ref,
    review_ref,
    submission,
    version_ref,
)


@dataclass(frozen=True)
class File:
    """Bytes that have passed the door of a desk."""

    about: Attachment
    data: bytes


def passed(data: bytes, name: str = "foto.jpg") -> File:
    admitted = admit(data, name)
    assert isinstance(admitted, Admitted)
    return File(admitted.attachment, admitted.data)


PHOTO = passed(outside_files.photo(500, 400))


def begin(pc: Pc, file: File) -> UploadState:
    return pc.carrier.begin_upload(file.about.sha256, file.about.media.value, file.about.size, pc.place.token)


def send(pc: Pc, file: File, piece: int = 64 * 1024) -> UploadState:
    state = begin(pc, file)
    while state.offset < len(file.data):
        part = file.data[state.offset : state.offset + piece]
        state = pc.carrier.upload(state, file.about.sha256, part, pc.place.token)
    return state


def name(pc: Pc, village: str, *files: File) -> str:
    """Submit a report that names the files; the status of its receipt."""
    content: dict[str, object] = {}
    for at, file in enumerate(files):
        content.update(leaves("foto", f"f{at}", file.about))
    return pc.do("report.submit", report_ref(village), submission(village, 0, content)).status.value


def read(pc: Pc, sha256: str, most: int = 1 << 20) -> bytes:
    data = b""
    while True:
        part = pc.carrier.blob(sha256, len(data), most, pc.place.token)
        data += part.data
        if len(data) >= part.total:
            return data


def refused(act: Callable[[], object]) -> str | None:
    with pytest.raises(CarriageError) as no:
        act()
    return no.value.code


@pytest.fixture
def babayau(world: World) -> Pc:
    return world.pc("Norhayati", BABAYAU)


@pytest.fixture
def balida(world: World) -> Pc:
    return world.pc("Rusmini", BALIDA)


def test_what_the_kecamatan_does_with_a_record_gives_its_namer_no_right(world: World, babayau: Pc, balida: Pc) -> None:
    camat = world.enrol(world.first_code)
    send(babayau, PHOTO)
    name(babayau, BABAYAU, PHOTO)
    thread = Ref("consultation", ids.new_id(world.clock, world.entropy))
    files = leaves("berkas", ids.new_id(world.clock, world.entropy), PHOTO.about)
    begin_one = {"village": BALIDA, "subject": "Foto"}
    assert balida.do("message.send", thread, {"text": "Ini", "files": files, "begin": begin_one}).code is None
    assert name(balida, BALIDA, PHOTO) == "accepted"
    camat.pull()
    read(camat, PHOTO.about.sha256)
    assert camat.do("message.send", thread, {"text": "Terima kasih"}).code is None
    assert camat.do("consultation.solve", thread, {}).code is None
    accepted = camat.do("review.accept", review_ref(BALIDA), naming(camat, BALIDA))
    assert accepted.code is None
    version = version_ref(BALIDA).id
    proof = {"version": version, "url": "", "caption": "x", "with_picture": True, "posted_at": 0}
    pictures = leaves("bukti", ids.new_id(world.clock, world.entropy), PHOTO.about)
    assert balida.do("posting.prove", posting_ref(BALIDA), {**proof, "evidence": pictures}).code is None
    proved_at = world.clock.now()
    camat.do("posting.verify", posting_ref(BALIDA), {"version": version, "proved_at": proved_at})
    assert balida.do("message.send", thread, {"text": "Lagi"}).code is None
    assert refused(lambda: read(balida, PHOTO.about.sha256)) == Problem.NOT_FOUND


def test_a_report_names_no_more_files_than_a_server_looks_up_in_a_moment(babayau: Pc) -> None:
    many = [File(replace(PHOTO.about, sha256=f"{at:064x}"), PHOTO.data) for at in range(MAX_REPORT_FILES + 1)]
    assert name(babayau, BABAYAU, *many) == "rejected"
    assert name(babayau, BABAYAU, *many[1:]) == "accepted"
