"""The bytes of attachments on the line: tus 1.0.0 (core and creation) up, ranges down; both sides speak it from here.

An answer about an upload counts only with the server's proof: a 204 of a captive portal or of another server proves
nothing, and what was never received must never be called sent.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Final

import msgspec

TUS: Final = "1.0.0"
TUS_EXTENSIONS: Final = "creation"
PIECE_TYPE: Final = "application/offset+octet-stream"
MIN_PIECE: Final = 64 * 1024
MAX_PIECE: Final = 1024 * 1024

VERSION_HEADER: Final = "Tus-Resumable"
OFFSET_HEADER: Final = "Upload-Offset"
LENGTH_HEADER: Final = "Upload-Length"
METADATA_HEADER: Final = "Upload-Metadata"
NONCE_HEADER: Final = "Sipa-Nonce"
PROOF_HEADER: Final = "Sipa-Proof"

MAX_NONCE: Final = 64
_UPLOAD: Final = re.compile(r"[0-9a-f]{32}")
_NUMBER: Final = re.compile(r"[0-9]{1,15}")


class UploadState(msgspec.Struct, frozen=True):
    """A begun sending: the server's name for it, and how many bytes it has."""

    upload: str
    offset: int


class BlobPart(msgspec.Struct, frozen=True):
    """A stretch of a blob that the server has, and how long the whole is (bytes)."""

    data: bytes
    total: int


def is_upload(text: str) -> bool:
    """True for the name of an upload: 32 hex digits."""
    return _UPLOAD.fullmatch(text) is not None


def number_of(header: str | None) -> int | None:
    """The number that a header states, None for anything else."""
    return int(header) if header is not None and _NUMBER.fullmatch(header.strip()) is not None else None


def metadata(pairs: Mapping[str, str]) -> str:
    """The value of Upload-Metadata: `key base64`, joined by commas."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


def metadata_of(header: str) -> dict[str, str] | None:
    """The pairs of an Upload-Metadata value, None when it cannot be read."""
    pairs: dict[str, str] = {}
    for part in header.split(","):
        key, _space, value = part.strip().partition(" ")
        try:
            text = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None
        if not key or key in pairs:
            return None
        pairs[key] = text
    return pairs


def proof(token: str, nonce: str, sha256: str, state: UploadState) -> str:
    """What only a server that knows this token can say of an upload: HMAC-SHA-256 (hex) under the token's hash."""
    key = hashlib.sha256(token.encode()).hexdigest().encode()
    said = f"sipa-upload-1\0{nonce}\0{sha256}\0{state.upload}\0{state.offset}"
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def is_proven(given: str | None, token: str, nonce: str, sha256: str, state: UploadState) -> bool:
    """True when the answer's proof fits what it says."""
    return given is not None and hmac.compare_digest(given, proof(token, nonce, sha256, state))
