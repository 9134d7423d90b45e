"""Files on their way between a PC and the server, as tests send, name and read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.media.door import Admitted, admit
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.blobs import UploadState
from tests.support import outside_files
from tests.support.server import Pc, report_ref, submission


@dataclass(frozen=True)
class File:
    """Bytes that have passed the door of a desk."""

    about: Attachment
    data: bytes


def passed(data: bytes, name: str = "foto.jpg") -> File:
    """A file as the door of a desk lets it through."""
    admitted = admit(data, name)
    assert isinstance(admitted, Admitted)
    return File(admitted.attachment, admitted.data)


PHOTO = passed(outside_files.photo(500, 400))


def begin(pc: Pc, file: File) -> UploadState:
    """Ask the server to take a file; how far it has it."""
    return pc.carrier.begin_upload(file.about.sha256, file.about.media.value, file.about.size, pc.place.token)


def send(pc: Pc, file: File, piece: int = 64 * 1024) -> UploadState:
    """Send a file in pieces to its end."""
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
    """The bytes of a file that the server holds, fetched in pieces."""
    data = b""
    while True:
        part = pc.carrier.blob(sha256, len(data), most, pc.place.token)
        data += part.data
        if len(data) >= part.total:
            return data


def refused(act: Callable[[], object]) -> str | None:
    """The code with which the server refuses what is tried; a test fails when it does not."""
    with pytest.raises(CarriageError) as no:
        act()
    return no.value.code
