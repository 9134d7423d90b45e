"""Puts damaged data right: the newest good copy, and over it what can still be read of what was written after it.

What was damaged is set aside, never removed. What was sent comes back from the server.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import read_key_file
from sipa_desktop.platform.vault import Vault
from sipa_desktop.services.backup import FOLDER, no_progress
from sipa_desktop.services.restoring import begin_anew, restore_copy
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.carry_over import Carried, fill_new, lay_over
from sipa_desktop.store.salvage import salvage
from sipa_desktop.store.snapshot import Progress, Snapshot, SpoiltCopyError, check_copy, snapshots_in

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mended:
    """What came of it in words, and how many drafts and ops were carried over from the damaged file."""

    words: str
    drafts: int
    ops: int


def newest_good(profile: Path, key: bytes | None = None) -> Snapshot | None:
    """The newest copy in the profile that is whole, None without one; reads whole files: not on the window's thread."""
    for one in snapshots_in(profile / FOLDER):
        file = read_key_file(one.folder)
        if file is None or (key is not None and not file.fits(key)):
            continue
        try:
            check_copy(one, key)
        except (SpoiltCopyError, OSError):
            continue
        return one
    return None


def mend(
    profile: Path, copy: Snapshot | None, vault: Vault, clock: Clock, entropy: Entropy, progress: Progress = no_progress
) -> Mended:
    """Put the copy in the place of the damaged data and carry over what is newer; without a copy begin a new file.

    `vault` is open with the key of both. The caller holds the profile. KnownError; then nothing has changed, or
    (UnfinishedError) `exchange.finish` goes on with it.
    """
    found = salvage(profile / DATABASE, vault.key())
    carried = Carried()
    if copy is not None:
        done = restore_copy(profile, copy.folder, vault, clock, entropy, progress, partial(lay_over, found, carried))
        return Mended(_said(done.words, carried), carried.drafts, carried.ops)
    if "identity" not in found.meta() or not found.table("secret"):
        raise KnownError(
            _("Komputer ini perlu didaftarkan lagi"),
            _(
                "Tidak ada cadangan, dan data yang rusak tidak menyebut lagi komputer ini milik siapa. Yang sudah "
                "terkirim aman di kecamatan. Daftarkan lagi; berkas yang rusak disisihkan, tidak dihapus."
            ),
            "nothing_to_mend",
        )
    begin_anew(profile, vault.key(), clock, entropy, partial(fill_new, found, carried))
    return Mended(_said(_("Data disusun lagi tanpa cadangan."), carried), carried.drafts, carried.ops)


def _said(words: str, carried: Carried) -> str:
    if not carried.drafts and not carried.ops:
        return _("{words} Yang sudah terkirim sesudahnya datang lagi dari kecamatan.").format(words=words)
    more = _("Dari berkas yang rusak masih terbaca {drafts} draf dan {ops} kiriman yang lebih baru, dan itu ikut.")
    return _("{words} {more} Yang sudah terkirim datang lagi dari kecamatan.").format(
        words=words, more=more.format(drafts=carried.drafts, ops=carried.ops)
    )
