"""The screens of the design, put together from the parts with invented content."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.support import gallery_content as content
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Line, Row, Scroller, even, sides
from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.button import Button
from ui.widgets.card import Card, EdgeCard
from ui.widgets.check_box import Switch
from ui.widgets.checks_list import ChecksList
from ui.widgets.chip import StatusChip, state_chip
from ui.widgets.date_tile import DateTile
from ui.widgets.kpi_tile import KpiTiles
from ui.widgets.label import Label
from ui.widgets.legend import Legend
from ui.widgets.matrix_view import MatrixView
from ui.widgets.note_card import NoteCard
from ui.widgets.outline_list import OutlineList
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.select import Select
from ui.widgets.tabs import Tabs
from ui.widgets.task_row import TaskRow


def home() -> QWidget:
    """Return the first page of a village."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    header = PageHeader(
        "Selamat pagi, Bu Norhayati", "Kamis, 10 Juli 2025. Ada 5 hal yang perlu dikerjakan, 1 sudah lewat batas."
    )
    header.add_action(Button("Cari", "magnifying-glass", key="Ctrl+F"))
    header.add_action(Button("Buat laporan", "plus", "primary", key="Ctrl+N"))
    whole.addWidget(header)
    body = Row(gap=Size.GAP_20, margins=(Size.GAP_24, Size.GAP_4, Size.GAP_24, Size.GAP_20))
    left = Column(gap=Size.GAP_16)
    tasks = EdgeCard()
    for at, task in enumerate(content.TASKS):
        if at:
            tasks.column.addWidget(Line())
        tasks.column.addWidget(TaskRow(task))
    left.addWidget(tasks, 1)
    left.addWidget(KpiTiles(content.KPIS))
    body.addLayout(left, 1)
    right = QWidget()
    right.setFixedWidth(px(Size.SIDE_CARDS))
    column = Column(right, Size.GAP_16)
    queue = Card("Antrean kirim", "3,3 MB", gap=Size.GAP_6)
    for name, detail in (
        ("Jawaban warga", "PRG-7K2M, 2 KB"),
        ("Foto kegiatan Mei", "11 foto, 3,1 MB"),
        ("Bukti Facebook", "1 gambar, 240 KB"),
    ):
        row = Row()
        words = Column(gap=Size.NONE)
        words.addWidget(Label(name, Role.TABLE_STRONG))
        words.addWidget(Label(detail, Role.CAPTION, "ink2"))
        row.addLayout(words, 1)
        row.addWidget(StatusChip(state_chip("menunggu")))
        queue.column.addLayout(row)
        queue.column.addWidget(Line())
    queue.column.addWidget(Button("Kirim sekarang", "arrows-clockwise", height="dense"))
    column.addWidget(queue)
    dates = Card("Jadwal terdekat", gap=Size.GAP_12)
    for day, month, name, detail, hot in (
        (14, "Jul", "Realisasi APB Desa Sem. I", "Perbaikan, 4 hari lagi", True),
        (21, "Jul", "Laporan kegiatan Juni", "11 hari lagi", False),
        (31, "Jul", "Papan informasi diganti", "Foto bukti diunggah", False),
        (7, "Agu", "Penduduk dan BLT Juli", "28 hari lagi", False),
    ):
        row = Row(gap=Size.GAP_12)
        row.addWidget(DateTile(day, month, hot))
        words = Column(gap=Size.NONE)
        words.addStretch(1)
        words.addWidget(Label(name, Role.TABLE_STRONG))
        words.addWidget(Label(detail, Role.CAPTION, "ink2"))
        words.addStretch(1)
        row.addLayout(words, 1)
        dates.column.addLayout(row)
    dates.column.addStretch(1)
    column.addWidget(dates, 1)
    body.addWidget(right)
    whole.addLayout(body, 1)
    return page


