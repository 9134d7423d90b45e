"""A method of an object of the windows' thread, lent to other threads.

Whoever borrows it holds the object only while the call lasts: an object of Qt whose last holder were another thread
would end there, and the program with it.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any


class LentCall:
    """Calls `call` for anyone, one at a time, until `shut`; then nothing happens any more."""

    def __init__(self, call: Callable[[Any], None]) -> None:
        self._call: Callable[[Any], None] | None = call
        self._lock = Lock()

    def __call__(self, what: Any) -> None:
        """Call the method; on the thread of whoever asks."""
        with self._lock:
            if self._call is not None:
                self._call(what)

    def shut(self, _gone: object = None) -> None:
        """Take the method back; returns once nobody is in it."""
        with self._lock:
            self._call = None
