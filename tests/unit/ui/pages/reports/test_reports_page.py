from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.disk_faults import DiskFullError
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.reports_views import ReportEdit, Saved
from tests.support.by_name import all_named, click, fill, named, press, texts, type_keys
from tests.support.demo_office import page_context
from ui.navigation import BeginReport, OpenConflict
from ui.pages.reports.budget_section import BudgetSection
from ui.pages.reports.list_view import ReportTable
from ui.pages.reports.new_report import NewReportDialog
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.table_section import TableSection
from ui.widgets.check_box import Switch
from ui.widgets.note_card import NoteCard

RETURNED = "Laporan Realisasi APB Desa Semester I 2025"
JUNE = "Laporan Kegiatan Bulanan Juni 2025"
CELL = "apbdes[02.03/-/-].realisasi"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReportsPage:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


@pytest.fixture
def returned(page: ReportsPage) -> ReportsPage:
    click(page, f"Perbaiki: {RETURNED}")
    return page


def stored(desk: Desk, title: str = RETURNED) -> ReportEdit:
    row = next(row for row in desk.reports.list() if row.title == title)
    edit = desk.reports.open(row.draft_id)
    assert not isinstance(edit, Refused)
    return edit


def budget(page: ReportsPage) -> BudgetSection:
    page.editor.show_section("realisasi")
    section = page.editor.current
    assert isinstance(section, BudgetSection)
    return section


def table(page: ReportsPage, key: str) -> TableSection:
    page.editor.show_section(key)
    section = page.editor.current
    assert isinstance(section, TableSection)
    return section


def dialog() -> QWidget:
    front = QApplication.activeModalWidget()
    assert front is not None, "no question is open"
    return front


def toasts(page: ReportsPage) -> list[str]:
    said: list[str] = []
    page._context.navigator.toast.connect(lambda sentence, *_rest: said.append(sentence))
    return said


def test_the_list_tells_state_due_day_and_where_the_words_are(page: ReportsPage) -> None:
    rows = [page._table._reports.reports[at] for at in range(2)]
    assert rows[0].sentence.startswith(f"{RETURNED}: Dikembalikan. 2 catatan dari kecamatan.")
    assert (rows[0].due, rows[0].place) == ("14 Juli, 4 hari lagi", "Terkirim 8 Jul 09.42")
    assert rows[1].about == "Belum ada isian"
    assert named(page, f"Mulai: {JUNE}").isVisible()


def test_a_change_that_comes_while_the_page_is_made_in_steps_leaves_no_list_that_never_opens(
    desk: Desk, qtbot: QtBot
) -> None:
    context = page_context(desk)
    page = ReportsPage(context, at_once=False)
    qtbot.addWidget(page)
    next(iter(page.steps))
    context.changes.arrived.emit(Changes(frozenset({Topic.REPORTS})))
    for _step in page.steps:
        pass
    assert page.findChild(ReportTable).isVisibleTo(page)


def test_the_search_leaves_the_rows_with_its_words(page: ReportsPage, qtbot: QtBot) -> None:
    page.focus_search()
    assert named(page, "Cari laporan").hasFocus()
    QTest.keyClicks(named(page, "Cari laporan"), "kegiatan mei")
    qtbot.waitUntil(lambda: len(page._table._reports.reports) == 1)
    QTest.keyClicks(named(page, "Cari laporan"), " tidakada")
    qtbot.waitUntil(lambda: "Tidak ada laporan dengan kata itu." in texts(page))


def test_the_list_goes_by_keyboard(page: ReportsPage) -> None:
    page._table.setFocus()
    press(Qt.Key.Key_Return)
    assert RETURNED in texts(page)
    assert page.editing.edit is not None


def test_a_returned_report_opens_at_the_first_note(returned: ReportsPage) -> None:
    grid = budget(returned).grid
    row = grid.budget.row(grid.currentIndex().row())
    assert row.name == "Pekerjaan Umum dan Penataan Ruang"
    cards = returned.editor.side.findChildren(NoteCard)
    assert [card.property("quiet") for card in cards] == [False, True]
    assert returned.editor.outline.list.current == "realisasi"


def test_a_card_selects_its_field_and_the_field_its_card(returned: ReportsPage) -> None:
    cards = {card.note.number: card for card in returned.editor.side.findChildren(NoteCard)}
    QTest.mouseClick(cards[2], Qt.MouseButton.LeftButton, pos=cards[2].rect().center())
    assert returned.editor.outline.list.current == "kendala"
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    budget(returned).grid.setFocus()
    assert [cards[1].property("quiet"), cards[2].property("quiet")] == [False, True]


