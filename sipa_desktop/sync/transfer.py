"""Sends and fetches the bytes of attachments, after the ops and beside them: a large file never delays a report.

Smallest first, in pieces that take about ten seconds; what the server has is never sent twice, and nothing is called
sent before the server has proven that it holds the whole. No transaction is open while the line is used.
"""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from sipa_core.domain.attachments import MAX_PDF_BYTES
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync import backoff
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.blobs import UploadState
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Changes, Topic
from sipa_desktop.platform.keys import FILE_SECRET, TOKEN
from sipa_desktop.store.blob_files import BlobFiles, SpoiltError
from sipa_desktop.store.blobs import LOST, Blob
from sipa_desktop.store.unit_of_work import Store, StoreClosedError
from sipa_desktop.sync.clock import judged
from sipa_desktop.sync.engine import SyncEngine
from sipa_desktop.sync.outcome import BlobOutcome, SyncOutcome
from sipa_desktop.sync.own_thread import JOIN_SECONDS, OwnThread
from sipa_desktop.sync.pieces import Pieces
from sipa_desktop.sync.status import Phase
from sipa_desktop.sync.words import trouble_words

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.2
TURNS_WITHOUT_GAIN: Final = 6
"""So often in a row a piece may bring nothing before the whole is left for another time."""

ASKED: Final = "files_asked"
"""The fact that keeps how far the server was asked for files that it has."""
ASK_EVERY_MS: Final = 24 * 3600 * 1000
ASK_AT_ONCE: Final = 8
MOST_FAULTS: Final = 3
"""So many files may fail in one round before it ends: then it is the server rather than they."""
FINAL: Final = frozenset({Problem.FILE_REFUSED, Problem.TOO_LARGE, Problem.BAD_REQUEST})
"""Codes after which the same bytes need not be tried again."""


class _Asked(msgspec.Struct, frozen=True):
    """When (UTC ms), of which village, for files sent from when on, and behind which hash to go on."""

    at: int
    place: str
    since: int = 0
    last: str = ""


def _next(ask: Callable[[set[str]], Blob | None], failed: set[str], behind: set[str]) -> Blob | None:
    return ask(failed | behind) or (ask(failed) if behind else None)


def _of_one(fault: CarriageError | OSError) -> bool:
    """True when a fault may be one file's: the server answered, or this disk does not give or take these bytes."""
    if isinstance(fault, CarriageError):
        return fault.trouble is Trouble.SERVER
    return fault.errno not in (errno.ENOSPC, errno.EDQUOT)


class _EndedError(Exception):
    """The desk is closed, or the person said "Hentikan dulu"; what was sent stays sent."""


class _RefusedError(Exception):
    """The server never takes these bytes; said and kept already."""


@dataclass
class _Count:
    """What one round did."""

    sent: int = 0
    received: int = 0


