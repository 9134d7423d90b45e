"""The picture for a feed (1080 x 1350), from the public figures and nothing else.

Figures are in short form (`Rp646,3 juta`), rounded from the report's rupiah; every item that must be told is on it. Its
words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.dates import format_date
from sipa_core.domain.money import format_short
from sipa_core.domain.publication_figures import PublicFigures
from sipa_render import told
from sipa_render.drawn import PARTS, QR_COLOUR, Data, contact_line, drawable, place_line
from sipa_render.qr import qr_svg
from sipa_render.typesetting import RenderError as RenderError
from sipa_render.typesetting import typeset

WIDTH: Final = 1080
HEIGHT: Final = 1350

TEMPLATE: Final = "feed.typ"


def render_feed(figures: PublicFigures) -> bytes:
    """Return the picture as PNG; the same figures always give the same bytes. Safe from any thread, about 0.1 s.

    RenderError when this installation is damaged (typesetting.typeset).
    """
    return typeset(TEMPLATE, feed_data(figures), "png", parts=PARTS)


def feed_data(figures: PublicFigures) -> Data:
    """Return every word and number of the picture, ready to be set; the QR code as SVG, empty without an address."""
    fact, listed = told.fact(figures), told.listing(figures)
    return {
        "office": drawable(f"Pemerintah {figures.village.label}"),
        "place": place_line(figures),
        "title": drawable(figures.title),
        "period": figures.period.label,
        "approved": f"Disetujui kecamatan {format_date(figures.approved_on)}" if figures.approved_on else "",
        "totals": told.totals(figures, format_short),
        "fact": fact.fact,
        "fact_label": fact.label,
        "left_label": fact.left_label,
        "left": fact.left,
        "activities": fact.more,
        "bars": told.bars(figures),
        "unfinished_title": listed.title,
        "unfinished": told.rows_of(listed),
        "more": listed.more,
        "calm": listed.calm,
        "words": told.words(figures),
        "ask": "Ada yang ingin Anda tanyakan? Boleh tanpa nama."
        if figures.village_url
        else "Ada yang ingin Anda tanyakan?",
        "open": "Pindai kode, atau buka",
        "url": drawable(figures.village_url.partition("://")[2]),
        "contact": contact_line(figures),
        "qr": qr_svg(figures.village_url, QR_COLOUR) if figures.village_url else "",
    }
