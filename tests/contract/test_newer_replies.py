"""What the kecamatan decides after a village's file was handed over goes along with the reply of the same trip."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_core.wire.problems import Problem
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from tests.support.half_year import DRAFT, hand_in_report
from tests.support.sticks import carried_back, carried_there, stick, written
from tests.support.world import World


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return stick(tmp_path)


def handed_in(world: World, usb: Path) -> tuple[Desk, Desk]:
    """A village without a line, its report at the server by stick and read by the kecamatan's desk."""
    village, courier = world.village(), world.kecamatan()
    world.lines["babayau"].down = True
    hand_in_report(village)
    written(village, usb)
    carried_there(courier, usb)
    assert courier.sync.run_once().complete
    return village, courier


def approve(courier: Desk) -> None:
    (waiting,) = courier.review.waiting().rows
    assert not isinstance(courier.review.open(waiting.version_id), Refused)
    assert not isinstance(courier.review.accept(waiting.version_id), Refused)


def state_of_report(village: Desk) -> str:
    (row,) = [row for row in village.reports.list() if row.draft_id == DRAFT]
    return str(row.state)


def test_an_approval_after_the_handing_over_comes_home_with_the_same_stick(world: World, usb: Path) -> None:
    village, courier = handed_in(world, usb)
    approve(courier)
    assert courier.sync.status().waiting, "the approval itself has not been sent when the replies are written"
    done = carried_back(courier, village, usb)
    assert (done.replies, done.receipts, done.reports, done.refused) == (1, 1, 1, [])
    assert state_of_report(village) == "terbit"
    usb_folder = courier.courier._sticks.folder
    assert [one.name for one in usb_folder.iterdir() if one.name.endswith(".sipa")] == [], "the sealed file went"


def test_without_a_line_the_reply_at_hand_is_written_and_that_is_said(world: World, usb: Path) -> None:
    village, courier = handed_in(world, usb)
    approve(courier)
    world.lines["kecamatan"].down = True
    told = courier.courier.write_replies(usb)
    assert "ikut dengan USB berikutnya" in told.words
    done = village.stick.take_in(usb)
    assert (done.replies, done.receipts) == (1, 1)
    assert state_of_report(village) != "terbit"


def test_a_line_that_is_cut_between_leaves_the_reply_at_hand(
    world: World, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    village, courier = handed_in(world, usb)
    approve(courier)
    line = world.lines["kecamatan"]
    forget = line.forget_reply

    def cut_after(sha256: str, token: str) -> None:
        forget(sha256, token)
        line.down = True

    monkeypatch.setattr(line, "forget_reply", cut_after)
    assert "ikut dengan USB berikutnya" in courier.courier.write_replies(usb).words
    assert village.stick.take_in(usb).receipts == 1


def test_a_revoked_pc_gets_no_newer_reply(world: World, usb: Path) -> None:
    village, courier = handed_in(world, usb)
    identity = village.identity()
    assert identity is not None
    assert world.server.accounts.revoke_device(identity.device)
    assert "ikut dengan USB berikutnya" in courier.courier.write_replies(usb).words
    assert world.server.bundles.quarantined() == []
    assert courier.stick.view().carried[0].words != Problem.REVOKED.value
