"""A text that cannot be read never leaves its first digits in the report: what stood there before stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Field, FieldType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from tests.support.by_name import press, type_keys
from tests.unit.ui.pages.reports.test_open_cell import pause, typed
from tests.unit.ui.pages.reports.test_reports_page import CELL, budget, page, returned, stored
from ui.pages.reports.fields_section import FieldsSection
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.value_field import ValueField
from ui.widgets.date_field import DateField

__all__ = ["page", "returned"]

AID = ("blt_dd_bulanan", "2025-06")
BEFORE = 500_000_000


def shown(qtbot: QtBot, kind: FieldType, before: Value) -> tuple[ValueField, dict[str, Value]]:
    """A field, and the report into which it tells what is typed."""
    field = ValueField(Field("dana.pagu", "Pagu", kind))
    qtbot.addWidget(field)
    report: dict[str, Value] = {"dana.pagu": before}
    field.typed.connect(lambda path, value: report.update({path: value}))
    field.show_value(before)
    return field, report


def write(field: ValueField, text: str) -> None:
    """Type over what stands in the field."""
    editor = field.editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, text)


def leave(field: ValueField) -> None:
    editor = field.editor
    assert isinstance(editor, QLineEdit)
    editor.editingFinished.emit()


@pytest.mark.parametrize(
    ("kind", "before", "text"),
    [
        (FieldType.RUPIAH, None, "850 juta"),
        (FieldType.RUPIAH, BEFORE, "850 juta"),
        (FieldType.RUPIAH, BEFORE, "1,250,000"),
        (FieldType.RUPIAH, BEFORE, "12.5 jt"),
        (FieldType.PERCENT, 40, "62,5"),
        (FieldType.NUMBER, None, "1 250"),
        (FieldType.DATE, "2025-07-10", "9/7/2025x"),
    ],
)
def test_what_cannot_be_read_leaves_the_value_of_before_and_stays_in_sight_until_it_is_mended(
    qtbot: QtBot, kind: FieldType, before: Value, text: str
) -> None:
    field, report = shown(qtbot, kind, before)
    write(field, text)
    assert report["dana.pagu"] == before, "while the keys come, a moment before the power may go"
    leave(field)
    field.show_value(report["dana.pagu"])  # another figure changed, or another PC
    assert isinstance(field.editor, QLineEdit)
    assert (report["dana.pagu"], field.editor.text()) == (before, text)
    assert field.fault


def test_digits_are_told_while_they_are_typed_and_a_mended_text_counts(qtbot: QtBot) -> None:
    field, report = shown(qtbot, FieldType.RUPIAH, BEFORE)
    write(field, "850")
    assert report["dana.pagu"] == 850
    write(field, "850 juta")
    leave(field)
    write(field, "850000000")
    leave(field)
    assert (report["dana.pagu"], field.fault) == (850_000_000, "")
    write(field, "9 juta")
    assert report["dana.pagu"] == 850_000_000, "what was left as a sum is what stands before the next keys"


def test_a_value_that_comes_from_elsewhere_takes_the_place_of_what_cannot_be_read(qtbot: QtBot) -> None:
    field, report = shown(qtbot, FieldType.RUPIAH, BEFORE)
    write(field, "850 juta")
    leave(field)
    field.show_value(7)
    assert isinstance(field.editor, QLineEdit)
    assert (field.editor.text(), field.fault) == ("7", "")
    write(field, "9 juta")
    assert report["dana.pagu"] == 7


def test_a_day_that_comes_from_elsewhere_has_no_fault_of_the_text_before_it(qtbot: QtBot) -> None:
    field, _report = shown(qtbot, FieldType.DATE, "2025-07-10")
    write(field, "kemarin")
    leave(field)
    assert field.fault
    field.show_value("2025-07-09")
    assert isinstance(field.editor, QLineEdit)
    assert (field.editor.text(), field.fault) == ("9 Juli 2025", "")


def aid(page: ReportsPage, qtbot: QtBot) -> FieldsSection:
    page.editing.begin(*AID)
    qtbot.waitUntil(lambda: page.editing.edit is not None and page.editing.edit.template.key == AID[0])
    page.editor.show_section("blt")
    section = page.editor.current
    assert isinstance(section, FieldsSection)
    return section


def test_the_reason_stays_while_other_figures_follow_and_nothing_of_the_text_is_sent(
    page: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = aid(page, qtbot)
    for path, text in (("blt.kpm_dibayar", "42"), ("blt.nilai", "300 ribu"), ("blt.kpm_rencana", "42")):
        assert section.go_to(path)
        type_keys(text)
        press(Qt.Key.Key_Tab)
    field = section.fields["blt.nilai"]
    assert isinstance(field.editor, QLineEdit)
    assert (field.editor.text(), bool(field.fault)) == ("300 ribu", True)
    page.editing.flush()
    qtbot.waitUntil(lambda: not page.editing.saving)
    assert page.editing.edit is not None
    edit = desk.reports.open(page.editing.edit.draft_id)
    assert not isinstance(edit, Refused)
    found = {path: edit.content.get(path) for path in ("blt.kpm_dibayar", "blt.nilai", "blt.jumlah")}
    assert found == {"blt.kpm_dibayar": 42, "blt.nilai": None, "blt.jumlah": None}
    assert section.unread() == 1


@pytest.mark.parametrize("keys", [" juta", " j"], ids=["left", "left in the middle"])
def test_a_cell_of_the_budget_keeps_its_sum_when_its_text_is_no_sum_in_the_end(
    returned: ReportsPage, desk: Desk, qtbot: QtBot, keys: str
) -> None:
    before = stored(desk).content[CELL]
    editor = typed(returned, "850")
    pause(returned)
    qtbot.waitUntil(lambda: not returned.editing.saving)
    assert stored(desk).content[CELL] == 850
    QTest.keyClicks(editor, keys)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    returned.editing.flush()
    qtbot.waitUntil(lambda: not returned.editing.saving)
    section = budget(returned)
    assert stored(desk).content[CELL] == before
    assert (section.grid.budget.unread("02.03/-/-", "realisasi"), section.unread()) == (f"850{keys}", 1)


def test_an_open_cell_gives_the_sum_back_as_soon_as_its_text_is_none(
    returned: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    before = stored(desk).content[CELL]
    editor = typed(returned, "850")
    pause(returned)
    qtbot.waitUntil(lambda: not returned.editing.saving)
    QTest.keyClicks(editor, " juta")
    pause(returned)
    qtbot.waitUntil(lambda: stored(desk).content[CELL] == before)
    assert (editor.isVisible(), editor.text()) == (True, "850 juta")
    qtbot.waitUntil(lambda: not returned.editing._pending)
    assert "Tersimpan" not in returned.editing.save_words, "what stands in the cell is not saved"
    assert QApplication.focusWidget() is editor


def test_a_day_that_was_read_on_the_way_is_given_back(qtbot: QtBot) -> None:
    field = DateField("Tanggal")
    qtbot.addWidget(field)
    seen: list[str] = []
    field.changed.connect(seen.append)
    field.set_iso("2025-07-10")
    field.selectAll()
    QTest.keyClicks(field, "9/7/2025 pagi")
    field.editingFinished.emit()
    assert (seen, field.iso, field.text()) == (["2025-07-09", "2025-07-10"], "2025-07-10", "9/7/2025 pagi")
