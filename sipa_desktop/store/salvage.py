"""Reads out of a damaged database what can still be read: drafts, the outbox, what is known of attachments, who it is.

Every page carries a seal, so what is read is what was written; a page whose seal does not hold is left out. The driver
gives up a connection at the first such page, so each step past one begins with a new connection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sipa_desktop.store.engine import DatabaseFault, open_copy

GAP: Final = 2_000
"""Rows looked for one by one between the last that could be read from above and the first from below."""

_KEYS: Final = {
    "document": ("id",),
    "leaf": ("document", "path"),
    "outbox": ("op_id",),
    "blob": ("sha256",),
    "meta": ("key",),
    "secret": ("name",),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Salvaged:
    """The rows of each table by their keys, and the tables of which nothing was lost."""

    rows: dict[str, dict[tuple[object, ...], Row]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()

    def table(self, name: str) -> dict[tuple[object, ...], Row]:
        """The rows of one table that could be read."""
        return self.rows.get(name, {})

    def meta(self) -> dict[str, str]:
        """The small facts that could be read."""
        return {str(row["key"]): str(row["value"]) for row in self.table("meta").values()}


def salvage(database: Path, key: bytes) -> Salvaged:
    """Read what can be read; nothing at all when even the list of tables is gone. The file is not changed."""
    rows: dict[str, dict[tuple[object, ...], Row]] = {}
    whole: set[str] = set()
    for table, names in _KEYS.items():
        found, complete = _Table(database, key, table).read()
        rows[table] = {tuple(row[name] for name in names): row for row in found}
        if complete:
            whole.add(table)
    return Salvaged(rows, frozenset(whole))


class _Table:
    """One table by its row numbers."""

    def __init__(self, database: Path, key: bytes, name: str) -> None:
        self._database = database
        self._key = key
        self._name = name

    def read(self) -> tuple[list[Row], bool]:
        """The rows in their order, and whether that is all of them."""
        above, complete = self._run("ORDER BY rowid")
        if complete:
            return list(above.values()), True
        below, _complete = self._run("ORDER BY rowid DESC")
        first, last = max(above, default=0), min(below, default=0)
        for no in range(first + 1, min(last, first + 1 + GAP)):
            one, _complete = self._run(f"WHERE rowid = {no}")
            above |= one
        found = above | below
        return [found[no] for no in sorted(found)], False

    def _run(self, order: str) -> tuple[dict[int, Row], bool]:
        """The rows up to the first page that cannot be read, by their numbers."""
        found: dict[int, Row] = {}
        try:
            with open_copy(self._database, self._key) as raw:
                cursor = raw.execute(f'SELECT rowid AS "rowid#", * FROM {self._name} NOT INDEXED {order}')
                names = [str(column[0]) for column in cursor.description]
                for values in cursor:
                    row = dict(zip(names, values, strict=True))
                    found[int(row.pop("rowid#"))] = row
        except (DatabaseFault, OSError):
            return found, False
        return found, True
