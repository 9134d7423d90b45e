"""The picture for a story or a status (1080 x 1920), from the public figures and nothing else.

176 px above and 210 px below stay free for the app's own controls; every item of Permendagri 20/2018 article 72 is on
it. Its words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.captions import others_words
from sipa_core.domain.money import format_percent, format_short
from sipa_core.domain.publication_figures import PublicFigures
from sipa_render.drawn import PARTS, QR_COLOUR, Data, bar, drawable, place_line, unfinished
from sipa_render.qr import qr_svg
from sipa_render.typesetting import typeset

WIDTH: Final = 1080
HEIGHT: Final = 1920

_TEMPLATE: Final = "story.typ"


def render_story(figures: PublicFigures) -> bytes:
    """Return the picture as PNG; the same figures always give the same bytes. Safe from any thread.

    RenderError when this installation is damaged (typesetting.typeset).
    """
    return typeset(_TEMPLATE, story_data(figures), "png", parts=PARTS)


def render_story_pdf(figures: PublicFigures) -> bytes:
    """Return the same picture as a PDF page, whose text can be read back."""
    return typeset(_TEMPLATE, story_data(figures), "pdf", parts=PARTS)


def story_data(figures: PublicFigures) -> Data:
    """Return every word and number of the picture, ready to be set; the QR code as SVG, empty without an address."""
    spent = figures.spending_total
    has_budget = spent.anggaran != 0
    return {
        "office": drawable(f"Pemerintah {figures.village.label}"),
        "place": place_line(figures),
        "title": drawable(figures.title),
        "period": figures.period.label,
        "fact": format_percent(spent.realisasi, spent.anggaran) if has_budget else format_short(spent.realisasi),
        "fact_label": "belanja desa sudah terlaksana" if has_budget else "belanja desa, tanpa anggaran",
        "tenths": spent.percent or 0,
        "sums": [
            ["Belanja", format_short(spent.realisasi), "Sisa anggaran", format_short(figures.left)],
            [
                "Pendapatan",
                format_short(figures.revenue_total.realisasi),
                "Pembiayaan neto",
                format_short(figures.financing_net.realisasi),
            ],
        ],
        "bars": [bar(line) for line in figures.spending],
        "unfinished_title": "Kegiatan belum selesai:",
        "unfinished": [str(one["name"]) for one in unfinished(figures)],
        "more": others_words(figures),
        "ask": "Tanya atau lapor" + (", boleh tanpa nama" if figures.village_url else ""),
        "url": drawable(figures.village_url.partition("://")[2]),
        "contact": drawable(f"Alamat pengaduan: {figures.complaint_address}"),
        "qr": qr_svg(figures.village_url, QR_COLOUR) if figures.village_url else "",
    }
