"""The answer of a reader that will not guess: why a text is not understood, and what the person may have meant."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Unreadable(msgspec.Struct, Generic[T], frozen=True):
    """A text that is asked back. `reason` is a sentence for the person; `meant` holds likely readings, best first."""

    reason: str
    meant: tuple[T, ...] = ()
