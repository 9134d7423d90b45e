"""Rows of a table from a file, and the preview as drawn, through the real page."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ui.pages.reports.import_view as import_view
import ui.pages.reports.page as reports_page
from sipa_core import ids
from sipa_core.domain.paths import rows
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from tests.support.by_name import click, named, texts
from tests.support.demo_office import BABAYAU, page_context
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.table_section import TableSection
from ui.runtime.tasks import Runner

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")
CSV = Path(__file__).parents[5] / "resources" / "demo" / "csv" / "babayau-realisasi.csv"
TITLE = "Laporan Kegiatan Bulanan Juni 2025"


def file_of(folder: Path, *lines: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Laporan kegiatan bulan Juni"])
    sheet.append(["No", "Nama Kegiatan", "Lokasi", "Tgl", "Jumlah Peserta", "Hasil Kegiatannya"])
    for line in lines:
        sheet.append(line)
    path = folder / "kegiatan-juni.xlsx"
    book.save(path)
    return path


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReportsPage:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def june(page: ReportsPage) -> ReportsPage:
    page._begin("kegiatan_bulanan", "2025-06")
    page.editor.show_section("kegiatan")
    QApplication.processEvents()
    return page


def read(page: ReportsPage, monkeypatch: pytest.MonkeyPatch, path: Path) -> list[str]:
    monkeypatch.setattr(reports_page, "choose_file", lambda _parent: path)
    click(page, "Ambil dari berkas")
    return texts(page)


def activities(desk: Desk) -> list[dict[str, object]]:
    edit = desk.reports.open(JUNE)
    assert not isinstance(edit, Refused)
    return [dict(cells) for cells in rows(edit.content, "kegiatan").values()]


POSYANDU = [1, "Posyandu balita", "RT 02", datetime.date(2025, 6, 10), 32, "Ditimbang"]
BAD_DAY = [2, "Rapat", "Balai", "31 Juni 2025", 4, ""]


def test_activities_are_shown_first_and_enter_as_rows(
    june: ReportsPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = read(june, monkeypatch, file_of(tmp_path, POSYANDU, BAD_DAY))
    assert f"kegiatan-juni.xlsx ke {TITLE}. Belum ada yang berubah." in said
    assert "Lembar Sheet" in said
    assert "1 baris tidak dimasukkan" in said
    assert "1 baris baru" in said
    assert any(text.startswith("Tanggal: Tanggal 31 Juni 2025 tidak ada") for text in said)
    assert activities(desk) == []
    click(june, "Masukkan 1 baris")
    assert activities(desk) == [
        {"nama": "Posyandu balita", "tempat": "RT 02", "tanggal": "2025-06-10", "peserta": 32, "pos": 0}
    ]


def test_the_question_stands_at_its_column_and_can_be_taken_back(
    june: ReportsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(june, monkeypatch, file_of(tmp_path, POSYANDU))
    assert "4 cocok, 1 dilewati, 1 perlu jawaban" in texts(june)
    click(june, "Ya, Hasil")
    assert "5 cocok, 1 dilewati" in texts(june)
    click(june, "Ubah jawaban untuk Hasil Kegiatannya")
    assert "4 cocok, 1 dilewati, 1 perlu jawaban" in texts(june)
    click(june, "Bukan, jangan dipakai")
    assert "4 cocok, 2 dilewati" in texts(june)


def test_an_import_is_taken_back_as_one_step(
    june: ReportsPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []
    june._context.navigator.toast.connect(lambda *said: told.append(said))
    other = [2, "Senam", "Lapangan", "45820", 18, ""]
    read(june, monkeypatch, file_of(tmp_path, POSYANDU, other))
    click(june, "Masukkan 2 baris")
    assert len(activities(desk)) == 2
    take_back = told[0][2]
    assert callable(take_back)
    take_back()
    june.flush()
    assert activities(desk) == []


def test_a_row_that_came_with_an_import_and_was_mended_stays_whole_when_the_import_is_taken_back(
    june: ReportsPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = [2, "Senam", "Lapangan", "45820", 18, ""]
    read(june, monkeypatch, file_of(tmp_path, POSYANDU, other))
    click(june, "Masukkan 2 baris")
    came = activities(desk)
    mended = next(path for path, value in june.editing.content.items() if value == 18)
    june.editing.set_values({mended: 19})
    june.editor.entered.take_back()
    june.flush()
    (left,) = activities(desk)
    assert left == {**next(one for one in came if 18 in one.values()), mended.rpartition(".")[2]: 19}


def test_the_refused_rows_are_saved_as_a_list_without_formulas(
    june: ReportsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = [2, "Rapat", "=1+1", "31 Juni 2025", 4, ""]
    path = file_of(tmp_path, POSYANDU, live)
    read(june, monkeypatch, path)
    out = tmp_path / "daftar.xlsx"
    monkeypatch.setattr(import_view, "choose_place", lambda *_about: out)
    click(june, "Simpan daftar ini")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    lines = list(sheet.iter_rows(min_row=3))
    assert [cell.value for cell in lines[0]] == ["Baris", "Uraian", "Nilai (Rp)", "Sebab", "Isi baris di berkas"]
    assert (lines[1][0].value, lines[1][1].value) == (4, "Rapat")
    assert {cell.data_type for line in lines for cell in line if isinstance(cell.value, str)} == {"s"}
    assert f"daftar.xlsx tersimpan di {tmp_path.name}." in june.preview.said.sentence


def test_a_place_that_cannot_be_written_is_told(
    june: ReportsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(june, monkeypatch, file_of(tmp_path, BAD_DAY))
    monkeypatch.setattr(import_view, "choose_place", lambda *_about: tmp_path / "USB" / "daftar.xlsx")
    click(june, "Simpan daftar ini")
    assert "USB tidak ada lagi." in june.preview.said.sentence


def test_a_budget_file_for_activities_says_which_titles_it_lacks(
    june: ReportsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(june, monkeypatch, CSV)
    assert "Judul kolom tidak ditemukan" in june.importing.fault
    assert "Kegiatan, Tempat, Tanggal" in june.importing.fault


def test_the_budget_of_the_file_is_compared_with_the_report(page: ReportsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    click(page, "Perbaiki: Laporan Realisasi APB Desa Semester I 2025")
    said = read(page, monkeypatch, CSV)
    assert "Di laporan sekarang" in said
    assert any(text.startswith("Anggaran belanja berbeda Rp") for text in said)


def test_a_long_file_is_told_of_and_can_be_left_while_it_is_read(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner()
    try:
        page = ReportsPage(page_context(desk, runner))
        qtbot.addWidget(page)
        page.resize(1158, 661)
        page.show()
        page._begin("kegiatan_bulanan", "2025-06")
        qtbot.waitUntil(lambda: page.editing.edit is not None, timeout=5_000)
        path = file_of(tmp_path, *([n, f"Kegiatan {n}", "Balai", "1 Juni 2025", n, ""] for n in range(3_000)))
        monkeypatch.setattr(reports_page, "choose_file", lambda _parent: path)
        seen: list[tuple[int, int]] = []
        page.importing.progressed.connect(lambda at, of: seen.append((at, of)))
        page._import_file("kegiatan")
        qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
        page.preview.leave()
        assert page.editor.isVisible()
        qtbot.waitUntil(lambda: not runner.busy, timeout=20_000)
        assert page.importing.shown is None
        assert page.importing.fault == ""
        page._import_file("kegiatan")
        qtbot.waitUntil(lambda: page.importing.shown is not None, timeout=20_000)
        assert page.importing.taken == 3_000
        assert named(page, "Masukkan 3000 baris").isEnabled()
    finally:
        runner.close()


def test_a_copied_block_with_titles_goes_to_the_preview_and_one_without_into_the_cells(
    june: ReportsPage, desk: Desk
) -> None:
    click(june, "Tambah baris")
    table = june.editor.current
    assert isinstance(table, TableSection)
    QApplication.clipboard().setText("Kegiatan\tTempat\nPosyandu\tRT 02")
    QTest.keyClick(table.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert named(june, "Masukkan 1 baris").isEnabled()
    june.preview.leave()
    QApplication.clipboard().setText("Rapat\tBalai desa")
    table.table.go_to((table.table.rows.keys[0], "nama"))
    QTest.keyClick(table.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    june.flush()
    assert [(row["nama"], row["tempat"]) for row in activities(desk)] == [("Rapat", "Balai desa")]


def test_a_block_from_excel_enters_an_empty_table_as_rows_and_goes_as_one_step(
    june: ReportsPage, desk: Desk, qtbot: QtBot
) -> None:
    QApplication.clipboard().setText("Posyandu\tRT 02\t10 Juni 2025\n\nRapat\tBalai\t31 Juni 2025\t4\n")
    click(june, "Tempel dari Excel")
    assert "2 baris ditempel. 1 sel belum terbaca." in texts(june)
    section = june.editor.current
    assert isinstance(section, TableSection)
    assert section.unread() == 1
    section.table.go_to((section.table.rows.keys[0], "nama"))
    words = "1 sel belum terbaca, jadi belum tersimpan. Pilih selnya untuk melihat sebabnya."
    assert words in texts(june)
    june.flush()
    assert activities(desk) == [
        {"nama": "Posyandu", "tempat": "RT 02", "tanggal": "2025-06-10", "pos": 0},
        {"nama": "Rapat", "tempat": "Balai", "peserta": 4, "pos": 1},
    ]
    section.table.undo_stack.undo()
    june.flush()
    assert activities(desk) == []


def test_a_block_that_is_longer_than_the_table_makes_rows_below(june: ReportsPage, desk: Desk) -> None:
    QApplication.clipboard().setText("Posyandu\nRapat")
    click(june, "Tempel dari Excel")
    section = june.editor.current
    assert isinstance(section, TableSection)
    section.table.setCurrentIndex(section.table.rows.index(1, 0))
    QApplication.clipboard().setText("Musyawarah\tBalai desa\nGotong royong\tRT 03\nSenam\tLapangan")
    click(june, "Tempel dari Excel")
    june.flush()
    assert [one["nama"] for one in activities(desk)] == ["Posyandu", "Musyawarah", "Gotong royong", "Senam"]


def test_an_empty_clipboard_is_said_in_a_table_too(june: ReportsPage, desk: Desk) -> None:
    QApplication.clipboard().clear()
    click(june, "Tempel dari Excel")
    assert any("Belum ada yang disalin" in text for text in texts(june))
    assert activities(desk) == []


def test_a_row_of_an_import_that_was_filled_in_since_stays_whole_when_the_import_is_taken_back(
    june: ReportsPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    for row in (("No", "Nama Kegiatan", "Lokasi"), (1, "Posyandu balita", "RT 02"), (2, "Senam", "Lapangan")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "k.xlsx")
    read(june, monkeypatch, tmp_path / "k.xlsx")
    click(june, "Masukkan 2 baris")
    row = next(path.partition(".")[0] for path, value in june.editing.content.items() if value == "Posyandu balita")
    june.editing.set_values({f"{row}.peserta": 32})
    june.flush()
    june.editor.entered.back.click()
    june.flush()
    (left,) = activities(desk)
    assert (left["nama"], left["peserta"]) == ("Posyandu balita", 32)
    assert "RT 02" in left.values()
