"""Puts damaged data right: the newest good copy, and over it what can still be read of what was written after it.

What was damaged is set aside, never removed. What was sent comes back from the server.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import read_key_file
from sipa_desktop.platform.vault import Vault
from sipa_desktop.services.backup import FOLDER, no_progress
from sipa_desktop.services.restoring import begin_anew, restore_copy
from sipa_desktop.settings import DATABASE
from sipa_desktop.store import exchange
from sipa_desktop.store.salvage import Salvaged, salvage
from sipa_desktop.store.snapshot import Progress, Snapshot, SpoiltCopyError, check_copy, snapshots_in
from sipa_desktop.store.tables import blob, document, leaf, outbox, secret
from sipa_desktop.store.unit_of_work import Tx

log = logging.getLogger(__name__)

_NOT_OF_A_NEW_FILE: Final = frozenset({"upto", "cursor", "generation", "checked_at", "backup_at"})
"""Facts about the old file itself: a new one is filled from the server's beginning."""


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

    `vault` is open with the key of both. The caller holds the profile. KnownError; then nothing has changed.
    """
    found = salvage(profile / DATABASE, vault.key())
    carried = _Carried()
    if copy is not None:
        done = restore_copy(profile, copy.folder, vault, clock, entropy, progress, partial(_lay_over, found, carried))
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
    begin_anew(profile, vault.key(), clock, entropy, partial(_fill_new, found, carried))
    return Mended(_said(_("Data disusun lagi tanpa cadangan."), carried), carried.drafts, carried.ops)


def put_aside(profile: Path, clock: Clock) -> Path:
    """Set the damaged data and its key aside, so that the computer can be registered anew. OSError."""
    stamp = dates.local(clock.now(), dates.DEFAULT_ZONE).strftime("%Y-%m-%d-%H%M%S")
    return exchange.set_aside(profile, stamp)


@dataclass
class _Carried:
    drafts: int = 0
    ops: int = 0


def _said(words: str, carried: _Carried) -> str:
    if not carried.drafts and not carried.ops:
        return _("{words} Yang sudah terkirim sesudahnya datang lagi dari kecamatan.").format(words=words)
    more = _("Dari berkas yang rusak masih terbaca {drafts} draf dan {ops} kiriman yang lebih baru, dan itu ikut.")
    return _("{words} {more} Yang sudah terkirim datang lagi dari kecamatan.").format(
        words=words, more=more.format(drafts=carried.drafts, ops=carried.ops)
    )


def _fill_new(found: Salvaged, carried: _Carried, tx: Tx) -> None:
    for key, value in found.meta().items():
        if key not in _NOT_OF_A_NEW_FILE:
            tx.meta.put(key, value)
    for row in found.table("secret").values():
        tx.connection.execute(insert(secret).values(**row).on_conflict_do_nothing())
    _lay_over(found, carried, tx)


def _lay_over(found: Salvaged, carried: _Carried, tx: Tx) -> None:
    """Put what is newer in the damaged file over what the copy holds."""
    for row in found.table("blob").values():
        _put(tx, blob, row, ("sha256",))
    for row in found.table("document").values():
        carried.drafts += _carry_document(tx, found, row)
    for row in found.table("outbox").values():
        carried.ops += _carry_op(tx, row)
    tx.reproject()


def _carry_document(tx: Tx, found: Salvaged, row: dict[str, object]) -> bool:
    """True when this document was newer; a leaf on a page that cannot be read stays as the copy has it."""
    kept = tx.connection.execute(sa.select(document.c.saved_at).where(document.c.id == row["id"])).scalar()
    if kept is not None and kept >= row["saved_at"]:
        return False
    _put(tx, document, row, ("id",))
    if "leaf" in found.whole:
        tx.connection.execute(sa.delete(leaf).where(leaf.c.document == row["id"]))
    for one in found.table("leaf").values():
        if one["document"] == row["id"]:
            _put(tx, leaf, one, ("document", "path"))
    return True


def _carry_op(tx: Tx, row: dict[str, object]) -> bool:
    """True when the copy did not know this op; one that it knew gets its later state, so that nothing is sent anew
    that was withdrawn meanwhile.
    """
    values = {name: value for name, value in row.items() if name != "no"}
    known = tx.connection.execute(sa.select(outbox.c.no).where(outbox.c.op_id == row["op_id"])).scalar()
    if known is not None:
        tx.connection.execute(sa.update(outbox).where(outbox.c.no == known).values(**values))
        return False
    tx.connection.execute(sa.insert(outbox).values(**values))
    return True


def _put(tx: Tx, table: sa.Table, row: dict[str, object], keys: tuple[str, ...]) -> None:
    rest = {name: value for name, value in row.items() if name not in keys}
    statement = insert(table).values(**row)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest))
