"""Parts that stand on no drawn screen: fields, choices, a question, an empty place."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.check_box import CheckBox, RadioButton, Switch
from ui.widgets.chip import WORDS, StatusChip, state_chip
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.page_header import PageHeader
from ui.widgets.progress_panel import Progress, ProgressPanel
from ui.widgets.question import Answer, Question
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.select import Select
from ui.widgets.state_stack import EmptyState, StateStack


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
