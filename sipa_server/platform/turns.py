"""One at a time, by name: who comes while the same is being worked at waits, and then finds what was made of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Gives each name to one thread at a time; other names are not held up."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._taken: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Wait for the turn at `name` and hold it for the block."""
        with self._door:
            turn, asked = self._taken.get(name, (threading.Lock(), 0))
            self._taken[name] = (turn, asked + 1)
        try:
            with turn:
                yield
        finally:
            with self._door:
                _turn, asked = self._taken[name]
                self._taken[name] = (turn, asked - 1)
                if asked == 1:
                    del self._taken[name]
