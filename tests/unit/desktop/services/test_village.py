"""Halaman desa: one village in one year, from records alone; nothing of other villages, nothing that was not sent."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.workflow import ReportState, Verdict
from sipa_core.wire.records import RecordType
from sipa_desktop.errors import Refused
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.guidance import Guidance
from sipa_desktop.services.overview import Overview
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.village import Villages
from sipa_desktop.services.village_profile import VillageProfiles
from sipa_desktop.services.village_views import VillagePage
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, DAHAI, PARINGIN_TIMUR, CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import LRA, REALISASI, judge, publish, send


@pytest.fixture
def villages(district: Store, clock: HandClock) -> Villages:
    return Villages(district, clock)


def page(villages: Villages, code: str = BABAYAU, year: int | None = None) -> VillagePage:
    found = villages.page(code, year)
    assert isinstance(found, VillagePage)
    return found


def test_a_village_that_sent_nothing_has_all_its_duties_in_the_order_of_their_days(villages: Villages) -> None:
    shown = page(villages)
    assert shown.label == "Desa Babayau"
    assert [step.due for step in shown.duties] == sorted(step.due for step in shown.duties if step.due is not None)
    assert {step.state for step in shown.duties} == {ReportState.TERLAMBAT, ReportState.BELUM_MASUK}
    assert all(step.version_id is None for step in shown.duties)
    assert shown.duty_words.startswith("0 dari ")
    assert shown.spending is None
    assert shown.no_spending == "Belum ada laporan belanja tahun ini."
    assert (shown.posted, shown.postings) == (0, 0)
    assert shown.citizen_words == "belum ada"


def test_spending_is_told_from_what_was_sent_and_says_while_it_may_change(
    villages: Villages, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    spending = page(villages).spending
    assert spending is not None
    assert [(line.spent, line.budget, line.percent) for line in spending.lines][1] == (
        214_780_000, 563_250_000, "38,1%",
    )  # fmt: skip
    assert spending.total.spent == sum(line.spent for line in spending.lines)
    assert spending.note == "Rata-rata kecamatan 43,1%. LRA Semester I 2025 masih dikembalikan, angka dapat berubah."
    step = next(step for step in page(villages).duties if step.version_id is not None)
    assert step.current
    assert step.words == "LRA Sem. I: Dikembalikan 10.34. Batas 14 Juli, 4 hari lagi"
    assert page(villages, DAHAI).spending is None


def test_what_was_taken_back_is_not_told(
    villages: Villages, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    Reports(village, clock).recall(LRA)
    server.exchange(village)
    server.exchange(district)
    assert page(villages).spending is None
    assert all(step.version_id is None for step in page(villages).duties)


def test_postings_are_counted_per_channel_of_the_year(
    villages: Villages, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    publication = publish(village, district, server, clock)
    posting = Posting(village, clock)
    done = posting.prove(publication, "facebook", "https://www.facebook.com/babayau/posts/1", with_picture=True)
    assert not isinstance(done, Refused)
    server.exchange(village)
    server.exchange(district)
    shown = page(villages)
    assert {one.key: (one.done, one.total) for one in shown.channels}["facebook"] == (1, 1)
    assert shown.posted == 1
    assert shown.postings == sum(one.total for one in shown.channels)
    assert (page(villages, year=2024).posted, page(villages, year=2024).postings) == (0, 0)


def test_citizens_who_wait_longest_stand_first_and_no_other_villages(
    villages: Villages, district: Store, server: Server
) -> None:
    server.citizen("PRG-1AAAA", "Lampu mati.", "2025-07-02 08:00", subject="Lampu mati")
    server.citizen("PRG-2BBBB", "Kapan?", "2025-07-09 08:00", subject="Kapan BLT?")
    server.citizen("PRG-3CCCC", "Lain.", "2025-07-01 08:00", village=DAHAI, subject="Dari Dahai")
    server.exchange(district)
    shown = page(villages)
    assert [row.subject for row in shown.citizens] == ["Lampu mati", "Kapan BLT?"]
    assert [row.late for row in shown.citizens] == [True, False]
    assert shown.citizens[0].words.startswith("PRG-1AAAA, lewat ")
    assert shown.citizen_words == "0 dari 2 dijawab"


def test_a_word_for_the_kecamatan_alone_is_on_the_screen_and_never_on_the_paper(
    villages: Villages, district: Store, server: Server, clock: HandClock
) -> None:
    for kind, number, subject in (
        (RecordType.FEEDBACK, "PRG-AAAAA", "Lampu jalan"),
        (RecordType.FEEDBACK_KECAMATAN, "PRG-BBBBB", "Pungutan oleh aparat"),
    ):
        fields = {"number": number, "subject": subject, "state": "baru", "created_at": clock.now(), "kind": "keluhan"}
        said = {"msg[m1].who": "citizen", "msg[m1].text": subject, "msg[m1].at": clock.now()}
        server.put(kind, ids.natural_id("feedback", number), BABAYAU, {**fields, **said})
    server.exchange(district)
    assert len(page(villages).citizens) == 2
    paper = VillageProfiles(villages, Guidance(district, clock, CountingEntropy())).of_village(BABAYAU)
    assert isinstance(paper, Document)
    said_there = repr(paper.paper.data)
    assert "Lampu jalan" in said_there
    assert "0 dari 1 dijawab" in said_there
    assert "Pungutan" not in said_there


def test_a_kelurahan_has_its_page_and_a_village_of_elsewhere_none(villages: Villages) -> None:
    shown = page(villages, PARINGIN_TIMUR)
    assert shown.label == "Kelurahan Paringin Timur"
    assert shown.no_spending == "Kelurahan tidak punya APB Desa."
    assert [one.label for one in shown.villages][-1] == "Kelurahan Paringin Timur"
    no = villages.page("63.11.07.2001")
    assert isinstance(no, Refused)
    assert no.code == "not_found"


def test_what_a_newer_program_wrote_does_not_stop_the_page(villages: Villages, district: Store, server: Server) -> None:
    feedback = server.citizen("PRG-9ZZZZ", "Halo.", "2025-07-09 08:00")
    server.put(RecordType.FEEDBACK, feedback, BABAYAU, {"state": "keadaan_baru"})
    report = ids.report_id(BABAYAU, "jenis_baru", "2025")
    server.put(RecordType.REPORT, report, BABAYAU, {"type": "jenis_baru", "period": "nanti", "newest": 3})
    server.exchange(district)
    assert page(villages).citizens[0].chip == "Baru"


def test_the_recap_compares_with_the_year_before_once_somebody_told_it(
    village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    overview = Overview(district, clock)
    send(village, clock, server)
    server.exchange(district)
    assert overview.matrix("2025-S1").strip.spending_words == "dari 1 desa yang melapor"
    send(village, clock, server, {REALISASI: 0}, period="2024-S1")
    server.exchange(district)
    assert overview.matrix("2025-S1").strip.spending_words == "Semester I 2024: 28,8%"
