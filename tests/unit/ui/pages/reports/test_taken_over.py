"""What was taken over from an earlier report is marked cell by cell until it is revised."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from sipa_core.domain.paths import parse_path
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.reports_views import ReportEdit
from tests.support.demo_office import page_context
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.rows_model import NOTE_ROLE, RowsModel
from ui.pages.reports.table_section import TableSection
from ui.widgets.badge import CARRIED


def marked(rows: RowsModel, path: str) -> bool:
    place = parse_path(path)
    index = rows.index_of((place.row or "", place.leaf or ""))
    assert index.isValid()
    mark = rows.data(index, NOTE_ROLE)
    assert mark in (CARRIED, None)
    assert (mark == CARRIED) == ("dari laporan lalu" in str(rows.data(index, 11)))  # 11: what a reader hears
    return mark == CARRIED


def test_each_cell_that_was_taken_over_is_marked_until_it_is_revised(desk: Desk, qtbot: QtBot) -> None:
    edit = desk.reports.create("kegiatan_bulanan", "2025-07")
    assert isinstance(edit, ReportEdit)
    sources = desk.take_over.sources(edit.draft_id)
    assert isinstance(sources, tuple)
    desk.take_over.take(edit.draft_id, sources[0].id)
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.show()
    page.open_report(edit.draft_id)
    qtbot.waitUntil(lambda: page.editing.edit is not None)
    assert page.editing.edit is not None
    first, second = [path for path in page.editing.edit.carried if "[" in path][:2]
    page.editor.go_to(first)
    view = page.editor.current
    assert isinstance(view, TableSection)
    assert marked(view.table.rows, first)
    assert marked(view.table.rows, second)
    page.editing.set_values({first: "Rabat beton RT 05"})
    page.editing.flush()
    qtbot.waitUntil(lambda: not marked(view.table.rows, first))
    assert marked(view.table.rows, second)
