"""What a picture shows of each kind of publication: sums, one fact, bars, lists and texts, in words ready to be set.

Where they stand is the business of the picture.

The words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from sipa_core.domain.budget import Amount
from sipa_core.domain.caption_blocks import activities_words, activity_words, changed_words, more_words, others_words
from sipa_core.domain.money import format_percent, format_short, percent_tenths
from sipa_core.domain.publication_figures import MAX_BIDANG, SHOWN_ROWS, Line, PublicFigures
from sipa_core.domain.templates import Told
from sipa_render.drawn import Data, drawable

Money = Callable[[int], str]

SHOWN_ENTRIES: Final = 6
"""Pieces of public information that a picture on a phone lists."""


class Fact(msgspec.Struct, frozen=True):
    """The one big thing, and up to three lines beside it; `tenths` of a percent fill a meter where there is one."""

    fact: str
    label: str
    left_label: str = ""
    left: str = ""
    more: str = ""
    tenths: int | None = None


class Listing(msgspec.Struct, frozen=True):
    """Rows of name and note under a title; `calm` where nothing is amiss."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    more: str = ""
    calm: bool = True


def fact(figures: PublicFigures) -> Fact:
    """Return what stands largest on the picture."""
    spent, n = figures.spending_total, len(figures.activities)
    match figures.kind:
        case Told.PLANNED:
            return Fact(format_short(spent.anggaran), "anggaran belanja desa", more=f"untuk {n} kegiatan" if n else "")
        case Told.CHANGED:
            by = changed_words(spent, format_short)
            return Fact(
                format_short(spent.realisasi), "belanja sesudah perubahan", "Semula", format_short(spent.anggaran), by
            )
        case Told.ACTIVITIES:
            return Fact(format_short(figures.planned), f"untuk {n} kegiatan prioritas")
        case Told.LIST:
            return Fact(str(len(figures.entries)), "informasi dapat Anda lihat atau minta")
        case _:
            planned = spent.anggaran != 0
            return Fact(
                format_percent(spent.realisasi, spent.anggaran) if planned else format_short(spent.realisasi),
                "belanja desa sudah terlaksana" if planned else "belanja desa, tanpa anggaran",
                "Sisa anggaran belanja",
                format_short(figures.left),
                activities_words(figures),
                spent.percent or 0,
            )


def totals(figures: PublicFigures, money: Money) -> list[Data]:
    """Return the three sums at the head, each with a label, its amount and what stands below it."""
    if figures.kind is Told.ACTIVITIES:
        largest = figures.largest[0].amount.anggaran if figures.activities else 0
        return [
            _sum("Jumlah anggaran", money(figures.planned)),
            _sum("Kegiatan", str(len(figures.activities))),
            _sum("Kegiatan terbesar", money(largest)),
        ]
    if figures.kind is Told.LIST:
        printed = sum("cetak" in one.form.casefold() for one in figures.entries)
        electronic = sum("elektronik" in one.form.casefold() for one in figures.entries)
        return [
            _sum("Informasi", str(len(figures.entries))),
            _sum("Bentuk cetak", str(printed)),
            _sum("Bentuk elektronik", str(electronic)),
        ]
    named = (
        ("Pendapatan", figures.revenue_total),
        ("Belanja", figures.spending_total),
        ("Pembiayaan neto", figures.financing_net),
    )
    match figures.kind:
        case Told.PLANNED:
            return [_sum(name, money(one.anggaran)) for name, one in named]
        case Told.CHANGED:
            return [_sum(name, money(one.realisasi), f"semula {money(one.anggaran)}") for name, one in named]
        case _:
            return [_sum(name, money(one.realisasi), f"anggaran {money(one.anggaran)}") for name, one in named]


