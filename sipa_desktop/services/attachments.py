"""Attachments on this desk: taken in through the door, kept by their hash, sent and fetched by themselves.

Nothing is called attached before its bytes are durable here; the file it came from may change or go afterwards.
Every call may decode or write, so none belongs on the window's thread.
"""

from __future__ import annotations

import errno
import logging
import stat
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from sipa_core.domain.attachments import Attachment, Media
from sipa_core.media import sheets
from sipa_core.media.door import MAX_INPUT_BYTES, admit
from sipa_core.media.faults import FileFault, file_words
from sipa_core.media.names import plain_name
from sipa_core.media.pictures import encode_picture, open_picture, thumbnail
from sipa_core.media.sheets import Corners
from sipa_core.media.sniff import HEAD, Kind, kind_of
from sipa_core.ports import Clock
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.store.blob_files import BlobFiles, SpoiltError
from sipa_desktop.store.blobs import BlobState
from sipa_desktop.store.unit_of_work import Store

__all__ = ["Attachments", "BlobState", "Corners", "Sheet"]

log = logging.getLogger(__name__)

SMALL_BYTES: Final = 4 << 20
"""So many bytes of small pictures are kept in memory, some hundreds of them."""

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Sheet:
    """A photo looked at before it is attached: a preview (JPEG bytes, its pixels) and where a sheet seems to lie."""

    def __init__(self, preview: bytes, width: int, height: int, corners: Corners) -> None:
        self.preview = preview
        self.width = width
        self.height = height
        self.corners = corners


