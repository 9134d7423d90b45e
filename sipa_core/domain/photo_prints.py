"""Fingerprints of photos, by which the same picture is known again though it was stored anew, smaller or lighter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from sipa_core.domain.attachments import HASH_COLUMN, LOOK_COLUMN, Media, is_blob_hash
from sipa_core.domain.paths import Value

LOOK_BITS: Final = 256
ALIKE_BITS: Final = 32
"""So many of the 256 bits may differ between two looks of one photo; different photos differ in about 100."""

FLAT_BITS: Final = 24
"""A picture with fewer steps from dark to light than this (a wall, a blank sheet) looks like any other such."""

_LOOK = re.compile(r"[0-9a-f]{64}")


class PhotoPrint(msgspec.Struct, frozen=True):
    """One picture: the SHA-256 of its bytes, its look (64 hex digits, "" when unknown) and where it is, in words."""

    sha256: str
    look: str = ""
    where: str = ""


def is_look(text: object) -> bool:
    """True for 64 lower-case hex digits."""
    return isinstance(text, str) and _LOOK.fullmatch(text) is not None


def is_alike(one: str, other: str) -> bool:
    """True when two looks are of the same photo; never for unknown looks or flat pictures."""
    if not (is_look(one) and is_look(other)):
        return False
    first, second = int(one, 16), int(other, 16)
    if min(first.bit_count(), second.bit_count(), LOOK_BITS - first.bit_count()) < FLAT_BITS:
        return False
    return (first ^ second).bit_count() <= ALIKE_BITS


def photo_of(cells: Mapping[str, Value], where: str = "") -> PhotoPrint | None:
    """Return the print of a row of files, None when it names no picture."""
    sha256, look, media = cells.get(HASH_COLUMN), cells.get(LOOK_COLUMN), cells.get("media")
    if not isinstance(sha256, str) or not is_blob_hash(sha256) or media == Media.PDF.value:
        return None
    return PhotoPrint(sha256, look if isinstance(look, str) and is_look(look) else "", where)


def same_photo(
    photo: PhotoPrint, others: Iterable[PhotoPrint], *, looks: bool = True
) -> tuple[PhotoPrint | None, bool]:
    """Return another print of the same photo, and whether its very bytes are the same; None when there is none."""
    alike: PhotoPrint | None = None
    for other in others:
        if other.sha256 == photo.sha256:
            return other, True
        if looks and alike is None and is_alike(photo.look, other.look):
            alike = other
    return alike, False
