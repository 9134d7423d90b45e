"""What has come so far of large bundles: a line that was cut goes on where it was, as it does for attachments.

A part lies under its courier's PC and its hash, still sealed; it is used only when it is whole and has that hash.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from typing import BinaryIO, Final

from sipa_core.ports import Clock
from sipa_core.wire.blobs import UploadState
from sipa_core.wire.bundles import MAX_SEALED, part_name
from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError, StorageFullError
from sipa_server.store.bundle_files import BundleFiles, digest_of
from sipa_server.store.unit_of_work import faults_named

KEPT_MS: Final = 14 * 24 * 60 * 60 * 1000
MOST: Final = 8
"""Parts of one PC; beginning one more ends the oldest."""
LEAST_FREE: Final = 256 * 1024 * 1024


class BundleParts:
    """The parts of all couriers. Refusals are RefusedError, the disk's StorageError."""

    def __init__(self, files: BundleFiles, clock: Clock) -> None:
        self._files = files
        self._clock = clock
        self._turns: dict[str, int] = {}
        self._lock = threading.Lock()

    def state(self, device: str, sha256: str) -> UploadState:
        """How much of it is here."""
        with faults_named():
            return UploadState(part_name(sha256), self._files.part_size(device, sha256))

    def arriving(self, device: str, sha256: str, offset: int, size: int) -> Arriving:
        """Go on with it from there; RefusedError(offset_moved) when it is elsewhere."""
        if not 0 < size <= MAX_SEALED:
            raise RefusedError(Problem.TOO_LARGE)
        if self._files.free() < LEAST_FREE + size - offset:
            raise StorageFullError
        with self._lock, faults_named():
            if not offset:
                self._files.forget_parts(device, self._clock.now() - KEPT_MS, MOST - 1)
            if self._files.part_size(device, sha256) != offset:
                raise RefusedError(Problem.OFFSET_MOVED)
            file = self._files.open_part(device, sha256, self._clock.now())
            name = f"{device} {sha256}"
            self._turns[name] = turn = self._turns.get(name, 0) + 1
        return Arriving(self, file, name, turn, offset, size)

    @contextmanager
    def whole(self, device: str, sha256: str) -> Iterator[BinaryIO]:
        """The file, once all of it is here; put away when the block ends well. RefusedError(hash_mismatch)."""
        with faults_named(), self._files.read_part(device, sha256) as file:
            if digest_of(file)[0] != sha256:
                self._files.drop_part(device, sha256)
                raise RefusedError(Problem.HASH_MISMATCH)
            yield file
        self._files.drop_part(device, sha256)
        with self._lock:
            self._turns.pop(f"{device} {sha256}", None)

    def write(self, name: str, turn: int, file: FileIO, data: bytes) -> None:
        """Add bytes, unless a newer connection has taken over."""
        with self._lock, faults_named():
            if self._turns.get(name) != turn:
                raise RefusedError(Problem.OFFSET_MOVED)
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]


class Arriving:
    """One piece on its way into a part. `write` as it comes, `close` in any case; what was written stays."""

    def __init__(self, parts: BundleParts, file: FileIO, name: str, turn: int, offset: int, size: int) -> None:
        self._parts = parts
        self._file = file
        self._name = name
        self._turn = turn
        self._size = size
        self.offset = offset

    @property
    def is_whole(self) -> bool:
        """True when all bytes are here."""
        return self.offset == self._size

    def write(self, data: bytes) -> None:
        """Add bytes; RefusedError when there are more than announced, or somebody else goes on with it."""
        if self.offset + len(data) > self._size:
            raise RefusedError(Problem.TOO_LARGE, "more than announced")
        if data:
            self._parts.write(self._name, self._turn, self._file, data)
            self.offset += len(data)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
