"""What the head of an answer promises of the reply below it, and whether the reply keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.client.http_line import Answer
from tests.client.outbox import Op

MORE = ";more"


@dataclass(frozen=True)
class Sent:
    """A message that left, the ops in it, and the answer to it, not yet read."""

    message: Mapping[str, Any]
    ops: list[Op]
    answer: Answer


@dataclass(frozen=True)
class Promise:
    """Where the feed goes on, and whether there is more of it."""

    cursor: str
    more: bool

    def kept(self, reply: Mapping[str, Any], cursor: str | None, sent: Sent) -> bool:
        """Whether a reply that was taken is as promised; `cursor` is the one that counts since."""
        plain = not any(reply.get(name) for name in ("reset", "scope", "token"))
        accepted = all(op.receipt is not None and op.receipt.status == "accepted" for op in sent.ops)
        told = (reply["cursor"], bool(reply.get("more")), reply["epoch"]) == (
            self.cursor,
            self.more,
            sent.message["epoch"],
        )
        return plain and accepted and told and cursor == self.cursor


def promised(answer: Answer) -> Promise | None:
    """What the head says; None where it says nothing. It is not signed, so nothing is kept or told by it."""
    said = answer.headers.get("sipa-next", "")
    return Promise(said.removesuffix(MORE), said.endswith(MORE)) if said else None
