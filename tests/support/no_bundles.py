"""A line to a server from before bundles on sticks."""

from __future__ import annotations

from typing import BinaryIO

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.blobs import BlobPart
from sipa_core.wire.bundles import BundleAnswer, ServerCard
from sipa_core.wire.problems import Problem


class NoBundles:
    """What such a server answers to everything about bundles."""

    def server(self) -> ServerCard:
        """It tells no key."""
        raise CarriageError(Trouble.PROBLEM, Problem.NOT_FOUND)

    def hand_over(self, sealed: BinaryIO, sha256: str, name: str, token: str) -> BundleAnswer:
        """It takes none."""
        raise CarriageError(Trouble.REFUSED)

    def sealed_reply(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """It has none."""
        raise CarriageError(Trouble.REFUSED)
