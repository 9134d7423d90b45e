"""Every part of the screens with invented content, put together as the screens of the design: for pictures to look at.

`python -m tests.support.gallery FOLDER [light|dark] [scale]` draws them without a screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPlainTextEdit, QTabBar, QWidget

from ui.design.measures import Size
from ui.design.theme import px, start
from ui.design.type import Role
from ui.main_window import MainWindow
from ui.navigation import Navigator, PageSpec
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Line, Row, Scroller, even, sides
from ui.widgets.bubble_list import Bubble, BubbleList
from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.budget_model import BudgetRow
from ui.widgets.button import Button
from ui.widgets.card import Card, EdgeCard
from ui.widgets.check_box import CheckBox, RadioButton, Switch
from ui.widgets.checklist_row import Checklist, ChecklistItem
from ui.widgets.checks_list import Check, ChecksList
from ui.widgets.chip import WORDS, Chip, StatusChip, state_chip
from ui.widgets.date_field import DateField
from ui.widgets.date_tile import DateTile
from ui.widgets.field import Field
from ui.widgets.kpi_tile import Kpi, KpiTiles
from ui.widgets.label import IconLabel, Label
from ui.widgets.legend import Legend
from ui.widgets.list_cards import ListCard, ListCards
from ui.widgets.matrix_model import MatrixCell, MatrixColumn, MatrixRow
from ui.widgets.matrix_view import MatrixView
from ui.widgets.nav_rail import Identity
from ui.widgets.note_card import Note, NoteCard
from ui.widgets.outline_list import OutlineList, Section
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.progress_panel import Progress, ProgressPanel
from ui.widgets.question import Answer, Question
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.select import SearchField, Select
from ui.widgets.share_bar import Share
from ui.widgets.state_stack import EmptyState, StateStack
from ui.widgets.sync_strip import StripSegment, StripState
from ui.widgets.task_row import Task, TaskRow

VILLAGE = Identity("Desa Babayau", "Norhayati", "Admin desa")
DISTRICT = Identity("Kecamatan Paringin", "Syahrani", "Admin kecamatan")


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
    for at, task in enumerate(_TASKS):
        if at:
            tasks.column.addWidget(Line())
        tasks.column.addWidget(TaskRow(task))
    left.addWidget(tasks, 1)
    left.addWidget(KpiTiles(_KPIS))
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
    outline.set_sections(_SECTIONS)
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
    grid.set_rows(_BUDGET)
    grid.set_notes({("02/-/-", "realisasi"): 1})
    grid.go_to("02/-/-", "realisasi")
    centre.addWidget(grid, 1)
    panel = Pane("panel", Size.SIDE_PANEL)
    right = panel.column
    tabs = QTabBar()
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    tabs.addTab("Catatan kecamatan (2)")
    tabs.addTab("Riwayat")
    holder = Row(margins=sides(Size.GAP_12, Size.GAP_2))
    holder.addWidget(tabs, 1)
    right.addLayout(holder)
    right.addWidget(Line())
    notes = Scroller(Size.GAP_8, even(Size.GAP_12))
    first = NoteCard(_NOTES[0], can_resolve=True, can_reply=True)
    first.set_selected(True)
    notes.column.addWidget(first)
    notes.column.addWidget(NoteCard(_NOTES[1]))
    notes.column.addStretch(1)
    right.addWidget(notes, 1)
    right.addWidget(Line())
    checks = ChecksList()
    checks.set_checks(_CHECKS)
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
    body.addWidget(KpiTiles(_RECAP_KPIS, dense=True))
    card = EdgeCard()
    matrix = MatrixView()
    matrix.set_matrix(_COLUMNS, _ROWS)
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


def publication() -> QWidget:
    """Return the page on which a published report is posted."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    header = PageHeader("Publikasi", "Laporan yang disetujui kecamatan perlu sampai ke warga.", kind="bar")
    header.add_action(Button("Cari", "magnifying-glass", key="Ctrl+F"))
    whole.addWidget(header)
    body = Row(gap=Size.NONE)
    master = _master(
        Size.MASTER_LIST,
        [
            ListCard(
                "a",
                "Realisasi APB Desa Sem. II 2024",
                "Disetujui 22 Januari",
                steps=(6, 6),
                steps_text="6 dari 6 saluran",
            ),
            ListCard("b", "APB Desa 2025", "Disetujui 4 Februari", steps=(4, 6), steps_text="4 dari 6 saluran"),
            ListCard(
                "c", "Realisasi APB Desa Sem. I 2025", "Disetujui 15 Juli", steps=(3, 6), steps_text="3 dari 6 saluran"
            ),
            ListCard("d", "Informasi LPPD 2024", "Disetujui 28 Maret", steps=(6, 6), steps_text="6 dari 6 saluran"),
        ],
        "c",
    )
    body.addWidget(master)
    centre = Column(gap=Size.GAP_4, margins=even(Size.GAP_20))
    centre.addWidget(Label("Realisasi APB Desa Semester I 2025", Role.CARD))
    centre.addWidget(Label("3 dari 6 saluran sudah. Targetkan selesai sebelum 22 Juli.", Role.TABLE, "ink2"))
    centre.addSpacing(px(Size.GAP_8))
    centre.addWidget(Checklist(_CHANNELS))
    centre.addSpacing(px(Size.GAP_12))
    proof = Card("Bukti posting WhatsApp", "Pilih salah satu", gap=Size.GAP_10)
    row = Row(gap=Size.GAP_10)
    link = QLineEdit()
    link.setPlaceholderText("Tempel tautan posting")
    row.addWidget(link, 1)
    row.addWidget(Label("atau", Role.TABLE, "ink2"))
    row.addWidget(Button("Pilih tangkapan layar", "image"))
    proof.column.addLayout(row)
    proof.column.addWidget(
        Label("Boleh tanpa jaringan. Bukti disimpan di komputer ini dan dikirim nanti.", Role.CAPTION, "ink2")
    )
    centre.addWidget(proof)
    centre.addStretch(1)
    body.addLayout(centre, 1)
    whole.addLayout(body, 1)
    return page


