"""Identifiers: UUIDv5 of the natural key where there is one, UUIDv7 for everything else (protocol, "Words").

Two authors who write the same report must make the same id; that is why natural keys are never random.
"""

from __future__ import annotations

import uuid
from functools import lru_cache

from sipa_core.ports import Clock, Entropy

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "sipa:1")


@lru_cache(maxsize=8192)
def natural_id(record_type: str, *key: str | int) -> str:
    """Return the UUIDv5 of a record's natural key, as text; the same key always gives the same id.

    Kept, since a matrix asks for the same thousand again and again.
    """
    return str(uuid.uuid5(NAMESPACE, "|".join([record_type, *map(str, key)])))


def new_id(clock: Clock, entropy: Entropy) -> str:
    """Return a fresh UUIDv7 (RFC 9562): 48 bits of UTC milliseconds, then 74 random bits; sorts by time of making."""
    moment = clock.now() & ((1 << 48) - 1)
    chance = int.from_bytes(entropy.bytes(10), "big") & ((1 << 74) - 1)
    high, low = chance >> 62, chance & ((1 << 62) - 1)
    return str(uuid.UUID(int=moment << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))


def is_id(text: str) -> bool:
    """True for a UUID in its canonical lower-case form, the only form that travels."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def report_id(village: str, template: str, period: str, ordinal: int = 0) -> str:
    """The id of the report that a village owes for a period (village, type, period, ordinal)."""
    return natural_id("report", village, template, period, ordinal)


def draft_id(village: str, template: str, period: str, ordinal: int = 0) -> str:
    """The id of the text being written for that same report."""
    return natural_id("draft", village, template, period, ordinal)


def event_id(village: str, template: str, period: str, ordinal: int = 0) -> str:
    """The id of the event that makes the village owe that same report."""
    return natural_id("event", village, template, period, ordinal)


def progress_id(village: str, template: str, period: str, ordinal: int = 0) -> str:
    """The id of what the kecamatan is told of how far that text is."""
    return natural_id("progress", village, template, period, ordinal)


def version_id(report: str, n: int) -> str:
    """The id of the n-th version sent of a report; n counts from 1."""
    return natural_id("version", report, n)


def review_id(version: str) -> str:
    """The id of the one review that a version can have."""
    return natural_id("review", version)


def publication_id(report: str) -> str:
    """The id of a report's publication; accepting a later version keeps it, so the address stays."""
    return natural_id("publication", report)


def posting_id(publication: str, channel: str) -> str:
    """The id of one channel's posting of a publication."""
    return natural_id("posting", publication, channel)
