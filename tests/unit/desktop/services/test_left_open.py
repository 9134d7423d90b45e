"""What a village left open stays in view after a change of half-years, as long as the kecamatan still asks for it."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.workflow import ReportState, Verdict
from sipa_core.wire.records import RecordType
from sipa_desktop.services.home import Home
from sipa_desktop.services.overview import Overview
from sipa_desktop.services.report_facts import Versions
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.services.schedule import Schedule
from sipa_desktop.services.schedule_views import Change
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import LRA, LRA_REPORT, judge, publish, send

LRA_TYPE, MONTHLY, S1 = "lra_semester1", "kegiatan_bulanan", "2025-S1"
FIRST_HALF = {(MONTHLY, f"2025-0{month}") for month in range(1, 7)} | {(LRA_TYPE, S1)}


@pytest.fixture
def reports(village: Store, clock: HandClock) -> Reports:
    return Reports(village, clock)


@pytest.fixture
def home(village: Store, clock: HandClock) -> Home:
    return Home(village, clock)


@pytest.fixture
def schedule(district: Store, clock: HandClock, entropy: CountingEntropy) -> Schedule:
    return Schedule(district, clock, entropy)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the versions that are looked at from here on."""
    found: list[str] = []
    real = Versions.get

    def get(self: Versions, version_id: str) -> object:
        found.append(version_id)
        return real(self, version_id)

    monkeypatch.setattr(Versions, "get", get)
    return found


def to_begin(reports: Reports) -> set[tuple[str, str]]:
    return {(row.template_key, row.period) for row in reports.duties()}


def listed(reports: Reports) -> dict[tuple[str, str], ReportState]:
    return {(row.template_key, row.period): row.state for row in reports.list()}


def late_in_matrix(district: Store, clock: HandClock) -> set[tuple[str, str]]:
    """What the kecamatan's matrix calls late of Babayau, in all half-years that it offers."""
    overview = Overview(district, clock)
    found = set()
    for half in overview.matrix().halves:
        matrix = overview.matrix(half.period)
        row = next(one for one in matrix.rows if one.code == BABAYAU)
        pairs = zip(matrix.columns, row.cells, strict=True)
        found |= {(c.template_key, c.period) for c, cell in pairs if cell.state is ReportState.TERLAMBAT}
    return found


@pytest.mark.parametrize("day", ["2025-12-31 10:00", "2026-01-02 10:00", "2026-07-01 00:00"])
def test_what_the_matrix_calls_late_stands_on_every_page_of_the_village(
    reports: Reports, home: Home, district: Store, clock: HandClock, day: str
) -> None:
    clock.set(day)
    late = late_in_matrix(district, clock)
    assert late >= FIRST_HALF
    assert {(row.template_key, row.period) for row in reports.duties() if row.late} == late
    assert {one for one, state in listed(reports).items() if state is ReportState.TERLAMBAT} == late
    view = home.today()
    assert f"{len(late)} laporan sudah lewat batas dan belum dikirim." in view.reminders
    assert f", {len(late)} sudah lewat batas." in view.words


def test_what_the_kecamatan_reminds_of_can_be_begun(reports: Reports, schedule: Schedule, clock: HandClock) -> None:
    clock.set("2026-01-02 10:00")
    asked = schedule.duty(LRA_TYPE, S1)
    assert asked is not None
    assert BABAYAU in {code for code, _label in asked.missing}
    assert (LRA_TYPE, S1) in to_begin(reports)
    assert isinstance(reports.create(LRA_TYPE, S1), ReportEdit)
    assert (LRA_TYPE, S1) not in to_begin(reports)
    assert listed(reports)[LRA_TYPE, S1] is ReportState.TERLAMBAT


