"""The picture for a story or a status (1080 x 1920), from the public figures and nothing else.

176 px above and 210 px below stay free for the app's own controls; every item that must be told is on it. Its words are
not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.money import format_short
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.templates import Told
from sipa_render import told
from sipa_render.drawn import PARTS, QR_COLOUR, Data, contact_line, drawable, place_line
from sipa_render.qr import qr_svg
from sipa_render.typesetting import typeset

WIDTH: Final = 1080
HEIGHT: Final = 1920

TEMPLATE: Final = "story.typ"


def render_story(figures: PublicFigures) -> bytes:
    """Return the picture as PNG; the same figures always give the same bytes. Safe from any thread.

    RenderError when this installation is damaged (typesetting.typeset).
    """
    return typeset(TEMPLATE, story_data(figures), "png", parts=PARTS)


def story_data(figures: PublicFigures) -> Data:
    """Return every word and number of the picture, ready to be set; the QR code as SVG, empty without an address."""
    fact, listed = told.fact(figures), told.listing(figures)
    return {
        "office": drawable(f"Pemerintah {figures.village.label}"),
        "place": place_line(figures),
        "title": drawable(figures.title),
        "period": figures.period.label,
        "fact": fact.fact,
        "fact_label": fact.label,
        "meter": fact.tenths is not None,
        "tenths": fact.tenths or 0,
        "sums": _sums(figures, fact),
        "bars": told.bars(figures),
        "unfinished_title": f"{listed.title}:",
        "unfinished": _listed(figures, listed),
        "more": listed.more,
        "calm": listed.calm,
        "words": told.words(figures),
        "ask": "Tanya atau lapor" + (", boleh tanpa nama" if figures.village_url else ""),
        "url": drawable(figures.village_url.partition("://")[2]),
        "contact": contact_line(figures),
        "qr": qr_svg(figures.village_url, QR_COLOUR) if figures.village_url else "",
    }


def _sums(figures: PublicFigures, fact: told.Fact) -> list[list[str]]:
    """The sums around the fact, two to a row; the second of a row may be empty."""
    revenue, spent, net = told.totals(figures, format_short)
    if fact.tenths is not None:
        first = ["Belanja", str(spent["amount"]), "Sisa anggaran", fact.left]
        return [first, ["Pendapatan", str(revenue["amount"]), "Pembiayaan neto", str(net["amount"])]]
    if figures.kind is Told.PLANNED:
        return [["Pendapatan", str(revenue["amount"]), "Pembiayaan neto", str(net["amount"])], ["", fact.more, "", ""]]
    if figures.kind is Told.CHANGED:
        return [
            [fact.left_label, fact.left, "", fact.more],
            ["Pendapatan", f"{revenue['amount']}, {revenue['budget']}", "", ""],
        ]
    return [[str(one["label"]), str(one["amount"]), "", ""] for one in (spent, net)]


def _listed(figures: PublicFigures, listed: told.Listing) -> list[str]:
    if figures.kind is Told.REALISED:
        return [str(one["name"]) for one in told.rows_of(listed)]
    return [f"{one['name']} ({one['note']})" for one in told.rows_of(listed)]
