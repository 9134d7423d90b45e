"""How a session ended. "complete" is true only when it came to its end and every op of this PC has its receipt."""

from __future__ import annotations

import msgspec

from sipa_core.sync.peer import Trouble
from sipa_desktop.sync.session import Absorbed


class Sum(msgspec.Struct, frozen=True):
    """What the replies of one session did together."""

    accepted: int = 0
    parked: int = 0
    taken: int = 0
    forked: bool = False
    forgotten: int = 0

    def plus(self, one: Absorbed) -> Sum:
        """This sum with one reply more."""
        return Sum(
            self.accepted + one.accepted,
            self.parked + one.parked,
            self.taken + one.taken,
            self.forked or one.forked,
            self.forgotten + one.forgotten,
        )


class SyncOutcome(msgspec.Struct, frozen=True):
    """What a session settled and brought, what still waits, and the failure in words where there was one.

    `notice` is a sentence for the person about something that was settled by itself; empty when there is none.
    """

    total: Sum
    waiting: int
    parked_in_all: int
    trouble: Trouble | None = None
    code: str | None = None
    words: str = ""
    notice: str = ""

    @property
    def accepted(self) -> int:
        """How many ops got their receipt."""
        return self.total.accepted

    @property
    def parked(self) -> int:
        """How many ops were refused for good in this session."""
        return self.total.parked

    @property
    def taken(self) -> int:
        """How many records came."""
        return self.total.taken

    @property
    def complete(self) -> bool:
        """True only when the session came to its end and every op of this PC has its receipt."""
        return self.trouble is None and self.waiting == 0 and self.parked_in_all == 0


class BlobOutcome(msgspec.Struct, frozen=True):
    """What a round of attachments sent and brought, how many still wait, and the failure in words where there was one.

    `waiting` counts those too that the server refused.
    """

    sent: int
    received: int
    waiting: int
    trouble: Trouble | None = None
    code: str | None = None
    words: str = ""

    @property
    def complete(self) -> bool:
        """True only when the round came to its end and the server has every attachment of this PC."""
        return self.trouble is None and self.waiting == 0
