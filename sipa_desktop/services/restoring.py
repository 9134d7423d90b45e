"""Puts a copy into a profile that nobody has open: after a damaged disk, or on another PC.

What is restored may live on elsewhere, so it numbers its work anew and cannot be taken for the other. What was sent
after the copy comes back from the server; what was only written after it does not, and that is said before.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import NAMES
from sipa_desktop.platform.vault import Vault
from sipa_desktop.services.backup import no_copy, no_progress, spoilt_copy
from sipa_desktop.settings import BLOBS
from sipa_desktop.store import exchange
from sipa_desktop.store.blob_files import BlobFiles
from sipa_desktop.store.engine import DatabaseFault
from sipa_desktop.store.restore import make_ready
from sipa_desktop.store.snapshot import Progress, SpoiltCopyError, read_snapshot
from sipa_desktop.store.snapshot_files import take_files
from sipa_desktop.store.unit_of_work import Store, Tx

log = logging.getLogger(__name__)

RESTORED_AT: Final = "restored_at"
"""The small fact that a profile was put back from a copy, and when (UTC ms)."""
_INCARNATION, _NEXT_NO = "incarnation", "next_no"


@dataclass(frozen=True)
class Restored:
    """What a restoring brought back, in words, and how many attachments are still to come from the server."""

    words: str
    lacking: int


def restore_copy(
    profile: Path, folder: Path, vault: Vault, clock: Clock, entropy: Entropy, progress: Progress = no_progress
) -> Restored:
    """Put the copy in `folder` in the place of what lies in `profile`, which is set aside there and not removed.

    `vault` is the opened vault of the copy. Nobody else may have the profile: the caller holds its lock. Raises
    LockedError, KnownError; then nothing has changed.
    """
    snapshot, key = read_snapshot(folder), vault.key()
    if snapshot is None:
        raise no_copy()
    now = clock.now()
    try:
        stamp = dates.local(now, dates.DEFAULT_ZONE).strftime("%Y-%m-%d-%H%M%S")
        database = make_ready(profile, snapshot, key, NAMES, stamp)
        files = BlobFiles(profile / BLOBS)
        files.begin()
        store = Store(database, clock, entropy, key)
        try:
            lacking = _prepare(store, folder.parent, key, files, entropy, now, progress)
        finally:
            store.close()
        exchange.commit(profile)
    except (SpoiltCopyError, DatabaseFault):
        raise spoilt_copy() from None
    except OSError as fault:
        log.warning("a copy was not put back: %s", type(fault).__name__)
        raise KnownError(
            _("Cadangan belum dipulihkan"),
            _("Cakram penuh atau tidak dapat ditulisi. Tidak ada yang berubah. Kosongkan sebagian, lalu coba lagi."),
            "not_restored",
        ) from None
    when = dates.format_moment(snapshot.note.made_at)
    return Restored(_("Data dipulihkan dari cadangan {when}.").format(when=when), lacking)


def _prepare(
    store: Store, place: Path, key: bytes, files: BlobFiles, entropy: Entropy, now: int, progress: Progress
) -> int:
    """Let the restored profile be one of its own; how many attachments are neither here nor in the copy."""
    with store.read() as tx:
        wanted = [sha256 for sha256 in tx.blobs.all_here() if files.check(sha256) is None]
    taken = set(take_files(place, key, wanted, files, progress))
    lacking = [sha256 for sha256 in wanted if sha256 not in taken]
    with store.write() as tx:
        for sha256 in lacking:
            tx.blobs.lost(sha256)
        _number_anew(tx, entropy)
        tx.meta.put(RESTORED_AT, str(now))
    return len(lacking)


def _number_anew(tx: Tx, entropy: Entropy) -> None:
    """The PC that the copy was made on may go on with the old run of numbers."""
    if tx.meta.get(_INCARNATION) is None:
        return
    tx.outbox.unseal()
    tx.meta.put(_INCARNATION, entropy.bytes(16).hex())
    tx.meta.put(_NEXT_NO, "1")
