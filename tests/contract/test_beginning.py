"""A village that begins here today owes nothing whose day was over before; the kecamatan may say another day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sipa_core.domain.workflow import ReportState
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.overview_views import Row
from sipa_desktop.services.village_views import VillagePage
from tests.support.world import BABAYAU, World, exchange, ok

NOVEMBER = int(datetime(2026, 11, 26, 2, tzinfo=UTC).timestamp() * 1000)
BALANG = "63.11.06.2005"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, now=NOVEMBER)
    yield made
    made.close()


def late(desk: Desk) -> list[str]:
    """The titles of the reports that the village's own list calls late."""
    return [row.title for row in (*desk.reports.list(), *desk.reports.duties()) if row.late]


def row_of(desk: Desk, village: str) -> Row:
    """The village's row of the matrix of this half-year."""
    return next(row for row in desk.overview.matrix("2026-S2").rows if row.code == village)


def page(desk: Desk, village: str = BABAYAU) -> VillagePage:
    return ok(desk.villages.page(village, 2026))


def test_nobody_is_greeted_by_reports_that_were_due_before_the_village_began(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    assert late(village) == []
    row = row_of(kecamatan, BABAYAU)
    assert ReportState.TERLAMBAT not in {cell.state for cell in row.cells}
    assert (row.on_time, row.due) == (0, 0)
    before = [cell.words for cell in row.cells if cell.state is ReportState.TIDAK_BERLAKU]
    assert "Batasnya sebelum desa memakai SIPA" in before
    assert page(kecamatan).begun_words.startswith("Memakai SIPA sejak 26 November 2026.")
    world.clock.pass_time(days=40)
    exchange(village, kecamatan)
    assert "Laporan Kegiatan Bulanan November 2026" in late(village), "what falls due afterwards is asked for"


def test_a_village_that_comes_later_begins_with_its_first_pc_and_not_with_its_second(world: World) -> None:
    kecamatan = world.kecamatan()
    world.clock.pass_time(days=60)
    exchange(kecamatan)
    assert ReportState.TERLAMBAT in {cell.state for cell in row_of(kecamatan, BALANG).cells}, "silence is seen"
    village = world.village("balang", BALANG)
    assert late(village) == []
    world.clock.pass_time(days=60)
    world.village("balang-2", BALANG)
    exchange(kecamatan, village)
    assert page(kecamatan, BALANG).begun == "2027-01-25"
    assert late(village) != []


def test_the_kecamatan_says_from_which_day_a_village_reports_here(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    ok(kecamatan.villages.begin(BABAYAU, date(2026, 10, 1)))
    exchange(kecamatan, village)
    assert page(kecamatan).begun == "2026-10-01"
    assert "Laporan Kegiatan Bulanan Oktober 2026" in late(village)
    assert "Laporan Kegiatan Bulanan Juli 2026" not in late(village)
    world.village("babayau-2", person="Norhayati")
    exchange(kecamatan)
    assert page(kecamatan).begun == "2026-10-01", "a new PC does not move what the kecamatan said"
