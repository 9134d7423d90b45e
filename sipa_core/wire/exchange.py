"""The one message pair of SIPA-Sync: what a desk says, and what the server answers.

A reply counts only when `sipa`, `request_id` and the pinned `server_id` all fit; otherwise nothing may change.
"""

from __future__ import annotations

import msgspec

from sipa_core.wire.ops import SealedOp
from sipa_core.wire.receipts import Receipt
from sipa_core.wire.records import Record
from sipa_core.wire.version import SIPA

MAX_OPS = 100
MAX_CHANGES = 500
MAX_WIRE_BYTES = 1024 * 1024
MAX_PLAIN_BYTES = 4 * 1024 * 1024


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A desk's side: its sealed ops in order (at most 100), how far it has read the feed, and its program's version."""

    request_id: str
    device: str
    incarnation: str
    epoch: str
    ops: list[SealedOp]
    cursor: str | None = None
    sipa: int = SIPA
    app: str = ""


class Limits(msgspec.Struct, frozen=True):
    """What the server will take in one exchange."""

    ops: int = MAX_OPS
    changes: int = MAX_CHANGES
    wire_bytes: int = MAX_WIRE_BYTES
    plain_bytes: int = MAX_PLAIN_BYTES


class Reply(msgspec.Struct, frozen=True):
    """The server's side: a receipt per op, then whole records after the cursor, newest revision each, in feed order.

    `since` and `upto` are feed numbers: a reply that starts after what the desk has read waits for the one before.
    `reset` is "epoch" when the cursor belongs to another line of the server's history, "scope" when it was given for
    another scope, "cursor" when it cannot be read: in all cases the feed starts again (`since` 0), and nothing is gone.
    Receipts stand in the order of the ops; after a `retry` or `fork` all later ops of the batch are `retry` unseen.
    `stamps` stand in the order of the ops, empty where an op was not taken: what a desk shows with an op that it has
    to send again after a restore.
    `signature` is Ed25519 over receipts_digest, 128 hex digits. Whole records always come, own changes included.
    """

    request_id: str
    server_id: str
    epoch: str
    now: int
    receipts: list[Receipt]
    signature: str
    changes: list[Record]
    since: int
    upto: int
    cursor: str
    more: bool
    reset: str | None = None
    limits: Limits = Limits()
    stamps: list[str] = []
    sipa: int = SIPA
