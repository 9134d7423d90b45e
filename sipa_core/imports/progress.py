"""How far a long reading is, told now and then to whoever waits for it; the one told may raise to stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told how many of how many rows were looked at; may raise to stop."""

TOLD_EVERY: Final = 200


def told(rows: Sequence[T], progress: Progress | None) -> Iterator[T]:
    """Yield the rows one by one, telling every 200 how far it is."""
    for at, row in enumerate(rows):
        if progress is not None and at % TOLD_EVERY == 0:
            progress(at, len(rows))
        yield row