class Attachments:
    """The service. Every method may be called from any thread but the window's."""

    def __init__(self, store: Store, files: BlobFiles, clock: Clock) -> None:
        self._store = store
        self._files = files
        self._clock = clock
        self._door = threading.Lock()
        self._small: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._small_bytes = 0
        self._small_lock = threading.Lock()

    def take_file(self, path: Path, *, straighten: Corners | None = None) -> Attachment | Refused:
        """Copy a file into the store, made safe; with corners, the sheet between them."""
        with self._door:
            data = _read(path)
            if isinstance(data, FileFault):
                return _refused(data, path.name)
            return self._take(data, path.name, straighten)

    def take_bytes(self, data: bytes, name: str, *, straighten: Corners | None = None) -> Attachment | Refused:
        """The same for bytes, such as a picture from the clipboard; `name` may be empty."""
        with self._door:
            return self._take(data, name, straighten)

    def sheet(self, given: Path | bytes) -> Sheet | Refused:
        """Look at a photo that may show a sheet of paper; nothing is stored."""
        name = given.name if isinstance(given, Path) else ""
        with self._door:
            data = _read(given) if isinstance(given, Path) else given
            if isinstance(data, FileFault):
                return _refused(data, name)
            kind = kind_of(data[:HEAD])
            if isinstance(kind, FileFault):
                return _refused(kind, name)
            if kind is Kind.PDF:
                return _refused(FileFault.UNKNOWN, name)
            image = open_picture(data, kind)
            if isinstance(image, FileFault):
                return _refused(image, name)
            corners = sheets.guess(image)
            shown = encode_picture(image, sharp=False)
        if isinstance(shown, FileFault):
            return _refused(shown, name)
        return Sheet(shown.data, shown.width, shown.height, corners)

    def bytes_of(self, about: Attachment) -> bytes | None:
        """The whole file, checked against its hash; None when it is not on this PC, and then it is asked for."""
        try:
            return self._files.read(about.sha256)
        except (OSError, SpoiltError):
            self._missing(about.sha256, about)
            return None

    def save_copy(self, about: Attachment, path: Path) -> bool:
        """Write a copy for the person, whole or not at all; False when the file is not on this PC, and then it is asked
        for. NotWritten, with words, when the place is full, locked or gone; what stood there stays.
        """
        data = self.bytes_of(about)
        if data is not None:
            write_whole(path, data)
        return data is not None

    def lend(self, about: Attachment) -> Path | None:
        """A plain copy for the program that this PC has for its kind, gone when the desk closes; None when the bytes
        are not on this PC, and then they are asked for. OSError when the copy cannot be written.
        """
        try:
            return self._files.lend(about.sha256, about.media.ending)
        except (FileNotFoundError, SpoiltError):
            self._missing(about.sha256, about)
            return None

    def thumbnail(self, sha256: str, edge: int, about: Attachment | None = None) -> bytes | None:
        """A small JPEG, no edge longer than `edge` pixels; None for a PDF or when the bytes are not on this PC, and
        then they are asked for.
        """
        key = (sha256, edge)
        with self._small_lock:
            if key in self._small:
                self._small.move_to_end(key)
                return self._small[key]
        with self._store.read() as tx:
            known = tx.blobs.get(sha256)
        media = known.media if known is not None else about.media if about is not None else None
        if media is None or not media.is_picture:
            return None
        try:
            data = self._files.read(sha256)
        except (OSError, SpoiltError):
            self._missing(sha256, about)
            return None
        small = thumbnail(data, media, edge)
        if small is not None:
            with self._small_lock:
                self._small_bytes += len(small) - len(self._small.get(key, b""))
                self._small[key] = small
                while self._small_bytes > SMALL_BYTES and len(self._small) > 1:
                    self._small_bytes -= len(self._small.popitem(last=False)[1])
        return small

    def state(self, sha256: str) -> BlobState:
        """What can be said of the bytes."""
        return self.states((sha256,))[sha256]

    def states(self, digests: Iterable[str]) -> Mapping[str, BlobState]:
        """The same for several at once."""
        asked = list(digests)
        with self._store.read() as tx:
            known = tx.blobs.several(asked)
        return {one: known[one].state if one in known else BlobState.MISSING for one in asked}

    def want(self, about: Attachment) -> None:
        """Ask (again) for the bytes of an attachment that are not on this PC; they come when there is a line."""
        with self._store.write() as tx:
            if tx.blobs.want(about.sha256, about.media, about.size, self._clock.now()):
                tx.touch(Topic.ATTACHMENTS)

    def _take(self, data: bytes, name: str, straighten: Corners | None) -> Attachment | Refused:
        admitted = admit(data, name, corners=straighten)
        if isinstance(admitted, FileFault):
            log.info("a file was refused: %s", admitted.value)
            return _refused(admitted, name)
        one = admitted.attachment
        try:
            self._files.put(admitted.data)
        except OSError as fault:
            log.warning("a file could not be stored: %s", errno.errorcode.get(fault.errno or 0, "?"))
            return _refused(FileFault.DISK_FULL if fault.errno in FULL else FileFault.NOT_STORED, name)
        with self._store.write() as tx:
            tx.blobs.keep(one.sha256, one.media, one.size, self._clock.now())
            tx.touch(Topic.ATTACHMENTS)
        return one

    def _missing(self, sha256: str, about: Attachment | None) -> None:
        with self._store.read() as tx:
            known = tx.blobs.get(sha256)
        if known is not None and not known.here and known.wanted_at is not None:
            return  # asked for; whether the server has it by now is looked at after each session
        media = known.media if known is not None else about.media if about is not None else Media.JPEG
        size = known.size if known is not None else about.size if about is not None else 0
        with self._store.write() as tx:
            gone = known is not None and known.here
            if gone:
                tx.blobs.lost(sha256, self._clock.now())
            if tx.blobs.want(sha256, media, size, self._clock.now()) or gone:
                tx.touch(Topic.ATTACHMENTS)


def _read(path: Path) -> bytes | FileFault:
    """The bytes of a file that somebody chose, read at most as far as any file may be long."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            return FileFault.FOLDER
        if not stat.S_ISREG(about.st_mode):
            return FileFault.UNREADABLE
        if about.st_size > MAX_INPUT_BYTES:
            return FileFault.TOO_LARGE
        with open(path, "rb") as file:
            data = file.read(MAX_INPUT_BYTES + 1)
    except FileNotFoundError:
        return FileFault.GONE
    except PermissionError:
        return FileFault.NOT_ALLOWED
    except (OSError, ValueError):  # a name with a NUL is a ValueError
        return FileFault.UNREADABLE
    return data if len(data) <= MAX_INPUT_BYTES else FileFault.TOO_LARGE


def _refused(fault: FileFault, name: str) -> Refused:
    return Refused(fault.value, file_words(fault, plain_name(name)))
