"""The kecamatan makes a report type in the plain editor, and records events, all by the page's own buttons."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from sipa_core.domain.templates import FieldType, SectionKind
from sipa_desktop.bootstrap import Desk
from tests.support.by_name import click, texts
from tests.support.demo_office import BABAYAU, page_context
from tests.support.every_duty import use_every_duty
from ui.design.theme import look
from ui.pages.schedule.page import SchedulePage
from ui.pages.schedule.type_editor import TypeEditor
from ui.pages.schedule.types_dialog import TypesDialog
from ui.widgets.event_form import EventForm


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SchedulePage:
    use_every_duty(desk, unused=("penduduk_tahunan",))
    page = SchedulePage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    qtbot.waitExposed(page)
    return page


def opened(page: SchedulePage) -> tuple[TypesDialog, TypeEditor]:
    page.make_types()
    dialog = page.dialog
    assert dialog is not None
    names = [dialog.list.item(at).text() for at in range(dialog.list.count())]
    dialog.list.setCurrentRow(names.index("Laporan Kegiatan Bulanan"))
    dialog.copy.click()
    assert dialog.editor is not None
    return dialog, dialog.editor


def typed(line: QLineEdit, text: str) -> None:
    line.setText(text)
    line.textEdited.emit(text)


def test_a_type_is_copied_changed_and_queued(page: SchedulePage, desk: Desk) -> None:
    dialog, editor = opened(page)
    editor.save.click()
    assert editor.notice.sentence == "Tulis nama laporannya."
    typed(editor.name, "Laporan Posyandu")
    typed(editor.short, "Posyandu")
    editor.sections.add.click()
    editor.save.click()
    assert editor.notice.sentence.startswith("Beri nama bagian ke-")
    typed(editor.title, "Penimbangan")
    editor.kind.setCurrentIndex(1)
    editor.kind.activated.emit(1)
    typed(editor.label, "Jumlah balita")
    editor.type.setCurrentIndex(list(FieldType).index(FieldType.NUMBER))
    editor.type.activated.emit(1)
    editor.public.click()
    editor.questions.add.click()
    typed(editor.label, "Catatan")
    editor.questions.up.click()
    section = editor.form.sections[-1]
    assert (section.title, section.kind) == ("Penimbangan", SectionKind.TABLE)
    assert [field.label for field in section.fields] == ["Catatan", "Jumlah balita"]
    assert section.fields[1].public
    editor.sections.up.click()
    assert [one.title for one in editor.form.sections][-2] == "Penimbangan"
    editor.save.click()
    assert dialog.result() == 1
    assert "Jenis laporan Posyandu" in [row.title for row in desk.queue.waiting()]
    assert desk.report_types.list()[0].local


def test_a_form_that_is_not_ready_is_kept_when_the_window_closes_and_goes_on_later(
    page: SchedulePage, desk: Desk
) -> None:
    dialog, editor = opened(page)
    typed(editor.name, "Laporan Posyandu")
    editor.sections.add.click()
    typed(editor.title, "Penimbangan")
    dialog.reject()
    page.make_types()
    again = page.dialog
    assert again is not None
    assert again.list.item(0).text() == "Laporan Posyandu (belum selesai)"
    again.go_on.click()
    assert again.editor is not None
    assert (again.editor.name.text(), again.editor.form.sections[-1].title) == ("Laporan Posyandu", "Penimbangan")
    again.editor.back.click()
    again.list.setCurrentRow(0)
    again.forget.click()
    click(again, "Buang isian")
    assert not [row for row in desk.report_types.list() if row.draft]


def test_a_form_in_which_nobody_wrote_leaves_nothing_behind(page: SchedulePage, desk: Desk) -> None:
    dialog, editor = opened(page)
    editor.back.click()
    dialog.reject()
    assert not [row for row in desk.report_types.list() if row.draft]


def test_a_broken_file_says_what_is_wrong_and_leads_nowhere(page: SchedulePage, tmp_path: Path) -> None:
    page.make_types()
    dialog = page.dialog
    assert dialog is not None
    broken = tmp_path / "posyandu.toml"
    broken.write_text('key = "posyandu"\nversion = 1\n', encoding="utf-8")
    dialog.read_file(broken)
    assert dialog.editor is None
    assert "posyandu.toml" in dialog.notice.sentence


def test_an_event_is_recorded_and_an_unused_duty_taken_into_use(page: SchedulePage, desk: Desk) -> None:
    page.model.choose("memori_serah_terima", "")
    click(page, "Catat peristiwa")
    assert page.question is not None
    form = page.question.findChild(EventForm)
    assert form is not None
    click(page.question, "Catat")
    assert "Tulis apa yang terjadi." in texts(page.question)
    form.village.setCurrentIndex(form.village.findData(BABAYAU))
    form.name.setText("Serah terima jabatan")
    form.day.set_iso("2025-07-14")
    click(page.question, "Catat")
    duty = page.model.duty
    assert duty is not None
    assert [event.name for event in duty.events] == ["Serah terima jabatan"]
    QApplication.processEvents()
    click(page, "Batalkan peristiwa Serah terima jabatan")
    page.model.choose("penduduk_tahunan", "")
    click(page, "Pakai")
    assert page.model.duty is not None
    assert page.model.duty.used
    assert len(desk.queue.waiting()) >= 2


def test_with_large_letters_the_editor_stays_within_the_window_and_scrolls(page: SchedulePage) -> None:
    page.resize(1366, 697)
    look().set(scale=1.5)
    dialog, editor = opened(page)
    for _turn in range(3):
        QApplication.processEvents()
    assert dialog.width() <= page.width()
    assert dialog.height() <= page.height()
    assert editor.save.mapTo(dialog, QPoint(0, editor.save.height())).y() <= dialog.height()
    look().set(scale=1.0)