def test_a_report_whose_day_was_moved_into_the_half_year_after_next_is_still_in_time(
    reports: Reports, home: Home, schedule: Schedule, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    schedule.change(LRA_TYPE, Change(period=S1, moved="2026-01-15"))
    server.exchange(district)
    server.exchange(village)
    clock.set("2026-01-12 10:00")
    row = next(row for row in reports.duties() if row.period == S1)
    assert (row.late, row.due_words) == (False, "Batas 15 Januari, 3 hari lagi")
    assert listed(reports)[LRA_TYPE, S1] is ReportState.BELUM_MASUK
    view = home.today()
    assert (view.upcoming[0].day.isoformat(), view.upcoming[0].words) == ("2026-01-15", "3 hari lagi")
    assert view.reminders[0].endswith("batas 15 Januari, 3 hari lagi. Belum dikirim.")


def test_what_came_back_stays_and_its_day_ahead_is_told(
    reports: Reports, home: Home, schedule: Schedule, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    schedule.change(LRA_TYPE, Change(period=S1, moved="2026-01-15"))
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    clock.set("2026-01-12 10:00")
    assert (LRA_TYPE, S1) not in to_begin(reports)
    assert listed(reports)[LRA_TYPE, S1] is ReportState.DIKEMBALIKAN
    view = home.today()
    assert (view.upcoming[0].words, view.upcoming[0].urgent) == ("Perbaikan, 3 hari lagi", True)
    assert LRA in {task.target for task in view.tasks}


def test_a_draft_that_was_never_sent_stays(reports: Reports, home: Home, clock: HandClock) -> None:
    made = reports.create(MONTHLY, "2025-03")
    assert isinstance(made, ReportEdit)
    clock.set("2026-01-02 10:00")
    assert listed(reports)[MONTHLY, "2025-03"] is ReportState.TERLAMBAT
    assert (MONTHLY, "2025-03") not in to_begin(reports)


def test_what_was_taken_back_can_be_begun_again_and_what_was_approved_cannot(
    reports: Reports, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    publish(village, district, server, clock)
    send(village, clock, server, template=MONTHLY, period="2025-05", content={"umum.nihil": True})
    reports.recall(ids.draft_id(BABAYAU, MONTHLY, "2025-05"))
    server.exchange(village)
    clock.set("2026-01-02 10:00")
    assert listed(reports)[MONTHLY, "2025-05"] is ReportState.TERLAMBAT
    assert (LRA_TYPE, S1) not in to_begin(reports)
    assert listed(reports)[LRA_TYPE, S1] is ReportState.TERBIT


def test_no_text_of_an_approved_report_of_an_earlier_half_year_is_read_for_the_list_of_what_can_be_begun(
    reports: Reports, district: Store, village: Store, server: Server, clock: HandClock, reads: list[str]
) -> None:
    publish(village, district, server, clock)
    clock.set("2026-01-02 10:00")
    reads.clear()
    reports.duties()
    assert ids.version_id(LRA_REPORT, 1) not in reads


def test_it_stays_for_two_years_and_then_goes(reports: Reports, clock: HandClock) -> None:
    clock.set("2027-12-31 10:00")
    assert to_begin(reports) >= FIRST_HALF
    clock.set("2028-01-01 10:00")
    assert not to_begin(reports) & FIRST_HALF


def test_what_fell_due_before_the_village_began_is_never_asked_for(reports: Reports, clock: HandClock) -> None:
    clock.set("2026-01-02 10:00")
    assert min(period for _key, period in to_begin(reports)) == "2025-01"


def test_what_never_got_a_day_goes_with_its_half_years(
    reports: Reports, village: Store, server: Server, clock: HandClock
) -> None:
    duty = next(one for one in server.all(RecordType.DUTY) if one.text("key") == MONTHLY)
    server.put(RecordType.DUTY, duty.id, None, {"deadline": "yearly"})
    server.exchange(village)
    clock.set("2026-01-02 10:00")
    assert {period for _key, period in to_begin(reports) if period.startswith("2025")} == {
        S1,
        *(f"2025-{month:02}" for month in range(7, 13)),
    }
