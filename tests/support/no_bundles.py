"""A line to a server from before bundles on sticks."""

from __future__ import annotations

from typing import BinaryIO

from sipa_core.sync.peer import CarriageError, ReadAtOnce, Trouble
from sipa_core.wire.blobs import BlobPart
from sipa_core.wire.bundles import BundleAnswer, ServerCard
from sipa_core.wire.problems import Problem
from sipa_core.wire.updates import SignedUpdate, UpdateCard


class NoBundles(ReadAtOnce):
    """What such a server answers to everything about bundles."""

    def server(self) -> ServerCard:
        """It tells no key."""
        raise CarriageError(Trouble.PROBLEM, Problem.NOT_FOUND)

    def hand_over(self, sealed: BinaryIO, sha256: str, name: str, token: str) -> BundleAnswer:
        """It takes none."""
        raise CarriageError(Trouble.REFUSED)

    def update_card(self, platform: str, token: str) -> UpdateCard:
        """It has no updates either."""
        raise CarriageError(Trouble.PROBLEM, Problem.NOT_FOUND)

    def update_release(self, platform: str, seq: int, token: str) -> SignedUpdate:
        """It has none."""
        raise CarriageError(Trouble.PROBLEM, Problem.NOT_FOUND)

    def update_part(self, platform: str, seq: int, start: int, most: int, token: str) -> BlobPart:
        """It has none."""
        raise CarriageError(Trouble.PROBLEM, Problem.NOT_FOUND)

    def forget_reply(self, sha256: str, token: str) -> None:
        """It has none."""
        raise CarriageError(Trouble.REFUSED)

    def sealed_reply(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """It has none."""
        raise CarriageError(Trouble.REFUSED)
