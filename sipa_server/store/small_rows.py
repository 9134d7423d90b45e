"""Small tables with one use each: named values of the server, counted tries, and the keys of citizens' feedback.

Addresses and keys come here as hashes only; tries older than their window are removed when the next one is counted.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from sipa_server.store.tables import feedback_keys, meta, tries
from sipa_sqlite.quick import Quick

_FACT: Final = Quick(sa.select(meta.c.value).where(meta.c.name == sa.bindparam("of")))
"""Every op asks for some."""
_FORGET_TRIES: Final = Quick(
    tries.delete().where(
        tries.c.what == sa.bindparam("of"),
        sa.or_(tries.c.at < sa.bindparam("before"), tries.c.at > sa.bindparam("after")),
    )
)
_COUNT_TRY: Final = Quick(tries.insert().values({name: sa.bindparam(name) for name in ("what", "address", "at")}))
_tries = (
    sa.select(tries.c.at)
    .where(tries.c.what == sa.bindparam("of"), tries.c.at.between(sa.bindparam("since"), sa.bindparam("now")))
    .order_by(tries.c.at)
)
_TRIES: Final = Quick(_tries)
_TRIES_FROM: Final = Quick(_tries.where(tries.c.address == sa.bindparam("by")))
_KEY: Final = Quick(
    sa.select(feedback_keys.c.key_hash, feedback_keys.c.record).where(feedback_keys.c.number == sa.bindparam("of"))
)


class MetaRows:
    """Named values: epoch, kecamatan, public address."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._seen: dict[str, str | None] = {}
        """Nobody else can change what this transaction sees."""

    def get(self, name: str) -> str | None:
        """The value, or None."""
        if name not in self._seen:
            self._seen[name] = _FACT.scalar(self._connection, of=name)
        return self._seen[name]

    def put(self, name: str, value: str) -> None:
        """Store or replace the value."""
        self._connection.execute(meta.delete().where(meta.c.name == name))
        self._connection.execute(meta.insert().values(name=name, value=value))
        self._seen[name] = value

    def forget_seen(self) -> None:
        """A part of the transaction was undone: what was seen of it is not so."""
        self._seen.clear()


class TryRows:
    """Counted tries."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, what: str, address: str, now: int, forget_before: int) -> None:
        """Count one try; those of this sort before `forget_before` go, and those of a clock that ran ahead."""
        _FORGET_TRIES.run(self._connection, of=what, before=forget_before, after=now)
        _COUNT_TRY.run(self._connection, what=what, address=address, at=now)

    def times(self, what: str, since: int, now: int, address: str | None = None) -> list[int]:
        """The instants of the tries from `since` to `now`, oldest first: of one address, or of all."""
        asked = {"of": what, "since": since, "now": now}
        if address is None:
            return [row[0] for row in _TRIES.all(self._connection, **asked)]
        return [row[0] for row in _TRIES_FROM.all(self._connection, **asked, by=address)]


class FeedbackKeyRows:
    """Which record a citizen's number leads to, and the hash of its key."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def taken(self, number: str) -> bool:
        """True when the number leads somewhere already."""
        return self.find(number) is not None

    def add(self, number: str, key_hash: str, record: str) -> None:
        """Keep the key of a new feedback."""
        self._connection.execute(feedback_keys.insert().values(number=number, key_hash=key_hash, record=record))

    def find(self, number: str) -> tuple[str, str] | None:
        """The hash of the key and the record's id, or None for an unknown number."""
        return _KEY.first(self._connection, of=number)
