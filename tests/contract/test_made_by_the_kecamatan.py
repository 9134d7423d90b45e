"""What the kecamatan makes for its villages reaches them by itself: report types, their days, document templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain.document_files import MAX_FILE_BYTES, packed
from sipa_core.domain.roles import Role
from sipa_core.domain.template_making import FieldForm, SectionForm, TypeForm
from sipa_core.domain.templates import SectionKind
from sipa_core.domain.villages import VillageKind
from sipa_core.ops.documents import Put, ref_of
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.report_types import TypeStart
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.services.schedule_views import Change, NewDuty
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.half_year import DRAFT
from tests.support.papers import words_of
from tests.support.public_figures import report as report_content
from tests.support.sticks import ask, carried_back, carried_there, stick, written
from tests.support.world import BALANG, URL, World

T = TypeVar("T")
RONDA, PERIOD = "lokal_laporan_ronda", "2025-07"
ASKED = FieldForm("Jumlah pos ronda")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def ok(answer: T | Refused) -> T:
    assert not isinstance(answer, Refused), answer
    return answer


def synced(*desks: Desk) -> None:
    for desk in desks:
        assert desk.sync.run_once().complete


def ronda(camat: Desk, *fields: FieldForm) -> TypeForm:
    """The form of a type with these questions, begun from a shipped one."""
    start = ok(camat.report_types.start("kegiatan_bulanan"))
    section = SectionForm("Ronda", SectionKind.FIELDS, fields)
    return replace(start.form, name="Laporan Ronda", short_name="Ronda", basis="SK Camat", sections=(section,), key="")


def made(camat: Desk) -> None:
    """The kecamatan makes the type and asks for it."""
    start = ok(camat.report_types.start("kegiatan_bulanan"))
    ok(camat.report_types.save(start, ronda(camat, ASKED)))
    kinds = (VillageKind.DESA, VillageKind.DESA_ADAT)
    ok(camat.schedule.add(NewDuty(RONDA, "Laporan Ronda", "Ronda", (), "21 M+1", kinds, "SK Camat", "2025-07-01")))


def changed(camat: Desk, label: str) -> TypeStart:
    """The type as it is now with one more question, saved by this desk."""
    start = ok(camat.report_types.start(RONDA))
    [section] = start.form.sections
    more = replace(section, fields=(*section.fields, FieldForm(label)))
    ok(camat.report_types.save(start, replace(start.form, sections=(more,))))
    return start


def labels(desk: Desk, draft: str) -> list[str]:
    edit = desk.reports.open(draft)
    assert isinstance(edit, ReportEdit)
    return [field.label for section in edit.template.sections for field in section.fields]


def due_in(desk: Desk, draft: str) -> str:
    due = ok(desk.reports.open(draft)).due
    return due.isoformat() if due is not None else ""


def begun(desk: Desk) -> Document:
    """The half-year report of a village as a document."""
    return ok(desk.documents.of_draft(ok(desk.reports.create("lra_semester1", "2025-S1")).draft_id))


def paper(desk: Desk) -> str:
    return words_of(begun(desk).pdf())


def by_stick(courier: Desk, village: Desk, usb: Path) -> None:
    """A village without a line sends a word, and what is new comes back with the answer."""
    ask(village)
    written(village, usb)
    carried_there(courier, usb)
    assert not carried_back(courier, village, usb).refused


def test_a_type_made_and_changed_reaches_villages_by_line_and_by_stick_and_a_draft_moves_when_asked(
    world: World, tmp_path: Path
) -> None:
    camat, online = world.kecamatan(), world.village()
    alone = world.village("balang", BALANG, "Udin")
    made(camat)
    synced(camat, online)
    world.lines["balang"].down = True
    by_stick(camat, alone, stick(tmp_path))
    drafts = {}
    for desk in (online, alone):
        edit = ok(desk.reports.create(RONDA, PERIOD))
        drafts[desk] = edit.draft_id
        assert labels(desk, edit.draft_id) == ["Jumlah pos ronda"]
        ok(desk.reports.save(edit.draft_id, {"ronda.jumlah_pos_ronda": "4"}))
    changed(camat, "Nama petugas")
    duty = next(line.key for line in camat.schedule.year(2025).lines if line.key.startswith(RONDA))
    ok(camat.schedule.change(duty, Change(PERIOD, moved="2025-08-28")))
    synced(camat, online)
    by_stick(camat, alone, stick(tmp_path, "usb-2"))
    for desk, draft in drafts.items():
        assert labels(desk, draft) == ["Jumlah pos ronda"], "a draft keeps its version"
        assert ok(desk.reports.open(draft)).form.words
        assert due_in(desk, draft) == "2025-08-28"
        ok(desk.forms.move(draft))
        assert labels(desk, draft) == ["Jumlah pos ronda", "Nama petugas"]
        assert ok(desk.reports.open(draft)).content["ronda.jumlah_pos_ronda"] == "4"


def test_of_two_kecamatan_desks_the_first_change_stands_and_the_second_is_told_and_keeps_its_form(
    world: World,
) -> None:
    camat, village = world.kecamatan(), world.village()
    code = world.server.accounts.invite("Rahma", Role.ADMIN_KECAMATAN, None).code
    other = world.desk("kecamatan-2")
    assert isinstance(other.enrolment.setup(URL, code), Enrolled)
    made(camat)
    synced(camat, other)
    changed(camat, "Nama petugas")
    changed(other, "Jam mulai")
    synced(camat)
    assert other.sync.run_once().total.parked == 1
    [no] = other.queue.parked()
    assert "lebih baru" in no.problem
    assert "Jenis laporan" in no.todo
    synced(village)
    edit = ok(village.reports.create(RONDA, PERIOD))
    assert labels(village, edit.draft_id) == ["Jumlah pos ronda", "Nama petugas"]
    [kept] = [row for row in other.report_types.list() if row.draft]
    again = ok(other.report_types.resume(kept.draft))
    assert [field.label for field in again.form.sections[0].fields] == ["Jumlah pos ronda", "Jam mulai"]
    assert "sudah diubah" in again.note


def test_a_broken_type_is_named_in_a_village_and_everything_else_goes_on(world: World) -> None:
    camat, village = world.kecamatan(), world.village()
    made(camat)
    synced(camat, village)
    with world.server.store.write() as work:
        ref = Ref(RecordType.TEMPLATE, ids.natural_id("template", RONDA, 2))
        known = work.records.get(Ref(RecordType.TEMPLATE, ids.natural_id("template", RONDA, 1)))
        assert known is not None
        hologram = (
            str(known.fields["definition"]).replace('"version":1', '"version":2').replace('"fields"', '"hologram"')
        )
        work.records.write(ref, None, {**known.fields, "version": 2, "definition": hologram})
    synced(camat, village)
    for desk in (village, camat):
        [said] = desk.report_types.unread()
        assert RONDA in said
    edit = ok(village.reports.create(RONDA, PERIOD))
    assert labels(village, edit.draft_id) == ["Jumlah pos ronda"], "the version before is used on"
    ok(village.reports.create("lra_semester1", "2025-S1"))
    ok(village.reports.save(DRAFT, report_content()))
    ok(village.reports.submit(DRAFT))
    synced(village)
    assert village.sync.status().all_sent


def test_a_document_template_is_used_in_every_village_until_the_shipped_one_counts_again(
    world: World, tmp_path: Path
) -> None:
    camat, online = world.kecamatan(), world.village()
    alone = world.village("balang", BALANG, "Udin")
    letter, sample = tmp_path / "surat.toml", tmp_path / "contoh.docx"
    letter.write_text('about = "Laporan semester dari {desa}"\ncopies = ["Inspektorat {kabupaten}"]\n')
    camat.template_files.sample(sample)
    for file in (letter, sample):
        ok(camat.template_files.take(file, "lra_semester1"))
    assert not list((world.folder / "kecamatan").rglob("lra_semester1.*")), "what is sent is nowhere a file"
    synced(camat, online)
    world.lines["balang"].down = True
    by_stick(camat, alone, stick(tmp_path))
    for desk in (online, alone):
        assert [one.name for one in desk.template_files.listed()] == ["lra_semester1.docx", "lra_semester1.toml"]
        assert not any(one.own for one in desk.template_files.listed())
        assert "Inspektorat Balangan" in paper(desk)
        desk.template_files.drop("lra_semester1.toml")
        assert "Inspektorat Balangan" in paper(desk), "only the kecamatan takes it back"
    camat.template_files.drop("lra_semester1.toml")
    synced(camat, online)
    assert "Inspektorat" not in paper(online)


def test_a_document_template_that_a_village_cannot_use_holds_no_report_up(world: World, tmp_path: Path) -> None:
    camat, village = world.kecamatan(), world.village()
    for file, words in (("surat.toml", 'about = ["'), ("surat.typ", '#read("/etc/passwd")')):
        (tmp_path / file).write_text(words)
        assert isinstance(camat.template_files.take(tmp_path / file), Refused), "it is tried before it is sent"
    large = tmp_path / "besar.typ"
    large.write_text("// " + "x" * MAX_FILE_BYTES)
    no = camat.template_files.take(large)
    assert isinstance(no, Refused)
    assert "256 KB" in no.words
    with camat.store.write() as tx:
        for name, data in (("umum.typ", b'#read("/etc/passwd")'), ("umum.docx", b"PK\x03\x04bukan Word")):
            tx.propose("document.put", ref_of(name), Put(name, packed(data)), "x")
    synced(camat, village)
    found = begun(village)
    assert found.pdf().startswith(b"%PDF")
    assert "belum dapat dipakai, jadi dipakai bawaan aplikasi" in found.remark
    remark = found.save_as(tmp_path / "laporan.docx")
    assert "Contoh Word kecamatan belum dapat dipakai" in remark
