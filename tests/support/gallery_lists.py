"""The screens with lists: posting and feedback."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from tests.support import gallery_content as content
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.widgets.boxes import Column, Line, Row, even, sides
from ui.widgets.bubble_list import BubbleList
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.checklist_row import Checklist
from ui.widgets.label import IconLabel, Label
from ui.widgets.list_cards import ListCard, ListCards
from ui.widgets.page_header import PageHeader
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.select import SearchField


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
    centre = Column(gap=Size.GAP_4, margins=sides(Size.GAP_20, Size.GAP_12))
    centre.addWidget(Label("Realisasi APB Desa Semester I 2025", Role.CARD))
    centre.addWidget(Label("3 dari 6 saluran sudah. Targetkan selesai sebelum 22 Juli.", Role.TABLE, "ink2"))
    centre.addSpacing(px(Size.GAP_8))
    centre.addWidget(Checklist(content.CHANNELS))
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
    cards.set_cards(content.FEEDBACK)
    cards.set_current("PRG-4H9T")
    left.addWidget(cards, 1)
    body.addWidget(side)
    centre = Column(gap=Size.NONE)
    talk = BubbleList()
    talk.set_bubbles(content.BUBBLES)
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
        "Terima kasih sudah melapor. Lampu di depan langgar RT 02 akan diganti hari Sabtu, 12 Juli "
        "oleh tim pemeliharaan desa."
    )
    text.setAccessibleName("Jawaban")
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