def test_a_cell_is_typed_saved_and_summed(returned: ReportsPage, desk: Desk) -> None:
    grid = budget(returned).grid
    grid.go_to("02.03/-/-", "realisasi")
    grid.setFocus()
    type_keys("144300000")
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    total = next(row for row in grid.budget.rows if row.name == "Jumlah belanja")
    assert total.realisasi == 684_679_500
    assert returned.editor._header.state() == "Menyimpan…"
    returned.flush()
    assert stored(desk).content[CELL] == 144_300_000
    assert returned.editor._header.state() == "Tersimpan di komputer ini 10.34. Belum dikirim ulang."


def test_ctrl_z_takes_a_cell_back_on_the_disk_too(returned: ReportsPage, desk: Desk) -> None:
    grid = budget(returned).grid
    grid.apply({("02.03/-/-", "realisasi"): 1, ("02.04/-/-", "realisasi"): 2})
    returned.flush()
    assert stored(desk).content[CELL] == 1
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    returned.flush()
    assert stored(desk).content[CELL] == 105_900_000
    assert stored(desk).content["apbdes[02.04/-/-].realisasi"] == 12_750_000


def test_a_block_from_excel_enters_as_one_step_and_tells_what_it_could_not_read(
    returned: ReportsPage, desk: Desk
) -> None:
    section = budget(returned)
    section.grid.go_to("02.03/-/-", "anggaran")
    QApplication.clipboard().setText("312.400.000\t144.300.000\n42.600.000\t12 juta")
    click(returned, "Tempel dari Excel")
    returned.flush()
    assert stored(desk).content[CELL] == 144_300_000
    assert stored(desk).content["apbdes[02.04/-/-].realisasi"] == 12_750_000
    assert "3 angka ditempel. 1 sel belum terbaca." in texts(returned)
    assert section.unread() == 1
    assert section.grid.budget.unread("02.04/-/-", "realisasi") == "12 juta"


def test_an_empty_clipboard_is_said(returned: ReportsPage) -> None:
    budget(returned)
    QApplication.clipboard().clear()
    click(returned, "Tempel dari Excel")
    assert any("Belum ada yang disalin." in text for text in texts(returned))


def test_a_line_is_added_from_the_list_of_codes_and_removed_again(returned: ReportsPage, desk: Desk) -> None:
    section = budget(returned)
    click(returned, "Tambah baris")
    fill(dialog(), "Cari kode atau nama", "usaha")
    click(dialog(), "Tambahkan")
    assert section.grid.budget.row(section.grid.currentIndex().row()).name == "Hasil Usaha Desa"
    said = toasts(returned)
    click(returned, "Hapus baris")
    assert said == ["Baris Hasil Usaha Desa dihapus."]
    returned.flush()
    assert not [path for path in stored(desk).content if "4.1.1" in path]


def test_the_reason_is_asked_only_where_more_was_realised_than_budgeted(returned: ReportsPage, desk: Desk) -> None:
    section = budget(returned)
    assert all_named(returned, "Alasan melebihi anggaran") == []
    section.grid.apply({("02.03/-/-", "realisasi"): 400_000_000})
    QApplication.processEvents()
    fill(returned, "Alasan melebihi anggaran", "Perubahan APB Desa")
    returned.flush()
    assert stored(desk).content["apbdes[02.03/-/-].alasan"] == "Perubahan APB Desa"
    height = section.grid.height()
    assert section._first()
    QApplication.processEvents()
    assert section._reason.placeholderText() == "Baris ini tidak melebihi anggaran"
    assert (section._reason.isEnabled(), section.grid.height()) == (False, height), "the table keeps its size"


def test_why_it_is_not_saved_stands_whole_above_the_section_until_it_is_saved(
    returned: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_about: object) -> None:
        raise DiskFullError

    model = returned.editing
    with monkeypatch.context() as broken:
        broken.setattr(desk.reports, "save", full)
        model.set_value("kendala.isi", "Satu.")
        model.flush()
        told = next(text for text in texts(returned) if text.startswith("Hard disk komputer ini penuh."))
        assert told.endswith("SIPA menyimpannya sendiri begitu ada tempat.")
        model.set_value("kendala.isi", "Satu dua.")
        assert told in texts(returned)  # it does not come and go with each key
    model.flush()
    assert told not in texts(returned)


def test_a_text_section_saves_what_is_typed(returned: ReportsPage, desk: Desk) -> None:
    returned.editor.show_section("kendala")
    fill(returned, "Kendala dan tindak lanjut", "Drainase dimulai Agustus.")
    returned.flush()
    assert stored(desk).content["kendala.isi"] == "Drainase dimulai Agustus."


