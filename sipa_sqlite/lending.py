"""Connections that stay open, lent for one transaction each.

A pool of SQLAlchemy's makes a connection and a transaction of its own anew each time, which takes longer than SQLite
needs for the question; a desk asks thousands of times an hour, and so does a server.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.engine import Dialect

PATIENCE_SECONDS: Final = 30.0


class Lender:
    """The open connections of an engine, which keeps none itself. At most so many are lent; the next one waits."""

    def __init__(self, engine: sa.Engine, most: int) -> None:
        self.dialect: Dialect = engine.dialect
        self.patience = PATIENCE_SECONDS
        """So many seconds somebody waits for a connection; sqlalchemy.exc.TimeoutError then."""
        self._engine = engine
        self._most = most
        self._lent = 0
        self._free = threading.Condition()
        self._idle: list[sa.Connection] = []
        """The one given back last is lent first: what it remembers of the file is the newest."""

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """One transaction, begun now: committed at the end of the block, rolled back when that raises."""
        connection, home = self._take()
        try:
            raw = raw_of(connection)
            self.dialect.do_begin(raw)
            yield connection
            self.dialect.do_commit(raw)
        finally:
            self._give_back(connection, home)

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        """A connection without a transaction; one that is begun in the block and not ended there is rolled back."""
        connection, home = self._take()
        try:
            yield connection
        finally:
            self._give_back(connection, home)

    def dispose(self) -> None:
        """Close every connection, the ones that are lent as soon as they are given back."""
        with self._free:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> tuple[sa.Connection, list[sa.Connection]]:
        with self._free:
            if self._lent >= self._most and not self._free.wait_for(lambda: self._lent < self._most, self.patience):
                raise sa.exc.TimeoutError("no connection became free")
            self._lent += 1
            home = self._idle
            if home:
                return home.pop(), home
        try:
            return self._engine.connect(), home
        except BaseException:
            self._one_less()
            raise

    def _give_back(self, connection: sa.Connection, home: list[sa.Connection]) -> None:
        """Keep it, unless it would not come clean or all were closed meanwhile."""
        clean = _cleaned(connection)
        with self._free:
            if clean and home is self._idle:
                home.append(connection)
                self._lent -= 1
                self._free.notify()
                return
        try:
            connection.close()
        finally:
            self._one_less()

    def _one_less(self) -> None:
        with self._free:
            self._lent -= 1
            self._free.notify()


def raw_of(connection: sa.Connection) -> Any:
    """The driver's own connection, in the transaction that this one began."""
    return connection.connection.dbapi_connection


def _cleaned(connection: sa.Connection) -> bool:
    """End what is left of a transaction; False when that cannot be, or somebody closed the connection."""
    if connection.closed or connection.invalidated:
        return False
    try:
        connection.rollback()  # what SQLAlchemy believes was begun: the first statement that it ran itself
        raw = raw_of(connection)
        if raw.in_transaction:
            raw.rollback()
    except (sa.exc.SQLAlchemyError, driver.Error):
        return False
    return True
