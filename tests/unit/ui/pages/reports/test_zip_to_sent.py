"""From a Siskeudes zip to a report that the kecamatan has: every click, every field and every drop is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core.domain.budget import totals
from sipa_core.domain.findings import Severity
from sipa_core.domain.paths import rows
from sipa_core.domain.workflow import ReportState
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from tests.support import siskeudes
from tests.support.by_name import click, fill
from tests.support.world import World
from ui.main_window import MainWindow
from ui.pages.reports.page import ReportsPage
from ui.runtime.tasks import InlineRunner
from ui.widgets.form_question import FormQuestion
from ui.widgets.question import Question
from ui.window_work import build_window

MOST_INPUTS = 15
TITLE = "Laporan Realisasi APB Desa Semester I 2025"


class Clerk:
    """Somebody at the window, whose inputs are counted: a click, a field typed into, or a file dropped is one each."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.inputs: list[str] = []

    @property
    def front(self) -> MainWindow | Question:
        dialog = QApplication.activeModalWidget()
        return dialog if isinstance(dialog, Question) else self.window

    def click(self, name: str) -> None:
        self.inputs.append(f"click {name}")
        click(self.front, name)
        QApplication.processEvents()

    def fill(self, name: str, text: str) -> None:
        self.inputs.append(f"fill {name}")
        fill(self.front, name, text)
        QApplication.processEvents()

    def section(self, title: str) -> None:
        """Click a section in the outline."""
        self.inputs.append(f"click {title}")
        outline = self.page.editor.outline.list
        model = outline.model()
        index = next(
            index for n in range(model.rowCount()) if str((index := model.index(n, 0)).data()).startswith(title)
        )
        QTest.mouseClick(
            outline.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            outline.visualRect(index).center(),
        )
        QApplication.processEvents()

    def drop(self, path: Path) -> None:
        """Drag a file from its folder onto the window."""
        self.inputs.append(f"drop {path.name}")
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for event in (
            QDragEnterEvent(QPoint(500, 300), Qt.DropAction.CopyAction, mime, buttons, keys),
            QDropEvent(QPointF(500, 300), Qt.DropAction.CopyAction, mime, buttons, keys),
        ):
            QApplication.sendEvent(self.page, event)
            assert event.isAccepted()
        QApplication.processEvents()

    @property
    def page(self) -> ReportsPage:
        page = self.window.page("reports")
        assert isinstance(page, ReportsPage)
        return page


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def clerk(world: World, qtbot: QtBot) -> tuple[Clerk, Desk]:
    """A village whose office data were confirmed once, as its first days ask for; nothing was reported yet."""
    desk = world.village()
    desk.office.save("Rahmadi", "Jl. Contoh 1", "0526 20 12345")
    window = build_window(desk, InlineRunner())
    qtbot.addWidget(window)
    window.resize(1366, 697)
    with qtbot.waitExposed(window):
        window.show()
    window.show_page("home")
    QApplication.processEvents()
    return Clerk(window), desk


def written(someone: Clerk, file: Path) -> None:
    """What every half year asks for, however far the work is: up to the list of what is not finished."""
    file.write_bytes(siskeudes.zipped(siskeudes.tables()))
    someone.click(f"Mulai: {TITLE}")
    someone.fill("Kalimat pengantar", "Dengan hormat, kami sampaikan pelaksanaan APB Desa sampai 30 Juni 2025.")
    someone.drop(file)
    someone.click("Masukkan 11 baris")
    someone.section("Ringkasan")
    someone.fill("Ringkasan untuk warga", "Rabat beton RT 03 hampir selesai, honor PAUD lancar.")
    someone.section("Belum selesai")


def signed(someone: Clerk) -> None:
    """What comes after it."""
    someone.section("Kendala")
    someone.fill("Kendala dan tindak lanjut", "Hujan lebat pada bulan Maret, pekerjaan mundur dua minggu.")
    someone.section("Pengesahan")
    someone.fill("Tanggal pengesahan", "8 Juli 2025")
    someone.page.editing.flush()  # by itself, eight tenths of a second after the last key


def sent(someone: Clerk, desk: Desk) -> dict[str, dict[str, object]]:
    """Send it; the activities as they arrived. Few inputs, no figure, nothing that must be mended."""
    someone.click("Kirim")
    doubts = someone.page.editing.edit.findings if someone.page.editing.edit is not None else ()
    assert not [one for one in doubts if one.severity is Severity.MUST]
    done = desk.sync.run_once()  # by itself in the program, as soon as there is a line
    assert (done.total.accepted, done.waiting) == (1, 0)
    assert len(someone.inputs) <= MOST_INPUTS, someone.inputs
    assert not any(one.startswith("fill") and "(Rp)" in one for one in someone.inputs)
    with desk.store.read() as tx:
        (version,) = tx.records.all(RecordType.VERSION)
    sums = totals(version.fields)
    assert (sums.pendapatan.realisasi, sums.belanja.realisasi) == (250_000_000, 230_000_000)
    assert {row.state for row in desk.reports.list() if row.title == TITLE} == {ReportState.TERKIRIM}
    assert len(rows(version.fields, "kegiatan")) == len(siskeudes.ACTIVITIES)
    return {table: rows(version.fields, table) for table in ("kegiatan", "belum")}


def test_a_zip_becomes_a_sent_report_in_few_inputs_and_no_figure_is_typed(
    clerk: tuple[Clerk, Desk], tmp_path: Path
) -> None:
    someone, desk = clerk
    written(someone, tmp_path / "siskeudes-juni-2025.zip")
    someone.click("Nihil: semua kegiatan sudah selesai")
    signed(someone)
    someone.section("Realisasi kegiatan")
    # How far the work is on the ground stands in no ledger: the tick said it of all activities, and a person looks.
    someone.click("Sudah benar")
    arrived = sent(someone, desk)
    assert {cells.get("fisik") for cells in arrived["kegiatan"].values()} == {100}


def test_it_takes_no_more_inputs_when_activities_are_not_finished(clerk: tuple[Clerk, Desk], tmp_path: Path) -> None:
    someone, desk = clerk
    written(someone, tmp_path / "siskeudes-juni-2025.zip")
    someone.click("Isi dari kegiatan")
    question = someone.front
    assert isinstance(question, FormQuestion)
    assert question.check() == "Tulis keterangannya dulu."
    fill(question, "Kemajuan Bantuan Operasional PAUD (%)", "150")
    assert "angka 0 sampai 100" in question.check()
    fill(question, "Kemajuan Bantuan Operasional PAUD (%)", "50")
    someone.fill("Keterangan untuk semua", "Dilanjutkan bulan Juli sampai September.")
    someone.click("Masukkan")
    signed(someone)
    arrived = sent(someone, desk)
    shares = {str(cells["nama"]): cells.get("fisik") for cells in arrived["kegiatan"].values()}
    assert shares == {
        "Penghasilan Tetap Kepala Desa": 50,
        "Bantuan Operasional PAUD": 50,
        "Rabat beton RT 03, 180 m": 43,
        "Peringatan hari besar": 50,
    }
    told = {str(cells["nama"]): cells["keterangan"] for cells in arrived["belum"].values()}
    assert told == {name: f"Pekerjaan {n}%. Dilanjutkan bulan Juli sampai September." for name, n in shares.items()}