def feedback() -> QWidget:
    """Return the page of what citizens write."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    header = PageHeader("Masukan Warga", "2 belum dijawab. Rata-rata jawab 1,4 hari.", kind="bar")
    header.add_action(SearchField("Cari masukan"))
    whole.addWidget(header)
    body = Row(gap=Size.NONE)
    side = QFrame()
    side.setObjectName("master")
    side.setFixedWidth(px(Size.MASTER_LIST_WIDE))
    left = Column(side, Size.NONE)
    holder = Row(margins=even(Size.GAP_10))
    holder.addWidget(
        Segmented([Choice("new", "Belum 2"), Choice("open", "Berjalan 4"), Choice("all", "Semua")], "Pilah")
    )
    left.addLayout(holder)
    left.addWidget(Line())
    cards = ListCards("Masukan warga")
    cards.set_cards(_FEEDBACK)
    cards.set_current("PRG-4H9T")
    left.addWidget(cards, 1)
    body.addWidget(side)
    centre = Column(gap=Size.NONE)
    talk = BubbleList()
    talk.set_bubbles(_BUBBLES)
    centre.addWidget(talk, 1)
    centre.addWidget(Line())
    composer = QWidget()
    composer.setObjectName("surface")
    low = Column(composer, Size.GAP_10, sides(Size.GAP_16, Size.GAP_10))
    switch = Row()
    switch.addWidget(Segmented([Choice("reply", "Jawab warga"), Choice("note", "Catatan dalam")]))
    switch.addStretch(1)
    switch.addWidget(Button("Contoh jawaban", "note-pencil", "link", "dense"))
    low.addLayout(switch)
    text = QPlainTextEdit(
        "Terima kasih sudah melapor. Lampu di depan langgar RT 02 akan diganti hari Sabtu, 12 Juli oleh tim pemeliharaan desa."
    )
    text.setFixedHeight(px(Size.COMPOSER))
    low.addWidget(text)
    send = Row(gap=Size.GAP_8)
    send.addWidget(IconLabel("hard-drives", Size.ICON_SMALL))
    send.addWidget(Label("Draf tersimpan. Tanpa jaringan pun bisa dijawab.", Role.TABLE, "ink2"))
    send.addStretch(1)
    send.addWidget(Button("Kirim jawaban", "paper-plane-tilt", "primary", key="Ctrl+Enter"))
    low.addLayout(send)
    centre.addWidget(composer)
    body.addLayout(centre, 1)
    whole.addLayout(body, 1)
    return page


def parts() -> QWidget:
    """Return the parts that stand on no drawn screen: fields, choices, questions, empty places."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    header = PageHeader("Bagian layar", "Semua keadaan", kind="bar")
    header.add_middle(Segmented([Choice("a", "Laporan", 10), Choice("b", "Bukti posting", 12)]))
    whole.addWidget(header)
    body = Row(gap=Size.GAP_20, margins=even(Size.GAP_20))
    first = Column(gap=Size.GAP_12)
    chips = Card("Status", gap=Size.GAP_6)
    for key in WORDS:
        row = Row()
        row.addWidget(StatusChip(state_chip(key)))
        row.addStretch(1)
        chips.column.addLayout(row)
    first.addWidget(chips)
    first.addStretch(1)
    body.addLayout(first)
    second = Column(gap=Size.GAP_12)
    plain = Field("Nama kegiatan", QLineEdit("Rabat beton RT 03"), "Seperti di APB Desa.")
    second.addWidget(plain)
    wrong = Field("Anggaran", QLineEdit("1,5 juta"), optional=True)
    wrong.set_fault("Maksud Anda Rp1.500.000? Tulis angkanya lengkap.")
    second.addWidget(wrong)
    noted = Field("Kendala", QPlainTextEdit("Drainase Jalan Masjid belum dimulai."))
    noted.set_note(2)
    noted.editor.setFixedHeight(px(Size.COMPOSER))
    second.addWidget(noted)
    date = DateField()
    date.set_iso("2025-07-10")
    second.addWidget(Field("Tanggal", date))
    choice = Select("Bidang")
    choice.addItems(["Pelaksanaan Pembangunan Desa", "Pembinaan Kemasyarakatan"])
    second.addWidget(Field("Bidang", choice))
    for box in (
        CheckBox("Nihil, tidak ada kegiatan yang belum selesai"),
        RadioButton("Pakai kode"),
        Switch("Kirim sendiri saat ada jaringan"),
    ):
        box.setChecked(True)
        second.addWidget(box)
    second.addStretch(1)
    body.addLayout(second, 1)
    third = Column(gap=Size.GAP_12)
    work = ProgressPanel()
    card = Card()
    card.column.addWidget(work)
    work.set_progress(
        Progress(
            "Mengirim 2 dari 3",
            "45% dari 3,3 MB. Kira-kira 4 menit lagi. Aman bila jaringan putus, nanti dilanjutkan.",
            0.45,
        )
    )
    work.show()
    third.addWidget(card)
    empty = Card()
    empty.column.addWidget(StateStack(QWidget(), EmptyState("tray", "Belum ada masukan warga", "Buka halaman publik")))
    stack = empty.findChild(StateStack)
    assert stack is not None
    stack.show_empty()
    third.addWidget(empty)
    buttons = Card("Tombol")
    for row_of in (
        (
            Button("Kirim", kind="primary"),
            Button("Cetak PDF", "printer"),
            Button("Cabut", kind="danger", height="dense"),
        ),
        (
            Button("Balas", kind="link"),
            Button("Tunda", kind="quiet"),
            Button(icon="x", kind="quiet", height="dense", spoken="Tutup"),
        ),
    ):
        row = Row()
        for button in row_of:
            row.addWidget(button)
        row.addStretch(1)
        buttons.column.addLayout(row)
    off = Button("Tidak aktif", "check", "primary")
    off.setEnabled(False)
    buttons.column.addWidget(off)
    third.addWidget(buttons)
    third.addStretch(1)
    body.addLayout(third, 1)
    whole.addLayout(body, 1)
    return page


