"""Cursors that this PC was given and does not read on from: it tells the server of them, which finds by one of another
history that it was put back (docs/protocol.md, "Restore").

What a stick brought may be all that is left of a time that a server put back by hand has lost, or the PC's own cursor
before it began to read once more; what it reads on from is then of another time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from sipa_core.wire.exchange import MAX_SEEN
from sipa_desktop.store.unit_of_work import Tx

CURSORS_SEEN: Final = "cursors_seen"
"""The fact that keeps them, the newest last; not there while there are none."""


def keep(tx: Tx, cursor: str) -> None:
    """One more that the server is to be told of."""
    _put(tx, [*(one for one in kept(tx) if one != cursor), cursor][-MAX_SEEN:])


def kept(tx: Tx) -> list[str]:
    """Those that the next message names."""
    raw = tx.meta.get(CURSORS_SEEN)
    return msgspec.json.decode(raw, type=list[str]) if raw is not None else []


def met(tx: Tx, cursors: Sequence[str]) -> None:
    """The server was told of these, by the line, and knows them."""
    if cursors:
        _put(tx, [one for one in kept(tx) if one not in cursors])


def forget(tx: Tx) -> None:
    """A new history began, and they are of another."""
    tx.meta.forget(CURSORS_SEEN)


def _put(tx: Tx, cursors: list[str]) -> None:
    if cursors:
        tx.meta.put(CURSORS_SEEN, msgspec.json.encode(cursors).decode())
    else:
        forget(tx)
