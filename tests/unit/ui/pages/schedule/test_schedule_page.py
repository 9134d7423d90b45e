from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from tests.support.by_name import click, named, texts
from tests.support.demo_office import page_context
from ui.pages import PageContext
from ui.pages.schedule.dialogs import ChangeForm, NewForm
from ui.pages.schedule.page import SchedulePage
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.tab_order import in_order
from ui.widgets.year_grid import YearGrid


def seen(root: QWidget) -> list[str]:
    """What is in sight, once Qt has shown what was put into the layouts."""
    QApplication.processEvents()
    return texts(root)


@pytest.fixture
def context(desk: Desk) -> PageContext:
    return page_context(desk)


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> SchedulePage:
    page = SchedulePage(context)
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    qtbot.waitExposed(page)
    return page


def form(page: SchedulePage) -> ChangeForm:
    assert page.question is not None
    found = page.question.findChild(ChangeForm)
    assert found is not None
    return found


def answered(page: SchedulePage, verb: str) -> None:
    assert page.question is not None
    click(page.question, verb)


def test_the_page_opens_on_the_nearest_day(page: SchedulePage) -> None:
    assert "2 kewajiban sepanjang tahun. Terdekat: LRA Semester I, 14 Juli, 4 hari lagi." in seen(page)
    assert {"LRA Semester I", "Senin, 14 Juli 2025", "14 desa", "Keadaan 10 Juli"} <= set(seen(page))
    assert "4 disetujui atau terbit, 6 menunggu diperiksa, 1 dikembalikan, 3 belum masuk" in seen(page)
    grid = named(page, "Jadwal setahun")
    assert isinstance(grid, YearGrid)
    index = grid.currentIndex()
    spoken = grid.year.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "LRA Semester I, Semester I 2025: batas 14 Juli, 4 hari lagi, 3 belum masuk"
    empty = grid.year.data(grid.year.index(index.row(), 1), Qt.ItemDataRole.AccessibleTextRole)
    assert empty == "LRA Semester I, Jan: tidak ada batas"


def test_the_arrow_keys_go_from_duty_to_duty_and_past_titles(page: SchedulePage, qtbot: QtBot) -> None:
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_Down)
    assert "Kegiatan Juni 2025" in seen(page)
    QTest.keyClick(page.grid, Qt.Key.Key_Left)
    assert "Kegiatan Mei 2025" in seen(page)
    QTest.keyClick(page.grid, Qt.Key.Key_Up)
    assert "LRA Semester I" in seen(page)


def test_a_day_is_moved_for_one_period_and_can_be_taken_back(page: SchedulePage, desk: Desk) -> None:
    click(page, "Ubah batas")
    one = form(page)
    one.day.clear()
    QTest.keyClicks(one.day, "21 Juli 2025")
    one.day.editingFinished.emit()
    answered(page, "Simpan")
    assert "Senin, 21 Juli 2025, hanya masa ini" in seen(page)
    assert "Perubahan menunggu kirim." in seen(page)
    assert [row.title for row in desk.queue.waiting()] == ["Jadwal LRA"]
    click(page, "Ubah batas")
    again = form(page)
    again.day.clear()
    QTest.keyClicks(again.day, "14 Juli 2025")
    again.day.editingFinished.emit()
    answered(page, "Simpan")
    view = desk.schedule.duty("lra_semester1", "2025-S1")
    assert view is not None
    assert (view.due_words, view.moved) == ("Senin, 14 Juli 2025", "")


def test_a_day_that_is_none_keeps_the_form_open_and_says_so(page: SchedulePage, desk: Desk) -> None:
    click(page, "Ubah batas")
    question = page.question
    assert question is not None
    one = form(page)
    one.day.setText("kapan saja")
    answered(page, "Simpan")
    assert question.isVisible()
    assert "Tanggal ini belum terbaca. Tulis seperti 10 Juli 2025." in seen(question)
    assert desk.queue.waiting() == []


