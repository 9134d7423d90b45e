"""The composition root: a profile's folder becomes a Desk with its services and its sending.

Nothing is opened at import; who opens a desk closes it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

import resources
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_desktop.entrance import UnwritableError, open_vault, take_profile
from sipa_desktop.identity import Identity
from sipa_desktop.platform.key_file import read_key_file
from sipa_desktop.platform.profile_lock import ProfileLock
from sipa_desktop.platform.secrets import NoSecrets, SecretsBefore, secrets_before
from sipa_desktop.platform.system import MovedClock, SystemClock, SystemEntropy
from sipa_desktop.platform.vault import PracticeVault, Vault, is_plain
from sipa_desktop.platform.whole_files import replace_whole
from sipa_desktop.services.attachments import Attachments
from sipa_desktop.services.backup import Backups
from sipa_desktop.services.consultation import Consultation
from sipa_desktop.services.diagnosis import Diagnoses
from sipa_desktop.services.documents import Documents
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_intake import FeedbackIntake
from sipa_desktop.services.guidance import Guidance
from sipa_desktop.services.home import Home
from sipa_desktop.services.imports import Imports
from sipa_desktop.services.office_profile import OfficeProfiles
from sipa_desktop.services.overview import Overview
from sipa_desktop.services.overview_files import OverviewFiles
from sipa_desktop.services.people import People
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.practice import SNAPSHOT, begin_practice, is_practice, not_a_practice, read_snapshot
from sipa_desktop.services.preferences import PreferenceStore
from sipa_desktop.services.proofs import Proofs
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.review import Review
from sipa_desktop.services.schedule import Schedule
from sipa_desktop.services.search import Search
from sipa_desktop.services.versions import Versions
from sipa_desktop.services.village import Villages
from sipa_desktop.services.village_profile import VillageProfiles
from sipa_desktop.settings import BLOBS, DATABASE
from sipa_desktop.store.blob_files import BlobFiles
from sipa_desktop.store.engine import encrypt_plain
from sipa_desktop.store.secrets import StoreSecrets
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.sync.codes import Codes
from sipa_desktop.sync.engine import JOIN_SECONDS, SyncEngine
from sipa_desktop.sync.enrolment import Enrolment
from sipa_desktop.sync.phone import PhonePages
from sipa_desktop.sync.transfer import BlobTransfer


class Lines:
    """One line to each server that is spoken to (registration and sending share it), closed together at the end."""

    def __init__(self, peer_of: Callable[[str], Peer]) -> None:
        self._peer_of = peer_of
        self._open: dict[str, Peer] = {}

    def to(self, url: str) -> Peer:
        """The line to the server at that address. Raises CarriageError when it may not be spoken to."""
        if url not in self._open:
            self._open[url] = self._peer_of(url)
        return self._open[url]

    def close(self) -> None:
        """Give up every line that holds a connection."""
        for line in self._open.values():
            if isinstance(line, Closable):
                line.close()


@runtime_checkable
class Closable(Protocol):
    """A peer that holds a connection."""

    def close(self) -> None:
        """Give the connection up."""
        ...


class Desk:
    """One opened profile: its services, its sending, and the changes to listen to."""

    def __init__(
        self,
        profile: Path,
        lock: ProfileLock,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        secrets: Secrets,
        lines: Lines,
        blob_lines: Lines,
        files: BlobFiles,
        vault: Vault | None,
    ) -> None:
        self.profile = profile
        self.vault = vault
        """The ways to the key of this profile; a practice has none."""
        self.practice = is_practice(store)
        self.lock = lock
        self.clock = clock
        self.store = store
        self.changes = store.changes
        self.secrets_place = secrets.place
        self._lines = lines
        self._blob_lines = blob_lines  # a line of their own: requests of two threads do not share one
        self.enrolment = Enrolment(store, clock, entropy, secrets, lines.to)
        self.attachments = Attachments(store, files, clock)
        self.reports = Reports(store, clock)
        self.home = Home(store, clock)
        self.imports = Imports(self.reports)
        self.documents = Documents(store, clock, self.reports, self.attachments.bytes_of)
        self.posting = Posting(store, clock)
        self.proofs = Proofs(store, clock)
        self.feedback = Feedback(store, clock)
        self.intake = FeedbackIntake(store, clock)
        self.review = Review(store, clock, entropy)
        self.versions = Versions(store, clock)
        self.villages = Villages(store, clock)
        self.overview = Overview(store, clock)
        self.overview_files = OverviewFiles(self.overview)
        self.consultation = Consultation(store, clock, entropy)
        self.guidance = Guidance(store, clock, entropy)
        self.profiles = VillageProfiles(self.villages, self.guidance)
        self.search = Search(store, clock)
        self.queue = Queue(store, clock)
        self.people = People(store, clock)
        self.schedule = Schedule(store, clock, entropy)
        self.codes = Codes(store, clock, entropy, secrets, lines.to)
        self.diagnoses = Diagnoses(store, clock, secrets.place)
        self.preferences = PreferenceStore(store)
        self.office = OfficeProfiles(store, clock)
        self.phone = PhonePages(store, clock, entropy, secrets, lines.to)
        self.backups = Backups(store, files, clock, profile, vault)
        self.sync = SyncEngine(store, clock, entropy, secrets, lines.to)
        self.transfer = BlobTransfer(store, files, clock, entropy, secrets, blob_lines.to, self.sync)

    def identity(self) -> Identity | None:
        """Whose desk this is, None before the registration."""
        with self.store.read() as tx:
            return tx.meta.identity

    def close(self, timeout: float = JOIN_SECONDS) -> None:
        """Stop sending (waits at most `timeout` seconds), close the database, give the profile back."""
        self.transfer.stop(timeout)
        self.sync.stop(timeout)
        for lines in (self._lines, self._blob_lines):
            lines.close()
        self.store.close()
        self.lock.release()


def open_desk(
    profile: Path,
    *,
    vault: Vault | PracticeVault | None = None,
    lock: ProfileLock | None = None,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    secrets: Secrets | None = None,
    peer_of: Callable[[str], Peer] | None = None,
) -> Desk:
    """Open (or begin) the profile in a folder. `lock` is one that is held already; it then belongs to the desk.

    Raises LockedError when the key cannot be had without a person, ProfileInUseError, or KnownError when the profile
    cannot be used; a `lock` that was given stays held then.
    """
    clock, entropy = clock or SystemClock(), entropy or SystemEntropy()
    held = lock or take_profile(profile)
    store: Store | None = None
    try:
        files = _files(profile)
        ways = vault or open_vault(profile, clock=clock, entropy=entropy)
        key = ways.key()
        _encrypt(profile, key)
        store = Store(profile / DATABASE, clock, entropy, key)
        kept = secrets or StoreSecrets(store, ways.place, _before(profile, store))
        lines = (Lines(peer_of or _http_peer), Lines(peer_of or _http_peer))
        own = ways if isinstance(ways, Vault) else None
        return Desk(profile, held, store, clock, entropy, kept, *lines, files, own)
    except BaseException:
        if store is not None:
            store.close()
        if lock is None:
            held.release()
        raise


def open_practice(profile: Path, *, entropy: Entropy | None = None, secrets: Secrets | None = None) -> Desk:
    """Open (or make) a practice: invented data at the hour of its story, and no line to any server.

    KnownError when the folder holds real work; it is then left as it is.
    """
    snapshot = read_snapshot(resources.read_bytes(SNAPSHOT))
    clock = MovedClock(snapshot.now)
    if read_key_file(profile) is not None:
        raise not_a_practice()
    desk = open_desk(
        profile,
        vault=PracticeVault(),
        clock=clock,
        entropy=entropy,
        secrets=secrets or NoSecrets(),
        peer_of=_no_line,
    )
    try:
        begin_practice(desk.store, snapshot)
    except BaseException:
        desk.close()
        raise
    desk.practice = True
    return desk


def _files(profile: Path) -> BlobFiles:
    files = BlobFiles(profile / BLOBS)
    try:
        files.begin()
    except OSError:
        raise UnwritableError from None
    return files


def _encrypt(profile: Path, key: bytes) -> None:
    """Encrypt the database of a version before encryption; the plain file goes only when its copy was found whole."""
    plain = profile / DATABASE
    if not is_plain(plain):
        return
    locked = plain.with_suffix(".terkunci.db")
    encrypt_plain(plain, locked, key)
    replace_whole(locked, plain)
    for left in profile.glob("*.sebelum-*.db"):
        if is_plain(left):
            left.unlink()  # copies that upgrades left behind tell as much as the file did


def _before(profile: Path, store: Store) -> SecretsBefore | None:
    """Where this profile's secrets lay before it was encrypted."""
    with store.read() as tx:
        return secrets_before(profile, tx.meta.get("profile_id"), tx.meta.get("secrets_place"))


def _no_line(_url: str) -> Peer:
    raise CarriageError(Trouble.NO_NETWORK)


def _http_peer(url: str) -> Peer:
    from sipa_desktop.transport.http import HttpPeer

    return HttpPeer(url)
