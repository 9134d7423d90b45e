"""Whom a file is for: no record that names it gives its namer a right, whatever others do with the record."""

from __future__ import annotations

from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain.attachments import leaves
from sipa_core.ops.reports import MAX_REPORT_FILES
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Ref
from tests.support.server import (
    BABAYAU,
    BALIDA,
    Pc,
    World,
    naming,
    posting_ref,
    review_ref,
    version_ref,
)
from tests.support.uploads import PHOTO, File, name, read, refused, send


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