def test_a_day_before_the_period_is_refused_in_words(page: SchedulePage, desk: Desk) -> None:
    click(page, "Ubah batas")
    form(page).day.set_iso("2024-01-01")
    answered(page, "Simpan")
    assert any(text.startswith("Tanggal itu tidak dapat dipakai untuk masa ini.") for text in seen(page))
    assert desk.queue.waiting() == []


def test_saving_without_a_change_queues_nothing(page: SchedulePage, desk: Desk) -> None:
    for always in (False, True):
        click(page, "Ubah batas")
        if always:
            form(page).always.setChecked(True)
        answered(page, "Simpan")
    assert desk.queue.waiting() == []


def test_a_period_is_let_off_and_stays_in_sight(page: SchedulePage, desk: Desk) -> None:
    click(page, "Ubah batas")
    click(page.question, "Tidak berlaku untuk Semester I 2025")  # type: ignore[arg-type]
    answered(page, "Simpan")
    assert "Tidak berlaku" in seen(page)
    cells = [cell for line in desk.schedule.year(2025).lines for cell in line.cells if cell.period == "2025-S1"]
    assert [cell.state for cell in cells] == ["off"]


def test_rule_beginning_and_villages_are_changed_for_all_periods(page: SchedulePage, desk: Desk) -> None:
    click(page, "Ubah batas")
    one = form(page)
    one.always.setChecked(True)
    one.rule.day.setValue(20)
    one.begin.set_iso("2025-01-01")
    villages = one.findChild(QListWidget)
    assert villages is not None
    villages.item(0).setCheckState(Qt.CheckState.Unchecked)
    answered(page, "Simpan")
    view = desk.schedule.duty("lra_semester1", "2025-S1")
    assert view is not None
    assert (view.deadline, view.active_from, view.owed_words) == ("20-07 N", "2025-01-01", "13 desa")


def test_reminders_are_switched_one_by_one(page: SchedulePage, desk: Desk) -> None:
    switch = named(page, "Pengingat: 1 hari sebelum batas")
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    view = desk.schedule.duty("lra_semester1", "2025-S1")
    assert view is not None
    assert [(one.days, one.on) for one in view.reminders] == [(7, True), (1, False), (-1, True)]


def test_a_duty_is_made_on_a_type_that_the_server_has(page: SchedulePage, desk: Desk) -> None:
    page.new_item()
    assert page.question is not None
    new = page.question.findChild(NewForm)
    assert new is not None
    new.type.setCurrentIndex(new.type.findData("lra_semester1"))
    new.type.activated.emit(new.type.currentIndex())
    new.short.setText("LRA")
    assert new.name.text() == "Laporan Realisasi APB Desa Sem. II"
    answered(page, "Tambah")
    assert [row.title for row in desk.queue.waiting()] == ["Jadwal LRA"]
    names = [line.name for line in desk.schedule.year(2026).lines]
    assert "LRA Semester II" in names


def test_villages_that_have_not_delivered_are_reminded_by_a_message_once_a_day(page: SchedulePage, desk: Desk) -> None:
    seen(page)
    click(page, "Ingatkan 3")
    assert page.question is not None
    assert "Desa Hujan Mas, Desa Lasung Batu, Desa Sungai Ketapi" in page.question.accessibleDescription()
    answered(page, "Ingatkan")
    assert len(desk.queue.waiting()) == 3
    threads = desk.consultation.list().rows
    assert len([one for one in threads if "Laporan Realisasi" in one.subject]) == 3
    click(page, "Ingatkan 3")
    answered(page, "Ingatkan")
    assert len(desk.queue.waiting()) == 3
    assert "Desa-desa itu sudah diingatkan hari ini. Coba lagi besok." in seen(page)


def test_another_year_is_chosen(page: SchedulePage) -> None:
    assert page.years is not None
    page.years.changed.emit("2026")
    assert page.model.view is not None
    assert page.model.view.year == 2026
    assert page.years.current == "2026"
    assert "APB Desa 2027" in seen(page)