def question() -> QWidget:
    """Return a question."""
    return Question(
        "Kirim laporan yang masih ada salahnya?",
        "Sisa kas beda dengan saldo bank, selisih Rp1.250.000. Kecamatan akan melihatnya juga.",
        (Answer("send", "Tetap kirim", "danger"), Answer("fix", "Perbaiki dulu", "primary")),
        "fix",
    )


PAGES: dict[str, tuple[Identity, str, Callable[[], QWidget]]] = {
    "beranda": (VILLAGE, "home", home),
    "editor": (VILLAGE, "reports", editor),
    "publikasi": (VILLAGE, "posting", publication),
    "masukan": (VILLAGE, "feedback", feedback),
    "rekap": (DISTRICT, "recap", recap),
    "bagian": (VILLAGE, "settings", parts),
}


def window(name: str) -> MainWindow:
    """Return the whole window with one page of the gallery in front."""
    identity, key, factory = PAGES[name]
    rail = _VILLAGE_RAIL if identity is VILLAGE else _DISTRICT_RAIL
    specs = [PageSpec(page, icon, label, factory if page == key else QWidget) for page, icon, label in rail]
    made = MainWindow(specs, identity, Navigator(), key)
    if identity is VILLAGE:
        made.set_counts({"reports": (1, True), "posting": (2, False), "feedback": (2, True)})
        made.set_strip(_VILLAGE_STRIP)
    else:
        made.set_counts({"review": (10, True), "feedback": (3, False), "talk": (2, False)})
        made.set_strip(_DISTRICT_STRIP)
    return made


