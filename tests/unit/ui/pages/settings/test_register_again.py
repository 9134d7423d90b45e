"""Daftarkan lagi: a PC that the server no longer knows gets a new place from a code, and what waited goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.feedback_views import FeedbackFilter
from tests.support.by_name import all_named, named, texts
from tests.support.page_context import page_context
from tests.support.world import BALANG, URL, World
from ui.pages import PageContext
from ui.pages.settings.computer import ComputerView
from ui.pages.settings.register_again import RegisterAgain


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(world: World) -> Desk:
    """A village's desk with an answer waiting, whose PC was revoked."""
    made = world.village()
    world.citizen_writes("Lampu jalan padam", "Sudah seminggu.")
    assert made.sync.run_once().complete
    matter = made.feedback.list(FeedbackFilter.SEMUA).rows[0]
    made.feedback.save_answer(matter.id, "Kami perbaiki besok.")
    made.feedback.answer(matter.id)
    identity = made.identity()
    assert identity is not None
    world.server.accounts.revoke_device(identity.device)
    assert not made.sync.run_once().complete
    return made


def dialog_of(qtbot: QtBot, context: PageContext) -> RegisterAgain:
    dialog = RegisterAgain(context, URL)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_code(dialog: RegisterAgain, code: str) -> None:
    QTest.keyClicks(dialog.code, code)
    dialog.go.click()


def test_the_section_says_that_the_pc_was_shut_out_and_offers_the_way_back(qtbot: QtBot, desk: Desk) -> None:
    context = page_context(desk)
    view = ComputerView(context)
    qtbot.addWidget(view)
    view.show()
    assert any("dicabut" in text for text in texts(view))
    assert named(view, "Daftarkan lagi").isEnabled()
    context.changes.close()


def test_the_way_back_is_not_offered_while_the_server_knows_the_pc(qtbot: QtBot, world: World) -> None:
    context = page_context(world.village("lain", BALANG, "Jumiati"))
    view = ComputerView(context)
    qtbot.addWidget(view)
    view.show()
    assert all_named(view, "Daftarkan lagi") == []
    context.changes.close()


def test_what_waited_is_sent_after_the_new_registration(qtbot: QtBot, world: World, desk: Desk) -> None:
    context = page_context(desk)
    dialog = dialog_of(qtbot, context)
    before = [row.op_id for row in desk.queue.waiting()]
    assert len(before) == 1
    type_code(dialog, world.village_code())
    assert dialog.enrolled is not None
    assert [row.op_id for row in desk.queue.waiting()] == before
    assert desk.sync.run_once().complete
    assert desk.queue.waiting() == []
    assert desk.queue.parked() == []
    assert desk.enrolment.shut_out() is None
    context.changes.close()


def test_what_the_one_before_wrote_waits_for_a_decision_after_a_hand_over(
    qtbot: QtBot, world: World, desk: Desk
) -> None:
    context = page_context(desk)
    dialog = dialog_of(qtbot, context)
    type_code(dialog, world.village_code(name="Rusdiana", hand_over=True))
    assert dialog.enrolled is not None
    desk.sync.run_once()
    (row,) = desk.queue.parked()
    assert row.foreign
    assert row.retry
    assert desk.queue.retry(row.op_id, in_my_name=True).words
    assert desk.sync.run_once().complete
    assert desk.queue.waiting() == desk.queue.parked() == []
    context.changes.close()


def test_a_code_for_another_village_changes_nothing(qtbot: QtBot, world: World, desk: Desk) -> None:
    context = page_context(desk)
    dialog = dialog_of(qtbot, context)
    type_code(dialog, world.village_code(BALANG, "Jumiati"))
    assert dialog.enrolled is None
    assert "Kode itu untuk" in named(dialog, "Kode pendaftaran").accessibleDescription()
    assert len(desk.queue.waiting()) == 1
    context.changes.close()


@pytest.mark.parametrize("typed", ["", "ABC", "00000000"])
def test_half_a_code_is_not_sent(qtbot: QtBot, world: World, desk: Desk, typed: str) -> None:
    context = page_context(desk)
    dialog = dialog_of(qtbot, context)
    world.lines["babayau"].down = True
    type_code(dialog, typed)
    assert "belum lengkap" in named(dialog, "Kode pendaftaran").accessibleDescription()
    context.changes.close()
