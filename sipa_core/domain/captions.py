"""Captions ready to copy, one per channel, from the same figures as the picture.

Every caption carries all five items of article 72 and fits its channel; it is shortened by leaving out detail, never an
item. Nothing but the figures enters. The words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from sipa_core.domain.budget import Amount
from sipa_core.domain.channels import Channel, Unit
from sipa_core.domain.money import format_percent, format_rupiah, format_short
from sipa_core.domain.publication_figures import SHOWN_UNFINISHED, PublicFigures

MAX_HASHTAGS: Final = 5
"""More do not help anywhere, and Instagram takes no more (since December 2025)."""


class _Detail(msgspec.Struct, frozen=True):
    """How much a caption says; the last one says the least and still tells every item."""

    money: Callable[[int], str] = format_rupiah
    notes: bool = True
    hashtags: bool = True
    budgets: bool = True


_DETAILS: Final = (
    _Detail(),
    _Detail(notes=False),
    _Detail(notes=False, money=format_short),
    _Detail(notes=False, money=format_short, hashtags=False),
    _Detail(notes=False, money=format_short, hashtags=False, budgets=False),
)


def caption(figures: PublicFigures, channel: Channel) -> str:
    """Return the text for a post on the channel: the longest that fits, its first line saying what it is about."""
    texts = [_caption(figures, channel, detail) for detail in _DETAILS]
    return next((text for text in texts if fits(text, channel)), texts[-1])


def count(text: str, channel: Channel) -> int:
    """Return the length of the text in the channel's own unit."""
    return len(text.encode("utf-16-le")) // 2 if channel.unit is Unit.UTF16 else len(text)


def fits(text: str, channel: Channel) -> bool:
    """True when the channel takes a text of this length and with this many hashtags."""
    short_enough = channel.text_max is None or count(text, channel) <= channel.text_max
    return short_enough and (channel.hashtags_max is None or count_hashtags(text) <= channel.hashtags_max)


def count_hashtags(text: str) -> int:
    """Return how many hashtags stand in the text."""
    return len(re.findall(r"(?<![\w&/])#\w*[^\W\d_]\w*", text))


def seen_first(text: str, channel: Channel) -> str:
    """Return what a reader sees before "lihat selengkapnya"; the whole text where the channel does not fold it."""
    fold = channel.text_fold
    if fold is None or count(text, channel) <= fold:
        return text
    if channel.unit is Unit.CHARACTERS:
        return text[:fold]
    # An emoji counts two and is never cut in half.
    return text.encode("utf-16-le")[: fold * 2].decode("utf-16-le", errors="ignore")


def hashtags(figures: PublicFigures, channel: Channel) -> tuple[str, ...]:
    """Return the hashtags for the channel, most telling first, at most five."""
    village = figures.village
    words = (
        village.label,
        f"Kecamatan {village.kecamatan_name}" if village.kecamatan_name else "",
        figures.kabupaten,
        f"APBDes {figures.period.year}",
        "Transparansi Desa",
    )
    tags = tuple(f"#{tag}" for tag in (_tag(word) for word in words) if tag)
    most = MAX_HASHTAGS if channel.hashtags_max is None else min(MAX_HASHTAGS, channel.hashtags_max)
    return tags[:most]


def activities_words(figures: PublicFigures) -> str:
    """Return how many activities are complete, in words; empty when the report lists none."""
    n, m = figures.finished_activities, len(figures.activities)
    return f"{n} dari {m} kegiatan selesai" if m else ""


def others_words(figures: PublicFigures) -> str:
    """Return how many unfinished activities are not listed, in words; empty when all are."""
    others = len(figures.unfinished) - SHOWN_UNFINISHED
    return f"dan {others} lainnya, lihat rincian" if others > 0 else ""


def _caption(figures: PublicFigures, channel: Channel, detail: _Detail) -> str:
    blocks = [
        [_first_line(figures)],
        list(_budget(figures, detail)),
        list(_activities(figures, detail)),
        list(_unfinished(figures, detail)),
        [f"Sisa anggaran belanja: {detail.money(figures.left)}"],
        list(_contact(figures)),
        [" ".join(hashtags(figures, channel))] if detail.hashtags else [],
    ]
    return "\n\n".join(text for text in ("\n".join(block) for block in blocks) if text)


def _first_line(figures: PublicFigures) -> str:
    total = figures.spending_total
    if total.anggaran == 0:
        return f"{figures.headline}: belanja {format_short(total.realisasi)}, tanpa anggaran."
    return f"{figures.headline}: belanja terlaksana {format_percent(total.realisasi, total.anggaran)}."


def _budget(figures: PublicFigures, detail: _Detail) -> Iterator[str]:
    net = figures.financing_net
    yield "Realisasi APB Desa"
    yield _told("Pendapatan", figures.revenue_total, detail)
    yield _told("Belanja", figures.spending_total, detail)
    yield f"Pembiayaan neto {detail.money(net.realisasi)}" + (
        f" dari anggaran {detail.money(net.anggaran)}" if detail.budgets else ""
    )


def _activities(figures: PublicFigures, detail: _Detail) -> Iterator[str]:
    done = activities_words(figures)
    yield f"Realisasi kegiatan per bidang, {done}" if done else "Realisasi kegiatan per bidang"
    for line in figures.spending:
        yield _told(f"• {line.short_name}:", line.amount, detail)


def _unfinished(figures: PublicFigures, detail: _Detail) -> Iterator[str]:
    if not figures.unfinished:
        yield "Kegiatan yang belum selesai: nihil"
        return
    yield "Kegiatan yang belum selesai"
    for one in figures.unfinished[:SHOWN_UNFINISHED]:
        yield f"• {one.name}: {one.note}" if detail.notes and one.note else f"• {one.name}"
    if others := others_words(figures):
        yield others


def _contact(figures: PublicFigures) -> Iterator[str]:
    yield f"Alamat pengaduan: {figures.complaint_address}"
    if figures.report_url:
        yield f"Rincian: {figures.report_url}"
    if figures.village_url:
        yield f"Tanya atau lapor, boleh tanpa nama: {figures.village_url}"


def _told(name: str, amount: Amount, detail: _Detail) -> str:
    share = format_percent(amount.realisasi, amount.anggaran)
    budgeted = f" dari {detail.money(amount.anggaran)}" if detail.budgets and amount.anggaran else ""
    return f"{name} {detail.money(amount.realisasi)}{budgeted} ({share})"


def _tag(words: str) -> str:
    """`Kecamatan Paringin` as `KecamatanParingin`: hashtags end at the first sign that is no letter or digit."""
    return "".join(
        part[:1].upper() + part[1:] for part in ("".join(ch for ch in word if ch.isalnum()) for word in words.split())
    )