def test_the_year_is_seen_lying_down_before_it_is_printed(page: SchedulePage) -> None:
    page.print_page()
    QApplication.processEvents()
    [dialog] = page.findChildren(DocumentDialog)
    assert dialog.windowTitle() == "Jadwal kewajiban 2025, Kecamatan Paringin"
    assert dialog.place.text() == "Halaman 1 dari 1"
    assert dialog.page.pixmap().width() > dialog.page.pixmap().height()
    dialog.close()


def test_the_keyboard_reaches_everything_in_the_order_of_reading(page: SchedulePage) -> None:
    stops = list(in_order(page))
    order = [stops.index(one) for one in (page.print, page.add, page.grid, page.side.switches[7], page.side.change)]
    assert order == sorted(order)
    assert page.panels() == (page.header, page.grid, page.side)


def test_a_page_that_cannot_be_read_offers_to_try_again(desk: Desk, qtbot: QtBot) -> None:
    good = desk.schedule.year

    def broken(_year: int | None = None) -> object:
        raise KnownError("Data tidak terbaca", "Data tidak terbaca. Isian aman.")

    desk.schedule.year = broken  # type: ignore[method-assign, assignment]
    page = SchedulePage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    assert "Data tidak terbaca. Isian aman." in seen(page)
    desk.schedule.year = good  # type: ignore[method-assign]
    click(page, "Coba lagi")
    assert "LRA Semester I" in seen(page)


def test_the_form_of_a_duty_that_is_still_being_read_waits_for_it_and_changes_that_one(
    page: SchedulePage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = page.model._load_duty
    monkeypatch.setattr(page.model, "_load_duty", lambda: None)
    assert page.model.view is not None
    line = next(one for one in page.model.view.lines if one.name.startswith("Kegiatan"))
    page.grid.chosen.emit(line.key, "")
    page.grid.opened.emit(line.key, "")
    page.side.change_asked.emit()
    page.side.remind_asked.emit()
    assert page.question is None, "the duty in sight is still the one before"
    page.grid.opened.emit(line.key, "")
    read()
    assert page.question is not None
    assert any("Kegiatan" in text for text in texts(page.question))
    page.grid.chosen.emit(page.model.view.lines[0].key, "")
    one = form(page)
    one.day.clear()
    QTest.keyClicks(one.day, "25 Juli 2025")
    one.day.editingFinished.emit()
    answered(page, "Simpan")
    (queued,) = desk.queue.waiting()
    assert "Kegiatan" in queued.title, "what is changed is what its form was about"


def begun_to_open(page: SchedulePage, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The form of a duty was asked for and its reading has not come; gives that duty's row and another one's."""
    assert page.model.view is not None
    lines = page.model.view.lines
    wanted = next(one.key for one in lines if one.name.startswith("Kegiatan"))
    other = next(one.key for one in lines if one.key != wanted)
    with monkeypatch.context() as patch:
        patch.setattr(page.model, "_load_duty", lambda: None)
        page.grid.chosen.emit(wanted, "")
        page.grid.opened.emit(wanted, "")
    return wanted, other


def test_no_form_opens_by_itself_for_a_duty_that_somebody_left_before_it_was_read(
    page: SchedulePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, other = begun_to_open(page, monkeypatch)
    page.grid.chosen.emit(other, "")
    assert page.question is None
    page.grid.chosen.emit(wanted, "")
    assert page.question is None, "it was only chosen this time"
    page.grid.opened.emit(wanted, "")
    assert page.question is not None


def test_no_form_opens_by_itself_after_its_duty_could_not_be_read(
    page: SchedulePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun_to_open(page, monkeypatch)
    page.model.refused.emit("Jadwal belum dapat dibaca.")
    page.model.load()
    assert page.question is None, "the person was told, and asks again"
