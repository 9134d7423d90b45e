"""A report is neither left nor sent under somebody who types in an open cell of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.reports_views import ReportEdit
from tests.support.page_context import HeldRunner
from tests.unit.ui.pages.reports.test_photos import draft_of, held, held_photos, photo
from ui.navigation import BeginReport
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.photos_section import PhotosSection
from ui.pages.reports.table_section import TableSection

__all__ = ["held"]


def typing_after_photos(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path, ask: Callable[[ReportsPage], None]
) -> QLineEdit:
    """Somebody gave two photos, asked for something, and types into a cell before the photos are taken; they are taken
    meanwhile.
    """
    page, section, runner = held
    page._front.setCurrentWidget(page._opening)
    page._opening.show_content()
    page.activateWindow()
    page.editor.show_section("kegiatan")
    part = page.editor.current
    assert isinstance(part, TableSection)
    part.add_row()
    page.editing.flush()
    runner.run_all()
    draft_id = draft_of(page)
    section.strip.files_given.emit([photo(tmp_path), photo(tmp_path, "Dua.jpg", 300)])
    ask(page)
    assert part.table.go_to((part.table.rows.keys[0], "nama"))
    part.table.edit(part.table.currentIndex())
    editor = part.table.viewport().findChildren(QLineEdit)[-1]
    editor.setFocus()
    QTest.keyClicks(editor, "Gotong royong membersihkan saluran")
    runner.run_all()
    assert held_photos(desk, draft_id) == 2
    return editor


def names_of(desk: Desk, draft_id: str) -> list[object]:
    edit = desk.reports.open(draft_id)
    assert isinstance(edit, ReportEdit)
    return [value for path, value in edit.content.items() if path.startswith("kegiatan[") and path.endswith(".nama")]


LEAVING: list[tuple[str, Callable[[ReportsPage], None]]] = [
    ("back", lambda page: page.editor.back.emit()),
    ("another", lambda page: page.open_argument(BeginReport("kegiatan_bulanan", "2025-06"))),
]


@pytest.mark.parametrize("leave", [way for _name, way in LEAVING], ids=[name for name, _way in LEAVING])
def test_the_editor_never_leaves_a_report_under_somebody_who_types_in_an_open_cell(
    held: tuple[ReportsPage, PhotosSection, HeldRunner],
    desk: Desk,
    tmp_path: Path,
    leave: Callable[[ReportsPage], None],
) -> None:
    page, _section, runner = held
    draft_id = draft_of(page)
    editor = typing_after_photos(held, desk, tmp_path, leave)
    assert (draft_of(page), editor.isVisible()) == (draft_id, True)
    assert "Tersimpan" not in page.editing.save_words
    QTest.keyClick(editor, Qt.Key.Key_Return)
    page.editing.flush()
    runner.run_all()
    assert names_of(desk, draft_id) == ["Gotong royong membersihkan saluran"]
    assert page.editing.edit is None or draft_of(page) != draft_id, "now it may go where it was asked to"


def test_nothing_is_sent_under_somebody_who_types_in_an_open_cell(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path
) -> None:
    page, _section, runner = held
    draft_id = draft_of(page)
    when_ready: list[list[object]] = []
    page.editing.ready.connect(lambda: when_ready.append(names_of(desk, draft_id)))
    editor = typing_after_photos(held, desk, tmp_path, lambda page: page.editor.send())
    assert when_ready == []
    QTest.keyClick(editor, Qt.Key.Key_Return)
    page.editing.flush()
    runner.run_all()
    assert when_ready == [["Gotong royong membersihkan saluran"]]


def test_a_cell_that_is_given_up_holds_nobody_back(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path
) -> None:
    page, _section, runner = held
    editor = typing_after_photos(held, desk, tmp_path, lambda page: page.editor.back.emit())
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    runner.run_all()
    assert page.editing.edit is None
