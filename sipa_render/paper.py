"""What every sheet of paper carries: the letterhead, the receipt with its QR code, the foot; and sheets as PDF or PNG.

Words on paper are not translated: they go to offices and people who read Indonesian, whatever the user's own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sipa_core.domain.dates import DEFAULT_ZONE, format_moment, local_date
from sipa_core.domain.villages import Village, VillageKind
from sipa_render.drawable import broken, cut, whole
from sipa_render.qr import qr_svg
from sipa_render.typesetting import typeset, typeset_pages

WIDTH_MM: Final = 215
HEIGHT_MM: Final = 330
"""F4, the paper of Indonesian offices."""

LONGEST_WORD: Final = 22
LONGEST_IN_CELL: Final = 16
_STEP: Final = 6
UNSENT: Final = "Nomornya diberikan oleh server kecamatan setelah laporan diterima."

_PARTS: Final = "paper.typ"
QR_COLOUR: Final = "#08382F"
_MOST_FOOT: Final = 96
_HASH_SHOWN: Final = 16

Data = dict[str, object]


@dataclass(frozen=True)
class Paper:
    """A document ready to be set: its template's name, its data, and whether all of it lies on its side."""

    template: str
    data: Mapping[str, object]
    landscape: bool = False
    own: bytes | None = None
    """The text of a template that stands in the place of the shipped one."""

    def pdf(self) -> bytes:
        """Return the whole document as PDF; the same paper always gives the same bytes. RenderError as `typeset`."""
        return typeset(self.template, self.data, "pdf", parts=_PARTS, own=self.own)

    def pages(self, dpi: float) -> tuple[bytes, ...]:
        """Return its pages as PNG at `dpi` pixels an inch. RenderError as `typeset`."""
        return typeset_pages(self.template, self.data, dpi, parts=_PARTS, own=self.own)


@dataclass(frozen=True)
class Office:
    """Whose letterhead it is: a village with its kabupaten, and the address of its office ("" while unknown)."""

    village: Village
    kabupaten: str
    address: str = ""


@dataclass(frozen=True)
class Received:
    """What the server said when it received a version: when (UTC ms), and the SHA-256 (hex) of what it received.

    `address` is the public page that shows this very version, empty while there is none.
    """

    at: int
    content_hash: str
    village: str
    report: str
    n: int
    address: str = ""
    zone: str = DEFAULT_ZONE
    proof: str = ""
    """What the server signed, as text for a QR code; empty where it is not known, or too long for one."""
    fingerprint: str = ""
    """The beginning of the server's signature, empty where it is not known."""

    @property
    def number(self) -> str:
        """`TT-2025-07-3F2A91BC`: the month of arrival and the first letters of the hash, the same on every desk."""
        day = local_date(self.at, self.zone)
        return f"TT-{day.year:04d}-{day.month:02d}-{self.content_hash[:8].upper()}"

    @property
    def moment(self) -> str:
        """`14 Juli 2025, 15.40 WITA`."""
        return format_moment(self.at, self.zone)

    @property
    def short_hash(self) -> str:
        """The beginning of the hash in groups of four, for people who compare."""
        shown = self.content_hash[:_HASH_SHOWN].upper()
        return " ".join(shown[at : at + 4] for at in range(0, len(shown), 4))

    def data(self) -> Data:
        """Return it for a template: number, moment, hash, and the QR code as SVG."""
        return {
            "number": self.number,
            "received": self.moment,
            "hash": self.short_hash,
            "scan": "Pindai untuk membuka halaman publik" if self.address else "Pindai untuk mencocokkan",
            "address": printed(self.address.partition("://")[2]),
            "qr": qr_svg(self.told(), QR_COLOUR),
        }

    def told(self) -> str:
        """What the QR code says: the public page, or the receipt itself while there is none."""
        return self.address or "\n".join(
            (
                f"Tanda terima SIPA {self.number}",
                cut(f"{self.report}, kiriman ke-{self.n}", 120),
                f"Kode wilayah {self.village}",
                f"Diterima {self.moment}",
                f"SHA-256 {self.content_hash}",
            )
        )


def printed(text: str) -> str:
    """Return a text as it goes onto paper: only letters that can be drawn, long words with places to break."""
    return broken(whole(text), LONGEST_WORD, _STEP)


def printed_cell(text: str) -> str:
    """Return a text for the narrow column of a table."""
    return broken(whole(text), LONGEST_IN_CELL, _STEP)


def head_words(office: Office) -> dict[str, str]:
    """Return the lines of the letterhead as they stand on paper, "" for what is not known."""
    village = office.village
    kabupaten = f"PEMERINTAH {with_word('Kabupaten', office.kabupaten)}".upper() if office.kabupaten else ""
    return {
        "kabupaten": kabupaten,
        "kecamatan": with_word("Kecamatan", village.kecamatan_name).upper() if village.kecamatan_name else "",
        "office": _office_name(village).upper(),
        "address": office.address,
    }


def head_data(office: Office, emblem: str = "") -> Data:
    """Return the letterhead for a template; `emblem` is an SVG that stands in the place of the emblem."""
    return {**{name: printed(words) for name, words in head_words(office).items()}, "emblem": emblem}


def foot_of(name: str, number: str = "") -> str:
    """Return the line at the foot of every page; a long name is cut, a number never."""
    room = _MOST_FOOT - len(number)
    return broken(". ".join(part for part in (cut(whole(name), room), whole(number)) if part), LONGEST_WORD, _STEP)


def with_word(word: str, name: str) -> str:
    """`Kabupaten Balangan`; records hold the name with its word or without."""
    return name if not name or name.startswith((f"{word} ", "Kota ")) else f"{word} {name}"


def _office_name(village: Village) -> str:
    # A kelurahan is a part of the kecamatan and no government of its own.
    return village.label if village.kind is VillageKind.KELURAHAN else f"Pemerintah {village.label}"