def test_a_day_that_does_not_exist_is_asked_back_and_not_saved(returned: ReportsPage, desk: Desk) -> None:
    returned.editor.show_section("pengesahan")
    fill(returned, "Tanggal pengesahan", "31 Juni 2025")
    returned.editor.commit()
    field = named(returned, "Tanggal pengesahan")
    assert field.accessibleDescription()
    assert isinstance(field, QLineEdit)
    assert field.text() == "31 Juni 2025"
    returned.flush()
    assert stored(desk).content["pengesahan.tanggal"] == "2025-07-08"


def test_rows_of_a_table_are_typed_added_removed_and_brought_back(returned: ReportsPage, desk: Desk) -> None:
    section = table(returned, "kegiatan")
    before = len(section.table.rows.keys)
    click(returned, "Tambah baris")
    assert len(section.table.rows.keys) == before + 1
    type_keys("Sumur bor RT 04")
    press(Qt.Key.Key_Tab)
    type_keys("RT 04")
    press(Qt.Key.Key_Return)
    returned.flush()
    names = [str(value) for path, value in stored(desk).content.items() if path.endswith(".nama")]
    assert "Sumur bor RT 04" in names
    click(returned, "Hapus baris")
    assert len(section.table.rows.keys) == before
    section.table.setFocus()
    QTest.keyClick(section.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(section.table.rows.keys) == before + 1
    returned.flush()
    assert "Sumur bor RT 04" in [str(value) for value in stored(desk).content.values()]


def test_a_percent_over_a_hundred_stays_in_its_cell_with_the_reason(returned: ReportsPage, desk: Desk) -> None:
    section = table(returned, "kegiatan")
    section.table.go_to((section.table.rows.keys[0], "fisik"))
    section.table.setFocus()
    type_keys("140")
    press(Qt.Key.Key_Up)
    assert section.unread() == 1
    assert "Tulis angka dari 0 sampai 100." in texts(returned)
    returned.flush()
    assert 140 not in stored(desk).content.values()


def test_nihil_can_be_said_only_of_an_empty_table(page: ReportsPage, desk: Desk) -> None:
    page.open_argument(BeginReport("kegiatan_bulanan", "2025-06"))
    table(page, "kegiatan")
    switch = named(page, "Nihil: tidak ada kegiatan bulan ini")
    assert isinstance(switch, Switch)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert "Ditandai nihil: memang tidak ada." in texts(page)
    page.flush()
    assert stored(desk, JUNE).content["umum.nihil"] is True
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    click(page, "Tambah baris")
    assert not switch.isEnabled()


def test_a_new_report_is_chosen_from_what_is_owed(page: ReportsPage, desk: Desk) -> None:
    click(page, "Buat laporan")
    page.new_item()
    assert len(page.findChildren(NewReportDialog)) == 1
    assert named(dialog(), JUNE).isVisible()
    click(dialog(), "Mulai")
    assert JUNE in texts(page)
    assert page.focusWidget() is named(page, "Uraian kegiatan")  # what is typed now goes somewhere
    page._back()
    assert [row.chip for row in desk.reports.list() if row.title == JUNE] == ["Draf"]


def test_sending_with_open_notes_asks_first_and_then_queues(returned: ReportsPage, desk: Desk) -> None:
    said = toasts(returned)
    click(returned, "Kirim ulang")
    assert "• Catatan 1, 2 belum ditandai sudah diperbaiki." in texts(dialog())
    click(dialog(), "Periksa dulu")
    assert desk.queue.waiting() == []
    click(returned, "Kirim ulang")
    click(dialog(), "Tetap kirim")
    assert said == ["Realisasi APB Desa Semester I 2025 tersimpan di komputer ini, dikirim saat tersambung."]
    assert len(desk.queue.waiting()) == 1
    assert named(page_list(returned), f"Ubah: {RETURNED}").isVisible()


def test_what_was_received_shows_its_day_alone_and_what_is_owed_the_distance_too(page: ReportsPage) -> None:
    shown = {row.period: page.model.due_words(row) for row in page.model.shown}
    assert shown["2025-05"] == "21 Juni"
    assert shown["2025-S1"] == "14 Juli, 4 hari lagi"
    assert not any("lewat" in words for words in shown.values())


def page_list(page: ReportsPage) -> QWidget:
    assert page._front.currentIndex() == 0
    return page


def test_a_report_in_order_is_sent_without_a_question(returned: ReportsPage, desk: Desk) -> None:
    click(returned, "Sudah diperbaiki: catatan 1")
    click(returned, "Sudah diperbaiki: catatan 2")
    returned.primary_action()
    assert QApplication.activeModalWidget() is None
    assert len(desk.queue.waiting()) == 1


def test_what_must_be_put_right_is_named_before_sending(returned: ReportsPage, desk: Desk) -> None:
    returned.editor.show_section("kendala")
    fill(returned, "Kendala dan tindak lanjut", " ")
    returned.primary_action()
    assert any("Kendala" in text and text.startswith("•") for text in texts(dialog()))
    click(dialog(), "Periksa dulu")


def test_a_check_leads_to_its_field(returned: ReportsPage) -> None:
    returned.editor.show_section("kendala")
    fill(returned, "Kendala dan tindak lanjut", " ")
    returned.flush()
    returned.editor.show_section("pengantar")
    check = next(check for check in returned.editor.side.checks.checks if check.weight == "must")
    returned.editor.side.checks.picked.emit(check.field)
    assert returned.editor.outline.list.current == "kendala"


def test_a_ticked_note_takes_its_mark_away_from_outline_and_cell(returned: ReportsPage) -> None:
    click(returned, "Sudah diperbaiki: catatan 1")
    model = returned.editor.outline.list.model()
    words = [str(model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)) for row in range(7)]
    assert "Realisasi APB Desa, terisi" in words
    assert "Kendala, catatan 2" in words
    assert not budget(returned).grid.budget.has_note(budget(returned).grid.budget.row_number("02.03/-/-"))
    click(returned, "Batalkan tanda: catatan 1")
    assert named(returned, "Sudah diperbaiki: catatan 1").isVisible()


