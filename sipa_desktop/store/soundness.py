"""When a profile's pages are to be read as a whole before it is used, and the mark of a program that is at work.

A program that ends as it should removes its mark; one that a power cut ended leaves it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from sipa_desktop.disk_faults import StorageError
from sipa_desktop.store.unit_of_work import Store

NAME: Final = "sipa.dipakai"
CHECKED_AT: Final = "checked_at"
EVERY_DAYS: Final = 7
_DAY_MS: Final = 24 * 60 * 60 * 1000


class Soundness:
    """The mark and the day of the last check of one profile."""

    def __init__(self, profile: Path) -> None:
        self._mark = profile / NAME

    def begin(self, store: Store, now: int) -> bool:
        """Check every page when that is due, then set the mark; True when it was checked. Takes seconds.

        DamagedError when a page is not as it was written; the mark of the last time then stays.
        """
        due = self._mark.exists() or self._old(store, now)
        if due:
            store.check()
            with contextlib.suppress(StorageError), store.write(index=False) as tx:
                tx.meta.put(CHECKED_AT, str(now))  # a full disk keeps nobody from reading; then it is checked again
        with contextlib.suppress(OSError):
            self._mark.touch()
        return due

    def end(self) -> None:
        """Remove the mark: the program ended as it should."""
        with contextlib.suppress(OSError):
            self._mark.unlink(missing_ok=True)

    def _old(self, store: Store, now: int) -> bool:
        with store.read() as tx:
            said = tx.meta.get(CHECKED_AT)
        last = int(said) if said is not None and said.isdecimal() else 0
        return not 0 <= now - last < EVERY_DAYS * _DAY_MS
