"""A draft keeps the version of its report type until a person moves it, and goes back on request."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain import template_text
from sipa_core.domain.templates import Template
from sipa_core.wire.records import RecordType
from sipa_desktop.errors import Refused
from sipa_desktop.services.draft_forms import DraftForms
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, HandClock, Server, shipped_templates

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")


def newest() -> Template:
    return max((one for one in shipped_templates() if one.key == "kegiatan_bulanan"), key=lambda one: one.version)


def publish(server: Server, village: Store) -> Template:
    """The kecamatan's program brings a version that asks for results and no longer for obstacles."""
    before = newest()
    first = before.sections[0]
    kept = tuple(field for field in first.fields if field.path != "umum.kendala")
    asked = replace(kept[0], path="umum.hasil", label="Hasil", required=False)
    sections = (replace(first, fields=(*kept, asked)), *before.sections[1:])
    after = replace(before, version=before.version + 1, sections=sections)
    key = ids.natural_id("template", after.key, after.version)
    server.put(RecordType.TEMPLATE, key, None, template_text.to_fields(after))
    server.exchange(village)
    return after


@pytest.fixture
def reports(village: Store, clock: HandClock) -> Reports:
    made = Reports(village, clock)
    assert isinstance(made.create("kegiatan_bulanan", "2025-06"), ReportEdit)
    made.save(JUNE, {"umum.uraian": "Gotong royong.", "umum.kendala": "Hujan"})
    return made


def edit_of(reports: Reports) -> ReportEdit:
    found = reports.open(JUNE)
    assert isinstance(found, ReportEdit)
    return found


def test_a_draft_stays_with_its_version_and_is_told_of_a_newer_one(
    reports: Reports, village: Store, server: Server
) -> None:
    assert edit_of(reports).form.words == ""
    after = publish(server, village)
    edit = edit_of(reports)
    assert edit.template.version == after.version - 1
    assert edit.form.words == "Bentuk laporan ini sudah diperbarui."
    assert edit.form.lines == (
        "Isian baru: Hasil.",
        "Tidak ditanyakan lagi: Kendala. Isinya tetap disimpan.",
    )


def test_moved_it_keeps_every_word_and_goes_back(
    reports: Reports, village: Store, server: Server, clock: HandClock
) -> None:
    after = publish(server, village)
    before = edit_of(reports).content
    forms = DraftForms(village, clock)
    assert isinstance(forms.move(JUNE), Done)
    edit = edit_of(reports)
    assert (edit.template.version, edit.form.words, edit.form.back) == (after.version, "", True)
    assert [(one.label, one.text) for one in edit.form.old] == [("Kendala", "Hujan")]
    assert isinstance(forms.move(JUNE), Refused)
    reports.save(JUNE, {"umum.hasil": "Bersih"})
    assert isinstance(forms.back(JUNE), Done)
    back = edit_of(reports)
    assert back.template.version == after.version - 1
    assert back.content == {**before, "umum.hasil": "Bersih"}


def test_a_moved_draft_is_sent_in_its_new_form_with_its_old_words(
    reports: Reports, village: Store, server: Server, clock: HandClock
) -> None:
    after = publish(server, village)
    DraftForms(village, clock).move(JUNE)
    reports.submit(JUNE)
    server.exchange(village)
    (version,) = server.all(RecordType.VERSION)
    assert version.number("meta.template_version") == after.version
    assert version.text("umum.kendala") == "Hujan"
    assert isinstance(DraftForms(village, clock).back(JUNE), Refused)
