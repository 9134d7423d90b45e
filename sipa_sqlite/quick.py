"""Statements that run thousands of times an hour: put into words once by SQLAlchemy, then run by the driver itself.

SQLAlchemy needs ten times as long for such a question as the database. What it is asked stays one of its statements;
rows come as plain tuples, and a column that says yes or no as 1 or 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import CompilerElement

from sipa_sqlite.engines import Dialect
from sipa_sqlite.lending import raw_of as raw_of

Row = tuple[Any, ...]
_SPOKEN: Final = Dialect()


class Quick:
    """One statement. A fault is the driver's own (`engines.DatabaseFault`)."""

    def __init__(self, statement: CompilerElement) -> None:
        self._statement = statement
        self._text = ""
        self._names: tuple[str, ...] = ()
        self._fixed: Mapping[str, Any] = {}

    def all(self, connection: sa.Connection, **asked: object) -> list[Row]:
        """Every row."""
        return raw_of(connection).execute(self._words(), self._values(asked)).fetchall()  # type: ignore[no-any-return]

    def each(self, connection: sa.Connection, **asked: object) -> Iterator[Row]:
        """Row after row, for whoever may stop before the last."""
        return iter(raw_of(connection).execute(self._words(), self._values(asked)))

    def first(self, connection: sa.Connection, **asked: object) -> Row | None:
        """The first row, or None."""
        found = self.all(connection, **asked)
        return found[0] if found else None

    def scalar(self, connection: sa.Connection, **asked: object) -> Any:
        """The first value of the first row, or None."""
        found = self.all(connection, **asked)
        return found[0][0] if found else None

    def run(self, connection: sa.Connection, **asked: object) -> None:
        """Run it once."""
        raw_of(connection).execute(self._words(), self._values(asked))

    def run_all(self, connection: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Run it for each of the rows."""
        words = self._words()
        raw_of(connection).executemany(words, [self._values(row) for row in rows])

    def _words(self) -> str:
        # Made at the first use: a start asks for few of them.
        if not self._text:
            made = self._statement.compile(dialect=_SPOKEN, compile_kwargs={"render_postcompile": True})
            self._fixed = {name: value for name, value in made.params.items() if value is not None}
            self._names = tuple(getattr(made, "positiontup", None) or ())
            self._text = str(made)
        return self._text

    def _values(self, asked: Mapping[str, object]) -> tuple[object, ...]:
        fixed = self._fixed
        return tuple([asked[name] if name in asked else fixed[name] for name in self._names])


def names_in(connection: sa.Connection) -> set[str]:
    """The name of every table, index and trigger of the file, read at once; asking for one costs as much."""
    return {row[0] for row in _NAMES.all(connection)}


_NAMES: Final = Quick(sa.text("SELECT name FROM sqlite_schema"))


@contextmanager
def savepoint(connection: sa.Connection) -> Iterator[None]:
    """A part of the running transaction: what it did is taken back when the block raises, and no more than that."""
    raw = raw_of(connection)
    raw.execute("SAVEPOINT part")
    try:
        yield
        raw.execute("RELEASE part")
    except BaseException:
        if raw.in_transaction:  # SQLite answers a full disk by taking the whole transaction back
            raw.execute("ROLLBACK TO part")
            raw.execute("RELEASE part")
        raise
