"""Fingerprints of photos, by which the same picture is known again though it was stored anew, smaller or lighter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from sipa_core.domain.attachments import HASH_COLUMN, LOOK_COLUMN, Media, is_blob_hash
from sipa_core.domain.paths import Value

LOOK_BITS: Final = 256
_DIGITS: Final = LOOK_BITS // 4
ALIKE_BITS: Final = 32
"""So many of the 256 bits may differ between two looks of one photo, and no more than half of those set in either;
different photos differ in 45 and more."""

FLAT_BITS: Final = 12
"""A picture with fewer steps from dark to light than this (a wall, a blank sheet) looks like any other such."""

_LOOK = re.compile(r"(?:[0-9a-f]{64}){1,8}")


class PhotoPrint(msgspec.Struct, frozen=True):
    """One picture: the SHA-256 of its bytes, its look (hex digits, "" when unknown) and where it is, in words."""

    sha256: str
    look: str = ""
    where: str = ""


def is_look(text: object) -> bool:
    """True for 64 lower-case hex digits, or several times as many: the whole picture, then parts of it."""
    return isinstance(text, str) and _LOOK.fullmatch(text) is not None


def is_alike(one: str, other: str) -> bool:
    """True when two looks are of the same photo, also when the edges of one were cut off; never for unknown looks or
    flat pictures."""
    firsts, seconds = _looks(one), _looks(other)
    return bool(firsts and seconds) and (_is_among(firsts[0], seconds) or _is_among(seconds[0], firsts))


@lru_cache(maxsize=4096)
def _looks(text: str) -> tuple[tuple[int, int], ...]:
    """The whole and its parts, each with how many bits are set; none for a text that is no look."""
    if not is_look(text):
        return ()
    values = (int(text[at : at + _DIGITS], 16) for at in range(0, len(text), _DIGITS))
    return tuple((value, value.bit_count()) for value in values)


def _is_among(whole: tuple[int, int], looks: tuple[tuple[int, int], ...]) -> bool:
    """True when a whole picture is nearly the same as one of the looks."""
    value, ones = whole
    if not FLAT_BITS <= ones <= LOOK_BITS - FLAT_BITS:
        return False
    for other, others in looks:
        differ = (value ^ other).bit_count()
        if differ <= ALIKE_BITS and differ * 2 <= ones + others and FLAT_BITS <= others <= LOOK_BITS - FLAT_BITS:
            return True
    return False


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
