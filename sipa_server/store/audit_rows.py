"""The audit: who did what, each line chained to the one before by SHA-256, so that a changed or missing line shows.

A line names things by their ids; no text that anybody wrote, no token, code or key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa

from sipa_server.store.tables import audit
from sipa_sqlite.quick import Quick

START = "0" * 64
_NEWEST: Final = Quick(sa.select(audit.c.n, audit.c.hash).order_by(audit.c.n.desc()).limit(1))
_PUT: Final = Quick(audit.insert())
"""Made once: each op runs them, and making a statement costs more than running it."""


@dataclass(frozen=True)
class Entry:
    """One act: `act` is the kind of an op or a verb of the server, `outcome` "ok" or a problem code."""

    at: int
    act: str
    outcome: str = "ok"
    person: str | None = None
    device: str | None = None
    op_id: str | None = None
    record_type: str | None = None
    record: str | None = None
    village: str | None = None
    content_hash: str | None = None


class AuditRows:
    """The audit as one transaction sees it."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._last: tuple[int, str] | None = None

    def add(self, entry: Entry) -> None:
        """Chain one more line."""
        last, previous = self._last or self._newest()
        n = last + 1
        line = {"n": n, "previous": previous, "hash": _hash(n, entry, previous), **_columns(entry)}
        _PUT.run(self._connection, **line)
        self._last = (n, str(line["hash"]))

    def forget_seen(self) -> None:
        """A part of the transaction was undone, lines of it too."""
        self._last = None

    def _newest(self) -> tuple[int, str]:
        last = _NEWEST.first(self._connection)
        return (last[0], last[1]) if last is not None else (0, START)

    def latest_at(self, lines: int) -> int | None:
        """The latest time of the last so many lines, by the clock of each moment (UTC ms); None while there is none."""
        last = sa.select(audit.c.at).order_by(audit.c.n.desc()).limit(lines).subquery()
        return self._connection.execute(sa.select(sa.func.max(last.c.at))).scalar()

    def count(self) -> int:
        """How many lines there are."""
        return self._connection.execute(sa.select(sa.func.count()).select_from(audit)).scalar_one()

    def first_broken(self) -> int | None:
        """The number of the first line that does not fit the chain, or None when all do."""
        previous, expected = START, 1
        for row in self._connection.execute(sa.select(audit).order_by(audit.c.n)):
            values = row._mapping
            entry = Entry(**{name: values[name] for name in Entry.__dataclass_fields__})
            if row.n != expected or row.previous != previous or row.hash != _hash(row.n, entry, previous):
                return expected
            previous, expected = row.hash, expected + 1
        return None


def _columns(entry: Entry) -> dict[str, str | int | None]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}


def _hash(n: int, entry: Entry, previous: str) -> str:
    line = msgspec.json.encode([n, previous, *_columns(entry).items()])
    return hashlib.sha256(line).hexdigest()
