"""The preview through its real parts: pages, zoom, keys, printer and file."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from PySide6.QtCore import QMarginsF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ui.widgets.document_dialog as dialogs
from sipa_desktop.errors import KnownError, Refused
from tests.support.by_name import click
from tests.support.page_context import HeldRunner
from ui.runtime.tasks import InlineRunner, Runner
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.printing import F4_MM


@dataclass
class Sheets:
    """Three sheets of plain colour; `fault` is raised instead of writing."""

    title: str = "Laporan Uji"
    file_name: str = "laporan-uji.pdf"
    landscape: bool = False
    count: int = 3
    fault: Exception | None = None
    asked: list[float] = field(default_factory=list)

    def pages(self, dpi: float) -> tuple[bytes, ...]:
        self.asked.append(dpi)
        made = []
        for n in range(self.count):
            page = io.BytesIO()
            Image.new("RGB", (int(8 * dpi / 10), int(13 * dpi / 10)), (n * 60, 90, 120)).save(page, "PNG")
            made.append(page.getvalue())
        return tuple(made)

    def save_pdf(self, path: Path) -> None:
        if self.fault is not None:
            raise self.fault
        path.write_bytes(b"%PDF")


@dataclass
class Files(Sheets):
    """The sheets, also for Word and Excel, with something to know about them."""

    endings: tuple[str, ...] = (".pdf", ".docx", ".xlsx")
    remark: str = ""
    said: str = "Contoh Word kecamatan belum dapat dipakai."

    def save_as(self, path: Path) -> str:
        path.write_bytes(path.suffix.encode())
        return self.said


def opened(qtbot: QtBot, sheets: Sheets | Refused, runner: Runner | None = None) -> DocumentDialog:
    dialog = DocumentDialog(runner or InlineRunner(), "Cetak", [("Isian", lambda: sheets)])
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    QApplication.processEvents()
    return dialog


def test_the_first_page_is_shown_and_says_which_it_is(qtbot: QtBot) -> None:
    dialog = opened(qtbot, Sheets())
    assert dialog.shown == "content"
    assert dialog.place.text() == "Halaman 1 dari 3"
    assert dialog.page.accessibleName() == "Halaman 1 dari 3. Laporan Uji"
    assert not dialog.page.pixmap().isNull()
    assert not dialog.before.isEnabled()


def test_keys_and_buttons_go_through_the_pages(qtbot: QtBot) -> None:
    dialog = opened(qtbot, Sheets())
    dialog.resize(900, 600)
    click(dialog, "Halaman berikutnya")
    assert dialog.at == 1
    QTest.keyClick(dialog, Qt.Key.Key_End)
    assert dialog.place.text() == "Halaman 3 dari 3"
    assert not dialog.after.isEnabled()
    QTest.keyClick(dialog._area, Qt.Key.Key_PageUp)
    assert dialog.at == 1
    QTest.keyClick(dialog, Qt.Key.Key_Home)
    assert dialog.at == 0
    QTest.keyClick(dialog._area, Qt.Key.Key_PageDown)
    assert dialog.at == 1


def test_zoom_draws_the_page_larger_and_stays_on_it(qtbot: QtBot) -> None:
    sheets = Sheets()
    dialog = opened(qtbot, sheets)
    click(dialog, "Halaman berikutnya")
    width = dialog.page.pixmap().width()
    QTest.keyClick(dialog, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert dialog.scale.text() == "125%"
    assert dialog.page.pixmap().width() > width
    assert dialog.at == 1
    for _again in range(9):
        dialog.set_zoom(1)
    assert not dialog.larger.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert dialog.scale.text() == "100%"


def test_pages_are_made_off_the_windows_thread(qtbot: QtBot) -> None:
    runner = Runner()
    try:
        dialog = DocumentDialog(runner, "Cetak", [("Isian", Sheets)])
        qtbot.addWidget(dialog)
        assert dialog.shown == "loading"
        assert not dialog.print.isEnabled()
        with qtbot.waitSignal(dialog.settled, timeout=5_000):
            dialog.show()
        assert dialog.shown == "content"
    finally:
        runner.close()


def test_a_report_that_cannot_be_shown_says_why(qtbot: QtBot) -> None:
    dialog = opened(qtbot, Refused("x", "Laporan ini belum dikenal."))
    assert dialog.shown == "error"
    assert not dialog.save.isEnabled()


def test_the_person_chooses_among_several_papers(qtbot: QtBot) -> None:
    first, second = Sheets(), Sheets(title="Kiriman ke-1", count=1)
    dialog = DocumentDialog(InlineRunner(), "Cetak", [("Isian", lambda: first), ("Kiriman ke-1", lambda: second)])
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.choice.isVisible()
    click(dialog, "Halaman berikutnya")
    dialog.choice.setCurrentIndex(1)
    dialog.choice.activated.emit(1)
    assert dialog.place.text() == "Halaman 1 dari 1"
    assert dialog.windowTitle() == "Kiriman ke-1"


def test_what_comes_late_of_a_paper_is_not_shown_for_the_one_chosen_after_it(qtbot: QtBot) -> None:
    def broken() -> Sheets:
        raise KnownError("Belum terbuka", "Laporan itu belum dapat dibuka.", "x")

    runner = HeldRunner()
    dialog = DocumentDialog(runner, "Cetak", [("Isian", Sheets), ("Kiriman ke-1", Sheets), ("Rusak", broken)])
    qtbot.addWidget(dialog)
    runner.run()
    runner.run()  # the first page of the first paper is being decoded
    dialog.choice.setCurrentIndex(2)
    dialog.choice.activated.emit(2)
    dialog.choice.setCurrentIndex(1)
    dialog.choice.activated.emit(1)
    runner.run()
    runner.run()
    assert (dialog.shown, dialog.count) == ("loading", 0)
    runner.run_all()
    assert dialog.shown == "content"


def test_a_file_is_written_where_the_person_says(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = opened(qtbot, Sheets())
    monkeypatch.setattr(dialogs, "choose_place", lambda *_about: tmp_path / "hasil.pdf")
    QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert (tmp_path / "hasil.pdf").exists()
    assert dialog.said == f"hasil.pdf tersimpan di {tmp_path.name}."


def test_a_full_stick_is_told_and_nothing_is_called_saved(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(qtbot, Sheets(fault=KnownError("Belum", "Tempat di USB sudah penuh.")))
    monkeypatch.setattr(dialogs, "choose_place", lambda *_about: tmp_path / "hasil.pdf")
    click(dialog, "Simpan PDF")
    assert dialog.said == "Tempat di USB sudah penuh."
    assert dialog.save.isEnabled()


def test_nothing_is_written_when_no_place_was_chosen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = opened(qtbot, Sheets())
    monkeypatch.setattr(dialogs, "choose_place", lambda *_about: None)
    click(dialog, "Simpan PDF")
    assert dialog.said == ""


def pdf_printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setPageSize(QPageSize(QSizeF(*F4_MM), QPageSize.Unit.Millimeter))
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    printer.setFullPage(True)
    return printer


def test_all_pages_go_to_the_printer_on_f4(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets, out = Sheets(), tmp_path / "kertas.pdf"
    dialog = opened(qtbot, sheets)
    monkeypatch.setattr(dialogs, "choose_printer", lambda *_about, **_more: pdf_printer(out))
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    pages = pypdf.PdfReader(out).pages
    assert len(pages) == 3
    assert abs(float(pages[0].mediabox.width) * 25.4 / 72 - 215) < 1
    assert sheets.asked[-1] == 300
    assert dialog.said == "Sudah diberikan ke pencetak."


def test_only_the_pages_asked_for_are_printed(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "kertas.pdf"
    printer = pdf_printer(out)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    dialog = opened(qtbot, Sheets())
    monkeypatch.setattr(dialogs, "choose_printer", lambda *_about, **_more: printer)
    click(dialog, "Cetak")
    assert len(pypdf.PdfReader(out).pages) == 2


def test_a_printer_that_takes_nothing_is_told(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = opened(qtbot, Sheets())
    lost = tmp_path / "tidak" / "ada" / "kertas.pdf"
    monkeypatch.setattr(dialogs, "choose_printer", lambda *_about, **_more: pdf_printer(lost))
    click(dialog, "Cetak")
    assert dialog.said.startswith("Pencetak tidak menerima.")


def test_every_part_has_a_name_and_tab_goes_in_the_order_of_reading(qtbot: QtBot) -> None:
    dialog = opened(qtbot, Sheets())
    dialog.activateWindow()
    dialog.leave.setFocus()
    order = []
    for _step in range(3):
        focus = dialog.focusWidget()
        order.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert order == [dialog.leave, dialog.save, dialog.print]
    for button in (dialog.before, dialog.after, dialog.smaller, dialog.larger):
        assert button.accessibleName()


@pytest.mark.parametrize(("name", "ending"), [("Simpan untuk Word", ".docx"), ("Simpan untuk Excel", ".xlsx")])
def test_a_paper_is_written_for_other_programs_and_what_to_know_is_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, ending: str
) -> None:
    proposed: list[str] = []

    def place(_parent: object, _title: str, file: str, _kinds: str) -> Path:
        proposed.append(file)
        return tmp_path / file

    dialog = opened(qtbot, Files())
    monkeypatch.setattr(dialogs, "choose_place", place)
    click(dialog, name)
    assert proposed == [f"laporan-uji{ending}"]
    assert (tmp_path / proposed[0]).read_bytes() == ending.encode()
    assert (
        dialog.said == f"laporan-uji{ending} tersimpan di {tmp_path.name}. Contoh Word kecamatan belum dapat dipakai."
    )


def test_only_what_can_be_made_is_offered(qtbot: QtBot) -> None:
    plain, some = opened(qtbot, Sheets()), opened(qtbot, Files(endings=(".pdf", ".docx")))
    assert (plain.word.isVisible(), plain.excel.isVisible()) == (False, False)
    assert (some.word.isVisible(), some.excel.isVisible()) == (True, False)


def test_what_is_to_be_known_of_a_paper_stands_below_it(qtbot: QtBot) -> None:
    assert opened(qtbot, Files(remark="Susunan PDF belum dapat dipakai.")).said == "Susunan PDF belum dapat dipakai."