def editor() -> QWidget:
    """Return the editor of a returned report."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    header = PageHeader("Laporan Realisasi APB Desa Semester I 2025", kind="bar", with_back=True)
    header.set_state("Tersimpan di komputer ini 10.34. Belum dikirim.", "hard-drives")
    header.set_chip(state_chip("dikembalikan", "9 Juli"))
    header.add_action(Button("Cetak PDF", "printer", key="Ctrl+P"))
    header.add_action(Button("Kirim ulang", "paper-plane-tilt", "primary", key="Ctrl+Enter"))
    whole.addWidget(header)
    side = Pane("side", Size.OUTLINE, Size.GAP_6, (Size.NONE, Size.GAP_12, Size.NONE, Size.GAP_16))
    left = side.column
    outline = OutlineList()
    outline.set_sections(content.SECTIONS)
    outline.set_current("realisasi")
    left.addWidget(outline, 1)
    foot = Column(gap=Size.GAP_6, margins=sides(Size.GAP_16, Size.NONE))
    foot.addWidget(Label("Terisi 7 dari 8 bagian", Role.TABLE_STRONG))
    foot.addWidget(Bar(7 / 8))
    foot.addWidget(Label("Batas 14 Juli, 4 hari lagi", Role.CAPTION, "ink2"))
    left.addLayout(foot)
    middle = Pane("surface")
    centre = middle.column
    tools = Row(gap=Size.GAP_8, margins=(Size.GAP_16, Size.GAP_10, Size.GAP_16, Size.GAP_10))
    tools.addWidget(Label("Realisasi APB Desa", Role.CARD))
    tools.addStretch(1)
    tools.addWidget(Button("Tempel dari Excel", "table", height="dense"))
    tools.addWidget(Button("Ambil dari Siskeudes", "download-simple", height="dense"))
    centre.addLayout(tools)
    grid = BudgetGrid()
    grid.set_rows(content.BUDGET)
    grid.set_notes({("02/-/-", "realisasi"): 1})
    grid.go_to("02/-/-", "realisasi")
    centre.addWidget(grid, 1)
    panel = Pane("panel", Size.SIDE_PANEL)
    right = panel.column
    tabs = Tabs([("notes", "Catatan kecamatan (2)"), ("history", "Riwayat")], "Panel samping")
    holder = Row(margins=sides(Size.GAP_12, Size.GAP_2))
    holder.addWidget(tabs, 1)
    right.addLayout(holder)
    right.addWidget(Line())
    notes = Scroller(Size.GAP_8, even(Size.GAP_12))
    first = NoteCard(content.NOTES[0], can_resolve=True, can_reply=True)
    first.set_selected(True)
    notes.column.addWidget(first)
    notes.column.addWidget(NoteCard(content.NOTES[1]))
    notes.column.addStretch(1)
    right.addWidget(notes, 1)
    right.addWidget(Line())
    checks = ChecksList()
    checks.set_checks(content.CHECKS)
    holder2 = Column(margins=(Size.GAP_12, Size.GAP_12, Size.GAP_12, Size.GAP_12))
    holder2.addWidget(checks)
    right.addLayout(holder2)
    whole.addWidget(Panes([("Bagian", side), ("Isian", middle), ("Catatan", panel)], main=1), 1)
    return page


def recap() -> QWidget:
    """Return the recap of a district."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    header = PageHeader(
        "Rekap Kecamatan Paringin", "14 desa, 8 kewajiban. Keadaan 10 Juli 2025 pukul 10.33.", dense=True
    )
    header.add_action(Switch("Tampilkan kelurahan (2)"))
    period = Select("Periode")
    period.addItems(["Semester I 2025", "Semester II 2025"])
    header.add_action(period)
    header.add_action(Button("Ekspor Excel", "export"))
    header.add_action(Button("Cetak rekap", "printer", "primary", key="Ctrl+P"))
    whole.addWidget(header)
    body = Column(gap=Size.GAP_8, margins=(Size.GAP_20, Size.NONE, Size.GAP_20, Size.GAP_8))
    body.addWidget(KpiTiles(content.RECAP_KPIS, dense=True))
    card = EdgeCard()
    matrix = MatrixView()
    matrix.set_matrix(content.COLUMNS, content.ROWS)
    matrix.selectRow(7)
    card.column.addWidget(matrix)
    body.addWidget(card, 1)
    body.addWidget(
        Legend(
            ("belum_masuk", "terkirim", "diperiksa", "dikembalikan", "disetujui", "terbit", "terlambat"),
            ("cloud-slash", "Belum tersambung lebih dari 3 hari"),
        )
    )
    whole.addLayout(body, 1)
    return page
