"""Attachments as they stand in a record: always rows of a table, so that several fit and each keeps its key.

The bytes are addressed by their SHA-256 and travel apart from the record (docs/protocol.md, "Attachments"); a record
that names a blob gives the right to read it. The name is for people only and never becomes a path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core.domain import paths
from sipa_core.wire.records import Value

MAX_PHOTO_BYTES: Final = 300 * 1024
"""A photo is shrunk until it fits."""

MAX_PDF_BYTES: Final = 10 * 1024 * 1024

MAX_NAME: Final = 120

HASH_COLUMN: Final = "sha256"
_NAMES: Final = f".{HASH_COLUMN}"
LOOK_COLUMN: Final = "look"
"""The look of a picture (`photo_prints`), made when it is attached, so that the same photo is known again."""

EVIDENCE: Final = "bukti"
"""The table of a posting whose rows are pictures: screenshots of a post, photos of a board."""

_HASH = re.compile(r"[0-9a-f]{64}")


class Media(StrEnum):
    """What an attachment may be; everything else is refused at the door."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"

    @property
    def is_picture(self) -> bool:
        return self is not Media.PDF

    @property
    def ending(self) -> str:
        """The ending of a file of this kind, with its dot."""
        return {Media.JPEG: ".jpg", Media.PNG: ".png", Media.PDF: ".pdf"}[self]


class Attachment(msgspec.Struct, frozen=True):
    """One file: SHA-256 (hex) and length (bytes) of its content, what it is, its name for people; pixels for a picture
    (0 for a PDF). `look` is what a picture looks like in hex digits, "" while unknown."""

    sha256: str
    name: str
    media: Media
    size: int
    width: int = 0
    height: int = 0
    look: str = ""


def is_blob_hash(text: object) -> bool:
    """True for 64 lower-case hex digits."""
    return isinstance(text, str) and _HASH.fullmatch(text) is not None


def leaves(table: str, row: str, attachment: Attachment, *, look: bool = False) -> dict[str, Value]:
    """The leaves that name the attachment as a row of a table, in a report with its look; PathError when they would not
    be paths."""
    columns: dict[str, Value] = {
        HASH_COLUMN: attachment.sha256,
        "name": attachment.name,
        "media": attachment.media.value,
        "size": attachment.size,
        "width": attachment.width or None,
        "height": attachment.height or None,
        LOOK_COLUMN: (look and attachment.look) or None,
    }
    return {paths.cell(table, row, column): value for column, value in columns.items() if value is not None}


def attachments(fields: Mapping[str, Value], table: str) -> list[tuple[str, Attachment]]:
    """The attachments of a table with their row keys, by `pos` and then by key; a row that is none is passed over."""
    found = []
    for path in fields:
        if path.startswith(f"{table}[") and path.endswith(f"].{HASH_COLUMN}"):
            row = path[len(table) + 1 : -len(HASH_COLUMN) - 2]
            one = _one(fields, f"{table}[{row}]")
            if one is not None:
                found.append((_number(fields.get(f"{table}[{row}].{paths.ORDER_COLUMN}")), row, one))
    return [(row, one) for _pos, row, one in sorted(found, key=lambda entry: entry[:2])]


def blobs_named(fields: Mapping[str, Value]) -> frozenset[str]:
    """The SHA-256 of every blob that a record's fields name, in whatever table."""
    named = [value for path, value in fields.items() if path.endswith(_NAMES)]
    return frozenset(value for value in named if isinstance(value, str) and is_blob_hash(value))


def fault_of(fields: Mapping[str, Value]) -> str | None:
    """The first path of an attachment that cannot be taken as it stands, None when all are in order."""
    named = [path for path, value in fields.items() if path.endswith(_NAMES) and value is not None]
    return next((path for path in named if _one(fields, path.removesuffix(_NAMES)) is None), None)


def _one(fields: Mapping[str, Value], prefix: str) -> Attachment | None:
    digest, media, size = (fields.get(f"{prefix}.{column}") for column in (HASH_COLUMN, "media", "size"))
    if not isinstance(digest, str) or not is_blob_hash(digest) or media not in set(Media):
        return None
    kind = Media(str(media))
    most = MAX_PHOTO_BYTES if kind.is_picture else MAX_PDF_BYTES
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= most:
        return None
    name = fields.get(f"{prefix}.name")
    shown = name if isinstance(name, str) and 0 < len(name) <= MAX_NAME else f"lampiran{kind.ending}"
    return Attachment(
        digest, shown, kind, size, _number(fields.get(f"{prefix}.width")), _number(fields.get(f"{prefix}.height"))
    )


def _number(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
