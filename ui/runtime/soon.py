"""A look at a place that may not answer: a stick that is dying holds whoever asks it, and must not hold the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar

T = TypeVar("T")

SECONDS: Final = 0.05
"""Half of what the window's thread may be held at most."""


def soon(work: Callable[[], T], otherwise: T, seconds: float = SECONDS) -> T:
    """Return what `work` finds within `seconds`, else `otherwise`: also when the place is gone (OSError). It goes on by
    itself then, and nobody waits for it.
    """
    found: list[T] = []

    def ask() -> None:
        with suppress(OSError):
            found.append(work())

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return found[0] if found else otherwise
