"""The composition root: a profile's folder becomes a Desk with its services and its sending.

Nothing is opened at import; who opens a desk closes it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import resources
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_desktop import lean_loading  # noqa: F401 - before anything else loads SQLAlchemy
from sipa_desktop.desk import Desk as Desk
from sipa_desktop.desk import Lines
from sipa_desktop.entrance import open_vault, take_profile, unwritable
from sipa_desktop.platform.key_file import read_key_file
from sipa_desktop.platform.profile_lock import ProfileLock
from sipa_desktop.platform.secrets import NoSecrets, SecretsBefore, secrets_before
from sipa_desktop.platform.system import MovedClock, SystemClock, SystemEntropy
from sipa_desktop.platform.vault import PracticeVault, Vault, is_plain
from sipa_desktop.platform.whole_files import replace_whole
from sipa_desktop.services.numbering import WENT_BACK_AT, number_anew
from sipa_desktop.services.practice import SNAPSHOT, begin_practice, not_a_practice, read_snapshot
from sipa_desktop.settings import BLOBS, DATABASE
from sipa_desktop.store.blob_files import BlobFiles
from sipa_desktop.store.engine import encrypt_plain
from sipa_desktop.store.list_making import Tell
from sipa_desktop.store.secrets import StoreSecrets
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.store.update_note import UpdateNote, read_note


def open_desk(
    profile: Path,
    *,
    vault: Vault | PracticeVault | None = None,
    lock: ProfileLock | None = None,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    secrets: Secrets | None = None,
    peer_of: Callable[[str], Peer] | None = None,
    tell: Tell = lambda _done, _total: None,
) -> Desk:
    """Open (or begin) the profile in a folder. `lock` is one that is held already; it then belongs to the desk. `tell`
    hears how far the lists are made, where an update has them made anew.

    Raises LockedError when the key cannot be had without a person, ProfileInUseError, or KnownError when the profile
    cannot be used; a `lock` that was given stays held then.
    """
    clock, entropy = clock or SystemClock(), entropy or SystemEntropy()
    held = lock or take_profile(profile)
    store: Store | None = None
    try:
        ways = vault or open_vault(profile, clock=clock, entropy=entropy)
        key = ways.key()
        files = _files(profile, key, entropy)
        _encrypt(profile, key)
        put_back = _settle_update(profile, key, clock)
        store = Store(profile / DATABASE, clock, entropy, key, tell=tell)
        if put_back is not None:
            from sipa_desktop.services.update_trial import tell_failed

            tell_failed(store, put_back)
        if store.went_back:
            _begin_after_loss(store, files, entropy, clock.now())
        kept = secrets or StoreSecrets(store, ways.place, _before(profile, store))
        lines = tuple(Lines(peer_of or _http_peer, real=peer_of is None) for _use in range(3))
        own = ways if isinstance(ways, Vault) else None
        desk = Desk(profile, held, store, clock, entropy, kept, lines[0], lines[1], lines[2], files, own)
        desk.drop_forgotten_files()
        desk.lock_up_files()
        return desk
    except BaseException:
        if store is not None:
            store.close()
        if lock is None:
            held.release()
        raise


def open_reading(
    profile: Path, vault: Vault, lock: ProfileLock, *, clock: Clock | None = None, entropy: Entropy | None = None
) -> Desk:
    """Open data that a newer program made, for reading and exporting alone: nothing in the database is changed.

    The lock belongs to the desk then; it stays held when this raises KnownError.
    """
    clock, entropy = clock or SystemClock(), entropy or SystemEntropy()
    key = vault.key()
    store = Store(profile / DATABASE, clock, entropy, key, reading=True)
    try:
        lines = tuple(Lines(_no_line) for _use in range(3))
        files = BlobFiles(profile / BLOBS, key, entropy)
        return Desk(profile, lock, store, clock, entropy, NoSecrets(), lines[0], lines[1], lines[2], files, vault)
    except BaseException:
        store.close()
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


def _files(profile: Path, key: bytes, entropy: Entropy) -> BlobFiles:
    files = BlobFiles(profile / BLOBS, key, entropy)
    try:
        files.begin()
    except OSError as fault:
        raise unwritable(fault) from None
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


def _settle_update(profile: Path, key: bytes, clock: Clock) -> UpdateNote | None:
    """The note of an update that did not come to its end, after the data are again what they were before it."""
    if read_note(profile) is None:
        return None
    from sipa_desktop.services.update_trial import settle

    try:
        return settle(profile, key, clock)
    except OSError as fault:
        raise unwritable(fault) from None


def _begin_after_loss(store: Store, files: BlobFiles, entropy: Entropy, now: int) -> None:
    """Commits are gone that the server may know of: number anew, and keep in mind to say so.

    The attachments did not go back with them: one that was found spoilt since then does not lie here any more.
    """
    with store.write() as tx:
        for sha256 in tx.blobs.all_here():
            if not files.lies(sha256):
                tx.blobs.lost(sha256, now)
        number_anew(tx, entropy)
        tx.meta.put(WENT_BACK_AT, str(now))


def _before(profile: Path, store: Store) -> SecretsBefore | None:
    """Where this profile's secrets lay before it was encrypted."""
    with store.read() as tx:
        return secrets_before(profile, tx.meta.get("profile_id"), tx.meta.get("secrets_place"))


def _no_line(_url: str) -> Peer:
    raise CarriageError(Trouble.NO_NETWORK)


def _http_peer(url: str) -> Peer:
    from sipa_desktop.transport.http import HttpPeer

    return HttpPeer(url)