def bars(figures: PublicFigures) -> list[Data]:
    """Return the bars: each bidang, or each of the largest activities; none where words are told."""
    match figures.kind:
        case Told.REALISED:
            return [_realised(line) for line in figures.spending]
        case Told.PLANNED:
            whole = figures.spending_total.anggaran
            return [_share(line.short_name, line.amount.anggaran, whole) for line in figures.spending]
        case Told.CHANGED:
            whole = figures.spending_total.realisasi
            return [_changed(line, whole) for line in figures.spending]
        case Told.ACTIVITIES:
            shown = figures.largest[:MAX_BIDANG]
            return [_placed(one.name, one.location, one.amount.anggaran, figures.planned) for one in shown]
        case Told.SUMMARY | Told.LIST:
            return []


def listing(figures: PublicFigures) -> Listing:
    """Return the list below the bars; without rows where there is nothing to list."""
    match figures.kind:
        case Told.REALISED:
            return unfinished(figures)
        case Told.PLANNED:
            rows = tuple((one.name, activity_words(one, format_short)) for one in figures.largest[:SHOWN_ROWS])
            more = more_words(len(figures.activities) - SHOWN_ROWS)
            return Listing("Kegiatan terbesar dan pelaksananya", rows, more)
        case Told.ACTIVITIES:
            others = figures.largest[MAX_BIDANG : MAX_BIDANG + SHOWN_ROWS]
            rows = tuple((one.name, activity_words(one, format_short)) for one in others)
            return Listing("Kegiatan lainnya", rows, more_words(len(figures.activities) - MAX_BIDANG - SHOWN_ROWS))
        case _:
            return Listing("")


def words(figures: PublicFigures, most: int = SHOWN_ENTRIES) -> list[Data]:
    """Return the texts that are told whole, or pieces of public information with who keeps them."""
    if figures.kind is Told.LIST:
        told = [
            (one.name, ", ".join(part for part in (one.keeper, one.made, one.form, one.kept) if part))
            for one in figures.entries[:most]
        ]
        more = more_words(len(figures.entries) - most)
        return [*(_words(head, text) for head, text in told), *([_words("", more)] if more else [])]
    return [_words(one.label, one.text) for one in figures.said]


def unfinished(figures: PublicFigures) -> Listing:
    """Return the unfinished activities that a picture lists, or the one word that there are none."""
    named = tuple((one.name, one.note) for one in figures.unfinished[:SHOWN_ROWS]) or (("Nihil", ""),)
    return Listing("Kegiatan belum selesai", named, others_words(figures), calm=False)


def rows_of(found: Listing) -> list[Data]:
    """Return the rows of a list, ready to be set."""
    return [{"name": drawable(name), "note": drawable(note)} for name, note in found.rows]


def _sum(label: str, amount: str, below: str = "") -> Data:
    return {"label": label, "amount": amount, "budget": below}


def _words(head: str, text: str) -> Data:
    return {"head": drawable(head), "text": drawable(text)}


def _realised(line: Line) -> Data:
    realised, planned = line.amount.realisasi, line.amount.anggaran
    text = f"{format_short(realised)} dari {format_short(planned)}" if planned else format_short(realised)
    share = format_percent(realised, planned)
    return _bar(line.short_name, text, format_short(realised), share, line.amount.percent)


def _share(name: str, amount: int, whole: int) -> Data:
    money = format_short(amount)
    return _bar(name, money, money, format_percent(amount, whole), percent_tenths(amount, whole))


def _placed(name: str, place: str, amount: int, whole: int) -> Data:
    return _bar(name, place, place, format_short(amount), percent_tenths(amount, whole))


def _changed(line: Line, whole: int) -> Data:
    amount: Amount = line.amount
    now = format_short(amount.realisasi)
    return _bar(line.short_name, changed_words(amount, format_short), "", now, percent_tenths(amount.realisasi, whole))


def _bar(name: str, text: str, short: str, strong: str, tenths: int | None) -> Data:
    """One bar: its name, what stands beside it (shorter on a story), its strong figure, and how far it goes."""
    return {
        "name": drawable(name),
        "text": drawable(text),
        "sum": drawable(short),
        "percent": strong,
        "tenths": tenths or 0,
    }
