"""Token and private keys of this PC, in its encrypted database: whoever may open the data may speak for the PC.

What still lies where it was before encryption moves in when it is first asked for.
"""

from __future__ import annotations

from typing import Final, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from sipa_desktop.store.tables import secret
from sipa_desktop.store.unit_of_work import Store
from sipa_sqlite.quick import Quick

_ONE: Final = Quick(sa.select(secret.c.value).where(secret.c.name == sa.bindparam("of")))


class Before(Protocol):
    """Where a secret lay before the database was encrypted."""

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises a KnownError while the place cannot be asked."""
        ...

    def forget(self, name: str) -> None:
        """Remove it there."""
        ...


class StoreSecrets:
    """The secrets port over a profile's store. `place` tells where the key of the data lies."""

    def __init__(self, store: Store, place: str, before: Before | None = None) -> None:
        self.place = place
        self._store = store
        self._before = before

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises a KnownError while the place where it lay before cannot be asked."""
        with self._store.read() as tx:
            kept: str | None = _ONE.scalar(tx.connection, of=name)
        if kept is not None or self._before is None:
            return kept
        found = self._before.get(name)
        if found is not None:
            self.put(name, found)
            self._before.forget(name)
        return found

    def put(self, name: str, value: str) -> None:
        """Store or replace the secret; durable when this returns."""
        statement = insert(secret).values(name=name, value=value)
        with self._store.write(index=False) as tx:
            tx.connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    def forget(self, name: str) -> None:
        """Remove the secret; no error when it is not there."""
        with self._store.write(index=False) as tx:
            tx.connection.execute(sa.delete(secret).where(secret.c.name == name))
        if self._before is not None:
            self._before.forget(name)
