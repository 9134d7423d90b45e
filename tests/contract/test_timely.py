"""Sealed in time and brought late: it says so, and the kecamatan alone may say that it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from sipa_core.ops.review import Timely
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.review_views import ReviewDetail
from sipa_server.store.tables import audit
from tests.support.half_year import hand_in_report
from tests.support.server import version_ref
from tests.support.sticks import carried_there, stick, written
from tests.support.world import BABAYAU, World


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return stick(tmp_path)


def sealed_then_brought(world: World, usb: Path, *, sealed_after: int, brought_after: int) -> tuple[Desk, Desk]:
    """The day is 10 July, the report is due on the 14th: so many days pass before it is sealed, and then on the way."""
    village, courier = world.village(), world.kecamatan()
    world.clock.pass_time(days=sealed_after)
    hand_in_report(village)
    written(village, usb)
    world.clock.pass_time(days=brought_after)
    carried_there(courier, usb)
    assert courier.sync.run_once().complete
    return village, courier


def detail(desk: Desk) -> ReviewDetail:
    (row,) = desk.review.waiting().rows
    found = desk.review.detail(row.version_id)
    assert isinstance(found, ReviewDetail)
    return found


def in_matrix(desk: Desk) -> bool:
    """Whether the matrix marks Babayau's report as one that came late."""
    matrix = desk.overview.matrix("2025-S1")
    row = next(row for row in matrix.rows if row.code == BABAYAU)
    return row.cells[[column.duty for column in matrix.columns].index("lra_semester1")].late_arrival


def test_what_was_sealed_in_time_says_so_and_counts_once_the_kecamatan_has_said_it(world: World, usb: Path) -> None:
    village, courier = sealed_then_brought(world, usb, sealed_after=3, brought_after=3)
    found = detail(courier)
    assert "dibawa lewat USB, ditutup 13 Jul" in found.words
    assert "lewat batas" in found.words
    assert "ditutup 13 Juli 2025, sebelum batasnya" in found.timely_words
    assert in_matrix(courier)
    done = courier.review.confirm_timely(found.version_id)
    assert isinstance(done, Done)
    assert courier.sync.run_once().complete
    assert village.sync.run_once().complete
    after = detail(courier)
    assert (after.timely_words, in_matrix(courier)) == ("", False)
    assert "tepat waktu" in after.words
    assert after.chip == found.chip, "its state is what it was"
    with world.server.store.read() as work:
        query = sa.select(audit.c.outcome, audit.c.record).where(audit.c.act == "review.timely")
        assert list(work._connection.execute(query)) == [("ok", found.version_id)]
    again = courier.review.confirm_timely(found.version_id)
    assert isinstance(again, Refused)


@pytest.mark.parametrize(("sealed_after", "brought_after"), [(5, 2), (2, 1)], ids=["sealed late", "came in time"])
def test_there_is_nothing_to_say_of_what_was_sealed_late_or_came_in_time(
    world: World, usb: Path, sealed_after: int, brought_after: int
) -> None:
    _village, courier = sealed_then_brought(world, usb, sealed_after=sealed_after, brought_after=brought_after)
    found = detail(courier)
    assert "dibawa lewat USB" in found.words
    assert found.timely_words == ""
    assert isinstance(courier.review.confirm_timely(found.version_id), Refused)


def test_the_server_believes_no_desk_that_it_was_sealed_in_time(world: World, usb: Path) -> None:
    """The same question put past the desk's own look, for a report that came by the network."""
    village, courier = world.village(), world.kecamatan()
    world.clock.pass_time(days=6)
    hand_in_report(village)
    assert village.sync.run_once().complete
    assert courier.sync.run_once().complete
    found = detail(courier)
    assert "USB" not in found.words
    with courier.store.write() as tx:
        ref = Ref(RecordType.VERSION, found.version_id)
        version = tx.records.get(ref)
        assert version is not None
        outcome = tx.propose("review.timely", ref, Timely(version.text("meta.content_hash")), "x")
    assert "not_now" in str(outcome)


def test_a_clock_that_runs_ahead_seals_nothing_in_the_future(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    hand_in_report(village)
    world.clock.pass_time(days=400)
    written(village, usb)
    world.clock.pass_time(days=-398)
    carried_there(courier, usb)
    courier.sync.run_once()
    with world.server.store.read() as work:
        version = work.records.get(version_ref(BABAYAU))
    assert version is not None
    assert version.number("meta.sealed_at") == version.number("meta.sent_at")
