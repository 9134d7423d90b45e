"""The sheet for the notice board (A3 upright), from the public figures and nothing else: sums to the rupiah.

Every item of Permendagri 20/2018 article 72 is on it. Its words are not translated: they go to the village's people.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.budget import Amount
from sipa_core.domain.captions import activities_words, others_words
from sipa_core.domain.dates import format_date
from sipa_core.domain.money import format_number, format_percent, format_rupiah
from sipa_core.domain.publication_figures import Line, PublicFigures
from sipa_render.drawn import PARTS, QR_COLOUR, Data, drawable, kabupaten, unfinished
from sipa_render.qr import qr_svg
from sipa_render.typesetting import typeset

PIXELS_PER_INCH: Final = 150.0
"""Sharp on A3 and still a file of a few hundred kilobytes."""

MOST_LINES: Final = 10
"""Lines of revenue or financing that stand by themselves; the rest are told as one sum, so the table still closes."""

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
    tables = [
        _table("Pendapatan", figures.revenue, "Jumlah pendapatan", figures.revenue_total),
        _table("Belanja per bidang", figures.spending, "Jumlah belanja", figures.spending_total),
        _table("Pembiayaan", _financing(figures), "Pembiayaan neto", figures.financing_net),
    ]
    no_budget = any(not amount.anggaran for amount in _amounts(figures))
    return {
        "office": drawable(f"Pemerintah {village.label}"),
        "place": drawable(", ".join(part for part in places if part)),
        "title": drawable(figures.title),
        "period": _period(figures),
        "totals": [
            _total("Pendapatan", figures.revenue_total),
            _total("Belanja", figures.spending_total),
            _total("Pembiayaan neto", figures.financing_net),
        ],
        "heads": ["Anggaran", "Realisasi", "Sisa", "%"],
        "tables": tables,
        "activities": activities_words(figures),
        "unfinished_title": "Kegiatan yang belum selesai",
        "unfinished": unfinished(figures),
        "more": others_words(figures),
        "ask": "Alamat pengaduan",
        "url": drawable(figures.village_url.partition("://")[2]),
        "contact": drawable(figures.complaint_address),
        "anonymous": "Boleh tanpa nama. Anda mendapat kode untuk melihat jawaban." if figures.village_url else "",
        "qr": qr_svg(figures.village_url, QR_COLOUR) if figures.village_url else "",
        "foot": _foot(figures, no_budget=no_budget),
    }


def _period(figures: PublicFigures) -> str:
    """`Semester I Tahun Anggaran 2025`; whatever has no year of its own stays as it is."""
    label, year = figures.period.label, str(figures.period.year)
    return f"{label.removesuffix(year)}Tahun Anggaran {year}" if label.endswith(f" {year}") else label


def _table(title: str, lines: tuple[Line, ...], sum_name: str, total: Amount) -> Data:
    shown = lines
    if len(lines) > MOST_LINES:
        rest = lines[MOST_LINES - 1 :]
        together = Amount(sum(one.amount.anggaran for one in rest), sum(one.amount.realisasi for one in rest))
        name = f"{len(rest)} rincian lainnya"
        shown = (*lines[: MOST_LINES - 1], Line("", name, name, together))
    return {
        "title": title,
        "rows": [_row(drawable(line.name), line.amount) for line in shown],
        "sum": _row(sum_name, total),
    }


def _financing(figures: PublicFigures) -> tuple[Line, ...]:
    """The lines of financing, each saying whether it comes in or goes out; those that go out count against the net."""
    return tuple(
        Line(line.code, f"{_SIDES.get(line.code[:3], '')}{line.name}", line.short_name, line.amount)
        for line in figures.financing
    )


def _row(name: str, amount: Amount) -> list[str]:
    share = format_percent(amount.realisasi, amount.anggaran).removesuffix("%") if amount.anggaran else "–"
    return [name, format_number(amount.anggaran), format_number(amount.realisasi), format_number(amount.sisa), share]


def _total(label: str, amount: Amount) -> Data:
    return {
        "label": label,
        "amount": format_rupiah(amount.realisasi),
        "budget": f"anggaran {format_rupiah(amount.anggaran)}",
    }


def _amounts(figures: PublicFigures) -> list[Amount]:
    lines = (*figures.revenue, *figures.spending, *figures.financing)
    return [*(line.amount for line in lines), figures.revenue_total, figures.spending_total, figures.financing_net]


def _foot(figures: PublicFigures, *, no_budget: bool) -> str:
    district = figures.village.kecamatan_name
    by = f" Kecamatan {drawable(district)}" if district else " kecamatan"
    approved = f", disetujui{by} {format_date(figures.approved_on)}" if figures.approved_on else ""
    none = " Tanda – berarti tanpa anggaran." if no_budget else ""
    return (
        f"Satuan rupiah. Data per {format_date(figures.period.last_day)}{approved}.{none} Dibuat dengan SIPA BERMEDSOS."
    )
