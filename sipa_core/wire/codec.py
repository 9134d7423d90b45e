"""How messages become bytes and come back: compact JSON, under zstd when it pays, bounded before it is opened.

Nothing from outside is opened beyond its cap or decoded loosely; every failure is a WireError without payload text.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
import zstandard

from sipa_core.wire import dense
from sipa_core.wire.exchange import MAX_PLAIN_BYTES

T = TypeVar("T")

MEDIA_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
ENCODING = "zstd"
DENSE: Final = "sipa1"
"""Our own coding (dense.py), spoken to whoever has spoken it or asked for it."""
REPLY_LEVEL: Final = 15
QUICK_LEVEL, SLOW_LEVEL = 14, 19
SMALL: Final = 64 * 1024
SLOW_LINE: Final = 50_000.0
"""Bytes a second. A report costs a slower line more time than the highest level costs an old PC, and often money."""
_WORTH_COMPRESSING = 256
_SKELETON: Final = zstandard.ZstdCompressionDict(dense.SKELETON, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


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


def level_for(size: int, rate: float | None) -> int:
    """The level for a body of so many bytes on a line of so many bytes a second (None: not known yet)."""
    return SLOW_LEVEL if size <= SMALL or rate is None or rate < SLOW_LINE else QUICK_LEVEL


def pack(raw: bytes, level: int = REPLY_LEVEL, *, densely: bool = False) -> tuple[bytes, str | None]:
    """Return the bytes to send and their content encoding: zstd, or our own, where it makes them smaller."""
    if len(raw) < _WORTH_COMPRESSING:
        return raw, None
    text = dense.shortened(raw) if densely else raw
    small = zstandard.ZstdCompressor(level=level, write_content_size=True).compress(text)
    if densely and len(text) <= SMALL:
        # With a dictionary zstd looks less far back, so for most larger bodies it is a loss.
        begun = zstandard.ZstdCompressor(level=level, write_content_size=True, dict_data=_SKELETON).compress(text)
        small = min(small, begun, key=len)
    return (small, DENSE if densely else ENCODING) if len(small) < len(raw) else (raw, None)


def unpack(data: bytes, encoding: str | None, cap: int = MAX_PLAIN_BYTES) -> bytes:
    """Return the plain bytes of a received body of at most `cap` bytes; raises WireError when it is more or broken."""
    if encoding in (None, "", "identity"):
        if len(data) > cap:
            raise WireError("too large")
        return data
    if encoding not in (ENCODING, DENSE):
        raise WireError("unknown encoding")
    densely = encoding == DENSE
    try:
        size = zstandard.frame_content_size(data)
        if size < 0:  # one-shot compressors state the size; without it a cap cannot be kept cheaply
            raise WireError("size not stated")
        if size > cap:
            raise WireError("too large")
        opener = zstandard.ZstdDecompressor(max_window_size=8 << 20, dict_data=_SKELETON if densely else None)
        plain = opener.decompress(data, max_output_size=cap, allow_extra_data=False)
        return dense.lengthened(plain, cap) if densely else plain
    except zstandard.ZstdError:
        raise WireError("not zstd") from None
    except dense.TooLargeError:
        raise WireError("too large") from None
