"""Names of files: what people see, and what a copy may be called on any disk.

A name is never a path. Whatever a file was called elsewhere, the name that comes out has no folder, no control or
direction mark, no device of Windows in it, and the ending of what it really is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from sipa_core.domain.attachments import MAX_NAME, Media

MAX_NAME_BYTES: Final = 200
"""UTF-8; leaves room for " (99)" within the 255 bytes of the narrowest file system."""

PLAIN: Final = "lampiran"

_ENDINGS: Final = re.compile(r"\.(jpe?g|jfif|png|pdf|webp|gif|bmp|tiff?|heic|heif|svg|html?|exe|docm?x?|zip)$", re.I)
_FORBIDDEN: Final = str.maketrans(dict.fromkeys('<>:"|?*', "-"))
_FOLDERS: Final = str.maketrans(dict.fromkeys("/\\", "-"))
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)", re.I)


def shown_name(name: str, media: Media) -> str:
    """The name for people, at most 120 characters and 200 bytes, with the ending of `media`; never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", _clean(name)))[-1]
    stem = _trimmed(last.translate(_FORBIDDEN))
    while (found := _ENDINGS.search(stem)) is not None:
        stem = _trimmed(stem[: found.start()])
    if _DEVICE.match(stem):
        stem = f"{PLAIN}-{stem}"
    stem = _trimmed(_cut(stem, MAX_NAME - len(media.ending), MAX_NAME_BYTES - len(media.ending))) or PLAIN
    return stem + media.ending


def titled(title: str) -> str:
    """A title as the name of a file without its ending: `Formulir LRA 7 Juli 2025 - RT 2-RW 1`; never empty."""
    whole = unicodedata.normalize("NFC", _clean(title)).replace(": ", " - ")
    return _trimmed(_cut(_trimmed(whole.translate(_FORBIDDEN | _FOLDERS)), MAX_NAME, MAX_NAME_BYTES)) or PLAIN


def plain_name(name: str) -> str:
    """The name of a file that was refused, safe to stand in a sentence: no path, nothing unprintable, short."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", _clean(name)))[-1]
    return _cut(_trimmed(last), 60, 200) or PLAIN


def export_name(name: str, media: Media, taken: Collection[str]) -> str:
    """A name for a copy on disk that none of `taken` is, also where capitals do not count."""
    first = shown_name(name, media)
    used = {_folded(other) for other in taken}
    stem = first.removesuffix(media.ending)
    number, tried = 1, first
    while _folded(tried) in used:
        number += 1
        tried = f"{stem} ({number}){media.ending}"
    return tried


def _clean(text: str) -> str:
    """Without control, direction, private and broken characters; every space is a plain one."""
    seen = (char for char in text if char == "\t" or unicodedata.category(char) not in _UNSEEN)
    kept = (" " if char.isspace() else char for char in seen)
    return re.sub(r" {2,}", " ", "".join(kept))


_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _trimmed(text: str) -> str:
    """Without the dots and spaces that Windows drops at an end; a leading dot hides a file."""
    return text.strip(" .").strip()


def _cut(text: str, characters: int, size: int) -> str:
    cut = text[:characters]
    while len(cut.encode()) > size:
        cut = cut[:-1]
    while cut and unicodedata.combining(cut[-1]) and len(cut) < len(text):
        cut = cut[:-1]
    return cut


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
