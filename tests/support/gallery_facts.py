"""A page of the gallery with tables of facts, as the preview of an import has them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, even
from ui.widgets.button import Button
from ui.widgets.fact_table import FactColumn, FactTable
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.page_header import PageHeader


def facts() -> QWidget:
    """Return the page."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    whole.addWidget(PageHeader("Periksa dulu sebelum dimasukkan", "Belum ada yang berubah.", kind="bar"))
    body = Column(gap=Size.GAP_16, margins=even(Size.GAP_20))
    columns = FactTable(
        "Kolom yang ditemukan",
        (FactColumn("Kolom di berkas", 2), FactColumn("Contoh isi", 2), FactColumn("Isian SIPA", 3)),
        "2 cocok, 1 perlu jawaban",
    )
    for title, sample, meaning in (
        ("Kd_Keg", "02.03.10", "Kode kegiatan"),
        ("Anggaran", "96.000.000", "Anggaran (Rp)"),
    ):
        columns.add([ElidedLabel(title, Role.TABLE_STRONG), ElidedLabel(sample, Role.TABLE), ElidedLabel(meaning)])
    asked = [ElidedLabel("Nilai_SPJ", Role.TABLE_STRONG, "note"), ElidedLabel("57.600.000", Role.TABLE, "note")]
    columns.add([*asked, Button("Ya, Realisasi", "check", height="dense")], "asked", "Apakah ini Realisasi?")
    body.addWidget(columns)
    refused = FactTable(
        "1 baris tidak dimasukkan",
        (FactColumn("Baris", width=Size.DATE_TILE, right=True), FactColumn("Uraian", 2), FactColumn("Sebab", 3)),
    )
    refused.head.addWidget(Button("Simpan daftar ini", "export", "link", "dense"))
    reason = Label("Tanggal 31 Juni 2025 tidak ada di kalender.", Role.TABLE, wrap=True)
    refused.add([Label("18", Role.TABLE, "ink2"), ElidedLabel("Honor tim posyandu", Role.TABLE_STRONG), reason], "last")
    body.addWidget(refused)
    body.addStretch(1)
    whole.addLayout(body, 1)
    return page