def test_an_approved_report_is_read_only_and_says_why(page: ReportsPage) -> None:
    click(page, "Lihat: Laporan Kegiatan Bulanan Mei 2025")
    assert "Laporan sudah disetujui kecamatan. Isian hanya dapat dibaca." in texts(page)
    field = named(page, "Uraian kegiatan")
    assert isinstance(field, QPlainTextEdit)
    assert field.isReadOnly()
    assert all_named(page, "Kirim") == all_named(page, "Kirim ulang") == []
    table(page, "kegiatan")
    assert all_named(page, "Tambah baris") == []


def test_a_version_from_another_computer_is_shown_and_leads_to_the_choice(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Kiriman ke-2 dari Norhayati berbeda dari isian di komputer ini."
    plain = stored(desk)
    monkeypatch.setattr(desk.reports, "open", lambda _draft, quick: replace(plain, newer_words=words))
    gone: list[tuple[str, object]] = []
    page.editing.context.navigator.go_to.connect(lambda key, argument: gone.append((key, argument)))
    page.open_report(plain.draft_id)
    assert words in texts(page)
    click(page, "Pilih isian")
    assert gone == [("conflict", OpenConflict(plain.draft_id, "reports", plain.draft_id))]


def test_ctrl_s_says_where_the_words_are(returned: ReportsPage, desk: Desk) -> None:
    said = toasts(returned)
    returned.editor.show_section("kendala")
    fill(returned, "Kendala dan tindak lanjut", "baru")
    returned.save_asked()
    assert stored(desk).content["kendala.isi"] == "baru"
    assert said[0].startswith("Sudah tersimpan di komputer ini.")
    assert named(returned, "Kendala dan tindak lanjut").hasFocus()


def test_leaving_a_report_that_cannot_be_saved_stays_with_it(
    returned: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> Saved:
        raise KnownError("Penuh", "Penyimpanan komputer ini penuh.")

    monkeypatch.setattr(desk.reports, "save", full)
    returned.editor.show_section("kendala")
    fill(returned, "Kendala dan tindak lanjut", "jangan hilang")
    click(returned, "Kembali")
    assert "Penyimpanan komputer ini penuh." in texts(returned)
    assert returned.unsaved()
    field = named(returned, "Kendala dan tindak lanjut")
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "jangan hilang"


def test_every_button_and_field_in_sight_has_a_name(returned: ReportsPage) -> None:
    for key in ("pengantar", "realisasi", "kegiatan", "belum_selesai", "pengesahan"):
        returned.editor.show_section(key)
        parts = [*returned.findChildren(QPushButton), *returned.findChildren(QLineEdit)]
        parts += [*returned.findChildren(QPlainTextEdit)]
        nameless = [part for part in parts if part.isVisible() and not (part.accessibleName() or named_by_text(part))]
        assert nameless == []


def named_by_text(part: QWidget) -> str:
    return part.text() if isinstance(part, QPushButton) else ""


def test_the_editor_goes_by_keyboard_from_outline_to_text(returned: ReportsPage) -> None:
    outline = returned.editor.outline.list
    outline.setFocus()
    QTest.keyClick(outline, Qt.Key.Key_Down)
    QTest.keyClick(outline, Qt.Key.Key_Down)
    assert outline.hasFocus()
    assert returned.editor.current is not None
    assert returned.editor.current.section.key == "belum_selesai"
