"""The year of the kecamatan: made from duties, changed by the kecamatan, and the same on every desk at once."""

from __future__ import annotations

from datetime import date

import pytest

from sipa_core.domain.villages import VillageKind
from sipa_core.wire.records import RecordType
from sipa_desktop.errors import Refused
from sipa_desktop.services.home import Home
from sipa_desktop.services.overview import Overview
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.review import Review
from sipa_desktop.services.schedule import Schedule
from sipa_desktop.services.schedule_views import Change, DateCell, DateState, Group, NewDuty
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, DAHAI, PARINGIN_TIMUR, CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import send

LRA, MONTHLY = "lra_semester1", "kegiatan_bulanan"
S1 = "2025-S1"


@pytest.fixture
def schedule(district: Store, clock: HandClock, entropy: CountingEntropy) -> Schedule:
    return Schedule(district, clock, entropy)


def cells(schedule: Schedule, year: int = 2025) -> dict[str, DateCell]:
    return {f"{cell.duty}/{cell.period}": cell for line in schedule.year(year).lines for cell in line.cells}


def test_a_due_day_stands_in_the_month_in_which_it_falls(schedule: Schedule) -> None:
    view = schedule.year()
    assert [(line.name, line.group) for line in view.lines] == [
        ("LRA Semester I", Group.SEMESTER),
        ("Kegiatan", Group.OFTEN),
    ]
    assert [cell.due for cell in view.lines[0].cells] == [date(2025, 7, 14)]
    assert [(cell.period, cell.due.month) for cell in view.lines[1].cells][:2] == [("2024-12", 1), ("2025-01", 2)]
    assert len(view.lines[1].cells) == 12
    assert view.words == "2 kewajiban sepanjang tahun. Terdekat: LRA Semester I, 14 Juli, 4 hari lagi."
    assert (view.years, view.month, view.start) == ((2024, 2025, 2026), 7, ("lra_semester1/S1", S1))


def test_a_cell_tells_its_state_over_all_villages(
    schedule: Schedule, server: Server, village: Store, district: Store, clock: HandClock
) -> None:
    found = cells(schedule)
    assert found[f"{LRA}/{S1}"].state is DateState.NEAREST
    assert found[f"{MONTHLY}/2025-05"].state is DateState.LATE
    assert found[f"{MONTHLY}/2025-06"].state is DateState.MONTH
    assert found[f"{MONTHLY}/2025-10"].state is DateState.COMING
    assert found[f"{LRA}/{S1}"].words == ("LRA Semester I, Semester I 2025: batas 14 Juli, 4 hari lagi, 2 belum masuk")
    assert isinstance(schedule.change(LRA, Change(skip_villages={DAHAI: True})), Done)
    send(village, clock, server)
    server.exchange(district)
    assert cells(schedule)[f"{LRA}/{S1}"].state is DateState.DONE


def test_the_panel_tells_the_duty_whole(schedule: Schedule) -> None:
    view = schedule.duty(LRA, S1)
    assert view is not None
    assert (view.title, view.due_words) == ("LRA Semester I", "Senin, 14 Juli 2025")
    assert (view.repeat_words, view.owed_words) == ("Tiap tahun", "2 desa")
    assert view.basis == "Permendagri 20/2018 Pasal 68"
    assert view.state_words == "2 belum masuk"
    assert [name for _code, name in view.missing] == ["Desa Babayau", "Desa Dahai"]
    assert [(one.words, one.on) for one in view.reminders] == [
        ("7 hari sebelum batas", True),
        ("1 hari sebelum batas", True),
        ("Sehari sesudah lewat", True),
    ]
    assert schedule.duty("tidak_ada", S1) is None
    assert schedule.duty(LRA, "besok") is None
    assert schedule.duty(LRA, "2025-06") is None