def draw(folder: Path, theme: str, scale: float) -> list[Path]:
    """Draw every page of the gallery as PNG and return the files."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    start(app, theme, scale)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in (*PAGES, "pertanyaan"):
        made = question() if name == "pertanyaan" else window(name)
        made.show()
        app.processEvents()
        if name == "bagian" and isinstance(made, MainWindow):
            made.toast.say("Laporan dihapus dari daftar.", on_action=made.close)
        if name == "editor":
            grid = made.findChild(BudgetGrid)
            assert grid is not None
            grid.setFocus()
        app.processEvents()
        app.processEvents()
        file = folder / f"{name}-{theme}-{round(scale * 100)}.png"
        made.grab().save(str(file))
        files.append(file)
        made.close()
        made.deleteLater()
    app.processEvents()
    return files


def _master(width: Size, cards: list[ListCard], current: str) -> QWidget:
    frame = QFrame()
    frame.setObjectName("master")
    frame.setFixedWidth(px(width))
    column = Column(frame, Size.NONE)
    cards_view = ListCards("Daftar")
    cards_view.set_cards(cards)
    cards_view.set_current(current)
    column.addWidget(cards_view)
    return frame


_VILLAGE_RAIL = (
    ("home", "house", "Beranda"),
    ("reports", "file-text", "Laporan"),
    ("posting", "megaphone-simple", "Publikasi"),
    ("feedback", "chat-circle-dots", "Masukan Warga"),
    ("talk", "chats-circle", "Konsultasi"),
    ("settings", "gear-six", "Pengaturan"),
)
_DISTRICT_RAIL = (
    ("recap", "squares-four", "Rekap"),
    ("review", "clipboard-text", "Pemeriksaan"),
    ("feedback", "chat-circle-dots", "Masukan Warga"),
    ("talk", "chats-circle", "Konsultasi"),
    ("schedule", "calendar-blank", "Jadwal"),
    ("villages", "desktop-tower", "Desa & Perangkat"),
    ("settings", "gear-six", "Pengaturan"),
)
_VILLAGE_STRIP = StripState(
    (
        StripSegment("hard-drives", "Tersimpan di komputer ini", "ink", True, "10.34"),
        StripSegment("hourglass-medium", "3 menunggu kirim", "warn", True),
        StripSegment("cloud-check", "Tersambung terakhir 10.32"),
    ),
    "Kirim sekarang",
    action_key="F5",
)
_DISTRICT_STRIP = StripState(
    (
        StripSegment("hard-drives", "Tersimpan di komputer ini", "ink", True, "10.34"),
        StripSegment("paper-plane-tilt", "Mengirim 2 dari 3", "ink", True, percent=45),
        StripSegment("cloud-check", "Tersambung terakhir 10.33"),
        StripSegment("clock-countdown", "2 desa belum tersambung lebih dari 3 hari", "warn", True),
    ),
    "Sambungkan sekarang",
    action_key="F5",
)
_TASKS = (
    Task(
        "1",
        "arrow-u-up-left",
        "Laporan Realisasi APB Desa Semester I 2025",
        "2 catatan dari kecamatan. Batas 14 Juli, 4 hari lagi.",
        "Perbaiki",
        "dikembalikan_fg",
        state_chip("dikembalikan"),
        primary=True,
    ),
    Task(
        "2",
        "clock-countdown",
        "Perkembangan penduduk Juni 2025",
        "Batas 7 Juli, lewat 3 hari. Terisi 8 dari 11 bagian.",
        "Lanjutkan",
        "terlambat_fg",
        state_chip("terlambat"),
    ),
    Task(
        "3",
        "chat-circle-dots",
        "2 masukan warga belum dijawab",
        "Paling lama: lampu jalan RT 02, sudah 2 hari.",
        "Jawab",
        "menunggu_fg",
        aside="Batas besok",
        aside_icon="timer",
        aside_tone="warn",
    ),
    Task(
        "4",
        "megaphone-simple",
        "Infografis APB Desa 2025 belum lengkap diposting",
        "Kurang WhatsApp dan TikTok.",
        "Posting",
        "terkirim_fg",
        steps=(4, 6),
    ),
    Task(
        "5",
        "file-text",
        "Laporan kegiatan Juni 2025",
        "Batas 21 Juli, 11 hari lagi. Belum dimulai.",
        "Mulai",
        "ink2",
        aside="Belum dimulai",
    ),
)
_KPIS = (
    Kpi("Laporan tepat waktu", "7", "dari 9", 7 / 9, "Semester lalu 5 dari 9"),
    Kpi("Postingan lengkap", "31", "dari 36", 31 / 36, "5 lagi untuk penuh"),
    Kpi("Masukan dijawab", "24", "dari 26", 24 / 26, "Rata-rata 1,4 hari"),
    Kpi("Belanja terlaksana", "43,1%", "", 0.431, "Sisa Rp851.720.500"),
)
_RECAP_KPIS = (
    Kpi(
        "Kewajiban selesai", "85", "dari 112", aside="8 terlambat, 2 dikembalikan", stretch=3,
        parts=(Share(69, "primary"), Share(16, "disetujui_fg"), Share(7, "diperiksa_fg"), Share(4, "terkirim_fg"), Share(8, "terlambat_fg")),
    ),
    Kpi("Belanja terlaksana", "42,5%", "rata-rata", compare="Semester I 2024: 38,9%", stretch=2),
    Kpi("Postingan terbukti", "400", "dari 504", compare="79% saluran", stretch=2),
    Kpi("Waktu menjawab warga", "2,1", "hari", compare="Batas 3 hari kerja", stretch=2),
)  # fmt: skip
_SECTIONS = (
    Section("pengantar", "Pengantar", True),
    Section("ringkasan", "Ringkasan", True),
    Section("realisasi", "Realisasi APB Desa", False, 1),
    Section("kegiatan", "Realisasi kegiatan", True),
    Section("belum", "Belum selesai", True),
    Section("kendala", "Kendala", False, 2),
    Section("lampiran", "Lampiran", True),
    Section("pengesahan", "Pengesahan"),
)
_BUDGET = (
    BudgetRow("g1", "group", "Pendapatan"),
    BudgetRow("-/4.1/-", "line", "Pendapatan Asli Desa", 18000000, 7250000),
    BudgetRow("-/4.2.1/-", "line", "Dana Desa", 768432000, 461059200),
    BudgetRow("-/4.2.3/-", "line", "Alokasi Dana Desa", 689300000, 344650000),
    BudgetRow("-/4.2.2/-", "line", "Bagi hasil pajak dan retribusi", 47668000, 14300000),
    BudgetRow("t1", "total", "Jumlah pendapatan", 1523400000, 827259200),
    BudgetRow("g2", "group", "Belanja per bidang"),
    BudgetRow("01/-/-", "line", "Penyelenggaraan Pemerintahan Desa", 521600000, 268914500, "1"),
    BudgetRow("02/-/-", "line", "Pelaksanaan Pembangunan Desa", 563250000, 214780000, "2"),
    BudgetRow("03/-/-", "line", "Pembinaan Kemasyarakatan", 148400000, 61325000, "3"),
    BudgetRow("04/-/-", "line", "Pemberdayaan Masyarakat", 187950000, 72460000, "4"),
    BudgetRow("05/-/-", "line", "Bencana dan keadaan darurat", 76800000, 28800000, "5"),
    BudgetRow("t2", "total", "Jumlah belanja", 1498000000, 646279500),
    BudgetRow("g3", "group", "Pembiayaan"),
    BudgetRow("-/6.1.1/-", "line", "Penerimaan (SiLPA 2024)", 14600000, 14600000),
    BudgetRow("-/6.2.1/-", "line", "Pengeluaran (BUM Desa)", 0, 2500000),
)
_NOTES = (
    Note(
        "n1",
        1,
        "Pelaksanaan Pembangunan Desa",
        "Realisasi rabat beton RT 03 di buku kas Rp38.400.000, di sini belum masuk. Mohon dicek lagi, Bu.",
        "Syahrani, kecamatan",
        "9 Jul 14.20",
    ),
    Note("n2", 2, "Kendala", "Sebutkan alasan drainase Jalan Masjid belum dimulai."),
)
_CHECKS = (
    Check("must", "Sisa kas beda dengan saldo bank", "Selisih Rp1.250.000. Cek bagian Pembiayaan.", "pembiayaan"),
    Check("should", "Foto kegiatan baru 3, disarankan 5", field="lampiran"),
    Check("good", "Anggaran sama dengan Perdes APB Desa"),
    Check("good", "Jumlah tiap bidang cocok"),
    *(Check("good", f"Pemeriksaan lain {n}") for n in range(5)),
)
_CHANNELS = (
    ChecklistItem(
        "sipa",
        "browser",
        "Halaman publik SIPA (otomatis)",
        "Terbit sendiri begitu laporan disetujui",
        True,
        True,
        state_chip("terbit"),
        menu=(("open", "Buka"),),
    ),
    ChecklistItem(
        "website",
        "globe-hemisphere-west",
        "Website desa",
        "Tautan berita, 16 Juli 08.55",
        True,
        chip=Chip("disetujui", "Dicek kecamatan", "shield-check"),
        menu=(("open", "Buka"),),
    ),
    ChecklistItem(
        "facebook",
        "facebook-logo",
        "Facebook",
        "Tautan postingan, 16 Juli 09.12",
        True,
        chip=Chip("disetujui", "Dicek kecamatan", "shield-check"),
        menu=(("open", "Buka"),),
    ),
    ChecklistItem(
        "instagram",
        "instagram-logo",
        "Instagram",
        "Bukti: tangkapan layar, 16 Juli 09.40",
        True,
        chip=Chip("diperiksa", "Menunggu dicek"),
        menu=(("open", "Buka"),),
    ),
    ChecklistItem(
        "whatsapp", "whatsapp-logo", "WhatsApp grup warga", "Salin teks, lalu bagikan dengan gambar", action="Posting"
    ),
    ChecklistItem(
        "tiktok_youtube", "tiktok-logo", "TikTok atau YouTube", "Boleh dilewati bila tidak ada akun", action="Posting"
    ),
    ChecklistItem(
        "papan_informasi",
        "push-pin",
        "Papan informasi",
        "Cetak A3, tempel, lalu foto papannya",
        action="Cetak A3",
        action_icon="printer",
    ),
)
_FEEDBACK = (
    ListCard(
        "PRG-4H9T",
        "Lampu jalan RT 02 padam",
        "Sudah seminggu lampu di depan langgar mati.",
        "Batas besok",
        "warn",
        "PRG-4H9T",
        chip=Chip("menunggu", "Ditindaklanjuti", "wrench"),
    ),
    ListCard(
        "PRG-8C1X",
        "Kapan BLT bulan Juli?",
        "Saya warga RT 04, mau tanya jadwal BLT.",
        "2 hari lagi",
        tag="PRG-8C1X",
        chip=Chip("siap", "Baru", "chat-circle-dots"),
    ),
    ListCard(
        "PRG-7K2M",
        "Rabat beton RT 03",
        "Kenapa baru separuh jalan yang dicor?",
        "Menunggu kirim",
        "warn",
        "PRG-7K2M",
        chip=Chip("terkirim", "Dijawab", "chat-circle-text"),
    ),
    ListCard(
        "x",
        "Cara mengisi sisa kas bank",
        "Syahrani: Sisa kas diambil dari buku kas umum",
        "09.40",
        link="LRA Sem. I, Pembiayaan",
        unread=True,
    ),
)
_BUBBLES = (
    Bubble("day", "Selasa, 8 Juli 2025"),
    Bubble(
        "in",
        "Sudah seminggu lampu di depan langgar RT 02 mati. Gelap kalau anak-anak pulang mengaji. Apakah ada anggaran perbaikannya?",
        "08.51, 1 foto",
        attachments=(("f1", "lampu.jpg", "84 KB"),),
    ),
    Bubble("event", "Status menjadi Ditindaklanjuti, warga dapat melihatnya", "8 Jul 09.15"),
    Bubble("in", "Tadi malam masih gelap, Bu.", "Kemarin 20.14"),
    Bubble(
        "note",
        "Sudah telepon Pak Ketua RT. Perbaikan masuk pemeliharaan bidang 2, sisa anggaran Rp3.150.000.",
        "Norhayati, hari ini 08.20",
    ),
    Bubble("out", "Baik, hari ini kami cek ke lapangan.", "10.34", "Menunggu kirim", "hourglass-medium", "warn"),
)
_COLUMNS = (
    *(
        MatrixColumn(str(at), title)
        for at, title in enumerate(
            (
                "LPPD\n2024",
                "Info\nLPPD",
                "APB Desa\n2025",
                "LRA\nSem. I",
                "BLT\nJuni",
                "Penduduk\nJuni",
                "Kegiatan\nJuni",
                "LKPPD\n2024",
            )
        )
    ),
    MatrixColumn("on_time", "Tepat\nwaktu", "text"),
    MatrixColumn("spent", "Realisasi\nbelanja", "bar"),
    MatrixColumn("posted", "Posting", "text"),
    MatrixColumn("answer", "Jawab\n(hari)", "text"),
)
_STATES = (
    "disetujui",
    "terbit",
    "terbit",
    "dikembalikan",
    "terbit",
    "terlambat",
    "belum_masuk",
    "terbit",
    "diperiksa",
    "terkirim",
    "tidak_berlaku",
)
_NAMES = (
    "Babayau",
    "Balang",
    "Balida",
    "Dahai",
    "Hujan Mas",
    "Kalahiang",
    "Lamida Bawah",
    "Lasung Batu",
    "Layap",
    "Lok Batung",
    "Mangkayahu",
    "Murung Ilung",
    "Paran",
    "Sungai Ketapi",
)
_ROWS = tuple(
    MatrixRow(
        name,
        name,
        (
            *(
                MatrixCell(look=_STATES[(at * 3 + n * (at + 1)) % len(_STATES)], spoken=f"{name}, kewajiban {n}")
                for n in range(8)
            ),
            MatrixCell(text=f"{9 - at % 5}/9"),
            MatrixCell(text=f"{43 - at},1%", share=0.8 - at / 20, tone="late" if at % 7 == 4 else ""),
            MatrixCell(text=f"{36 - at}/36"),
            MatrixCell(text=f"{at % 6},{at}"[:3], tone="late" if at % 7 == 4 else ""),
        ),
        *(("cloud-slash", "Belum tersambung lebih dari 3 hari") if at in (4, 13) else ()),
    )
    for at, name in enumerate(_NAMES)
)


if __name__ == "__main__":
    gallery = QApplication(sys.argv)
    draw(
        Path(sys.argv[1]),
        sys.argv[2] if len(sys.argv) > 2 else "light",
        float(sys.argv[3]) if len(sys.argv) > 3 else 1.0,
    )
