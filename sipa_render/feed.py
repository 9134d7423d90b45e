"""The picture for a feed (1080 x 1350), from the public figures and nothing else.

Figures are in short form (`Rp646,3 juta`), rounded from the report's rupiah; every item of Permendagri 20/2018 article
72 is on it. Its words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.budget import Amount
from sipa_core.domain.captions import activities_words, others_words
from sipa_core.domain.dates import format_date
from sipa_core.domain.money import format_percent, format_short
from sipa_core.domain.publication_figures import PublicFigures
from sipa_render.drawn import PARTS, QR_COLOUR, Data, bar, drawable, place_line, unfinished
from sipa_render.qr import qr_svg
from sipa_render.typesetting import RenderError as RenderError
from sipa_render.typesetting import typeset

WIDTH: Final = 1080
HEIGHT: Final = 1350

_TEMPLATE: Final = "feed.typ"


def render_feed(figures: PublicFigures) -> bytes:
    """Return the picture as PNG; the same figures always give the same bytes. Safe from any thread, about 0.1 s.

    RenderError when this installation is damaged (typesetting.typeset).
    """
    return typeset(_TEMPLATE, feed_data(figures), "png", parts=PARTS)


def render_feed_pdf(figures: PublicFigures) -> bytes:
    """Return the same picture as a PDF page, whose text can be read back and searched."""
    return typeset(_TEMPLATE, feed_data(figures), "pdf", parts=PARTS)


def feed_data(figures: PublicFigures) -> Data:
    """Return every word and number of the picture, ready to be set; the QR code as SVG, empty without an address."""
    village, spent = figures.village, figures.spending_total
    has_budget = spent.anggaran != 0
    return {
        "office": drawable(f"Pemerintah {village.label}"),
        "place": place_line(figures),
        "title": drawable(figures.title),
        "period": figures.period.label,
        "approved": f"Disetujui kecamatan {format_date(figures.approved_on)}" if figures.approved_on else "",
        "totals": [
            _total("Pendapatan", figures.revenue_total),
            _total("Belanja", spent),
            _total("Pembiayaan neto", figures.financing_net),
        ],
        "fact": format_percent(spent.realisasi, spent.anggaran) if has_budget else format_short(spent.realisasi),
        "fact_label": "belanja desa sudah terlaksana" if has_budget else "belanja desa, tanpa anggaran",
        "left_label": "Sisa anggaran belanja",
        "left": format_short(figures.left),
        "activities": activities_words(figures),
        "bars": [bar(line) for line in figures.spending],
        "unfinished_title": "Kegiatan belum selesai",
        "unfinished": unfinished(figures),
        "more": others_words(figures),
        "ask": "Ada yang ingin Anda tanyakan? Boleh tanpa nama."
        if figures.village_url
        else "Ada yang ingin Anda tanyakan?",
        "open": "Pindai kode, atau buka",
        "url": drawable(figures.village_url.partition("://")[2]),
        "contact": drawable(f"Alamat pengaduan: {figures.complaint_address}"),
        "qr": qr_svg(figures.village_url, QR_COLOUR) if figures.village_url else "",
    }


def _total(label: str, amount: Amount) -> Data:
    return {
        "label": label,
        "amount": format_short(amount.realisasi),
        "budget": f"anggaran {format_short(amount.anggaran)}",
    }
