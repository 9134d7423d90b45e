"""Ops: the only unit of change, sealed once and then carried byte for byte.

The body is kept as raw JSON from the moment of sealing, so a retry can never carry other bytes under the same op_id.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec

from sipa_core.wire.records import Ref

MAX_OP_BYTES = 2 * 1024 * 1024


class MadeAt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the person did it, by the clock of that PC: UTC milliseconds and the zone's name. Advisory only."""

    at: int
    zone: str


class Base(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an op was begun from: a revision of its record, or the op before it on the same record, by its id, which may
    have no receipt yet. `mark` are the first eight digits of the mark of the record's text at that revision
    (`paths.mark_of`; "": not told): in the history of a server that was put back the number may be another text.
    """

    rev: Annotated[int, msgspec.Meta(ge=0)] = 0
    op: str = ""
    mark: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{8})?$")] = ""


class OpBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one op says. `fields` is decoded strictly by the schema of its kind (sipa_core.ops).

    `base` is left out by kinds that are never put together, and by an op that makes its record.
    """

    kind: str
    record: Ref
    fields: msgspec.Raw
    actor: str
    made_at: MadeAt
    base: Base | None = None


class SealedOp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An op as it travels: the idempotency key, its number within the desk's incarnation, and the body verbatim.

    `had` is the stamp that it got when it was taken by a history that was lost since.
    """

    op_id: str
    op_no: int
    body: msgspec.Raw
    had: Annotated[str, msgspec.Meta(max_length=4096)] = ""

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the body's bytes; op_id, op_no and incarnation stand outside it."""
        return content_hash(bytes(self.body))


def content_hash(body: bytes) -> str:
    """SHA-256 (hex) of a sealed body."""
    return hashlib.sha256(body).hexdigest()
