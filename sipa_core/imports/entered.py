"""What an import really brought into a report, to be told of and to be taken back."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sipa_core.domain.paths import Content, Value


class Entered(msgspec.Struct, frozen=True):
    """How many rows of the file entered, and each value that changed by it: what stood there before, and after."""

    taken: int
    before: Mapping[str, Value]
    after: Mapping[str, Value]


def entered(content: Content, changes: Content, taken: int) -> Entered:
    """Return what `changes` do to the text as it stood when they were laid over it."""
    return Entered(taken, {path: content.get(path) for path in changes}, dict(changes))
