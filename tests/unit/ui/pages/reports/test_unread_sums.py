"""A text that cannot be read never leaves its first digits in the report: what stood there before stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
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


def stored_aid(page: ReportsPage, desk: Desk) -> Value:
    assert page.editing.edit is not None
    edit = desk.reports.open(page.editing.edit.draft_id)
    assert not isinstance(edit, Refused)
    return edit.content.get("blt.nilai")


def save_now(page: ReportsPage, qtbot: QtBot) -> None:
    page.editing.flush()
    qtbot.waitUntil(lambda: not page.editing.saving)


@pytest.mark.parametrize("key", ["s", ";", "j"])
def test_a_stray_key_takes_no_figure_away_that_was_saved_in_a_field_still_open(
    page: ReportsPage, desk: Desk, qtbot: QtBot, key: str
) -> None:
    section = aid(page, qtbot)
    assert section.go_to("blt.nilai")
    type_keys("850000000")
    save_now(page, qtbot)
    type_keys(key)
    save_now(page, qtbot)
    assert stored_aid(page, desk) == 850_000_000, "whatever happens to the power now"
    assert "Tersimpan" not in page.editing.save_words, "what stands in the field is not saved"
    assert page.unsaved()
    page.flush()
    qtbot.waitUntil(lambda: not page.editing.saving)
    assert page.unsaved(), "the window asks before it closes, so that the text can be copied"
    field = section.fields["blt.nilai"]
    assert isinstance(field.editor, QLineEdit)
    assert (field.editor.text(), bool(field.fault)) == (f"850000000{key}", True)
    assert stored_aid(page, desk) == 850_000_000
    field.editor.setFocus()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Tab)
    save_now(page, qtbot)
    assert (page.unsaved(), stored_aid(page, desk)) == (False, 850_000_000)
    assert "Tersimpan" in page.editing.save_words


def test_first_digits_that_were_saved_on_the_way_are_put_back_also_before_the_field_is_left(
    page: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = aid(page, qtbot)
    assert section.go_to("blt.nilai")
    type_keys("500000000")
    press(Qt.Key.Key_Tab)
    save_now(page, qtbot)
    assert section.go_to("blt.nilai")
    write(section.fields["blt.nilai"], "850")
    save_now(page, qtbot)
    assert stored_aid(page, desk) == 850
    type_keys(" ju")  # and the power goes
    save_now(page, qtbot)
    assert stored_aid(page, desk) == BEFORE


def test_a_text_over_a_saved_figure_leaves_that_figure(page: ReportsPage, desk: Desk, qtbot: QtBot) -> None:
    section = aid(page, qtbot)
    assert section.go_to("blt.nilai")
    type_keys("850000000")
    save_now(page, qtbot)
    write(section.fields["blt.nilai"], "9 juta")
    save_now(page, qtbot)
    assert stored_aid(page, desk) == 850_000_000


def test_a_field_that_was_truly_emptied_stays_empty_behind_a_text(page: ReportsPage, desk: Desk, qtbot: QtBot) -> None:
    section = aid(page, qtbot)
    assert section.go_to("blt.nilai")
    type_keys("850000000")
    save_now(page, qtbot)
    for _digit in range(9):
        press(Qt.Key.Key_Backspace)
    save_now(page, qtbot)
    type_keys("x")
    save_now(page, qtbot)
    assert stored_aid(page, desk) is None


def test_a_stray_key_that_comes_while_its_figure_is_being_saved_takes_it_not_away(
    page: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = aid(page, qtbot)
    assert section.go_to("blt.nilai")
    type_keys("850000000")
    page.editing.flush()
    type_keys("s")
    qtbot.waitUntil(lambda: not page.editing._pending)
    save_now(page, qtbot)
    assert stored_aid(page, desk) == 850_000_000


def test_ctrl_s_calls_nothing_saved_that_cannot_be_read(page: ReportsPage, qtbot: QtBot) -> None:
    toasts: list[str] = []
    page._context.navigator.toast.connect(lambda words, *_more: toasts.append(words))
    section = aid(page, qtbot)
    page._front.setCurrentWidget(page._opening)
    assert section.go_to("blt.nilai")
    type_keys("300 ribu")
    page.save_asked()
    qtbot.waitUntil(lambda: bool(toasts))
    assert toasts == ["Yang terbaca sudah tersimpan. Perbaiki dulu isian yang belum terbaca."]


def test_what_was_not_read_in_a_report_that_was_left_keeps_no_window_open(page: ReportsPage, qtbot: QtBot) -> None:
    section = aid(page, qtbot)
    assert section.go_to("blt.nilai")
    type_keys("300 ribu")
    press(Qt.Key.Key_Tab)
    assert page.unsaved()
    page.editor.back.emit()
    qtbot.waitUntil(lambda: page.editing.edit is None)
    assert not page.unsaved()


def test_a_stray_key_in_an_open_cell_of_the_budget_takes_no_saved_sum_away(
    returned: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    editor = typed(returned, "850000000")
    pause(returned)
    qtbot.waitUntil(lambda: not returned.editing.saving)
    QTest.keyClicks(editor, "s")
    pause(returned)
    qtbot.waitUntil(lambda: not returned.editing._pending)
    assert (stored(desk).content[CELL], returned.unsaved()) == (850_000_000, True)
    assert "Tersimpan" not in returned.editing.save_words
    QTest.keyClick(editor, Qt.Key.Key_Return)
    save_now(returned, qtbot)
    assert (stored(desk).content[CELL], budget(returned).unread()) == (850_000_000, 1)
    assert "Tersimpan" not in returned.editing.save_words, "also once the cell is closed"
    assert returned.unsaved()


def test_a_saved_day_stays_behind_a_stray_key(qtbot: QtBot) -> None:
    field, report = shown(qtbot, FieldType.DATE, "2025-07-10")
    write(field, "9/7/2025")
    field.saved("2025-07-09")
    assert isinstance(field.editor, QLineEdit)
    QTest.keyClicks(field.editor, "x")
    assert (report["dana.pagu"], field.doubtful) == ("2025-07-09", True)
    QTest.keyClick(field.editor, Qt.Key.Key_Backspace)
    assert (report["dana.pagu"], field.doubtful) == ("2025-07-09", False)


def test_a_day_spoilt_again_after_the_calendar_is_not_called_saved(page: ReportsPage, qtbot: QtBot) -> None:
    section = aid(page, qtbot)
    section.go_to("blt.tanggal")
    type_keys("kemarin")
    day = section.fields["blt.tanggal"].editor
    assert isinstance(day, DateField)
    day._picked(QDate(2025, 7, 9))
    save_now(page, qtbot)
    assert "belum terbaca" not in header_of(page)
    day.setFocus()
    press(Qt.Key.Key_End)
    type_keys("x")
    save_now(page, qtbot)
    assert page.editor.unread() == 1
    assert "belum terbaca" in header_of(page)


def test_a_day_that_is_emptied_counts_until_it_is_left_and_is_not_called_saved(page: ReportsPage, qtbot: QtBot) -> None:
    section = aid(page, qtbot)
    section.go_to("blt.tanggal")
    type_keys("9/7/2025")
    press(Qt.Key.Key_Tab)
    save_now(page, qtbot)
    section.go_to("blt.tanggal")
    day = section.fields["blt.tanggal"].editor
    assert isinstance(day, DateField)
    day.selectAll()
    press(Qt.Key.Key_Delete)
    assert "belum terbaca" in header_of(page)
    assert page.unsaved()
    press(Qt.Key.Key_Tab)
    save_now(page, qtbot)
    assert "belum terbaca" not in header_of(page)
    assert page.editing.content.get("blt.tanggal") is None


def header_of(page: ReportsPage) -> str:
    return " ".join(one.text() for one in page.editor._header.findChildren(QLabel))
