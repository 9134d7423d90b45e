"""Reports that are complete and wait for nothing but the person's *Kirim*."""

from __future__ import annotations

from pathlib import Path

from sipa_core.domain.workflow import ReportState
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.unit_of_work import Store
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.public_figures import report as whole_report
from tests.unit.desktop.services.desks import HandClock
from tests.unit.desktop.services.stories import LRA


def test_a_complete_report_waits_for_its_person_until_it_is_sent(village: Store, clock: HandClock) -> None:
    reports = Reports(village, clock)
    reports.create("lra_semester1", "2025-S1")
    assert reports.unsent() == 0
    reports.save(LRA, whole_report())
    assert reports.unsent() == 1
    reports.submit(LRA)
    assert reports.unsent() == 0


def test_a_report_that_came_back_waits_for_its_person_once_it_was_mended(tmp_path: Path) -> None:
    desk = demo_desk(tmp_path, BABAYAU)
    [returned] = [row for row in desk.reports.list() if row.state is ReportState.DIKEMBALIKAN]
    opened = desk.reports.open(returned.draft_id)
    assert isinstance(opened, ReportEdit)
    desk.reports.save(returned.draft_id, {"kendala.isi": opened.content["kendala.isi"]})
    assert desk.reports.unsent() == 0, "what was only opened, or typed as it stood, is not mended"
    desk.reports.save(returned.draft_id, {"kendala.isi": "Drainase menunggu batu."})
    assert desk.reports.unsent() == 1
    desk.close()
