"""Fetches a newer program from the server: asked for once a day, brought when a person wants it, after all work went.

Only files that the installed release has not are fetched, in pieces that go on where the line was cut. The server is
not believed: the maker's signature is checked before anything is asked for, and each file's hash when it has come.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from sipa_core.messages import _
from sipa_core.ports import Clock, Secrets
from sipa_core.release.faults import ReleaseError, ReleaseFault, release_words
from sipa_core.release.manifest import Release, ReleaseFile, check_fits
from sipa_core.release.package import HEAD_SIZE, Seen, offsets_of, open_packed
from sipa_core.release.signed import open_signed
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.events import Changes, Topic
from sipa_desktop.new_files import digest_of
from sipa_desktop.platform.installation import Installation, platform_word
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.store.unit_of_work import Store, StoreClosedError
from sipa_desktop.sync.engine import SyncEngine
from sipa_desktop.sync.outcome import SyncOutcome
from sipa_desktop.sync.own_thread import JOIN_SECONDS, OwnThread
from sipa_desktop.sync.words import trouble_words

log = logging.getLogger(__name__)

FOLDER: Final = "pembaruan"
PIECE: Final = 256 * 1024
LOOK_SECONDS: Final = 1.0
_PIECES: Final = 256 * 1024
_DAY_MS: Final = 24 * 60 * 60 * 1000
_ASKED_AT: Final = "update_asked_at"

Found = Callable[[Release, int], None]
"""Told of a newer release and how many bytes of it would be fetched."""


class Brought:
    """A release in pieces: what was fetched lies in a folder by its packed hash, the rest is in the installed one."""

    def __init__(self, release: Release, signed: bytes, folder: Path, own: Installation) -> None:
        self.release, self.signed = release, signed
        self._folder, self._own = folder, own
        here = own.release(own.name)
        same = {one.name: one.sha256 for one in here.files} if here is not None else {}
        self._here = {one.name for one in release.files if same.get(one.name) == one.sha256}
        self.offsets = offsets_of(release, HEAD_SIZE + len(signed))

    @property
    def lacking(self) -> list[ReleaseFile]:
        """The files that have to be fetched."""
        return [one for one in self.release.files if one.name not in self._here]

    def piece(self, one: ReleaseFile) -> Path:
        """Where the packed bytes of a file gather."""
        return self._folder / one.packed_sha256

    def size(self, one: ReleaseFile) -> int:
        """How many of its packed bytes are here."""
        try:
            return self.piece(one).stat().st_size
        except OSError:
            return 0

    @property
    def percent(self) -> int:
        """How much of what is fetched is here."""
        whole = sum(one.packed for one in self.lacking)
        return 100 * sum(min(self.size(one), one.packed) for one in self.lacking) // whole if whole else 100

    def check(self, seen: Seen = lambda _size: None) -> None:
        """Hold what was fetched to its hashes. ReleaseError, OSError."""
        for one in self.release.files:
            if one.name not in self._here and digest_of(self.piece(one)) != one.packed_sha256:
                raise ReleaseError(ReleaseFault.CHANGED)
            seen(one.packed)

    def opened(self, one: ReleaseFile) -> Iterator[bytes]:
        """The bytes of a file. ReleaseError when they are not those that were signed, OSError."""
        if one.name in self._here:
            yield from _read_same(self._own.folder(self._own.name) / one.name, one)
            return
        with open(self.piece(one), "rb") as packed:
            yield from open_packed(packed, one)


class UpdateFetch:
    """Its own thread. `ask` and `run_once` work without it, in the caller's."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        secrets: Secrets,
        peer_of: Callable[[str], Peer],
        engine: SyncEngine,
        own: Installation | None,
        profile: Path,
        found: Found,
    ) -> None:
        self._store, self._clock, self._secrets = store, clock, secrets
        self._peer_of, self._engine, self._own, self._found = peer_of, engine, own, found
        self._folder = profile / FOLDER
        self._wanted = threading.Event()
        self._own_thread = OwnThread("updates", self._run)
        self._stopping, self._wake = self._own_thread.stopping, self._own_thread.wake
        self._brought: Brought | None = None
        self.words = ""
        """Why fetching does not go on, in a sentence; empty while all is well."""
        self._end = engine.sessions.subscribe(self._on_session)

    @property
    def fetching(self) -> bool:
        """True while a person wants it and it has not come whole."""
        return self._wanted.is_set()

    @property
    def percent(self) -> int | None:
        """How much has come; None when nothing is known of a release."""
        return self._brought.percent if self._brought is not None else None

    @property
    def whole(self) -> Brought | None:
        """The release that has come whole, to be laid beside this one."""
        brought = self._brought
        return brought if brought is not None and brought.percent == 100 and not self.fetching else None

    def start(self) -> None:
        """Begin to ask by itself, whenever a session left nothing to send."""
        if self._own is not None and self._own.keys.keys:
            self._own_thread.start()

    def stop(self, timeout: float = JOIN_SECONDS) -> bool:
        """End the thread; waits at most `timeout` seconds. True when it has ended."""
        self._end()
        return self._own_thread.stop(timeout)

    def want(self) -> None:
        """A person wants the release: fetch it as soon as all work is sent."""
        self.words = ""
        self._wanted.set()
        self._wake.set()
        self._tell()

    def hold(self) -> None:
        """Stop for now after the piece under way; what came stays."""
        self._wanted.clear()
        self._tell()

    def ask(self) -> Release | None:
        """Ask the server for a newer release and tell of it; None when there is none. CarriageError, ReleaseError."""
        own = self._own
        if own is None or not own.keys.keys:
            return None
        line, token = self._line()
        installed = own.installed(self._store.schema())
        try:
            card = line.update_card(platform_word(), token)
        except CarriageError as fault:
            if fault.code == Problem.NOT_FOUND:
                return None  # a server before updates
            raise
        self._note_asked()
        if card.seq <= installed.seq:
            return None
        if self._brought is None or self._brought.release.seq != card.seq:
            signed = line.update_release(platform_word(), card.seq, token).signed.encode()
            release = open_signed(signed, own.keys)
            check_fits(release, installed)
            self._brought = Brought(release, signed, self._folder / f"{release.seq}", own)
        brought = self._brought
        self._found(brought.release, sum(one.packed for one in brought.lacking))
        return brought.release

    def run_once(self) -> bool:
        """Fetch what lacks until all is here, work waits to be sent, or the person holds it; True when it is whole.

        CarriageError, ReleaseError, OSError; what came stays.
        """
        brought = self._brought
        if brought is None and self.ask() is None:
            self._wanted.clear()
            return False
        brought = self._brought
        assert brought is not None
        line, token = self._line()
        self._tidy(brought)
        for one in brought.lacking:
            if not self._fetch(line, token, brought, one):
                return False
        brought.check()
        self._wanted.clear()
        self._tell()
        return True

    def _fetch(self, line: Peer, token: str, brought: Brought, one: ReleaseFile) -> bool:
        """Fetch a file to its end; False when it is not the time for it."""
        place = brought.piece(one)
        place.parent.mkdir(parents=True, exist_ok=True)
        if brought.size(one) > one.packed:
            place.unlink()
        while (have := brought.size(one)) < one.packed:
            if self._stopping.is_set() or not self._wanted.is_set() or self._busy():
                return False
            most = min(PIECE, one.packed - have)
            part = line.update_part(platform_word(), brought.release.seq, brought.offsets[one.name] + have, most, token)
            if not 0 < len(part.data) <= most:
                raise CarriageError(Trouble.NOT_OURS)
            with open(place, "ab") as file:
                file.write(part.data)
            self._tell()
        if digest_of(place) != one.packed_sha256:
            place.unlink()
            raise ReleaseError(ReleaseFault.CHANGED)
        return True

    def _busy(self) -> bool:
        """True while anything of the office waits to be sent, or is under way."""
        with self._store.read() as tx:
            waits = tx.outbox.waiting() or tx.blobs.next_to_send() is not None
        return bool(waits) or self._engine.status().blobs.under_way

    def _tidy(self, brought: Brought) -> None:
        """What came of older releases is of no use any more."""
        for folder in self._folder.glob("*"):
            if folder.name != f"{brought.release.seq}":
                shutil.rmtree(folder, ignore_errors=True)

    def _line(self) -> tuple[Peer, str]:
        with self._store.read() as tx:
            identity = tx.meta.identity
        token = self._secrets.get(TOKEN)
        if identity is None or token is None:
            raise CarriageError(Trouble.PROBLEM, Problem.UNAUTHENTICATED)
        return self._peer_of(identity.line), token

    def _note_asked(self) -> None:
        with self._store.write() as tx:
            tx.meta.put(_ASKED_AT, str(self._clock.now()))

    def _due(self) -> bool:
        with self._store.read() as tx:
            asked = tx.meta.get(_ASKED_AT)
        return asked is None or not 0 <= self._clock.now() - int(asked) < _DAY_MS

    def _on_session(self, outcome: SyncOutcome) -> None:
        if outcome.trouble is None:
            self._wake.set()

    def _tell(self) -> None:
        self._store.changes.publish(Changes(frozenset({Topic.UPDATES})))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(LOOK_SECONDS if self._wanted.is_set() else None)
            self._wake.clear()
            if self._stopping.is_set():
                return
            try:
                self._turn()
            except StoreClosedError:
                return
            except Exception:
                log.exception("an update could not be fetched")
                self._give_up(_("Pembaruan belum dapat diambil. SIPA tetap seperti semula. Coba lagi nanti."))

    def _turn(self) -> None:
        try:
            if not self._wanted.is_set():
                if self._due():
                    self.ask()
            elif not self._busy():
                self.run_once()
        except CarriageError as fault:
            if self._wanted.is_set():
                self.words = trouble_words(fault)
                self._tell()
                self._stopping.wait(LOOK_SECONDS * 30)
        except ReleaseError as fault:
            self._give_up(release_words(fault.fault))
        except OSError:
            self._give_up(_("Hard disk komputer ini penuh atau tidak dapat ditulisi. Pembaruan belum diambil."))

    def _give_up(self, words: str) -> None:
        self.words = words
        self._wanted.clear()
        self._tell()


def _read_same(path: Path, one: ReleaseFile) -> Iterator[bytes]:
    """A file of the installed release, which must still be what was signed."""
    if digest_of(path) != one.sha256:
        raise ReleaseError(ReleaseFault.CHANGED)
    with open(path, "rb") as file:
        while piece := file.read(_PIECES):
            yield piece
