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
from sipa_core.domain.publication_figures import SHOWN_UNFINISHED, Line, PublicFigures
from sipa_render.drawable import broken, known
from sipa_render.qr import qr_svg
from sipa_render.typesetting import RenderError as RenderError
from sipa_render.typesetting import typeset

WIDTH: Final = 1080
HEIGHT: Final = 1350

_TEMPLATE: Final = "feed.typ"
_QR_COLOUR: Final = "#08382F"
_LONGEST_WORD: Final = 24

Data = dict[str, object]


def render_feed(figures: PublicFigures) -> bytes:
    """Return the picture as PNG; the same figures always give the same bytes. Safe from any thread, about 0.1 s.

    RenderError when this installation is damaged (typesetting.typeset).
    """
    return typeset(_TEMPLATE, feed_data(figures), "png")


def render_feed_pdf(figures: PublicFigures) -> bytes:
    """Return the same picture as a PDF page, whose text can be read back and searched."""
    return typeset(_TEMPLATE, feed_data(figures), "pdf")


def _kabupaten(name: str) -> str:
    """The regency with its word; records hold `Kabupaten Balangan` whole, others the bare name."""
    return name if not name or name.startswith(("Kabupaten ", "Kota ")) else f"Kabupaten {name}"


def feed_data(figures: PublicFigures) -> Data:
    """Return every word and number of the picture, ready to be set; the QR code as SVG, empty without an address."""
    village, spent = figures.village, figures.spending_total
    place = (
        f"Kecamatan {village.kecamatan_name}" if village.kecamatan_name else "",
        _kabupaten(figures.kabupaten),
    )
    has_budget = spent.anggaran != 0
    return {
        "office": _drawable(f"Pemerintah {village.label}"),
        "place": _drawable(", ".join(part for part in place if part)),
        "title": _drawable(figures.title),
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
        "bars": [_bar(line) for line in figures.spending],
        "unfinished_title": "Kegiatan belum selesai",
        "unfinished": _unfinished(figures),
        "more": others_words(figures),
        "ask": "Ada yang ingin Anda tanyakan? Boleh tanpa nama."
        if figures.village_url
        else "Ada yang ingin Anda tanyakan?",
        "open": "Pindai kode, atau buka",
        "url": _drawable(figures.village_url.partition("://")[2]),
        "contact": _drawable(f"Alamat pengaduan: {figures.complaint_address}"),
        "qr": qr_svg(figures.village_url, _QR_COLOUR) if figures.village_url else "",
    }


def _total(label: str, amount: Amount) -> Data:
    return {
        "label": label,
        "amount": format_short(amount.realisasi),
        "budget": f"anggaran {format_short(amount.anggaran)}",
    }


def _bar(line: Line) -> Data:
    realised, planned = line.amount.realisasi, line.amount.anggaran
    return {
        "name": _drawable(line.short_name),
        "text": f"{format_short(realised)} dari {format_short(planned)}" if planned else format_short(realised),
        "percent": format_percent(realised, planned),
        "tenths": line.amount.percent or 0,
    }


def _unfinished(figures: PublicFigures) -> list[Data]:
    if not figures.unfinished:
        return [{"name": "Nihil", "note": ""}]
    return [{"name": _drawable(one.name), "note": _drawable(one.note)} for one in figures.unfinished[:SHOWN_UNFINISHED]]


def _drawable(text: str) -> str:
    """The text in characters that the font has, with places to break in words too long for a line."""
    return broken(known(text), _LONGEST_WORD)
