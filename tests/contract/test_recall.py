"""A report that its village wants back, through real desks and the real server, with the line in our hands."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit
from tests.support.half_year import DRAFT, REPORT, hand_in_report
from tests.support.two_pcs import exchange
from tests.support.world import World


@pytest.fixture
def village(world: World) -> Desk:
    desk = world.village()
    hand_in_report(desk)
    return desk


def opened(desk: Desk) -> ReportEdit:
    edit = desk.reports.open(DRAFT)
    assert isinstance(edit, ReportEdit)
    return edit


def test_what_never_left_comes_back_without_a_line(world: World, village: Desk) -> None:
    world.lines["babayau"].down = True
    assert not isinstance(village.reports.recall(DRAFT), Refused)
    assert opened(village).editable
    world.lines["babayau"].down = False
    exchange(village)
    kecamatan = world.kecamatan()
    assert kecamatan.review.waiting().rows == ()


def test_what_arrived_leaves_the_kecamatans_list_and_is_sent_again_mended(world: World, village: Desk) -> None:
    kecamatan = world.kecamatan()
    exchange(village, kecamatan)
    assert len(kecamatan.review.waiting().rows) == 1
    village.reports.recall(DRAFT)
    exchange(village, kecamatan)
    assert kecamatan.review.waiting().rows == ()
    assert opened(village).editable
    village.reports.save(DRAFT, {"kendala.isi": "Hujan."})
    assert not isinstance(village.reports.submit(DRAFT), Refused)
    exchange(village, kecamatan)
    (row,) = kecamatan.review.waiting().rows
    assert (row.n, row.chip) == (2, "Baru masuk")
    assert not isinstance(kecamatan.review.accept(row.version_id), Refused)
    exchange(kecamatan, village)
    assert opened(village).state.value == "terbit"


@pytest.mark.parametrize("first", ["kecamatan", "village"])
def test_of_an_opening_and_a_taking_back_at_the_same_moment_one_wins_and_both_desks_agree(
    world: World, village: Desk, first: str
) -> None:
    kecamatan = world.kecamatan()
    exchange(village, kecamatan)
    version = ids.version_id(REPORT, 1)
    assert not isinstance(kecamatan.review.open(version), Refused)
    assert not isinstance(village.reports.recall(DRAFT), Refused)
    exchange(*((kecamatan, village) if first == "kecamatan" else (village, kecamatan)))
    exchange(village, kecamatan)
    if first == "kecamatan":
        (parked,) = village.queue.parked()
        assert "Kecamatan sudah membuka" in parked.problem
        assert opened(village).state.value == "diperiksa"
        assert len(kecamatan.review.waiting().rows) == 1
        return
    assert opened(village).editable
    (parked,) = kecamatan.queue.parked()
    assert "sudah ditarik kembali" in parked.problem
    assert kecamatan.review.waiting().rows == ()


def test_a_taking_back_whose_answer_was_lost_is_done_once(world: World, village: Desk) -> None:
    exchange(village)
    village.reports.recall(DRAFT)
    world.lines["babayau"].lose_reply = 1
    assert not village.sync.run_once().complete
    assert not opened(village).editable
    exchange(village)
    assert village.queue.parked() == []
    assert opened(village).editable
