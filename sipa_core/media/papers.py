"""The PDF door: whole, readable, without password, commands or files inside, and not swelling when opened.

What passes is written anew from its pages, so that the author, the history and whatever no page needs stay outside.
A signed PDF passes byte for byte: written anew, its signature would no longer hold.
"""

from __future__ import annotations

import logging
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from sipa_core.domain.attachments import MAX_PDF_BYTES
from sipa_core.media.faults import FileFault
from sipa_core.media.pictures import HOSTILE

if TYPE_CHECKING:
    from pypdf import PdfReader, PdfWriter

MAX_PAGES: Final = 200
MAX_OBJECTS: Final = 60_000
MAX_STREAM: Final = 96 * 1024 * 1024
"""Opened size (bytes) of one stream; a page scanned in colour at 300 dots an inch has 26 MB."""

MAX_OPENED: Final = 384 * 1024 * 1024
"""Opened size of all streams together; nothing of it is kept."""

MAX_LEVELS: Final = 32
"""Fields above a field that are asked for its kind."""

TAIL: Final = 2048
PIECE: Final = 1024 * 1024

ACTIVE: Final = frozenset(
    {
        *("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/RichMediaContent"),
        *("/XFA", "/ImportData", "/SubmitForm", "/GoToE", "/Sound", "/Movie", "/Rendition", "/Collection"),
    }
)
"""Keys or types that do something, or carry something, when the file is opened."""

FOREIGN: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Thumb")
"""Left out of what is written: about people and programs, not about the page."""

FOREIGN_IN_NOTES: Final = ("/A", "/T", "/M", "/CreationDate", "/NM", "/RC")
"""Left out of notes and links on a page: where they lead, who wrote them and when; what they show stays."""

# pypdf tells every oddity of a file; that is the file's business, and could fill a log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def check_pdf(data: bytes) -> bytes | FileFault:
    """The bytes to keep of a PDF that may come in, or why it may not."""
    if len(data) > MAX_PDF_BYTES:
        return FileFault.TOO_LARGE
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-TAIL:]:
        return FileFault.BROKEN
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(
            BytesIO(data), strict=False, root_object_recovery_limit=1000, xref_stream_maximum_entries=MAX_OBJECTS * 2
        )
        if reader.is_encrypted:
            return FileFault.PDF_LOCKED
        if len(reader.xref) > 1000 or sum(map(len, reader.xref.values())) + len(reader.xref_objStm) > MAX_OBJECTS:
            return FileFault.TOO_DENSE
        found = _walk(reader)
        if isinstance(found, FileFault):
            return found
        if not 0 < len(reader.pages) <= MAX_PAGES:
            return FileFault.PDF_PAGES if len(reader.pages) else FileFault.BROKEN
        return data if found.signed else _anew(reader, found, PdfWriter())
    except PyPdfError:
        return FileFault.BROKEN
    except HOSTILE:
        return FileFault.BROKEN


@dataclass
class _Found:
    """What a walk over the whole file met."""

    signed: bool = False
    parts: list[Any] = field(default_factory=list)


def _walk(reader: PdfReader) -> _Found | FileFault:
    """Look at everything that can be reached; the first fault ends it."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer.raw_get("/Root")]
    found, opened, steps = _Found(), 0, 0
    while waiting:
        steps += 1
        if steps > MAX_OBJECTS * 20:
            return FileFault.TOO_DENSE
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            place = (one.idnum, one.generation)
            if place in seen:
                continue
            seen.add(place)
            if len(seen) > MAX_OBJECTS:
                return FileFault.TOO_DENSE
            one = one.get_object()
        if isinstance(one, StreamObject):
            size = _opened_size(one)
            if size is None or (opened := opened + size) > MAX_OPENED:
                return FileFault.TOO_DENSE
        if isinstance(one, DictionaryObject):
            if _is_active(one):
                return FileFault.PDF_ACTIVE
            found.signed = found.signed or _is_signed(one)
            found.parts.append(one)
            waiting.extend(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            waiting.extend(one)
    return found


def _is_active(part: Any) -> bool:
    said = (_value(part, key) for key in ("/S", "/Subtype", "/Type"))
    named = {name for name in said if isinstance(name, str)}
    return not ACTIVE.isdisjoint(part) or not (ACTIVE | {"/FileAttachment"}).isdisjoint(named)


def _is_signed(part: Any) -> bool:
    """True for a signature, and for the field that has one; whatever else looks like one keeps no file as it came."""
    if _value(part, "/Type") in ("/Sig", "/DocTimeStamp"):
        return _signs(part)
    return _signs(_value(part, "/V")) and _kind_of_field(part) == "/Sig"


def _signs(part: Any) -> bool:
    """True when it says which bytes are signed, and how."""
    if not isinstance(part, dict) or "/ByteRange" not in part:
        return False
    signed, signature = _value(part, "/ByteRange"), _value(part, "/Contents")
    return isinstance(signed, list) and isinstance(signature, (str, bytes)) and bool(signed and signature)


def _kind_of_field(field: Any) -> Any:
    """What kind a field is, or the nearest one above it that says so."""
    for _level in range(MAX_LEVELS):
        if not isinstance(field, dict) or "/FT" in field:
            break
        field = _value(field, "/Parent")
    return _value(field, "/FT") if isinstance(field, dict) else None


def _value(part: Any, key: str) -> Any:
    """What stands at the key, looked up elsewhere where only its address stands there."""
    found = part.get(key)
    return None if found is None else found.get_object()


def _opened_size(stream: Any) -> int | None:
    """How many bytes a deflated stream has when opened, counted piece by piece; None beyond the bound."""
    filters = _value(stream, "/Filter")
    listed = filters if isinstance(filters, list) else [] if filters is None else [filters]
    names = [name.get_object() for name in listed]
    deflated = sum(name in ("/FlateDecode", "/Fl") for name in names)
    if deflated > 1 or len(names) > 3:
        return None  # packed twice: nobody's printer does that
    if not deflated or names[0] not in ("/FlateDecode", "/Fl"):
        return 0
    raw = bytes(getattr(stream, "_data", b"") or b"")
    opener = zlib.decompressobj()
    size = 0
    try:
        while raw and not opener.eof:
            size += len(opener.decompress(raw, PIECE))
            if size > MAX_STREAM:
                return None
            raw = opener.unconsumed_tail
    except zlib.error:
        return size  # a viewer opens what it can, and no more than this came out
    return size


def _anew(reader: PdfReader, found: _Found, writer: PdfWriter) -> bytes | FileFault:
    for part in found.parts:
        is_note = "/Rect" in part and "/FT" not in part
        for key in FOREIGN + (FOREIGN_IN_NOTES if is_note else ()):
            if key in part:
                del part[key]
    for page in reader.pages:
        writer.add_page(page)
    writer.metadata = None
    out = BytesIO()
    writer.write(out)
    made = out.getvalue()
    return made if len(made) <= MAX_PDF_BYTES else FileFault.TOO_LARGE
