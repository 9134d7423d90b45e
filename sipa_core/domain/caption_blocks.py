"""What a caption says of each kind of publication, block by block, and how it is made shorter.

The words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from sipa_core.domain.budget import Amount
from sipa_core.domain.money import format_percent, format_rupiah, format_short
from sipa_core.domain.publication_figures import SHOWN_ROWS, SHOWN_UNFINISHED, Activity, PublicFigures
from sipa_core.domain.templates import Told

ALL_ROWS: Final = 40
"""So many activities or pieces of information a long caption lists."""

Block = list[str]


class Detail(msgspec.Struct, frozen=True):
    """How much a caption says; the last one says the least and still tells every item."""

    money: Callable[[int], str] = format_rupiah
    notes: bool = True
    hashtags: bool = True
    budgets: bool = True
    rows: int = ALL_ROWS


DETAILS: Final = (
    Detail(),
    Detail(notes=False),
    Detail(notes=False, rows=SHOWN_ROWS),
    Detail(notes=False, money=format_short, rows=SHOWN_ROWS),
    Detail(notes=False, money=format_short, hashtags=False, rows=SHOWN_ROWS),
    Detail(notes=False, money=format_short, hashtags=False, budgets=False, rows=SHOWN_ROWS),
)


def caption_blocks(figures: PublicFigures, detail: Detail) -> list[Block]:
    """Return the blocks of a caption without its hashtags, the first line saying what it is about."""
    return [[_first_line(figures)], *_middle(figures, detail), list(_contact(figures))]


def _middle(figures: PublicFigures, detail: Detail) -> list[Block]:
    match figures.kind:
        case Told.REALISED:
            return _realised(figures, detail)
        case Told.PLANNED:
            return _planned(figures, detail)
        case Told.CHANGED:
            return _changed(figures, detail)
        case Told.ACTIVITIES:
            return [list(_listed(figures, detail))]
        case Told.SUMMARY:
            return [list(_said(figures)), list(_budget(figures, detail))]
        case Told.LIST:
            return [list(_entries(figures, detail))]


def activities_words(figures: PublicFigures) -> str:
    """Return how many activities are complete, in words; empty when the report lists none."""
    n, m = figures.finished_activities, len(figures.activities)
    return f"{n} dari {m} kegiatan selesai" if m else ""


def others_words(figures: PublicFigures) -> str:
    """Return how many unfinished activities are not listed, in words; empty when all are."""
    return more_words(len(figures.unfinished) - SHOWN_UNFINISHED)


def more_words(others: int) -> str:
    """Return that so many more stand on the page; empty for none."""
    return f"dan {others} lainnya, lihat rincian" if others > 0 else ""


def changed_words(amount: Amount, money: Callable[[int], str]) -> str:
    """Return `bertambah Rp20,0 juta`, `berkurang …` or `tetap`: what a change of the budget did to a sum."""
    by = amount.realisasi - amount.anggaran
    if by == 0:
        return "tetap"
    return f"{'bertambah' if by > 0 else 'berkurang'} {money(abs(by))}"


def activity_words(one: Activity, money: Callable[[int], str]) -> str:
    """Return place, plan and executor of an activity on one line, as far as they are known."""
    return ", ".join(part for part in (one.location, money(one.amount.anggaran), one.executor) if part)


def _first_line(figures: PublicFigures) -> str:
    total = figures.spending_total
    match figures.kind:
        case Told.PLANNED:
            said = f"belanja {format_short(total.anggaran)}."
        case Told.CHANGED:
            said = f"belanja menjadi {format_short(total.realisasi)}."
        case Told.ACTIVITIES:
            said = f"{len(figures.activities)} kegiatan, {format_short(figures.planned)}."
        case Told.LIST:
            said = f"{len(figures.entries)} informasi dapat Anda minta."
        case _ if total.anggaran == 0:
            said = f"belanja {format_short(total.realisasi)}, tanpa anggaran."
        case _:
            said = f"belanja terlaksana {format_percent(total.realisasi, total.anggaran)}."
    return f"{figures.headline}: {said}"


def _realised(figures: PublicFigures, detail: Detail) -> list[Block]:
    return [
        list(_budget(figures, detail)),
        list(_activities(figures, detail)),
        list(_unfinished(figures, detail)),
        [f"Sisa anggaran belanja: {detail.money(figures.left)}"],
    ]


def _planned(figures: PublicFigures, detail: Detail) -> list[Block]:
    total = figures.spending_total.anggaran
    sums = [
        "APB Desa",
        f"Pendapatan {detail.money(figures.revenue_total.anggaran)}",
        f"Belanja {detail.money(total)}",
        f"Pembiayaan neto {detail.money(figures.financing_net.anggaran)}",
    ]
    shares = [
        f"• {line.short_name}: {detail.money(line.amount.anggaran)} ({format_percent(line.amount.anggaran, total)})"
        for line in figures.spending
    ]
    return [sums, ["Belanja per bidang", *shares], list(_listed(figures, detail))]


def _changed(figures: PublicFigures, detail: Detail) -> list[Block]:
    sums = [
        _change("Pendapatan", figures.revenue_total, detail),
        _change("Belanja", figures.spending_total, detail),
        _change("Pembiayaan neto", figures.financing_net, detail),
    ]
    lines = [
        f"• {line.short_name}: {changed_words(line.amount, detail.money)}"
        for line in figures.spending
        if line.amount.anggaran != line.amount.realisasi
    ]
    return [
        ["Perubahan APB Desa", *sums],
        ["Belanja per bidang yang berubah", *lines] if lines else [],
        list(_said(figures)),
    ]


def _change(name: str, amount: Amount, detail: Detail) -> str:
    by = f" ({changed_words(amount, detail.money)})" if detail.budgets else ""
    return f"{name} semula {detail.money(amount.anggaran)}, menjadi {detail.money(amount.realisasi)}{by}"


def _listed(figures: PublicFigures, detail: Detail) -> Iterator[str]:
    """The activities with place, size and executor, the largest first."""
    yield "Kegiatan, lokasi dan besarnya"
    for one in figures.largest[: detail.rows]:
        yield f"• {one.name}: {activity_words(one, detail.money)}"
    if more := more_words(len(figures.activities) - detail.rows):
        yield more


def _entries(figures: PublicFigures, detail: Detail) -> Iterator[str]:
    yield "Daftar informasi publik"
    for one in figures.entries[: detail.rows]:
        about = ", ".join(part for part in (one.keeper, one.form if detail.notes else "") if part)
        yield f"• {one.name} ({about})" if about else f"• {one.name}"
    if more := more_words(len(figures.entries) - detail.rows):
        yield more


def _said(figures: PublicFigures) -> Iterator[str]:
    return (f"{one.label}: {one.text}" for one in figures.said)


def _budget(figures: PublicFigures, detail: Detail) -> Iterator[str]:
    net = figures.financing_net
    yield "Realisasi APB Desa"
    yield _told("Pendapatan", figures.revenue_total, detail)
    yield _told("Belanja", figures.spending_total, detail)
    yield f"Pembiayaan neto {detail.money(net.realisasi)}" + (
        f" dari anggaran {detail.money(net.anggaran)}" if detail.budgets else ""
    )


def _activities(figures: PublicFigures, detail: Detail) -> Iterator[str]:
    done = activities_words(figures)
    yield f"Realisasi kegiatan per bidang, {done}" if done else "Realisasi kegiatan per bidang"
    for line in figures.spending:
        yield _told(f"• {line.short_name}:", line.amount, detail)


def _unfinished(figures: PublicFigures, detail: Detail) -> Iterator[str]:
    if not figures.unfinished:
        yield "Kegiatan yang belum selesai: nihil"
        return
    yield "Kegiatan yang belum selesai"
    for one in figures.unfinished[:SHOWN_UNFINISHED]:
        yield f"• {one.name}: {one.note}" if detail.notes and one.note else f"• {one.name}"
    if others := others_words(figures):
        yield others


def _contact(figures: PublicFigures) -> Iterator[str]:
    if figures.complaint_address:
        word = "Alamat layanan" if figures.kind is Told.LIST else "Alamat pengaduan"
        yield f"{word}: {figures.complaint_address}"
    if figures.report_url:
        yield f"Rincian: {figures.report_url}"
    if figures.village_url:
        yield f"Tanya atau lapor, boleh tanpa nama: {figures.village_url}"


def _told(name: str, amount: Amount, detail: Detail) -> str:
    share = format_percent(amount.realisasi, amount.anggaran)
    budgeted = f" dari {detail.money(amount.anggaran)}" if detail.budgets and amount.anggaran else ""
    return f"{name} {detail.money(amount.realisasi)}{budgeted} ({share})"
