"""The bytes of an update (`.sipa-up`): a mark, the signed release, then its files, each under zstd, one after another.

Where a file begins follows from the signed sizes, so a part of a package can be fetched alone. Nothing is opened before
the hash of what is packed fits; nothing is believed whole before the hash of what came out fits.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, Protocol, cast

import zstandard

from sipa_core.release.faults import ReleaseError, ReleaseFault
from sipa_core.release.manifest import MAX_TOTAL, Release, ReleaseFile
from sipa_core.release.signed import MAX_SIGNED, ReleaseKeys, open_signed

SUFFIX: Final = ".sipa-up"
MARK: Final = b"SIPA-UP1"
LEVEL: Final = 19
_LENGTH: Final = struct.Struct(">L")
HEAD_SIZE: Final = len(MARK) + _LENGTH.size
_PIECE: Final = 256 * 1024
_MAX_WINDOW: Final = 8 * 1024 * 1024

Seen = Callable[[int], None]
"""Told how many bytes went by; may raise to break off."""


class Readable(Protocol):
    """What packed bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


class Package:
    """A package whose signature held; its files are read by `packed` and `opened`."""

    def __init__(self, file: BinaryIO, keys: ReleaseKeys) -> None:
        """Read the mark and the signed release, and hold the file to the length they give. ReleaseError, OSError."""
        file.seek(0)
        self.signed = read_head(file)
        self.release = open_signed(self.signed, keys)
        self.offsets = offsets_of(self.release, HEAD_SIZE + len(self.signed))
        self._file = file
        if file.seek(0, io.SEEK_END) != whole_size(self.release, len(self.signed)):
            raise ReleaseError(ReleaseFault.CHANGED)

    def check(self, seen: Seen = lambda _size: None) -> None:
        """Read all that is packed against its hashes. ReleaseError, OSError."""
        for one in self.release.files:
            for _piece in self.packed(one, seen):
                pass

    def packed(self, one: ReleaseFile, seen: Seen = lambda _size: None) -> Iterator[bytes]:
        """The packed bytes of a file; ReleaseError at the end when they are not those that were signed."""
        self._file.seek(self.offsets[one.name])
        total, left = hashlib.sha256(), one.packed
        while left:
            piece = self._file.read(min(left, _PIECE))
            if not piece:
                raise ReleaseError(ReleaseFault.CHANGED)
            total.update(piece)
            left -= len(piece)
            seen(len(piece))
            yield piece
        if total.hexdigest() != one.packed_sha256:
            raise ReleaseError(ReleaseFault.CHANGED)

    def opened(self, one: ReleaseFile) -> Iterator[bytes]:
        """The bytes of a file, never more than were signed. Read the packed bytes first: `check`. ReleaseError."""
        self._file.seek(self.offsets[one.name])
        return open_packed(_Part(self._file, one.packed), one)


def open_packed(packed: Readable, one: ReleaseFile) -> Iterator[bytes]:
    """The bytes of a file out of its packed ones, whose hash was checked; ReleaseError when they are not its own."""
    total, left = hashlib.sha256(), one.size
    try:
        opener = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
        with opener.stream_reader(cast(BinaryIO, packed), closefd=False) as reader:
            while piece := reader.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise ReleaseError(ReleaseFault.CHANGED)
                total.update(piece)
                yield piece
    except zstandard.ZstdError:
        raise ReleaseError(ReleaseFault.CHANGED) from None
    if left or total.hexdigest() != one.sha256:
        raise ReleaseError(ReleaseFault.CHANGED)


def read_head(file: BinaryIO) -> bytes:
    """The signed release at the beginning of a package, not checked yet. ReleaseError."""
    head = file.read(HEAD_SIZE)
    if len(head) < HEAD_SIZE or not head.startswith(MARK):
        raise ReleaseError(ReleaseFault.NOT_A_RELEASE)
    (length,) = _LENGTH.unpack(head[len(MARK) :])
    if length > MAX_SIGNED:
        raise ReleaseError(ReleaseFault.TOO_LARGE)
    signed = file.read(length)
    if len(signed) != length:
        raise ReleaseError(ReleaseFault.CHANGED)
    return signed


def offsets_of(release: Release, begin: int) -> dict[str, int]:
    """Where each file's packed bytes begin, when the first begins at `begin`."""
    found = {}
    for one in release.files:
        found[one.name] = begin
        begin += one.packed
    return found


def whole_size(release: Release, signed: int) -> int:
    """The size of the package of a release whose signed form has so many bytes."""
    return HEAD_SIZE + signed + sum(one.packed for one in release.files)


def pack_file(source: BinaryIO, out: BinaryIO, name: str, size: int, *, runs: bool) -> ReleaseFile:
    """Append a file to `out` under zstd and return what a release says of it. ValueError when it is not `size` long."""
    total, packed, seen, written = hashlib.sha256(), hashlib.sha256(), 0, 0
    params = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=size, window_log=23, write_checksum=False
    )
    squeezing = zstandard.ZstdCompressor(compression_params=params).compressobj(size=size)

    def put(data: bytes) -> None:
        nonlocal written
        packed.update(data)
        written += len(data)
        out.write(data)

    while piece := source.read(_PIECE):
        total.update(piece)
        seen += len(piece)
        put(squeezing.compress(piece))
    if seen != size or written > MAX_TOTAL:
        raise ValueError(f"{name} changed while it was read")
    put(squeezing.flush())
    return ReleaseFile(name, size, total.hexdigest(), written, packed.hexdigest(), runs)


def head_of(signed: bytes) -> bytes:
    """What stands before the files: the mark, the length, the signed release."""
    return MARK + _LENGTH.pack(len(signed)) + signed


class _Part:
    """So many bytes of a file from where it stands; never one beyond."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data
