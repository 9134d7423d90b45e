"""The one message pair of SIPA-Sync: what a desk says, and what the server answers.

A reply counts only when `sipa`, `request_id` and the pinned `server_id` all fit; otherwise nothing may change.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from sipa_core.wire.ops import SealedOp
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import Record, StoredRecord, Value
from sipa_core.wire.version import SIPA

R = TypeVar("R")

MAX_OPS = 200
UNTOLD_OPS = 100
"""What a server takes that does not say."""
MAX_SEEN = 16
MAX_CHANGES = 500
MAX_WIRE_BYTES = 1024 * 1024
MAX_PLAIN_BYTES = 4 * 1024 * 1024


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A desk's side: its sealed ops in order (at most 200), how far it has read the feed, and its program's version.

    `short` asks for answers in place of receipts and for patches (sync/short.py); `terse`, of a server that offered it,
    that these leave out what follows from the op as well; `digest` for the server's count of what this desk may see.
    `seen` are further cursors that the desk was given, at most MAX_SEEN: one of a history that the server does not know
    shows that it was put back.
    """

    request_id: str
    device: str
    incarnation: str
    epoch: str
    ops: list[SealedOp]
    cursor: str | None = None
    sipa: int = SIPA
    app: str = ""
    short: bool = False
    digest: bool = False
    terse: bool = False
    seen: list[str] = []


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """A receipt without what the desk knows: the op's id and content hash. `received_at` is 0 for the reply's `now`."""

    status: Status
    seq: int = 0
    rev: int = 0
    received_at: int = 0
    code: str | None = None
    field: str | None = None


class Patch(msgspec.Struct, frozen=True, omit_defaults=True):
    """A record that an op of this request changed, told by what the desk does not have.

    It is the record at revision `base` (0: none), with the leaves that the op numbered `op` in the request carries laid
    over it (-1: none), and then the leaves of `set`; a leaf set to null is gone. In a terse reply the leaves that
    follow from the op numbered `by` (-1: none) are laid over before `set`, and where `id` is empty, that follows too.
    """

    type: str
    id: str
    rev: int
    village: str | None
    set: dict[str, Value]
    base: int = 0
    op: int = -1
    by: int = -1


class Digest(msgspec.Struct, frozen=True):
    """What a scope holds: how many records, and the XOR (64 hex digits) of SHA-256 over type, id and rev of each."""

    count: int
    xor: str


class ScopeTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the caller's person may see from now on, in the server's words: a desk need not know the rules behind it.

    It is all that concerns every village, and what is of `village` (None: of every village of the kecamatan but those
    that `left` it), never of a type in `without`. What a desk holds beyond it, it forgets. `at` is the server's time;
    `signature` is Ed25519 over scope_digest.
    """

    role: str
    kecamatan: str
    village: str | None
    place_name: str
    at: int
    without: list[str]
    left: list[str] = []
    signature: str = ""


class Limits(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the server will take in one exchange, and whether it speaks tersely to a desk that asks for it."""

    ops: int = UNTOLD_OPS
    changes: int = MAX_CHANGES
    wire_bytes: int = MAX_WIRE_BYTES
    plain_bytes: int = MAX_PLAIN_BYTES
    terse: bool = False

    @property
    def most_ops(self) -> int:
        """How many ops a desk puts into one message, whatever is said: from 1 to 200."""
        return max(1, min(MAX_OPS, self.ops))


class _ReplyOf(msgspec.Struct, Generic[R], frozen=True, omit_defaults=True):
    request_id: str
    server_id: str
    epoch: str
    now: int
    receipts: list[Receipt]
    signature: str
    changes: list[R]
    since: int
    upto: int
    cursor: str
    more: bool
    reset: str | None = None
    limits: Limits = Limits()
    stamps: list[str] = []
    answers: list[Answer] | None = None
    patches: list[Patch] = []
    digest: Digest | None = None
    token: str | None = None
    scope: ScopeTold | None = None
    sipa: int = SIPA


class Reply(_ReplyOf[Record], frozen=True, omit_defaults=True):
    """The server's side: a receipt per op, then whole records after the cursor, newest revision each, in feed order.

    `since` and `upto` are feed numbers: a reply that starts after what the desk has read waits for the one before.
    `reset` is "epoch" when the cursor belongs to another line of the server's history, "scope" when it was given for
    another scope, "cursor" when it cannot be read: in all cases the feed starts again (`since` 0), and nothing is gone.
    Receipts stand in the order of the ops; after a `retry` or `fork` all later ops of the batch are `retry` unseen.
    `stamps` stand in the order of the ops, empty where an op was not taken: what a desk shows with an op that it has
    to send again after a restore.
    `scope` is told where the feed starts from 0.
    `signature` is Ed25519 over receipts_digest, 128 hex digits; a terse reply leaves `server_id` empty, which the
    pinned key proves, and `epoch` where it is the request's. `answers` stand in the place of `receipts`, and `patches`
    beside `changes`, when the request was short. `token` is a fresh one, which takes the place of the one in
    use as soon as it is used.
    """


class StoredReply(_ReplyOf[StoredRecord], frozen=True, omit_defaults=True):
    """A Reply as the server makes it, the same on the wire: it hands on what it stored without opening it."""
