"""The bytes of attachments: received piece by piece, checked whole, given out in the scope of records that name them.

Nothing is called received before its length, its SHA-256 and its kind were checked and it is durable. What one place
sent is never revealed to another: "not yours" and "not here" are the same answer.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from io import FileIO
from typing import Final

from sipa_core.domain.attachments import MAX_PDF_BYTES, MAX_PHOTO_BYTES, Attachment, Media, is_blob_hash
from sipa_core.domain.roles import Actor
from sipa_core.media.door import admit, fault_of_stored
from sipa_core.media.faults import FileFault
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.blobs import BlobPart, UploadState, is_upload
from sipa_core.wire.bundles import Member
from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError, StorageFullError
from sipa_server.services.accounts import AccountService
from sipa_server.services.callers import Caller
from sipa_server.store.blob_files import BlobFiles
from sipa_server.store.blob_rows import StoredBlob, Upload, place_of
from sipa_server.store.unit_of_work import Store, Work, faults_named

_log = logging.getLogger(__name__)

DAY: Final = 24 * 60 * 60 * 1000
KEPT_DAYS: Final = 14
MAX_OPEN: Final = 200
"""Unfinished uploads of one device."""

MAX_BEGUN: Final = 1024 * 1024 * 1024
"""Bytes that one device may begin to send in a day."""

LEAST_FREE: Final = 256 * 1024 * 1024
AT_ONCE: Final = 2
"""Whole files that are looked at at the same time; each may have 10 MB and swells while it is looked at."""


@dataclass
class _Hand:
    """Who writes an upload: the newest turn alone, so that a dead connection cannot hold a living one up."""

    turn: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Writing:
    """One piece on its way into an upload. `write` as it comes, `close` in any case."""

    def __init__(self, service: BlobService, upload: Upload, hand: _Hand, offset: int) -> None:
        self._service = service
        self._upload = upload
        self._hand = hand
        self._offset = offset
        with hand.lock:
            hand.turn += 1
            self._turn = hand.turn
            self._file: FileIO | None = None
            if upload.done_at is None:
                if service.files.part_size(upload.id) != offset:
                    raise RefusedError(Problem.OFFSET_MOVED)
                self._file = service.files.open_part(upload.id)
            elif offset != upload.size:
                raise RefusedError(Problem.OFFSET_MOVED)

    @property
    def state(self) -> UploadState:
        """How far it is."""
        return UploadState(self._upload.id, self._offset)

    @property
    def sha256(self) -> str:
        """What it will be."""
        return self._upload.sha256

    def write(self, data: bytes) -> None:
        """Add bytes; RefusedError when there are more than announced, or a newer connection has taken over."""
        if not data:
            return
        with self._hand.lock, faults_named():
            if self._hand.turn != self._turn or self._file is None:
                raise RefusedError(Problem.OFFSET_MOVED)
            if self._offset + len(data) > self._upload.size:
                raise RefusedError(Problem.TOO_LARGE, "more than announced")
            rest = memoryview(data)
            while rest:
                # Unbuffered: after a fault the file holds the beginning of what came, and nothing is written twice.
                done = self._file.write(rest)
                self._offset += done
                rest = rest[done:]

    def close(self) -> None:
        """Let go of the file; what was written stays."""
        with self._hand.lock:
            if self._file is not None:
                self._file.close()

    def finish(self) -> UploadState:
        """Close, and when all bytes are there check and keep them. RefusedError when they are not what they should."""
        self.close()
        if self._upload.done_at is None and self._offset == self._upload.size:
            with self._hand.lock:
                self._service.complete(self._upload)
        return self.state


class BlobService:
    """Receives and gives. Refusals are RefusedError; the disk's are StorageError."""

    def __init__(
        self, store: Store, files: BlobFiles, clock: Clock, entropy: Entropy, accounts: AccountService
    ) -> None:
        self._store = store
        self.files = files
        self._clock = clock
        self._entropy = entropy
        self._accounts = accounts
        self._hands: dict[str, _Hand] = {}
        self._hands_lock = threading.Lock()
        self._looking = threading.Semaphore(AT_ONCE)

    def begin(self, token: str, sha256: str, media: str, size: int) -> UploadState:
        """Begin an upload, or give the one that this place has begun, or finished, under the same hash."""
        caller = self._accounts.recognise(token)
        kind = _checked(sha256, media, size)
        with self._store.write() as work:
            caller = self._accounts.recheck(work, caller)
            self._forget_stale(work)
            known = work.blobs.of_place(place_of(caller.person.actor), sha256)
            if known is not None and known.done_at is not None and not self.files.lies(sha256, known.size):
                # The folder was put back from an older copy than the database, or cut short: let it come again.
                work.blobs.forget(known.id)
                known = None
            if known is None:
                known = self._begun(work, caller, sha256, kind, size)
            elif (known.media, known.size) != (kind, size):
                raise RefusedError(Problem.BAD_REQUEST, "another size or kind than before")
        return self._state(known)

    def state(self, token: str, upload: str) -> tuple[UploadState, Upload]:
        """How far an upload of the caller's place is; RefusedError(not_found) for any other."""
        found = self._own(self._accounts.recognise(token), upload)
        return self._state(found), found

    def writing(self, token: str, upload: str, offset: int) -> Writing:
        """Go on with an upload from there; RefusedError(offset_moved) when it is elsewhere."""
        found = self._own(self._accounts.recognise(token), upload)
        with self._store.write() as work:
            work.blobs.touch(found.id, self._clock.now())
        with faults_named():
            return Writing(self, found, self._hand(found.id), offset)

    def readable(self, token: str, sha256: str) -> StoredBlob:
        """What the caller may read under this hash; RefusedError(not_found) otherwise."""
        caller = self._accounts.recognise(token)
        return self.readable_by(caller.person.actor, sha256)

    def readable_by(self, actor: Actor, sha256: str) -> StoredBlob:
        """The same for a person whose right to speak was looked at elsewhere."""
        if not is_blob_hash(sha256):
            raise RefusedError(Problem.NOT_FOUND)
        with self._store.read() as work:
            found = work.blobs.readable(actor, sha256)
        if found is None or not self.files.lies(sha256, found.size):
            raise RefusedError(Problem.NOT_FOUND)
        return found

    def part(self, token: str, sha256: str, start: int, most: int) -> BlobPart:
        """At most so many bytes from there on."""
        found = self.readable(token, sha256)
        if start >= found.size:
            raise RefusedError(Problem.BAD_REQUEST, "beyond the end")
        with faults_named():
            return BlobPart(self.files.read(sha256, start, most), found.size)

    def take(self, data: bytes, name: str) -> Attachment | FileFault:
        """Take a file that came another way than by a desk (a citizen's form, a phone), through the same door.

        Durable when this returns; who writes the record that names it does so without an actor.
        """
        with self._looking:
            admitted = admit(data, name)
        if isinstance(admitted, FileFault):
            return admitted
        one = admitted.attachment
        if self.files.free() < LEAST_FREE + one.size:
            raise StorageFullError
        with faults_named():
            self.files.put(admitted.data)
        with self._store.write() as work:
            work.blobs.keep(one.sha256, one.media, one.size, self._clock.now())
        return one

    def take_carried(self, caller: Caller, member: Member, read: Callable[[], bytes]) -> Problem | None:
        """Take an attachment that came in a bundle, as if its place had sent it; None when it is kept and durable.

        The bytes are those of the hash and size already, and read only once the size is that of an attachment. The
        limits of a day do not hold: somebody carried them here.
        """
        sha256 = member.sha256
        try:
            kind = _checked(sha256, member.media, member.size)
        except RefusedError as refused:
            return refused.problem
        with self._looking:
            data = read()
            fault = fault_of_stored(data, kind)
        if fault is not None:
            _log.warning("a carried file was refused: %s", fault.value)
            return Problem.FILE_REFUSED
        if self.files.free() < LEAST_FREE + len(data):
            return Problem.STORAGE_FULL
        with faults_named():
            self.files.put(data)
        with self._store.write() as work:
            now, place = self._clock.now(), place_of(caller.person.actor)
            work.blobs.keep(sha256, kind, len(data), now)
            upload = work.blobs.of_place(place, sha256)
            if upload is None:
                name = self._entropy.bytes(16).hex()
                upload = Upload(name, place, sha256, kind, len(data), caller.device.id, now, now, done_at=None)
                work.blobs.begin(upload)
            work.blobs.done(upload, now)
        return None

    def read(self, sha256: str) -> bytes | None:
        """The whole bytes for the server's own pages, None when there are none; the caller minds the scope."""
        with self._store.read() as work:
            found = work.blobs.blob(sha256)
        try:
            return self.files.read(sha256, 0, found.size) if found is not None else None
        except OSError:
            return None

    def complete(self, upload: Upload) -> None:
        """All bytes are there: length, hash, kind; then durable, then said. Called with the upload's lock held."""
        with self._store.read() as work:
            now_known = work.blobs.upload(upload.id)
        if now_known is None or now_known.done_at is not None:
            return  # another request was quicker
        with self._looking, faults_named():
            data = self.files.read_part(upload.id)
            if hashlib.sha256(data).hexdigest() != upload.sha256:
                self.files.drop_part(upload.id)
                raise RefusedError(Problem.HASH_MISMATCH)
            fault = fault_of_stored(data, upload.media)
            if fault is not None:
                _log.warning("a file was refused: %s", fault.value)
                self.files.drop_part(upload.id)
                with self._store.write() as work:
                    work.blobs.forget(upload.id)
                raise RefusedError(Problem.FILE_REFUSED, fault.value)
            self.files.finish_part(upload.id, upload.sha256)
        with self._store.write() as work:
            now = self._clock.now()
            work.blobs.keep(upload.sha256, upload.media, upload.size, now)
            work.blobs.done(upload, now)
        with self._hands_lock:
            self._hands.pop(upload.id, None)

    def _own(self, caller: Caller, upload: str) -> Upload:
        if not is_upload(upload):
            raise RefusedError(Problem.NOT_FOUND)
        with self._store.read() as work:
            found = work.blobs.upload(upload)
        if found is None or found.place != place_of(caller.person.actor):
            raise RefusedError(Problem.NOT_FOUND)
        return found

    def _begun(self, work: Work, caller: Caller, sha256: str, media: Media, size: int) -> Upload:
        self._check_limits(work, caller, size)
        now, place = self._clock.now(), place_of(caller.person.actor)
        made = Upload(
            self._entropy.bytes(16).hex(), place, sha256, media, size, caller.device.id, now, now, done_at=None
        )
        work.blobs.begin(made)
        return made

    def _state(self, upload: Upload) -> UploadState:
        if upload.done_at is not None:
            return UploadState(upload.id, upload.size)
        with self._hand(upload.id).lock:
            offset = self.files.part_size(upload.id)
            if offset >= upload.size:
                # All bytes had come when this server was stopped; "all there" is said only of what was looked at.
                self.complete(upload)
        return UploadState(upload.id, min(offset, upload.size))

    def _hand(self, upload: str) -> _Hand:
        with self._hands_lock:
            return self._hands.setdefault(upload, _Hand())

    def _check_limits(self, work: Work, caller: Caller, size: int) -> None:
        begun = work.blobs.begun_bytes(caller.device.id, self._clock.now() - DAY)
        if work.blobs.open_count(caller.device.id) >= MAX_OPEN or begun + size > MAX_BEGUN:
            raise RefusedError(Problem.TOO_MANY_FILES, retry_after=60 * 60)
        if self.files.free() < LEAST_FREE + size:
            raise StorageFullError

    def _forget_stale(self, work: Work) -> None:
        for upload in work.blobs.stale(self._clock.now() - KEPT_DAYS * DAY):
            self.files.drop_part(upload.id)
            work.blobs.forget(upload.id)


def _checked(sha256: str, media: str, size: int) -> Media:
    if not is_blob_hash(sha256):
        raise RefusedError(Problem.BAD_REQUEST, "sha256")
    if media not in set(Media):
        raise RefusedError(Problem.FILE_REFUSED, "media")
    kind = Media(media)
    if size < 1:
        raise RefusedError(Problem.BAD_REQUEST, "size")
    if size > (MAX_PHOTO_BYTES if kind.is_picture else MAX_PDF_BYTES):
        raise RefusedError(Problem.TOO_LARGE, "size")
    return kind
