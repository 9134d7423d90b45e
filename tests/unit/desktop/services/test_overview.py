"""The kecamatan's matrix: made from what is owed, so that silence is seen, and its measures from what was received."""

from __future__ import annotations

import pytest

from sipa_core.domain.workflow import ReportState, Verdict
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.overview import Overview
from sipa_desktop.services.overview_views import Cell, Matrix, Row
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.review import Review
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import (
    BABAYAU,
    DAHAI,
    PARINGIN_TIMUR,
    CountingEntropy,
    HandClock,
    Server,
)
from tests.unit.desktop.services.stories import LRA_REPORT, PUBLICATION, judge, publish, send, version_ref

MONTHLY = {"umum.uraian": "Gotong royong dan posyandu.", "umum.nihil": True}


@pytest.fixture
def overview(district: Store, clock: HandClock) -> Overview:
    return Overview(district, clock)


def row(matrix: Matrix, code: str) -> Row:
    return next(one for one in matrix.rows if one.code == code)


def cell(matrix: Matrix, code: str, period: str = "2025-S1") -> Cell:
    at = next(number for number, column in enumerate(matrix.columns) if column.period == period)
    return row(matrix, code).cells[at]


def test_the_columns_are_what_is_owed_in_the_half_year(overview: Overview) -> None:
    matrix = overview.matrix()
    assert matrix.half.label == "Semester I 2025"
    assert [half.period for half in matrix.halves] == ["2025-S2", "2025-S1", "2024-S2", "2024-S1"]
    assert [column.head for column in matrix.columns] == [
        ("LRA", "Sem. I"), ("Kegiatan", "Januari"), ("Kegiatan", "Februari"), ("Kegiatan", "Maret"),
        ("Kegiatan", "April"), ("Kegiatan", "Mei"), ("Kegiatan", "Juni"),
    ]  # fmt: skip
    assert matrix.columns[0].due_words == "Batas 14 Juli, 4 hari lagi"
    assert matrix.words == "2 desa, 7 kewajiban. Keadaan 10 Juli 2025 pukul 10.34."


def test_a_village_that_sent_nothing_stands_there_late(overview: Overview) -> None:
    matrix = overview.matrix()
    silent = row(matrix, DAHAI)
    assert [one.state for one in silent.cells] == [
        ReportState.BELUM_MASUK,
        *[ReportState.TERLAMBAT] * 5,
        ReportState.BELUM_MASUK,
    ]
    assert (silent.on_time, silent.due) == (0, 5)
    assert silent.cells[1].words == "Terlambat. Batas 21 Februari, lewat 139 hari"
    assert silent.cells[1].version_id is None
    assert silent.spending is None
    assert silent.answer_days is None


def test_a_kelurahan_owes_no_budget_and_stands_last(overview: Overview) -> None:
    matrix = overview.matrix()
    assert [one.code for one in matrix.rows] == [BABAYAU, DAHAI, PARINGIN_TIMUR]
    assert cell(matrix, PARINGIN_TIMUR).state is ReportState.TIDAK_BERLAKU
    assert cell(matrix, PARINGIN_TIMUR, "2025-05").state is ReportState.TERLAMBAT
    assert matrix.rows[-1].kelurahan
    assert matrix.kelurahan == 1
    assert matrix.strip.owed == 14


def test_a_report_goes_through_its_states_in_its_cell(
    overview: Overview,
    village: Store,
    district: Store,
    server: Server,
    clock: HandClock,
    entropy: CountingEntropy,
) -> None:
    send(village, clock, server)
    assert cell(overview.matrix(), BABAYAU).state is ReportState.BELUM_MASUK
    server.exchange(district)
    came = cell(overview.matrix(), BABAYAU)
    assert (came.state, came.words) == (ReportState.TERKIRIM, "Terkirim 10.34")
    assert (came.version_id, came.report_id) == (version_ref(1).id, LRA_REPORT)
    judge(server, district, None)
    assert cell(overview.matrix(), BABAYAU).state is ReportState.DIPERIKSA
    Review(district, clock, entropy).accept(version_ref(1).id)
    assert cell(overview.matrix(), BABAYAU).words.endswith("menunggu kirim")
    server.exchange(district)
    done = overview.matrix()
    assert cell(done, BABAYAU).state is ReportState.TERBIT
    assert cell(done, BABAYAU).words == "Terbit 10.34"
    assert done.strip.finished == 1


