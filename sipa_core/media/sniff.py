"""What a file is by its first bytes; its name and what somebody said of it count for nothing."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from sipa_core.domain.attachments import Media
from sipa_core.media.faults import FileFault


class Kind(StrEnum):
    """What may come in; a WebP leaves as a JPEG or PNG."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    PDF = "PDF"


HEAD: Final = 512
"""So many first bytes decide."""

_HEIF: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
_STARTS: Final[tuple[tuple[bytes, FileFault], ...]] = (
    (b"GIF8", FileFault.ANIMATED),
    (b"PK\x05\x06", FileFault.ARCHIVE),
    (b"Rar!", FileFault.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileFault.ARCHIVE),
    (b"\x1f\x8b", FileFault.ARCHIVE),
    (b"\xd0\xcf\x11\xe0", FileFault.OFFICE),
    (b"MZ", FileFault.PROGRAM),
    (b"\x7fELF", FileFault.PROGRAM),
    (b"#!", FileFault.PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", FileFault.PROGRAM),
    (b"\x1aE\xdf\xa3", FileFault.VIDEO),
    (b"OggS", FileFault.VIDEO),
    (b"ID3", FileFault.VIDEO),
    (b"age-encryption.org/", FileFault.BUNDLE),
)
_OFFICE: Final = (b"[Content_Types].xml", b"_rels/", b"mimetype", b"word/", b"xl/", b"ppt/")
_MARKUP: Final = re.compile(rb"<(\?xml|!doctype|!--|html|head|body|script|svg|iframe|meta)\b", re.I)


def kind_of(head: bytes) -> Kind | FileFault:
    """What the file with these first bytes is, or why it can be nothing that is taken."""
    if not head:
        return FileFault.EMPTY
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head.startswith(b"%PDF-"):
        return Kind.PDF
    if head[4:8] == b"ftyp":
        return FileFault.HEIC if head[8:12] in _HEIF else FileFault.VIDEO
    if head.startswith(b"RIFF"):
        return FileFault.VIDEO
    if head.startswith(b"PK\x03\x04"):
        return FileFault.OFFICE if any(mark in head for mark in _OFFICE) else FileFault.ARCHIVE
    for start, fault in _STARTS:
        if head.startswith(start):
            return fault
    text = head.replace(b"\x00", b"")  # UTF-16 too
    if _MARKUP.search(text[:HEAD]):
        return FileFault.WEB
    return FileFault.UNKNOWN


def media_of(head: bytes) -> Media | None:
    """The medium that stored bytes with this beginning have, None when they have none of the three."""
    kind = kind_of(head[:HEAD])
    if isinstance(kind, FileFault) or kind is Kind.WEBP:
        return None
    return {Kind.JPEG: Media.JPEG, Kind.PNG: Media.PNG, Kind.PDF: Media.PDF}[kind]
