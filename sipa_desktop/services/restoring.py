"""Puts a copy into a profile that nobody has open: after a damaged disk, or on another PC.

What is restored may live on elsewhere, so it numbers its work anew and cannot be taken for the other. What was sent
after the copy comes back from the server; what was only written after it does not, and that is said before.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Callable
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
from sipa_desktop.services.numbering import number_anew
from sipa_desktop.settings import BLOBS, DATABASE
from sipa_desktop.store import exchange
from sipa_desktop.store.blob_files import BlobFiles, SpoiltError
from sipa_desktop.store.engine import DatabaseFault
from sipa_desktop.store.restore import make_ready
from sipa_desktop.store.snapshot import Progress, SpoiltCopyError, read_snapshot
from sipa_desktop.store.snapshot_files import take_files
from sipa_desktop.store.unit_of_work import Store, Tx

log = logging.getLogger(__name__)

RESTORED_AT: Final = "restored_at"
"""The small fact that a profile was put back from a copy, and when (UTC ms)."""


@dataclass(frozen=True)
class Restored:
    """What a restoring brought back, in words, and how many attachments are still to come from the server."""

    words: str
    lacking: int


def _nothing_more(_tx: Tx) -> None:
    """For a copy that is put back as it is."""


def restore_copy(
    profile: Path,
    folder: Path,
    vault: Vault,
    clock: Clock,
    entropy: Entropy,
    progress: Progress = no_progress,
    lay_over: Callable[[Tx], None] = _nothing_more,
) -> Restored:
    """Put the copy in `folder` in the place of what lies in `profile`, which is set aside there and not removed.

    `vault` is the opened vault of the copy; `lay_over` adds to the copy before it is used. Nobody else may have the
    profile: the caller holds its lock. Raises LockedError, KnownError; then nothing has changed, or (UnfinishedError)
    `exchange.finish` goes on with it.
    """
    snapshot, key = read_snapshot(folder), vault.key()
    if snapshot is None:
        raise no_copy()
    now = clock.now()
    try:
        database = make_ready(profile, snapshot, key, NAMES, _stamp(now))
        files = BlobFiles(profile / BLOBS, key, entropy)
        files.begin()
        store = Store(database, clock, entropy, key)
        try:
            lacking = _prepare(store, folder, key, files, entropy, now, progress, lay_over)
        finally:
            store.close()
        exchange.commit(profile)
    except (SpoiltCopyError, DatabaseFault):
        raise spoilt_copy() from None
    except OSError as fault:
        raise _not_restored(fault) from None
    when = dates.format_moment(snapshot.note.made_at)
    return Restored(_("Data dipulihkan dari cadangan {when}.").format(when=when), lacking)


def begin_anew(profile: Path, key: bytes, clock: Clock, entropy: Entropy, fill: Callable[[Tx], None]) -> None:
    """Put a new database under the same key in the place of the damaged one, which is set aside. KnownError; then as
    for `restore_copy`.
    """
    now = clock.now()
    try:
        ready = exchange.begin(profile, _stamp(now))
        for name in NAMES:
            if (profile / name).exists():
                shutil.copyfile(profile / name, ready / name)
        store = Store(ready / DATABASE, clock, entropy, key)
        try:
            with store.write() as tx:
                fill(tx)
                number_anew(tx, entropy)
                tx.meta.put(RESTORED_AT, str(now))
        finally:
            store.close()
        exchange.commit(profile)
    except OSError as fault:
        raise _not_restored(fault) from None


def _not_restored(fault: OSError) -> KnownError:
    log.warning("a copy was not put back: %s", type(fault).__name__)
    return KnownError(
        _("Cadangan belum dipulihkan"),
        _(
            "Hard disk penuh atau tidak dapat ditulisi, atau program lain sedang memakai berkas data. Tidak ada yang "
            "berubah. Kosongkan sebagian atau tutup program lain, lalu coba lagi."
        ),
        "not_restored",
    )


def _stamp(now: int) -> str:
    return dates.local(now, dates.DEFAULT_ZONE).strftime("%Y-%m-%d-%H%M%S")


def _prepare(
    store: Store,
    folder: Path,
    key: bytes,
    files: BlobFiles,
    entropy: Entropy,
    now: int,
    progress: Progress,
    lay_over: Callable[[Tx], None],
) -> int:
    """Let the restored profile be one of its own; how many attachments are neither here nor in the copy."""
    with store.write() as tx:
        lay_over(tx)
    with store.read() as tx:
        wanted = [sha256 for sha256 in tx.blobs.all_here() if not files.check(sha256)]
    taken = _from_beside(BlobFiles(folder / BLOBS, key, entropy), wanted, files)
    taken |= set(take_files(folder.parent, key, [one for one in wanted if one not in taken], files, progress))
    lacking = [sha256 for sha256 in wanted if sha256 not in taken]
    with store.write() as tx:
        for sha256 in lacking:
            tx.blobs.lost(sha256, now)
        number_anew(tx, entropy)
        tx.meta.put(RESTORED_AT, str(now))
    return len(lacking)


def _from_beside(beside: BlobFiles, wanted: list[str], files: BlobFiles) -> set[str]:
    """Take the attachments that lie as files in the copy itself: one that was carried away from a locked folder."""
    taken = set()
    for sha256 in wanted:
        with contextlib.suppress(FileNotFoundError, SpoiltError):
            taken.add(files.put(beside.read(sha256)))
    return taken
