"""Words and lines as pictures take them: in characters that the font has, and short enough to be broken.

Their words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.money import format_percent, format_short
from sipa_core.domain.publication_figures import SHOWN_UNFINISHED, Line, PublicFigures
from sipa_render.drawable import broken, known

PARTS: Final = "parts.typ"
QR_COLOUR: Final = "#08382F"
_LONGEST_WORD: Final = 24

Data = dict[str, object]


def kabupaten(name: str) -> str:
    """The regency with its word; records hold `Kabupaten Balangan` whole, others the bare name."""
    return name if not name or name.startswith(("Kabupaten ", "Kota ")) else f"Kabupaten {name}"


def place_line(figures: PublicFigures) -> str:
    """`Kecamatan Paringin, Kabupaten Balangan`, as far as it is known."""
    district = figures.village.kecamatan_name
    parts = (f"Kecamatan {district}" if district else "", kabupaten(figures.kabupaten))
    return drawable(", ".join(part for part in parts if part))


def bar(line: Line) -> Data:
    """One bidang as a bar: its short name, its sums in short form, its share."""
    realised, planned = line.amount.realisasi, line.amount.anggaran
    return {
        "name": drawable(line.short_name),
        "text": f"{format_short(realised)} dari {format_short(planned)}" if planned else format_short(realised),
        "sum": format_short(realised),
        "percent": format_percent(realised, planned),
        "tenths": line.amount.percent or 0,
    }


def unfinished(figures: PublicFigures) -> list[Data]:
    """The unfinished activities that a picture lists, or the one word that there are none."""
    if not figures.unfinished:
        return [{"name": "Nihil", "note": ""}]
    return [{"name": drawable(one.name), "note": drawable(one.note)} for one in figures.unfinished[:SHOWN_UNFINISHED]]


def drawable(text: str) -> str:
    """The text in characters that the font has, with places to break in words too long for a line."""
    return broken(known(text), _LONGEST_WORD)
