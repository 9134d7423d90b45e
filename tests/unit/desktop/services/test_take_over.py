"""Nothing is typed twice: what another report has is taken over, and marked until a person has looked at it."""

from __future__ import annotations

import pytest

from sipa_core.domain.paths import Value
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit, Saved
from sipa_desktop.services.take_over import Source, Taken, TakeOver
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import HandClock

MAY: dict[str, Value] = {
    "umum.uraian": "Warga memperbaiki saluran air di dua RT selama dua hari.",
    "kegiatan[a].nama": "Gotong royong",
    "kegiatan[a].tempat": "RT 01",
    "kegiatan[a].tanggal": "2025-05-10",
}


@pytest.fixture
def reports(village: Store, clock: HandClock) -> Reports:
    return Reports(village, clock)


@pytest.fixture
def take_over(village: Store, clock: HandClock) -> TakeOver:
    return TakeOver(village, clock)


def begun(reports: Reports, template: str, period: str, content: dict[str, Value] | None = None) -> ReportEdit:
    made = reports.create(template, period)
    assert isinstance(made, ReportEdit)
    if content:
        assert isinstance(reports.save(made.draft_id, content), Saved)
    return opened(reports, made.draft_id)


def opened(reports: Reports, draft_id: str) -> ReportEdit:
    found = reports.open(draft_id)
    assert isinstance(found, ReportEdit)
    return found


def offered(take_over: TakeOver, draft_id: str) -> tuple[Source, ...]:
    found = take_over.sources(draft_id)
    assert not isinstance(found, Refused)
    return found


def test_last_months_text_is_taken_into_empty_places_and_marked_until_it_is_looked_at(
    reports: Reports, take_over: TakeOver
) -> None:
    may = begun(reports, "kegiatan_bulanan", "2025-05", MAY)
    assert not isinstance(reports.submit(may.draft_id), Refused)
    june = begun(reports, "kegiatan_bulanan", "2025-06", {"kegiatan[b].nama": "Posyandu"})
    (source,) = offered(take_over, june.draft_id)
    assert not source.same_year
    taken = take_over.take(june.draft_id, source.id)
    assert isinstance(taken, Taken)
    edit = opened(reports, june.draft_id)
    assert edit.content["umum.uraian"] == MAY["umum.uraian"]
    assert "kegiatan[a].nama" not in edit.content, "the person has begun a table of their own"
    assert dict(edit.carried) == {"umum.uraian": source.title}
    assert [view.key for view in edit.sections if view.carried] == ["umum"]
    assert ("carried", "umum.uraian") in {(one.code, one.path) for one in edit.checks}
    reports.save(june.draft_id, {"umum.uraian": "Warga memperbaiki jalan setapak di RT 03."})
    assert opened(reports, june.draft_id).carried == {}


def test_a_person_may_say_that_what_was_taken_over_is_right(reports: Reports, take_over: TakeOver) -> None:
    may = begun(reports, "kegiatan_bulanan", "2025-05", MAY)
    assert not isinstance(reports.submit(may.draft_id), Refused)
    june = begun(reports, "kegiatan_bulanan", "2025-06")
    take_over.take(june.draft_id, offered(take_over, june.draft_id)[0].id)
    edit = opened(reports, june.draft_id)
    assert set(edit.carried) == {"umum.uraian", "kegiatan[a].nama", "kegiatan[a].tempat"}, "a day is of its month"
    take_over.confirm(june.draft_id, tuple(edit.carried))
    assert opened(reports, june.draft_id).carried == {}
    assert offered(take_over, june.draft_id) == (), "nothing is left to be filled"
