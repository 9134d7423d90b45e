"""The small facts about a profile that stand by a name: whose it is, how far the feed was read, its next number."""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from sipa_desktop.identity import Identity
from sipa_desktop.store.tables import meta
from sipa_sqlite.quick import Quick

_LONG = 4_000
_FACT: Final = Quick(sa.select(meta.c.value).where(meta.c.key == sa.bindparam("asked")))
_FACTS: Final = Quick(sa.select(meta.c.key, sa.case((sa.func.octet_length(meta.c.value) <= _LONG, meta.c.value))))
_put = insert(meta)
_PUT: Final = Quick(_put.on_conflict_do_update(index_elements=["key"], set_={"value": _put.excluded.value}))
_FORGET: Final = Quick(sa.delete(meta).where(meta.c.key == sa.bindparam("asked")))
"""Made once: every commit and every page asks for some of them."""


class Meta:
    """Small facts about this profile: identity, cursor, epoch, incarnation, next op number.

    They are few, and who asks for one asks for more: the first question of a transaction reads all but the long ones.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._known: dict[str, str | None] | None = None

    def get(self, key: str) -> str | None:
        """The fact, or None."""
        if self._known is None:
            self._known = dict(_FACTS.all(self._connection))
        if key not in self._known:
            return None
        found = self._known[key]
        return found if found is not None else str(_FACT.scalar(self._connection, asked=key))

    def put(self, key: str, value: str) -> None:
        """Set or replace the fact."""
        _PUT.run(self._connection, key=key, value=value)
        if self._known is not None:
            self._known[key] = value

    def forget(self, key: str) -> None:
        """Remove the fact."""
        _FORGET.run(self._connection, asked=key)
        if self._known is not None:
            self._known.pop(key, None)

    @property
    def identity(self) -> Identity | None:
        """Whose desk this is, None before the registration."""
        raw = self.get("identity")
        return msgspec.json.decode(raw, type=Identity) if raw is not None else None

    @property
    def last_contact(self) -> int | None:
        """When the server last answered this PC (UTC ms of this PC), None when it never did."""
        told = self.get("last_contact")
        return int(told) if told is not None else None

    @property
    def upto(self) -> int:
        """How far the feed was read (seq)."""
        return int(self.get("upto") or 0)

    @property
    def shown(self) -> int:
        """How far the feed has shown what own ops did (seq): beyond `upto` while it is read once more."""
        return max(self.upto, int(self.get("shown") or 0))
