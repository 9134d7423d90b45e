"""Captions ready to copy, one per channel, from the same figures as the picture.

Every caption carries all items of its publication and fits its channel; it is shortened by leaving out detail, never an
item. Nothing but the figures enters. The words are not translated: they go to the village's people, not to the user.
"""

from __future__ import annotations

import re
from typing import Final

from sipa_core.domain.caption_blocks import DETAILS, Detail, caption_blocks
from sipa_core.domain.channels import Channel, Unit
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.templates import Told

MAX_HASHTAGS: Final = 5
"""More do not help anywhere, and Instagram takes no more (since December 2025)."""

_TOPICS: Final = {
    Told.ACTIVITIES: "Dana Desa {year}",
    Told.SUMMARY: "Laporan Desa {year}",
    Told.LIST: "Informasi Publik Desa",
}


def caption(figures: PublicFigures, channel: Channel) -> str:
    """Return the text for a post on the channel: the longest that fits, its first line saying what it is about."""
    texts = [_caption(figures, channel, detail) for detail in DETAILS]
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
        _TOPICS.get(figures.kind, "APBDes {year}").format(year=figures.period.year),
        "Transparansi Desa",
    )
    tags = tuple(f"#{tag}" for tag in (_tag(word) for word in words) if tag)
    most = MAX_HASHTAGS if channel.hashtags_max is None else min(MAX_HASHTAGS, channel.hashtags_max)
    return tags[:most]


def _caption(figures: PublicFigures, channel: Channel, detail: Detail) -> str:
    tags = [" ".join(hashtags(figures, channel))] if detail.hashtags else []
    blocks = [*caption_blocks(figures, detail), tags]
    return "\n\n".join(text for text in ("\n".join(block) for block in blocks) if text)


def _tag(words: str) -> str:
    """`Kecamatan Paringin` as `KecamatanParingin`: hashtags end at the first sign that is no letter or digit."""
    return "".join(
        part[:1].upper() + part[1:] for part in ("".join(ch for ch in word if ch.isalnum()) for word in words.split())
    )
