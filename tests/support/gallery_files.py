"""The page of attachments for the gallery: every state of a file, roomy and dense, refused, read only."""

from __future__ import annotations

from PySide6.QtGui import QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QWidget

from ui.design.measures import Size
from ui.design.theme import colour
from ui.widgets.attachment_strip import AttachmentItem, AttachmentStrip
from ui.widgets.boxes import Column, Row, even
from ui.widgets.card import Card
from ui.widgets.page_header import PageHeader

LONG = "Foto gotong royong membersihkan saluran air di RT 03 sampai RT 07 bersama warga.jpg"


def picture(first: str, second: str, width: int = 320, height: int = 240) -> QImage:
    """Return a picture that can be told from another, in colours of the theme."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    blend = QLinearGradient(0, 0, width, height)
    blend.setColorAt(0.0, colour(first))
    blend.setColorAt(1.0, colour(second))
    painter.fillRect(image.rect(), blend)
    painter.end()
    return image


def items() -> list[AttachmentItem]:
    """Return one attachment in every state."""
    return [
        AttachmentItem(
            "1", "Rapat dusun.jpg", "214 KB", "image", "Menunggu kirim", "hourglass-medium", "warn",
            picture("primary", "soft"),
        ),
        AttachmentItem(
            "2", LONG, "286 KB", "image", "Terkirim", "check", "sent", picture("dikembalikan_bg", "danger")
        ),
        AttachmentItem("3", "Lembar pengesahan.pdf", "3,1 MB", "file-pdf", "Tersimpan", "hard-drives"),
        AttachmentItem("4", "Posyandu.jpg", "190 KB", "image", "Sedang diambil", "download-simple"),
    ]  # fmt: skip


def attachments() -> QWidget:
    """Return the strips of attachments."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    whole.addWidget(PageHeader("Lampiran", "Foto, tangkapan layar, PDF", kind="bar"))
    body = Row(gap=Size.GAP_20, margins=even(Size.GAP_20))
    left = Column(gap=Size.GAP_16)
    roomy = Card("Foto kegiatan", "4 berkas")
    strip = AttachmentStrip("Foto kegiatan")
    strip.set_items(items())
    roomy.column.addWidget(strip)
    left.addWidget(roomy)
    empty = Card("Lembar pengesahan")
    none = AttachmentStrip("Lembar pengesahan", limit=1)
    none.say("“foto dari whatsapp.jpg” rusak atau terpotong sehingga tidak dapat dibuka. Tidak ada yang ditambahkan.")
    empty.column.addWidget(none)
    left.addWidget(empty)
    left.addStretch(1)
    body.addLayout(left, 1)
    right = Column(gap=Size.GAP_16)
    narrow = Card("Percakapan")
    dense = AttachmentStrip("Lampiran pesan", dense=True)
    dense.set_items(items()[:3])
    narrow.column.addWidget(dense)
    right.addWidget(narrow)
    read = Card("Dilihat kecamatan")
    fixed = AttachmentStrip("Foto yang dikirim", editable=False)
    fixed.set_items(items()[1:])
    read.column.addWidget(fixed)
    right.addWidget(read)
    right.addStretch(1)
    body.addLayout(right, 1)
    whole.addLayout(body, 1)
    return page
