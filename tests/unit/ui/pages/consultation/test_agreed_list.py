from __future__ import annotations

from pytestqt.qtbot import QtBot

from sipa_core.domain.consultation import GuidanceState
from sipa_desktop.services.feedback_views import Urgency
from sipa_desktop.services.guidance_views import GuidanceList, GuidanceRow
from tests.support.by_name import click
from ui.pages.consultation.side_panel import FINISHED_FIRST, AgreedList


def row(number: int) -> GuidanceRow:
    return GuidanceRow(
        id=str(number),
        village="63.11.06.2004",
        village_label="Desa Babayau",
        text=f"Pembinaan {number}",
        due=None,
        words="Disahkan kecamatan 26 Juni",
        label="",
        thread="",
        state=GuidanceState.CONFIRMED,
        mark="",
        urgency=Urgency.NONE,
        reason="",
        ticked=True,
        pending=False,
        made_at=number,
        can_done=False,
        can_undo=False,
        can_confirm=False,
        can_return=False,
        can_change=False,
        can_cancel=False,
    )


def test_the_newest_of_what_is_over_stand_there_and_the_rest_when_asked_for(qtbot: QtBot) -> None:
    shown = AgreedList()
    qtbot.addWidget(shown)
    shown.show()
    over = tuple(row(number) for number in range(50))
    shown.show_list(GuidanceList((), over, can_put=True))
    assert list(shown.finished.rows) == [one.id for one in over[:FINISHED_FIRST]]
    click(shown, f"Tampilkan {50 - FINISHED_FIRST} lagi")
    assert list(shown.finished.rows) == [one.id for one in over]
    assert not shown.more.isVisible()
    shown.show_list(GuidanceList((), over[:3], can_put=True))
    assert not shown.more.isVisible()
