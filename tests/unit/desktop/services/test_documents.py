"""Papers of a report: what they say, and that a number stands there only when the server has received the text."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.domain.workflow import Verdict
from sipa_desktop.errors import Refused
from sipa_desktop.services.documents import Documents
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.office_profile import OfficeProfiles
from sipa_desktop.services.reports import Reports
from sipa_desktop.store.unit_of_work import Store
from tests.support.papers import words_of
from tests.support.public_figures import report as whole_report
from tests.unit.desktop.services.desks import PUBLIC_URL, HandClock, Server
from tests.unit.desktop.services.stories import LRA, LRA_REPORT, REALISASI, judge, publish, send

FIRST, SECOND = ids.version_id(LRA_REPORT, 1), ids.version_id(LRA_REPORT, 2)


@pytest.fixture
def documents(village: Store, clock: HandClock) -> Documents:
    return Documents(village, clock, Reports(village, clock), lambda _about: None)


def words(made: Document | Refused) -> str:
    assert isinstance(made, Document), made
    return words_of(made.pdf())


def number_of(server: Server, version: str) -> str:
    record = server.get(next(ref for ref in server.records if ref.id == version))
    assert record is not None
    return f"TT-2025-07-{record.text('meta.content_hash')[:8].upper()}"


def test_a_draft_says_that_it_was_not_sent(documents: Documents, village: Store, clock: HandClock) -> None:
    reports = Reports(village, clock)
    reports.create("lra_semester1", "2025-S1")
    reports.save(LRA, whole_report())
    made = documents.of_draft(LRA)
    assert "Belum dikirim" in words(made)
    assert isinstance(made, Document)
    assert made.file_name == "LRA-2025-S1-Desa-babayau-draf.pdf"
    assert isinstance(documents.receipt(FIRST), Refused)


def test_what_only_waits_in_the_outbox_has_no_number(documents: Documents, village: Store, clock: HandClock) -> None:
    reports = Reports(village, clock)
    reports.create("lra_semester1", "2025-S1")
    reports.save(LRA, whole_report())
    reports.submit(LRA)
    with village.write() as tx:
        tx.reproject()  # as after every exchange; the overlay knows its own hash from then on
    for made in (documents.of_draft(LRA), documents.of_version(FIRST)):
        assert "Belum dikirim" in words(made)
        assert "TT-" not in words(made)
    no = documents.receipt(FIRST)
    assert isinstance(no, Refused)
    assert "belum dikirim" in no.words


def test_a_report_that_arrived_bears_the_number_of_its_receipt_on_both_desks(
    documents: Documents, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    server.exchange(district)
    number = number_of(server, FIRST)
    kecamatan = Documents(district, clock, Reports(district, clock), lambda _about: None)
    for made in (documents.of_draft(LRA), documents.of_version(FIRST), kecamatan.of_version(FIRST)):
        assert number in words(made)
    receipt = words(documents.receipt(FIRST))
    assert number in receipt
    assert "10 Juli 2025, 10.34 WITA" in receipt
    assert "Norhayati" in receipt
    assert receipt == words(kecamatan.receipt(FIRST))


def test_an_old_version_is_printed_as_it_was_sent(
    documents: Documents, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server, {"ringkasan.isi": "Kalimat pertama."})
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    send(village, clock, server, {"ringkasan.isi": "Kalimat kedua."})
    assert "Kalimat pertama." in words(documents.of_version(FIRST))
    assert "Kalimat kedua." in words(documents.of_version(SECOND))
    assert number_of(server, FIRST) != number_of(server, SECOND)
    second = documents.of_version(SECOND)
    assert isinstance(second, Document)
    assert second.file_name == "LRA-2025-S1-Desa-babayau-kiriman-2.pdf"


def test_a_text_changed_after_it_came_back_is_a_draft_again(
    documents: Documents, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    Reports(village, clock).save(LRA, {REALISASI: 1_234_567})
    made = words(documents.of_draft(LRA))
    assert "1.234.567" in made
    assert "Belum dikirim" in made
    assert number_of(server, FIRST) not in made


def test_the_public_page_stands_on_the_receipt_of_the_version_that_it_shows(
    documents: Documents, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    publish(village, district, server, clock)
    address = f"{PUBLIC_URL.partition('://')[2]}/desa/babayau/laporan/lra_semester1/2025-S1"
    assert address in words(documents.receipt(FIRST)).replace(" ", "")


def test_a_version_that_is_not_here_is_refused_in_words(documents: Documents) -> None:
    assert isinstance(documents.of_version(FIRST), Refused)
    assert isinstance(documents.receipt(FIRST), Refused)
    assert isinstance(documents.of_draft("nothing"), Refused)


def test_the_letterhead_has_the_address_that_the_village_gave_in_another_report(
    documents: Documents, village: Store, clock: HandClock, server: Server
) -> None:
    address = "Kantor Desa Babayau, Jalan Desa RT 02."
    send(village, clock, server, {"pengesahan.alamat_pengaduan": address})
    monthly = Reports(village, clock).create("kegiatan_bulanan", "2025-06")
    assert not isinstance(monthly, Refused)
    assert address in words(documents.of_draft(monthly.draft_id))


def test_a_report_that_names_nobody_is_signed_by_the_head_whom_the_office_wrote_down(
    documents: Documents, village: Store, clock: HandClock
) -> None:
    monthly = Reports(village, clock).create("kegiatan_bulanan", "2025-06")
    assert not isinstance(monthly, Refused)
    assert "H. Mastur" not in words(documents.of_draft(monthly.draft_id))
    OfficeProfiles(village, clock).save("H. Mastur", "Kantor desa", "")
    assert "H. Mastur" in words(documents.of_draft(monthly.draft_id))


def test_the_photos_of_a_month_stand_on_paper_and_one_that_is_not_here_is_said(
    documents: Documents, village: Store, clock: HandClock
) -> None:
    reports = Reports(village, clock)
    begun = reports.create("kegiatan_bulanan", "2025-06")
    assert not isinstance(begun, Refused)
    photo = Attachment("b" * 64, "posyandu.jpg", Media.JPEG, 1000, 800, 600)
    reports.save(begun.draft_id, leaves("foto", "f1", photo))
    asked: list[Attachment] = []
    with_photos = Documents(village, clock, reports, lambda about: asked.append(about))
    assert "foto belum ada di komputer ini" in words(with_photos.of_draft(begun.draft_id))
    assert asked == [photo]
