"""The last sending before data are set aside: what waits goes to the kecamatan first, and what is left is said."""

from __future__ import annotations

from dataclasses import dataclass

from sipa_core.messages import _
from sipa_core.ops.base import QUIET
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.sync.engine import SyncEngine
from sipa_desktop.sync.transfer import BlobTransfer
from sipa_desktop.sync.words import trouble_short


@dataclass(frozen=True)
class Left:
    """What is on this PC only: texts that were never sent, ops without a receipt, files of which the server has not
    all; and in a few words why those were not sent, empty when nothing stood in the way.
    """

    texts: int
    ops: int
    files: int
    why: str = ""

    @property
    def nothing_waits(self) -> bool:
        """True when all that was sent from here has its receipt."""
        return not (self.ops or self.files)

    @property
    def words(self) -> str:
        """The sentences for the person who is about to give these data up."""
        parts = []
        if self.nothing_waits:
            parts.append(_("Semua yang Anda kirim sudah sampai di kecamatan dan diambil lagi."))
        else:
            parts.append(_sentence(self.ops, self.files))
            if self.why:
                parts.append(_("Sebabnya: {why}.").format(why=self.why.lower()))
        if self.texts:
            parts.append(_("{n} tulisan belum pernah dikirim.").format(n=self.texts))
        return " ".join(parts)


def send_last(store: Store, sync: SyncEngine, transfer: BlobTransfer, texts: int) -> Left:
    """Try to send what waits, in the caller's thread, and tell what is left; `texts` were never to be sent.

    Takes as long as the line lets it.
    """
    with store.read() as tx:
        registered = tx.meta.identity is not None
        waits = tx.outbox.waiting() or tx.blobs.unsent().count
    why = ""
    if registered and waits:
        session = sync.run_once()
        files = transfer.run_once() if session.trouble is None else None
        trouble, code = (session.trouble, session.code) if files is None else (files.trouble, files.code)
        why = trouble_short(trouble, code) if trouble is not None else ""
    with store.read() as tx:
        ops = tx.outbox.waiting() - tx.outbox.waiting_of(QUIET) + tx.outbox.parked()
        return Left(texts, ops, tx.blobs.unsent().count, why)


def _sentence(ops: int, files: int) -> str:
    if not files:
        return _("{n} kiriman belum sampai di kecamatan.").format(n=ops)
    if not ops:
        return _("{n} foto atau PDF belum sampai di kecamatan.").format(n=files)
    return _("{n} kiriman dan {m} foto atau PDF belum sampai di kecamatan.").format(n=ops, m=files)
