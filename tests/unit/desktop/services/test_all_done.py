"""The tick that all activities are finished fills in how far they are, and takes it back."""

from __future__ import annotations

import pytest

from sipa_core.domain.paths import Value
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.services.take_over import TakeOver
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import HandClock

TICK = "belum_selesai.nihil"
WORK: dict[str, Value] = {
    "kegiatan[k1].nama": "Rabat beton",
    "kegiatan[k2].nama": "Posyandu",
    "kegiatan[k2].fisik": 60,
}


@pytest.fixture
def reports(village: Store, clock: HandClock) -> Reports:
    return Reports(village, clock)


def begun(reports: Reports) -> str:
    opened = reports.create("lra_semester1", "2025-S1")
    assert not isinstance(opened, Refused)
    return opened.draft_id


def saved(reports: Reports, draft: str, changes: dict[str, Value]) -> ReportEdit:
    assert not isinstance(reports.save(draft, changes), Refused)
    edit = reports.open(draft)
    assert not isinstance(edit, Refused)
    return edit


def test_the_tick_says_100_of_what_nobody_wrote_about_and_marks_it(reports: Reports) -> None:
    draft = begun(reports)
    assert "kegiatan[k1].fisik" not in saved(reports, draft, dict(WORK)).content
    edit = saved(reports, draft, {TICK: True})
    assert (edit.content["kegiatan[k1].fisik"], edit.content["kegiatan[k2].fisik"]) == (100, 60)
    assert dict(edit.carried) == {"kegiatan[k1].fisik": "tanda nihil di Belum selesai"}


def test_the_tick_taken_away_takes_back_only_what_nobody_looked_at(
    reports: Reports, village: Store, clock: HandClock
) -> None:
    draft = begun(reports)
    saved(reports, draft, WORK | {"kegiatan[k3].nama": "Talud"})
    saved(reports, draft, {TICK: True})
    TakeOver(village, clock).confirm(draft, ("kegiatan[k3].fisik",))
    edit = saved(reports, draft, {TICK: None})
    assert "kegiatan[k1].fisik" not in edit.content
    assert (edit.content["kegiatan[k2].fisik"], edit.content["kegiatan[k3].fisik"]) == (60, 100)
    assert not edit.carried


def test_other_changes_fill_nothing_in(reports: Reports) -> None:
    draft = begun(reports)
    saved(reports, draft, {TICK: True})
    edit = saved(reports, draft, dict(WORK))
    assert "kegiatan[k1].fisik" not in edit.content
