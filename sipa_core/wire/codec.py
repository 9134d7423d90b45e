"""How messages become bytes and come back: compact JSON, under zstd when it pays, bounded before it is opened.

Nothing from outside is opened beyond its cap or decoded loosely; every failure is a WireError without payload text.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
import zstandard

from sipa_core.wire import columns, dense
from sipa_core.wire.exchange import MAX_PLAIN_BYTES

T = TypeVar("T")

MEDIA_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
ENCODING = "zstd"
DENSE: Final = "sipa1"
"""Our own coding (dense.py), spoken to whoever has spoken it or asked for it."""
COLUMNS: Final = "sipa2"
"""The same, or values in columns (columns.py): the text after zstd tells which, for only columns have a zero byte."""
REPLY_LEVEL: Final = 15
BRISK_LEVEL, QUICK_LEVEL, SLOW_LEVEL = 6, 14, 19
COLUMN_BRISK, COLUMN_QUICK, COLUMN_SLOW = 5, 9, 17
"""In columns the highest levels cost much and find nothing more."""
COLUMN_MATCH: Final = 5
"""Shorter matches than these cost more than the digits that they stand for."""
SMALL: Final = 64 * 1024
SLOW_LINE: Final = 200_000.0
"""Bytes a second. A report costs a slower line more time than the highest level costs an old PC, and often money."""
_QUICK: Final = ";q=.5"
"""Behind the coding's name: the line is quick, so little effort is enough."""
_WORTH_COMPRESSING = 256
_SKELETONS: Final = {
    coding: zstandard.ZstdCompressionDict(text, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    for coding, text in ((DENSE, dense.SKELETON), (COLUMNS, columns.SKELETON))
}


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


def line_rate(size: int, seconds: float, worked: float = 0.0) -> float:
    """Bytes a second of a line that needed so many seconds for so many bytes. What the far side `worked` meanwhile is
    not the line's time; it is believed no further than it can be.
    """
    return size / max(0.001, seconds - (worked if worked < seconds else 0.0))


def level_for(size: int, rate: float | None) -> int:
    """The level for a body of so many bytes on a line of so many bytes a second (None: not known yet)."""
    return SLOW_LEVEL if size <= SMALL or rate is None or rate < SLOW_LINE else QUICK_LEVEL


def accepted(*, in_columns: bool, rate: float | None) -> str:
    """What a desk says that it reads. A server that has spoken columns is told no more than that, and whether the line
    is quick.
    """
    if not in_columns:
        return f"{ENCODING}, {DENSE}, {COLUMNS}"
    return COLUMNS if rate is None or rate < SLOW_LINE else f"{COLUMNS}{_QUICK}"


def reply_level(accept: str, size: int) -> int:
    """The level for an answer of so many bytes to a desk that says this of what it reads."""
    if COLUMNS not in accept:
        return REPLY_LEVEL
    if not accept.endswith(_QUICK):
        return SLOW_LEVEL
    return BRISK_LEVEL if size > SMALL else QUICK_LEVEL


def pack(
    raw: bytes, level: int = REPLY_LEVEL, *, densely: bool = False, in_columns: bool = False
) -> tuple[bytes, str | None]:
    """Return the bytes to send and their content encoding: zstd, or our own, where it makes them smaller."""
    if len(raw) < _WORTH_COMPRESSING:
        return raw, None
    if in_columns and b"\0" in raw:  # no message of ours; it would be read as columns
        in_columns = False
    coding = COLUMNS if in_columns else DENSE if densely else ENCODING
    known = _SKELETONS.get(coding)
    laid = columns.laid(raw) if in_columns else None
    if laid is not None and len(laid) > MAX_PLAIN_BYTES:  # a little longer than the text, and nobody would open it
        laid = None
    if laid is not None and len(raw) > SMALL:
        small = _in_columns(laid, level)
    else:
        text = dense.shortened(raw) if known is not None else raw
        small = zstandard.ZstdCompressor(level=level, write_content_size=True).compress(text)
        if known is not None and len(text) <= SMALL:
            # With a dictionary zstd looks less far back, so for most larger bodies it is a loss.
            begun = zstandard.ZstdCompressor(level=level, write_content_size=True, dict_data=known).compress(text)
            small = min(small, begun, key=len)
        if laid is not None:
            small = min(small, _in_columns(laid, level), key=len)
    if len(small) >= len(raw):
        return raw, None
    return small, coding


def _in_columns(laid: bytes, level: int) -> bytes:
    quick = level <= QUICK_LEVEL
    how = zstandard.ZstdCompressionParameters.from_level(
        COLUMN_BRISK if level <= BRISK_LEVEL else COLUMN_QUICK if quick else COLUMN_SLOW,
        source_size=len(laid),
        write_content_size=True,
        **({} if quick else {"min_match": COLUMN_MATCH}),
    )
    return zstandard.ZstdCompressor(compression_params=how).compress(laid)


def unpack(data: bytes, encoding: str | None, cap: int = MAX_PLAIN_BYTES) -> bytes:
    """Return the plain bytes of a received body of at most `cap` bytes; raises WireError when it is more or broken."""
    if encoding in (None, "", "identity"):
        if len(data) > cap:
            raise WireError("too large")
        return data
    if encoding not in (ENCODING, DENSE, COLUMNS):
        raise WireError("unknown encoding")
    try:
        size = zstandard.frame_content_size(data)
        if size < 0:  # one-shot compressors state the size; without it a cap cannot be kept cheaply
            raise WireError("size not stated")
        if size > cap:
            raise WireError("too large")
        opener = zstandard.ZstdDecompressor(max_window_size=8 << 20, dict_data=_SKELETONS.get(encoding))
        plain = opener.decompress(data, max_output_size=cap, allow_extra_data=False)
        if encoding == COLUMNS and b"\0" in plain:
            return columns.read(plain, cap)
        return plain if encoding == ENCODING else dense.lengthened(plain, cap)
    except zstandard.ZstdError:
        raise WireError("not zstd") from None
    except columns.NotColumnsError:
        raise WireError("not columns") from None
    except dense.TooLargeError:
        raise WireError("too large") from None
