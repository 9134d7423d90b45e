"""The disk under a program in our hands: it ends at a chosen commit, is full, or is held by somebody else.

Real SQLite files throughout; only the moment is chosen.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sipa_sqlite.lending import Lender


class Crash(BaseException):
    """The program ends here and now, as by kill -9 or a power cut; nothing may catch it."""


class Commits:
    """Counts the commits of one opened database, and ends the program at one of them when told."""

    def __init__(self, told: Callable[[], None]) -> None:
        self.count = 0
        self._told = told
        self._left = 0
        self._before = True

    def watch(self, engine: Lender) -> None:
        """Look at every commit of this engine."""
        real = engine.dialect.do_commit

        def commit(connection: Any) -> None:
            if self._is_it(before=True):
                raise Crash
            real(connection)
            self.count += 1
            if self._is_it(before=False):
                raise Crash

        engine.dialect.do_commit = commit  # type: ignore[assignment, method-assign]

    def crash_at(self, number: int, *, before: bool) -> None:
        """End the program at the commit of that number from now (1 is the next), before or after it is on the disk."""
        self._left, self._before = number, before

    def let_be(self) -> None:
        """End it nowhere."""
        self._left = 0

    def _is_it(self, *, before: bool) -> bool:
        if not self._left:
            return False
        if before and not self._before:
            return False
        if not before and self._before:
            return False
        self._left -= 1
        if self._left:
            return False
        self._told()
        return True


@contextmanager
def full(engine: Lender, spare: int = 0) -> Iterator[None]:
    """No page beyond `spare` more can be written while this lasts: SQLite's own answer to a full disk."""
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={pages + spare}")
        connection.rollback()
    try:
        yield
    finally:
        with engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA max_page_count=1073741823")
            connection.rollback()


def quick_folder() -> str | None:
    """A folder in memory where the system has one with room: a run writes much and keeps nothing."""
    memory = Path("/dev/shm")
    try:
        return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 1 << 30 else None
    except OSError:
        return None