def test_a_moved_day_counts_at_once_here_and_in_the_village_once_received(
    schedule: Schedule, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    done = schedule.change(LRA, Change(period=S1, moved="2025-07-21"))
    assert isinstance(done, Done)
    assert done.words == "Jadwal LRA tersimpan di komputer ini, dikirim saat tersambung."
    view = schedule.duty(LRA, S1)
    assert view is not None
    assert (view.due_words, view.waiting, view.moved) == ("Senin, 21 Juli 2025", True, "2025-07-21")
    assert cells(schedule)[f"{LRA}/{S1}"].moved
    assert Overview(district, clock).matrix().columns[0].due_words == "Batas 21 Juli, 11 hari lagi"
    assert cells(schedule, 2026)[f"{LRA}/2026-S1"].due == date(2026, 7, 14)
    server.exchange(district)
    server.exchange(village)
    assert date(2025, 7, 21) in [one.day for one in Home(village, clock).today().upcoming]
    [row] = [one for one in Reports(village, clock).list() if one.template_key == LRA and one.period == S1]
    assert "21 Juli" in row.words
    again = schedule.duty(LRA, S1)
    assert again is not None
    assert (again.waiting, again.changed_words) == (False, "Diubah Syahrani, 10 Jul")


def test_a_change_after_the_fact_makes_no_delivered_report_late(
    schedule: Schedule, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    clock.set("2025-07-12 09:00")
    send(village, clock, server)
    server.exchange(district)
    assert isinstance(schedule.change(LRA, Change(deadline="10-07 N")), Done)
    matrix = Overview(district, clock).matrix()
    babayau = next(row for row in matrix.rows if row.code == BABAYAU)
    assert not babayau.cells[0].late_arrival
    [waiting] = Review(district, clock, CountingEntropy()).waiting().rows
    assert (waiting.late, waiting.sent_words[-11:]) == (False, "tepat waktu"), "the review says what the matrix says"
    dahai = next(row for row in matrix.rows if row.code == DAHAI)
    assert dahai.cells[0].state == "terlambat"


def test_a_later_day_makes_a_late_report_one_in_time(
    schedule: Schedule, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    clock.set("2025-07-16 09:00")
    send(village, clock, server)
    server.exchange(district)
    assert Overview(district, clock).matrix().rows[0].cells[0].late_arrival
    assert isinstance(schedule.change(LRA, Change(period=S1, moved="2025-07-21")), Done)
    assert not Overview(district, clock).matrix().rows[0].cells[0].late_arrival


def test_a_version_from_before_it_told_its_day_is_judged_by_the_first_rule(
    schedule: Schedule, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    clock.set("2025-07-12 09:00")
    send(village, clock, server)
    for record in list(server.records.values()):
        if record.type == "version":
            server.put(RecordType.VERSION, record.id, record.village, {"meta.due": None})
    server.exchange(district)
    assert isinstance(schedule.change(LRA, Change(deadline="10-07 N")), Done)
    assert not Overview(district, clock).matrix().rows[0].cells[0].late_arrival


def test_a_period_or_a_village_that_is_let_off_owes_nothing(
    schedule: Schedule, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    assert isinstance(schedule.change(MONTHLY, Change(period="2025-06", off=True)), Done)
    assert cells(schedule)[f"{MONTHLY}/2025-06"].state is DateState.OFF
    assert "2025-06" not in [column.period for column in Overview(district, clock).matrix("2025-S1").columns]
    view = schedule.duty(MONTHLY, "2025-06")
    assert view is not None
    assert (view.due_words, view.missing, view.off) == ("Tidak berlaku", (), True)
    assert isinstance(schedule.change(MONTHLY, Change(skip_villages={PARINGIN_TIMUR: True})), Done)
    row = next(one for one in Overview(district, clock).matrix().rows if one.code == PARINGIN_TIMUR)
    assert {cell.state for cell in row.cells} == {"tidak_berlaku"}
    server.exchange(district)
    server.exchange(village)
    assert all(row.period != "2025-06" for row in Reports(village, clock).list() if row.template_key == MONTHLY)
    assert isinstance(schedule.change(MONTHLY, Change(period="2025-06", off=False)), Done)
    assert cells(schedule)[f"{MONTHLY}/2025-06"].state is DateState.MONTH


def test_a_later_beginning_takes_old_duties_off_the_list(schedule: Schedule, district: Store, clock: HandClock) -> None:
    assert isinstance(schedule.change(MONTHLY, Change(active_from="2025-06-01")), Done)
    assert [column.period for column in Overview(district, clock).matrix("2025-S1").columns] == [S1, "2025-06"]


@pytest.mark.parametrize(
    ("change", "field", "begins"),
    [
        (Change(deadline="14-07 N+5"), "deadline", "Batas itu"),
        (Change(period=S1, moved="1999-01-01"), "moved[2025-S1]", "Tanggal itu"),
        (Change(active_from="kapan"), "duty", "Pilih untuk siapa"),
        (Change(owed_by=()), "duty", "Pilih untuk siapa"),
    ],
)
def test_a_change_without_sense_is_refused_in_words(
    schedule: Schedule, change: Change, field: str, begins: str
) -> None:
    done = schedule.change(LRA, change)
    assert isinstance(done, Refused)
    assert done.field == field
    assert done.words.startswith(begins)


def test_a_new_duty_stands_on_a_type_that_the_server_has(schedule: Schedule, server: Server, district: Store) -> None:
    [offer] = [one for one in schedule.offers() if one.template == LRA]
    assert offer.parts == (("S2", "Sem. II"),)
    new = NewDuty(LRA, "LRA Semester II", "LRA", ("S2",), "15-01 N+1", (VillageKind.DESA,), "Permendagri", "2024-07-01")
    assert isinstance(schedule.add(new), Done)
    assert [receipt.code for receipt in server.exchange(district)] == [None]
    found = [cell for cell in cells(schedule).values() if cell.period == "2024-S2"]
    assert [cell.due for cell in found] == [date(2025, 1, 15)]
    assert isinstance(schedule.add(new), Refused)
    too_long = schedule.add(NewDuty(LRA, "x", "y" * 25, ("S2",), "15-01 N+1", (VillageKind.DESA,), "", ""))
    assert isinstance(too_long, Refused)


def test_reminders_are_data_of_the_duty_and_stand_on_the_villages_first_page(
    schedule: Schedule, district: Store, village: Store, server: Server, clock: HandClock
) -> None:
    clock.set("2025-07-06 08:00")
    assert not any("LRA" in one for one in Home(village, clock).today().reminders)
    clock.set("2025-07-07 08:00")
    [words] = [one for one in Home(village, clock).today().reminders if "14 Juli" in one]
    assert words.endswith("batas 14 Juli, 7 hari lagi. Belum dikirim.")
    assert isinstance(schedule.remind(LRA, (1,)), Done)
    server.exchange(district)
    server.exchange(village)
    assert not any("14 Juli" in one for one in Home(village, clock).today().reminders)
    clock.set("2025-07-13 08:00")
    assert any("besok" in one for one in Home(village, clock).today().reminders)
    assert isinstance(schedule.remind(LRA, ()), Done)
    server.exchange(district)
    server.exchange(village)
    assert not any("14 Juli" in one for one in Home(village, clock).today().reminders)


def test_a_report_that_was_sent_is_no_longer_reminded_of(village: Store, server: Server, clock: HandClock) -> None:
    clock.set("2025-07-13 08:00")
    assert any("14 Juli" in one for one in Home(village, clock).today().reminders)
    send(village, clock, server)
    assert not any("14 Juli" in one for one in Home(village, clock).today().reminders)
