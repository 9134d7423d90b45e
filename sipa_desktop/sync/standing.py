"""How this PC stands with the server, as small facts of the profile tell it after any start: shut out, copied, waiting
for the kecamatan's yes, let in, or about to let go of what is no longer its own; and what attachments wait.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from sipa_core.wire.problems import Problem
from sipa_desktop.store.blobs import Unsent
from sipa_desktop.store.unit_of_work import Tx
from sipa_desktop.sync import scope
from sipa_desktop.sync.session import MetaKey
from sipa_desktop.sync.status import BlobStatus, Heard

OF_ITS_PLACE: Final = frozenset(
    {
        Problem.UNAUTHENTICATED.value,
        Problem.REVOKED.value,
        Problem.FILE_SPENT.value,
        Problem.UNCONFIRMED.value,
    }
)
"""Refusals that say how this PC stands: it has no place any more, or the kecamatan has yet to agree to it."""


def keep_refusal(tx: Tx, code: str) -> None:
    """Keep what a refusal of OF_ITS_PLACE says, until the server answers otherwise."""
    if code == Problem.UNCONFIRMED:
        tx.meta.put(MetaKey.UNCONFIRMED, "1")
    else:
        tx.meta.put(MetaKey.SHUT_OUT, code)


def standing(tx: Tx) -> dict[str, object]:
    """The fields of SyncStatus that these facts fill."""
    forked, leaving = tx.meta.get(MetaKey.FORKED_AT), scope.leaving_in(tx)
    confirmed = tx.meta.get(MetaKey.CONFIRMED_AT)
    return {
        "shut_out": tx.meta.get(MetaKey.SHUT_OUT) if tx.meta.identity is not None else None,
        "copied_at": int(forked) if forked is not None and forked != tx.meta.get(MetaKey.FORK_SEEN) else None,
        "unconfirmed": tx.meta.get(MetaKey.UNCONFIRMED) is not None,
        "confirmed_at": int(confirmed) if confirmed is not None else None,
        "leaving": leaving.count if leaving is not None and not leaving.agreed else 0,
        "leaving_place": leaving.place if leaving is not None else "",
    }


def put_away(tx: Tx, what: Heard) -> None:
    """A person has read it: it is told again only when it happens again."""
    forked = tx.meta.get(MetaKey.FORKED_AT)
    if what is Heard.CONFIRMED:
        tx.meta.forget(MetaKey.CONFIRMED_AT)
    elif forked is not None:
        tx.meta.put(MetaKey.FORK_SEEN, forked)


def counted(blobs: BlobStatus, unsent: Unsent) -> BlobStatus:
    """Where the attachments are, with these counts of what waits."""
    return replace(blobs, waiting=unsent.count, size=unsent.size, sent=unsent.sent, refused=unsent.refused)
