"""Statements that every op runs: put into words once by SQLAlchemy, then run by the driver itself.

Between the two lies ten times what the database needs for such a question. Rows come as plain tuples in the order of
the statement's columns. A fault is the driver's own (`engine.DatabaseFault`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import CompilerElement

from sipa_server.store.engine import Dialect

_SPOKEN: Final = Dialect()


class Quick:
    """One statement."""

    def __init__(self, statement: CompilerElement) -> None:
        made = statement.compile(dialect=_SPOKEN, compile_kwargs={"render_postcompile": True})
        self._text = str(made)
        self._fixed = {name: value for name, value in made.params.items() if value is not None}
        self._names: tuple[str, ...] = tuple(getattr(made, "positiontup", None) or ())

    def first(self, connection: sa.Connection, asked: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The first row, or None."""
        rows: list[tuple[Any, ...]] = self._done(connection, asked).fetchall()
        return rows[0] if rows else None

    def run(self, connection: sa.Connection, told: Mapping[str, object]) -> None:
        """Run it once."""
        self._done(connection, told)

    def _done(self, connection: sa.Connection, asked: Mapping[str, object]) -> Any:
        values = [asked[name] if name in asked else self._fixed[name] for name in self._names]
        return raw_of(connection).execute(self._text, values)


def raw_of(connection: sa.Connection) -> Any:
    """The driver's own connection, in the transaction that this one began."""
    return connection.connection.dbapi_connection