class BlobTransfer:
    """Its own thread beside the engine's. `run_once` works without it, in the caller's."""

    def __init__(
        self,
        store: Store,
        files: BlobFiles,
        clock: Clock,
        entropy: Entropy,
        secrets: Secrets,
        peer_of: Callable[[str], Peer],
        engine: SyncEngine,
    ) -> None:
        self._store = store
        self._files = files
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._peer_of = peer_of
        self._engine = engine
        self._pieces = Pieces()
        self._round = threading.Lock()
        self._own_thread = OwnThread("blobs", self._run)
        self._wake, self._stopping = self._own_thread.wake, self._own_thread.stopping
        self._paused = threading.Event()
        self._behind = set[str]()
        """Files that a round ended at: the next one begins with others."""
        self._failures = 0
        self._wait: float | None = None
        self._ends = (store.changes.subscribe(self._on_changes), engine.sessions.subscribe(self._on_session))

    def start(self) -> None:
        """Begin to send by itself whenever the engine has sent its ops."""
        self._own_thread.start()

    def stop(self, timeout: float = JOIN_SECONDS) -> bool:
        """End the thread; waits at most `timeout` seconds. True when it has ended."""
        for end in self._ends:
            end()
        return self._own_thread.stop(timeout)

    def pause(self) -> None:
        """Stop after the piece under way; the pieces that went stay where they are. Returns at once."""
        self._paused.set()
        self._engine.tell_blobs(paused=True)

    def resume(self) -> None:
        """Go on."""
        self._paused.clear()
        self._engine.tell_blobs(paused=False)
        self._wake.set()

    def run_once(self) -> BlobOutcome:
        """Send and fetch until nothing waits, in the caller's thread."""
        with self._round:
            return self._whole_round()

    def _whole_round(self) -> BlobOutcome:
        count, fault, words = _Count(), None, ""
        self._pieces.begin_round()
        self._engine.tell_blobs(under_way=True, trouble=None, code=None, words="")
        try:
            self._go(count)
        except CarriageError as carried:
            fault = judged(carried, self._clock.now(), self._engine.told())
        except KnownError as known:
            fault, words = CarriageError(Trouble.THIS_PC), f"{known.title}. {known.message}"
        except _EndedError:
            pass
        except OSError as broken:
            log.warning("attachments: %s", errno.errorcode.get(broken.errno or 0, "?"))
            fault = CarriageError(Trouble.THIS_PC)
        finally:
            if fault is not None:
                words = words or trouble_words(fault)
                self._engine.tell_blobs(trouble=fault.trouble, code=fault.code, words=words)
            self._engine.tell_blobs(under_way=False)
        unsent = self._engine.refresh_blobs()
        self._wait = self._wait_after(fault)
        return BlobOutcome(
            count.sent,
            count.received,
            unsent,
            fault.trouble if fault is not None else None,
            fault.code if fault is not None else None,
            words,
        )

    def _go(self, count: _Count) -> None:
        """Fetch and send until nothing waits. What cannot be fetched or sent now is tried at the next round, after
        the others, and holds none of them up where the server itself said so; the first fault is raised at the end.
        """
        faults: list[CarriageError | OSError] = []
        failed, fetches = set[str](), True
        while True:
            self._may_go_on()
            with self._store.read() as tx:
                known = tx.meta.identity is not None
                wanted = _next(tx.blobs.next_wanted, failed, self._behind) if known and fetches else None
                # Ops first: a blob that is there before its record is nobody's. An op that waits for other desks may do
                # so for weeks, and no file waits with it.
                free = known and wanted is None and not tx.outbox.on_its_way()
                unsent = _next(tx.blobs.next_to_send, failed, self._behind) if free else None
            one = wanted or unsent
            if one is None:
                if faults:
                    raise faults[0]
                if not free or self._still_there():
                    return
                continue
            try:
                if wanted is not None:  # somebody looks at the place where it should be
                    count.received += self._receive(one)
                else:
                    count.sent += self._send(one)
            except (CarriageError, OSError) as fault:
                faults.append(fault)
                failed.add(one.sha256)
                self._behind.add(one.sha256)
                of_one = _of_one(fault) and len(faults) < MOST_FAULTS
                fetches = fetches and of_one
                if wanted is None and not of_one:
                    raise
            else:
                self._behind.discard(one.sha256)

    def _still_there(self) -> bool:
        """Ask once a day whether the server still has some of the files sent, each in its turn; if not, all go again.

        A server's folder that was put back by hand may lack nothing but files, and then no history shows it.
        """
        now = self._clock.now()
        with self._store.read() as tx:
            raw, identity = tx.meta.get(ASKED), tx.meta.identity
            place = identity.village or "" if identity is not None else ""
            asked = msgspec.json.decode(raw, type=_Asked) if raw is not None else _Asked(now, place)
            if asked.place != place:
                asked = _Asked(now, place, since=now)  # what went from another place is that place's
            elif raw is not None and 0 <= now - asked.at < ASK_EVERY_MS:
                return True
            files = tx.blobs.some_sent(asked.last, asked.since, ASK_AT_ONCE) if asked.at != now else []
        try:
            lacking = any(self._lacks(one) for one in files)
        except CarriageError:
            return True  # nothing waits that somebody would have to be told of; it is asked at the next round
        last = files[-1].sha256 if len(files) == ASK_AT_ONCE else ""
        with self._store.write() as tx:
            tx.meta.put(ASKED, msgspec.json.encode(_Asked(now, place, asked.since, last)).decode())
            if lacking:
                log.warning("the server lacks a file that it had; all are sent again")
                tx.blobs.send_again(now)
                tx.touch(Topic.ATTACHMENTS)
        return not lacking

    def _lacks(self, blob: Blob) -> bool:
        self._may_go_on()
        line, token = self._line()
        return line.begin_upload(blob.sha256, blob.media.value, blob.size, token).offset < blob.size

    def _send(self, blob: Blob) -> bool:
        """Send one blob to its end. True when the server has it whole; False when it never will."""
        try:
            data = self._files.read(blob.sha256)
        except (FileNotFoundError, SpoiltError):
            log.warning("an attachment is no longer whole on this PC")
            self._refuse(blob, LOST)
            return False
        line, token = self._line()
        try:
            self._send_all(line, token, blob, data)
        except _RefusedError:
            return False
        with self._store.write() as tx:
            tx.blobs.sent(blob.sha256, self._clock.now())
            tx.touch(Topic.ATTACHMENTS)
        return True

    def _send_all(self, line: Peer, token: str, blob: Blob, data: bytes) -> None:
        state, idle, spoilt = self._begin(line, token, blob, blob.sent_bytes), 0, 0
        while state.offset < blob.size:
            self._may_go_on()
            before = state.offset
            try:
                state = self._send_piece(line, token, blob, state, data)
            except CarriageError as fault:
                self._final(blob, fault)
                if fault.code not in (Problem.OFFSET_MOVED, Problem.HASH_MISMATCH):
                    raise
                spoilt += fault.code == Problem.HASH_MISMATCH
                state = self._begin(line, token, blob, before)
            idle = idle + 1 if state.offset <= before else 0
            if idle >= TURNS_WITHOUT_GAIN or spoilt > 1:
                raise CarriageError(Trouble.SERVER, Problem.HASH_MISMATCH if spoilt else None)

    def _final(self, blob: Blob, fault: CarriageError) -> None:
        """Keep a refusal that no other try changes; _RefusedError then."""
        if fault.code in FINAL:
            self._refuse(blob, str(fault.code))
            raise _RefusedError from None

    def _begin(self, line: Peer, token: str, blob: Blob, thought: int) -> UploadState:
        """Where to go on: what the server says, never what was thought here."""
        state = None
        if blob.upload is not None:
            try:
                state = line.upload_state(blob.upload, blob.sha256, token)
            except CarriageError as fault:
                if fault.code not in (Problem.NOT_FOUND, Problem.HASH_MISMATCH):
                    raise
        if state is None:
            try:
                state = line.begin_upload(blob.sha256, blob.media.value, blob.size, token)
            except CarriageError as fault:
                self._final(blob, fault)
                raise
        if not 0 <= state.offset <= blob.size:
            raise CarriageError(Trouble.NOT_OURS)
        self._keep(blob, state, thought)
        return state

    def _send_piece(self, line: Peer, token: str, blob: Blob, state: UploadState, data: bytes) -> UploadState:
        piece = data[state.offset : state.offset + self._pieces.size]
        began = self._clock.monotonic()
        with self._pieces.tried():
            after = line.upload(state, blob.sha256, piece, token)
        if not 0 <= after.offset <= blob.size:
            raise CarriageError(Trouble.NOT_OURS)
        self._pieces.went(len(piece), self._clock.monotonic() - began)
        self._keep(blob, after, state.offset)
        return after

    def _keep(self, blob: Blob, state: UploadState, before: int) -> None:
        self._pieces.gain(state.offset - before)
        with self._store.write() as tx:
            tx.blobs.progress(blob.sha256, state.upload, state.offset)
        self._engine.refresh_blobs()

    def _receive(self, blob: Blob) -> bool:
        """Fetch one blob; True when it came, False when the server has none for us (any more, or yet)."""
        line, token = self._line()
        for _try in range(2):
            start, total = self._files.part(blob.sha256), None
            while total is None or start < total:
                self._may_go_on()
                began = self._clock.monotonic()
                try:
                    with self._pieces.tried():
                        part = line.blob(blob.sha256, start, self._pieces.size, token)
                except CarriageError as fault:
                    if fault.code == Problem.BAD_REQUEST and start:
                        break  # what lies here is longer than the whole: it was never that blob
                    if fault.code == Problem.NOT_FOUND or fault.code in FINAL:
                        self._refuse(blob, str(fault.code))
                        return False
                    raise
                total = part.total
                if not part.data or not 0 < total <= MAX_PDF_BYTES or start + len(part.data) > total:
                    raise CarriageError(Trouble.NOT_OURS)
                self._files.add_part(blob.sha256, start, part.data)
                start += len(part.data)
                self._pieces.gain(len(part.data))
                self._pieces.went(len(part.data), self._clock.monotonic() - began)
            if total is not None and self._files.finish_part(blob.sha256):
                with self._store.write() as tx:
                    tx.blobs.arrived(blob.sha256, self._clock.now())
                    tx.touch(Topic.ATTACHMENTS)
                return True
            self._files.drop_part(blob.sha256)
        self._refuse(blob, Problem.HASH_MISMATCH.value)
        return False

    def _refuse(self, blob: Blob, code: str) -> None:
        with self._store.write() as tx:
            tx.blobs.refuse(blob.sha256, code)
            tx.touch(Topic.ATTACHMENTS)

    def _may_go_on(self) -> None:
        """Let ops go first; _EndedError when it is time to stop."""
        while True:
            if self._stopping.is_set() or self._paused.is_set():
                raise _EndedError
            status = self._engine.status()
            if status.phase is not Phase.SENDING or not status.sending_total:
                return
            self._stopping.wait(LOOK_SECONDS)

    def _line(self) -> tuple[Peer, str]:
        with self._store.read() as tx:
            identity = tx.meta.identity
        token = self._secrets.get(TOKEN)
        if identity is None or token is None:
            # A PC that was enrolled by a file is introduced by the session that carries its ops, not by its photos.
            waits = identity is not None and self._secrets.get(FILE_SECRET) is not None
            raise CarriageError(Trouble.PROBLEM, Problem.UNCONFIRMED if waits else Problem.UNAUTHENTICATED)
        return self._peer_of(identity.line), token

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(self._wait)
            self._wake.clear()
            if self._stopping.is_set():
                return
            self._wait = None
            if self._paused.is_set():
                continue
            try:
                self.run_once()
            except StoreClosedError:
                return
            except Exception:
                # A bug must not end sending for good; the files still lie here and wait.
                log.exception("attachments could not be sent")
                self._failures += 1
                self._wait = backoff.delay(self._failures, self._chance())

    def _wait_after(self, fault: CarriageError | None) -> float | None:
        """Seconds until the next round; None when there is nothing to try again."""
        if fault is None:
            self._failures = 0
            return None
        if fault.trouble is Trouble.CUT and self._pieces.worth_a_try:
            self._failures = 0
            return backoff.delay_after_gain(self._chance())
        self._failures += 1
        return backoff.delay(self._failures, self._chance(), fault.retry_after)

    def _chance(self) -> float:
        return int.from_bytes(self._entropy.bytes(4), "big") / 2**32

    def _on_session(self, outcome: SyncOutcome) -> None:
        if outcome.trouble is not None:
            return
        with self._store.write() as tx:
            tx.blobs.look_again(Problem.NOT_FOUND.value)
        self._wake.set()

    def _on_changes(self, changes: Changes) -> None:
        if changes.touches(Topic.ATTACHMENTS) and not self._own_thread.is_current:
            self._engine.refresh_blobs()
            self._wake.set()