def test_a_returned_report_counts_as_back_and_stays_in_time(
    overview: Overview, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    clock.set("2025-07-20 08:00")
    matrix = overview.matrix("2025-S1")
    assert cell(matrix, BABAYAU).state is ReportState.DIKEMBALIKAN
    assert (row(matrix, BABAYAU).on_time, row(matrix, BABAYAU).due) == (1, 6)
    assert matrix.strip.finished_words == "11 terlambat, 1 dikembalikan"


def test_what_came_on_the_last_evening_is_in_time_and_a_minute_later_is_not(
    overview: Overview, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    clock.set("2025-06-21 23:59")
    send(village, clock, server, template="kegiatan_bulanan", period="2025-05", content=MONTHLY)
    clock.set("2025-06-22 00:00")
    send(village, clock, server, template="kegiatan_bulanan", period="2025-04", content=MONTHLY)
    server.exchange(district)
    matrix = overview.matrix("2025-S1")
    assert not cell(matrix, BABAYAU, "2025-05").late_arrival
    late = cell(matrix, BABAYAU, "2025-04")
    assert late.late_arrival
    assert late.words.endswith("masuk lewat batas")
    assert row(matrix, BABAYAU).on_time == 1


def test_the_measures_of_a_village_come_from_its_records(
    overview: Overview, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    publish(village, district, server, clock)
    posting = Posting(village, clock)
    posting.prove(PUBLICATION, "facebook", "https://fb.watch/x", with_picture=True)
    matter = server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-04 10:34")
    server.exchange(village)
    inbox = Feedback(village, clock)
    inbox.save_answer(matter, "Diganti Sabtu.")
    inbox.answer(matter)
    server.exchange(village)
    server.exchange(district)
    matrix = overview.matrix()
    babayau = row(matrix, BABAYAU)
    assert babayau.spending == 431
    assert (babayau.posted, babayau.postings) == (1, 5)
    assert babayau.answer_days == 40
    assert babayau.slow
    strip = matrix.strip
    assert (strip.spending, strip.posted, strip.postings, strip.answer_days) == (431, 1, 5, 40)
    assert strip.posting_words == "20,0% saluran"
    assert strip.spending_words == "dari 1 desa yang melapor"


def test_the_shares_of_the_bar_add_up_to_what_is_owed(
    overview: Overview, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    send(village, clock, server)
    server.exchange(district)
    strip = overview.matrix().strip
    assert sum(share.count for share in strip.shares) == strip.owed
    assert {share.word for share in strip.shares} == {"Terkirim", "Belum masuk", "Terlambat"}


def test_another_half_year_can_be_chosen_and_nonsense_is_passed_over(overview: Overview) -> None:
    second = overview.matrix("2025-S2")
    assert second.half.label == "Semester II 2025"
    assert {column.template_key for column in second.columns} == {"kegiatan_bulanan"}
    assert all(one.state is ReportState.BELUM_MASUK for one in second.rows[0].cells)
    assert overview.matrix("2025-07").half.period == "2025-S1"
    assert overview.matrix("semester").half.period == "2025-S1"


def test_the_half_year_at_hand_follows_the_next_due_day(overview: Overview, clock: HandClock) -> None:
    clock.set("2025-07-21 23:00")
    assert overview.matrix().half.period == "2025-S1"
    clock.set("2025-07-22 01:00")
    assert overview.matrix().half.period == "2025-S2"
