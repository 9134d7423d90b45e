"""The one door for a file from outside: what comes in is what it is by its bytes, made safe, named for people.

Used by the desk when a file is attached and by the server when a citizen or a phone gives one. The bytes that come
out are what is stored and hashed; those that went in are kept nowhere.
"""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from sipa_core.domain.attachments import MAX_PDF_BYTES, MAX_PHOTO_BYTES, Attachment, Media
from sipa_core.media import sheets
from sipa_core.media.faults import FileFault
from sipa_core.media.names import shown_name
from sipa_core.media.papers import check_pdf
from sipa_core.media.pictures import MAX_PICTURE_BYTES, WORK_EDGE, encode_picture, look_of, open_picture
from sipa_core.media.sheets import Corners
from sipa_core.media.sniff import HEAD, Kind, kind_of, media_of

MAX_INPUT_BYTES: Final = max(MAX_PICTURE_BYTES, MAX_PDF_BYTES)
"""No file larger than this needs to be read at all."""


class Admitted(msgspec.Struct, frozen=True):
    """What may be stored: the attachment, and the bytes that its SHA-256 is of."""

    attachment: Attachment
    data: bytes


def admit(data: bytes, name: str, *, corners: Corners | None = None) -> Admitted | FileFault:
    """Check and make safe; with corners the sheet between them is cut out and straightened (pictures only)."""
    kind = kind_of(data[:HEAD])
    if isinstance(kind, FileFault):
        return kind
    if kind is Kind.PDF:
        kept = check_pdf(data)
        return kept if isinstance(kept, FileFault) else _admitted(kept, name, Media.PDF)
    image = open_picture(data, kind)
    if isinstance(image, FileFault):
        return image
    if corners is not None and corners.usable:
        image = sheets.straighten(image, corners)
    made = encode_picture(image, sharp=kind is Kind.PNG and corners is None)
    if isinstance(made, FileFault):
        return made
    return _admitted(made.data, name, made.media, made.width, made.height, look_of(image))


def fault_of_stored(data: bytes, media: Media) -> FileFault | None:
    """Why bytes that another program says are an attachment of this kind are none; the server's second look.

    Only what has passed `admit` on some desk passes here: the kind by its bytes, the size, and that it opens.
    """
    if media_of(data[:HEAD]) is not media:
        return FileFault.UNKNOWN
    if len(data) > (MAX_PHOTO_BYTES if media.is_picture else MAX_PDF_BYTES):
        return FileFault.TOO_LARGE
    if media is Media.PDF:
        kept = check_pdf(data)
        return kept if isinstance(kept, FileFault) else None
    kind = Kind.PNG if media is Media.PNG else Kind.JPEG
    image = open_picture(data, kind, longest=WORK_EDGE)
    return image if isinstance(image, FileFault) else None


def _admitted(data: bytes, name: str, media: Media, width: int = 0, height: int = 0, look: str = "") -> Admitted:
    digest = hashlib.sha256(data).hexdigest()
    return Admitted(Attachment(digest, shown_name(name, media), media, len(data), width, height, look), data)
