"""The sheet for the notice board (A3 upright), from the public figures and nothing else: sums to the rupiah.

Every item that must be told is on it. Its words are not translated: they go to the village's people.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from msgspec import structs

from sipa_core.domain.budget import Amount
from sipa_core.domain.caption_blocks import activities_words
from sipa_core.domain.dates import format_date
from sipa_core.domain.money import format_number, format_percent, format_rupiah
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.publication_figures import Line, PublicFigures
from sipa_core.domain.templates import Told
from sipa_render import told
from sipa_render.drawn import PARTS, QR_COLOUR, Data, drawable, kabupaten
from sipa_render.qr import qr_svg
from sipa_render.typesetting import typeset

PIXELS_PER_INCH: Final = 150.0
"""Sharp on A3 and still a file of a few hundred kilobytes."""

MOST_LINES: Final = 10
"""Lines of revenue or financing that stand by themselves; the rest are told as one sum, so the table still closes."""

MOST_ACTIVITIES: Final = 22
MOST_ENTRIES: Final = 12

_TEMPLATE: Final = "board.typ"
_SIDES: Final = {"6.1": "Penerimaan: ", "6.2": "Pengeluaran: "}


def render_board(figures: PublicFigures) -> bytes:
    """Return the sheet as PNG at 150 pixels per inch; the same figures always give the same bytes.

    Safe from any thread, about 0.4 s. RenderError when this installation is damaged (typesetting.typeset).
    """
    return typeset(_TEMPLATE, board_data(figures), "png", parts=PARTS, ppi=PIXELS_PER_INCH)


def render_board_pdf(figures: PublicFigures) -> bytes:
    """Return the sheet as one PDF page of 297 x 420 mm, to be printed."""
    return typeset(_TEMPLATE, board_data(figures), "pdf", parts=PARTS)


def board_data(figures: PublicFigures) -> Data:
    """Return every word and number of the sheet, ready to be set; the QR code as SVG, empty without an address."""
    village = figures.village
    places = (
        f"Kecamatan {village.kecamatan_name}" if village.kecamatan_name else "",
        kabupaten(figures.kabupaten),
    )
    texts = told.words(figures, MOST_ENTRIES)
    side = _side(figures)
    return {
        "office": drawable(f"Pemerintah {village.label}"),
        "place": drawable(", ".join(part for part in places if part)),
        "title": drawable(figures.title),
        "period": _period(figures),
        "totals": told.totals(figures, format_rupiah),
        "heads": _heads(figures),
        "tables": _tables(figures),
        "activities": activities_words(figures) if figures.kind is Told.REALISED else "",
        "unfinished_title": side.title,
        "unfinished": told.rows_of(side),
        "more": side.more,
        "calm": side.calm,
        "words": texts,
        "ask": "Alamat layanan" if figures.kind is Told.LIST else "Alamat pengaduan",
        "url": drawable(figures.village_url.partition("://")[2]),
        "contact": drawable(figures.complaint_address),
        "anonymous": "Boleh tanpa nama. Anda mendapat kode untuk melihat jawaban." if figures.village_url else "",
        "qr": qr_svg(figures.village_url, QR_COLOUR) if figures.village_url else "",
        "foot": _foot(figures, no_budget=any(not amount.anggaran for amount in _amounts(figures))),
    }


def _side(figures: PublicFigures) -> told.Listing:
    """The box at the left of the address for complaints."""
    spent = figures.spending_total
    match figures.kind:
        case Told.REALISED:
            return structs.replace(told.unfinished(figures), title="Kegiatan yang belum selesai")
        case Told.SUMMARY:
            done = f"Belanja terlaksana {format_percent(spent.realisasi, spent.anggaran)}"
            sums = f"{format_rupiah(spent.realisasi)} dari {format_rupiah(spent.anggaran)}"
            income = f"{format_rupiah(figures.revenue_total.realisasi)} sudah diterima"
            return told.Listing("Realisasi APB Desa", ((done, sums), ("Pendapatan", income)))
        case Told.LIST:
            return told.Listing("Cara meminta informasi", (("Datang ke kantor desa", "atau tulis di halaman desa"),))
        case Told.ACTIVITIES:
            count = f"{len(figures.activities)} kegiatan dibiayai Dana Desa"
            return told.Listing("Hasil musyawarah desa", ((count, f"Jumlahnya {format_rupiah(figures.planned)}"),))
        case Told.CHANGED | Told.PLANNED:
            return told.listing(figures)


def _heads(figures: PublicFigures) -> list[str]:
    match figures.kind:
        case Told.PLANNED:
            return ["Anggaran", "%"]
        case Told.CHANGED:
            return ["Semula", "Menjadi", "Selisih", "%"]
        case Told.ACTIVITIES:
            return ["Besaran", "%"]
        case _:
            return ["Anggaran", "Realisasi", "Sisa", "%"]


def _tables(figures: PublicFigures) -> list[Data]:
    """The tables of sums; none where texts take their place."""
    if figures.kind in (Told.SUMMARY, Told.LIST):
        return []
    if figures.kind is Told.ACTIVITIES:
        whole = Amount(figures.planned)
        lines = tuple(
            Line("", f"{one.name}, {one.location}" if one.location else one.name, one.name, one.amount)
            for one in figures.largest
        )
        return [_table(figures, "Kegiatan dan lokasi", lines, "Jumlah", whole, MOST_ACTIVITIES)]
    return [
        _table(figures, "Pendapatan", figures.revenue, "Jumlah pendapatan", figures.revenue_total),
        _table(figures, "Belanja per bidang", figures.spending, "Jumlah belanja", figures.spending_total),
        _table(figures, "Pembiayaan", _financing(figures), "Pembiayaan neto", figures.financing_net),
    ]


def _period(figures: PublicFigures) -> str:
    """`Semester I Tahun Anggaran 2025`; a list, a day, and whatever has no year of its own stay as they are."""
    label, year = figures.period.label, str(figures.period.year)
    if figures.kind is Told.LIST or figures.period.kind is PeriodKind.EVENT:
        return label
    return f"{label.removesuffix(year)}Tahun Anggaran {year}" if label.endswith(f" {year}") else label


def _table(
    figures: PublicFigures, title: str, lines: tuple[Line, ...], sum_name: str, total: Amount, most: int = MOST_LINES
) -> Data:
    shown = lines
    if len(lines) > most:
        rest = lines[most - 1 :]
        together = Amount(sum(one.amount.anggaran for one in rest), sum(one.amount.realisasi for one in rest))
        name = f"{len(rest)} rincian lainnya"
        shown = (*lines[: most - 1], Line("", name, name, together))
    row = partial(_row, figures.kind, total)
    return {
        "title": title,
        "rows": [row(drawable(line.name), line.amount) for line in shown],
        "sum": row(sum_name, total),
    }


def _financing(figures: PublicFigures) -> tuple[Line, ...]:
    """The lines of financing, each saying whether it comes in or goes out; those that go out count against the net."""
    return tuple(
        Line(line.code, f"{_SIDES.get(line.code[:3], '')}{line.name}", line.short_name, line.amount)
        for line in figures.financing
    )


def _row(kind: Told, total: Amount, name: str, amount: Amount) -> list[str]:
    planned, now = amount.anggaran, amount.realisasi
    if kind in (Told.PLANNED, Told.ACTIVITIES):
        # Of net financing a part can be more than the whole.
        share = _percent(planned, total.anggaran) if 0 <= planned <= total.anggaran else ""
        return [name, format_number(planned), share]
    left = -amount.sisa if kind is Told.CHANGED else amount.sisa
    return [name, *(format_number(one) for one in (planned, now, left)), _percent(now, planned)]


def _percent(part: int, whole: int) -> str:
    return format_percent(part, whole).removesuffix("%") if whole else "–"


def _amounts(figures: PublicFigures) -> list[Amount]:
    lines = (*figures.revenue, *figures.spending, *figures.financing)
    return [*(line.amount for line in lines), figures.revenue_total, figures.spending_total, figures.financing_net]


def _foot(figures: PublicFigures, *, no_budget: bool) -> str:
    district = figures.village.kecamatan_name
    by = f" Kecamatan {drawable(district)}" if district else " kecamatan"
    approved = f", disetujui{by} {format_date(figures.approved_on)}" if figures.approved_on else ""
    plan = figures.kind in (Told.PLANNED, Told.ACTIVITIES)
    about = f"Tahun {figures.period.year}" if plan else f"Data per {format_date(figures.period.last_day)}"
    unit = "" if figures.kind is Told.LIST else "Satuan rupiah. "
    tables = figures.kind in (Told.REALISED, Told.CHANGED)
    none = " Tanda – berarti tanpa anggaran." if no_budget and tables else ""
    return f"{unit}{about}{approved}.{none} Dibuat dengan SIPA BERMEDSOS."
