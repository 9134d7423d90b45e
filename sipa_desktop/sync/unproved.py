"""Cursors of replies that came on a stick and that this PC does not read on from: the server is asked if it knows them.

A server that was put back by hand shows itself by the cursors that it gave in between. What a stick brought may be all
that is left of that time, while the PC's own cursor is of another (docs/protocol.md, "Restore").
"""

from __future__ import annotations

from typing import Final

import msgspec

from sipa_desktop.store.unit_of_work import Tx

UNPROVED: Final = "cursors_unproved"
"""The fact that keeps them, the newest last; not there while there are none."""
MOST: Final = 2
"""So many are kept: each costs a question, and one shows a history that is over as well as many."""


def keep(tx: Tx, cursor: str) -> None:
    """One that was not taken is to be asked about."""
    _put(tx, [*(one for one in _kept(tx) if one != cursor), cursor][-MOST:])


def to_ask(tx: Tx) -> str | None:
    """The one to ask about next, None when all are known."""
    return next(iter(_kept(tx)), None)


def met(tx: Tx, cursor: str | None) -> bool:
    """True when it was one of them; it need not be asked about any more."""
    kept = _kept(tx)
    if cursor not in kept:
        return False
    _put(tx, [one for one in kept if one != cursor])
    return True


def forget(tx: Tx) -> None:
    """A new history began: they are of another."""
    tx.meta.forget(UNPROVED)


def _kept(tx: Tx) -> list[str]:
    raw = tx.meta.get(UNPROVED)
    return msgspec.json.decode(raw, type=list[str]) if raw is not None else []


def _put(tx: Tx, cursors: list[str]) -> None:
    if cursors:
        tx.meta.put(UNPROVED, msgspec.json.encode(cursors).decode())
    else:
        forget(tx)
