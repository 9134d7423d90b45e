"""N21, N22: wherever the systems of the PCs think they stand, and whatever year it is, a report has one period, one
day on which it is due, and moments that are told to the millisecond. Messages go by real HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from sipa_core import ids
from sipa_core.domain.dates import end_of_day, instant_of
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.sync.attention import Matter, attention
from tests.simulation.world import in_zone
from tests.support.http_world import http_world
from tests.support.planting import bug_in
from tests.support.public_figures import report
from tests.support.world import BABAYAU, ZONE, World, exchange, ok

WITA = "Asia/Makassar"
ELSEWHERE = ("Asia/Jakarta", "Asia/Jayapura", "Pacific/Kiritimati", "Pacific/Pago_Pago")
"""WIB, WIT, and both sides of the date line."""


def told(desk: Desk) -> bytes:
    """All that a person reads of periods and days."""
    return msgspec.json.encode([desk.home.today(), desk.reports.list(), desk.reports.duties()])


@pytest.mark.parametrize("moment", ["first", "last"])
def test_n21_on_each_of_31_days_a_person_reads_the_same_in_every_zone(tmp_path: Path, moment: str) -> None:
    with http_world(tmp_path) as world:
        village = world.village()
        for day in range(1, 32):
            midnight = end_of_day(datetime(2025, 7, day).date(), ZONE)
            read = []
            for zone in (WITA, ELSEWHERE[day % len(ELSEWHERE)]):
                world.clock.at = midnight - (24 * 3_600_000 if moment == "first" else 60_000)
                with in_zone(zone):
                    read.append(told(village))
            assert read[0] == read[1], f"{day} July"


OF_THE_PC = (
    "sipa_core.domain.dates",
    "local",
    "datetime.fromtimestamp(told // 1000, tz=_zone(zone))",
    "datetime.fromtimestamp(told // 1000).astimezone()",
)
"""A day is reckoned in the zone of the PC, not of the office."""


def test_a_day_by_the_zone_of_the_pc_is_found(tmp_path: Path) -> None:
    with bug_in(*OF_THE_PC), pytest.raises(AssertionError, match="3 July"):
        test_n21_on_each_of_31_days_a_person_reads_the_same_in_every_zone(tmp_path, "first")


def around_a_month(folder: Path, zone: str) -> tuple[object, ...]:
    """A report is written and sent by the last minute of its day, another one minute later: what every side has."""
    with in_zone(zone), http_world(folder, now=end_of_day(datetime(2025, 8, 10).date(), ZONE) - 60_000) as world:
        village, camat = world.village(), world.kecamatan()
        for period in ("2025-07", "2025-08"):
            draft = ids.draft_id(BABAYAU, "kegiatan_bulanan", period)
            ok(village.reports.create("kegiatan_bulanan", period))
            ok(village.reports.save(draft, {"umum.uraian": "Posyandu.", "kegiatan[a].nama": "Posyandu"}))
            ok(village.reports.submit(draft))
            exchange(village, camat)
            world.clock.pass_time(minutes=2)
        sent = [op for request in world.lines["babayau"].requests for op in request.ops]
        with world.server.store.read() as work:
            kept = [work.records.get(Ref(RecordType.REPORT, row.id)) for row in reports(world)]
        assert [one.text("period") for one in kept if one is not None] == ["2025-07", "2025-08"]
        return sent, kept, camat.review.waiting(), told(village)


def reports(world: World) -> list[Ref]:
    return [
        Ref(RecordType.REPORT, ids.report_id(BABAYAU, "kegiatan_bulanan", period)) for period in ("2025-07", "2025-08")
    ]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """What every side has where the desks stand, made once."""
    return around_a_month(tmp_path_factory.mktemp("here"), WITA)


@pytest.mark.parametrize("zone", ELSEWHERE)
def test_n21_at_the_end_of_a_day_the_same_bytes_are_sent_kept_and_shown_in_every_zone(
    tmp_path: Path, here: tuple[object, ...], zone: str
) -> None:
    assert around_a_month(tmp_path, zone) == here, f"what is sent, kept or read is another in {zone}"


def test_what_is_due_by_the_zone_of_the_pc_is_found(tmp_path: Path, here: tuple[object, ...]) -> None:
    with bug_in(*OF_THE_PC), pytest.raises(AssertionError, match="read is another in Asia/Jakarta"):
        test_n21_at_the_end_of_a_day_the_same_bytes_are_sent_kept_and_shown_in_every_zone(
            tmp_path, here, "Asia/Jakarta"
        )


YEARS = {
    "beyond 31 bits of seconds": datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    "beyond 32 bits of seconds": datetime(2106, 2, 7, 6, 28, 16, tzinfo=UTC),
    "the last years of the calendar": datetime(9989, 12, 31, 15, 59, 59, 999_000, tzinfo=UTC),
}


@pytest.mark.parametrize("year", YEARS)
def test_n22_a_report_goes_round_in_a_far_year_with_its_moments_to_the_millisecond(tmp_path: Path, year: str) -> None:
    now = instant_of(YEARS[year])
    period = f"{YEARS[year].year - 1}-S1"
    draft = ids.draft_id(BABAYAU, "lra_semester1", period)
    with http_world(tmp_path, now=now) as world:
        village, camat = world.village(), world.kecamatan()
        ok(village.reports.create("lra_semester1", period))
        ok(village.reports.save(draft, report()))
        ok(village.reports.submit(draft))
        exchange(village, camat)
        (row,) = camat.review.waiting().rows
        assert now < row.sent_at < now + 1000, "each look at the clock is a millisecond later"
        ok(camat.review.accept(row.version_id))
        exchange(camat, village)
        village.close()
        again = world.desk("babayau")
        (shown,) = [one for one in again.reports.list() if one.draft_id == draft]
        assert (shown.period, shown.state.value, shown.sent_at) == (period, "terbit", row.sent_at)
        told(again)


@pytest.mark.parametrize(
    ("year", "kept"),
    [
        ("beyond 31 bits of seconds", "(context.now + 2**31 * 1000) % (2**32 * 1000) - 2**31 * 1000"),
        ("beyond 32 bits of seconds", "context.now % (2**32 * 1000)"),
        ("beyond 31 bits of seconds", "context.now // 1000 * 1000"),
    ],
    ids=["in 31 bits", "in 32 bits", "in whole seconds"],
)
def test_a_moment_that_is_kept_in_too_little_is_found(tmp_path: Path, year: str, kept: str) -> None:
    with (
        bug_in("sipa_core.ops.reports", "submit", '"meta.sent_at": context.now', f'"meta.sent_at": {kept}'),
        pytest.raises(AssertionError, match="each look at the clock is a millisecond later"),
    ):
        test_n22_a_report_goes_round_in_a_far_year_with_its_moments_to_the_millisecond(tmp_path, year)


@pytest.mark.parametrize("shows", [instant_of(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)), 2**48])
def test_n22_a_pc_whose_clock_stands_at_the_end_of_all_years_writes_is_told_and_sends(
    tmp_path: Path, shows: int
) -> None:
    draft = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
    with http_world(tmp_path) as world:
        village, camat = world.village(), world.kecamatan()
        with clock_at(world, shows):
            ok(village.reports.create("lra_semester1", "2025-S1"))
            ok(village.reports.save(draft, report()))
            ok(village.reports.submit(draft))
            told(village)
            assert [one.matter for one in attention(village.sync.status(), shows, ZONE)] == [Matter.CLOCK]
        exchange(village, camat)
        (row,) = camat.review.waiting().rows
        assert row.sent_at < world.clock.at


@contextmanager
def clock_at(world: World, instant: int) -> Iterator[None]:
    right, world.clock.at = world.clock.at, instant
    yield
    world.clock.at = right
