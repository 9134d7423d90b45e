"""How messages become bytes and come back: compact JSON, under zstd when it pays, bounded before it is opened.

Nothing from outside is opened beyond its cap or decoded loosely; every failure is a WireError without payload text.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
import zstandard

from sipa_core.wire.exchange import MAX_PLAIN_BYTES

T = TypeVar("T")

MEDIA_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
ENCODING = "zstd"
_LEVEL = 12
_WORTH_COMPRESSING = 256


class WireError(ValueError):
    """The bytes are not a message of this protocol. The text names the place, never the content."""


def encode(message: object) -> bytes:
    """Return the message as compact JSON bytes."""
    return msgspec.json.encode(message)


def decode(raw: bytes, kind: type[T]) -> T:
    """Return the message decoded strictly as `kind`; raises WireError for anything else."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        # A ValidationError names the path and the types, not the value.
        raise WireError(str(fault) if isinstance(fault, msgspec.ValidationError) else "not JSON") from None


def pack(raw: bytes) -> tuple[bytes, str | None]:
    """Return the bytes to send and their content encoding: zstd where it makes them smaller, else as they are."""
    if len(raw) < _WORTH_COMPRESSING:
        return raw, None
    small = zstandard.ZstdCompressor(level=_LEVEL, write_content_size=True).compress(raw)
    return (small, ENCODING) if len(small) < len(raw) else (raw, None)


def unpack(data: bytes, encoding: str | None, cap: int = MAX_PLAIN_BYTES) -> bytes:
    """Return the plain bytes of a received body of at most `cap` bytes; raises WireError when it is more or broken."""
    if encoding in (None, "", "identity"):
        if len(data) > cap:
            raise WireError("too large")
        return data
    if encoding != ENCODING:
        raise WireError("unknown encoding")
    try:
        size = zstandard.frame_content_size(data)
        if size < 0:  # one-shot compressors state the size; without it a cap cannot be kept cheaply
            raise WireError("size not stated")
        if size > cap:
            raise WireError("too large")
        opener = zstandard.ZstdDecompressor(max_window_size=8 << 20)
        return opener.decompress(data, max_output_size=cap, allow_extra_data=False)
    except zstandard.ZstdError:
        raise WireError("not zstd") from None
