"""The kecamatan's desk lets people in, moves days and ends PCs; the village's desk is told, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.people_views import Door, PlaceRow
from sipa_desktop.services.schedule_views import Change
from sipa_desktop.settings import VERSION
from sipa_desktop.sync.codes import NewCode
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.transport.http import HttpPeer
from tests.support.clock import DictSecrets, SeededEntropy
from tests.support.server import serving
from tests.support.vaults import open_vault, readable
from tests.support.world import BABAYAU, World, ok
from ui.runtime.tasks import InlineRunner
from ui.window_work import build_window

DRAFT = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")


@dataclass
class Office:
    """One server behind HTTP, and the desks that reach it."""

    world: World
    url: str
    folder: Path

    def desk(self, name: str) -> Desk:
        """A new desk, not registered yet."""
        return open_desk(
            self.folder / name,
            vault=open_vault(self.folder / name),
            clock=self.world.clock,
            entropy=SeededEntropy(name),
            secrets=DictSecrets(),
            peer_of=HttpPeer,
        )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    world = World(tmp_path)
    try:
        with serving(world.server) as url:
            yield Office(world, url, tmp_path)
    finally:
        world.close()


@pytest.fixture
def camat(office: Office) -> Iterator[Desk]:
    desk = office.desk("camat")
    assert isinstance(desk.enrolment.setup(office.url, office.world.kecamatan_code), Enrolled)
    assert desk.sync.run_once().complete
    yield desk
    desk.close()


@pytest.fixture
def village(office: Office, camat: Desk) -> Iterator[Desk]:
    """A village desk, let in by a code that the kecamatan's desk made."""
    desk = office.desk("desa")
    made = ok(camat.codes.make("Norhayati", BABAYAU))
    assert isinstance(desk.enrolment.setup(office.url, made.code), Enrolled)
    assert desk.sync.run_once().complete
    assert camat.sync.run_once().complete
    yield desk
    desk.close()


def row(desk: Desk, village: str = BABAYAU) -> PlaceRow:
    return next(one for one in desk.people.view().rows if one.village == village)


def test_a_code_made_on_the_desk_lets_the_village_in_and_is_kept_by_nobody(office: Office, camat: Desk) -> None:
    made = ok(camat.codes.make("Norhayati", BABAYAU))
    assert isinstance(made, NewCode)
    assert camat.sync.run_once().complete
    assert (row(camat).door, row(camat).person) == (Door.CODE, "Norhayati")
    kept = [path for path in (office.folder / "server").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if made.code.encode() in path.read_bytes()]
    assert made.code.encode() not in readable(office.folder / "camat")
    village = office.desk("desa")
    try:
        assert isinstance(village.enrolment.setup(office.url, made.code), Enrolled)
        assert village.sync.run_once().complete
        assert village.people.silent_villages() == frozenset()
        assert isinstance(village.codes.make("Siapa", BABAYAU), Refused)
    finally:
        village.close()
    assert camat.sync.run_once().complete
    babayau = row(camat)
    assert (babayau.door, [one.words for one in babayau.devices]) == (
        Door.ACTIVE,
        [f"Versi {VERSION}, tersambung 10.34"],
    )


def test_a_moved_day_reaches_the_village_by_the_feed(camat: Desk, village: Desk) -> None:
    ok(camat.schedule.change("lra_semester1", Change("2025-S1", moved="2025-07-21")))
    assert camat.sync.run_once().complete
    assert village.sync.run_once().complete
    assert date(2025, 7, 21) in [one.day for one in village.home.today().upcoming]
    assert village.schedule.duty("lra_semester1", "2025-S1") is not None


def test_an_end_given_without_a_line_counts_once_it_is_sent_and_the_village_keeps_its_words(
    office: Office, camat: Desk, village: Desk, qtbot: QtBot
) -> None:
    ok(village.reports.create("lra_semester1", "2025-S1"))
    ok(village.reports.save(DRAFT, {"kendala.isi": "Hujan terus."}))
    [pc] = row(camat).devices
    ok(camat.people.revoke(pc.id))
    assert village.sync.run_once().complete, "the server has not heard of it yet"
    assert camat.sync.run_once().complete
    told = village.sync.run_once()
    assert told.code == "revoked"
    assert "dicabut" in told.words
    assert row(camat).door is Door.NO_PC

    # Through the window: the strip says it, and what was written is still there.
    window = build_window(village, InlineRunner())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "Izin komputer ini dicabut" in _words(window))
    kept = ok(village.reports.open(DRAFT))
    assert kept.content["kendala.isi"] == "Hujan terus."

    # A new code for the same person lets the same PC in again, with its words.
    again = ok(camat.codes.make("Norhayati", BABAYAU))
    assert isinstance(village.enrolment.setup(office.url, again.code), Enrolled)
    assert village.sync.run_once().complete
    assert ok(village.reports.open(DRAFT)).content["kendala.isi"] == "Hujan terus."
    window.close()


def test_a_hand_over_ends_the_old_pcs_and_the_new_person_takes_the_place(
    office: Office, camat: Desk, village: Desk
) -> None:
    made = ok(camat.codes.make("Siti Hamidah", BABAYAU, hand_over=True))
    assert village.sync.run_once().code == "revoked"
    assert camat.sync.run_once().complete
    assert (row(camat).person, row(camat).devices) == ("Siti Hamidah", ())
    new = office.desk("desa-baru")
    try:
        assert isinstance(new.enrolment.setup(office.url, made.code), Enrolled)
        assert new.sync.run_once().complete
    finally:
        new.close()


def test_two_pcs_that_change_one_duty_at_once_lose_neither_change(office: Office, camat: Desk) -> None:
    second = office.desk("camat-2")
    try:
        made = ok(camat.codes.make("Rahmani", None))
        assert isinstance(second.enrolment.setup(office.url, made.code), Enrolled)
        assert second.sync.run_once().complete
        ok(camat.schedule.change("lra_semester1", Change("2025-S1", moved="2025-07-21")))
        ok(second.schedule.remind("lra_semester1", (3,)))
        for desk in (camat, second, camat):
            assert desk.sync.run_once().complete
        views = [desk.schedule.duty("lra_semester1", "2025-S1") for desk in (camat, second)]
        for view in views:
            assert view is not None
            assert (view.moved, [one.days for one in view.reminders if one.on]) == ("2025-07-21", [3])
    finally:
        second.close()


def _words(window: QWidget) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel))
