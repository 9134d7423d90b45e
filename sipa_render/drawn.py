"""Words and lines as pictures take them: in characters that the font has, and short enough to be broken.

Their words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.templates import Told
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


def contact_line(figures: PublicFigures) -> str:
    """`Alamat pengaduan: …`, or of a list of information where to ask for it; empty while none is known."""
    word = "Alamat layanan" if figures.kind is Told.LIST else "Alamat pengaduan"
    return drawable(f"{word}: {figures.complaint_address}") if figures.complaint_address else ""


def drawable(text: str) -> str:
    """The text in characters that the font has, with places to break in words too long for a line."""
    return broken(known(text), _LONGEST_WORD)
